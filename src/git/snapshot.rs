//! A worktree as it stands, as a commit that no ref names.

use std::fs;
use std::path::Path;

use bstr::ByteSlice;

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

/// What the index of `worktree` holds as a tree, without the paths that are not merged.
pub(super) fn index_tree(worktree: &Path) -> Result<String, Error> {
    let folder = tempfile::tempdir().map_err(|error| Error::file(worktree, error))?;
    let index = folder.path().join("index");
    let own = admin_dir(worktree)?.join("index");
    copied(&own, &index).map_err(|error| Error::file(&own, error))?;
    let git = || Git::at(worktree).env("GIT_INDEX_FILE", index.as_os_str());
    let unmerged = git().args(["ls-files", "-u", "-z"]).run()?.stdout;
    let mut input = Vec::new();
    for record in unmerged.split_str("\0") {
        // `<mode> <object> <stage>`, a tab, the path (git-ls-files(1)).
        let Some((head, path)) = record.split_once_str("\t") else { continue };
        let id = head.fields().nth(1).map_or(40, <[u8]>::len);
        input.extend([format!("0 {}\t", "0".repeat(id)).as_bytes(), path, b"\0"].concat());
    }
    if !input.is_empty() {
        git().args(["update-index", "-z", "--index-info"]).input(input).run()?;
    }
    git().arg("write-tree").line()
}

/// A commit on top of HEAD with what the index of `worktree` holds; none where that is what HEAD or the commit
/// `other` has.
pub fn staged_beside(worktree: &Path, other: Option<&str>) -> Result<Option<String>, Error> {
    let tree = index_tree(worktree)?;
    for known in ["HEAD"].into_iter().chain(other) {
        let known = format!("{known}^{{tree}}");
        if Git::at(worktree).args(["rev-parse", "--verify", &known]).line()? == tree {
            return Ok(None);
        }
    }
    commit(Git::at(worktree), &tree, &head(worktree)?).map(Some)
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
