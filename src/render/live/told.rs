//! What the live view says below the table: alerts and actions, as far as there is room.

use anstream::adapter::strip_str;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::monitor::Report;
use crate::render::columns::wide;
use crate::render::status::previewed;
use crate::render::{count, inert, style};

/// One alert or one action, broken into lines.
struct Told {
    is_alert: bool,
    style: Style,
    lines: Vec<String>,
}

/// How many lines all of them take.
pub(super) fn length(report: &Report, width: u16) -> usize {
    all(report, usize::from(width)).iter().map(|it| it.lines.len()).sum()
}

/// Draws them from the `from`th line on; gives how far it can be scrolled.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, report: &Report, from: usize) -> usize {
    let told = all(report, usize::from(area.width));
    let height = usize::from(area.height);
    let length: usize = told.iter().map(|it| it.lines.len()).sum();
    // The last line is for the count of what is hidden.
    let room = if length > height { height.saturating_sub(1) } else { height };
    let farthest = length.saturating_sub(room);
    let from = from.min(farthest);
    let mut shown = Vec::new();
    let (mut alerts, mut actions, mut at) = (0, 0, 0);
    for it in &told {
        let begins = at;
        for line in &it.lines {
            if (from..from + room).contains(&at) {
                shown.push(Line::styled(line.as_str(), it.style));
            }
            at += 1;
        }
        if !(from..from + room).contains(&begins) {
            *(if it.is_alert { &mut alerts } else { &mut actions }) += 1;
        }
    }
    if length > height {
        let hidden: Vec<String> = [(alerts, "alert"), (actions, "action")]
            .into_iter()
            .filter(|(hidden, _)| *hidden > 0)
            .map(|(hidden, noun)| count(hidden, noun))
            .collect();
        let hidden = if hidden.is_empty() { "more".into() } else { hidden.join(" and ") };
        let text = format!(" {hidden} not shown · page up, page down");
        shown.push(Line::styled(text, style::live_faint()));
    }
    for (line, y) in shown.into_iter().zip(area.y..area.bottom()) {
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
    farthest
}

fn all(report: &Report, width: usize) -> Vec<Told> {
    let alerts = report.alerts.iter().map(|alert| Told {
        is_alert: true,
        style: style::live(alert.level),
        lines: broken(&format!(" ! {}", inert(&alert.text)), width),
    });
    let actions = report.actions.iter().zip(1..).map(|(action, n)| {
        let run = action.run.as_ref().map(|run| format!(": {run}")).unwrap_or_default();
        let text = inert(format!(" {n}. {}{run}", action.why));
        Told { is_alert: false, style: Style::new(), lines: broken(&text, width) }
    });
    let preview = report.preview.iter().map(|it| Told {
        is_alert: true,
        style: Style::new(),
        lines: broken(&format!(" {}", strip_str(&previewed(it))), width),
    });
    alerts.chain(preview).chain(actions).collect()
}

/// `text` in lines of at most `width` columns, broken at blanks where that can be; those that follow
/// are set in.
fn broken(text: &str, width: usize) -> Vec<String> {
    const SET_IN: &str = "    ";
    let width = width.max(20);
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in text.split_inclusive(' ') {
        let size = wide(word.trim_end());
        if taken + size > width && taken > SET_IN.len() {
            lines.push(SET_IN.to_owned());
            taken = SET_IN.len();
        }
        for c in word.chars() {
            let room = wide(c.encode_utf8(&mut [0; 4]));
            if taken + room > width && c != ' ' {
                lines.push(SET_IN.to_owned());
                taken = SET_IN.len();
            }
            taken += room;
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines
}
