//! Lock files that a killed git left behind (`index.lock`, `HEAD.lock`, `refs/….lock`).

use std::fs;
use std::path::{Path, PathBuf};

use super::processes::git_works_at;
use super::{Error, Repo, admin_dir, git_works_in};

/// The lock files of the worktree at `worktree`: its index, its HEAD.
pub fn locks_of(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let admin = admin_dir(worktree).unwrap_or_else(|_| worktree.join(".git"));
    locks_in(&admin, false)
}

/// The lock files of what all worktrees share: refs, packed refs, configuration.
pub fn shared_locks(repo: &Repo) -> Result<Vec<PathBuf>, Error> {
    let mut found = locks_in(&repo.common().join("refs"), true)?;
    for name in ["packed-refs.lock", "config.lock", "shallow.lock"] {
        let file = repo.common().join(name);
        found.extend(file.exists().then_some(file));
    }
    Ok(found)
}

/// Removes locks of one worktree unless a git works in it, or makes it from the main worktree. One
/// that works in another worktree is no reason, though that lies in the main one.
pub fn remove_stale_locks(repo: &Repo, worktree: &Path) -> Result<(), Error> {
    let locks = locks_of(worktree)?;
    if !locks.is_empty() && !git_works_in([worktree]) && !git_works_at(repo.root()) {
        for lock in locks {
            fs::remove_file(&lock).map_err(|error| Error::file(&lock, error))?;
        }
    }
    Ok(())
}

fn locks_in(folder: &Path, deep: bool) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(listed) = fs::read_dir(&folder) else { continue };
        for entry in listed {
            let path = entry.map_err(|error| Error::file(&folder, error))?.path();
            if path.extension().is_some_and(|ending| ending == "lock") && path.is_file() {
                found.push(path);
            } else if deep && path.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
