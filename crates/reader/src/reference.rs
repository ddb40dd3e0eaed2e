//! Words that say one item waits for another.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::content::shorten;
use super::flat::lower;
use super::item::Reference;
use super::label::{self, Kind};
use super::token;
use super::words::{self, Concept};

/// What stands before what must be done first: whatever follows, only where it is plainly a name, and
/// before what comes later.
static AWAITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| words::whole(&[Concept::Awaits, Concept::Waits]));

static BLOCKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| words::whole(&[Concept::Blocks, Concept::Precedes]));

static FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| words::whole(&[Concept::First]));

/// The references in running text.
pub(super) fn in_prose(text: &str, waits: &mut Vec<Reference>, blocks: &mut Vec<Reference>) {
    in_clauses(text, |_| true, waits, blocks);
}

/// The references in running text about the item called `own`; what it says of others is theirs.
pub(super) fn about(
    text: &str,
    own: Option<&str>,
    waits: &mut Vec<Reference>,
    blocks: &mut Vec<Reference>,
) {
    let fits = |subject: &str| {
        let named =
            label::read(subject.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#'));
        named
            .filter(|label| label.kind != Kind::Number)
            .is_none_or(|label| own.is_some_and(|own| token::key(own) == token::key(&label.text)))
    };
    in_clauses(text, fits, waits, blocks);
}

fn in_clauses(
    text: &str,
    fits: impl Fn(&str) -> bool,
    waits: &mut Vec<Reference>,
    blocks: &mut Vec<Reference>,
) {
    leading(text, &fits, waits);
    // "Must come before 5" blocks, though "before" alone may say so as well; "only after" waits.
    let mut taken: Vec<Range<usize>> = Vec::new();
    for (pattern, blocking) in [(&BLOCKS, true), (&AWAITS, false)] {
        let Some(pattern) = pattern.as_ref() else { continue };
        let mut remark = 0..0;
        for found in pattern.find_iter(text) {
            let over = |range: &Range<usize>| range.contains(&found.start());
            if over(&remark) || taken.iter().any(over) {
                continue;
            }
            let start = clause(text, found.start());
            let before = &text[start..found.start()];
            if is_denied(before) || !fits(before) {
                continue;
            }
            let rest = &text[found.end()..];
            let mut end = thought(rest);
            // What stands in brackets behind a name is a remark: "T001 (beside T002)".
            if let Some((name, _)) = rest[..end].split_once(" (")
                && name.contains(|c: char| c.is_ascii_digit())
            {
                remark = found.end() + name.len()..found.end() + end;
                end = name.len();
            }
            let end = next(rest).map_or(end, |next| next.min(end));
            let to = &rest[..end];
            let to = to.trim().trim_matches([':', '：', '.', '*', ' ']);
            let word = lower(found.as_str());
            let said = || shorten(text[start..found.end() + end].trim(), 80);
            let turned = behind(&word, to, before);
            let Some(to) = turned.or_else(|| names(&word, to, before).then_some(to)) else {
                continue;
            };
            taken.push(found.range());
            let into = if blocking { &mut *blocks } else { &mut *waits };
            into.push(Reference { to: shorten(to, 120), said: said() });
        }
    }
}

/// The names that must come first: "Finding 1 must be fixed first", "(do H1 first)".
fn leading(text: &str, fits: &impl Fn(&str) -> bool, waits: &mut Vec<Reference>) {
    let Some(pattern) = FIRST.as_ref() else { return };
    for found in pattern.find_iter(text) {
        let start = clause(text, found.start());
        let before = text[start..found.start()].trim();
        let rest = &text[found.end()..];
        let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != ' ');
        // A number alone may count: "read 3 lines first".
        let named = token::tokens(before).windows(2).any(|pair| {
            pair[0].is_noun() && pair[1].number().is_some() || pair.iter().any(is_called)
        });
        let said_before = AWAITS.as_ref().is_some_and(|words| words.is_match(before));
        let others = !fits(before) || label::read(before).is_none();
        if ends && named && others && !said_before && !is_denied(before) {
            let said = shorten(text[start..found.end()].trim(), 80);
            waits.push(Reference { to: shorten(before, 120), said });
        }
    }
}

/// Whether a word is a name of letters and a number: `H1`, `AUTH-3`, `#12`.
fn is_called(token: &token::Token<'_>) -> bool {
    let text = token.text;
    text.contains(|c: char| c.is_ascii_digit())
        && text.starts_with(|c: char| c.is_ascii_uppercase() || c == '#')
}

/// The name before the words, where scripts without spaces have it there: "T1完了後".
fn behind<'a>(word: &str, to: &str, before: &'a str) -> Option<&'a str> {
    let east = word.contains(|c: char| c >= '\u{3040}' && !c.is_ascii());
    let before = before.trim();
    let follows = to.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#')
        || token::stage(to).is_some()
        || to.chars().count() > 1 && to.starts_with(['「', '"']);
    (east && !follows && is_name(before)).then_some(before)
}

/// Whether `to` may be what the words stand before.
fn names(word: &str, to: &str, before: &str) -> bool {
    if to.is_empty() {
        return false;
    }
    let weak = words::is(Concept::Waits, word) || word == "once";
    // "Retry after 3" counts, "depends on 3" and "(after 3)" name.
    let counts = to.chars().all(|c| c.is_ascii_digit());
    let begins = before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    if weak && counts && !begins {
        return false;
    }
    !words::is(Concept::Precedes, word) || is_name(to)
}

/// Whether some words hold what names others rather than things: a number, a letter, or what means
/// others by their place.
pub(super) fn is_name(words: &str) -> bool {
    let placed = [Concept::NamedAbove, Concept::NamedOthers, Concept::NamedPrevious];
    token::tokens(words)
        .iter()
        .take(4)
        .any(|token| token.text.contains(|c: char| c.is_ascii_digit()) || token.is_letter())
        || token::stage(words).is_some()
        || placed.iter().any(|concept| words::first(*concept, words))
}

/// Where the clause begins in which the words at `at` stand.
fn clause(text: &str, at: usize) -> usize {
    let bounds = ['.', '\n', '(', '[', '{', ';', '—', '–', '（', '【', '。', '；', '，', ','];
    let bound = |(place, c): (usize, char)| {
        let next = text[place + c.len_utf8()..].chars().next();
        (c != '.' || next.is_none_or(char::is_whitespace)).then_some(place + c.len_utf8())
    };
    let marks = text[..at].char_indices().rev().filter(|(_, c)| bounds.contains(c));
    let mut marks = marks.filter_map(bound);
    // A comma between names parts nothing: "T1, T2 depend on T3".
    let listed = |place: &usize| {
        text[..*place].ends_with(',') && is_name(&text[*place..at]) && {
            let head = text[..*place - 1].rsplit([' ', '\n']).next().unwrap_or_default();
            head.contains(|c: char| c.is_ascii_digit())
        }
    };
    marks.find(|place| !listed(place)).unwrap_or(0)
}

/// Whether the words before say that it is not so: "no longer blocked by", "not dependent on".
fn is_denied(before: &str) -> bool {
    let near = before.split_whitespace().rev().take(3);
    near.into_iter().any(|word| words::is(Concept::Negation, word) || word.ends_with("n't"))
}

/// Where the thought that starts `rest` ends: at a full stop, or at the bracket it stands in.
fn thought(rest: &str) -> usize {
    let mut open = 0_u32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' if open > 0 => open -= 1,
            ';' | ')' | ']' | '}' | '\n' | '。' | '（' | '）' | '；' => return at,
            '.' if rest[at + 1..].starts_with(' ') => return at,
            _ => {}
        }
    }
    rest.len()
}

/// Where words of waiting or blocking begin another thought: "before 1 and unblocks 3".
fn next(rest: &str) -> Option<usize> {
    first(rest).filter(|at| is_name(&rest[..*at]))
}

/// Where the first words of waiting or blocking stand.
pub(super) fn first(text: &str) -> Option<usize> {
    [&AWAITS, &BLOCKS]
        .into_iter()
        .filter_map(|pattern| pattern.as_ref()?.find(text))
        .map(|found| found.start())
        .min()
}

/// Who waits for the item itself where a field of dependencies says so: "BUG-4 is blocked by this".
pub(super) fn turned(value: &str) -> Option<&str> {
    let value = value.trim().trim_end_matches('.');
    let value = [" this", " it", " this one", " this issue", " this bug", " this task"]
        .iter()
        .find_map(|own| value.strip_suffix(own))?;
    let words =
        ["is blocked by", "are blocked by", "depends on", "depend on", "waits for", "wait for"];
    words.iter().find_map(|words| value.strip_suffix(words)).map(str::trim)
}

/// The references in a field that lists them; `None` and dashes are none.
pub(super) fn list(value: &str, said: &str) -> Vec<Reference> {
    let mut named = parts(value, said);
    // "Story 6.1, 6.2": what is a number only goes on with the word before.
    let mut word = String::new();
    for reference in &mut named {
        let number = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || c == '.')
        };
        if number(&reference.to) && !word.is_empty() {
            reference.to = format!("{word} {}", reference.to);
        } else {
            let said = reference.to.split_once(' ').filter(|(_, rest)| number(rest));
            word = said.map(|(word, _)| word.to_owned()).unwrap_or_default();
        }
    }
    named
}

fn parts(value: &str, said: &str) -> Vec<Reference> {
    value
        .split([',', ';', '\n', '、', '，'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" + "))
        .map(|part| {
            part.trim()
                .trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != ')' && c != '(')
        })
        .filter(|part| !part.is_empty() && !is_none(part) && !part.contains("://"))
        .map(|part| Reference { to: part.to_owned(), said: said.to_owned() })
        .collect()
}

fn is_none(part: &str) -> bool {
    let first = part.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    words::is(Concept::Nothing, part) || words::is(Concept::Nothing, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let (mut waits, mut blocks) = (Vec::new(), Vec::new());
        in_prose(text, &mut waits, &mut blocks);
        waits.into_iter().map(|found| found.to).collect()
    }

    #[test]
    fn phrases_name_what_comes_first() {
        assert_eq!(of("Create service (depends on T010, T011)"), ["T010, T011"]);
        assert_eq!(of("Stream it once M-7 is fixed. Then rest"), ["M-7 is fixed"]);
        assert_eq!(of("blocked by #12; urgent"), ["#12"]);
        assert_eq!(of("Depends on T001 (beside T002, other file)"), ["T001"]);
        assert_eq!(of("Depends on Phase 3 (needs a list of things)"), ["Phase 3"]);
        assert_eq!(
            of("(after Foundational (Phase 2) is done)"),
            ["Foundational (Phase 2) is done"]
        );
        assert_eq!(of("Erst wenn T1 und T2 stabil sind. Danach mehr"), ["T1 und T2 stabil sind"]);
        assert_eq!(of("Umstellen, nur wenn M-7 fertig ist"), ["M-7 fertig ist"]);
        assert_eq!(of("nothing here"), Vec::<String>::new());
    }

    #[test]
    fn a_field_may_say_it_the_other_way_round() {
        assert_eq!(turned("BUG-4 is blocked by this."), Some("BUG-4"));
        assert_eq!(turned("T1 and T2 depend on it"), Some("T1 and T2"));
        assert_eq!(turned("depends on T1"), None);
        assert_eq!(turned("T1 does not use this"), None);
    }

    #[test]
    fn lists_leave_none_out() {
        let names = |text| list(text, "").into_iter().map(|r| r.to).collect::<Vec<_>>();
        assert_eq!(names("T001, T002 and T003"), ["T001", "T002", "T003"]);
        assert_eq!(names("1 + IT answer"), ["1", "IT answer"]);
        assert_eq!(names("C++ parser"), ["C++ parser"]);
        assert_eq!(names("None (start here)"), Vec::<String>::new());
        assert_eq!(names("—"), Vec::<String>::new());
    }
}
