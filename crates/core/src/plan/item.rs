//! A work item as it is planned: judged, sized, tied to others.

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::Estimate;
use crate::document::{Action, Priority};

/// How long an item is likely to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Size {
    /// Under a quarter of an hour: one line, a typo, a setting.
    S,
    /// A quarter to one hour: one function.
    M,
    /// One to three hours: several functions, a small feature.
    L,
    /// More than three hours: across files, architecture.
    XL,
}

impl Size {
    /// The minutes that are counted for it.
    pub fn minutes(self, estimate: &Estimate) -> u32 {
        match self {
            Self::S => estimate.small,
            Self::M => estimate.medium,
            Self::L => estimate.large,
            Self::XL => estimate.huge,
        }
    }

    /// Its letter or letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::M => "M",
            Self::L => "L",
            Self::XL => "XL",
        }
    }

    /// The size of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::S, Self::M, Self::L, Self::XL].into_iter().find(|size| size.name() == name)
    }

    /// The size of work of so many minutes.
    pub fn of(minutes: u32) -> Self {
        match minutes {
            0..=15 => Self::S,
            16..=60 => Self::M,
            61..=180 => Self::L,
            _ => Self::XL,
        }
    }

    /// One step larger.
    #[must_use]
    pub fn larger(self) -> Self {
        match self {
            Self::S => Self::M,
            Self::M => Self::L,
            Self::L | Self::XL => Self::XL,
        }
    }
}

/// Whether an item can be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It can.
    Ready,
    /// Not before somebody answers its question.
    Clarify,
    /// It is done already.
    Done,
    /// It was handed out before, and what came of it is on the base branch.
    Landed,
}

/// Why one item waits for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dependency {
    /// The item waited for.
    pub on: String,
    /// Whether the document says so; otherwise it follows from what both items do.
    pub said: bool,
    /// The words, or the inference.
    pub reason: String,
}

/// One planned item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// The identifier in the plan, `item-1`.
    pub id: String,
    /// The name the document gives it.
    pub label: Option<String>,
    /// The document.
    pub document: String,
    /// The 1-based line in it.
    pub line: usize,
    /// The lines that tell it again.
    pub also: Vec<usize>,
    /// The lines that went into it as steps, criteria or details.
    pub parts: Vec<usize>,
    /// Both, `review.md:14`; of an issue its number, `#1224`.
    pub source: String,
    /// What to do.
    pub action: Action,
    /// The item in one line.
    pub description: String,
    /// What its document says beyond that to do, or else what is wrong, in short; and what was answered.
    pub detail: Option<String>,
    /// All that stands about it in the document, code and all, beyond its description; and what
    /// was answered about it.
    pub text: String,
    /// The paths it touches, resolved where a tracked file fits.
    pub scope: Vec<String>,
    /// Those of them that do not exist yet.
    pub creates: Vec<String>,
    /// How urgent it is said to be.
    pub priority: Option<Priority>,
    /// How long it is likely to take.
    pub size: Size,
    /// The minutes that are counted for it.
    pub minutes: u32,
    /// Why it has that size.
    pub size_reasons: Vec<String>,
    /// The items it is said to wait for.
    pub depends_on: Vec<String>,
    /// All it waits for, said or implied, with reasons.
    pub dependencies: Vec<Dependency>,
    /// Whether it can be handed out.
    pub status: Status,
    /// What to ask before it can be, or before its place is known.
    pub question: Option<String>,
    /// What was answered when it was asked about.
    pub answers: Vec<String>,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Its steps, in order.
    pub steps: Vec<String>,
    /// The worker it is given to.
    pub worker: Option<String>,
}

impl Item {
    /// Whether there is still work to do on it.
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Ready | Status::Clarify)
    }
}
