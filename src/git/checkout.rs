//! What moves the branch or the files of a worktree, with the user's hooks and never over changes.

use std::path::Path;

use super::{Error, Git};

/// What became of a commit that was to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// It is a commit of the branch now.
    Done,
    /// Git stopped, and said this first.
    Stopped(String),
}

/// Checks the branch `name` out.
pub fn check_out(worktree: &Path, name: &str) -> Result<(), Error> {
    Git::at(worktree).args(["checkout", "--quiet", name, "--"]).run().map(drop)
}

/// Checks `commit` out on no branch.
pub fn detach(worktree: &Path, commit: &str) -> Result<(), Error> {
    let to = format!("{commit}^0");
    let git = Git::at(worktree);
    git.args(["checkout", "--quiet", "--detach", &to, "--"]).run().map(drop)
}

/// Sets the branch and its files to `commit`; fails where that would touch what is changed.
pub fn reset_keep(worktree: &Path, commit: &str) -> Result<(), Error> {
    Git::at(worktree).args(["reset", "--quiet", "--keep", commit]).run().map(drop)
}

/// Moves the branch `name`, which is checked out, forward to `commit`; fails where that would touch what is
/// changed. `why` goes into the reflog.
pub fn fast_forward(worktree: &Path, name: &str, commit: &str, why: &str) -> Result<(), Error> {
    Git::at(worktree)
        .env("GIT_REFLOG_ACTION", why)
        .merging_plainly(Some(name))
        .args(["merge", "--ff-only", "--no-squash", "--quiet", commit])
        .run()
        .map(drop)
}

/// Copies `commit` onto the branch, also one that changes nothing.
pub fn cherry_pick(worktree: &Path, commit: &str) -> Result<Picked, Error> {
    let ran = Git::at(worktree).args(["cherry-pick", "--allow-empty", commit]).output()?;
    if ran.code == 0 {
        return Ok(Picked::Done);
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    let first = said.lines().next().unwrap_or_default();
    Ok(Picked::Stopped(first.trim_start_matches("error: ").to_owned()))
}

/// Goes on without the commit that stopped a cherry-pick.
pub fn skip_pick(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["cherry-pick", "--skip"]).run().map(drop)
}
