//! Files that this program was writing when it died, wherever it writes.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::failure::Failure;
use crate::file;
use crate::git::Repo;
use crate::recover::Finding;
use crate::verb::start;
use crate::worker::places;

/// The folders it writes in.
fn folders(repo: &Repo, config: &Config) -> Vec<PathBuf> {
    let own = repo.parallel_dir();
    let mut found = vec![repo.root().to_owned(), repo.common().join("info"), own.clone()];
    found.push(repo.root().join(&config.layout.scripts));
    for name in ["workers", "cache", "hooks", "removing", "written", "before"] {
        found.push(own.join(name));
    }
    for name in ["written", "before"] {
        let listed = std::fs::read_dir(own.join(name)).into_iter().flatten().flatten();
        found.extend(listed.map(|entry| entry.path()).filter(|path| path.is_dir()));
    }
    for place in places(config, repo.root()) {
        found.push(place.worktree.join(".claude"));
        found.push(place.worktree);
    }
    found
}

/// What is found.
pub(super) fn findings(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut files = Vec::new();
    for folder in folders(repo, config) {
        let found = file::abandoned_in(&folder).map_err(|error| {
            Failure::new(format!("cannot look into '{}'", folder.display())).because(&error)
        })?;
        files.extend(found.into_iter().map(|path| path.to_string_lossy().into_owned()));
    }
    let mut found = Vec::new();
    if !files.is_empty() {
        found.push(Finding::Unwritten { files });
    }
    if start::files::are_marked(repo) {
        found.push(Finding::OldPrompts);
    }
    Ok(found)
}

/// Removes them, unless a writer has begun anew.
pub(super) fn remove(files: &[String]) -> Result<(), Failure> {
    for path in files {
        file::remove_abandoned(Path::new(path))
            .map_err(|error| Failure::new(format!("cannot remove '{path}'")).because(&error))?;
    }
    Ok(())
}
