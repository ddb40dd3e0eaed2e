//! What was written for a worker to be launched by, with a copy that tells whether it was edited.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::context::write_whole;
use super::stamp;
use crate::config::Config;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{self, Repo};

/// The folder of the copies of what was written for `worker`.
fn copies(repo: &Repo, worker: &str) -> PathBuf {
    repo.parallel_dir().join("written").join(worker)
}

/// Whether version control has a file of the main worktree; beside a bare repository it has none.
pub(super) fn is_tracked(repo: &Repo, path: &str) -> Result<bool, Failure> {
    Ok(match repo.main() {
        Some(main) => git::is_tracked(main, path)?,
        None => false,
    })
}

/// Writes the file at `path`, relative to the main worktree, for `worker`. What somebody made of the one
/// that was there is put away first; gives where.
pub(super) fn write(
    repo: &Repo,
    worker: &str,
    path: &Path,
    content: &[u8],
    mode: Option<u32>,
) -> Result<Option<PathBuf>, Failure> {
    let root = Beneath::repository(repo.root());
    root.refuse(path)?;
    let there = root.read(path)?;
    let copy = path.file_name().map(|name| copies(repo, worker).join(name));
    let new = there.is_none();
    // A new file without its copy would be taken for somebody's, should this be as far as it gets.
    if let Some(copy) = copy.as_ref().filter(|_| new) {
        write_whole(copy, content)?;
    }
    let mut kept = None;
    if let Some(text) = there.filter(|there| there != content)
        && !is_untouched(repo, worker, path)
    {
        let away = repo.parallel_dir().join("trash").join(stamp()).join(path);
        write_whole(&away, &text)?;
        kept = Some(away);
    }
    root.write(path, content, mode)?;
    if let Some(copy) = copy.as_ref().filter(|_| !new) {
        write_whole(copy, content)?;
    }
    Ok(kept)
}

/// Whether the file at `path` is there, and nothing says that this program ever wrote it: neither a copy
/// nor version control, by which scripts come from another clone.
pub(super) fn is_somebodys(repo: &Repo, worker: &str, path: &Path) -> Result<bool, Failure> {
    let copy = path.file_name().map(|name| copies(repo, worker).join(name));
    let there = fs::symlink_metadata(repo.root().join(path)).is_ok();
    if !there || copy.is_some_and(|copy| copy.exists()) {
        return Ok(false);
    }
    Ok(!is_tracked(repo, &path.to_string_lossy())?)
}

/// Whether the file at `path` is as it was written for `worker`, or is not there.
pub(super) fn is_untouched(repo: &Repo, worker: &str, path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    match Beneath::repository(repo.root()).read(path) {
        Err(_) => false,
        Ok(None) => true,
        Ok(Some(now)) => fs::read(copies(repo, worker).join(name)).is_ok_and(|then| then == now),
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
        if is_tracked(repo, &path.to_string_lossy())? {
            continue;
        }
        Beneath::repository(repo.root()).remove(&path)?;
        match fs::remove_file(copy.path()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                let copy = copy.path();
                return Err(
                    Failure::new(format!("cannot remove '{}'", copy.display())).because(&error)
                );
            }
            _ => {}
        }
    }
    Ok(())
}

/// What was written for `worker` and nobody edited or committed, relative to the main worktree.
pub(super) fn files(repo: &Repo, config: &Config, worker: &str) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for copy in fs::read_dir(copies(repo, worker)).into_iter().flatten().flatten() {
        let path = Path::new(&config.layout.scripts).join(copy.file_name());
        let name = path.to_string_lossy().into_owned();
        let there = repo.root().join(&path).exists();
        if there && is_untouched(repo, worker, &path) && !is_tracked(repo, &name)? {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
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
