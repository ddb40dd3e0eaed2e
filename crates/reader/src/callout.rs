//! Findings without headings: a quote or a paragraph that starts with a name in bold, `**[F-1] Lock missing**`.

use super::block::{Block, Style, Text};
use super::content;
use super::item::{Form, State};
use super::label::{self, Kind};
use super::title;
use super::walk::{Context, Walk};

/// Longer first lines are text, of which only the bold words are the title.
const TITLE: usize = 120;

/// How many of `blocks` from the first on are one finding; none where the first starts none.
pub(super) fn length(blocks: &[Block], named: bool) -> Option<usize> {
    let starts = |block: &Block| starts(block) || named && is_named(block);
    match blocks.first()? {
        Block::Quote(inner) => starts(inner.first()?).then_some(1),
        first if starts(first) => {
            let ends = |block: &Block| match block {
                Block::Quote(inner) => inner.first().is_some_and(&starts),
                block => starts(block),
            };
            Some(1 + blocks[1..].iter().position(ends).unwrap_or(blocks.len() - 1))
        }
        _ => None,
    }
}

/// Whether several findings without headings stand among `blocks`.
pub(super) fn are_several(blocks: &[Block]) -> bool {
    blocks.iter().filter(|block| starts(block)).count() >= 2 || are_named(blocks)
}

/// Whether several paragraphs among `blocks` start with names of their own: "T1.1 Commit it".
pub(super) fn are_named(blocks: &[Block]) -> bool {
    blocks.iter().filter(|block| is_named(block)).count() >= 2
}

fn is_named(block: &Block) -> bool {
    let Block::Paragraph(text) = block else { return false };
    let first = text.plain.lines().next().unwrap_or_default();
    label::read(first).is_some_and(|label| {
        label.kind == Kind::Name && first.len() > label.len && first.len() <= TITLE
    })
}

/// Whether `block` is a paragraph that begins a finding.
pub(super) fn starts(block: &Block) -> bool {
    let Block::Paragraph(text) = block else { return false };
    let Some(strong) = text.styled(|style| *style == Style::Strong).next() else { return false };
    let Some(bold) = text.plain.get(strong).filter(|bold| text.plain.starts_with(bold)) else {
        return false;
    };
    // A sign may stand before the name: "▪ W0 — Router".
    let bold = bold.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '#'));
    label::read(bold).is_some_and(|label| {
        label.kind == Kind::Name && bold.get(label.len..).is_some_and(|rest| rest.trim().len() > 3)
    })
}

/// Adds the finding that `blocks` are.
pub(super) fn add(walk: &mut Walk<'_>, blocks: &[Block], section: usize, context: &Context) {
    let blocks = match blocks {
        [Block::Quote(inner)] => inner,
        blocks => blocks,
    };
    let Some((Block::Paragraph(text), below)) = blocks.split_first() else { return };
    let (head, rest) = split(text);
    let title = title::read(&head);
    let mut around = vec![Block::Paragraph(rest)];
    around.extend_from_slice(below);
    if title.dropped || content::is_settled(&around) {
        return;
    }
    let mut item = walk.item(text.line, context, Form::Heading);
    content::fill(&mut item, &title, &head, &around);
    item.title.truncate(item.title.trim_end_matches('.').len());
    if context.done && title.done != Some(false) {
        item.state = State::Done;
    }
    if item.priority.is_none() {
        (item.priority, item.hinted) = (context.priority, context.hinted);
    }
    walk.push(item, section, section, context.restates, false, title.done.is_some());
    if let Some(found) = walk.out.last_mut() {
        found.until = until(blocks).max(found.until);
    }
}

/// The line the last of `blocks` starts on.
fn until(blocks: &[Block]) -> usize {
    let line = |block: &Block| match block {
        Block::Paragraph(text) | Block::Heading(_, text) => {
            text.line + text.plain.lines().count().saturating_sub(1)
        }
        Block::List(list) => {
            list.items.iter().map(|item| item.line.max(until(&item.blocks))).max().unwrap_or(0)
        }
        Block::Table(table) => table.rows.iter().map(|row| row.line).max().unwrap_or(0),
        Block::Code(_, _, line) => *line,
        Block::Quote(inner) => until(inner),
    };
    blocks.iter().map(line).max().unwrap_or(0)
}

/// The title's line, and the text after it.
fn split(text: &Text) -> (Text, Text) {
    let line = text.plain.find('\n').unwrap_or(text.plain.len());
    let strong = text.styled(|style| *style == Style::Strong).next().map_or(0, |range| range.end);
    let closed = text.plain[..strong].ends_with(['.', ':', '!']);
    let end = if line <= TITLE && !closed { line } else { strong };
    text.split_at(end)
}
