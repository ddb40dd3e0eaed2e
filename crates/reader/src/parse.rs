//! CommonMark events to blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::block::{Block, Item, List, Row, Span, Style, Table, Text};

/// Deeper nesting than any reader follows is left out, so that hostile input cannot exhaust the stack.
const DEEPEST: usize = 48;

/// The blocks of `text`, with 1-based lines.
pub(super) fn parse(text: &str) -> Vec<Block> {
    parse_from(text, 1)
}

/// The blocks of `text`, whose first line is `line` of the document.
pub(super) fn parse_from(text: &str, line: usize) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let lines = std::iter::once(0)
        .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
        .collect();
    let events = Parser::new_ext(text, options).into_offset_iter();
    Builder { source: text, events, lines, before: line - 1, task: None }.blocks(0, None)
}

struct Builder<'a> {
    source: &'a str,
    events: OffsetIter<'a>,
    lines: Vec<usize>,
    /// How many lines of the document stand before `source`.
    before: usize,
    task: Option<bool>,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.events.next()
    }

    fn line(&self, offset: usize) -> usize {
        let gap = self.source[offset..].len() - self.source[offset..].trim_start().len();
        self.before + self.lines.partition_point(|start| *start <= offset + gap).max(1)
    }

    /// Blocks up to the end of the container that is open; text that stands bare in a tight list
    /// item becomes a paragraph.
    fn blocks(&mut self, depth: usize, first: Option<(Event<'a>, Range<usize>)>) -> Vec<Block> {
        let mut out = Vec::new();
        let mut bare: Option<Text> = None;
        let mut styles = Vec::new();
        let mut pending = first;
        while let Some((event, range)) = pending.take().or_else(|| self.next()) {
            let block = match event {
                Event::Start(tag) if is_block(&tag) => {
                    out.extend(bare.take().map(Block::Paragraph));
                    self.block(tag, &range, depth)
                }
                Event::End(end) if !is_inline_end(end) => break,
                Event::Rule | Event::Html(_) => None,
                Event::TaskListMarker(done) => {
                    self.task = Some(done);
                    None
                }
                inline => {
                    let line = || self.line(range.start);
                    let text = bare.get_or_insert_with(|| Text { line: line(), ..Text::default() });
                    push_inline(text, &mut styles, inline);
                    None
                }
            };
            out.extend(block);
        }
        out.extend(bare.map(Block::Paragraph));
        out
    }

    fn block(&mut self, tag: Tag<'a>, range: &Range<usize>, depth: usize) -> Option<Block> {
        if depth > DEEPEST {
            self.skip();
            return None;
        }
        match tag {
            Tag::Paragraph => Some(Block::Paragraph(self.text(range))),
            Tag::Heading { level, .. } => Some(Block::Heading(level as u8, self.text(range))),
            Tag::List(first) => Some(Block::List(List { start: first, items: self.items(depth) })),
            Tag::BlockQuote(_) => Some(Block::Quote(self.blocks(depth + 1, None))),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                Some(Block::Code(language, self.code(), self.line(range.start)))
            }
            Tag::Table(_) => Some(Block::Table(self.table())),
            _ => {
                self.skip();
                None
            }
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Item) => {
                    self.task = None;
                    let (mut text, mut first) = (Text::default(), self.next());
                    if let Some((Event::TaskListMarker(done), _)) = first {
                        self.task = Some(done);
                        first = self.next();
                    }
                    let line = self.line(range.start);
                    match first {
                        Some((Event::End(TagEnd::Item), _)) | None => {
                            items.push(Item { line, task: self.task.take(), ..Item::default() });
                            continue;
                        }
                        Some((Event::Start(Tag::Paragraph), range)) => {
                            text = self.text(&range);
                            first = None;
                        }
                        _ => {}
                    }
                    // The marker of a nested item must not be taken for this one's.
                    let task = self.task.take();
                    let mut blocks = self.blocks(depth + 1, first);
                    if text.plain.is_empty()
                        && let Some(Block::Paragraph(head) | Block::Heading(_, head)) =
                            blocks.first_mut()
                    {
                        text = std::mem::take(head);
                        blocks.remove(0);
                    }
                    items.push(Item { line, task, text, blocks });
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn table(&mut self) -> Table {
        let mut table = Table::default();
        let mut cells = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => cells.push(self.text(&range)),
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut cells),
                Event::End(TagEnd::TableRow) => {
                    let line = self.line(range.start);
                    table.rows.push(Row { line, cells: std::mem::take(&mut cells) });
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }

    /// The inline content up to the end of the paragraph, heading or cell that is open.
    fn text(&mut self, range: &Range<usize>) -> Text {
        let mut text = Text { line: self.line(range.start), ..Text::default() };
        let mut styles = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(end) if !is_inline_end(end) => break,
                Event::TaskListMarker(done) => self.task = Some(done),
                event => push_inline(&mut text, &mut styles, event),
            }
        }
        text
    }

    fn code(&mut self) -> String {
        let mut code = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Text(part) => code.push_str(&part),
                _ => {}
            }
        }
        code
    }

    /// Passes over everything up to the end of what was just opened.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }
}

fn push_inline(text: &mut Text, styles: &mut Vec<(Style, usize)>, event: Event<'_>) {
    match event {
        Event::Text(part) => text.plain.push_str(&part),
        Event::Code(part) => {
            let start = text.plain.len();
            text.plain.push_str(&part);
            text.spans.push(Span { style: Style::Code, range: start..text.plain.len() });
        }
        Event::SoftBreak | Event::HardBreak => text.plain.push('\n'),
        Event::InlineHtml(html) if html.starts_with("<br") => text.plain.push('\n'),
        Event::Start(tag) => {
            let style = match tag {
                Tag::Strong => Style::Strong,
                Tag::Strikethrough => Style::Struck,
                Tag::Link { dest_url, .. } => Style::Link(dest_url.into_string()),
                _ => return,
            };
            styles.push((style, text.plain.len()));
        }
        Event::End(TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {
            if let Some((style, start)) = styles.pop() {
                text.spans.push(Span { style, range: start..text.plain.len() });
            }
        }
        _ => {}
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}
