//! The manifest: everything the lead is shown and asked about.

use schemars::JsonSchema;
use serde::Serialize;

use super::assess::Assessment;
use super::item::{Item, Status};
use crate::document::{ForAll, LeftOut, Question};

/// A planned worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Planned {
    /// Its identifier, `task-1`.
    pub id: String,
    /// A few words for names.
    pub slug: String,
    /// What it is about.
    pub title: String,
    /// Its items.
    pub items: Vec<String>,
    /// What else it has to do: tasks of other documents, or given to it by hand.
    pub kept: Vec<Kept>,
    /// The paths it alone may change, as patterns.
    pub scope: Vec<String>,
    /// What it needs of others, `task-2/item-4`.
    pub needs: Vec<String>,
    /// What to commit as checkpoints.
    pub checkpoints: Vec<String>,
    /// The estimate in minutes.
    pub minutes: u32,
}

/// A task that a worker has from elsewhere and keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kept {
    /// Its identifier.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// The estimate in minutes; 0 where its size is not known.
    pub minutes: u32,
}

/// A ready item that no worker can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unplaced {
    /// The item.
    pub item: String,
    /// Why.
    pub reason: String,
}

/// Something two workers have to agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cross {
    /// The worker that waits or uses.
    pub from: String,
    /// The worker that goes first or owns.
    pub to: String,
    /// What it is about, in words.
    pub about: String,
}

/// A boundary file and who may change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Boundary {
    /// The path.
    pub path: String,
    /// The one worker that owns it; none where it is shared.
    pub owner: Option<String>,
    /// Why.
    pub reason: String,
}

/// One step of a single session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// The item.
    pub item: String,
    /// Why not earlier.
    pub after: Vec<String>,
    /// Whether to commit a checkpoint when it is done.
    pub checkpoint: bool,
}

/// The whole plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Manifest {
    /// The documents it was made from.
    pub documents: Vec<String>,
    /// All items, done ones too.
    pub items: Vec<Item>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// Parallel or sequential.
    pub assessment: Assessment,
    /// Why.
    pub reasons: Vec<String>,
    /// The split.
    pub workers: Vec<Planned>,
    /// Ready items that went to no worker, with the reason.
    pub unplaced: Vec<Unplaced>,
    /// What workers have to agree on.
    pub cross_dependencies: Vec<Cross>,
    /// Boundary files.
    pub boundaries: Vec<Boundary>,
    /// Items that wait for each other in a circle.
    pub cycles: Vec<Vec<String>>,
    /// All open items in the order one session would take.
    pub order: Vec<Step>,
    /// What the documents say for all of the work.
    pub for_all: Vec<ForAll>,
    /// What of the documents is neither an item nor part of one, and by which rule.
    pub left_out: Vec<LeftOut>,
    /// Groups of lines that may be work in more than one way, with the guess that was taken.
    pub questions: Vec<Question>,
    /// Whether the split was written to the plan.
    pub written: bool,
}

impl Manifest {
    /// The item called `id`.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The items with `status`.
    pub fn with(&self, status: Status) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.status == status)
    }
}
