//! Bringing worktrees out of whatever a git that died in them left, by what the journal says was begun.

use std::path::Path;

use super::{begin, store};
use crate::failure::Failure;
use crate::git::{self, Half, Repo, Worktree};
use crate::integrate::{GoOn, Journal, Landing, Stopped};
use crate::verb::Context;

/// The integration's worktree, whole and unlocked, with nothing in it that git left half done. What
/// somebody else changed there stays as it is, and so does a merge that waits for its resolution.
pub(in crate::verb) fn settle(
    context: &Context,
    repo: &Repo,
    journal: &mut Journal,
) -> Result<(), Failure> {
    end_removals(repo, |at| at == Path::new(&journal.worktree))?;
    begin::make_worktree(repo, journal)?;
    let at = Path::new(&journal.worktree).to_owned();
    git::remove_stale_locks(repo, &at)?;
    git::unlock_branch(repo, &at, &journal.branch)?;
    match gone_on(repo, journal)? {
        GoOn::Ready | GoOn::Conclude(_) => return Ok(()),
        GoOn::Forget => git::forget_merge(&at)?,
        GoOn::PutBack(tip) => {
            let half = half_merged(&at, &tip)?;
            if !half.is_none() {
                context
                    .out
                    .note("git died in the midst of a merge: what it had written is put back");
                git::put_back(&at, &half)?;
            }
            // Dead between making MERGE_HEAD and writing it: no merge to git's reader, one to git merge.
            git::forget_merge(&at)?;
        }
    }
    journal.begun = None;
    store::save(repo, journal)
}

/// What leads on in the integration's worktree.
pub(super) fn gone_on(repo: &Repo, journal: &Journal) -> Result<GoOn, Failure> {
    let at = Path::new(&journal.worktree);
    let (head, merging) = (git::head(at)?, git::merging(at)?);
    let has_it = match &merging {
        Some(tip) => repo.is_ancestor(tip, &head)?,
        None => false,
    };
    Ok(journal.go_on(&Stopped { head, merging, has_it }))
}

/// What git wrote of merging `tip` into what is checked out at `at`.
pub(super) fn half_merged(at: &Path, tip: &str) -> Result<Half, Failure> {
    // By these names, which git puts into the markers of a conflict.
    let merged = git::auto_merge(git::Git::at(at), "HEAD", tip)?;
    Ok(git::half_moved(at, "HEAD", &merged.tree)?)
}

/// What a git that died in the integration's worktree left of the merge that the journal has; none
/// where there is nothing, or where something else is to be mended first.
pub(in crate::verb) fn left_of_merge(
    repo: &Repo,
    journal: &Journal,
) -> Result<Option<Vec<String>>, Failure> {
    let at = Path::new(&journal.worktree);
    Ok(match gone_on(repo, journal)? {
        GoOn::Ready | GoOn::Conclude(_) => None,
        GoOn::Forget => Some(Vec::new()),
        GoOn::PutBack(tip) => {
            Some(half_merged(at, &tip)?).filter(|half| !half.is_none()).map(|half| half.paths())
        }
    })
}

/// What git left half done where the base is checked out, of landing or of taking it back.
pub(in crate::verb) fn half_landed(tree: &Worktree, landing: &Landing) -> Result<Half, Failure> {
    if tree.prunable.is_some() || !tree.path.exists() {
        return Ok(Half::default());
    }
    let head = git::head(&tree.path)?;
    let (from, to) =
        if landing.back { (&landing.new, &landing.old) } else { (&landing.old, &landing.new) };
    // Once it is moved, or was never begun, whatever differs is somebody's.
    if head != *from {
        return Ok(Half::default());
    }
    Ok(git::half_moved(&tree.path, from, to)?)
}

/// Puts back what git left half done where the base is checked out, so that it can be moved anew.
pub(in crate::verb) fn settle_base(
    context: &Context,
    tree: &Worktree,
    landing: &Landing,
) -> Result<(), Failure> {
    let half = half_landed(tree, landing)?;
    if half.is_none() {
        return Ok(());
    }
    git::put_back(&tree.path, &half)?;
    context.out.note(format!(
        "git stopped while it moved '{}': what it had written is put back",
        tree.path.display()
    ));
    Ok(())
}

/// Brings worktrees back whose removal was interrupted, for it to be done anew.
pub(in crate::verb) fn end_removals(
    repo: &Repo,
    wanted: impl Fn(&Path) -> bool,
) -> Result<(), Failure> {
    for removal in repo.half_removed()?.iter().filter(|removal| wanted(&removal.at)) {
        git::remove_stale_locks(repo, &removal.at)?;
        repo.undo_removal(removal)?;
    }
    Ok(())
}

/// Refuses to move what is checked out at `at`, where that would write over files that git ignores and
/// nothing else has. `again` is the command to run once they are out of the way.
pub(in crate::verb) fn refuse_overwriting(
    at: &Path,
    from: &str,
    to: &str,
    again: &str,
) -> Result<(), Failure> {
    let lost = git::overwritten(at, from, to)?;
    if lost.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "untracked files in '{}' would be overwritten: {}",
        at.display(),
        lost.join(", ")
    ))
    .hint(format!("nothing else has them; move them away, then run: {again}")))
}
