//! A title without its marks: number, id, done mark, priority tag.

use std::borrow::Cow;

use super::block::{Style, Text};
use super::item::Priority;
use super::label::{self, Kind};
use super::priority;
use super::tag::{self, is_routing, says_done, tag};
use super::words::{self, Concept};

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
    /// Whether a mark says it was looked at and is fine.
    pub(super) fine: bool,
    /// What a word says about urgency.
    pub(super) priority: Option<Priority>,
    /// What a colour says about urgency.
    pub(super) colour: Option<Priority>,
    /// Why it is not decided yet: `maybe`.
    pub(super) undecided: Option<String>,
    /// How long it will take, as said: `2h`, `5 pts`, `S`.
    pub(super) effort: Option<String>,
    /// The mark `[P]`.
    pub(super) parallel: bool,
}

/// Reads the marks off both ends of `text`.
pub(super) fn read(text: &Text) -> Title {
    let mut title = Title { dropped: text.is_struck(), ..Title::default() };
    let line = headline(&text.plain);
    let mut rest = line.trim();
    let mut name = strong_name(text);
    for _ in 0..8 {
        let before = rest.len();
        if let Some(after) = name.as_deref().and_then(|name| rest.trim_start().strip_prefix(name)) {
            rest = after.trim_start_matches([':', '-', '—', '–', ' ']);
            title.label = name.take().map(|name| (Kind::Name, name));
        }
        rest = leading(rest, &mut title);
        if rest.len() == before {
            break;
        }
    }
    if title.done.is_none() && is_stamped(&line) {
        title.done = Some(true);
    }
    for _ in 0..4 {
        let before = rest.len();
        rest = set_apart(text, &line, rest, &mut title)
            .or_else(|| signed(rest, &mut title))
            .unwrap_or_else(|| trailing(rest, &mut title));
        if rest.len() == before {
            break;
        }
    }
    let rest = rest.trim();
    let rest =
        if ends_in_code(text, &line, rest) { rest } else { rest.trim_end_matches(':').trim() };
    rest.clone_into(&mut title.text);
    if title.priority.is_none() {
        title.priority = text.styled(|style| *style == Style::Strong).find_map(|bold| {
            let rest = text.plain[bold.end..].trim();
            let remark = rest.starts_with(['(', '（']) && rest.ends_with([')', '）']);
            let ends = (rest.is_empty() || remark) && bold.start > 0;
            let word = text.plain[bold].trim_end_matches(['.', '!']).trim();
            priority::word(word).filter(|_| ends)
        });
    }
    let struck: usize = text.styled(|style| *style == Style::Struck).map(|range| range.len()).sum();
    if struck > 0 && struck * 10 >= title.text.len() * 8 {
        // What is struck through and marked as done was not dropped.
        title.dropped = title.done != Some(true);
    }
    if let Some(remark) = remark_on_struck(text) {
        title.done = title.done.or(remark.then_some(true));
        title.dropped = title.done != Some(true);
    }
    if title.done.is_none() && text.styled(|style| *style == Style::Strong).next().is_some() {
        title.done = emphasised(text).then_some(true);
    }
    title
}

/// The name a text starts with where bold type alone sets it off: `**OPS-8** Rotate keys`.
fn strong_name(text: &Text) -> Option<String> {
    let range = text.styled(|style| *style == Style::Strong).next()?;
    let bare = text.plain[..range.start].trim();
    let name = text.plain.get(range.clone()).filter(|_| bare.is_empty() || bare.ends_with(']'))?;
    let read = label::read(&format!("{name}: x"))?;
    let spaced = text.plain[range.end..].starts_with(' ');
    (read.kind == Kind::Name && read.text == name && spaced).then_some(read.text)
}

/// What stands before the tag in code type that ends `rest`, a part of `line`, behind bold type or
/// another such tag: "**Combat** `CRITICAL` `2-3d`".
fn set_apart<'a>(text: &Text, line: &str, rest: &'a str, title: &mut Title) -> Option<&'a str> {
    let start = (rest.as_ptr() as usize).checked_sub(line.as_ptr() as usize)?;
    let end = start + rest.trim_end().len();
    let code = text.styled(|style| *style == Style::Code).find(|code| code.end == end)?;
    let before = line.get(start..code.start)?.trim_end().len();
    let apart = |style: &Style| matches!(style, Style::Code | Style::Strong);
    let behind = text.styled(apart).any(|range| range.end == start + before);
    let words = &text.plain[code];
    let told = priority::word(words).is_some() && words.to_uppercase() == words
        || words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '~' | '≈'));
    (behind && told && tag(words, title)).then(|| &rest[..before])
}

/// Whether `rest`, which is a part of `line`, ends in code type.
fn ends_in_code(text: &Text, line: &str, rest: &str) -> bool {
    let end = (rest.as_ptr() as usize).saturating_sub(line.as_ptr() as usize) + rest.len();
    text.styled(|style| *style == Style::Code).any(|code| code.end == end)
}

/// Whether a sign says done.
pub(super) fn is_marked_done(text: &str) -> bool {
    text.chars().any(|c| Mark::of(c) == Some(Mark::Done))
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
            && tag::is_done_word(&word.to_lowercase())
    })
}

/// Where all words up to a dash or a colon are struck through: whether what follows says done.
fn remark_on_struck(text: &Text) -> Option<bool> {
    let struck = text.styled(|style| *style == Style::Struck).next()?;
    let before = text.plain[..struck.start].chars().any(char::is_alphabetic);
    let rest = text.plain[struck.end..].trim_start();
    let rest = rest.strip_prefix(['—', '–', '-', ':', '→'])?.trim_start();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    (!before).then(|| tag::is_done_word(&rest[..end].to_lowercase()))
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
            | 'ℹ'
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
    // A sign that only adorns what follows it.
    if matches!(first, '\u{25a0}'..='\u{25ff}' | '•' | '‣' | '➤' | '»') {
        return &rest[first.len_utf8()..];
    }
    if first == '!'
        && let Some((marks, after)) = rest.split_once(' ')
        && let Some(level) =
            priority::urgency(marks.len()).filter(|_| marks.bytes().all(|b| b == b'!'))
    {
        title.priority = title.priority.or(Some(level));
        return after;
    }
    if closing(first).is_some()
        && let Some((inside, after)) = bracketed(rest)
        && tag(inside, title)
    {
        return after.trim_start_matches([':', '-', '—', '–', ' ']);
    }
    if let Some(name) = rest.strip_prefix('@')
        && let Some((name, after)) = name.split_once(": ")
        && is_routing(&format!("@{name}"))
    {
        return after;
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
        if is_tag(word) && (tag(word, title) || is_reminder(word)) && !after().is_empty() {
            return after();
        }
    }
    if let Some((word, after)) = rest.split_once(' ')
        && is_capitals(word)
        && words::is(Concept::Done, word)
    {
        title.done = title.done.or(Some(true));
        return after;
    }
    shouted(rest, title).unwrap_or(rest)
}

/// What a line of a list says, which may begin with a state in capitals as headlines of outlines do.
pub(super) fn of_item(text: &Text) -> Title {
    let mut title = read(text);
    if let Some((word, after)) = title.text.split_once(' ')
        && title.done.is_none()
        && is_capitals(word)
        && words::is(Concept::Open, word)
    {
        title.done = Some(false);
        title.text = after.trim_start().to_owned();
    }
    title
}

/// Whether a word is one of letters that are all capitals: a mark rather than part of a sentence.
fn is_capitals(word: &str) -> bool {
    word.chars().count() > 3 && word.chars().all(char::is_uppercase)
}

/// Whether a word in capitals behind a colon or a dash says that all before it is done:
/// "(no limit): FIXED — in upload.rs".
fn is_stamped(line: &str) -> bool {
    [": ", " — ", " – ", " - ", "** "].iter().any(|cut| {
        line.split(cut).skip(1).any(|rest| {
            let rest = rest.trim_start_matches('*');
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            // "FIXED width" goes on with what is to be done.
            let ends = !rest[end..].trim_start_matches(['*', ' ']).starts_with(char::is_alphabetic);
            is_capitals(&rest[..end]) && ends && words::is(Concept::Done, &rest[..end])
        })
    })
}

/// What follows a priority in capitals at the start: `HIGH Add a check`, `P1 Fix the parser`.
fn shouted<'a>(rest: &'a str, title: &mut Title) -> Option<&'a str> {
    let (word, after) = rest.split_once(' ')?;
    let capitals = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase());
    let modal = matches!(word, "MUST" | "SHOULD" | "COULD");
    let meant = (capitals && !modal && priority::word(word).is_some()) || label::is_priority(word);
    (meant && !after.trim().is_empty() && tag(word, title)).then_some(after)
}

/// A reminder as programmers leave them, perhaps with whom it is for.
fn is_reminder(word: &str) -> bool {
    let word = word.split('(').next().unwrap_or(word);
    matches!(word.to_lowercase().as_str(), "todo" | "fixme")
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
    if let Some(open) = BRACKETS.iter().find(|(_, close)| *close == last).map(|(open, _)| *open)
        && let Some(start) = rest.rfind(open)
        // "Port it to OS (X)"
        && (open != '(' || rest.len() - start > 3)
        && tag(&rest[start + open.len_utf8()..rest.len() - last.len_utf8()], title)
    {
        return &rest[..start];
    }
    let cut = rest.rfind(['—', '–', ':', '|']).or_else(|| rest.rfind(" - ").map(|at| at + 1));
    if let Some(start) = cut.filter(|cut| !is_enclosed(rest, *cut)) {
        let width = rest[start..].chars().next().map_or(1, char::len_utf8);
        let word = rest[start + width..].trim();
        // "Default missing — ✅ DONE (2026-07-20)": the sign says it too.
        let word = word.trim_start_matches(|c| Mark::of(c).is_some() || c == ' ');
        // "a.py: needs a test" says what to do, "a.py: after T3" what comes first.
        let named = !tag::is_wait(word) || word.contains(|c: char| c.is_ascii_digit());
        if !word.is_empty() && word.len() <= 40 && named && tag(word, title) {
            return &rest[..start];
        }
    }
    let last_word = rest.rsplit(' ').next().unwrap_or_default();
    if last_word.len() < rest.len() {
        let before = &rest[..rest.len() - last_word.len()];
        if let Some(state) = tag::at(last_word) {
            title.done = title.done.or(state.then_some(true));
            title.dropped |= !state;
            return before;
        }
        if is_routing(last_word) {
            return before;
        }
        // "Mend it :low:": a tag as Org mode has them.
        let tagged = last_word.strip_prefix(':').and_then(|word| word.strip_suffix(':'));
        if let Some(level) = tagged.and_then(priority::word) {
            title.priority = title.priority.or(Some(level));
            return before;
        }
        // "Banner stays gold 🟡 MEDIUM": the sign stands for the word.
        let signed = before.trim_end().chars().next_back().and_then(Mark::of).is_some();
        if signed && last_word.to_uppercase() == last_word && tag(last_word, title) {
            return before;
        }
        if label::is_priority(last_word) && title.priority.is_none() {
            title.priority = priority::word(last_word);
            return before;
        }
    }
    if last_word.len() > 3 && last_word.to_uppercase() == last_word && says_done(last_word) {
        let before = rest[..rest.len() - last_word.len()].trim_end();
        let negation = before.rsplit(' ').next().unwrap_or_default();
        if words::is(Concept::Negation, negation) {
            title.done = title.done.or(Some(false));
            return &before[..before.len() - negation.len()];
        }
        title.done = title.done.or(Some(true));
        return &rest[..rest.len() - last_word.len()];
    }
    rest
}

/// The brackets a mark may stand in.
const BRACKETS: [(char, char); 4] = [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】')];

/// What closes the bracket `open`, if it is one.
/// What stands before a sign and a state at the end: "T30. Search ✅ done", "Migration ⚠️ PENDING".
fn signed<'a>(rest: &'a str, title: &mut Title) -> Option<&'a str> {
    // A point between the parts of a title is no sign.
    let is_sign = |c: char| Mark::of(c).is_some() && !matches!(c, '•' | '·' | '→' | '▶');
    let (at, sign) = rest.char_indices().rev().find(|(_, c)| is_sign(*c))?;
    let word = rest[at + sign.len_utf8()..].trim();
    let around = |c| Mark::of(c).is_some() || matches!(c, ' ' | '-' | '–' | '—');
    let before = rest[..at].trim_end_matches(around);
    let is_apart = rest[..at].ends_with(|c| Mark::of(c).is_some() || c == ' ');
    let is_last = !before.is_empty() && is_apart && is_tag(word) && !word.is_empty();
    (is_last && tag(word, title)).then_some(before)
}

fn closing(open: char) -> Option<char> {
    BRACKETS.iter().find(|(bracket, _)| *bracket == open).map(|(_, close)| *close)
}

fn bracketed(rest: &str) -> Option<(&str, &str)> {
    let open = rest.chars().next()?;
    let close = closing(open)?;
    let end = rest.find(close)?;
    Some((&rest[open.len_utf8()..end], &rest[end + close.len_utf8()..]))
}

/// Whether a bracket that closes after `at` opens before it.
fn is_enclosed(text: &str, at: usize) -> bool {
    BRACKETS.iter().any(|(open, close)| {
        let opened = text[..at].rfind(*open);
        opened.is_some_and(|start| !text[start..at].contains(*close) && text[at..].contains(*close))
    })
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
            ("Todo: fix login", "fix login", Some(false), None),
            ("Login reparieren [Priorität: hoch]", "Login reparieren", None, Some(Priority::High)),
            ("Убрать лишнее (Приоритет: низкий)", "Убрать лишнее", None, Some(Priority::Low)),
            ("旧設定の削除（優先度：高）", "旧設定の削除", None, Some(Priority::High)),
            ("【优先级: 中】 更新缓存", "更新缓存", None, Some(Priority::Medium)),
            ("Fix login [Status: done]", "Fix login", Some(true), None),
            ("Split it [Effort: 3h]", "Split it", None, None),
            ("Rework (see: high)", "Rework (see: high)", None, None),
            ("Rework [component: login]", "Rework [component: login]", None, None),
            ("Rework: P1", "Rework", None, Some(Priority::High)),
            ("Stays gold 🟡 MEDIUM", "Stays gold", None, Some(Priority::Medium)),
            ("Checkout ⏳ PARTIAL", "Checkout", Some(false), None),
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
