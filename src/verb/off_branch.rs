//! Whether HEAD of a worker's worktree is where the worker commits.

use crate::failure::Failure;
use crate::git::{HeadAt, Repo, Site, Worktree};
use crate::monitor::Off;

/// Where HEAD of `tree` is instead of on `branch`; none where it is there, or on its way back to it in a
/// rebase.
pub(super) fn of(repo: &Repo, tree: &Worktree, branch: &str) -> Result<Option<Off>, Failure> {
    if tree.branch.as_deref() == Some(branch) {
        return Ok(None);
    }
    let on = match Site::of_worktree(&tree.path)?.head()? {
        HeadAt::Branch(name) | HeadAt::Rebasing(name) if name == branch => return Ok(None),
        HeadAt::Branch(name) | HeadAt::Rebasing(name) => Some(name),
        HeadAt::Replaying(was) if repo.tip(branch)?.as_ref() == Some(&was) => return Ok(None),
        HeadAt::Replaying(_) | HeadAt::Detached => None,
    };
    let own = match (&tree.head, repo.tip(branch)?) {
        (Some(head), Some(tip)) => repo.count(&format!("{tip}..{head}"))?,
        _ => 0,
    };
    Ok(Some(Off { on, commits: own }))
}
