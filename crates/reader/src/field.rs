//! `Key: value` fields of an item, in bold, as bullets, as plain lines or as a property table.

use std::ops::Range;
use std::sync::LazyLock;

use foldhash::HashMap;

use super::block::{Block, List, Style, Table, Text};
use super::path::Place;
use super::spelling::quoted;
use super::words::{self, Concept};

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// No field: the text around.
    Prose,
    Files,
    Priority,
    Status,
    Problem,
    Remedy,
    Depends,
    Blocks,
    Effort,
    /// Acceptance criteria, validation, tests to pass.
    Criteria,
    /// The steps of the item.
    Steps,
    /// A bold key nobody knows.
    Other,
}

/// One stretch of an item's text and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Segment<'a> {
    pub(super) field: Field,
    pub(super) text: &'a Text,
    pub(super) range: Range<usize>,
    /// Whether it is a step: a list item below the item.
    pub(super) listed: bool,
}

impl<'a> Segment<'a> {
    /// The words.
    pub(super) fn words(&self) -> &'a str {
        self.text.plain[self.range.clone()].trim()
    }
}

/// The concepts of the keys that are known as a whole.
const WHOLE: [(Field, Concept); 2] =
    [(Field::Depends, Concept::FieldDepends), (Field::Blocks, Concept::FieldBlocks)];

/// The concepts of the keys that are known by their first word, or with a colon as a whole.
const FIRST: [(Field, Concept); 9] = [
    (Field::Files, Concept::FieldFiles),
    (Field::Priority, Concept::FieldPriority),
    (Field::Status, Concept::FieldStatus),
    (Field::Problem, Concept::FieldProblem),
    (Field::Remedy, Concept::FieldRemedy),
    (Field::Effort, Concept::FieldEffort),
    (Field::Criteria, Concept::FieldCriteria),
    (Field::Steps, Concept::FieldSteps),
    (Field::Other, Concept::FieldOther),
];

static KEYS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    let known = WHOLE.iter().chain(&FIRST);
    let keys = known.flat_map(|(field, keys)| words::all(*keys).map(|key| (key, *field)));
    let mut all = HashMap::default();
    for (key, field) in keys {
        all.entry(key.trim_end_matches(':')).or_insert(field);
    }
    all
});

static WORDS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    let keys = FIRST.iter().flat_map(|(field, keys)| words::all(*keys).map(|key| (key, *field)));
    let mut all = HashMap::default();
    for (key, field) in keys.filter(|(key, _)| !key.ends_with(':')) {
        all.entry(key).or_insert(field);
    }
    all
});

/// The field a key names.
pub(super) fn key(name: &str) -> Option<Field> {
    // "tests/test_a.py: needs one more" begins with a place.
    if name.contains('/') && name.contains('.') {
        return None;
    }
    let lower = name.trim().to_lowercase().replace('_', " ");
    let lower = lower.split('(').next().unwrap_or_default();
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let first = lower.split([' ', '/', '-', ':', '：']).next().unwrap_or_default();
    // "File access" is a thing to build, "File affected" a place.
    let about = lower.strip_prefix("file ").and_then(|rest| rest.split(' ').next());
    let built = about.is_some_and(|word| words::is(Concept::BuiltOnFiles, word));
    let first = if built { "" } else { first };
    // "Demo/Validation" is about what its second word says.
    let second = || lower.split_once(['/', '&']).map_or("", |(_, second)| second.trim());
    KEYS.get(lower).or_else(|| WORDS.get(first)).or_else(|| WORDS.get(second())).copied()
}

/// The stretches of `text`; what stands before the first key is about `current`, and what comes
/// after the text continues with the field returned.
pub(super) fn segments<'a>(
    text: &'a Text,
    current: Field,
    listed: bool,
    out: &mut Vec<Segment<'a>>,
) -> Field {
    // "Create: `a`", "Test: `b`" below "Files:" are files all the same.
    let keys = if listed && current == Field::Files { Vec::new() } else { keys(text) };
    let mut field = current;
    let mut at = 0;
    for (range, next) in keys.iter().cloned() {
        // Bold type that is closed late may hold another key.
        if range.start < at {
            continue;
        }
        push(text, field, at..range.start, listed, out);
        field = next;
        at = range.end;
    }
    let empty = text.plain[at..].trim().is_empty();
    push(text, field, at..text.plain.len(), listed, out);
    if keys.is_empty() {
        return current;
    }
    match field {
        Field::Files
        | Field::Priority
        | Field::Status
        | Field::Effort
        | Field::Depends
        | Field::Blocks
            if !empty =>
        {
            Field::Prose
        }
        field => field,
    }
}

/// A field with file names in running text ends with its sentence.
fn push<'a>(
    text: &'a Text,
    field: Field,
    range: Range<usize>,
    listed: bool,
    out: &mut Vec<Segment<'a>>,
) {
    if text.plain[range.clone()].trim().is_empty() {
        return;
    }
    let words = &text.plain[range.clone()];
    let short = matches!(field, Field::Files | Field::Priority | Field::Status | Field::Effort);
    let in_code = |at: usize| text.styled(|s| *s == Style::Code).any(|code| code.contains(&at));
    let end = short
        .then(|| {
            words.match_indices(['.', '\n']).map(|(at, _)| range.start + at).find(|at| {
                let next = text.plain[at + 1..].chars().next();
                !in_code(*at)
                    && (text.plain.as_bytes()[*at] == b'\n' || next.is_none_or(char::is_whitespace))
                    && !text.plain[at + 1..].trim().is_empty()
            })
        })
        .flatten();
    if let Some(end) = end {
        out.push(Segment { field, text, range: range.start..end, listed });
        out.push(Segment { field: Field::Prose, text, range: end + 1..range.end, listed });
    } else {
        out.push(Segment { field, text, range, listed });
    }
}

/// The keys in `text`, each with the range up to its colon.
fn keys(text: &Text) -> Vec<(Range<usize>, Field)> {
    let plain = &text.plain;
    let mut keys: Vec<(Range<usize>, Field)> = Vec::new();
    for strong in text.styled(|style| *style == Style::Strong) {
        let inside = &plain[strong.clone()];
        let after = &plain[strong.end..];
        let spaced = after.len() - after.trim_start_matches(' ').len();
        let colon = after[spaced..].starts_with([':', '：']);
        let starts = plain[..strong.start].trim_end_matches([' ', '\n']).is_empty()
            || plain[..strong.start].ends_with('\n');
        let known = key(inside.trim_end_matches([':', '：', '.']));
        let stopped = starts && known.is_some() && inside.trim_end().ends_with('.');
        let closed = inside.trim_end().ends_with([':', '：']) || colon || stopped;
        let ends = after[spaced..].is_empty() || after[spaced..].starts_with('\n');
        let heads = starts && after[spaced..].is_empty() && known.is_some();
        // A line of a form: "Which system do you use?", with or without an answer below.
        let asked = starts && ends && inside.trim_end().ends_with(['?', '？']);
        if inside.len() <= 60 && (closed && (starts || known.is_some()) || heads || asked) {
            let width = after[spaced..].chars().next().filter(|_| colon).map_or(0, char::len_utf8);
            let end = strong.end + if colon { spaced + width } else { 0 };
            let names = || (starts && names_places(text, inside, end)).then_some(Field::Files);
            keys.push((strong.start..end, known.or_else(names).unwrap_or(Field::Other)));
        }
    }
    let mut start = 0;
    for line in plain.split('\n') {
        let lead = line.len() - line.trim_start().len();
        let mut head = line.char_indices().take_while(|(at, _)| *at <= 32);
        if let Some((colon, _)) = head.find(|(_, c)| matches!(c, ':' | '：')) {
            let taken =
                keys.iter().any(|(range, _)| range.start < start + line.len() && range.end > start);
            let name = line[..colon].trim();
            let width = line[colon..].chars().next().map_or(1, char::len_utf8);
            if !taken
                && name.split_whitespace().count() <= 3
                && let Some(field) = key(name).filter(|field| *field != Field::Other)
            {
                keys.push((start + lead..start + colon + width, field));
            }
        }
        sentences(line, start, &mut keys);
        start += line.len() + 1;
    }
    keys.sort_by_key(|(range, _)| range.start);
    keys
}

/// Adds the keys that begin sentences further on in a line: "… Size: large. Priority: low."
fn sentences(line: &str, start: usize, keys: &mut Vec<(Range<usize>, Field)>) {
    let ends = [". ", " – ", " — ", " - "]
        .into_iter()
        .flat_map(|end| line.match_indices(end).map(move |(at, _)| (at + end.len(), end == ". ")));
    for (end, dot) in ends {
        let from = end + line[end..].len() - line[end..].trim_start().len();
        let Some(colon) = line[from..].find(": ").filter(|colon| *colon <= SHORT) else { continue };
        let short = key(&line[from..from + colon]).filter(|field| match field {
            Field::Effort | Field::Priority | Field::Status | Field::Depends => true,
            // "Crash on an empty list – File: `src/a.rs`": a dash sets off where, a dot how to mend it.
            Field::Files => !dot || !keys.is_empty(),
            Field::Remedy => dot && !keys.is_empty(),
            _ => false,
        });
        let range = start + from..start + from + colon + 1;
        let taken = keys.iter().any(|(have, _)| have.start < range.end && have.end > range.start);
        if let Some(field) = short.filter(|_| !taken) {
            keys.push((range, field));
        }
    }
}

/// A key within a line is no longer than this.
const SHORT: usize = 16;

/// Whether the value from `start` on is made of paths in code spans, so that `key`, in a language
/// not listed here, is one for files.
fn names_places(text: &Text, key: &str, start: usize) -> bool {
    const ELSE: [&str; 10] =
        ["spec", "doc", "output", "input", "command", "log", "report", "link", "see", "related"];
    let plain = &text.plain;
    let end = plain[start..].find('\n').map_or(plain.len(), |end| start + end);
    let first = start + plain[start..end].len() - plain[start..end].trim_start().len();
    let (mut at, mut places, mut words) = (start, 0, 0);
    let mut count = |range: Range<usize>| {
        let between = plain[range].split('(').next().unwrap_or_default();
        words += between.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
    };
    for code in text.styled(|style| *style == Style::Code).filter(|code| code.end <= end) {
        if code.start < at {
            continue;
        }
        if places == 0 && code.start != first
            || quoted(&plain[code.clone()], Place::Prose).is_none()
        {
            return false;
        }
        count(at..code.start);
        (at, places) = (code.end, places + 1);
    }
    count(at..end);
    let key = key.to_lowercase();
    places > 0 && words <= places && !ELSE.iter().any(|word| key.starts_with(word))
}

/// All stretches of `blocks`, code left out.
pub(super) fn walk<'a>(blocks: &'a [Block], current: Field, out: &mut Vec<Segment<'a>>) {
    let mut field = current;
    for block in blocks {
        match block {
            Block::Paragraph(text) => field = segments(text, field, false, out),
            Block::List(list) => {
                walk_list(list, field, out);
                if matches!(field, Field::Files | Field::Depends | Field::Criteria) {
                    field = Field::Prose;
                }
            }
            Block::Table(table) => walk_table(table, out),
            Block::Quote(blocks) => walk(blocks, Field::Problem, out),
            Block::Heading(_, text) => field = below(&text.plain, blocks),
            Block::Code(..) => {}
        }
    }
}

/// What stands below the heading `title`. Beside what was expected and what came of it, "Steps" are those
/// that lead to the fault.
fn below(title: &str, blocks: &[Block]) -> Field {
    let found = key(title).unwrap_or(Field::Prose);
    let told = |block: &Block| match block {
        Block::Heading(_, text) => words::first(Concept::Outcome, &text.plain),
        _ => false,
    };
    if found == Field::Steps && blocks.iter().any(told) { Field::Problem } else { found }
}

fn walk_list<'a>(list: &'a List, field: Field, out: &mut Vec<Segment<'a>>) {
    let mut inherited = field;
    for item in &list.items {
        // What is ticked is no step any more.
        let next = segments(&item.text, inherited, item.task != Some(true), out);
        // A bullet that is only a key speaks for the bullets below it, and for its neighbours
        // only when it stands last: "* **Fix**:" before a numbered list.
        walk(&item.blocks, next, out);
        inherited = field;
    }
}

fn walk_table<'a>(table: &'a Table, out: &mut Vec<Segment<'a>>) {
    let known = table.head.iter().filter(|cell| key(&cell.plain).is_some()).count();
    if table.rows.len() == 1 && known * 2 >= table.head.len() {
        for (head, cell) in table.head.iter().zip(&table.rows[0].cells) {
            let field = key(&head.plain).unwrap_or(Field::Other);
            out.push(Segment { field, text: cell, range: 0..cell.plain.len(), listed: false });
        }
        return;
    }
    for row in table.rows.iter().filter(|row| row.cells.len() == 2) {
        if let Some(field) = key(&row.cells[0].plain) {
            let cell = &row.cells[1];
            out.push(Segment { field, text: cell, range: 0..cell.plain.len(), listed: false });
        }
    }
}

/// How many fields an item has and a description has not `blocks` hold.
pub(super) fn count(blocks: &[Block]) -> usize {
    let mut out = Vec::new();
    walk(blocks, Field::Prose, &mut out);
    distinct(&out)
}

/// How many such fields a text holds.
pub(super) fn count_in(text: &Text) -> usize {
    let mut out = Vec::new();
    segments(text, Field::Prose, false, &mut out);
    distinct(&out)
}

/// The stretches of the paragraphs among `blocks`, not of lists about several things.
pub(super) fn in_paragraphs(blocks: &[Block]) -> Vec<Segment<'_>> {
    let mut out = Vec::new();
    for block in blocks {
        if let Block::Paragraph(text) = block {
            segments(text, Field::Prose, false, &mut out);
        }
    }
    out
}

/// How many such fields these are.
pub(super) fn distinct(out: &[Segment<'_>]) -> usize {
    let mut seen = Vec::new();
    for segment in out {
        if segment.field != Field::Prose && !seen.contains(&segment.field) {
            seen.push(segment.field);
        }
    }
    seen.iter().filter(|field| **field != Field::Other).count()
        + usize::from(seen.contains(&Field::Other))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn a_key_of_any_language_before_paths_is_one_for_files() {
        for (markdown, want) in [
            ("**Súbor:** `src/a.php` (riadok 3)", Field::Files),
            ("**Plik**: `src/a.php`, `src/b.php`", Field::Files),
            ("**Bestand:** `a.php:12` en `b.php:3-9`", Field::Files),
            ("**Hinweis:** `src/a.php` zeigt, wie es geht", Field::Other),
            ("**Popis:** v `src/a.php`", Field::Other),
            ("**Spec:** `docs/a.md`", Field::Other),
            ("**Trieda:** `Invoice`", Field::Other),
        ] {
            let blocks = parse(markdown);
            let mut out = Vec::new();
            walk(&blocks, Field::Prose, &mut out);
            let [only] = &out[..] else { panic!("{out:?}") };
            assert_eq!(only.field, want, "{markdown}");
        }
    }

    #[test]
    fn a_key_inside_another_is_passed_over() {
        let blocks = parse("**State of it  \n**State:** done - severity:** high\n");
        let mut out = Vec::new();
        walk(&blocks, Field::Prose, &mut out);
        let told: String = out.iter().map(Segment::words).collect();
        assert!(told.contains("high"), "{told}");
    }
}
