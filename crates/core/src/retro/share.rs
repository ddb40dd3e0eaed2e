//! Who did how much, and which files more than one worker changed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Past, active};

/// How much one worker did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// The worker.
    pub worker: String,
    /// What it was about.
    pub title: String,
    /// Whether its work is merged.
    pub merged: bool,
    /// Its commits.
    pub commits: usize,
    /// The files it changed.
    pub files: usize,
    /// The lines it added.
    pub added: u64,
    /// The lines it removed.
    pub removed: u64,
    /// Its part of all changed lines, in percent; of all commits where no line changed.
    pub percent: u64,
    /// The minutes it was at work; none with too few commits to tell.
    pub active_minutes: Option<u64>,
}

/// A file that several workers changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shared {
    /// The path.
    pub path: String,
    /// The workers.
    pub workers: Vec<String>,
}

/// The share of each of `pasts`.
pub(super) fn shares(pasts: &[Past], silence: u64) -> Vec<Share> {
    let lines = |past: &Past| -> (u64, u64) {
        let changes = past.commits.iter().flat_map(|done| &done.changes);
        changes.fold((0, 0), |(added, removed), it| (added + it.added, removed + it.removed))
    };
    let sums: Vec<(u64, u64)> = pasts.iter().map(lines).collect();
    let all: u64 = sums.iter().map(|(added, removed)| added + removed).sum();
    let commits: usize = pasts.iter().map(|past| past.commits.len()).sum();
    let one = |(past, (added, removed)): (&Past, (u64, u64))| Share {
        worker: past.worker.id.clone(),
        title: past.worker.title().to_owned(),
        merged: past.merged,
        commits: past.commits.len(),
        files: files(past).len(),
        added,
        removed,
        percent: if all > 0 {
            percent(added + removed, all)
        } else {
            percent(past.commits.len() as u64, commits as u64)
        },
        active_minutes: active(past, silence).map(|seconds| seconds / 60),
    };
    pasts.iter().zip(sums).map(one).collect()
}

/// The files that several workers changed, by path.
pub(super) fn shared(pasts: &[Past]) -> Vec<Shared> {
    let mut by_path: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for past in pasts {
        for path in files(past) {
            by_path.entry(path).or_default().push(past.worker.id.clone());
        }
    }
    let several = by_path.into_iter().filter(|(_, workers)| workers.len() > 1);
    several.map(|(path, workers)| Shared { path: path.to_owned(), workers }).collect()
}

/// The files a worker changed.
pub(super) fn files(past: &Past) -> BTreeSet<&str> {
    past.commits.iter().flat_map(|done| &done.changes).map(|it| it.path.as_str()).collect()
}

/// `part` of `whole` in percent, rounded; 0 of nothing.
pub(super) fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}
