//! The state in a few words, for a shell's prompt or a status line.

use super::glyph::Glyphs;
use super::status::state;
use super::style;
use crate::monitor::{Report, Row};

/// One worker: `task-1 [CHECKPOINT] 2/5 ↓3`.
pub fn worker(row: &Row) -> String {
    let mut parts = vec![style::strong(&row.worker), state(row)];
    parts.extend(Some(super::row::progress(row)).filter(|it| !it.is_empty()));
    let behind = row.behind.filter(|behind| *behind > 0);
    parts.extend(behind.map(|behind| Glyphs::of_locale().behind(behind)));
    parts.join(" ")
}

/// Everybody: `4 workers: 1 blocked, 2 working, 1 idle`, in the order of urgency.
pub fn all(report: &Report) -> String {
    const ORDER: [&str; 8] =
        ["blocked", "needs", "reopened", "working", "idle", "complete", "merged", "missing"];
    let count = |word: &str| report.workers.iter().filter(|row| row.state.word() == word).count();
    let counted = ORDER.map(|word| (count(word), word));
    let parts: Vec<String> = counted
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| match *word {
            "blocked" => style::bad(&format!("{count} {word}")),
            "needs" | "reopened" => style::warn(&format!("{count} {word}")),
            _ => format!("{count} {word}"),
        })
        .collect();
    let workers = super::count(report.workers.len(), "worker");
    if parts.is_empty() { workers } else { format!("{workers}: {}", parts.join(", ")) }
}
