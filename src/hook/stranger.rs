//! Worktrees that run the guard's hooks though nobody is registered there.

use std::path::PathBuf;

use super::Error;
use super::identity::{Who, who};
use super::install::directory;
use crate::git::{self, HOOKS_PATH, Repo, Site};

/// The tops of such worktrees: `git worktree add` copies the configuration of the worktree it runs
/// in, a worker's too. One on a worker's branch is none: there the hooks rightly refuse.
pub fn strangers(repo: &Repo) -> Result<Vec<PathBuf>, Error> {
    let hooks = directory(repo);
    let mut found = Vec::new();
    // Nobody can be told to work in one that git cannot read.
    for tree in repo.worktrees()?.into_iter().filter(|tree| tree.broken.is_none()) {
        let Ok(admin) = git::admin_dir(&tree.path) else { continue };
        if git::worktree_key(&admin, HOOKS_PATH)?.as_ref() != Some(&hooks) {
            continue;
        }
        let site = Site::of_worktree(&tree.path)?;
        if matches!(who(&site, &site.head()?)?, Who::Nobody) {
            found.push(tree.path);
        }
    }
    Ok(found)
}
