//! Words beside a title that say something about it: done, dropped, urgent, estimated, undecided.

use super::field::{self, Field};
use super::flat::lower;
use super::item::Priority;
use super::priority;
use super::title::Title;
use super::words::{self, Concept};

/// Whether `word`, in lower case, is one of those for done.
pub(super) fn is_done_word(word: &str) -> bool {
    words::is(Concept::Done, word)
}

/// Whether the words are those of a done mark.
pub(super) fn says_done(words: &str) -> bool {
    let words = words.trim();
    if words::is(Concept::Done, words) {
        return true;
    }
    // "Done 2026-01-02", "erledigt (PR 12)": with when or by what.
    let end = words.find([' ', ',', ':', ';', '(']).filter(|end| *end > 0);
    end.is_some_and(|end| {
        words::is(Concept::Done, &words[..end]) && words[end..].chars().any(|c| c.is_ascii_digit())
    })
}

/// Whether a sentence that announces a list says that all of it is done: "These features are already
/// implemented:".
pub(super) fn announces_done(sentence: &str) -> bool {
    let lower = lower(sentence);
    let lower = lower.trim_end();
    lower.ends_with([':', '：'])
        && words::within(Concept::AlreadyDone, lower)
        && !["not ", "n't ", "once ", "until ", "if ", "after "].iter().any(|no| lower.contains(no))
}

/// Whether the words say that nothing will be done.
pub(super) fn says_dropped(words: &str) -> bool {
    words::first(Concept::Dropped, &words.replace('’', "'"))
}

/// Whether a section with this title holds what will not be done, rather than tells of something
/// that is: "Rejected ideas", but not "Invalid token accepted".
pub(super) fn is_dropped_section(title: &str) -> bool {
    const HELD: [&str; 12] = [
        "ideas",
        "items",
        "tasks",
        "issues",
        "findings",
        "proposals",
        "features",
        "approaches",
        "alternatives",
        "options",
        "work",
        "suggestions",
    ];
    let words = title.replace('’', "'");
    let words = words.split(['(', '[', ':']).next().unwrap_or_default();
    if words::is(Concept::Dropped, words) {
        return true;
    }
    says_dropped(title)
        && title.split_once(' ').is_none_or(|(_, rest)| {
            let rest = rest.trim();
            rest.starts_with(['(', '[', '—', '–', '-', '&', '/', ':'])
                || rest.split_whitespace().count() <= 3
                    && HELD.iter().any(|held| rest.contains(held))
                || rest
                    .split(' ')
                    .next()
                    .is_some_and(|next| matches!(next, "doing" | "do" | "fix" | "or" | "and"))
        })
}

/// Reads `words` as a tag; false when they are none.
pub(super) fn tag(words: &str, title: &mut Title) -> bool {
    let words = words.trim().trim_matches('*').trim();
    match words {
        "x" | "X" | "v" | "V" | "✓" | "✔" | "√" | "✅" => title.done = Some(true),
        "" | " " | "~" | "/" | "!" | "?" => title.done = title.done.or(Some(false)),
        "-" | ">" => title.dropped = true,
        "P" => title.parallel = true,
        _ if is_story(words) => {}
        _ if severity(words).is_some() => title.priority = title.priority.or(severity(words)),
        _ if words::is(Concept::Informational, words) => {
            title.priority = title.priority.or(Some(Priority::Low));
        }
        _ if is_copy(words) => title.dropped = true,
        _ if says_done(words) => title.done = title.done.or(Some(true)),
        _ if says_dropped(words) => title.dropped = true,
        _ if is_open(words) => title.done = title.done.or(Some(false)),
        _ if words::is(Concept::Fine, undecorated(words)) => title.fine = true,
        _ if is_doubt(words) => title.undecided = Some(words.to_lowercase()),
        _ if is_wait(words) => {}
        _ if is_effort(words) => title.effort = Some(words.to_owned()),
        _ if keyed(words, title) => {}
        _ => {
            let mut count = 0;
            let mut level = None;
            for word in words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                count += 1;
                level = level.or(priority::word(word).filter(|_| {
                    !matches!(word.to_lowercase().as_str(), "must" | "should" | "could")
                }));
            }
            // "(Must)", "SHOULD: reset it": alone such a word is the level of a scope.
            if let Some(scope) = priority::scope(words) {
                (level, count) = (Some(scope), 1);
            }
            let companion = words.to_lowercase();
            let short =
                count == 1 || companion.contains("priority") || companion.contains("severity");
            if level.is_none() || !short {
                return false;
            }
            title.priority = title.priority.or(level);
        }
    }
    true
}

/// The words before a remark in brackets: "praise (non-blocking)".
fn undecorated(words: &str) -> &str {
    words.split_once(" (").filter(|_| words.ends_with(')')).map_or(words, |(word, _)| word)
}

/// Reads `words` as a key and its value, in any language keys are known in; false when they are none.
fn keyed(words: &str, title: &mut Title) -> bool {
    let Some((key, value)) = words.split_once([':', '：']) else {
        // "(size L)", "(effort 2h)": an estimate needs no colon.
        let Some((key, value)) = words.split_once(' ') else { return false };
        let sized = field::key(key) == Some(Field::Effort) && is_effort(value.trim());
        if sized {
            title.effort = Some(value.trim().to_owned());
        }
        return sized;
    };
    let value = value.trim();
    match field::key(key) {
        Some(Field::Priority) => match priority::value(value) {
            Some(level) => title.priority = title.priority.or(Some(level)),
            None => return false,
        },
        Some(Field::Effort) if is_effort(value) => title.effort = Some(value.to_owned()),
        Some(Field::Status) if says_done(value) => title.done = title.done.or(Some(true)),
        Some(Field::Status) if says_dropped(value) => title.dropped = true,
        Some(Field::Status) if is_open(value) => title.done = title.done.or(Some(false)),
        _ => return false,
    }
    true
}

/// Whether the words say that work is under way or waiting.
fn is_open(words: &str) -> bool {
    words::is(Concept::Open, words)
}

/// Whether the words leave open whether it will be done at all.
fn is_doubt(words: &str) -> bool {
    matches!(words, "?" | "??") || words::is(Concept::Doubt, words)
}

/// Whether the words only say what comes first; the waits are read from the whole text.
pub(super) fn is_wait(words: &str) -> bool {
    ["after ", "depends on ", "blocked by ", "needs "].iter().any(|head| words.starts_with(head))
}

/// Whether the words are an estimate: `2h`, `~30 min`, `est. 3 days`, `5 pts`, `XL`.
fn is_effort(words: &str) -> bool {
    if matches!(words, "XS" | "S" | "M" | "L" | "XL" | "XXL") {
        return true;
    }
    let lower = words.to_lowercase();
    let amount = lower
        .trim_start_matches("estimate")
        .trim_start_matches("est")
        .trim_start_matches(['.', ':', ' ', '~', '≈']);
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '–' | ' ');
    let unit = amount.trim_start_matches(number);
    unit.len() < amount.len()
        && amount.starts_with(|c: char| c.is_ascii_digit())
        && matches!(
            unit,
            "m" | "min"
                | "mins"
                | "minutes"
                | "h"
                | "hr"
                | "hrs"
                | "hour"
                | "hours"
                | "d"
                | "day"
                | "days"
                | "w"
                | "week"
                | "weeks"
                | "pt"
                | "pts"
                | "point"
                | "points"
                | "sp"
        )
}

/// `S1`, `SEV-2`: a severity by number.
fn severity(words: &str) -> Option<Priority> {
    let lower = words.to_lowercase();
    let named = ["severity", "sev"].iter().find_map(|head| lower.strip_prefix(head));
    let rest = named
        .map(|rest| rest.trim_start_matches(['-', '.', ' ', ':', '#']))
        .or_else(|| words.strip_prefix('S'))?;
    let number = (rest.len() == 1).then(|| rest.parse().ok()).flatten();
    number.filter(|number| *number > 0).and_then(|number: u32| priority::level(number - 1))
}

/// Whether the words say that the same stands elsewhere.
pub(super) fn is_copy(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["dup of ", "duplicate of ", "same as "].iter().any(|head| lower.starts_with(head))
}

fn is_story(words: &str) -> bool {
    words
        .strip_prefix("US")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// What a tag of a state at the end of a task says: `@done(2026-01-02)` is true, `@cancelled` false.
pub(super) fn at(word: &str) -> Option<bool> {
    let name = word.strip_prefix('@')?.split('(').next().unwrap_or_default();
    if words::is(Concept::Done, name) {
        return Some(true);
    }
    words::is(Concept::Dropped, name).then_some(false)
}

/// Whom or what a task is sorted by: `@maria`, `#auth`; an issue's number is something else.
pub(super) fn is_routing(word: &str) -> bool {
    word.strip_prefix(['@', '#']).is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    })
}
