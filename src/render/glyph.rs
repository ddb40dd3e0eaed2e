//! The few signs beside words, in ASCII where the terminal's encoding has no more.

use std::env;

use super::style::Paint;

/// How something stands, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is done.
    Good,
    /// It waits for somebody.
    Waiting,
    /// It cannot go on as it is.
    Bad,
    /// It goes its way.
    Quiet,
}

/// The signs one encoding has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyphs {
    rich: bool,
}

impl Glyphs {
    /// Those of the locale, as the C library finds it: the first variable that says something counts.
    pub(super) fn of_locale() -> Self {
        let named = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        let named = named.unwrap_or_default().to_ascii_lowercase();
        Self { rich: cfg!(windows) || named.contains("utf-8") || named.contains("utf8") }
    }

    /// The sign of how something stands, one column wide.
    pub(super) fn mark(self, standing: Standing) -> (Paint, &'static str) {
        match (standing, self.rich) {
            (Standing::Good, true) => (Paint::Good, "✓"),
            (Standing::Good, false) => (Paint::Good, "+"),
            (Standing::Waiting, true) => (Paint::Warn, "…"),
            (Standing::Waiting, false) => (Paint::Warn, "?"),
            (Standing::Bad, true) => (Paint::Bad, "✗"),
            (Standing::Bad, false) => (Paint::Bad, "!"),
            (Standing::Quiet, _) => (Paint::Plain, " "),
        }
    }

    /// How far the base is ahead.
    pub(super) fn behind(self, commits: usize) -> String {
        if self.rich { format!("↓{commits}") } else { format!("-{commits}") }
    }

    /// How many lines came and went.
    pub(super) fn size(self, added: usize, removed: usize) -> String {
        let minus = if self.rich { '−' } else { '-' };
        match (added, removed) {
            (added, 0) => format!("+{added}"),
            (0, removed) => format!("{minus}{removed}"),
            _ => format!("+{added} {minus}{removed}"),
        }
    }

    /// That there is nothing to tell.
    pub(super) fn none(self) -> &'static str {
        if self.rich { "—" } else { "-" }
    }

    /// That something was cut.
    pub(super) fn cut(self) -> &'static str {
        if self.rich { "…" } else { "~" }
    }
}
