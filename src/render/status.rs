//! The status report as a person reads it.

use std::fmt::Write;

use super::{Table, age, brief, count, inert, style};
use crate::monitor::{Harm, Level, Report, Row, State};

/// The report in the seed's layout: table, alerts, recommended actions.
pub fn text(report: &Report) -> String {
    let mut out = format!("{}\n\n", style::strong("Worker Status Report"));
    if report.workers.is_empty() {
        out.push_str("no workers yet: git parallel plan DOC…\n");
        return out;
    }
    let mut features: Vec<Option<&str>> = Vec::new();
    for row in &report.workers {
        if !features.contains(&row.feature.as_deref()) {
            features.push(row.feature.as_deref());
        }
    }
    for (feature, n) in features.iter().zip(0..) {
        let rows = report.workers.iter().filter(|row| row.feature.as_deref() == *feature);
        if features.len() > 1 {
            let name = feature.map_or("no feature".into(), inert);
            let gap = if n > 0 { "\n\n" } else { "" };
            out.push_str(&format!("{gap}{}\n", style::strong(&name)));
        }
        let mut table = Table::new(["Worker", "Branch", "Last Commit", "Status"]);
        for row in rows {
            table.row([
                style::strong(&row.worker),
                style::name(&inert(&row.branch)),
                row.last_commit.map_or("—".into(), age),
                status(row),
            ]);
        }
        out.push_str(&table.text());
    }
    out.push('\n');
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

fn section(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    let written = write!(out, "\n{}\n{}\n", style::strong(heading), lines.join("\n"));
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// The state with what belongs to it: `[CHECKPOINT] - 3 commits`, `[BLOCKED:missing-api]`.
fn status(row: &Row) -> String {
    let state = state(row);
    let commits = format!(" - {}", count(row.commits, "commit"));
    let commits = if matches!(
        row.state,
        State::Idle | State::Missing | State::Merged | State::Blocked { .. }
    ) {
        String::new()
    } else {
        commits
    };
    let tree = match &row.worktree {
        Some(Harm::Interrupted) => ", not set up".into(),
        Some(Harm::Broken(_)) => format!(", {}", style::bad("broken")),
        None if row.dirty == 0 => String::new(),
        None => format!(", {} dirty", row.dirty),
    };
    let waits =
        if row.waiting.is_some() { style::warn(", waits for an answer") } else { String::new() };
    format!("{state}{commits}{tree}{waits}")
}

/// The same without colours.
pub fn plain(row: &Row) -> String {
    anstream::adapter::strip_str(&status(row)).to_string()
}

/// The state as its prefix, where it has one.
pub(super) fn state(row: &Row) -> String {
    match &row.state {
        State::Idle => style::faint("idle"),
        State::Missing if row.lost => style::bad("branch gone"),
        State::Missing => style::faint("not started"),
        State::Working => "[CHECKPOINT]".into(),
        State::Blocked { reason } => style::bad(&format!("[BLOCKED:{}]", brief(reason, 40))),
        State::Needs { open } => style::warn(&format!("[NEEDS:{}]", brief(open.join(", "), 60))),
        State::Complete => style::good("[COMPLETE]"),
        State::Reopened => style::warn("reopened"),
        State::Merged => style::good("merged"),
    }
}
