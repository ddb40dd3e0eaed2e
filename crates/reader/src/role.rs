//! What a heading's words say about the lists below it: work, praise, legend, history.

use std::sync::LazyLock;

use regex::Regex;

use super::flat::lower;
use super::head;
use super::tag::{is_dropped_section, says_done};
use super::verb;
use super::words::{self, Concept};

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its title promises work.
    Work,
    /// Its title says nothing.
    Plain,
    /// Conditions to check by, examples to read by: not even boxes are work.
    Criteria,
    /// Praise, legends, history: no work but what a box asks for.
    Never,
    /// Prose around the work; only checkboxes count.
    Prose,
    /// Finished work.
    Done,
    /// Says again, shorter, what stands elsewhere.
    Restates,
    /// Work that waits for a decision.
    Parked,
}

/// The patterns of each kind of title.
static CRITERIA: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleCriteria));
static NEVER: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleNever));
static PROSE: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleProse));
static WORK: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleWork));
static RESTATES: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleRestates));
static PARKED: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleParked));
static DONE: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleDone));

static LIST: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleList));

/// A title of more words tells something.
pub(super) const TITLE: usize = 5;

/// Whether a document of this title is nothing but lists of things to do.
pub(super) fn is_list(title: &str) -> bool {
    LIST.as_ref().is_some_and(|list| list.is_match(&lower(title)))
}

impl Role {
    /// Whether nothing below is work but what a box asks for, or not even that.
    pub(super) fn is_never(self) -> bool {
        matches!(self, Self::Never | Self::Criteria)
    }
}

/// The role the words of `title` give a section; the title's own marks are judged apart.
pub(super) fn role(title: &str) -> Role {
    let title = title.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
    let whole = title;
    let title = &*lower(whole);
    let words = title.split_whitespace().count();
    // What stands in brackets is a remark: "Work packages (execution order)".
    let bare = title.split_once(" (").map_or(title, |(bare, _)| bare);
    let matches = |words: &LazyLock<Option<Regex>>, title: &str| {
        words.as_ref().is_some_and(|words| words.is_match(title))
    };
    let has = |words: &LazyLock<Option<Regex>>| matches(words, title);
    if title.is_empty() {
        Role::Plain
    } else if has(&CRITERIA) {
        Role::Criteria
    } else if is_dropped_section(title) || has(&NEVER) {
        Role::Never
    } else if says_done(title) || (is_ended(whole) || has(&DONE)) && !is_denied(title) {
        Role::Done
    } else if has(&PARKED) {
        Role::Parked
    } else if matches(&RESTATES, bare) {
        Role::Restates
    } else if matches(&PROSE, bare) && !head::is_left(title) && !orders(title)
        || head::is_around(title)
    {
        Role::Prose
    } else if has(&WORK) {
        Role::Work
    } else {
        match head::role(title) {
            Some(Role::Done) if is_denied(title) && words <= TITLE => Role::Work,
            Some(Role::Done) if is_denied(title) => Role::Plain,
            role => role.unwrap_or(Role::Plain),
        }
    }
}

/// Whether a title orders something done to what it ends in: "Optimize the lookup method".
fn orders(title: &str) -> bool {
    title.split_whitespace().count() > 2 && verb::is_imperative(title)
}

/// Whether a title ends in what says that all of it is done: "Web team Done", "Findings (fixed in this
/// commit)".
fn is_ended(title: &str) -> bool {
    let remark = title.strip_suffix(')').and_then(|title| title.rsplit_once('('));
    let first = remark.and_then(|(_, remark)| remark.split_whitespace().next());
    let last = title.split_whitespace().skip(1).last();
    let capital = last.filter(|last| last.starts_with(char::is_uppercase));
    let is_done = |word: &str| words::is(Concept::Done, &lower(word));
    let orders = verb::is_imperative(title);
    // "(85% done)" leaves something.
    let partly = title.contains('%') && !title.contains("100");
    !partly && (first.is_some_and(is_done) || capital.is_some_and(is_done) && !orders)
}

/// Whether a title says of its things that they are not done, or not all of them: "Not implemented",
/// "Nearly finished".
fn is_denied(title: &str) -> bool {
    let says = |word: &str, concept| {
        words::is(concept, word)
            || word.chars().any(|c| c > '\u{1100}')
                && words::all(concept).any(|no| word.starts_with(no))
    };
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    words.any(|word| says(word, Concept::Negation) || says(word, Concept::Nearly))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_what_a_section_is_for() {
        for (title, want) in [
            ("Known bugs", Role::Work),
            ("Backend", Role::Plain),
            ("What's Good (No Changes Needed)", Role::Never),
            ("Acceptance Criteria", Role::Criteria),
            ("Core Principles", Role::Prose),
            ("COMPLETED", Role::Done),
            ("Completed (2025)", Role::Done),
            ("Suggested Work Order", Role::Restates),
            ("Recommended next steps", Role::Restates),
            ("Parked or Needs Product Decision", Role::Parked),
            ("Completed orders are lost", Role::Plain),
            ("Offene Aufgaben", Role::Work),
            ("既知の問題", Role::Work),
            ("Order history", Role::Plain),
            ("Version history", Role::Never),
            ("Template engine", Role::Plain),
            ("Task template", Role::Criteria),
            ("Format picker", Role::Plain),
            ("Sample library", Role::Plain),
            ("Business rules", Role::Plain),
            ("Ground rules", Role::Never),
            ("Estimated delivery date", Role::Plain),
            ("Estimated effort", Role::Prose),
            ("Password strength meter", Role::Plain),
            ("Strengths", Role::Never),
            ("Good error handling patterns", Role::Never),
            ("Good first issues", Role::Work),
            ("Team page", Role::Plain),
            ("Team structure", Role::Prose),
            ("Data structure", Role::Plain),
            ("Context menu", Role::Plain),
            ("Slash commands", Role::Plain),
            ("Upload progress", Role::Plain),
            ("Database index", Role::Plain),
            ("Error tracking", Role::Plain),
            ("Release notes", Role::Never),
            ("Scan Notes", Role::Prose),
            ("Potential Risks & Gotchas", Role::Prose),
            ("Risks and mitigations", Role::Prose),
            ("Voraussetzungen", Role::Prose),
            ("Applied fixes", Role::Done),
            ("Rejected ideas", Role::Never),
            ("Won't do", Role::Never),
            ("Obsolete", Role::Never),
            ("Invalid token accepted", Role::Plain),
            ("Work packages (execution order)", Role::Work),
            ("Coverage goals", Role::Prose),
            ("Next actions", Role::Restates),
            ("Not implemented", Role::Work),
            ("Nearly finished", Role::Work),
            ("Not fixed", Role::Work),
            ("не сделано", Role::Work),
            ("미완료", Role::Work),
            ("Resolved reference", Role::Done),
            ("Bug Fix Workflow", Role::Prose),
        ] {
            assert_eq!(role(title), want, "{title}");
        }
    }
}
