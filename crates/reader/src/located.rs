//! Which files an item's text says its work is in.

use std::ops::Range;

use super::block::{Block, Style, Text};
use super::field::{Field, Segment};
use super::flat::lower;
use super::path::{self, Place};
use super::spelling::{self, is_file};
use super::verb::{self, Action};
use super::words::{self, Concept};

/// What is told of an item: the fields in its own line, and those below it.
struct Told<'a> {
    own: &'a [Segment<'a>],
    below: &'a [Segment<'a>],
}

impl<'a> Told<'a> {
    fn segments(&self) -> impl Iterator<Item = &'a Segment<'a>> {
        self.own.iter().filter(|_| self.own.len() > 1).chain(self.below)
    }

    /// Adds the paths of the `wanted` fields to `into`.
    fn gather(&self, place: Place, wanted: impl Fn(Field) -> bool, into: &mut Vec<String>) {
        for segment in self.segments().filter(|segment| wanted(segment.field)) {
            path::collect(segment.text, &segment.range, place, into);
        }
    }
}

/// Files the item itself names, then those its fields name; the text around it counts only where
/// neither says anything, because a problem's description often mentions its neighbours.
pub(super) fn files(heading: &Text, own: &[Segment<'_>], below: &[Segment<'_>]) -> Vec<String> {
    if own.len() <= 1
        && let Some(head) = head(heading)
    {
        let mut named = Vec::new();
        path::collect(heading, &head, Place::Files, &mut named);
        Told { own, below }.gather(Place::Files, |field| field == Field::Files, &mut named);
        return named;
    }
    let placed = below.first().map(location).unwrap_or_default();
    if !placed.is_empty() && own.len() <= 1 {
        return placed;
    }
    let told = Told { own, below };
    let mut named = Vec::new();
    if own.len() <= 1 {
        path::collect(heading, &(topic(heading)..heading.plain.len()), Place::Prose, &mut named);
    }
    let titled = !named.is_empty();
    told.gather(Place::Files, |field| field == Field::Files, &mut named);
    if titled && named.len() == 1 {
        return around(named.remove(0), &told);
    }
    let filed = !named.is_empty();
    if !titled {
        told.gather(Place::Prose, |field| field == Field::Remedy, &mut named);
    }
    let tests_only = !named.is_empty()
        && !filed
        && named.iter().all(|path| path.contains("test") || path.contains("spec"));
    if tests_only {
        // A remedy that only says where to test leaves the place of the problem to the text before.
        told.gather(Place::Prose, |field| field == Field::Prose, &mut named);
    }
    if named.is_empty() {
        let rest = |field| {
            matches!(
                field,
                Field::Prose | Field::Problem | Field::Steps | Field::Other | Field::Status
            )
        };
        told.gather(Place::Prose, rest, &mut named);
    }
    if named.is_empty() {
        // "Effort: low, extend `register.py`" says where, if nothing else does.
        let beside = |field| matches!(field, Field::Effort | Field::Priority);
        told.gather(Place::Prose, beside, &mut named);
    }
    if named.is_empty() && words::begins(Concept::SignDocument, &heading.plain) {
        // A story about documents may name them only in what it is accepted by.
        told.gather(Place::Prose, |field| field == Field::Criteria, &mut named);
    }
    named.retain(|path| !path.contains(['{', '<']));
    named
}

/// Where what is said of a topic begins, when it names a place of its own: the tests or the documents of
/// a file are others than the file, as in "app.js tests: split `test/app.js`".
fn topic(heading: &Text) -> usize {
    let plain = &heading.plain;
    let Some(colon) = plain.find(": ") else { return 0 };
    let word = plain[..colon].rsplit(' ').next().unwrap_or_default();
    let word = lower(word);
    let kinds = [Concept::AboutTests, Concept::AboutDocuments];
    let about = matches!(verb::action(&word), Some(Action::Test | Action::Document))
        || kinds.into_iter().any(|kind| words::is(kind, &word));
    if !plain[..colon].contains(' ') || !about {
        return 0;
    }
    let mut told = Vec::new();
    path::collect(heading, &(colon + 1..plain.len()), Place::Prose, &mut told);
    if told.is_empty() { 0 } else { colon + 1 }
}

/// The one file a title names, with nothing listed beside it, spelled as fully as the text below does,
/// and what else the text orders to change.
fn around(mut only: String, told: &Told<'_>) -> Vec<String> {
    if !only.contains('/') {
        // "Default password in config.py", and below it where that is.
        let end = format!("/{only}");
        let mut all = Vec::new();
        told.gather(Place::Prose, |_| true, &mut all);
        all.retain(|path| path.ends_with(&end));
        if let [full] = &all[..] {
            only.clone_from(full);
        }
    }
    let mut named = vec![only];
    if named[0].ends_with('/') {
        // What follows a directory may be its parts.
        let directory = format!("{}/", named[0].trim_matches('/'));
        let mut parts = Vec::new();
        told.gather(Place::Prose, |field| field == Field::Other, &mut parts);
        named.extend(parts.into_iter().filter(|path| path.starts_with(&directory)));
    }
    for segment in told.segments() {
        ordered(segment, &mut named);
    }
    named
}

/// Adds the files that code below a text is said to be from: by the comment it begins with, or by what
/// stands beside its fence (`src/a.ts`, `12:34:src/a.ts`).
pub(super) fn shown(blocks: &[Block], into: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Code(language, code, _) => {
                let beside = language.rsplit([' ', ':', '=']).next().unwrap_or_default();
                let said = comment(code).split_whitespace().next().unwrap_or_default();
                for word in [beside, said] {
                    let word = word.trim_matches(['"', '\'', '`', '(', ')', ',']);
                    let path =
                        spelling::plain_word(word, Place::Prose).filter(|path| is_file(path));
                    path::add(path, into);
                }
            }
            Block::Quote(blocks) => shown(blocks, into),
            Block::List(list) => list.items.iter().for_each(|item| shown(&item.blocks, into)),
            Block::Heading(..) | Block::Paragraph(_) | Block::Table(_) => {}
        }
    }
}

/// What the comment says that `code` begins with, if it does.
fn comment(code: &str) -> &str {
    let line = code.trim_start().lines().next().unwrap_or_default();
    let signs = ["//", "#", "/*", "--", "<!--", ";", "%"];
    let said = signs.iter().find_map(|sign| line.strip_prefix(sign)).unwrap_or_default();
    said.trim_start_matches(['/', '*', '!', '#', '-', ';']).trim_start()
}

/// The files a text begins with, where it goes on behind a dash to say what is the matter there:
/// "`src/a.rs:12` — the error is dropped".
fn location(segment: &Segment<'_>) -> Vec<String> {
    let plain = &segment.text.plain[segment.range.clone()];
    let dash = ["—", "–", " - "].iter().filter_map(|dash| plain.find(dash)).min();
    let mut paths = Vec::new();
    let Some(end) = dash.filter(|_| segment.field == Field::Prose && !segment.listed) else {
        return paths;
    };
    let end = segment.range.start + end;
    let mut at = segment.range.start;
    for code in segment.text.styled(|style| *style == Style::Code) {
        if code.start < at || code.end > end {
            continue;
        }
        let between = segment.text.plain[at..code.start].trim_matches([',', ' ', '&', '+']);
        if !matches!(between, "" | "and" | "und") {
            return Vec::new();
        }
        at = code.end;
    }
    if segment.text.plain[at..end].trim().is_empty() && at > segment.range.start {
        path::collect(segment.text, &(segment.range.start..end), Place::Files, &mut paths);
    }
    paths
}

/// Adds the files of the sentences that order something: "Raise it in `b.py`. Tests: `test_b.py`".
fn ordered(segment: &Segment<'_>, into: &mut Vec<String>) {
    if !matches!(segment.field, Field::Prose | Field::Remedy) {
        return;
    }
    let plain = &segment.text.plain;
    let mut start = segment.range.start;
    while start < segment.range.end {
        let rest = &plain[start..segment.range.end];
        let end = start + rest.find(". ").map_or(rest.len(), |dot| dot + 2);
        let sentence = plain[start..end].trim();
        let tests = ["tests:", "test:", "tests in ", "test in "];
        let tests = || tests.iter().any(|word| lower(sentence).starts_with(word));
        if verb::is_imperative(sentence) || tests() {
            path::collect(segment.text, &(start..end), Place::Prose, into);
        }
        start = end;
    }
}

/// Where the file stands that a title is about, before a colon: "README: describe the targets of the
/// Makefile". What is described there stays as it is.
fn head(heading: &Text) -> Option<Range<usize>> {
    let (head, rest) = heading.plain.split_once(": ")?;
    let bare = head.trim().trim_matches('`');
    let known = DOCUMENTS.contains(&bare);
    let mut paths = Vec::new();
    path::collect(heading, &(0..head.len()), Place::Prose, &mut paths);
    let alone = matches!(&paths[..], [only] if only.len() + 2 >= head.trim().len());
    let describes = verb::first(rest) == Some(Action::Document);
    (known || alone && describes).then_some(0..head.len())
}

/// What documents of a repository are called without their ending.
const DOCUMENTS: [&str; 6] =
    ["README", "CHANGELOG", "CONTRIBUTING", "LICENSE", "AUTHORS", "CODEOWNERS"];

/// The words that may be paths though they are not spelled like any: those in code type, and in the
/// title those with a dot inside.
pub(super) fn quoted(heading: &Text, segments: &[Segment<'_>]) -> Vec<String> {
    if let Some(head) = head(heading) {
        return vec![heading.plain[head].trim().trim_matches('`').to_owned()];
    }
    let texts = std::iter::once((heading, 0..heading.plain.len()));
    let texts = texts.chain(segments.iter().map(|segment| (segment.text, segment.range.clone())));
    let mut out: Vec<String> = Vec::new();
    for (text, range) in texts {
        for span in text.styled(|style| *style == Style::Code) {
            let word = text.plain[span.clone()].trim_matches(['/', ' ']);
            let inside = range.start <= span.start && span.end <= range.end;
            let path = word.contains('/') && !word.contains("//") || is_name(word);
            if inside && path && !out.iter().any(|o| o == word) {
                out.push(word.to_owned());
            }
        }
    }
    let dotted = heading.plain.split_whitespace().map(|word| {
        word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_'))
            .trim_end_matches('.')
    });
    for word in dotted.filter(|word| is_name(word) && word.contains('.')) {
        if !out.iter().any(|have| have == word) {
            out.push(word.to_owned());
        }
    }
    out
}

/// Whether a word could be the name of a file.
fn is_name(word: &str) -> bool {
    word.len() > 2
        && word.contains(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
}
