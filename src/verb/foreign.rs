//! Worktrees that agents made for themselves: nobody is registered there, and no guard watches.

use std::fs;
use std::path::PathBuf;

use crate::agent::WORKTREES;
use crate::config::Config;
use crate::git::Repo;
use crate::worker::places;

/// Their top directories, below the main worktree and the workers', in order.
pub(super) fn worktrees(repo: &Repo, config: &Config) -> Vec<PathBuf> {
    let homes = places(config, repo.root()).into_iter().map(|place| place.worktree);
    let mut found: Vec<PathBuf> = std::iter::once(repo.root().to_owned())
        .chain(homes)
        .flat_map(|home| WORKTREES.map(|folder| home.join(folder)))
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join(".git").is_file())
        .collect();
    found.sort();
    found
}

/// One of them as it is told of.
pub(super) fn told(repo: &Repo, path: &std::path::Path) -> String {
    let shown = path.strip_prefix(repo.root()).unwrap_or(path).display();
    format!("an agent made itself the worktree '{shown}', which no guard watches")
}
