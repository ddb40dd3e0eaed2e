//! Submodules: what only one worktree's copy of them holds, and whether others can follow their commits.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git};

/// A submodule's commit that a branch names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where the submodule is.
    pub path: String,
    /// The commit.
    pub commit: String,
}

/// The paths at which the index of `worktree` has a submodule.
pub(super) fn links(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = Git::at(worktree).args(["ls-files", "--stage", "-z"]).run()?.stdout;
    let paths = listed.split_str("\0").filter(|entry| entry.starts_with(b"160000 "));
    let mut paths: Vec<PathBuf> =
        paths.filter_map(|entry| entry.split_once_str("\t")).map(|(_, at)| path(at)).collect();
    // Amid a conflict one is there several times.
    paths.dedup();
    Ok(paths)
}

/// The submodules checked out in `worktree`, submodules of submodules too, as paths below it. Git's own listing
/// ends at one that `.gitmodules` does not tell of, as it is amid a conflict.
fn checked_out(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for at in links(worktree)? {
        let copy = worktree.join(&at);
        if copy.join(".git").exists() {
            found.extend(checked_out(&copy)?.into_iter().map(|inner| at.join(inner)));
            found.push(at);
        }
    }
    Ok(found)
}

/// The submodules of `worktree` with commits that no remote, no tag and no copy in one of the `others`
/// has: they go with the worktree.
pub fn held_only_in(worktree: &Path, others: &[PathBuf]) -> Result<Vec<String>, Error> {
    if !worktree.join(".gitmodules").exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for inner in checked_out(worktree)? {
        let listed = Git::at(&worktree.join(&inner))
            .args(["rev-list", "HEAD", "--all", "--not", "--remotes", "--tags"])
            .run()?
            .stdout;
        let copies = || others.iter().map(|other| other.join(&inner));
        let mut own = listed.lines().map(|id| id.to_str_lossy().into_owned());
        if own.any(|id| !copies().any(|copy| has(&copy, &id))) {
            found.push(inner.to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

/// Takes the files of submodules away that are no longer any in `worktree`: git leaves them where a merge
/// removes a submodule, or has files of its own there (git-merge(1)). What is changed in one, or is in no other
/// copy, stays.
pub fn remove_left(worktree: &Path) -> Result<(), Error> {
    let git = Git::at(worktree);
    let listed = git.args(["ls-files", "--others", "--directory", "-z"]).run()?.stdout;
    let mut left: Vec<PathBuf> = Vec::new();
    for name in listed.split_str("\0").filter(|name| !name.is_empty()).map(path) {
        let with_git = name.ancestors().filter(|at| !at.as_os_str().is_empty());
        left.extend(
            with_git.filter(|at| worktree.join(at).join(".git").is_file()).map(Path::to_owned),
        );
    }
    left.sort();
    left.dedup();
    left.iter().try_for_each(|at| take_away(worktree, at))
}

/// Takes the checkout of a submodule away that stands at `at` in `worktree`, where it is none any more.
fn take_away(worktree: &Path, at: &Path) -> Result<(), Error> {
    let left = worktree.join(at);
    if !left.join(".git").is_file() || links(worktree)?.iter().any(|link| link == at) {
        return Ok(());
    }
    let dir = |at: &Path| Git::at(at).args(["rev-parse", "--absolute-git-dir"]).line();
    let modules = fs::canonicalize(Path::new(&dir(worktree)?).join("modules"));
    let own = fs::canonicalize(dir(&left)?);
    if !modules.is_ok_and(|modules| own.is_ok_and(|own| own.starts_with(&modules))) {
        return Ok(());
    }
    let git = Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let outer = git.args(["ls-files", "-z", "--"]).arg(at).run()?.stdout;
    let outer: Vec<PathBuf> = outer.split_str("\0").map(|name| worktree.join(path(name))).collect();
    let seen =
        ["status", "--porcelain", "-z", "--no-renames", "--ignored", "--untracked-files=all"];
    let changed = Git::at(&left).args(seen).arg("--ignore-submodules=none").run()?.stdout;
    // `XY PATH`; what the worktree itself has there is no change of the submodule's.
    let mut changed = changed.split_str("\0").filter_map(|entry| entry.get(3..));
    let only = ["rev-list", "-1", "HEAD", "--all", "--not", "--remotes", "--tags"];
    let only = Git::at(&left).args(only).run()?.stdout;
    if !only.is_empty() || changed.any(|name| !outer.contains(&left.join(path(name)))) {
        return Ok(());
    }
    let gone = |result: std::io::Result<()>| result.map_err(|error| Error::file(&left, error));
    if outer.iter().all(|name| !name.starts_with(&left)) {
        return gone(fs::remove_dir_all(&left));
    }
    let files = Git::at(&left).args(["ls-files", "-z"]).run()?.stdout;
    let files = files.split_str("\0").filter(|name| !name.is_empty());
    let files: Vec<PathBuf> = files.map(|name| left.join(path(name))).collect();
    if files.iter().any(|file| file.is_dir() && !file.is_symlink()) {
        return Ok(());
    }
    for file in files.iter().filter(|file| !outer.contains(file) && file.symlink_metadata().is_ok())
    {
        gone(fs::remove_file(file))?;
        // A folder with something in it stays.
        let mut folders = file.ancestors().skip(1).take_while(|folder| **folder != *left);
        while folders.next().is_some_and(|folder| fs::remove_dir(folder).is_ok()) {}
    }
    gone(fs::remove_file(left.join(".git")))
}

/// A submodule that two commits have at different commits of its own.
struct Moved {
    at: PathBuf,
    /// Zeros where it is not there before.
    before: String,
    now: String,
}

/// The submodules of `to` that `from` has otherwise, or not at all.
fn moved(git: Git, from: &str, to: &str) -> Result<Vec<Moved>, Error> {
    let both = differing(git, from, to)?;
    Ok(both.into_iter().filter_map(|(is, moved)| is.then_some(moved)).collect())
}

/// Where one of both commits has a submodule that the other has not so, and whether `to` has one there.
fn differing(git: Git, from: &str, to: &str) -> Result<Vec<(bool, Moved)>, Error> {
    let listed = git
        .args(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"])
        .args(["--ignore-submodules=none", "--no-ext-diff", "--no-relative", from, to])
        .run()?
        .stdout;
    let mut fields = listed.split_str("\0");
    let mut found = Vec::new();
    // `:<old mode> <new mode> <old id> <new id> <letter>`, then the path.
    while let (Some(entry), Some(at)) = (fields.next(), fields.next()) {
        let mut entry = entry.fields();
        let (was, mode) = (entry.next(), entry.next());
        let (Some(before), Some(commit)) = (entry.next(), entry.next()) else { continue };
        let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
        let moved = Moved { at: path(at), before: text(before), now: text(commit) };
        if mode == Some(b"160000") {
            found.push((true, moved));
        } else if was == Some(b":160000") {
            found.push((false, moved));
        }
    }
    Ok(found)
}

/// The commits of submodules that `tip` names and `base` does not, and that no copy of the submodule in
/// one of `worktrees` has from elsewhere, though one of them has the commit itself.
pub fn not_published(
    git: Git,
    base: &str,
    tip: &str,
    worktrees: &[PathBuf],
) -> Result<Vec<Link>, Error> {
    let mut found = Vec::new();
    for Moved { at, now: commit, .. } in moved(git, base, tip)? {
        let copies: Vec<PathBuf> = worktrees.iter().map(|tree| tree.join(&at)).collect();
        let link = Link { path: at.to_string_lossy().into_owned(), commit };
        let here = copies.iter().any(|copy| has(copy, &link.commit));
        let known = copies.iter().any(|copy| is_on_remote(copy, &link.commit));
        if here && !known {
            found.push(link);
        }
    }
    Ok(found)
}

/// Checks out in `worktree`, which has gone from the commit `from` to `to`, what `to` names of the submodules that
/// stand where `from` had them and on no branch, and takes those away that `to` has no more: git leaves their files as
/// they were. Gives those that stay behind.
pub fn follow(worktree: &Path, from: &str, to: &str) -> Result<Vec<String>, Error> {
    let mut behind = Vec::new();
    for (is, Moved { at, before, now }) in differing(Git::at(worktree), from, to)? {
        if !is {
            take_away(worktree, &at)?;
            continue;
        }
        let copy = worktree.join(&at);
        if !copy.join(".git").exists() {
            continue;
        }
        let head = Git::at(&copy).args(["rev-parse", "HEAD"]).line()?;
        if head == now {
            continue;
        }
        let is_free = Git::at(&copy).args(["symbolic-ref", "--quiet", "HEAD"]).output()?.code == 1;
        let bring = || {
            let git = Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
            git.args(["submodule", "--quiet", "update", "--recursive", "--"]).arg(&at).run()
        };
        if head != before || !is_free || bring().is_err() {
            behind.push(at.to_string_lossy().into_owned());
        }
    }
    Ok(behind)
}

/// Whether the repository at `copy`, where there is one, has the commit.
fn has(copy: &Path, commit: &str) -> bool {
    let asked = || Git::at(copy).args(["cat-file", "-e", &format!("{commit}^{{commit}}")]).output();
    copy.join(".git").exists() && asked().is_ok_and(|asked| asked.code == 0)
}

/// Whether a branch or a tag of a remote leads to the commit.
fn is_on_remote(copy: &Path, commit: &str) -> bool {
    let asked = || {
        Git::at(copy)
            .args(["for-each-ref", "--count=1", "--contains", commit])
            .args(["refs/remotes/", "refs/tags/"])
            .output()
    };
    has(copy, commit) && asked().is_ok_and(|asked| !asked.stdout.trim().is_empty())
}
