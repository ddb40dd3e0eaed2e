//! What surrounds the checks of an integration: the same as in a worker's worktree.

use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::Journal;
use crate::render::inert;
use crate::verb::{Context, start};
use crate::worker;

/// Makes the worktree of an integration ready by `[setup]`, as `start` does for workers, unless a run
/// before did.
pub(super) fn make_ready(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<(), Failure> {
    let at = Path::new(&journal.worktree);
    if git::was_filled(at)? {
        return Ok(());
    }
    bring_submodules(at)?;
    for problem in start::bring_all(repo, config, at)? {
        context.out.warn(inert(problem));
    }
    let environment = environment(repo, config, journal);
    let again = "git parallel integrate --continue";
    start::run_all(repo, config, at, "integration", &environment, again)?;
    start::run_hook(context, at)?;
    Ok(git::note_filled(at)?)
}

/// Checks out the submodules that the commit in `at` names: a merge moves them, and git leaves their
/// files as they were.
pub(in crate::verb) fn bring_submodules(at: &Path) -> Result<(), Failure> {
    git::remove_left(at)?;
    // What somebody committed in one, to resolve a conflict say, stays checked out.
    if !at.join(".gitmodules").exists() || !git::held_only_in(at, &[])?.is_empty() {
        return Ok(());
    }
    git::init_submodules(at)?;
    git::update_submodules(at).map_err(|error| {
        Failure::new(format!("the submodules of '{}' cannot be checked out", at.display()))
            .because(&error)
            .hint("push the commits of the submodule that a worker committed, in its worktree")
            .hint("then run: git parallel integrate --continue")
    })
}

/// The variables of the checks: those of a worker that comes after all others, without its name.
pub(super) fn environment(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Vec<(String, String)> {
    worker::surroundings(config, repo.root(), &journal.branch, Path::new(&journal.worktree))
}
