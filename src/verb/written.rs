//! What was written for a worker to be launched by, with a copy that tells whether it was edited.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::context::write_whole;
use crate::failure::Failure;
use crate::git::{Repo, is_tracked};

/// The folder of the copies of what was written for `worker`.
fn copies(repo: &Repo, worker: &str) -> PathBuf {
    repo.parallel_dir().join("written").join(worker)
}

/// Writes the file at `path`, relative to the main worktree, for `worker`.
pub(super) fn write(repo: &Repo, worker: &str, path: &Path, content: &[u8]) -> Result<(), Failure> {
    write_whole(&repo.root().join(path), content)?;
    let Some(name) = path.file_name() else { return Ok(()) };
    write_whole(&copies(repo, worker).join(name), content)
}

/// Whether the file at `path` is as it was written for `worker`, or is not there.
pub(super) fn is_untouched(repo: &Repo, worker: &str, path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    match fs::read(repo.root().join(path)) {
        Err(error) => error.kind() == ErrorKind::NotFound,
        Ok(now) => fs::read(copies(repo, worker).join(name)).is_ok_and(|then| then == now),
    }
}

/// Removes what was written for `worker` under other names than those of `current`, where nobody
/// edited or committed it.
pub(super) fn remove_others(repo: &Repo, worker: &str, current: [&Path; 2]) -> Result<(), Failure> {
    let folder = current[0].parent().unwrap_or(Path::new(""));
    for copy in fs::read_dir(copies(repo, worker)).into_iter().flatten().flatten() {
        let path = folder.join(copy.file_name());
        if current.contains(&path.as_path()) || !is_untouched(repo, worker, &path) {
            continue;
        }
        if is_tracked(repo.root(), &path.to_string_lossy())? {
            continue;
        }
        for gone in [repo.root().join(&path), copy.path()] {
            match fs::remove_file(&gone) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(
                        Failure::new(format!("cannot remove '{}'", gone.display())).because(&error)
                    );
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Forgets what was written for `worker`.
pub(super) fn forget(repo: &Repo, worker: &str) -> Result<(), Failure> {
    let folder = copies(repo, worker);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::new(format!("cannot remove '{}'", folder.display())).because(&error))
        }
        _ => Ok(()),
    }
}
