//! What an item's own text and the blocks below it say: scope, priority, state, waits, steps.

use std::sync::LazyLock;

use super::block::{Block, Style, Text};
use super::field::{self, Field, Segment};
use super::flat::{flat, lower};
use super::item::{Priority, Reference, State, WorkItem};
use super::phrase::Phrases;
use super::tag;
use super::title::{self, Title};
use super::words::{self, Concept};
use super::{located, priority, reference};

/// Fills `item` from its title text and its blocks.
pub(super) fn fill(item: &mut WorkItem, title: &Title, heading: &Text, blocks: &[Block]) {
    let mut segments = Vec::new();
    field::walk(blocks, Field::Prose, &mut segments);
    let mut own = Vec::new();
    let headed = field::segments(heading, Field::Prose, false, &mut own);
    let fields = headed != Field::Prose && own.len() > 1;
    item.title.clone_from(&title.text);
    // "File: a.c, Problem: it leaks": what is wrong is the title, not where.
    if let Some((first, problem)) = own.first().zip(own.iter().find(|s| s.field == Field::Problem))
        && matches!(first.field, Field::Files | Field::Priority | Field::Status)
    {
        item.title = sentence(problem.words());
    }
    item.title.truncate(ahead(&own, heading, &item.title).len());
    item.label = title.label.as_ref().map(|(_, text)| text.clone());
    item.parallel = title.parallel;
    item.scope = located::files(heading, &own, &segments);
    if item.scope.is_empty() {
        located::shown(blocks, &mut item.scope);
    }
    if item.scope.is_empty() {
        item.quoted = located::quoted(heading, &segments);
    }
    if fields {
        segments.splice(0..0, own.into_iter().filter(|segment| segment.field != Field::Prose));
    }
    item.body = joined(segments.iter().filter(|s| s.field != Field::Criteria));
    item.remedy =
        joined(segments.iter().filter(|s| matches!(s.field, Field::Remedy | Field::Steps)));
    item.detail = detail(&segments, &item.remedy);
    item.steps = segments
        .iter()
        .filter(|s| {
            s.listed
                && matches!(s.field, Field::Prose | Field::Remedy | Field::Steps | Field::Other)
        })
        .map(|s| shorten(s.words(), 100))
        .collect();
    item.priority = said_priority(&segments)
        .or(title.priority)
        .or_else(|| in_line(blocks))
        .or_else(|| title.label.as_ref().and_then(|(_, label)| priority::label(label)))
        .or_else(|| priority::heading(&heading.plain).filter(|_| title.label.is_none()));
    item.hinted = item.priority.is_none();
    item.priority = item.priority.or(title.colour);
    let says_done = |segment: &Segment<'_>| match segment.field {
        Field::Status => is_done(segment.words()),
        Field::Remedy => opens_done(segment.words()),
        _ => false,
    };
    if title.done == Some(true) || segments.iter().any(says_done) {
        item.state = State::Done;
    }
    item.effort = segments
        .iter()
        .find(|s| s.field == Field::Effort)
        .map(|s| s.words().to_owned())
        .or_else(|| title.effort.clone());
    if item.undecided.is_none() {
        item.undecided.clone_from(&title.undecided);
    }
    waits(item, heading, &segments);
}

/// The part of `title`, which is that of `text`, before the fields that stand beside it:
/// "Crash on an empty list – File: `src/a.rs`".
pub(super) fn alone<'a>(text: &Text, title: &'a str) -> &'a str {
    let mut own = Vec::new();
    field::segments(text, Field::Prose, false, &mut own);
    ahead(&own, text, title)
}

/// The same with the fields of `text` at hand.
fn ahead<'a>(own: &[Segment<'_>], text: &Text, title: &'a str) -> &'a str {
    let dashes = |c: char| matches!(c, ' ' | '-' | '–' | '—');
    let [before, next, ..] = own else { return title };
    let key = text.plain[before.range.end..next.range.start].trim();
    let dashed = before.words().ends_with(['–', '—']) || before.words().ends_with(" -");
    let cut = title.find(key).filter(|at| *at > 0 && dashed && before.field == Field::Prose);
    cut.map_or(title, |at| title[..at].trim_end_matches(dashes))
}

/// Whether a status says that nothing is to be done, though nothing was: "acceptable size".
pub(super) fn is_settled(blocks: &[Block]) -> bool {
    let mut segments = Vec::new();
    field::walk(blocks, Field::Prose, &mut segments);
    if let [only] = &segments[..] {
        let words = only.words().trim_end_matches('.').to_lowercase();
        if words::is(Concept::Fine, &words) {
            return true;
        }
    }
    let nothing = |s: &&Segment<'_>| matches!(s.field, Field::Problem | Field::Remedy);
    if segments.iter().filter(nothing).any(|s| words::is(Concept::Nothing, s.words())) {
        return true;
    }
    segments.iter().filter(|s| s.field == Field::Status).any(|s| {
        let words = s.words().to_lowercase();
        is_left(&words) || words::within(Concept::Fine, &words)
    })
}

/// Whether a status says that it will be left as it is, or is told elsewhere.
pub(super) fn is_left(status: &str) -> bool {
    let left =
        ["duplicate", "risk accepted", "accepted risk", "cannot reproduce", "not reproducible"];
    let words = lower(status);
    // "Accepted, still present": a risk that is taken.
    let accepted = words.trim_start_matches(|c: char| !c.is_alphabetic()).strip_prefix("accepted");
    let taken = accepted.is_some_and(|rest| rest.is_empty() || rest.starts_with([',', ' ', ';']));
    taken || tag::says_dropped(status) || left.iter().any(|left| words.contains(left))
}

/// Whether a field that should say what to do begins with a word for done: "Fixed — paths are resolved".
fn opens_done(words: &str) -> bool {
    let words = words.trim_start_matches(['*', ' ']);
    let end = words.find(|c: char| !c.is_alphabetic()).unwrap_or(words.len());
    let rest = words[end..].trim_start_matches(['*', ' ']);
    words.starts_with(char::is_uppercase)
        && tag::is_done_word(&lower(&words[..end]))
        && (rest.is_empty() || rest.starts_with(['—', '–', '-', '.', '(', ':', ',', ';']))
}

/// Whether the status value `words` says done.
pub(super) fn is_done(words: &str) -> bool {
    let text = Text { plain: words.trim().to_owned(), ..Text::default() };
    let title = title::read(&text);
    let lower = words.trim().to_lowercase();
    let first = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let negated = UNDONE.any(&lower);
    !negated && (title.done == Some(true) || tag::says_done(first) || tag::says_done(&lower))
}

/// Words in a status that leave something to do.
static UNDONE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new([
        "not yet",
        "not done",
        "not fixed",
        "not started",
        "not resolved",
        "not complete",
        "not implemented",
        "not merged",
        "partial",
        "in progress",
        "to do",
        "open",
    ])
});

fn said_priority(segments: &[Segment<'_>]) -> Option<Priority> {
    segments.iter().filter(|s| s.field == Field::Priority).find_map(|s| priority::value(s.words()))
}

/// What one part of a first line of remarks says: `High · src/a.rs · 2h`.
fn in_line(blocks: &[Block]) -> Option<Priority> {
    let Some(Block::Paragraph(text)) = blocks.first() else { return None };
    let line = text.plain.lines().next()?;
    let parts: Vec<&str> = line.split(['·', '•', '|']).map(str::trim).collect();
    let short = parts.len() > 1 && parts.iter().all(|part| part.chars().count() <= 40);
    let level = |part: &&str| {
        let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
        priority::word(bare).or_else(|| priority::heading(bare).filter(|_| !bare.contains('.')))
    };
    short.then(|| parts.iter().find_map(level)).flatten()
}

fn waits(item: &mut WorkItem, heading: &Text, segments: &[Segment<'_>]) {
    for segment in segments {
        match segment.field {
            Field::Depends => match reference::turned(segment.words()) {
                Some(names) => item.blocks.extend(reference::list(names, segment.words())),
                None => item.waits.extend(listed(segment, "depends on")),
            },
            Field::Blocks => item.blocks.extend(listed(segment, "blocks")),
            Field::Criteria => {}
            _ => {
                let (waits, blocks) = (&mut item.waits, &mut item.blocks);
                reference::about(segment.words(), item.label.as_deref(), waits, blocks);
            }
        }
    }
    let (waits, blocks) = (&mut item.waits, &mut item.blocks);
    reference::about(&heading.plain, item.label.as_deref(), waits, blocks);
}

/// How many characters of an item's text go with it to its worker.
pub(super) const DETAIL: usize = 240;

/// The remedy, or else what is said without fields about the item.
fn detail(segments: &[Segment<'_>], remedy: &str) -> String {
    if !remedy.is_empty() {
        return shorten(remedy, DETAIL);
    }
    let telling =
        |s: &&Segment<'_>| matches!(s.field, Field::Prose | Field::Problem | Field::Other);
    shorten(&joined(segments.iter().filter(telling)), DETAIL)
}

/// The names in a field that lists items, with the targets of its links.
fn listed(segment: &Segment<'_>, how: &str) -> Vec<Reference> {
    let said = format!("{how} {}", shorten(segment.words(), 80));
    let mut out = reference::list(segment.words(), &said);
    for span in &segment.text.spans {
        if let Style::Link(to) = &span.style
            && let Some(anchor) = to.strip_prefix('#')
        {
            out.push(Reference { to: anchor.replace('-', " "), said: said.clone() });
        }
    }
    out
}

fn joined<'a>(segments: impl Iterator<Item = &'a Segment<'a>>) -> String {
    let mut out = String::new();
    for segment in segments {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(segment.words());
    }
    out
}

/// At most `most` characters of `text` on one line, cut at a word.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let flat = flat(text);
    if flat.len() <= most || flat.chars().count() <= most {
        return flat.into_owned();
    }
    let cut: String = flat.chars().take(most).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '-']))
}

/// The first sentence of a wrapped item, which is its title.
pub(super) fn sentence(text: &str) -> String {
    let flat = flat(text);
    let mut end = flat.len();
    let mut code = false;
    for (at, mark) in flat.match_indices(['`', '.', '!', '?', '。', '？']) {
        code ^= mark == "`";
        let after = at + mark.len();
        let stops = mark.len() > 1
            || mark != "`" && flat[after..].starts_with(' ') && !abbreviated(&flat[..at]);
        if !code && at >= 12 && stops {
            end = after;
            break;
        }
    }
    shorten(flat[..end].trim_end_matches(['.', '。', ':']), 160)
}

fn abbreviated(before: &str) -> bool {
    ["e.g", "i.e", "etc", "vs", "incl", "approx", "z.B", "bzw", "cf", "No", "resp"]
        .iter()
        .any(|end| before.ends_with(end))
}
