//! A worktree as it stands, as a commit that no ref names.

use std::fs;
use std::path::Path;

use super::{Error, Git, Repo, admin_dir, dirty, head};

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
        copied(&own, &index).map_err(|error| Error::file(&own, error))?;
    }
    let git = || Git::at(worktree).env("GIT_INDEX_FILE", index.as_os_str());
    git().args(["add", "-A", "--", "."]).run()?;
    let tree = git().arg("write-tree").line()?;
    commit(git(), &tree, &head(worktree)?).map(Some)
}

/// Copies an index with its time: by that git tells which files may have changed unseen, being as young
/// as the index (racy-git(7)).
fn copied(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    let time = fs::metadata(from)?.modified()?;
    fs::File::options().append(true).open(to)?.set_modified(time)
}

/// Puts HEAD of `worktree`, on no branch any more, and its index at `commit`, which holds the files as
/// they are; none of them is touched.
pub fn settle(worktree: &Path, commit: &str) -> Result<(), Error> {
    let git = || Git::at(worktree).args(["-c", "core.hooksPath=/dev/null"]);
    let why = "parallel: what was not committed is kept";
    // First what needs room: where that fails, HEAD is on its branch still.
    git().args(["read-tree", commit]).run()?;
    git().args(["update-ref", "--no-deref", "-m", why, "HEAD", commit]).run()?;
    // Entries without what the system says of the files would all look changed.
    git().args(["update-index", "-q", "--refresh"]).output()?;
    Ok(())
}

/// What the worktree whose own git directory is `admin` had staged when its folder went, as a
/// commit; where nothing was, its HEAD, unless a branch has that; none where nothing would be lost.
pub fn staged_in(repo: &Repo, admin: &Path) -> Result<Option<String>, Error> {
    let git = || repo.git().env("GIT_INDEX_FILE", admin.join("index").as_os_str());
    let name = admin.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(head) = repo.commit(&format!("worktrees/{}/HEAD", name.unwrap_or_default()))? else {
        return Ok(None);
    };
    let wrote = git().arg("write-tree").output()?;
    let tree = String::from_utf8_lossy(&wrote.stdout).trim().to_owned();
    let old = repo.git().args(["rev-parse", "--verify", &format!("{head}^{{tree}}")]).line()?;
    if wrote.code == 0 && admin.join("index").exists() && tree != old {
        return commit(git(), &tree, &head).map(Some);
    }
    Ok((repo.on_no_branch(&head)? > 0).then_some(head))
}

/// A commit in nobody's name.
fn commit(git: Git, tree: &str, parent: &str) -> Result<String, Error> {
    git.in_nobodys_name().args(["commit-tree", tree, "-p", parent, "-m", "not committed"]).line()
}
