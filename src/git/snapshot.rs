//! A worktree as it stands, as a commit that no ref names.

use std::fs;
use std::path::Path;

use super::{Error, Git, admin_dir, dirty, head};

/// A commit on top of HEAD with everything in `worktree` that is not ignored, made by an index of
/// its own; none where nothing differs from HEAD.
pub fn snapshot(worktree: &Path) -> Result<Option<String>, Error> {
    if dirty(worktree)?.is_empty() {
        return Ok(None);
    }
    let folder = tempfile::tempdir().map_err(|error| Error::file(worktree, error))?;
    let index = folder.path().join("index");
    let own = match admin_dir(worktree) {
        Ok(admin) => admin.join("index"),
        Err(_) => worktree.join(".git/index"),
    };
    if own.exists() {
        fs::copy(&own, &index).map_err(|error| Error::file(&own, error))?;
    }
    let git = || Git::at(worktree).env("GIT_INDEX_FILE", index.as_os_str());
    git().args(["add", "-A", "--", "."]).run()?;
    let tree = git().arg("write-tree").line()?;
    let parent = head(worktree)?;
    git()
        .env("GIT_AUTHOR_NAME", "parallel")
        .env("GIT_AUTHOR_EMAIL", "parallel")
        .env("GIT_COMMITTER_NAME", "parallel")
        .env("GIT_COMMITTER_EMAIL", "parallel")
        .args(["commit-tree", &tree, "-p", &parent, "-m", "not committed"])
        .line()
        .map(Some)
}
