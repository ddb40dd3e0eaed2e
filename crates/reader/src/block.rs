//! The shape of a parsed document: blocks with their lines, text with its styled ranges.

use std::ops::Range;

/// Inline text without its markup; line breaks are kept as `\n`.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) plain: String,
    pub(super) spans: Vec<Span>,
    pub(super) line: usize,
}

/// A styled range of [`Text::plain`].
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) style: Style,
    pub(super) range: Range<usize>,
}

/// How a range was marked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Style {
    Code,
    Strong,
    Struck,
    Link(String),
}

/// One block and its line.
#[derive(Debug, Clone)]
pub(super) enum Block {
    Heading(u8, Text),
    Paragraph(Text),
    List(List),
    Table(Table),
    /// A code block: its language, content and line. Never work, but it may draw a graph.
    Code(String, String, usize),
    Quote(Vec<Block>),
}

/// A list: where it is ordered, with the number of its first item.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    pub(super) start: Option<u64>,
    pub(super) items: Vec<Item>,
}

/// A list item: its first text, then what else it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) line: usize,
    pub(super) task: Option<bool>,
    pub(super) text: Text,
    pub(super) blocks: Vec<Block>,
}

/// A table; rows may have any number of cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    pub(super) head: Vec<Text>,
    pub(super) rows: Vec<Row>,
}

/// A table row and its line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<Text>,
}

impl Text {
    /// The ranges of one kind of markup.
    pub(super) fn styled(&self, wanted: fn(&Style) -> bool) -> impl Iterator<Item = Range<usize>> {
        self.spans.iter().filter(move |span| wanted(&span.style)).map(|span| span.range.clone())
    }

    /// The bold words it begins with, perhaps behind a sign.
    pub(super) fn bold_opening(&self) -> Option<Range<usize>> {
        let strong = self.styled(|style| *style == Style::Strong).next()?;
        (!self.plain[..strong.start].contains(char::is_alphanumeric)).then_some(strong)
    }

    /// What stands before the byte `at`, and what stands after it, with their own lines.
    pub(super) fn split_at(&self, at: usize) -> (Self, Self) {
        let rest = self.plain[at..].trim_start_matches('\n');
        let from = self.plain.len() - rest.len();
        let part = |range: Range<usize>| {
            let inside =
                |span: &&Span| span.range.start >= range.start && span.range.end <= range.end;
            let moved = |span: &Span| Span {
                style: span.style.clone(),
                range: span.range.start - range.start..span.range.end - range.start,
            };
            Self {
                plain: self.plain[range.clone()].to_owned(),
                spans: self.spans.iter().filter(inside).map(moved).collect(),
                line: self.line + self.plain[..range.start].matches('\n').count(),
            }
        };
        (part(0..at), part(from..self.plain.len()))
    }

    /// The text with `before` in front of it.
    pub(super) fn after(mut self, before: &str) -> Self {
        self.plain.insert_str(0, before);
        for span in &mut self.spans {
            span.range = span.range.start + before.len()..span.range.end + before.len();
        }
        self
    }

    /// Whether all words are struck through.
    pub(super) fn is_struck(&self) -> bool {
        let all = self.plain.trim().len();
        let struck: usize = self.styled(|style| *style == Style::Struck).map(|r| r.len()).sum();
        all > 0 && struck * 10 >= all * 7
    }
}

impl Item {
    /// The lists directly inside.
    pub(super) fn lists(&self) -> impl Iterator<Item = &List> {
        self.blocks.iter().filter_map(|block| match block {
            Block::List(list) => Some(list),
            _ => None,
        })
    }
}
