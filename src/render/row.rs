//! A worker's row in words and signs, for the report and for the live view.

use super::columns::{Cell, Column};
use super::glyph::{Glyphs, Standing};
use super::style::Paint;
use super::{age, brief, count, inert};
use crate::monitor::{Doing, Harm, Row, State};

/// The longest last subject shown where nothing bounds the table.
const SUBJECT: usize = 72;

/// The columns that tell of `rows`, in the order they are read.
pub(super) fn columns(rows: &[Row], glyphs: Glyphs) -> Vec<Column> {
    let all = |cell: &dyn Fn(&Row) -> Cell| rows.iter().map(cell).collect::<Vec<Cell>>();
    let plain = |text: String| vec![(Paint::Plain, text)];
    let named = rows.iter().map(|row| row.worker.len()).max().unwrap_or(0);
    vec![
        Column::new("", all(&|row| vec![mark(row, glyphs)])),
        Column::new("Worker", all(&name)).cut_to(named + 1),
        Column::new("Status", all(&standing)).cut_to(16),
        Column::new("Agent", all(&agent)).cut_to(5),
        Column::new("Done", all(&|row| plain(progress(row)))).at_right().gives_way(2),
        Column::new(
            "Last Commit",
            all(&|row| plain(row.last_commit.map_or(glyphs.none().into(), age))),
        )
        .gives_way(1),
        Column::new("Size", all(&|row| plain(size(row, glyphs)))).gives_way(4),
        Column::new("Behind", all(&|row| plain(behind(row, glyphs)))).at_right().gives_way(3),
        Column::new(
            "Last Subject",
            all(&|row| vec![(Paint::Faint, brief(&row.last_subject, SUBJECT))]),
        )
        .gives_way(5)
        .cut_to(16),
    ]
}

/// The sign of how a worker stands.
fn mark(row: &Row, glyphs: Glyphs) -> (Paint, String) {
    let broken = matches!(row.worktree, Some(Harm::Broken(_) | Harm::Disowned(_)));
    let standing = match &row.state {
        _ if broken || row.lost || !row.torn.is_empty() || row.violations > 0 => Standing::Bad,
        State::Blocked { .. } => Standing::Bad,
        _ if row.waiting.is_some() || row.worktree.is_some() => Standing::Waiting,
        State::Needs { .. } | State::Reopened | State::Reverted { .. } => Standing::Waiting,
        State::Complete | State::Merged => Standing::Good,
        State::Idle | State::Working | State::Missing => Standing::Quiet,
    };
    let (paint, sign) = glyphs.mark(standing);
    (paint, sign.to_owned())
}

/// The identifier, and what its branch and worktree are called beyond it.
fn name(row: &Row) -> Cell {
    vec![(Paint::Strong, inert(&row.worker)), (Paint::Faint, format!(" {}", inert(&row.slug)))]
}

/// How far it is: `2/5`.
pub(super) fn progress(row: &Row) -> String {
    row.progress().map_or(String::new(), |(done, all)| format!("{done}/{all}"))
}

fn size(row: &Row, glyphs: Glyphs) -> String {
    let size = row.size.filter(|size| size.added + size.removed > 0);
    size.map_or(String::new(), |size| glyphs.size(size.added, size.removed))
}

fn behind(row: &Row, glyphs: Glyphs) -> String {
    let behind = row.behind.filter(|behind| *behind > 0 && row.state != State::Merged);
    behind.map_or(String::new(), |commits| glyphs.behind(commits))
}

/// The state with what belongs to it, its session too where nothing else tells of that.
pub(super) fn status(row: &Row) -> Cell {
    let mut cell = standing(row);
    if row.waiting.is_some() {
        cell.push((Paint::Warn, ", waits for an answer".into()));
    }
    cell
}

/// What its agent does, as that told.
fn agent(row: &Row) -> Cell {
    let Some(session) = &row.session else { return vec![(Paint::Plain, String::new())] };
    let (paint, word) = match session.doing {
        Doing::Waiting => (Paint::Warn, "waits"),
        Doing::Busy => (Paint::Plain, "works"),
        Doing::Stopped => (Paint::Faint, "stopped"),
        Doing::Ended => (Paint::Faint, "ended"),
    };
    let since = if session.seconds < 60 { String::new() } else { age(session.seconds) };
    vec![(paint, format!("{word} {since}").trim_end_matches(" ago").trim_end().to_owned())]
}

/// The state with what belongs to it: `[CHECKPOINT] - 3 commits`, `[BLOCKED:missing-api]`.
fn standing(row: &Row) -> Cell {
    let mut cell = vec![state(row)];
    let quiet = matches!(
        row.state,
        State::Idle
            | State::Missing
            | State::Merged
            | State::Reverted { .. }
            | State::Blocked { .. }
    );
    if !quiet {
        cell.push((Paint::Plain, format!(" - {}", count(row.commits, "commit"))));
    }
    match &row.worktree {
        Some(Harm::Interrupted) => cell.push((Paint::Plain, ", not set up".into())),
        Some(Harm::Disowned(_)) => {
            cell.push((Paint::Plain, ", ".into()));
            cell.push((Paint::Bad, "another user's".into()));
        }
        Some(Harm::Broken(_)) => {
            cell.extend([(Paint::Plain, ", ".into()), (Paint::Bad, "broken".into())]);
        }
        None if row.dirty == 0 => {}
        None => cell.push((Paint::Plain, format!(", {} dirty", row.dirty))),
    }
    cell
}

/// The state as its prefix, where it has one.
pub(super) fn state(row: &Row) -> (Paint, String) {
    match &row.state {
        State::Idle => (Paint::Faint, "idle".into()),
        State::Missing if row.lost => (Paint::Bad, "branch gone".into()),
        State::Missing if !row.torn.is_empty() => (Paint::Bad, "branch torn".into()),
        State::Missing => (Paint::Faint, "not started".into()),
        State::Working => (Paint::Plain, "[CHECKPOINT]".into()),
        State::Blocked { reason } => (Paint::Bad, format!("[BLOCKED:{}]", brief(reason, 40))),
        State::Needs { open } => (Paint::Warn, format!("[NEEDS:{}]", brief(open.join(", "), 60))),
        State::Complete => (Paint::Good, "[COMPLETE]".into()),
        State::Reopened => (Paint::Warn, "reopened".into()),
        State::Merged => (Paint::Good, "merged".into()),
        State::Reverted { .. } => (Paint::Warn, "taken back".into()),
    }
}
