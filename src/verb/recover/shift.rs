//! Moving commits to the branch they belong on: copied first, then taken off where they were.

use std::path::{Path, PathBuf};

use super::lines::is_copied;
use super::mend::keep;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Move, Picked, Repo, Underway, backup_name};
use crate::recover::Stray;
use crate::verb::{Context, amid, stamp};
use crate::worker::sh_path;

/// Moves the commits of one stray, or what of that a run before has left to do.
pub(super) fn apply(
    context: &Context,
    repo: &Repo,
    config: &Config,
    stray: &Stray,
) -> Result<(), Failure> {
    let Some(worker) = config.find(&stray.worker) else { return Ok(()) };
    let branch = config.branch(worker);
    if let Some(at) = holder(repo, &branch)?
        && let Some(amid) = amid::of(repo, config, &at)?
    {
        context.out.note(format!(
            "{} {}: its commits stay where they are until that is ended; then run: git parallel recover --apply",
            stray.worker,
            amid.told()
        ));
        return Ok(());
    }
    let (stamp, on) = (stamp(), format!("refs/heads/{}", stray.on));
    let mut kept = Vec::new();
    for name in [format!("refs/heads/{branch}"), on.clone()] {
        let (backup, tip) = (backup_name(&stamp, &name), repo.commit(&name)?);
        kept.extend(tip.map(|tip| Move { name: backup, old: None, new: Some(tip) }));
    }
    repo.move_refs(&kept, "", "parallel: recover")?;
    for made in &stray.commits {
        if !is_copied(repo, config, &stray.worker, &made.id)? {
            let commit = if made.has_prefix() {
                made.id.clone()
            } else {
                git::with_prefix(repo, &made.id, "[CHECKPOINT]")?
            };
            copy(context, repo, &stray.worker, &branch, &commit)?;
        }
    }
    if stray.can_leave() {
        take_off(repo, config, stray, &on)?;
    }
    context.out.note(format!(
        "{} and {branch} as they were: {} and {}",
        stray.on,
        backup_name(&stamp, &on),
        backup_name(&stamp, &format!("refs/heads/{branch}"))
    ));
    Ok(())
}

/// Copies one commit onto the worker's branch, in its worktree and under its guard.
fn copy(
    context: &Context,
    repo: &Repo,
    worker: &str,
    branch: &str,
    commit: &str,
) -> Result<(), Failure> {
    let Some(at) = holder(repo, branch)? else {
        return Err(Failure::new(format!("{worker} has no worktree to take its commits"))
            .hint(format!("to make one, run: git parallel start {worker}"))
            .hint("then run: git parallel recover --apply"));
    };
    // A run before may have died on this way.
    if let Some(left) = git::Syncing::left(&at)? {
        put_back(context, repo, &at, &left)?;
    }
    let Some(mark) = git::Syncing::begin(&at, commit)? else {
        return Err(Failure::new(format!("a git has begun to work in '{}'", at.display()))
            .hint("wait for it to end, then run: git parallel recover --apply"));
    };
    let said = match git::cherry_pick(&at, commit)? {
        Picked::Done => return Ok(()),
        Picked::Stopped(said) => said,
    };
    let open = git::unmerged(&at)?;
    let begun = git::underway(&at)? == Some(Underway::CherryPick);
    if begun && open.is_empty() && git::dirty(&at)?.is_empty() {
        // Nothing is left of it: the branch has it already.
        return Ok(git::skip_pick(&at)?);
    }
    let back = if begun {
        git::abort(&at, Underway::CherryPick).map_err(Failure::from)
    } else {
        put_back(context, repo, &at, commit)
    };
    // Why it failed is what counts; the next run puts it back.
    if back.is_err() {
        mark.stay();
    }
    let why = if open.is_empty() { said } else { format!("conflict in {}", open.join(", ")) };
    Err(Failure::new(format!("{commit} cannot be copied to {branch}: {why}"))
        .hint(format!("copy it yourself: git -C {} cherry-pick {commit}", sh_path(&at)))
        .hint("then run: git parallel recover --apply"))
}

/// Puts back what a copy of `commit` wrote at `at` and never ended; how it stood is kept.
fn put_back(context: &Context, repo: &Repo, at: &Path, commit: &str) -> Result<(), Failure> {
    let head = git::head(at)?;
    let Ok(tree) = repo.picked(&head, commit, &format!("{commit}^"))? else { return Ok(()) };
    let half = git::half_moved(at, &head, &tree)?;
    if half.is_none() {
        return Ok(());
    }
    keep(context, repo, at, "cherry-pick")?;
    Ok(git::put_back(at, &half)?)
}

/// Sets the branch back to before its newest commits, all of which have strayed and are copied.
fn take_off(repo: &Repo, config: &Config, stray: &Stray, on: &str) -> Result<(), Failure> {
    let Some(tip) = repo.commit(on)? else { return Ok(()) };
    // Another worker's strays may lie on top; they are taken off with their own.
    let mut at = tip.clone();
    while stray.commits.iter().any(|made| made.id == at) {
        if !is_copied(repo, config, &stray.worker, &at)? {
            break;
        }
        at = repo.parent(&at)?;
    }
    if at == tip {
        return Ok(());
    }
    let Some(tree) = holder(repo, &stray.on)? else {
        let step = Move { name: on.to_owned(), old: Some(tip), new: Some(at) };
        return Ok(repo.move_refs(&[step], &stamp(), "parallel: recover")?);
    };
    // A run before may have died on this way.
    git::put_back(&tree, &git::half_moved(&tree, &tip, &at)?)?;
    git::refresh(&tree)?;
    // Never update-ref where it is checked out: index and files would be left behind.
    git::reset_keep(&tree, &at).map_err(|error| {
        Failure::new(format!("'{}' cannot be set back in '{}'", stray.on, tree.display()))
            .because(&error)
            .hint("commit or stash the changes there (git stash), then run: git parallel recover --apply")
    })
}

/// Where a branch is checked out in a folder that is there.
fn holder(repo: &Repo, branch: &str) -> Result<Option<PathBuf>, Failure> {
    let tree = repo.holder(branch)?.filter(|tree| tree.prunable.is_none());
    Ok(tree.map(|tree| tree.path))
}
