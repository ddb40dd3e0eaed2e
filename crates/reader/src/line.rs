//! What a line of a list shows by itself: boxes, fields, places, links, reports.

use super::block::{Item, List, Style};
use super::field::{self, Field};
use super::label;
use super::path;
use super::priority;
use super::tag;
use super::verb;
use super::words::{self, Concept};

pub(super) fn has_boxes(list: &List) -> bool {
    list.items.iter().any(|item| item.task.is_some() || item.lists().any(has_boxes))
}

/// Whether a line reports what was done, at its start or behind what it is about: "Parser - removed".
pub(super) fn reports(title: &str) -> bool {
    let behind = [" - ", " — ", " – ", ": "]
        .iter()
        .filter_map(|cut| title.split_once(cut))
        .min_by_key(|(head, _)| head.len());
    words::first(Concept::Past, title)
        || verb::is_finished(title)
        || behind.is_some_and(|(_, rest)| words::first(Concept::Past, rest))
}

/// Whether the line begins with bold words and goes on, or ends, in others.
pub(super) fn leads(item: &Item) -> bool {
    item.text.bold_opening().is_some_and(|bold| bold.len() > 2)
}

pub(super) fn names_path(item: &Item) -> bool {
    let mut paths = Vec::new();
    let text = &item.text;
    path::collect(text, &(0..text.plain.len()), path::Place::Prose, &mut paths);
    !paths.is_empty()
}

/// Whether the line starts with a path and goes on behind a dash or a colon.
pub(super) fn begins_with_path(item: &Item) -> bool {
    let plain = item.text.plain.trim();
    let first = plain.split_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches([':', ',']);
    let next = plain.split_whitespace().nth(1).unwrap_or_default();
    let apart = matches!(next, "-" | "–" | "—" | "->" | "→")
        || plain.split_whitespace().next().is_some_and(|word| word.ends_with(':'))
        || next.is_empty();
    let pathlike = apart && (first.contains('/') || first.contains('.') && !first.ends_with('.'));
    pathlike && names_path(item) && !first.contains("//")
}

/// What a line says behind the place it begins with: "`src/a.rs`: check the range".
pub(super) fn behind_path(item: &Item) -> Option<&str> {
    let plain = item.text.plain.trim();
    let end =
        [": ", " — ", " – ", " - "].iter().filter_map(|cut| Some((plain.find(cut)?, cut.len())));
    let (end, width) = end.min()?;
    let head = plain[..end].trim_matches('`');
    let place = head.contains(['/', '.']) && !head.contains(char::is_whitespace);
    place.then(|| &plain[end + width..])
}

/// Whether a line begins with a line of a file: "src/a.rs:12: …", "line 12: …", "L12 …".
pub(super) fn is_note(item: &Item) -> bool {
    let plain = item.text.plain.trim();
    let first = plain.split_whitespace().next().unwrap_or_default();
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let lined = first.split_once(':').is_some_and(|(path, rest)| {
        number(rest) && path.contains(['/', '.']) && !path.contains("//")
    });
    let hash = first.split_once("#L").is_some_and(|(_, rest)| number(rest));
    let second = plain.split_whitespace().nth(1).unwrap_or_default();
    let said = words::is(Concept::LineWord, first) && number(second);
    lined || hash || said || first.strip_prefix('L').is_some_and(number) && first.ends_with(':')
}

/// Whether a line is a place and no more, over what is to be done there.
pub(super) fn is_place(item: &Item) -> bool {
    let plain = item.text.plain.trim();
    let bare = plain.trim_end_matches([':', '：']).trim_matches('`');
    !bare.contains(char::is_whitespace) && names_path(item) && item.lists().next().is_some()
}

/// Whether the line is no more than a link or an address.
pub(super) fn is_link(item: &Item) -> bool {
    let plain = item.text.plain.trim();
    let linked: usize =
        item.text.styled(|style| matches!(style, Style::Link(_))).map(|range| range.len()).sum();
    let address = plain.contains("://") && !plain.contains(char::is_whitespace);
    item.task.is_none()
        && item.blocks.is_empty()
        && (address || linked > 0 && linked == plain.len())
}

/// Whether the line is one of a table of contents: a link to a place in the same text.
pub(super) fn is_entry(item: &Item) -> bool {
    let inside = |style: &Style| matches!(style, Style::Link(to) if to.starts_with('#'));
    let linked: usize = item.text.styled(inside).map(|range| range.len()).sum();
    linked > 0 && linked == item.text.plain.trim().len()
}

/// Whether the item has fields of its own: several below, or what to do about it in its line.
pub(super) fn is_fielded(item: &Item) -> bool {
    let mut own = Vec::new();
    field::segments(&item.text, Field::Prose, false, &mut own);
    let remedied = own.iter().skip(1).any(|segment| segment.field == Field::Remedy);
    remedied || fields_below(item) >= 2
}

/// Whether the line is a field and no more: `**File:** a.rs`, with nothing but its value.
pub(super) fn own_field(item: &Item) -> bool {
    if item.task.is_some() {
        return false;
    }
    let mut own = Vec::new();
    field::segments(&item.text, Field::Prose, false, &mut own);
    own.first().is_some_and(|first| !matches!(first.field, Field::Prose | Field::Other))
}

/// How many fields of its own the item has below.
pub(super) fn fields_below(item: &Item) -> usize {
    let mut out = Vec::new();
    field::walk(&item.blocks, Field::Prose, &mut out);
    let known = |field: &Field| !matches!(field, Field::Prose | Field::Other);
    let mut seen: Vec<Field> = out.iter().map(|segment| segment.field).filter(known).collect();
    seen.sort_by_key(|field| *field as u8);
    seen.dedup();
    seen.len()
}

/// How many members of a list have lines below that begin with the same keys as those below the
/// others: "Risk: …" and "Effort: …", whatever they are called.
pub(super) fn keyed_alike(list: &List) -> usize {
    let keys = |item: &Item| -> Vec<String> {
        let lines = item.lists().flat_map(|list| &list.items);
        let mut keys: Vec<String> =
            lines.filter_map(|line| opening_key(&line.text.plain)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let all: Vec<Vec<String>> = list.items.iter().map(keys).collect();
    let told = |key: &String| all.iter().filter(|keys| keys.contains(key)).count();
    let most = |key: &&String| told(key) * 2 > list.items.len() && told(key) > 1;
    all.iter().filter(|keys| keys.iter().filter(most).count() >= 2).count()
}

/// The few words a line begins with before a colon.
pub(super) fn opening_key(line: &str) -> Option<String> {
    let (key, _) = line.split_once([':', '：'])?;
    let short = key.split_whitespace().count() <= 3 && key.chars().count() <= 24;
    short.then(|| key.trim().to_lowercase()).filter(|key| !key.is_empty())
}

/// Whether the line is no more than a piece of code, a name without anything said about it.
pub(super) fn is_code(item: &Item) -> bool {
    let plain = item.text.plain.trim();
    let code: usize =
        item.text.styled(|style| *style == Style::Code).map(|range| range.len()).sum();
    item.task.is_none() && item.blocks.is_empty() && !plain.is_empty() && code == plain.len()
}

/// Whether each line begins with a mark, a word of state or one of urgency, and explains it behind a
/// dash, a colon or an equals sign, no two the same.
pub(super) fn is_legend(list: &List) -> bool {
    let mut seen: Vec<String> = Vec::new();
    for item in &list.items {
        let plain = item.text.plain.trim();
        let cuts = [" — ", " – ", " - ", " = ", ": ", "：", " → "];
        let boxed = item.task.is_some();
        let mark = if boxed {
            let dashed = plain.starts_with(['—', '–', '=', ':']) || plain.starts_with("- ");
            dashed.then(|| format!("{:?}", item.task))
        } else {
            let cut = cuts.iter().filter_map(|cut| plain.find(cut)).min();
            cut.map(|end| plain[..end].to_lowercase()).filter(|mark| is_mark(mark))
        };
        match mark {
            Some(mark) if !seen.contains(&mark) => seen.push(mark),
            _ => return false,
        }
    }
    seen.len() >= 3
}

/// Whether some words are no more than a mark of state or urgency.
fn is_mark(words: &str) -> bool {
    let bare = words.trim_matches(['[', ']', '`', '*', '(', ')', ' ']);
    let sign = bare.chars().count() <= 2 && !bare.contains(char::is_numeric);
    let said = |concept| words::is(concept, bare);
    sign || priority::word(bare).is_some()
        || label::is_priority(bare)
        || said(Concept::Done)
        || said(Concept::Open)
        || tag::says_dropped(bare) && bare.split(' ').count() < 3
}
