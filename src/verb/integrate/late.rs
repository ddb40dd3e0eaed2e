//! What workers committed after they were merged: found, judged, and put into the journal.

use super::begin;
use super::foresee::Candidate;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::{Journal, Merge, Stage};
use crate::monitor::{Report, State, report};
use crate::render::count;
use crate::verb::{Context, check, now, watch};

/// Commits of a worker that the integration lacks.
#[derive(Debug)]
pub(in crate::verb) struct Late {
    /// The worker.
    pub(in crate::verb) worker: String,
    /// Why they are not to be merged now, with what to do; none where they are.
    pub(in crate::verb) waits: Option<String>,
    /// Whether the worker was merged before.
    pub(super) again: bool,
    tip: String,
    commits: usize,
}

impl Late {
    /// How much of whom.
    pub(in crate::verb) fn told(&self) -> String {
        format!("{} of {}", count(self.commits, "new commit"), self.worker)
    }
}

/// What the workers of the integration have that it lacks, and the base too.
pub(in crate::verb) fn late(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Vec<Late>, Failure> {
    let watched = watch::all(repo, config)?;
    let report = report(config, &watched, now());
    let base = format!("refs/heads/{}", journal.base);
    let whole = repo.tip(&journal.branch)?.unwrap_or_else(|| base.clone());
    let mut found = Vec::new();
    for merge in journal.latest() {
        let seen = watched.iter().find(|seen| seen.work.id == merge.worker);
        let tip = match seen.and_then(|seen| seen.work.tip.clone()) {
            Some(tip) => tip,
            None => repo.tip(&merge.branch)?.unwrap_or_else(|| merge.tip.clone()),
        };
        if repo.is_ancestor(&tip, &whole)? || repo.is_ancestor(&tip, &base)? {
            continue;
        }
        found.push(Late {
            worker: merge.worker.clone(),
            waits: waits(config, journal, merge, &tip, &report),
            again: merge.stage != Stage::Open,
            commits: repo.count(&format!("{whole}..{tip}"))?,
            tip,
        });
    }
    Ok(found)
}

/// Why `tip` is not to be merged: only what is complete is, as at the beginning.
fn waits(
    config: &Config,
    journal: &Journal,
    merge: &Merge,
    tip: &str,
    report: &Report,
) -> Option<String> {
    if tip == merge.tip {
        return None;
    }
    if config.find(&merge.worker).is_none() {
        return Some(format!(
            "which is no longer in the plan (git -C {} merge {})",
            journal.worktree, merge.branch
        ));
    }
    let row = report.workers.iter().find(|row| row.worker == merge.worker)?;
    (row.state != State::Complete)
        .then(|| format!("which is {} (git parallel status)", row.state.word()))
}

/// Puts what may be merged into the journal, judged as at the beginning; tells what waits.
pub(super) fn take(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &mut Journal,
    late: &[Late],
) -> Result<(), Failure> {
    for one in late {
        if let Some(why) = &one.waits {
            context.out.warn(format!("not merged: {}, {why}", one.told()));
        }
    }
    let fresh: Vec<&Late> = late.iter().filter(|one| one.waits.is_none()).collect();
    let ids: Vec<String> = fresh.iter().map(|one| one.worker.clone()).collect();
    check::require_clean(context, repo, config, &ids)?;
    let candidates: Vec<Candidate> = fresh
        .iter()
        .map(|one| Candidate { worker: one.worker.clone(), tip: one.tip.clone() })
        .collect();
    begin::agreed(repo, config, None, &candidates)?;
    for one in fresh {
        journal.go_further(&one.worker, &one.tip);
    }
    Ok(())
}
