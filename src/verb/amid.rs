//! What a worker has begun in its worktree and not ended, and whether a hand is needed to end it.

use std::path::Path;

use crate::config::Config;
use crate::git::{self, Error, Repo};
use crate::monitor::Amid;
use crate::paste::abbreviated;

/// What is under way at `at`.
pub(super) fn of(repo: &Repo, config: &Config, at: &Path) -> Result<Option<Amid>, Error> {
    let Some((doing, commit)) = git::begun(at)? else { return Ok(None) };
    let of = commit.map(|commit| named(repo, config, &commit)).transpose()?;
    let unresolved = if doing == "bisect" { 0 } else { git::unmerged(at)?.len() };
    Ok(Some(Amid { doing, of, unresolved }))
}

/// A branch that is at `commit`, the base before others; the beginning of its name where none is.
fn named(repo: &Repo, config: &Config, commit: &str) -> Result<String, Error> {
    let listed = repo.branches_at(commit)?;
    let base = listed.iter().find(|name| **name == config.base);
    let found = base.or(listed.first()).cloned();
    Ok(found.unwrap_or_else(|| abbreviated(commit).to_owned()))
}

/// Whether git can make again all that is under way at `at`: a merge without a conflict, of which nothing
/// was changed by hand.
pub(super) fn is_remade(at: &Path) -> Result<bool, Error> {
    let Some(("merge", Some(theirs))) = git::begun(at)? else { return Ok(false) };
    if !git::unmerged(at)?.is_empty() {
        return Ok(false);
    }
    let made = git::auto_merge(git::Git::at(at), &git::head(at)?, &theirs)?;
    Ok(made.unresolved.is_empty() && git::is_staged(at, &made.tree)?)
}
