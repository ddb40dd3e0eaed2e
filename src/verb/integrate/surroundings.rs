//! What surrounds the checks of an integration: the same as in a worker's worktree.

use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::Journal;
use crate::render::inert;
use crate::verb::{Context, start};
use crate::worker::{self, sh, sh_path};

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
        start::no_submodules(at, &error)
            .hint("push the commits of the submodule that a worker committed, in its worktree")
            .hint("then run: git parallel integrate --continue")
    })
}

/// Brings the submodules checked out at `at`, where the base went from one commit to the other, along with it: what
/// stays behind would be taken back by the next commit of everything there, and is told.
pub(in crate::verb) fn follow(context: &Context, at: &Path, from: &str, to: &str) {
    let told = |why: String| context.out.warn(why);
    let words = "still checked out as before; to bring it along, run";
    match git::follow(at, from, to) {
        Ok(behind) => {
            for path in behind {
                let (at, shown) = (sh_path(at), sh(&path));
                told(format!(
                    "the submodule '{}' is {words}: git -C {at} submodule update -- {shown}",
                    inert(&path)
                ));
            }
        }
        // What has moved has moved.
        Err(error) => {
            told(format!("the submodules of '{}' stay as they are: {error}", at.display()));
        }
    }
}

/// The variables of the checks: those of a worker that comes after all others, without its name.
pub(super) fn environment(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Vec<(String, String)> {
    worker::surroundings(config, repo.root(), &journal.branch, Path::new(&journal.worktree))
}
