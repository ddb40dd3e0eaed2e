//! What a document says about one piece of work, as it says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::block::Text;
use super::path::{self, Place};
use super::verb::Action;

/// One piece of work, read but not yet judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkItem {
    /// The document's name, as given.
    pub document: String,
    /// The 1-based line it starts on.
    pub line: usize,
    /// The lines that tell it again.
    pub also: Vec<usize>,
    /// The lines that went into it as steps, criteria or details.
    pub parts: Vec<usize>,
    /// The name the document gives it: `T012`, `C-1`, `#1534`, `Task 3`.
    pub label: Option<String>,
    /// The number of the issue it is, in an export of issues.
    pub issue: Option<u64>,
    /// Its number in an ordered list.
    pub number: Option<u64>,
    /// The name of the item it is a part of.
    pub part_of: Option<String>,
    /// The item in one line, without number, marks and tags.
    pub title: String,
    /// Everything else said about it, without code blocks.
    pub body: String,
    /// What is to be done about it, where the document says so apart from the problem.
    pub remedy: String,
    /// What its text says to do, or else what is wrong, in short.
    pub detail: String,
    /// All that stands about it in the document, code and all, beyond its title; and what was
    /// answered about it.
    pub text: String,
    /// The heading it stands under.
    pub group: Option<String>,
    /// All headings it stands under, the outermost first.
    pub under: Vec<String>,
    /// The title of the whole document.
    pub about: Option<String>,
    /// Files and directories it touches, spelled as in the document.
    pub scope: Vec<String>,
    /// Where nothing is spelled like a path: what stands in code type and may be one all the same.
    pub quoted: Vec<String>,
    /// How urgent it is, if said.
    pub priority: Option<Priority>,
    /// Whether that is only what a colour says.
    pub hinted: bool,
    /// Whether it is open.
    pub state: State,
    /// Why the document itself leaves it undecided: `parked`, `needs a decision`.
    pub undecided: Option<String>,
    /// What it waits for, as said.
    pub waits: Vec<Reference>,
    /// What waits for it, as said.
    pub blocks: Vec<Reference>,
    /// The spec-kit mark `[P]`: may run beside its neighbours.
    pub parallel: bool,
    /// Its steps or parts, in order.
    pub steps: Vec<String>,
    /// The effort, as said.
    pub effort: Option<String>,
    /// The form it was written in.
    pub form: Form,
    /// Whether somebody answered what was unclear about it.
    pub answered: bool,
    /// What was answered, in the words of whoever did.
    pub answers: Vec<String>,
    /// What was decided about it by whoever handed it in.
    pub given: Option<Given>,
}

/// What is taken as it is said rather than told from the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Its name among the items handed in with it.
    pub id: Option<String>,
    /// What it asks for.
    pub action: Option<Action>,
    /// Its size, as its letters.
    pub size: Option<String>,
    /// The ids or labels of the items it waits for.
    pub after: Vec<String>,
    /// What to ask before it can be handed out.
    pub question: Option<String>,
}

impl WorkItem {
    /// Takes the paths in `said` for its scope.
    pub fn locate(&mut self, said: &str) {
        let text = Text { plain: said.to_owned(), ..Text::default() };
        path::collect(&text, &(0..said.len()), Place::Files, &mut self.scope);
    }

    /// Takes in what somebody answered when asked about the item: paths become its scope, the words
    /// say what to do.
    pub fn answer(&mut self, answer: &str) {
        let text = Text { plain: answer.to_owned(), ..Text::default() };
        let mut paths = Vec::new();
        path::collect(&text, &(0..answer.len()), Place::Files, &mut paths);
        if !paths.is_empty() {
            // An answer to "which of these?" replaces the spelling that could mean several.
            self.scope.retain(|old| {
                !paths.iter().any(|path| path.ends_with(old.trim_start_matches('/')))
            });
            self.scope.extend(paths);
        }
        self.remedy = [answer, &self.remedy].join("\n");
        [answer, &self.detail].join(" ").trim_end().clone_into(&mut self.detail);
        [answer, &self.text].join("\n\n").trim_end().clone_into(&mut self.text);
        self.undecided = None;
        if let Some(given) = &mut self.given {
            given.question = None;
        }
        self.answered = true;
        self.answers.push(answer.to_owned());
    }
}

/// How urgent an item is said to be.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Critical, P0, blocker, must.
    Critical,
    /// High, P1.
    High,
    /// Medium, P2, should.
    Medium,
    /// Low, P3, nice to have.
    Low,
}

impl Priority {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Whether an item is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Still to be done.
    #[default]
    Open,
    /// Done, by its mark, its status or its section.
    Done,
}

/// The form an item was written in, the most explicit first (the order the seed reads them in).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Form {
    /// A checkbox.
    Task,
    /// A heading with its own text: a finding, a task.
    Heading,
    /// A numbered list item.
    Numbered,
    /// A table row.
    Row,
    /// A bullet.
    Bullet,
    /// A paragraph.
    #[default]
    Paragraph,
}

/// Words that mean another item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The words: a label, a title, a group.
    pub to: String,
    /// The sentence or field they stand in.
    pub said: String,
}
