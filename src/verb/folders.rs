//! The folders of `[layout]`: what is written into them stays in the repository.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::brief;
use crate::config::Config;
use crate::failure::Failure;
use crate::file::{Beneath, Kind};
use crate::git::Repo;

/// Refuses a repository below a path that is no text: neither scripts nor prompts could name it.
pub(super) fn refuse_odd_root(repo: &Repo) -> Result<(), Failure> {
    let root = repo.root();
    if root.to_str().is_some() {
        return Ok(());
    }
    Err(Failure::new(format!("the path of the repository is not UTF-8: '{}'", root.display()))
        .hint("rename the folder: scripts and prompts have to name it"))
}

/// Refuses folders that are links out of the repository, as a clone may bring them along.
pub(super) fn refuse_links(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let folders =
        [config.layout.inside(), Some(&config.layout.scripts), config.agent.prompts.as_deref()];
    let root = Beneath::repository(repo.root());
    for folder in folders.into_iter().flatten() {
        let found = root.look(Path::new(folder))?;
        if !matches!(found.kind, None | Some(Kind::Folder)) {
            return Err(Failure::new(format!("'{folder}' is no folder"))
                .hint("make it one, or name another one in .parallel.toml"));
        }
    }
    // Templates are read when worktrees are made already.
    brief::prompts(repo, config).map(drop)
}

/// The folder of the worktrees, all links followed, where filling it needs the user's word: neither in
/// the repository nor a folder beside it that is new, or holds nothing but worktrees.
pub(super) fn outside(repo: &Repo, config: &Config) -> Option<PathBuf> {
    let root = fs::canonicalize(repo.root()).ok()?;
    let folder = real(&repo.root().join(&config.layout.worktrees));
    if folder.starts_with(&root) {
        return None;
    }
    let below = root.parent().and_then(|parent| folder.strip_prefix(parent).ok());
    let Some(below) = below.filter(|below| !below.as_os_str().is_empty() && !is_hidden(below))
    else {
        return Some(folder);
    };
    let parent = root.parent().unwrap_or(&root);
    let steps = below.ancestors().filter(|step| !step.as_os_str().is_empty());
    let there = steps.map(|step| parent.join(step)).find(|step| fs::symlink_metadata(step).is_ok());
    (!there.is_none_or(|there| holds_only_worktrees(&there) || is_in_use(repo, &folder)))
        .then_some(folder)
}

/// `path` with its links followed as far as it is there, and without `..`.
fn real(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            Component::CurDir => {}
            part => {
                found.push(part);
                found = fs::canonicalize(&found).unwrap_or(found);
            }
        }
    }
    found
}

/// Whether programs may read there what nobody put there by hand.
fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
}

fn holds_only_worktrees(folder: &Path) -> bool {
    let is_worktree =
        |path: PathBuf| fs::symlink_metadata(path.join(".git")).is_ok_and(|it| it.is_file());
    fs::read_dir(folder)
        .is_ok_and(|mut all| all.all(|entry| entry.is_ok_and(|entry| is_worktree(entry.path()))))
}

/// Whether worktrees of this very repository stand in `folder` already.
fn is_in_use(repo: &Repo, folder: &Path) -> bool {
    repo.worktrees().is_ok_and(|all| {
        all.iter().any(|tree| tree.path.parent().is_some_and(|parent| real(parent) == folder))
    })
}
