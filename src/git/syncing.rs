//! A mark in a worktree's git directory that something is being merged there on its worker's behalf: what the
//! worker would commit meanwhile could hold half of it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::{Error, Site, admin_dir, locks_of};

/// The name of the mark.
const MARK: &str = "parallel-syncing";

/// Lies as long as it lives; one that a process left behind when it died counts for nothing, as the lock of
/// the repository is free then.
#[derive(Debug)]
pub struct Syncing(PathBuf);

impl Syncing {
    /// Marks the worktree at `worktree`; none where a git is writing there just now. The lock of the
    /// repository must be held.
    pub fn begin(worktree: &Path) -> Result<Option<Self>, Error> {
        let file = admin_dir(worktree)?.join(MARK);
        fs::write(&file, "").map_err(|error| Error::file(&file, error))?;
        let mark = Self(file);
        // Whoever takes git's lock from here on is asked by its hook.
        Ok(locks_of(worktree)?.is_empty().then_some(mark))
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        // A mark that stays counts for nothing.
        let _whatever = fs::remove_file(&self.0);
    }
}

impl Site {
    /// Whether something is being merged here by another process of this program.
    pub fn is_syncing(&self) -> bool {
        if !self.git_dir().join(MARK).exists() {
            return false;
        }
        let lock = File::open(self.common().join("parallel/lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
    }
}
