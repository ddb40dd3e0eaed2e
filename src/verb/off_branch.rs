//! Whether HEAD of a worker's worktree is where the worker commits, and the way back there.

use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, HeadAt, Move, Repo, Site, Worktree};
use crate::monitor::Off;
use crate::verb::{integrate, stamp};

/// Where HEAD of `tree` is instead of on `branch`; none where it is there, or on its way back to it in a
/// rebase.
pub(super) fn of(
    repo: &Repo,
    config: &Config,
    tree: &Worktree,
    branch: &str,
) -> Result<Option<Off>, Failure> {
    if tree.branch.as_deref() == Some(branch) {
        return Ok(None);
    }
    let tip = repo.tip(branch)?;
    let on = match Site::of_worktree(&tree.path)?.head()? {
        HeadAt::Branch(name) | HeadAt::Rebasing(name) if name == branch => return Ok(None),
        HeadAt::Branch(name) | HeadAt::Rebasing(name) => Some(name),
        HeadAt::Replaying(was) if tip.as_ref() == Some(&was) => return Ok(None),
        HeadAt::Replaying(_) | HeadAt::Detached => None,
    };
    let head = tree.head.clone();
    let (commits, behind) = match (&head, &tip) {
        (Some(head), Some(tip)) => {
            (repo.count(&format!("{tip}..{head}"))?, repo.is_ancestor(tip, head)?)
        }
        _ => (0, true),
    };
    let journals = if on.is_some() { integrate::all(repo)? } else { Vec::new() };
    let others = |name: &String| {
        let planned = config.worker.iter().any(|it| config.branch(it) == *name);
        planned || journals.iter().any(|journal| journal.branch == *name)
    };
    let joins = behind && head.is_some() && !on.as_ref().is_some_and(others);
    Ok(Some(Off { on, head, commits, gone: tip.is_none(), joins }))
}

/// Has `branch` where HEAD of the worktree at `at` is, and HEAD on it; index and files stay as they are.
pub(super) fn join(repo: &Repo, at: &Path, branch: &str, off: &Off) -> Result<(), Failure> {
    let name = format!("refs/heads/{branch}");
    let old = repo.tip(branch)?;
    if old != off.head {
        let step = Move { name: name.clone(), old, new: off.head.clone() };
        repo.move_refs(&[step], &stamp(), "parallel: recover")?;
    }
    Ok(git::attach_head(at, branch, "parallel: recover")?)
}
