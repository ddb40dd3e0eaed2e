//! Who works in which worktree: one small file for each, named after the worktree's admin directory.
//!
//! Neither configuration nor HEAD can tell: `git worktree add` copies the configuration of the
//! worktree it runs in, and a rebase takes HEAD off its branch.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::Worker;
use crate::file::write_whole;

/// One registered worktree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The worker.
    pub worker: String,
    /// The worker's branch, below `refs/heads/`.
    pub branch: String,
    /// The worktree's `.git` file, as its admin directory names it.
    pub gitdir: PathBuf,
    /// The commit the branch was started at.
    pub fork: String,
    /// The commit of the base branch the worker was planned on, where its plan says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
}

impl Entry {
    /// Whether it is of `worker` as planned now, whose branch is `branch`: an entry may outlive the
    /// plan it is of.
    pub fn is_of(&self, worker: &Worker, branch: &str) -> bool {
        let same = match (&self.planned, &worker.planned) {
            (Some(then), Some(now)) => then == now,
            _ => true,
        };
        self.worker == worker.id && self.branch == branch && same
    }
}

/// Why the registry could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A file could not be read or written.
    #[error("cannot access '{}': {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file does not say what it should.
    #[error("cannot read '{}': {why}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// The entry of the worktree whose admin directory is called `admin`; none when nobody works there.
pub fn find(parallel_dir: &Path, admin: &str) -> Result<Option<Entry>, RegistryError> {
    let path = file(parallel_dir, admin);
    match fs::read_to_string(&path) {
        Ok(text) => read(&path, &text).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RegistryError::File { path, source }),
    }
}

/// All entries with the names of their admin directories, by name.
pub fn all(parallel_dir: &Path) -> Result<Vec<(String, Entry)>, RegistryError> {
    let folder = parallel_dir.join("workers");
    let told = |source| RegistryError::File { path: folder.clone(), source };
    let listed = match fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(told(source)),
    };
    let mut found = Vec::new();
    for entry in listed {
        let name = entry.map_err(told)?.file_name();
        let Some(admin) = name.to_str().and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        // Another process may just have removed it.
        if let Some(entry) = find(parallel_dir, admin)? {
            found.push((admin.to_owned(), entry));
        }
    }
    found.sort_by(|(left, _), (right, _)| left.cmp(right));
    Ok(found)
}

/// Writes an entry, all at once or not at all.
pub fn write(parallel_dir: &Path, admin: &str, entry: &Entry) -> Result<(), RegistryError> {
    let path = file(parallel_dir, admin);
    let told = |source| RegistryError::File { path: path.clone(), source };
    let text = toml::to_string(entry)
        .map_err(|error| RegistryError::Broken { path: path.clone(), why: error.to_string() })?;
    write_whole(&path, text.as_bytes()).map_err(told)
}

/// Forgets an entry; one that is not there is no error.
pub fn remove(parallel_dir: &Path, admin: &str) -> Result<(), RegistryError> {
    let path = file(parallel_dir, admin);
    // What the hooks took note of for it is of no use to anybody.
    fs::remove_file(parallel_dir.join(git_parallel_hook::PASSES).join(admin)).ok();
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(RegistryError::File { path, source: error })
        }
        _ => Ok(()),
    }
}

fn file(parallel_dir: &Path, admin: &str) -> PathBuf {
    parallel_dir.join("workers").join(format!("{admin}.toml"))
}

fn read(path: &Path, text: &str) -> Result<Entry, RegistryError> {
    toml::from_str(text).map_err(|error| RegistryError::Broken {
        path: path.to_owned(),
        why: error.message().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let entry = Entry {
            worker: "task-1".into(),
            branch: "work/task-1-x".into(),
            gitdir: "/r/worktrees/task-1-x/.git".into(),
            fork: "0123".into(),
            planned: None,
        };
        assert_eq!(find(folder.path(), "task-1-x").unwrap(), None);
        assert_eq!(all(folder.path()).unwrap(), []);
        write(folder.path(), "task-1-x", &entry).unwrap();
        write(folder.path(), "task-1-x", &entry).unwrap();
        assert_eq!(find(folder.path(), "task-1-x").unwrap().as_ref(), Some(&entry));
        assert_eq!(all(folder.path()).unwrap(), [("task-1-x".to_owned(), entry)]);
        remove(folder.path(), "task-1-x").unwrap();
        remove(folder.path(), "task-1-x").unwrap();
        assert_eq!(all(folder.path()).unwrap(), []);
    }

    #[test]
    fn a_broken_entry_is_told_and_not_taken_for_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("workers")).unwrap();
        fs::write(folder.path().join("workers/x.toml"), "worker = 1").unwrap();
        assert!(matches!(find(folder.path(), "x"), Err(RegistryError::Broken { .. })));
    }
}
