//! Files that this program was writing when it died, wherever it writes.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::failure::Failure;
use crate::file::{self, Beneath, Kind};
use crate::git::Repo;
use crate::recover::Finding;
use crate::verb::start;
use crate::worker::places;

/// The folders it writes in.
fn folders(repo: &Repo, config: &Config) -> Vec<PathBuf> {
    let own = repo.parallel_dir();
    let mut found = vec![repo.root().to_owned(), repo.common().join("info"), own.clone()];
    found.extend(inside(&Beneath::repository(repo.root()), repo.root(), &config.layout.scripts));
    for name in ["workers", "cache", "hooks", "removing", "written", "before"] {
        found.push(own.join(name));
    }
    for name in ["written", "before"] {
        let listed = std::fs::read_dir(own.join(name)).into_iter().flatten().flatten();
        found.extend(listed.map(|entry| entry.path()).filter(|path| path.is_dir()));
    }
    for place in places(config, repo.root()) {
        let below = Beneath::worktree(&place.worktree);
        found.extend(
            start::settings_folders()
                .iter()
                .filter_map(|folder| inside(&below, &place.worktree, folder)),
        );
        found.push(place.worktree);
    }
    found.sort();
    found.dedup();
    found
}

/// Where `folder` of `root` is; none where it leads out, as nothing is written there.
fn inside(below: &Beneath, root: &Path, folder: &str) -> Option<PathBuf> {
    let found = below.look(Path::new(folder)).ok()?;
    (found.kind == Some(Kind::Folder)).then(|| root.join(found.at))
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
