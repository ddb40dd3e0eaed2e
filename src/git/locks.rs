//! Lock files that a killed git left behind (`index.lock`, `HEAD.lock`, `refs/….lock`).

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::processes::{git_works_at, identity, is_open_somewhere};
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

/// Removes locks of one worktree of this program's own, unless a git works in it, or makes it from
/// the main worktree. One that works in another worktree is no reason, though that lies in the main
/// one. What may be held stays, and git says so.
pub fn remove_stale_locks(repo: &Repo, worktree: &Path) -> Result<(), Error> {
    let locks = locks_of(worktree)?;
    let busy = || git_works_in([worktree]) || git_works_at(repo.root());
    if !locks.is_empty() && !busy() {
        remove_unheld(&locks, busy)?;
    }
    Ok(())
}

/// Where git locks a branch while it moves it.
pub fn branch_lock(repo: &Repo, branch: &str) -> PathBuf {
    repo.common().join(format!("refs/heads/{branch}.lock"))
}

/// Removes the lock of a branch that is only this program's to make or move, unless a git works in its `worktree` or
/// in the main one. What may be held stays, and git says so.
pub fn unlock_branch(repo: &Repo, worktree: &Path, branch: &str) -> Result<(), Error> {
    let lock = branch_lock(repo, branch);
    let busy = || git_works_in([worktree]) || git_works_at(repo.root());
    if lock.exists() && !busy() {
        remove_unheld(&[lock], busy)?;
    }
    Ok(())
}

/// How old a lock is before it can be called stale: a git that works is seen by then.
const YOUNG: Duration = Duration::from_secs(1);

/// Removes those of `locks` that nobody holds, after one more look: it must be the same file as
/// before, old enough, open in no process, and nobody at work. Gives those that stay.
pub fn remove_unheld(locks: &[PathBuf], busy: impl Fn() -> bool) -> Result<Vec<PathBuf>, Error> {
    let seen: Vec<_> = locks.iter().map(|lock| identity(lock)).collect();
    let age = |lock: &PathBuf| fs::metadata(lock).ok()?.modified().ok()?.elapsed().ok();
    if let Some(youngest) = locks.iter().filter_map(age).min() {
        sleep(YOUNG.saturating_sub(youngest));
    }
    let mut held = Vec::new();
    for (lock, before) in locks.iter().zip(seen) {
        let now = match identity(lock) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            now => now.map_err(|error| Error::file(lock, error))?,
        };
        if before.is_ok_and(|before| before == now) && !is_open_somewhere(lock) && !busy() {
            fs::remove_file(lock).map_err(|error| Error::file(lock, error))?;
        } else {
            held.push(lock.clone());
        }
    }
    Ok(held)
}

/// Whether one of `locks` is open in a process, of whatever program.
pub fn are_held(locks: &[PathBuf]) -> bool {
    locks.iter().any(|lock| is_open_somewhere(lock))
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
