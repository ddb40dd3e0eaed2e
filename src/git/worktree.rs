//! Worktrees: which there are, and adding and removing them.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git, Repo};

/// One worktree as `git worktree list --porcelain` tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worktree {
    /// Its top directory.
    pub path: PathBuf,
    /// The commit checked out; none while the branch is unborn.
    pub head: Option<String>,
    /// The branch checked out, below `refs/heads/`; none while detached or bare.
    pub branch: Option<String>,
    /// Whether this is a bare repository's entry.
    pub bare: bool,
    /// The reason it is locked with, possibly empty; none when it is not locked.
    pub locked: Option<String>,
    /// Why `git worktree prune` would drop it.
    pub prunable: Option<String>,
    /// What is broken about git's own folder for it, in words.
    pub broken: Option<String>,
}

impl Repo {
    /// All worktrees, the main one first.
    pub fn worktrees(&self) -> Result<Vec<Worktree>, Error> {
        let listed = self.git().args(["worktree", "list", "--porcelain", "-z"]).run();
        let mut found = match listed {
            Ok(listed) => parsed(&listed.stdout),
            // One empty file of one worktree is enough for git to list none of them.
            Err(error) => {
                let found = self.worktrees_by_files()?;
                let broken = found.iter().any(|tree| tree.broken.is_some());
                return if broken { Ok(found) } else { Err(error) };
            }
        };
        for tree in found.iter_mut().skip(1).filter(|tree| tree.path.exists()) {
            tree.broken = self.admin(&tree.path).and_then(|admin| admin.broken());
        }
        Ok(found)
    }

    /// The main worktree where it is the only one, so that git need not be asked for a list; its commit
    /// is not looked up.
    pub fn lone(&self) -> Result<Option<Worktree>, Error> {
        let Some(main) = self.main() else { return Ok(None) };
        let linked = fs::read_dir(self.common().join("worktrees"));
        if linked.is_ok_and(|mut linked| linked.next().is_some()) {
            return Ok(None);
        }
        let head = super::site::read(&self.common().join("HEAD"))?.unwrap_or_default();
        let branch = head.trim().strip_prefix(b"ref: refs/heads/");
        let branch = branch.map(|name| name.to_str_lossy().into_owned());
        Ok(Some(Worktree { path: main.to_owned(), branch, ..Worktree::default() }))
    }

    /// Where `branch` is checked out, by preference a worktree whose folder is there.
    pub fn holder(&self, branch: &str) -> Result<Option<Worktree>, Error> {
        let mut held = self.worktrees()?;
        held.retain(|tree| tree.branch.as_deref() == Some(branch));
        Ok(held.into_iter().min_by_key(|tree| tree.prunable.is_some()))
    }

    /// Adds a worktree without files, locked with `reason`, on `branch`; creates the branch at
    /// `start` where one is given. No upstream is set: that write is what parallel runs lose.
    pub fn add_worktree(
        &self,
        at: &Path,
        branch: &str,
        start: Option<&str>,
        reason: &str,
    ) -> Result<(), Error> {
        let git = self.git().args([
            "worktree",
            "add",
            "--quiet",
            "--no-checkout",
            "--lock",
            "--reason",
            reason,
        ]);
        let git = match start {
            Some(start) => git.args(["--no-track", "-b", branch]).arg("--").arg(at).arg(start),
            None => git.arg("--").arg(at).arg(branch),
        };
        git.run().map(drop)
    }

    /// Takes the lock off a worktree.
    pub fn unlock_worktree(&self, at: &Path) -> Result<(), Error> {
        self.git().args(["worktree", "unlock", "--"]).arg(at).run().map(drop)
    }
}

/// Writes the files of HEAD into a worktree that has none yet, as `worktree add` would have.
pub fn fill(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["read-tree", "--reset", "-u", "HEAD"]).run().map(drop)
}

/// Whether the files of a worktree were ever written: before, it has no index.
pub fn is_filled(worktree: &Path) -> Result<bool, Error> {
    Ok(admin_dir(worktree)?.join("index").exists())
}

/// Whether the index of a worktree has entries.
pub fn has_entries(worktree: &Path) -> Result<bool, Error> {
    Ok(!Git::at(worktree).args(["ls-files", "-z"]).run()?.stdout.is_empty())
}

/// Runs the `post-checkout` hook as `git worktree add` does (githooks(5)).
pub fn run_post_checkout(worktree: &Path, head: &str) -> Result<(), Error> {
    let zeros = "0".repeat(head.len());
    Git::at(worktree)
        .args(["hook", "run", "--ignore-missing", "post-checkout", "--", &zeros, head, "1"])
        .run()
        .map(drop)
}

/// The git directory of the linked worktree at `worktree`, from its `.git` file.
pub fn admin_dir(worktree: &Path) -> Result<PathBuf, Error> {
    let file = worktree.join(".git");
    let text = fs::read(&file).map_err(|error| Error::file(&file, error))?;
    let named = text.strip_prefix(b"gitdir: ").ok_or_else(|| Error::Answer {
        command: "worktree add".into(),
        why: format!("'{}' names no git directory", file.display()),
    })?;
    Ok(worktree.join(path(named.trim_end_with(|c| c == '\n' || c == '\r'))))
}

/// Paths that differ from HEAD in `worktree` (staged, unstaged or untracked), as git names them.
pub fn dirty(worktree: &Path) -> Result<Vec<String>, Error> {
    differing(worktree, |_| true)
}

/// Those of them that differ from the index, or are not tracked.
pub fn not_staged(worktree: &Path) -> Result<Vec<String>, Error> {
    differing(worktree, |in_worktree| in_worktree != b' ')
}

/// The paths of git-status(1) whose second letter `meant` accepts.
fn differing(worktree: &Path, meant: impl Fn(u8) -> bool) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])
        .run()?
        .stdout;
    let entries = listed.split_str("\0").filter(|entry| entry.len() > 3 && meant(entry[1]));
    Ok(entries.map(|entry| entry[3..].to_str_lossy().into_owned()).collect())
}

/// Reads `git worktree list --porcelain -z`: fields end in NUL, records in a second one.
fn parsed(listed: &[u8]) -> Vec<Worktree> {
    let mut found: Vec<Worktree> = Vec::new();
    for field in listed.split_str("\0") {
        let (name, value) = field.split_once_str(" ").unwrap_or((field, b""));
        let text = || value.to_str_lossy().into_owned();
        if name == b"worktree" {
            found.push(Worktree { path: path(value), ..Worktree::default() });
        }
        let Some(entry) = found.last_mut() else { continue };
        match name {
            b"HEAD" => entry.head = Some(text()).filter(|id| id.bytes().any(|byte| byte != b'0')),
            b"branch" => entry.branch = text().strip_prefix("refs/heads/").map(str::to_owned),
            b"bare" => entry.bare = true,
            b"locked" => entry.locked = Some(text()),
            b"prunable" => entry.prunable = Some(text()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_porcelain_list_is_read_with_odd_paths_and_reasons() {
        let listed = b"worktree /a\nb\0HEAD 0123\0branch refs/heads/main\0\0worktree /c d\0HEAD 4567\0detached\0locked why not\0prunable gone\0\0worktree /e\0HEAD 0000\0branch refs/heads/x\0locked\0\0";
        let found = parsed(listed);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].path, Path::new("/a\nb"));
        assert_eq!(found[0].branch.as_deref(), Some("main"));
        assert_eq!((found[1].branch.as_ref(), found[1].locked.as_deref()), (None, Some("why not")));
        assert_eq!(found[1].prunable.as_deref(), Some("gone"));
        assert_eq!((found[2].head.as_ref(), found[2].locked.as_deref()), (None, Some("")));
    }
}
