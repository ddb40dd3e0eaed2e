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

/// The submodules checked out in `worktree`, submodules of submodules too, as paths below it.
fn checked_out(worktree: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = Git::at(worktree)
        .args(["submodule", "foreach", "--quiet", "--recursive"])
        .arg("printf '%s\\0' \"$displaypath\"")
        .run()?
        .stdout;
    let paths = listed.split_str("\0").filter(|path| !path.is_empty());
    Ok(paths.map(path).collect())
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
/// removes a submodule (git-merge(1)). What is changed in one, or is in no other copy, stays.
pub fn remove_left(worktree: &Path) -> Result<(), Error> {
    let modules = super::admin_dir(worktree)?.join("modules");
    let Ok(modules) = fs::canonicalize(modules) else { return Ok(()) };
    let git = Git::at(worktree);
    let listed = git.args(["ls-files", "--others", "--directory", "-z"]).run()?.stdout;
    let folders = listed.split_str("\0").filter(|name| name.ends_with(b"/"));
    for left in folders.map(|name| worktree.join(path(name))) {
        if !left.join(".git").is_file() {
            continue;
        }
        let own = Git::at(&left).args(["rev-parse", "--absolute-git-dir"]).line()?;
        if !fs::canonicalize(own).is_ok_and(|own| own.starts_with(&modules)) {
            continue;
        }
        let seen = ["status", "--porcelain", "--ignored", "--untracked-files=all"];
        let changed = Git::at(&left).args(seen).arg("--ignore-submodules=none").run()?.stdout;
        let only = ["rev-list", "-1", "HEAD", "--all", "--not", "--remotes", "--tags"];
        let only = Git::at(&left).args(only).run()?.stdout;
        if changed.is_empty() && only.is_empty() {
            fs::remove_dir_all(&left).map_err(|error| Error::file(&left, error))?;
        }
    }
    Ok(())
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
        let (mode, before, commit) = (entry.nth(1), entry.next(), entry.next());
        let (Some(b"160000"), Some(before), Some(commit)) = (mode, before, commit) else {
            continue;
        };
        let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
        found.push(Moved { at: path(at), before: text(before), now: text(commit) });
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
/// stand where `from` had them and on no branch: git leaves their files as they were. Gives those that stay behind.
pub fn follow(worktree: &Path, from: &str, to: &str) -> Result<Vec<String>, Error> {
    let mut behind = Vec::new();
    for Moved { at, before, now } in moved(Git::at(worktree), from, to)? {
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
