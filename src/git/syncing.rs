//! A mark in a worktree's git directory that a commit is being merged or copied there on its worker's behalf: what
//! the worker would commit meanwhile could hold half of it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::lock::holder;
use super::processes::outliving;
use super::{Error, Repo, Site, admin_dir, locks_of};
use crate::file::write_whole;

/// The name of the mark. In it stand the process that merges, and the commit that it merges.
const MARK: &str = "parallel-syncing";

/// Lies as long as it lives; one that a process left behind when it died tells the next one what it was at.
#[derive(Debug)]
pub struct Syncing(PathBuf);

impl Syncing {
    /// Marks the worktree at `worktree` as one where `commit` is merged; none where a git is writing there just
    /// now. The lock of the repository must be held.
    pub fn begin(worktree: &Path, commit: &str) -> Result<Option<Self>, Error> {
        let file = admin_dir(worktree)?.join(MARK);
        let text = format!("{} {commit}\n", std::process::id());
        write_whole(&file, text.as_bytes()).map_err(|error| Error::file(&file, error))?;
        let mark = Self(file);
        // Whoever takes git's lock from here on is asked by its hook.
        Ok(locks_of(worktree)?.is_empty().then_some(mark))
    }

    /// The commit that was being merged at `worktree` by a process that did not come to the end of it. The lock
    /// of the repository must be held.
    pub fn left(worktree: &Path) -> Result<Option<String>, Error> {
        let text = super::site::read(&admin_dir(worktree)?.join(MARK))?;
        Ok(text.and_then(|text| read(&text)).map(|(_, commit)| commit))
    }

    /// Takes away the mark that a process left.
    pub fn forget(worktree: &Path) -> Result<(), Error> {
        drop(Self(admin_dir(worktree)?.join(MARK)));
        Ok(())
    }

    /// Leaves the mark for the next run, where what was begun could not be put back.
    pub fn stay(self) {
        std::mem::forget(self);
    }
}

impl Drop for Syncing {
    fn drop(&mut self) {
        // A mark that stays is taken away by the next run.
        let _whatever = fs::remove_file(&self.0);
    }
}

fn read(text: &[u8]) -> Option<(u32, String)> {
    let (process, commit) = std::str::from_utf8(text).ok()?.trim_end().split_once(' ')?;
    let is_id = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((process.parse().ok()?, is_id.then(|| commit.to_owned())?))
}

impl Repo {
    /// Whether what is under way in the worktree at `worktree` was begun by a process of this program that is no
    /// more.
    pub fn is_left_midway(&self, worktree: &Path) -> Result<bool, Error> {
        let text = super::site::read(&admin_dir(worktree)?.join(MARK))?;
        let Some((process, commit)) = text.and_then(|text| read(&text)) else { return Ok(false) };
        let is_it = match super::begun(worktree)? {
            Some((_, Some(begun))) => begun == commit,
            _ => super::is_torn_merge(worktree)?,
        };
        Ok(is_it && !is_alive(self.common(), process))
    }
}

/// Whether `process` holds the lock of the repository, or a git that it began outlives it.
fn is_alive(common: &Path, process: u32) -> bool {
    if !outliving(process).is_empty() {
        return true;
    }
    let path = common.join("parallel/lock");
    // Another verb may hold the lock by now.
    holder(&path).is_some_and(|(_, holder)| holder == process)
        && File::open(path)
            .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)))
}

impl Site {
    /// What is there while something is being merged here.
    pub(super) fn syncing_mark(&self) -> PathBuf {
        self.git_dir().join(MARK)
    }

    /// Whether something is being merged here by another process of this program.
    pub fn is_syncing(&self) -> bool {
        let Ok(Some(text)) = super::site::read(&self.git_dir().join(MARK)) else { return false };
        read(&text).is_some_and(|(process, _)| is_alive(self.common(), process))
    }
}
