//! Lines of other systems and habits as lists: tasks of `TaskPaper`, boxes drawn in HTML, notes by line.

use super::path::Place;
use super::{folded, plain, records, spelling};

/// The odd lines of a text.
pub(super) struct Odd<'a> {
    lines: Vec<&'a str>,
    noted: Vec<usize>,
    projects: Vec<usize>,
    drawn: Vec<(&'a str, bool)>,
    plain: Vec<(usize, String)>,
    /// Whether a letter `o` stands for a bullet.
    rounds: bool,
}

impl<'a> Odd<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            lines: text.split('\n').collect(),
            noted: noted(text),
            projects: projects(text),
            rounds: text.lines().filter(|line| line.starts_with("o ")).count() > 1,
            drawn: drawn(text),
            plain: rewritten(text),
        }
    }

    /// The line at `at` as CommonMark has it, where it is odd; `listed` where the one before is in a
    /// list.
    pub(super) fn line(&self, at: usize, listed: bool) -> Option<String> {
        let line = self.lines.get(at)?;
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        if let Some(rest) = line.strip_prefix("o ").filter(|_| self.rounds) {
            Some(format!("- {rest}"))
        } else if let Ok(found) = self.plain.binary_search_by_key(&at, |(at, _)| *at) {
            Some(self.plain[found].1.clone())
        } else if let Some((mark, rest)) = boxed(bare, &self.drawn) {
            Some(format!("{mark}{rest}"))
        } else if self.noted.binary_search(&at).is_ok() {
            Some(format!("- {}", bare.trim_start_matches(['>', ' '])))
        } else if listed && is_over_list(self.lines.get(at + 1), line) {
            Some(format!("###### {bare}"))
        } else if self.projects.binary_search(&at).is_ok() {
            Some(format!("{indent}- {bare}"))
        } else {
            None
        }
    }
}

/// The lines of plain text, of folds and of entries without bullets, in order.
fn rewritten(text: &str) -> Vec<(usize, String)> {
    let mut all = plain::lines(text);
    all.extend(folded::lines(text));
    all.extend(records::lines(text));
    // The first to know a line has it.
    all.sort_by_key(|(at, _)| *at);
    all.dedup_by_key(|(at, _)| *at);
    all
}

/// The lines of a review that begin with a line of a file and are no items yet: "src/a.rs:12: …", or
/// in a mail "> src/a.rs:12" over what is said about it. One alone is a sentence.
fn noted(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.split('\n').collect();
    let placed = |line: &str| {
        let first = line.split_whitespace().next().unwrap_or_default();
        let (path, rest) = first.split_once(':').unwrap_or((first, ""));
        let number = rest.starts_with(|c: char| c.is_ascii_digit());
        let named = rest.is_empty() && first.ends_with(':');
        path.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_'))
            && spelling::is_file(path)
            && !path.contains("//")
            && (number || named)
    };
    let mut out = Vec::new();
    let mut fenced = false;
    for (at, line) in lines.iter().enumerate() {
        fenced ^= line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        let quoted = line.strip_prefix("> ").filter(|rest| {
            let below = lines.get(at + 1).is_some_and(|next| {
                next.starts_with(|c: char| c.is_alphanumeric()) && !next.trim().is_empty()
            });
            below && !rest.trim().contains(' ')
        });
        if !fenced && (placed(line) && line.contains(' ') || quoted.is_some_and(placed)) {
            out.push(at);
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}

/// Whether a line that is a path alone stands right over a list of its own.
fn is_over_list(next: Option<&&str>, line: &str) -> bool {
    let word = line.trim_end();
    let list = next.is_some_and(|next| {
        next.starts_with([' ', '\t']) && next.trim_start().starts_with(['-', '*', '+'])
    });
    list && !word.contains(char::is_whitespace)
        && !word.starts_with(['#', '-', '*', '+', '>', '|'])
        && spelling::quoted(word, Place::Prose).is_some()
}

/// The lines that name a project over indented tasks, where tasks are tagged as in `TaskPaper`.
fn projects(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    if !text.contains(" @done") {
        return out;
    }
    let lines: Vec<(usize, &str)> =
        text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let task = |line: &str| line.trim_start().starts_with("- ");
    for pair in lines.windows(2) {
        let ((at, line), (_, next)) = (pair[0], pair[1]);
        let names = line.trim_end().ends_with(':') && !task(line) && !line.starts_with('#');
        if names && task(next) && indent(next) > indent(line) {
            out.push(at);
        }
    }
    out
}

/// The names `reStructuredText` gives to boxes that are drawn in HTML, and whether they are ticked.
fn drawn(text: &str) -> Vec<(&str, bool)> {
    let mut out = Vec::new();
    let mut name = None;
    for line in text.lines() {
        let bare = line.trim();
        if let Some(rest) = bare.strip_prefix(".. |") {
            name = rest.split_once('|').filter(|(_, rest)| rest.contains("raw::")).map(|(n, _)| n);
        } else if bare.contains("<input")
            && bare.contains("checkbox")
            && let Some(name) = name.take()
        {
            out.push((name, bare.contains("checked")));
        }
    }
    out
}

/// The box a line of a line block begins with, and what follows it.
fn boxed<'a>(bare: &'a str, drawn: &[(&str, bool)]) -> Option<(&'static str, &'a str)> {
    let rest = bare.strip_prefix('|')?.trim_start().strip_prefix('|')?;
    let (name, rest) = rest.split_once('|')?;
    let (_, ticked) = drawn.iter().find(|(known, _)| *known == name)?;
    Some((if *ticked { "- [x]" } else { "- [ ]" }, rest))
}
