//! Workers that cannot be judged whole, for their worktree has what no branch of theirs tells.

use super::super::trees::Trees;
use super::super::{off_branch, watch};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::Harm;

/// The judged workers whose worktree is broken: what was committed there last may be on no branch. A
/// range is judged by its commits alone.
pub(super) fn unread(
    repo: &Repo,
    config: &Config,
    what: &[String],
    checked: &[String],
) -> Result<Vec<String>, Failure> {
    if what.iter().any(|it| it.contains("..")) {
        return Ok(Vec::new());
    }
    let trees = Trees::of(repo)?;
    let broken = |worker: &&Worker| {
        let harm = watch::harm(repo, config, worker, &trees);
        checked.contains(&worker.id) && matches!(harm, Some(Harm::Broken(_) | Harm::Disowned(_)))
    };
    Ok(config.worker.iter().filter(broken).map(|worker| worker.id.clone()).collect())
}

/// The judged workers whose worktree is off their branch, with commits that only it has.
pub(super) fn elsewhere(
    repo: &Repo,
    config: &Config,
    what: &[String],
    checked: &[String],
) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    if what.iter().any(|it| it.contains("..")) {
        return Ok(found);
    }
    let trees = Trees::of(repo)?;
    for worker in config.worker.iter().filter(|worker| checked.contains(&worker.id)) {
        let Some(tree) = trees.readable(config, worker) else { continue };
        let off = off_branch::of(repo, config, tree, &config.branch(worker))?;
        if off.is_some_and(|off| off.commits > 0) {
            found.push(worker.id.clone());
        }
    }
    Ok(found)
}
