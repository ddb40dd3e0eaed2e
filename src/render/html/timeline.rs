//! The timeline: a row for each worker, a mark for each commit, and the stretches that were waited.

use super::{day, inert, label, tone};
use crate::guard::Signal;
use crate::retro::{Past, Review};

/// The width of the drawing, and of the names at its left.
const WIDTH: f64 = 1000.0;
const NAMES: f64 = 170.0;

/// The height of a row, and of the axis above all.
const ROW: f64 = 26.0;
const AXIS: f64 = 24.0;

/// The drawing; nothing where nobody has committed.
pub(super) fn svg(review: &Review, pasts: &[Past]) -> String {
    let (Some(from), Some(to)) = (review.from, review.to) else { return String::new() };
    let span = seconds(to - from).max(1.0);
    let x = |time: i64| NAMES + (WIDTH - NAMES - 20.0) * seconds(time - from) / span;
    let rows = u32::try_from(pasts.len()).map_or(0.0, f64::from);
    let height = AXIS + ROW * rows + 6.0;
    let mut out = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"commits of every worker over time\">\n"
    );
    for at in [from, from + (to - from) / 2, to] {
        let (x, anchor) = (
            x(at),
            if at == from {
                "start"
            } else if at == to {
                "end"
            } else {
                "middle"
            },
        );
        // Within a minute there is one time to tell.
        let told = if at == from || day(at) != day(from) { day(at) } else { String::new() };
        out.push_str(&format!(
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{AXIS}\" y2=\"{height}\"/>\
             <text class=\"dim\" x=\"{x:.1}\" y=\"14\" text-anchor=\"{anchor}\">{told}</text>\n",
        ));
    }
    let mut y = AXIS + ROW / 2.0;
    for past in pasts {
        row(&mut out, past, y, x);
        y += ROW;
    }
    out.push_str("</svg>\n");
    out.push_str(
        "<p class=\"dim\">● commit · <span class=\"good\">●</span> complete · \
         <span class=\"warn\">●</span> needs something · <span class=\"bad\">●</span> blocked · \
         shaded: until the next commit after it</p>\n",
    );
    out
}

fn row(out: &mut String, past: &Past, y: f64, x: impl Fn(i64) -> f64) {
    let name = format!("{} {}", past.worker.id, past.worker.title());
    out.push_str(&format!(
        "<text x=\"0\" y=\"{:.1}\">{}<title>{}</title></text>",
        y + 4.0,
        label(&name, 24),
        inert(&name)
    ));
    let times = || past.commits.iter().map(|done| done.time);
    if let (Some(first), Some(last)) = (times().min(), times().max()) {
        let (left, right) = (x(first), x(last));
        out.push_str(&format!(
            "<rect class=\"bar\" x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"8\" rx=\"4\"/>",
            y - 4.0,
            (right - left).max(8.0)
        ));
    }
    for pair in past.commits.windows(2) {
        let waits = matches!(pair[0].signal().0, Some(Signal::Needs { .. } | Signal::Blocked(_)));
        if waits && pair[1].time > pair[0].time {
            let (left, right) = (x(pair[0].time), x(pair[1].time));
            out.push_str(&format!(
                "<rect class=\"wait\" x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"16\"/>",
                y - 8.0,
                right - left
            ));
        }
    }
    for done in &past.commits {
        out.push_str(&format!(
            "<circle class=\"{}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"4.5\"><title>{} {}</title></circle>",
            tone(done),
            x(done.time),
            day(done.time),
            inert(done.subject())
        ));
    }
    out.push('\n');
}

/// Whole seconds as a number to draw with; a span beyond 68 years is drawn as that.
fn seconds(span: i64) -> f64 {
    f64::from(i32::try_from(span).unwrap_or(i32::MAX))
}
