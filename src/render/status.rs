//! The status report as a person reads it.

use std::fmt::Write;

use super::columns::{self, Cell};
use super::glyph::Glyphs;
use super::{Table, age, brief, inert, row, style};
use crate::monitor::{Level, Outcome, Previewed, Report, Request, Row};

/// The report in the seed's order: table, alerts, recommended actions. The table is fitted to `width`
/// columns, where there is such a bound.
pub fn text(report: &Report, width: Option<usize>) -> String {
    let mut out = format!("{}\n\n", style::strong("Worker Status Report"));
    if report.workers.is_empty() {
        out.push_str("no workers yet: git parallel plan DOC…\n");
    } else {
        out.push_str(&table(report, width));
    }
    section(&mut out, "Requests", requests(report).into_iter().map(|line| format!("- {line}")));
    section(
        &mut out,
        "Alerts",
        report.alerts.iter().map(|alert| {
            let text = brief(&alert.text, 300);
            let text = match alert.level {
                Level::Urgent => style::bad(&text),
                Level::Warning => style::warn(&text),
                Level::Note => text,
            };
            format!("- {text}")
        }),
    );
    section(
        &mut out,
        "Recommended Actions",
        report.actions.iter().zip(1..).map(|(action, n)| {
            let run = action.run.as_ref().map(|run| format!("\n     {}", style::name(&inert(run))));
            format!("{n}. {}{}", brief(&action.why, 200), run.unwrap_or_default())
        }),
    );
    out
}

/// A row per worker, under the name of its feature where there are several.
fn table(report: &Report, width: Option<usize>) -> String {
    let mut out = String::new();
    let glyphs = Glyphs::of_locale();
    // All features are laid out as one table, so that their columns stand below each other.
    let fitted = columns::fit(row::columns(&report.workers, glyphs), width);
    let table = fitted.text(glyphs.cut());
    let mut lines = table.lines();
    let heading = lines.next().unwrap_or_default();
    let lines: Vec<&str> = lines.collect();
    let features = features(report);
    for (feature, n) in features.iter().zip(0..) {
        if features.len() > 1 {
            let name = feature.map_or("no feature".into(), inert);
            let gap = if n > 0 { "\n" } else { "" };
            out.push_str(&format!("{gap}{}\n", style::strong(&name)));
        }
        out.push_str(&format!("{heading}\n"));
        let own = report.workers.iter().zip(&lines);
        for (_, line) in own.filter(|(row, _)| row.feature.as_deref() == *feature) {
            out.push_str(&format!("{line}\n"));
        }
    }
    if !fitted.hidden.is_empty() {
        let hidden = format!("no room for: {}", fitted.hidden.join(", "));
        out.push_str(&format!("{}\n", style::faint(&hidden)));
    }
    if let Some(it) = &report.preview {
        out.push_str(&format!("\n{}\n", previewed(it)));
    }
    out
}

/// The same in Markdown, to be pasted into an issue or read by an agent: the seed's own layout.
pub fn markdown(report: &Report) -> String {
    let mut out = String::from("## Worker Status Report\n");
    let features = features(report);
    for feature in &features {
        if features.len() > 1 {
            out.push_str(&format!("\n### {}\n", feature.map_or("no feature".into(), inert)));
        }
        let mut table = Table::new(["Worker", "Branch", "Last Commit", "Status"]);
        for row in report.workers.iter().filter(|row| row.feature.as_deref() == *feature) {
            table.row([
                inert(&row.worker),
                inert(&row.branch),
                row.last_commit.map_or("—".into(), age),
                plain(row),
            ]);
        }
        out.push_str(&format!("\n{}\n", table.text()));
    }
    if let Some(it) = &report.preview {
        let line = previewed(it);
        out.push_str(&format!("\n{}\n", anstream::adapter::strip_str(&line)));
    }
    let alerts: Vec<String> =
        report.alerts.iter().map(|alert| format!("- {}\n", brief(&alert.text, 300))).collect();
    let actions = report.actions.iter().zip(1..).map(|(action, n)| {
        let run = action.run.as_ref().map(|run| format!(": `{}`", inert(run)));
        format!("{n}. {}{}\n", brief(&action.why, 200), run.unwrap_or_default())
    });
    let actions: Vec<String> = actions.collect();
    let requests = requests(report).into_iter().map(|line| format!("- {line}\n")).collect();
    let sections: [(&str, Vec<String>); 3] =
        [("Requests", requests), ("Alerts", alerts), ("Recommended Actions", actions)];
    for (heading, lines) in sections {
        if !lines.is_empty() {
            out.push_str(&format!("\n### {heading}\n\n{}", lines.concat()));
        }
    }
    out
}

/// The requests to merge, a line each, where the forge was asked.
fn requests(report: &Report) -> Vec<String> {
    let Some(requests) = &report.requests else { return Vec::new() };
    if let Some(why) = &requests.unknown {
        return vec![inert(format!("not known: {why}"))];
    }
    if requests.found.is_empty() {
        return vec!["none for these branches".to_owned()];
    }
    let line =
        |it: &Request| inert(format!("{}: #{} {}, {}", it.branch, it.number, it.state, it.url));
    requests.found.iter().map(line).collect()
}

/// The last preview in one line.
pub(super) fn previewed(it: &Previewed) -> String {
    let told = inert(it.preview.told());
    let told =
        if it.preview.outcome == Outcome::Passes { style::good(&told) } else { style::bad(&told) };
    let since = match it.moved.as_slice() {
        [] => String::new(),
        moved => style::faint(&format!("; moved since: {}", moved.join(", "))),
    };
    format!("preview {}: {told}{since}", age(it.age))
}

/// The features of the workers, each once.
fn features(report: &Report) -> Vec<Option<&str>> {
    let mut found: Vec<Option<&str>> = Vec::new();
    for row in &report.workers {
        if !found.contains(&row.feature.as_deref()) {
            found.push(row.feature.as_deref());
        }
    }
    found
}

fn section(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let written = write!(out, "\n{}\n{}\n", style::strong(heading), lines.join("\n"));
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// The state with what belongs to it, without colours.
pub fn plain(row: &Row) -> String {
    joined(&row::status(row))
}

fn joined(cell: &Cell) -> String {
    cell.iter().map(|(_, text)| text.as_str()).collect()
}

/// The state as its prefix, where it has one.
pub(super) fn state(row: &Row) -> String {
    let (paint, text) = row::state(row);
    paint.on(&text)
}
