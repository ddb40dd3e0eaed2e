//! Bold lines that stand over text as headings do, as the headings they are.

use super::block::Block;
use super::field;
use super::label::{self, Kind};

/// Longer bold words are text.
const TITLE: usize = 120;

/// What a bold line at the start of a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bold {
    /// Numbered as the findings of a list are: `**1. Race in the pool**`.
    Numbered,
    /// A stretch of work: `**Phase 2: Store**`.
    Stage,
    /// Words alone on their line over a text.
    Plain,
    /// A sentence that goes on in other words on its line.
    Lead,
}

/// A bold beginning of this many words says what the paragraph is about.
const SENTENCE: usize = 3;
/// This many such paragraphs are no accident.
const LEADS: usize = 3;

/// `blocks` with the bold lines between two headings raised below them, where there are several of one
/// kind. A line that opens a field or announces a list is none.
pub(super) fn raised(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut level = 0;
    let mut run = Vec::new();
    for block in numbered(blocks) {
        if let Block::Heading(next, _) = &block {
            let next = *next;
            out.append(&mut raise(std::mem::take(&mut run), level));
            level = next;
            out.push(block);
        } else {
            run.push(block);
        }
    }
    out.append(&mut raise(run, level));
    out
}

/// `blocks` with numbered lines that go on behind the text below each, as headings: a list of one,
/// again and again.
fn numbered(blocks: Vec<Block>) -> Vec<Block> {
    let alone = |block: &Block| match block {
        Block::List(list) if list.items.len() == 1 && list.items[0].task.is_none() => list.start,
        _ => None,
    };
    let over =
        |at: usize| !matches!(blocks.get(at + 1), None | Some(Block::Heading(..) | Block::List(_)));
    let starts: Vec<Option<u64>> = blocks.iter().map(alone).collect();
    let found: Vec<(usize, u64)> =
        starts.iter().enumerate().filter_map(|(at, start)| Some((at, (*start)?))).collect();
    let follows = |(at, number): &(usize, u64)| {
        let next = found.iter().find(|(other, _)| other > at);
        let before = found.iter().rev().find(|(other, _)| other < at);
        next.is_some_and(|(_, next)| *next == number + 1)
            || before.is_some_and(|(_, before)| before + 1 == *number)
    };
    let row: Vec<usize> = found.iter().filter(|one| follows(one)).map(|(at, _)| *at).collect();
    let told = row.iter().filter(|at| over(**at)).count();
    if row.len() < 2 || told * 2 < row.len() {
        return blocks;
    }
    let mut level = 0;
    let mut out = Vec::with_capacity(blocks.len());
    for (at, block) in blocks.into_iter().enumerate() {
        match block {
            Block::List(mut list) if row.binary_search(&at).is_ok() => {
                let number = format!("{}. ", list.start.unwrap_or(1));
                let item = list.items.remove(0);
                out.push(Block::Heading(level + 1, item.text.after(&number)));
                out.extend(item.blocks);
            }
            block => {
                if let Block::Heading(next, _) = &block {
                    level = *next;
                }
                out.push(block);
            }
        }
    }
    out
}

/// The blocks between two headings, of which the first is of `level`.
fn raise(run: Vec<Block>, level: u8) -> Vec<Block> {
    let found: Vec<Option<(Bold, usize)>> =
        (0..run.len()).map(|at| bold(&run[at], run.get(at + 1))).collect();
    let several = |wanted: Bold| {
        let all = found.iter().flatten().filter(|(bold, _)| *bold == wanted).count();
        let least = if wanted == Bold::Lead { LEADS } else { 2 };
        (all >= least).then_some(wanted)
    };
    let kinds: Vec<Bold> = [Bold::Stage, Bold::Plain, Bold::Numbered, Bold::Lead]
        .into_iter()
        .filter_map(several)
        .collect();
    let first = found.iter().flatten().map(|(bold, _)| *bold).find(|bold| kinds.contains(bold));
    let Some(first) = first else { return run };
    // What stands below numbered lines are their fields.
    let raises =
        |bold: Bold| kinds.contains(&bold) && (bold != Bold::Plain || first != Bold::Numbered);
    let mut out = Vec::with_capacity(run.len() + kinds.len());
    for (block, found) in run.into_iter().zip(found) {
        match (block, found.filter(|(bold, _)| raises(*bold))) {
            (Block::Paragraph(text), Some((bold, end))) => {
                let depth = if bold == first { 1 } else { 2 };
                let (head, rest) = text.split_at(end);
                out.push(Block::Heading(level.saturating_add(depth), head));
                if rest.plain.contains(char::is_alphanumeric) {
                    out.push(Block::Paragraph(rest));
                }
            }
            (block, _) => out.push(block),
        }
    }
    out
}

/// What `block` begins with, and where that ends.
fn bold(block: &Block, next: Option<&Block>) -> Option<(Bold, usize)> {
    let Block::Paragraph(text) = block else { return None };
    let strong = text.bold_opening()?;
    let words = text.plain[strong.clone()].trim();
    let bare = words.trim_end_matches([':', '：']);
    if words.len() > TITLE || words.contains('\n') {
        return None;
    }
    let line = text.plain[strong.end..].find('\n').map_or(text.plain.len(), |end| strong.end + end);
    let alone = !text.plain[strong.end..line].contains(char::is_alphanumeric);
    let named = bare.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[' && c != '#');
    if let Some(label) = label::read(named) {
        return match label.kind {
            Kind::Number | Kind::Step => {
                Some((Bold::Numbered, if alone { line } else { strong.end }))
            }
            Kind::Stage if alone => Some((Bold::Stage, line)),
            _ => None,
        };
    }
    let after = text.plain[strong.end..].trim_start();
    let colon = bare.len() < words.len() || after.starts_with([':', '：']);
    if colon || field::key(bare).is_some() {
        return None;
    }
    if !alone {
        let told =
            bare.split_whitespace().count() >= SENTENCE || bare.chars().any(|c| c > '\u{2e80}');
        return told.then_some((Bold::Lead, strong.end));
    }
    let lists = line == text.plain.len() && matches!(next, Some(Block::List(_)) | None);
    (!lists).then_some((Bold::Plain, line))
}
