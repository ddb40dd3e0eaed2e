//! The fallback: paragraphs, or their lines, as items.

use super::block::{Block, Item, List, Text};
use super::content;
use super::context;
use super::field;
use super::found::Found;
use super::head;
use super::item::{Form, Reference, State, WorkItem};
use super::role::Role;
use super::rule;
use super::section::{self, Section};
use super::title;
use super::verb;
use super::words::{self, Concept};

/// Every paragraph that could be work, where nothing more explicit was found.
pub(super) fn items(sections: &[Section]) -> Vec<Found> {
    let about = sections.iter().find(|s| s.level == 1).map(|s| s.title.text.clone());
    let mut out: Vec<Found> = Vec::new();
    // Among headings most paragraphs tell about something; without any, each is a thought.
    let headed = sections.len() > 2;
    for (at, section) in sections.iter().enumerate() {
        if section.role.is_never() || section.role == Role::Prose {
            continue;
        }
        let mut place = None;
        let bold = are_bold(&section.blocks);
        for block in &section.blocks {
            let Block::Paragraph(text) = block else { continue };
            if bold && text.bold_opening().is_none() {
                continue;
            }
            let Some(text) = below_place(text, &mut place) else { continue };
            for (line, text) in pieces(&text) {
                let read = title::read(&text);
                if read.dropped
                    || read.fine && !orders(&read.text)
                    || headed && !orders(&read.text)
                    || says_little(&read.text)
                    || text.plain.trim().ends_with(':')
                {
                    continue;
                }
                let mut item = WorkItem {
                    line,
                    form: Form::Paragraph,
                    about: about.clone(),
                    ..WorkItem::default()
                };
                item.group = (section.level > 0).then(|| section.heading.plain.trim().to_owned());
                content::fill(&mut item, &read, &text, &[]);
                item.title = content::sentence(&read.text);
                item.body = read.text;
                if let Some(before) = out.last().filter(|_| follows(&item.title)) {
                    let (to, said) = (before.item.title.clone(), item.title.clone());
                    item.waits.push(Reference { to, said: content::shorten(&said, 80) });
                }
                item.priority = item.priority.or(section.priority);
                if item.scope.is_empty() {
                    item.scope.extend(place.clone());
                }
                if section.role == Role::Done {
                    item.state = State::Done;
                }
                out.push(Found {
                    item,
                    section: at,
                    list: at,
                    restates: false,
                    observes: false,
                    marked: false,
                    until: line,
                    rule: rule::PARAGRAPH,
                });
            }
        }
    }
    out
}

/// Whether most paragraphs begin with bold words, so that those that do not stand around them.
fn are_bold(blocks: &[Block]) -> bool {
    let texts: Vec<&Text> = blocks.iter().filter_map(text).collect();
    let bold = texts.iter().filter(|text| text.bold_opening().is_some()).count();
    bold >= SEVERAL && bold * 5 >= texts.len() * 3
}

/// This many paragraphs of one shape are no accident.
const SEVERAL: usize = 3;

/// Adds the paragraphs that could be work to what was `found`, where that is nothing, or where a text
/// without headings tells far more in paragraphs than in lists.
pub(super) fn complete(sections: &[Section], found: &mut Vec<Found>) {
    if !found.is_empty() && sections.len() > 1 {
        return;
    }
    let mut told = items(sections);
    if told.len() <= found.len() * MORE {
        return;
    }
    told.retain(|told| found.iter().all(|found| found.item.line != told.item.line));
    found.append(&mut told);
    found.sort_by_key(|found| found.item.line);
}

/// So many times as many paragraphs as lines of lists make a text of paragraphs.
const MORE: usize = 2;

/// What is left of a paragraph without a first line that is a path and nothing else, which is then the
/// `place` of all that follows up to the next.
fn below_place(text: &Text, place: &mut Option<String>) -> Option<Text> {
    let end = text.plain.find('\n').unwrap_or(text.plain.len());
    let (head, rest) = text.split_at(end);
    let Some(found) = context::place(&head) else { return Some(text.clone()) };
    *place = Some(found);
    (!rest.plain.trim().is_empty()).then_some(rest)
}

/// Whether the words order something or say what is wrong.
fn orders(text: &str) -> bool {
    verb::is_imperative(text) || words::within(Concept::Trouble, text)
}

/// Whether the words are none, only begin something, or say that nothing is to be done.
fn says_little(text: &str) -> bool {
    let start = text.chars().next().unwrap_or(' ');
    !(start.is_alphanumeric() || matches!(start, '`' | '"' | '“' | '„' | '(' | '*'))
        || leaves_alone(text)
        || text.ends_with(',')
        || super::list::is_placeholder(text)
        || text.split_whitespace().count() < 2 && !text.chars().any(|c| c > '\u{2e80}')
}

/// Whether the words say that nothing is to be done.
fn leaves_alone(text: &str) -> bool {
    let lower = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| lower.contains(words));
    says(&[
        "agreed to leave",
        "decided to leave",
        "leave as is",
        "no action needed",
        "nothing to do",
    ]) || lower.contains("leave ") && lower.contains(" alone")
}

/// Whether the words say that this comes after what stands before.
fn follows(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["then", "after that", "afterwards", "next,", "finally", "lastly", "danach", "zuletzt"]
        .iter()
        .any(|word| lower.starts_with(word))
}

/// A paragraph, or its lines when they read like a list without marks.
fn pieces(text: &Text) -> Vec<(usize, Text)> {
    let lines: Vec<&str> = text.plain.split('\n').collect();
    let ordering = lines.iter().filter(|line| {
        verb::is_imperative(line)
            || ["todo", "fixme", "bug"]
                .iter()
                .any(|word| line.trim_start().to_lowercase().starts_with(word))
    });
    if lines.len() < 2 || ordering.count() * 2 < lines.len() {
        return vec![(text.line, text.clone())];
    }
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            (
                text.line + at,
                Text { plain: (*line).to_owned(), spans: Vec::new(), line: text.line + at },
            )
        })
        .collect()
}

/// A line of more letters was broken at a margin.
const MARGIN: usize = 60;

/// Makes lists of the paragraphs of sections that are named after kinds of work and hold nothing else:
/// of each paragraph where there are several, of each line where they are short.
pub(super) fn listed(sections: &mut [Section]) {
    // What stands under the title of many sections tells of the document.
    let least = if sections.len() > 2 { 2 } else { 1 };
    let agenda = section::is_agenda(sections);
    for section in sections.iter_mut().filter(|section| section.level > 0 && agenda) {
        let plain = matches!(section.role, Role::Plain | Role::Work) && section.children.is_empty();
        if plain && !verb::is_imperative(&section.title.text) && are_orders(&section.blocks) {
            section.blocks =
                vec![Block::List(each(section.blocks.iter().filter_map(text).cloned()))];
        }
    }
    for section in sections.iter_mut().filter(|section| section.level >= least) {
        let works = section.role == Role::Work && section.label().is_none();
        let bare = section.children.is_empty() && !verb::is_imperative(&section.title.text);
        if !works || !bare {
            continue;
        }
        if let Some(list) = with_details(&section.blocks) {
            section.blocks = vec![Block::List(list)];
        }
        if !section.blocks.iter().all(|b| matches!(b, Block::Paragraph(_))) {
            continue;
        }
        let texts: Vec<&Text> = section.blocks.iter().filter_map(text).collect();
        let told = texts.iter().all(|text| !announces(text) && field::count_in(text) == 0);
        if !told {
            continue;
        }
        let lines = match &texts[..] {
            [only] => lines(only),
            several if several.len() > 1 => several.iter().map(|text| (*text).clone()).collect(),
            _ => Vec::new(),
        };
        if lines.len() > 1 && head::names_work(&section.title.text) {
            section.blocks = vec![Block::List(each(lines))];
        }
    }
}

/// A list of texts.
fn each(texts: impl IntoIterator<Item = Text>) -> List {
    let item = |text: Text| Item { line: text.line, text, ..Item::default() };
    List { start: None, items: texts.into_iter().map(item).collect() }
}

/// A list of the paragraphs of `blocks`, most of which order something, each with the lists below it.
fn with_details(blocks: &[Block]) -> Option<List> {
    let texts: Vec<Block> = blocks.iter().filter(|b| text(b).is_some()).cloned().collect();
    let lists = blocks.iter().filter(|block| matches!(block, Block::List(_))).count();
    let told = texts.iter().filter_map(text).all(|text| field::count_in(text) == 0);
    let opens = blocks.first().is_some_and(|block| text(block).is_some());
    let rare = lists > 0 && lists * SEVERAL <= texts.len();
    let orders = texts.iter().filter_map(text).filter(|text| asks(text)).count();
    let most = texts.len() > 1 && orders * 2 >= texts.len();
    if !opens || !rare || !told || texts.len() + lists < blocks.len() || !most {
        return None;
    }
    let mut list = List::default();
    for block in blocks {
        match (block, list.items.last_mut()) {
            (Block::List(own), Some(above)) if !announces(&above.text) && orders_most(own) => {
                list.items.extend(own.items.iter().cloned());
            }
            (Block::List(_), Some(above)) => above.blocks.push(block.clone()),
            _ => list.items.extend(each(text(block).cloned()).items),
        }
    }
    Some(list)
}

/// Whether `blocks` are several paragraphs, most of which order something or ask.
pub(super) fn are_orders(blocks: &[Block]) -> bool {
    let texts: Vec<&Text> = blocks.iter().filter_map(text).collect();
    texts.len() > 1
        && texts.len() == blocks.len()
        && texts.iter().filter(|text| asks(text)).count() * 3 >= texts.len() * 2
}

/// Whether a text orders something or asks.
fn asks(text: &Text) -> bool {
    let plain = text.plain.trim();
    verb::is_imperative(plain) || plain.ends_with('?')
}

fn orders_most(list: &List) -> bool {
    let orders = list.items.iter().filter(|item| verb::is_imperative(&item.text.plain)).count();
    orders * 3 >= list.items.len() * 2
}

fn text(block: &Block) -> Option<&Text> {
    match block {
        Block::Paragraph(text) => Some(text),
        _ => None,
    }
}

/// Whether a paragraph only leads to what follows it.
fn announces(text: &Text) -> bool {
    text.plain.trim_end().ends_with([':', '：'])
}

/// The lines of a text, where none is so long that it was broken and none ends as a sentence does.
fn lines(text: &Text) -> Vec<Text> {
    let short =
        |line: &str| line.chars().count() <= MARGIN && !line.trim_end().ends_with(['.', ',', ';']);
    let mut out = Vec::new();
    let mut rest = text.clone();
    while let Some(end) = rest.plain.find('\n') {
        let (line, below) = rest.split_at(end);
        out.push(line);
        rest = below;
    }
    out.push(rest);
    if out.iter().all(|line| short(&line.plain)) { out } else { Vec::new() }
}
