//! Files that git ignores and would delete with the worktree: moved to the trash, unless they are
//! the main worktree's own or a cache that any build makes again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::start;

/// Folders that builds and package managers fill; a folder with a `CACHEDIR.TAG` is one as well.
const CACHES: [&str; 14] = [
    "node_modules",
    "target",
    "build",
    "dist",
    "out",
    "__pycache__",
    ".venv",
    "venv",
    ".tox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".gradle",
    ".next",
];

/// Where files of the worktree called `name` go.
pub(super) fn trash(repo: &Repo, stamp: &str, name: &str) -> PathBuf {
    repo.parallel_dir().join("trash").join(stamp).join(name)
}

/// Those of `paths` in `worktree` that are somebody's work: no caches, no links, nothing that the
/// main worktree has just so.
pub(super) fn precious(repo: &Repo, worktree: &Path, paths: &[String]) -> Vec<String> {
    let same = |path: &str| {
        let (Some(main), Ok(own)) = (repo.main(), fs::read(worktree.join(path))) else {
            return false;
        };
        fs::read(main.join(path)).is_ok_and(|theirs| theirs == own)
    };
    let is_cache = |path: &str| {
        let file = worktree.join(path);
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| CACHES.contains(&name.as_str()))
            || file.join("CACHEDIR.TAG").exists()
    };
    let mine = |path: &&String| {
        let file = worktree.join(path.trim_end_matches('/'));
        let linked = fs::symlink_metadata(&file).is_ok_and(|it| it.file_type().is_symlink());
        !start::is_ours(worktree, path)
            && !linked
            && !is_cache(path.trim_end_matches('/'))
            && !same(path)
    };
    paths.iter().filter(mine).cloned().collect()
}

/// Moves `paths` of `worktree` below `trash`; a run before may have moved some.
pub(super) fn put_away(worktree: &Path, paths: &[String], trash: &Path) -> Result<(), Failure> {
    for path in paths {
        let path = path.trim_end_matches('/');
        let (from, to) = (worktree.join(path), trash.join(path));
        let told = |error: std::io::Error| {
            Failure::new(format!("cannot move '{}' to '{}'", from.display(), to.display()))
                .because(&error)
                .hint("move it away yourself, then run: git parallel clean")
        };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(told)?;
        }
        fs::rename(&from, &to).map_err(told)?;
    }
    Ok(())
}
