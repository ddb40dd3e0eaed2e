//! Headings, fields and lists, for a terminal or as Markdown.

use super::{Table, inert, style};

/// Where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A terminal.
    Terminal,
    /// A Markdown document.
    Markdown,
}

/// A text under construction.
pub(super) struct Page {
    out: String,
    pub(super) medium: Medium,
    /// How wide a terminal it is for, where that is known.
    width: Option<usize>,
}

impl Page {
    /// An empty one.
    pub(super) fn new(medium: Medium) -> Self {
        Self { out: String::new(), medium, width: None }
    }

    /// The same, for a terminal of this width.
    pub(super) fn fitted(medium: Medium, width: Option<usize>) -> Self {
        Self { width, ..Self::new(medium) }
    }

    /// Whether it is for a terminal of fewer columns than `wanted`.
    pub(super) fn is_narrow(&self, wanted: usize) -> bool {
        self.medium == Medium::Terminal && self.width.is_some_and(|width| width < wanted)
    }

    /// A table.
    pub(super) fn table(&mut self, mut table: Table) {
        table.fit(self.width.filter(|_| self.medium == Medium::Terminal));
        self.line(&table.text());
    }

    /// What was written.
    pub(super) fn text(self) -> String {
        self.out
    }

    /// A line.
    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        match self.medium {
            Medium::Terminal => self.line(&style::strong(text)),
            Medium::Markdown => self.line(&format!("{} {text}\n", "#".repeat(level))),
        }
    }

    /// A named value.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        match self.medium {
            Medium::Terminal => self.line(&format!("{name}: {value}")),
            Medium::Markdown => self.line(&format!("**{name}:** {value}  ")),
        }
    }

    /// A heading and a list, where there is anything to list.
    pub(super) fn list(&mut self, heading: &str, lines: impl Iterator<Item = String>) {
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            self.heading(3, heading);
            for line in lines {
                self.line(&format!("- {line}"));
            }
        }
    }

    /// Paths and names stand out on a terminal and are code in Markdown.
    pub(super) fn path(&self, path: &str) -> String {
        match self.medium {
            Medium::Terminal => style::name(&inert(path)),
            Medium::Markdown => format!("`{}`", inert(path)),
        }
    }
}
