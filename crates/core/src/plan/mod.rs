//! Work items to a manifest and a split in which every file has one owner.

mod accepted;
mod action;
mod assess;
mod begin;
mod boundary;
mod clarity;
mod coarse;
mod companion;
mod cover;
mod cross;
mod depend;
mod elsewhere;
mod graph;
mod group;
mod history;
mod import;
mod item;
mod judge;
mod left;
mod manifest;
mod meeting;
mod name;
mod order;
mod pace;
mod pack;
mod place;
mod resolve;
mod rewritten;
mod short;
mod size;
mod split;
mod standing;
mod symbol;
mod territory;
mod ties;
mod unit;
mod waiting;

pub use accepted::accepted;
pub use assess::hours;
pub use assess::{Assessment, WORTH_MINUTES};
pub use begin::{first_free, needed_first};
pub use cover::{Uncovered, uncovered};
pub use history::Past;
pub use import::imports;
pub use item::{Dependency, Item, Size, Status};
pub use left::{join, leave_out};
pub use manifest::{Boundary, Cross, Kept, Manifest, Planned, Step, Unplaced};
pub use rewritten::{refitted, rewritten};
pub use short::{ShortError, is_blank, read_short, short};

use std::collections::BTreeSet;

use crate::config::{Estimate, Worker};
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
    /// The files everybody may change.
    pub shared: Vec<String>,
    /// The workers of other features, which keep what they own.
    pub others: Vec<Worker>,
    /// Those of them whose work has landed.
    pub landed: Vec<String>,
    /// The items of earlier plans, and which of them have landed.
    pub past: Vec<Past>,
    /// Which of them have started.
    pub started: Vec<String>,
    /// Names of workers and items that were given out before, in this plan or an earlier one.
    pub spent: BTreeSet<String>,
    /// The minutes counted for each size.
    pub estimate: Estimate,
}

/// What the lead asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How many workers; 2 to 4 where not said.
    pub workers: Option<usize>,
}

/// The plan for `work`: a pure function, the same plan from the same input.
pub fn build(work: &[WorkItem], ground: &Ground, options: &Options) -> Manifest {
    let tree = resolve::Tree::new(&ground.files);
    let mut assumptions = Vec::new();
    let (mut items, waits) = judge::judge(work, &tree, ground, &mut assumptions);
    let (mut assessment, mut reasons) = assess::assess(&items, &waits, !tree.is_empty());
    let mut split = split::split(&mut items, &waits, ground, options);
    if assessment == Assessment::Sequential && split.decided {
        (assessment, reasons) = (Assessment::Parallel, assess::open(&items));
    }
    // A number that was asked for is taken as it is, unless there is nobody to share with.
    let free = ground.workers.is_empty()
        && (options.workers.is_none() || options.workers > Some(1) && split.workers.len() == 1);
    if assessment == Assessment::Parallel
        && free
        && let Some(verdict) = pace::verdict(&items, &waits, &split.workers)
    {
        if verdict.decides {
            assessment = Assessment::Sequential;
            reasons.clear();
        }
        reasons.push(verdict.reason);
    }
    reasons.append(&mut split.reasons);
    let seats = split.workers.len();
    if let Some(asked) = options.workers.filter(|asked| *asked > seats && seats > 0) {
        reasons.push(format!(
            "{asked} workers were asked for, but the items make only {} that no file joins",
            crate::paste::count(seats, "group")
        ));
    }
    for (worker, on) in &split.late {
        let on: Vec<&str> = on.iter().map(|at| items[*at].id.as_str()).collect();
        reasons
            .push(format!("{worker} can start nothing before {}: start it later", on.join(", ")));
    }
    assumptions.append(&mut split.assumptions);
    let cross_dependencies = cross::cross(&items, &mut split.workers, ground);
    let boundaries = cross::boundaries(&items, &split.workers, &split.common);
    let mut documents: Vec<String> = Vec::new();
    for item in work {
        if !documents.contains(&item.document) {
            documents.push(item.document.clone());
        }
    }
    let named = |group: Vec<usize>| group.into_iter().map(|at| items[at].id.clone()).collect();
    Manifest {
        documents,
        assumptions,
        assessment,
        reasons,
        workers: split.workers,
        unplaced: split.unplaced,
        cross_dependencies,
        boundaries,
        cycles: graph::cycles(&waits).into_iter().map(named).collect(),
        order: order::order(&items, &waits),
        items,
        for_all: Vec::new(),
        left_out: Vec::new(),
        questions: Vec::new(),
        written: false,
    }
}
