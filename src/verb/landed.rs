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
    further: Vec<Further>,
    more: bool,
}

/// A tip, and the further one of the same branch that the remote had when it had landed.
type Further = (String, String);

/// How many of these are remembered.
const FURTHER: usize = 1_000;

impl<'r> Judge<'r> {
    /// Reads what is known.
    pub(super) fn of(repo: &'r Repo) -> Self {
        let place = repo.parallel_dir().join("cache/landed.json");
        let known = remembered(&place).unwrap_or_default();
        let further = remembered(&Self::at(repo)).unwrap_or_default();
        Self { repo, place, known, asked: Vec::new(), further, more: false }
    }

    fn at(repo: &Repo) -> PathBuf {
        repo.parallel_dir().join("cache/further.json")
    }

    /// Notes that the branch here was at `tip` when all of it, with what the remote had more, had landed.
    pub(super) fn landed_with(&mut self, tip: &str, further: &str) {
        let pair = (tip.to_owned(), further.to_owned());
        if !self.further.contains(&pair) {
            let many = (self.further.len() + 1).saturating_sub(FURTHER);
            self.further.drain(..many);
            self.further.push(pair);
            self.more = true;
        }
    }

    /// Whether `base` has what `work` has with more that the remote had of it, until the branch was deleted
    /// there.
    pub(super) fn has_further(&mut self, base: &str, work: &Work) -> Result<bool, Failure> {
        let Some(tip) = work.tip.as_ref() else { return Ok(false) };
        let further = self.further.iter().rev().find(|(here, _)| here == tip);
        let Some((_, further)) = further.cloned() else { return Ok(false) };
        if self.repo.commit(&further)?.is_none() {
            return Ok(false);
        }
        self.absorbed(base, &further)
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
        self.absorbed(base, &tip.clone())
    }

    /// The same of a tip, whatever it says of itself.
    pub(super) fn absorbed(&mut self, base: &str, tip: &str) -> Result<bool, Failure> {
        let same = |it: &&Judged| it.0 == base && it.1 == *tip;
        let has = match self.known.iter().find(same) {
            Some((_, _, has)) => *has,
            None => self.repo.is_absorbed(base, tip)?,
        };
        self.asked.push((base.to_owned(), tip.to_owned(), has));
        Ok(has)
    }

    /// Remembers what was asked for this time, where that is anything new.
    pub(super) fn keep(self) {
        if self.asked.iter().any(|it| !self.known.contains(it)) {
            remember(&self.place, &self.asked);
        }
        if self.more {
            remember(&Self::at(self.repo), &self.further);
        }
    }
}
