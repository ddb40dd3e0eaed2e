//! Giving an integration up, or taking a finished one back: refs as before, with a way back.

use std::path::Path;

use super::store;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Git, Move, Repo, backup_name};
use crate::integrate::{Journal, Landing};
use crate::verb::{Context, stamp};
use crate::worker::sh;

/// Says what giving up or taking back would do.
pub(super) fn show(context: &Context, repo: &Repo, undo: bool) -> Result<Exit, Failure> {
    let journal = if undo { store::undoable(repo)? } else { store::require(repo)? };
    let mut text = String::new();
    if repo.tip(&journal.branch)?.is_some() {
        text.push_str(&format!("would remove {} and {}\n", journal.worktree, journal.branch));
    }
    if let Some(landing) = journal.landing.as_ref().filter(|_| undo) {
        text.push_str(&format!("would set {} back to {}\n", journal.base, landing.old));
    }
    context.out.answer(text)?;
    Ok(Exit::Done)
}

/// Removes the integration's worktree and branch; nothing else was touched by it.
pub(super) fn abort(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    let journal = store::require(repo)?;
    if let Some(landing) = &journal.landing
        && repo.is_ancestor(&landing.new, &format!("refs/heads/{}", journal.base))?
    {
        return Err(Failure::new(format!("'{}' has landed on {}", journal.feature, journal.base))
            .hint("to take it back, run: git parallel integrate --undo")
            .hint("to clean up after it, run: git parallel clean"));
    }
    remove(context, repo, &journal)?;
    context.out.answer(format!(
        "gave up the integration of {}; {} is as it was",
        journal.feature, journal.base
    ))?;
    Ok(Exit::Done)
}

/// Takes back the landing, where there was one, then the integration.
pub(super) fn undo(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    let journal = store::undoable(repo)?;
    if let Some(landing) = &journal.landing {
        take_back(context, repo, &journal, landing)?;
    }
    remove(context, repo, &journal)?;
    context.out.answer(format!(
        "took back the integration of {}; {} is at {}",
        journal.feature,
        journal.base,
        repo.tip(&journal.base)?.unwrap_or_default()
    ))?;
    // After a clean they are gone, and nothing else on a branch has their work.
    for merge in journal.latest().into_iter().filter(|_| journal.landing.is_some()) {
        if repo.tip(&merge.branch)?.is_none() {
            let (branch, tip) = (sh(&merge.branch), &merge.tip);
            context.out.note(format!("to bring it back: git branch {branch} {tip}"));
        }
    }
    Ok(Exit::Done)
}

/// Sets the base branch back to where it was before the landing; only while nothing came after it
/// and nobody else has it.
fn take_back(
    context: &Context,
    repo: &Repo,
    journal: &Journal,
    landing: &Landing,
) -> Result<(), Failure> {
    let name = format!("refs/heads/{}", journal.base);
    let Some(tip) = repo.commit(&name)? else { return Ok(()) };
    if !repo.is_ancestor(&landing.new, &tip)? {
        return Ok(());
    }
    let revert = format!("to take it back by a new commit, run: git revert -m 1 {}", landing.new);
    if tip != landing.new {
        return Err(
            Failure::new(format!("{} has moved on since it landed", journal.base)).hint(revert)
        );
    }
    let remotes = repo
        .git()
        .args(["for-each-ref", "--format=%(refname)", "--contains", &landing.new, "refs/remotes/"])
        .line()?;
    if !remotes.is_empty() {
        return Err(Failure::new(format!("it has been pushed: {remotes} has it")).hint(revert));
    }
    let stamp = stamp();
    let holder = repo.holder(&journal.base)?;
    if let Some(tree) = holder {
        let keep = Move { name: backup_name(&stamp, &name), old: None, new: Some(tip) };
        repo.move_refs(&[keep], &stamp, "parallel: integrate --undo")?;
        Git::at(&tree.path).args(["reset", "--quiet", "--keep", &landing.old]).run().map_err(
            |error| {
                Failure::new(format!("'{}' cannot be set back in '{}'", journal.base, tree.path.display()))
                    .because(&error)
                    .hint("commit or stash the changes there (git stash), then run: git parallel integrate --undo")
            },
        )?;
    } else {
        let step = Move { name: name.clone(), old: Some(tip), new: Some(landing.old.clone()) };
        repo.move_refs(&[step], &stamp, "parallel: integrate --undo")?;
    }
    context.out.note(format!("what had landed is kept as {}", backup_name(&stamp, &name)));
    Ok(())
}

fn remove(context: &Context, repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let at = Path::new(&journal.worktree);
    if at.join(".git").exists() {
        git::remove_stale_locks(repo, at)?;
        if !git::is_filled(at)? {
            // Nothing of anyone's is in it yet; an index makes it whole, so that git removes it.
            git::fill(at)?;
        }
        if git::is_merging(at)? {
            keep_half_resolved(context, repo, at)?;
            git::give_up(at)?;
        } else if git::died_merging(at)? {
            git::undo_dead_merge(at)?;
        }
        let dirty = git::dirty(at)?;
        if !dirty.is_empty() {
            return Err(Failure::new(format!(
                "'{}' has changes that are not committed: {}",
                at.display(),
                dirty.join(", ")
            ))
            .hint("commit or remove them, then run the command again"));
        }
        if repo.worktrees()?.iter().any(|tree| tree.path == at && tree.locked.is_some()) {
            repo.unlock_worktree(at)?;
        }
        repo.remove_worktree(at)?;
    } else {
        repo.git().args(["worktree", "prune"]).run()?;
    }
    if let Some(tip) = repo.tip(&journal.branch)? {
        let (name, stamp) = (format!("refs/heads/{}", journal.branch), stamp());
        let step = Move { name: name.clone(), old: Some(tip), new: None };
        repo.move_refs(&[step], &stamp, "parallel: integrate given up")?;
        context.out.note(format!(
            "to bring it back: git branch {} {}",
            journal.branch,
            backup_name(&stamp, &name)
        ));
    }
    store::remove(repo)
}

/// Keeps what was resolved by hand so far, as a commit below the backups.
fn keep_half_resolved(context: &Context, repo: &Repo, at: &Path) -> Result<(), Failure> {
    if let Some(commit) = git::snapshot(at)? {
        let name = format!("{}{}/half-resolved", git::BACKUPS, stamp());
        let keep = Move { name: name.clone(), old: None, new: Some(commit) };
        repo.move_refs(&[keep], "", "parallel: a merge given up")?;
        context.out.note(format!("the merge as it stood is kept as {name}"));
    }
    Ok(())
}
