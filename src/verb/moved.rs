//! Branches of the base and of workers that somebody moved from outside their worktrees: what they have now
//! need not be by whose branch it is.

use super::base;
use super::trees::Trees;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Kind, Repo, Worktree};
use crate::recover::Moved;

/// All of them. What the base has by now, or the remote's branch, is not told of a worker's.
pub(super) fn all(repo: &Repo, config: &Config, trees: &Trees) -> Result<Vec<Moved>, Failure> {
    let mut found = Vec::new();
    found.extend(of(repo, trees, None, &config.base)?);
    for worker in &config.worker {
        found.extend(of(repo, trees, Some(&worker.id), &config.branch(worker))?);
    }
    let mut open = Vec::new();
    for moved in found {
        if !is_known(repo, config, &moved)? {
            open.push(moved);
        }
    }
    Ok(open)
}

/// How a branch was moved. While nothing was, no git is asked: this is looked at for every worker.
fn of(
    repo: &Repo,
    trees: &Trees,
    worker: Option<&str>,
    branch: &str,
) -> Result<Option<Moved>, Failure> {
    let holds = |tree: &&Worktree| {
        tree.branch.as_deref() == Some(branch)
            && tree.prunable.is_none()
            && tree.broken.is_none()
            && !matches!(tree.kind, Kind::Bare)
    };
    let held: Vec<&Worktree> = trees.list().iter().filter(holds).collect();
    let holder = match held.as_slice() {
        [one] => Some(*one),
        // Nobody is at work on a worker's branch that is checked out nowhere: it is fetched, made and set.
        [] if worker.is_none() => None,
        // Where it is checked out twice, either worktree moves it under the other.
        _ => return Ok(None),
    };
    let tip = match holder {
        Some(tree) => tree.head.clone(),
        None => repo.tip(branch)?,
    };
    let Some(tip) = tip else { return Ok(None) };
    let moved = repo.moved_beside(branch, &tip, holder)?;
    Ok(moved.map(|moved| Moved {
        worker: worker.map(str::to_owned),
        branch: branch.to_owned(),
        from: moved.from,
        to: moved.to,
        tip,
        at: holder.map(|tree| tree.path.to_string_lossy().into_owned()),
    }))
}

/// Whether what came is known from where it is judged: of the base, from the remote's; of a worker's, from the
/// base or the remote's branch. Where a branch was moved back, work is gone from it, whoever has the rest.
fn is_known(repo: &Repo, config: &Config, moved: &Moved) -> Result<bool, Failure> {
    if !repo.is_ancestor(&moved.from, &moved.to)? {
        return Ok(false);
    }
    let mut known = Vec::new();
    if moved.worker.is_some() {
        known.extend(repo.tip(&config.base)?);
    }
    if base::has_remote(repo, config)? {
        known.extend(repo.commit(&format!("refs/remotes/{}/{}", config.remote, moved.branch))?);
    }
    for tip in known {
        if repo.is_ancestor(&moved.to, &tip)? {
            return Ok(true);
        }
    }
    Ok(false)
}
