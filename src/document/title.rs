//! A title without its marks: number, id, done mark, priority tag.

use std::borrow::Cow;

use super::block::{Style, Text};
use super::item::Priority;
use super::label::{self, Kind};
use super::priority;

/// What stands in and around a title.
#[derive(Debug, Clone, Default)]
pub(super) struct Title {
    /// The words that are left.
    pub(super) text: String,
    /// The label's kind and text.
    pub(super) label: Option<(Kind, String)>,
    /// Whether a mark says done (`true`) or open (`false`).
    pub(super) done: Option<bool>,
    /// Whether a mark says it will not be done.
    pub(super) dropped: bool,
    /// What a word says about urgency.
    pub(super) priority: Option<Priority>,
    /// What a colour says about urgency.
    pub(super) colour: Option<Priority>,
    /// The mark `[P]`.
    pub(super) parallel: bool,
}

const DONE: [&str; 22] = [
    "done",
    "completed",
    "complete",
    "fixed",
    "closed",
    "resolved",
    "applied",
    "implemented",
    "shipped",
    "merged",
    "finished",
    "all done",
    "erledigt",
    "fertig",
    "abgeschlossen",
    "готово",
    "сделано",
    "выполнено",
    "已完成",
    "完成",
    "terminé",
    "hecho",
];
const DROPPED: [&str; 13] = [
    "discarded",
    "dropped",
    "wontfix",
    "won't fix",
    "won't do",
    "cancelled",
    "canceled",
    "rejected",
    "obsolete",
    "abandoned",
    "invalid",
    "not doing",
    "verworfen",
];

/// Reads the marks off both ends of `text`.
pub(super) fn read(text: &Text) -> Title {
    let mut title = Title { dropped: text.is_struck(), ..Title::default() };
    let line = headline(&text.plain);
    let mut rest = line.trim();
    for _ in 0..8 {
        let before = rest.len();
        rest = leading(rest, &mut title);
        if rest.len() == before {
            break;
        }
    }
    for _ in 0..4 {
        let before = rest.len();
        rest = trailing(rest, &mut title);
        if rest.len() == before {
            break;
        }
    }
    rest.trim().trim_end_matches(':').trim().clone_into(&mut title.text);
    if title.done.is_none() && text.styled(|style| *style == Style::Strong).next().is_some() {
        title.done = emphasised(text).then_some(true);
    }
    title
}

/// The first lines up to a sentence end or blank, so that wrapped titles are whole.
fn headline(plain: &str) -> Cow<'_, str> {
    if !plain.contains('\n') {
        return Cow::Borrowed(plain);
    }
    Cow::Owned(plain.split('\n').map(str::trim).collect::<Vec<_>>().join(" "))
}

/// Whether a bold word somewhere in the text says done.
fn emphasised(text: &Text) -> bool {
    text.styled(|style| *style == Style::Strong).any(|range| {
        let word = text.plain[range].trim_matches(|c: char| !c.is_alphanumeric());
        word.chars().any(char::is_uppercase)
            && word.to_uppercase() == word
            && DONE.contains(&word.to_lowercase().as_str())
    })
}

/// What a sign beside a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Done,
    Open,
    /// No word, but nothing about the state either.
    Silent,
}

impl Mark {
    fn of(c: char) -> Option<Self> {
        match c {
            '✅' | '✔' | '☑' | '✓' | '🗹' => Some(Self::Done),
            '❌' | '✗' | '✘' | '⬜' | '☐' | '⏳' | '🔄' | '🚧' | '🔲' | '⭕' | '◻' => {
                Some(Self::Open)
            }
            '\u{fe0f}'
            | '\u{200d}'
            | '•'
            | '·'
            | '→'
            | '▶'
            | '\u{1f300}'..='\u{1faff}'
            | '\u{2600}'..='\u{27bf}' => Some(Self::Silent),
            _ => None,
        }
    }

    fn done(self) -> Option<bool> {
        match self {
            Self::Done => Some(true),
            Self::Open => Some(false),
            Self::Silent => None,
        }
    }
}

fn leading<'a>(rest: &'a str, title: &mut Title) -> &'a str {
    let rest = rest.trim_start();
    let Some(first) = rest.chars().next() else { return rest };
    if let Some(mark) = Mark::of(first) {
        title.done = title.done.or(mark.done());
        title.colour = title.colour.or(priority::colour(first));
        return &rest[first.len_utf8()..];
    }
    if matches!(first, '[' | '(')
        && let Some((inside, after)) = bracketed(rest)
        && tag(inside, title)
    {
        return after.trim_start_matches([':', '-', '—', '–', ' ']);
    }
    if title.label.is_none()
        && let Some(found) = label::read(rest)
    {
        title.label = Some((found.kind, found.text));
        return &rest[found.len..];
    }
    let end = rest.find([':', '—', '–']).or_else(|| rest.find(" - "));
    if let Some(end) = end.filter(|end| *end <= 24) {
        let word = rest[..end].trim();
        let after = || rest[end..].trim_start_matches([':', '-', '—', '–', ' ']);
        if is_tag(word)
            && (tag(word, title) || matches!(word.to_lowercase().as_str(), "todo" | "fixme"))
            && !after().is_empty()
        {
            return after();
        }
    }
    shouted(rest, title).unwrap_or(rest)
}

/// What follows a priority in capitals at the start: `HIGH Add a check`, `P1 Fix the parser`.
fn shouted<'a>(rest: &'a str, title: &mut Title) -> Option<&'a str> {
    let (word, after) = rest.split_once(' ')?;
    let capitals = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase());
    let modal = matches!(word, "MUST" | "SHOULD" | "COULD");
    let meant = (capitals && !modal && priority::word(word).is_some()) || label::is_priority(word);
    (meant && !after.trim().is_empty() && tag(word, title)).then_some(after)
}

/// A word that may stand before a colon as a tag: short, and a priority, a state or a reminder.
fn is_tag(word: &str) -> bool {
    word.split_whitespace().count() <= 2
}

fn trailing<'a>(rest: &'a str, title: &mut Title) -> &'a str {
    let rest = rest.trim_end();
    let Some(last) = rest.chars().next_back() else { return rest };
    if let Some(mark) = Mark::of(last) {
        title.done = title.done.or(mark.done());
        title.colour = title.colour.or(priority::colour(last));
        return &rest[..rest.len() - last.len_utf8()];
    }
    if matches!(last, ']' | ')') {
        let open = if last == ']' { '[' } else { '(' };
        if let Some(start) = rest.rfind(open)
            && tag(&rest[start + 1..rest.len() - 1], title)
        {
            return &rest[..start];
        }
    }
    let cut = rest.rfind(['—', '–', ':']).or_else(|| rest.rfind(" - ").map(|at| at + 1));
    if let Some(start) = cut {
        let width = rest[start..].chars().next().map_or(1, char::len_utf8);
        let word = rest[start + width..].trim();
        if !word.is_empty() && word.len() <= 40 && tag(word, title) {
            return &rest[..start];
        }
    }
    let last_word = rest.rsplit(' ').next().unwrap_or_default();
    if last_word.len() > 3 && last_word.to_uppercase() == last_word && says_done(last_word) {
        title.done = title.done.or(Some(true));
        return &rest[..rest.len() - last_word.len()];
    }
    rest
}

fn bracketed(rest: &str) -> Option<(&str, &str)> {
    let close = if rest.starts_with('[') { ']' } else { ')' };
    let end = rest.find(close)?;
    Some((&rest[1..end], &rest[end + 1..]))
}

/// Whether the words are those of a done mark.
pub(super) fn says_done(words: &str) -> bool {
    let lower = words.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    DONE.contains(&lower.as_str())
        || DONE[..11].iter().any(|done| {
            lower.strip_prefix(done).is_some_and(|rest| {
                rest.starts_with([' ', ',', ':', ';', '('])
                    && rest.chars().any(|c| c.is_ascii_digit())
            })
        })
}

/// Whether the words say that nothing will be done.
pub(super) fn says_dropped(words: &str) -> bool {
    let lower = words.trim().to_lowercase().replace('’', "'");
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
    DROPPED.iter().any(|word| lower == *word || lower.starts_with(&format!("{word} ")))
}

/// Reads `words` as a tag; false when they are none.
fn tag(words: &str, title: &mut Title) -> bool {
    let words = words.trim().trim_matches('*').trim();
    match words {
        "x" | "X" => title.done = Some(true),
        "" | " " | "~" | "/" | ">" | "!" | "?" => title.done = title.done.or(Some(false)),
        "-" => title.dropped = true,
        "P" => title.parallel = true,
        _ if is_story(words) => {}
        _ if says_done(words) => title.done = title.done.or(Some(true)),
        _ if says_dropped(words) => title.dropped = true,
        _ => {
            let mut count = 0;
            let mut level = None;
            for word in words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                count += 1;
                level = level.or(priority::word(word).filter(|_| {
                    !matches!(word.to_lowercase().as_str(), "must" | "should" | "could")
                }));
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

fn is_story(words: &str) -> bool {
    words
        .strip_prefix("US")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(plain: &str) -> Title {
        read(&Text { plain: plain.into(), ..Text::default() })
    }

    #[test]
    fn marks_are_read_off_both_ends() {
        for (plain, text, done, priority) in [
            ("2. ✅ Branch instruction - COMPLETED", "Branch instruction", Some(true), None),
            (
                "[P0] Security: escape names",
                "Security: escape names",
                None,
                Some(Priority::Critical),
            ),
            ("T012 [P] [US1] Create model in a.py", "Create model in a.py", None, None),
            ("HIGH: fix login", "fix login", None, Some(Priority::High)),
            ("HIGH Add a check", "Add a check", None, Some(Priority::High)),
            ("P1 Fix the parser", "Fix the parser", None, Some(Priority::High)),
            ("High contrast in dark mode", "High contrast in dark mode", None, None),
            ("MUST be quick", "MUST be quick", None, None),
            ("Fix login (done)", "Fix login", Some(true), None),
            ("[-] Fix login", "Fix login", None, None),
            ("Login — DONE 2026-01-02", "Login", Some(true), None),
            ("Support done callbacks", "Support done callbacks", None, None),
            ("Todo: fix login", "fix login", None, None),
        ] {
            let title = of(plain);
            assert_eq!(
                (title.text.as_str(), title.done, title.priority),
                (text, done, priority),
                "{plain}"
            );
        }
        assert!(of("[-] Fix login").dropped);
        assert!(of("T012 [P] Create").parallel);
    }
}
