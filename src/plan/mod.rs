//! Work items to a manifest and a split in which every file has one owner.

mod action;
mod assess;
mod clarity;
mod depend;
mod graph;
mod item;
mod judge;
mod manifest;
mod resolve;
mod size;

pub use assess::{Assessment, WORTH_MINUTES};
pub use item::{Dependency, Item, Size, Status};
pub use manifest::{Boundary, Cross, Manifest, Planned, Step};

use crate::config::Worker;
use crate::document::WorkItem;

/// What is known about the repository; all of it may be empty.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The tracked files, relative to the root.
    pub files: Vec<String>,
    /// Which file imports which.
    pub imports: Vec<(String, String)>,
    /// Which files changed together, and how often.
    pub together: Vec<(String, String, u32)>,
    /// The workers planned before.
    pub workers: Vec<Worker>,
    /// Which of them have started.
    pub started: Vec<String>,
}

/// What the lead asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How many workers; 2 to 4 where not said.
    pub workers: Option<usize>,
}

/// The plan for `work`: a pure function, the same plan from the same input.
pub fn build(work: &[WorkItem], ground: &Ground, _options: &Options) -> Manifest {
    let tree = resolve::Tree::new(&ground.files);
    let mut assumptions = Vec::new();
    let (items, waits) = judge::judge(work, &tree, ground, &mut assumptions);
    let (assessment, reasons) = assess::assess(&items, &waits);
    let mut documents: Vec<String> = Vec::new();
    for item in work {
        if !documents.contains(&item.document) {
            documents.push(item.document.clone());
        }
    }
    let cycles = graph::cycles(&waits)
        .into_iter()
        .map(|group| group.into_iter().map(|at| items[at].id.clone()).collect())
        .collect();
    Manifest {
        documents,
        items,
        assumptions,
        assessment,
        reasons,
        workers: Vec::new(),
        unplaced: Vec::new(),
        cross_dependencies: Vec::new(),
        boundaries: Vec::new(),
        cycles,
        order: Vec::new(),
    }
}
