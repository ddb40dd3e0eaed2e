//! Finished work told in sentences that name it: "C1, H1 and H3 have been implemented".

use foldhash::HashMap;

use super::block::{Block, Item};
use super::found::{Fate, Found};
use super::item::{Form, State};
use super::named;
use super::section::Section;
use super::tag::says_done;
use super::title;
use super::token::key as plain;
use super::words::{self, Concept};

/// A report has no more words than this beside the names, where no phrase says that all is done.
const BESIDE: usize = 6;

/// Calls done what the text around the items says is; a box to tick says so itself.
pub(super) fn apply(fates: &mut [(Found, Fate)], sections: &[Section]) {
    let mut named: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, (found, _)) in fates.iter().enumerate().filter(|(_, (_, fate))| *fate == Fate::Kept) {
        if let Some(label) = found.item.label.as_deref().filter(|label| is_telling(label)) {
            named.entry(plain(label)).or_default().push(at);
        }
    }
    if named.is_empty() {
        return;
    }
    let mut told = Vec::new();
    let lines: Vec<usize> = fates.iter().map(|(found, _)| found.item.line).collect();
    for at in 0..sections.len() {
        if !is_within_item(sections, at, &lines) {
            read(&sections[at].blocks, &lines, &mut told);
        }
    }
    for sentence in told {
        for at in finished(&sentence, &named) {
            let item = &mut fates[at].0.item;
            if item.form != Form::Task {
                item.state = State::Done;
            }
        }
    }
}

/// Whether a label is a name rather than a place in an order.
fn is_telling(label: &str) -> bool {
    label.contains(|c: char| c.is_ascii_digit())
        && label.contains(|c: char| c.is_alphabetic() || c == '#')
}

/// Whether a section's heading, or one above it, is an item, of which the text only tells.
fn is_within_item(sections: &[Section], mut at: usize, lines: &[usize]) -> bool {
    loop {
        if sections[at].level > 0 && lines.binary_search(&sections[at].heading.line).is_ok() {
            return true;
        }
        let Some(parent) = sections[at].parent else { return false };
        at = parent;
    }
}

fn read(blocks: &[Block], lines: &[usize], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => sentences(&text.plain, out),
            Block::List(list) => list.items.iter().for_each(|item| listed(item, lines, out)),
            Block::Quote(inner) => read(inner, lines, out),
            Block::Heading(..) | Block::Code(..) | Block::Table(_) => {}
        }
    }
}

fn listed(item: &Item, lines: &[usize], out: &mut Vec<String>) {
    if item.task.is_none() && lines.binary_search(&item.line).is_err() {
        sentences(&item.text.plain, out);
        read(&item.blocks, lines, out);
    }
}

fn sentences(text: &str, out: &mut Vec<String>) {
    let text = text.replace('\n', " ");
    let parts = text.split(['。', ';', '；']).flat_map(|part| part.split(". "));
    out.extend(parts.filter(|part| part.contains(|c: char| c.is_ascii_digit())).map(str::to_owned));
}

/// The items a sentence says are done.
fn finished(sentence: &str, named: &HashMap<String, Vec<usize>>) -> Vec<usize> {
    if words::within(Concept::Unfinished, sentence) {
        return Vec::new();
    }
    let apart =
        |c: char| c.is_whitespace() || matches!(c, ',' | '&' | '/' | '(' | ')' | ':' | '+' | '、');
    let tokens: Vec<&str> = sentence
        .split(apart)
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric() && c != '#'))
        .filter(|token| !token.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut beside = 0;
    for (at, token) in tokens.iter().enumerate() {
        let pair = at.checked_sub(1).map(|before| format!("{} {token}", tokens[before]));
        let mut names = named::range(token).unwrap_or_default();
        names.push((*token).to_owned());
        names.extend(pair);
        let known: Vec<usize> = names
            .iter()
            .filter_map(|name| match named.get(&plain(name)).map(Vec::as_slice) {
                Some([only]) => Some(*only),
                _ => None,
            })
            .collect();
        beside += usize::from(known.is_empty());
        found.extend(known);
    }
    let reports = || {
        let head = sentence.split([':', '：']).next().unwrap_or_default();
        words::within(Concept::AlreadyDone, sentence)
            || head.len() < sentence.len() && says_done(head)
            || beside <= BESIDE && tokens.iter().any(|token| words::is(Concept::Done, token))
            || beside <= 1 && title::is_marked_done(sentence)
    };
    if found.is_empty() || !reports() { Vec::new() } else { found }
}
