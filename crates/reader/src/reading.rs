//! What a document comes to: its items, and every other line with the rule that left it out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::item::WorkItem;

/// Everything some documents say, with nothing lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The work, done or open, in the order of the lines.
    pub items: Vec<WorkItem>,
    /// What holds for all of it.
    pub for_all: Vec<ForAll>,
    /// What is neither an item nor part of one.
    pub left_out: Vec<LeftOut>,
    /// What the reader is not sure of, once for each group of lines.
    pub questions: Vec<Question>,
    /// Every block with what became of it.
    pub blocks: Vec<Judged>,
}

/// What a document says for all its work: ground rules, conventions, what is out of scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ForAll {
    /// The document.
    pub document: String,
    /// The first line.
    pub line: usize,
    /// The lines as they stand there, under the heading that says so.
    pub text: String,
}

/// Lines that are neither work nor part of any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// The document.
    pub document: String,
    /// The first line.
    pub line: usize,
    /// The last line.
    pub to: usize,
    /// What the first line says.
    pub text: String,
    /// The heading above.
    pub heading: Option<String>,
    /// The rule that left it out.
    pub rule: String,
    /// What that rule says.
    pub why: String,
}

impl LeftOut {
    /// Whether it holds for all the work: such a text is in [`Reading::for_all`] as well.
    pub fn is_for_all(&self) -> bool {
        self.rule == super::rule::FOR_ALL
    }
}

/// A group of lines that may be work in more than one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Question {
    /// What an answer calls it by: the document and the headings above.
    pub id: String,
    /// The document.
    pub document: String,
    /// The first line.
    pub line: usize,
    /// The last line.
    pub to: usize,
    /// The heading above.
    pub heading: Option<String>,
    /// How many blocks it is about.
    pub blocks: usize,
    /// The first of them.
    pub sample: String,
    /// What can be answered.
    pub choices: Vec<Choice>,
    /// What is taken where nobody answers.
    pub guess: Choice,
    /// Why.
    pub why: String,
    /// What was answered, if anything was.
    pub answer: Option<Choice>,
}

/// What a group of lines is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// Each line is an item.
    Items,
    /// The lines below each of them are.
    Below,
    /// All of it is one item.
    One,
    /// None of it is work.
    None,
}

impl Choice {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Items, Self::Below, Self::One, Self::None];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Below => "below",
            Self::One => "one",
            Self::None => "none",
        }
    }

    /// What `word` means, by its name or first letter.
    pub fn of(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|choice| {
            let name = choice.name();
            name.eq_ignore_ascii_case(word) || name[..1].eq_ignore_ascii_case(word)
        })
    }
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// An item.
    Item,
    /// Finished work.
    Done,
    /// A step, a criterion or a detail of the item above.
    Part,
    /// Tells again what another place tells.
    Also,
    /// A heading over items.
    Group,
    /// Left out.
    Drop,
}

impl Verdict {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Done => "done",
            Self::Part => "part",
            Self::Also => "also",
            Self::Group => "group",
            Self::Drop => "drop",
        }
    }
}

/// One block of a document and its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The document.
    pub document: String,
    /// The first line.
    pub line: usize,
    /// The last line that is not blank.
    pub to: usize,
    /// How deep it stands below headings and other blocks.
    pub depth: usize,
    /// What its first line says.
    pub text: String,
    /// The heading above.
    pub heading: Option<String>,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// What became of it.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: &'static str,
    /// How strong its evidence is: `marked`, `named`, `held`, `placed` or `heard`.
    pub level: &'static str,
    /// The line of the item it went into.
    pub item: Option<usize>,
}

/// What was said about the documents beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Answers to questions, by their ids.
    pub answers: BTreeMap<String, Choice>,
    /// What somebody made of blocks, by document and line; where a document is named, its blocks
    /// without an entry are left out.
    pub edits: BTreeMap<String, BTreeMap<usize, Verdict>>,
}
