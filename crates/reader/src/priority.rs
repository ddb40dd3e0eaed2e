//! The words, numbers and colours that say how urgent something is.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::field::{self, Field};
use super::flat::lower;
use super::item::Priority::{self, Critical, High, Low, Medium};
use super::label::is_priority;
use super::phrase::Phrases;
use super::verb::is_imperative;
use super::words::{self, Concept};

/// What one word says by itself.
pub(super) fn word(word: &str) -> Option<Priority> {
    if is_priority(word) {
        return Some(match word.as_bytes()[1] {
            b'0' => Critical,
            b'1' => High,
            b'2' => Medium,
            _ => Low,
        });
    }
    LEVELS.get(lower(word).as_ref()).copied()
}

/// The concepts of the levels: by single words, and by several or within one.
const WORDS: [(Priority, Concept, Concept); 4] = [
    (Critical, Concept::Critical, Concept::CriticalPhrase),
    (High, Concept::High, Concept::HighPhrase),
    (Medium, Concept::Medium, Concept::MediumPhrase),
    (Low, Concept::Low, Concept::LowPhrase),
];

static LEVELS: LazyLock<HashMap<&'static str, Priority>> = LazyLock::new(|| {
    let words = |(level, words, _)| words::all(words).map(move |word| (word, level));
    WORDS.into_iter().flat_map(words).collect()
});

/// The phrases of all levels.
static PHRASES: LazyLock<Vec<(&'static str, Priority)>> = LazyLock::new(|| {
    let phrases = |(level, _, phrases)| words::all(phrases).map(move |words| (words, level));
    // "Nice to have" before "have to".
    [WORDS[3], WORDS[0], WORDS[1], WORDS[2]].into_iter().flat_map(phrases).collect()
});

/// What a heading about priority is not without.
static TELLING: LazyLock<Phrases> = LazyLock::new(|| {
    let levels = WORDS.into_iter().flat_map(|(_, words, _)| words::all(words));
    let named = words::all(Concept::PriorityName);
    Phrases::new(["p0", "p1", "p2", "p3", "p4", "p5"].into_iter().chain(named).chain(levels))
});

/// What the name of a finding says: `CRITICAL-01`, `HIGH-2`.
pub(super) fn label(name: &str) -> Option<Priority> {
    let (head, _) = name.split_once('-')?;
    (head.len() > 2).then(|| word(head)).flatten()
}

/// What a coloured circle says where no word does.
pub(super) fn colour(mark: char) -> Option<Priority> {
    Some(match mark {
        '🔴' | '🚨' | '🔥' => Critical,
        '🟠' => High,
        '🟡' => Medium,
        '🟢' | '🔵' | '⚪' => Low,
        _ => return None,
    })
}

/// The value of a priority or severity field, cell or tag: its first word that says something.
pub(super) fn value(text: &str) -> Option<Priority> {
    let lower = text.to_lowercase();
    if let Some(Low) = phrase(&lower) {
        return Some(Low);
    }
    if lower.starts_with("must") {
        return Some(Critical);
    }
    if let Some(level) = scored(text).or_else(|| drawn(text)) {
        return Some(level);
    }
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words()
        .find_map(word)
        .or_else(|| words().next().and_then(|first| first.parse().ok()).and_then(level))
        .or_else(|| text.chars().find_map(colour))
}

/// What a score says, by the levels of CVSS: `9/10`, `7.5`.
fn scored(text: &str) -> Option<Priority> {
    let text = text.trim().trim_matches(['*', '`']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let score: f32 = number.parse().ok()?;
    let of_ten = rest.trim_start().strip_prefix('/').is_some_and(|of| {
        of.trim_start().strip_prefix("10").is_some_and(|end| !end.starts_with(char::is_numeric))
    });
    // A vector begins with its version: "3.1/AV:N".
    let scored = of_ten || number.contains('.') && !rest.starts_with('/');
    if !scored || !(0.0..=10.0).contains(&score) {
        return None;
    }
    Some(match score {
        score if score >= 9.0 => Critical,
        score if score >= 7.0 => High,
        score if score >= 4.0 => Medium,
        _ => Low,
    })
}

/// What stars or exclamation marks alone say: three of them most.
fn drawn(text: &str) -> Option<Priority> {
    let marks: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '*' | '\u{fe0f}')).collect();
    let all = |marked: fn(&char) -> bool| !marks.is_empty() && marks.iter().all(marked);
    if all(|c| matches!(c, '★' | '⭐' | '☆')) {
        return match marks.iter().filter(|c| **c != '☆').count() {
            1 => Some(Low),
            2 => Some(Medium),
            3 | 4 => Some(High),
            _ => Some(Critical),
        };
    }
    all(|c| *c == '!').then(|| urgency(marks.len())).flatten()
}

/// What one to three exclamation marks before a title say.
pub(super) fn urgency(marks: usize) -> Option<Priority> {
    match marks {
        1 => Some(Medium),
        2 => Some(High),
        3 => Some(Critical),
        _ => None,
    }
}

/// What a word for how much a scope needs something says alone: must, should, could.
pub(super) fn scope(tag: &str) -> Option<Priority> {
    let tag = tag.trim().to_lowercase();
    match tag.trim_end_matches("-have").trim_end_matches(" have") {
        "must" => Some(Critical),
        "should" => Some(Medium),
        "could" => Some(Low),
        _ => None,
    }
}

/// What the n-th of a few numbered levels says.
pub(super) fn level(number: u32) -> Option<Priority> {
    match number {
        0 => Some(Critical),
        1 => Some(High),
        2 => Some(Medium),
        3..=5 => Some(Low),
        _ => None,
    }
}

/// What several words say together; `lower` in lower case.
fn phrase(lower: &str) -> Option<Priority> {
    // In running text the words are no more than words: "we should fix that".
    let short = lower.len() <= 80;
    let says = |words: &str| lower.contains(words) && (short || !words.is_ascii());
    PHRASES.iter().find(|(words, _)| says(words)).map(|(_, level)| *level)
}

/// What a code of urgency between the parts of a heading says: "Router · P1 · small".
pub(super) fn code(heading: &str) -> Option<Priority> {
    let parts = heading.split(['·', '|', '•', '—', '–', '(', ')', '[', ']']).skip(1);
    parts.map(str::trim).find(|part| is_priority(part)).and_then(word)
}

/// What the heading of a group says about everything below it.
pub(super) fn heading(title: &str) -> Option<Priority> {
    let lower = lower(title);
    let lower = lower.as_ref();
    // "High priority (should fix)" is high.
    // "Lower-severity concerns", "cosmetic / low-priority": a level and what it is one of.
    let compound = || {
        lower.split([' ', '/', '(', ',']).find_map(|text| {
            let (level, name) = text.split_once('-')?;
            let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
            let level = level.strip_suffix("er").filter(|low| *low == "low").unwrap_or(level);
            words::is(Concept::PriorityName, name).then(|| word(level)).flatten()
        })
    };
    let bare = || lower.trim_matches(|c: char| !c.is_alphanumeric());
    // "優先度：中", "Schweregrad: hoch": a field that is a heading.
    let field = || {
        let (name, said) = title.split_once([':', '：'])?;
        let named = field::key(name) == Some(Field::Priority) && name.len() <= 40;
        named.then(|| value(said.split(['(', '（']).next()?)).flatten()
    };
    if let Some(level) = field() {
        return Some(level);
    }
    let worded = TELLING.any(lower).then(|| worded(title, lower)).flatten();
    worded.or_else(|| phrase(lower)).or_else(|| LEVELS.get(bare()).copied()).or_else(compound)
}

/// Whether `title` says how urgent things are and nothing else.
pub(super) fn says_only(title: &str) -> bool {
    let lower = lower(title);
    let words = words(&lower);
    !words.is_empty()
        && words.iter().all(|(_, text)| {
            word(text).is_some()
                || words::is(Concept::PriorityName, text)
                || words::is(Concept::PriorityBeside, text)
                || text.chars().all(char::is_numeric)
        })
}

/// What one word of a heading says; `lower` is its `title` in lower case.
fn worded(title: &str, lower: &str) -> Option<Priority> {
    let words = words(lower);
    let said = words.iter().enumerate().find_map(|(at, (start, text))| {
        let level = word(text).filter(|_| {
            !matches!(*text, "must" | "should" | "could" | "normal" | "important")
                && (*text != "optional" || words.len() == 1)
        })?;
        let named = |at: Option<usize>| {
            at.and_then(|at| words.get(at))
                .is_some_and(|(_, word)| words::is(Concept::PriorityName, word))
        };
        // "Media" is a level beside the word for priority, and a thing elsewhere.
        if *text == "media"
            && !(named(at.checked_sub(1)) || named(at.checked_add(1)) || words.len() == 1)
        {
            return None;
        }
        let beside = |at: Option<usize>| at.and_then(|at| words.get(at)).map(|(_, word)| *word);
        let next = || {
            beside(at.checked_add(1)).is_some_and(|next| words::is(Concept::PriorityBeside, next))
                && (is_priority(text) || !is_ordered(&lower[..*start]))
        };
        let alone = words.len() == 1 || is_priority(text) && at == 0;
        let after = beside(at.checked_sub(1)).is_some_and(|last| {
            words::is(Concept::PriorityName, last) && last != "tier"
                || last.chars().all(char::is_numeric)
        });
        let rest = &lower[start + text.len()..];
        let enclosed = || lower[..*start].ends_with('(') && is_enclosed(rest);
        // "Critical FFI Safety Issues", where "High Contrast Issues" are of another kind.
        let kind = level == Critical && at == 0 && words.len() <= 5;
        let kind = kind
            && beside(words.len().checked_sub(1))
                .is_some_and(|last| words::is(Concept::PriorityBeside, last));
        let leads = at == 0 && rest.trim_start().starts_with([':', '-', '—', '–', '(']);
        (alone || after || leads || kind || next() || enclosed()).then_some(level)
    });
    said.or_else(|| numbered(title, &words))
}

/// The words of `text` and where they start.
fn words(text: &str) -> Vec<(usize, &str)> {
    let inner = |c: char| c.is_alphanumeric() || c == '-';
    let mut words = Vec::new();
    let mut at = 0;
    for part in text.split(|c: char| !inner(c)) {
        if !part.is_empty() {
            words.push((at, part));
        }
        let end = at + part.len();
        at = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Whether a priority word after `before` is part of an order: "Set up alerts for critical errors".
/// What is mended first is of that priority: "Fix critical bugs".
fn is_ordered(before: &str) -> bool {
    let clause = before.rsplit([':', '—', '–', '(', '|', '.']).next().unwrap_or_default();
    let clause = clause.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end();
    is_imperative(clause) && !matches!(clause, "fix" | "resolve" | "address")
}

/// Whether a priority word stands in brackets by itself or with its companions: "(Critical)",
/// "(high risk, 2 days)", not "(Blocking Prerequisites)"; `rest` follows the word.
fn is_enclosed(rest: &str) -> bool {
    let end = rest.find([')', ',', ';', ':', '—', '–', '/', '|', '.']).unwrap_or(rest.len());
    let end = rest.find(" - ").map_or(end, |at| at.min(end));
    let beside = |(_, text): (usize, &str)| {
        words::is(Concept::PriorityBeside, text)
            || word(text).is_some()
            || matches!(text, "and" | "or" | "to")
            || text.chars().all(|c| c.is_numeric() || c == '-')
    };
    words(&rest[..end]).into_iter().all(beside)
}

/// The level a number or a letter names: `Priority 2`, `Priorität A`.
fn numbered(title: &str, words: &[(usize, &str)]) -> Option<Priority> {
    let at = words.iter().position(|(_, word)| words::is(Concept::PriorityName, word))?;
    let (_, name) = words.get(at + 1)?;
    if let Ok(number) = name.parse() {
        return level(number);
    }
    // "Priority a user sees" is no level.
    let capital = || title.split([' ', ':', '(', ')', '.']).any(|word| word == name.to_uppercase());
    match *name {
        "a" if capital() => Some(High),
        "b" if capital() => Some(Medium),
        "c" | "d" if capital() => Some(Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_are_about_priority() {
        for (title, want) in [
            ("Critical Issues (Fix Immediately)", Some(Critical)),
            ("P0 - Fix First", Some(Critical)),
            ("Priority 2: Addressing modes", Some(Medium)),
            ("Phase 2: Medium Files (Week 9)", Some(Medium)),
            ("1. Безопасность (Critical)", Some(Critical)),
            ("Nice to Have", Some(Low)),
            ("Moderate Gaps", Some(Medium)),
            ("Low-level API", None),
            ("High-level features", None),
            ("Critical path", None),
            ("Critical FFI Safety Issues", Some(Critical)),
            ("High Contrast Issues", None),
            ("Medium: cosmetics", Some(Medium)),
            ("高優先技術債", Some(High)),
            ("中優先技術債", Some(Medium)),
            ("低優先技術債", Some(Low)),
            ("Priorität A: Für die Beta wichtig", Some(High)),
            ("Priorität B", Some(Medium)),
            ("Priority C - cosmetics", Some(Low)),
            ("Priority a user sees", None),
            ("Priorität 1", Some(High)),
            ("Priorität hoch", Some(High)),
            ("Phase 2: Foundational (Blocking Prerequisites)", None),
            ("Phase 2: Foundational (blocking)", Some(Critical)),
            ("Parser (High Priority, two days)", Some(High)),
            ("Parser (critical - fix first)", Some(Critical)),
            ("Parser (Low hanging fruit)", None),
            ("User Story 1 - Login (Priority: P1)", Some(High)),
            ("Set up alerts for critical errors", None),
            ("Handle critical errors", None),
            ("Login — set up alerts for critical errors", None),
            ("Add a queue for high priority tasks", None),
            ("Fix critical bugs", Some(Critical)),
            ("Fix first: critical issues", Some(Critical)),
            ("Add tests (critical)", Some(Critical)),
            ("優先度：中", Some(Medium)),
            ("Schweregrad: hoch (3)", Some(High)),
            ("Средний уровень", Some(Medium)),
            ("Prioridad media", Some(Medium)),
            ("Media player", None),
        ] {
            assert_eq!(heading(title), want, "{title}");
        }
    }

    #[test]
    fn values_are_read_by_their_first_telling_word() {
        assert_eq!(value("🔴 **HIGH** - critical for us"), Some(High));
        assert_eq!(value("P3"), Some(Low));
        assert_eq!(value("2"), Some(Medium));
        assert_eq!(value("🟡"), Some(Medium));
        assert_eq!(value("unknown"), None);
        assert_eq!(value("9/10"), Some(Critical));
        assert_eq!(value("7.5"), Some(High));
        assert_eq!(value("3.1/AV:N"), Some(Low), "the first number it names");
        assert_eq!(value("★★"), Some(Medium));
        assert_eq!(value("!!!"), Some(Critical));
    }
}
