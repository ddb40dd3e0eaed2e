//! Who needs whom, by the plan and by what commits say: boxes in columns, arrows to whoever waits.

use std::collections::BTreeSet;

use super::inert;
use crate::guard::Signal;
use crate::retro::Past;

/// The size of a box and the room between two.
const BOX: (f64, f64) = (170.0, 30.0);
const GAP: (f64, f64) = (90.0, 14.0);

/// The drawing; nothing where nobody needs anybody.
pub(super) fn svg(pasts: &[Past]) -> String {
    let edges = edges(pasts);
    if edges.is_empty() {
        return String::new();
    }
    let columns = columns(pasts.len(), &edges);
    let mut taken: Vec<f64> = Vec::new();
    let mut places = Vec::new();
    for column in &columns {
        if taken.len() <= *column {
            taken.resize(column + 1, 0.0);
        }
        let across = u32::try_from(*column).map_or(0.0, f64::from);
        places.push((across * (BOX.0 + GAP.0) + 1.0, taken[*column] + 1.0));
        taken[*column] += BOX.1 + GAP.1;
    }
    let wide = u32::try_from(taken.len()).map_or(0.0, f64::from) * (BOX.0 + GAP.0);
    let high = taken.iter().copied().fold(0.0, f64::max);
    let mut out = format!(
        "<svg class=\"graph\" viewBox=\"0 0 {wide} {high}\" style=\"max-width:{wide}px\" \
         role=\"img\" aria-label=\"who needs whom\">\n<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" \
         refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path class=\"tip\" d=\"M0 0 8 4 0 8z\"/></marker></defs>\n"
    );
    for (of, by) in &edges {
        let (from, to) = (places[*of], places[*by]);
        let (x1, y1, x2, y2) = (from.0 + BOX.0, from.1 + BOX.1 / 2.0, to.0, to.1 + BOX.1 / 2.0);
        let bend = GAP.0 / 2.0;
        out.push_str(&format!(
            "<path class=\"edge\" marker-end=\"url(#tip)\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\"/>\n",
            x1 + bend,
            x2 - bend
        ));
    }
    for (past, (x, y)) in pasts.iter().zip(&places) {
        let name = format!("{} {}", past.worker.id, past.worker.title());
        let shown: String = name.chars().take(22).collect();
        out.push_str(&format!(
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"4\"/>\
             <text x=\"{}\" y=\"{}\">{}<title>{}</title></text>\n",
            BOX.0,
            BOX.1,
            x + 8.0,
            y + 20.0,
            inert(shown),
            inert(&name)
        ));
    }
    out.push_str("</svg>\n");
    out
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

/// The column of each: one further than all that it needs; a circle ends after as many rounds as there
/// are workers.
fn columns(workers: usize, edges: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut columns = vec![0; workers];
    for _ in 0..workers {
        for (of, by) in edges {
            if columns[*by] <= columns[*of] && columns[*of] + 1 < workers {
                columns[*by] = columns[*of] + 1;
            }
        }
    }
    columns
}
