//! Who needs whom, by the plan and by what commits say: boxes in columns, arrows to whoever waits.

use std::collections::BTreeSet;

use super::{inert, label};
use crate::guard::Signal;
use crate::retro::Past;

/// The size of a box and the room between two.
const BOX: (f64, f64) = (170.0, 30.0);
const GAP: (f64, f64) = (90.0, 14.0);

/// How far below the boxes an arrow back runs.
const BACK: f64 = 26.0;

/// The drawing; nothing where nobody needs anybody. Whoever neither needs nor is needed is not in it.
pub(super) fn svg(pasts: &[Past]) -> String {
    let edges = edges(pasts);
    if edges.is_empty() {
        return String::new();
    }
    let columns = columns(pasts.len(), &edges);
    let mut taken: Vec<f64> = Vec::new();
    let mut places = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        if !edges.iter().any(|(of, by)| *of == at || *by == at) {
            places.push(None);
            continue;
        }
        if taken.len() <= *column {
            taken.resize(column + 1, 0.0);
        }
        let across = u32::try_from(*column).map_or(0.0, f64::from);
        places.push(Some((across * (BOX.0 + GAP.0) + 1.0, taken[*column] + 1.0)));
        taken[*column] += BOX.1 + GAP.1;
    }
    let wide = u32::try_from(taken.len()).map_or(0.0, f64::from) * (BOX.0 + GAP.0);
    let is_back = |(of, by): &(usize, usize)| columns[*by] <= columns[*of];
    let below = if edges.iter().any(is_back) { BACK } else { 0.0 };
    let floor = taken.iter().copied().fold(0.0, f64::max);
    let high = floor + below;
    let mut out = format!(
        "<svg class=\"graph\" viewBox=\"0 0 {wide} {high}\" style=\"max-width:{wide}px\" \
         role=\"img\" aria-label=\"who needs whom\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" \
         refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path class=\"tip\" d=\"M0 0 8 4 0 8z\"/></marker></defs>\n"
    );
    for edge in &edges {
        let (Some(from), Some(to)) = (places[edge.0], places[edge.1]) else { continue };
        out.push_str(&arrow(from, to, is_back(edge).then_some(floor)));
    }
    for (past, place) in pasts.iter().zip(&places) {
        let Some((x, y)) = place else { continue };
        let name = format!("{} {}", past.worker.id, past.worker.title());
        out.push_str(&format!(
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"4\"/>\
             <text x=\"{}\" y=\"{}\">{}<title>{}</title></text>\n",
            BOX.0,
            BOX.1,
            x + 8.0,
            y + 20.0,
            label(&name, 22),
            inert(&name)
        ));
    }
    out.push_str("</svg>\n");
    out
}

/// The arrow from who provides to who needs: to the right, or, in a circle, back below all boxes, which
/// end at `floor`.
fn arrow(from: (f64, f64), to: (f64, f64), floor: Option<f64>) -> String {
    let way = match floor {
        None => {
            let (x1, y1, x2, y2) = (from.0 + BOX.0, from.1 + BOX.1 / 2.0, to.0, to.1 + BOX.1 / 2.0);
            let bend = GAP.0 / 2.0;
            format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend)
        }
        Some(floor) => {
            let (x1, y1) = (from.0 + BOX.0 - 50.0, from.1 + BOX.1);
            let (x2, y2) = (to.0 + 50.0, to.1 + BOX.1);
            let low = floor + BACK;
            format!("M{x1} {y1}C{x1} {low} {x2} {low} {x2} {y2}")
        }
    };
    format!("<path class=\"edge\" marker-end=\"url(#tip)\" d=\"{way}\"/>\n")
}

/// Pairs of places in `pasts`: who provides, who needs.
fn edges(pasts: &[Past]) -> BTreeSet<(usize, usize)> {
    let at = |id: &str| pasts.iter().position(|past| past.worker.id == id);
    let mut found = BTreeSet::new();
    for (by, past) in pasts.iter().enumerate() {
        let planned =
            past.worker.needs.iter().map(|need| need.split('/').next().unwrap_or(need).to_owned());
        let said = past.commits.iter().filter_map(|done| match done.signal().0 {
            Some(Signal::Needs { worker, .. }) => Some(worker),
            _ => None,
        });
        found.extend(
            planned.chain(said).filter_map(|of| at(&of)).filter(|of| *of != by).map(|of| (of, by)),
        );
    }
    found
}

/// The column of each: one further than all that it needs, where an arrow that closes a circle counts for
/// nothing.
fn columns(workers: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut forward: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (of, by) in edges {
        if !leads(&forward, *by, *of) {
            forward.insert((*of, *by));
        }
    }
    let mut columns = vec![0; workers];
    for _ in 0..workers {
        for (of, by) in &forward {
            columns[*by] = columns[*by].max(columns[*of] + 1);
        }
    }
    columns
}

/// Whether arrows lead from one worker to another.
fn leads(edges: &BTreeSet<(usize, usize)>, from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        let next = edges.iter().filter(|(of, _)| *of == at).map(|(_, by)| *by);
        open.extend(next.filter(|by| seen.insert(*by)).collect::<Vec<_>>());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_drawn_in_a_row_with_one_arrow_back() {
        let columns = columns(4, &BTreeSet::from([(0, 1), (1, 2), (2, 0)]));
        assert_eq!(columns, [0, 1, 2, 0]);
        let back = arrow((261.0, 1.0), (1.0, 1.0), Some(44.0));
        assert!(back.contains("M381 31C381 70 51 70 51 31"), "{back}");
    }
}
