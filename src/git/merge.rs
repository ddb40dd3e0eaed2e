//! Merging in a worktree: one branch at a time, never an editor, conflicts told as paths.

use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git};

/// How a merge ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// A merge commit was made.
    Done,
    /// There was nothing to merge.
    UpToDate,
    /// These paths could not be merged; the worktree waits for their resolution.
    Conflict(Vec<String>),
}

/// Merges `commit` into what `worktree` has checked out, with a merge commit in any case. What
/// rerere remembers is taken, where it is switched on (git-rerere(1)).
pub fn merge(worktree: &Path, commit: &str, message: &str) -> Result<Merged, Error> {
    let before = super::head(worktree)?;
    let ran = Git::at(worktree)
        .args(["merge", "--no-ff", "--no-edit", "--rerere-autoupdate", "-m", message, commit])
        .output()?;
    if ran.code == 0 {
        let moved = super::head(worktree)? != before;
        return Ok(if moved { Merged::Done } else { Merged::UpToDate });
    }
    let open = unmerged(worktree)?;
    if open.is_empty() && is_merging(worktree)? {
        conclude(worktree)?;
        return Ok(Merged::Done);
    }
    if open.is_empty() {
        let said = [ran.stderr, ran.stdout].concat();
        return Err(Error::Git {
            command: format!("merge {commit}"),
            code: ran.code,
            stderr: said.trim().to_str_lossy().into_owned(),
        });
    }
    Ok(Merged::Conflict(open))
}

/// One side of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was checked out.
    Ours,
    /// What is being merged.
    Theirs,
}

/// Resolves the unmerged `path` to what one side has there, be it nothing.
pub fn take(worktree: &Path, path: &str, side: Side) -> Result<(), Error> {
    let git = || Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let (stage, flag) = match side {
        Side::Ours => (b" 2\t", "--ours"),
        Side::Theirs => (b" 3\t", "--theirs"),
    };
    let listed = git().args(["ls-files", "-u", "-z", "--", path]).run()?.stdout;
    if listed.contains_str(stage) {
        git().args(["checkout", "--quiet", flag, "--", path]).run()?;
        return git().args(["add", "--", path]).run().map(drop);
    }
    git().args(["rm", "--quiet", "--force", "--", path]).run().map(drop)
}

/// The paths that wait for a resolution in `worktree`.
pub fn unmerged(worktree: &Path) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .args(["diff", "--name-only", "--no-relative", "-z", "--diff-filter=U"])
        .run()?
        .stdout;
    let mut paths: Vec<String> = listed
        .split_str("\0")
        .filter(|path| !path.is_empty())
        .map(|path| path.to_str_lossy().into_owned())
        .collect();
    paths.dedup();
    Ok(paths)
}

/// Whether a merge is under way in `worktree`.
pub fn is_merging(worktree: &Path) -> Result<bool, Error> {
    Ok(Git::at(worktree).args(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"]).output()?.code
        == 0)
}

/// Commits a merge whose conflicts are resolved, with the message it was begun with.
pub fn conclude(worktree: &Path) -> Result<(), Error> {
    // Through the (empty) editor, so that git strips the comments it put into the message.
    Git::at(worktree).args(["merge", "--continue"]).run().map(drop)
}

/// Gives up a merge and brings back what was there before it.
pub fn give_up(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["merge", "--abort"]).run().map(drop)
}

/// Whether a merge died in `worktree` before git wrote down that there is one: its result is in the
/// index and the files, and `merge --abort` knows of nothing.
pub fn died_merging(worktree: &Path) -> Result<bool, Error> {
    let auto = Git::at(worktree)
        .args(["rev-parse", "--verify", "--quiet", "AUTO_MERGE^{tree}"])
        .output()?;
    // Other verbs and a conflict of `stash pop` leave one as well, together with their own traces.
    Ok(auto.code == 0
        && super::underway(worktree)?.is_none()
        && unmerged(worktree)?.is_empty()
        && !Git::at(worktree).args(["diff", "--quiet", "--cached", "HEAD", "--"]).yes()?)
}

/// Takes what a dead merge left out of index and files; changes it did not make stay.
pub fn undo_dead_merge(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["reset", "--quiet", "--merge"]).run()?;
    Git::at(worktree).args(["update-ref", "--no-deref", "-d", "AUTO_MERGE"]).output()?;
    Ok(())
}
