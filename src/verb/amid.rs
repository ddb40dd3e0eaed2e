//! What a worker has begun in its worktree and not ended, and whether a hand is needed to end it.

use std::path::Path;

use crate::config::Config;
use crate::git::{self, Error, Repo};
use crate::monitor::Amid;

/// What is under way at `at`.
pub(super) fn of(repo: &Repo, config: &Config, at: &Path) -> Result<Option<Amid>, Error> {
    let Some((doing, commit)) = git::begun(at)? else { return Ok(None) };
    let of = commit.map(|commit| named(repo, config, &commit)).transpose()?;
    let unresolved = if doing == "bisect" { 0 } else { git::unmerged(at)?.len() };
    Ok(Some(Amid { doing, of, unresolved }))
}

/// A branch that is at `commit`, the base before others; the beginning of its name where none is.
fn named(repo: &Repo, config: &Config, commit: &str) -> Result<String, Error> {
    let refs = ["refs/heads/", "refs/remotes/"];
    let asked = ["for-each-ref", "--format=%(refname:lstrip=2)", "--points-at", commit];
    // One that is no commit, or is not there, has no branch.
    let listed = repo.git().args(asked).args(refs).accept(&[0, 128, 129])?.stdout;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let base = listed.lines().find(|name| *name == config.base);
    let found = base.or_else(|| listed.lines().next()).map(str::to_owned);
    Ok(found.unwrap_or_else(|| commit.get(..10).unwrap_or(commit).to_owned()))
}

/// Whether git can make again all that is under way at `at`: a merge without a conflict, of which nothing
/// was changed by hand.
pub(super) fn is_remade(at: &Path) -> Result<bool, Error> {
    let Some(("merge", Some(theirs))) = git::begun(at)? else { return Ok(false) };
    if !git::unmerged(at)?.is_empty() {
        return Ok(false);
    }
    let made = git::auto_merge(git::Git::at(at), &git::head(at)?, &theirs)?;
    let staged = git::Git::at(at).args(["diff", "--quiet", "--cached"]).arg(&made.tree).arg("--");
    Ok(made.unresolved.is_empty() && staged.yes()?)
}
