//! Whether work has landed otherwise than by a merge: one judgement for all verbs, and remembered, for
//! between two commits it never changes.

use std::path::PathBuf;

use super::inspect::{remember, remembered};
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::Signal;
use crate::monitor::Work;

/// How it is told.
pub(super) const OTHERWISE: &str =
    "its changes are on the base by other commits: squashed or picked";

/// A base, a tip, and whether the one has all that the other changed.
type Judged = (String, String, bool);

/// The judgement, with what was found before.
pub(super) struct Judge<'r> {
    repo: &'r Repo,
    place: PathBuf,
    known: Vec<Judged>,
    asked: Vec<Judged>,
}

impl<'r> Judge<'r> {
    /// Reads what is known.
    pub(super) fn of(repo: &'r Repo) -> Self {
        let place = repo.parallel_dir().join("cache/landed.json");
        let known = remembered(&place).unwrap_or_default();
        Self { repo, place, known, asked: Vec::new() }
    }

    /// Whether `base` has all that `work` changed, though not its commits. Who still waits for something
    /// has not ended, whatever of its work was taken.
    pub(super) fn has(&mut self, base: &str, work: &Work) -> Result<bool, Failure> {
        let Some(tip) = work.tip.as_ref() else { return Ok(false) };
        let waits = |signal: &Option<Signal>| {
            matches!(signal, Some(Signal::Needs { .. } | Signal::Blocked(_)))
        };
        if work.events.first().is_none_or(|last| waits(&last.signal)) {
            return Ok(false);
        }
        let same = |it: &&Judged| it.0 == base && it.1 == *tip;
        let has = match self.known.iter().find(same) {
            Some((_, _, has)) => *has,
            None => self.repo.is_absorbed(base, tip)?,
        };
        self.asked.push((base.to_owned(), tip.clone(), has));
        Ok(has)
    }

    /// Remembers what was asked for this time, where that is anything new.
    pub(super) fn keep(self) {
        if self.asked.iter().any(|it| !self.known.contains(it)) {
            remember(&self.place, &self.asked);
        }
    }
}
