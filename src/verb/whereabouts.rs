//! Where the worktree of a worker, or the main worktree, is on this machine.

use std::path::PathBuf;

use super::trees::Trees;
use super::{Plan, integrate, select};
use crate::failure::Failure;
use crate::git::Repo;
use crate::worker::sh;

/// The word that names the main worktree where no worker is called so.
const MAIN: &str = "main";

/// The word that names the worktree of the integration under way.
const INTEGRATION: &str = "integration";

/// The worktree called `name`: a worker's, `main`'s, or the integration's.
pub(super) fn of(repo: &Repo, plan: &Plan, name: &str) -> Result<PathBuf, Failure> {
    let known = plan.config.worker.iter().any(|worker| worker.id == name);
    if !known && name == MAIN {
        return repo.main().map(PathBuf::from).ok_or_else(|| {
            Failure::new("a bare repository has no main worktree")
                .hint("to see those there are, run: git worktree list")
        });
    }
    if !known && name == INTEGRATION {
        let journal = integrate::find(repo, None, None, "git parallel status --feature")?
            .ok_or_else(|| {
                Failure::new("no integration is under way")
                    .hint("to begin one, run: git parallel integrate FEATURE")
            })?;
        return Ok(journal.worktree.into());
    }
    let (_, worker) = select::worker(plan, name)?;
    let trees = Trees::of(repo)?;
    let tree = trees.readable(&plan.config, worker).ok_or_else(|| {
        Failure::new(format!("'{}' has no worktree here", worker.id))
            .hint(format!("to make it, run: git parallel start {}", sh(&worker.id)))
    })?;
    Ok(tree.path.clone())
}
