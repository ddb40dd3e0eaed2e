//! Worktrees: which there are, and adding and removing them.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git, Repo, Site};

/// Which of a repository's worktrees one is, by git's own files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one whose git directory is the one all share.
    #[default]
    Main,
    /// None: the place of the main one in a bare repository.
    Bare,
    /// A linked one, by the name of git's own folder for it.
    Linked(String),
    /// Where git has a linked one, by the name of its folder, there lies another repository.
    Foreign(String),
}

/// One worktree as git's own files and `git worktree list --porcelain` tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worktree {
    /// Its top directory.
    pub path: PathBuf,
    /// The commit checked out; none while the branch is unborn.
    pub head: Option<String>,
    /// The branch checked out, below `refs/heads/`; none while detached or bare.
    pub branch: Option<String>,
    /// Which it is.
    pub kind: Kind,
    /// The reason it is locked with, possibly empty; none when it is not locked.
    pub locked: Option<String>,
    /// Why `git worktree prune` would drop it.
    pub prunable: Option<String>,
    /// What is broken about git's own folder for it, in words.
    pub broken: Option<String>,
}

impl Worktree {
    /// The name of git's own folder for it, where it is a linked one with nothing of others in it.
    pub fn admin(&self) -> Option<&str> {
        match &self.kind {
            Kind::Linked(name) => Some(name),
            Kind::Main | Kind::Bare | Kind::Foreign(_) => None,
        }
    }
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
        let main = found.len().min(1);
        let (first, linked) = found.split_at_mut(main);
        // Git guesses where the main one is from the git directory's path.
        match (first, self.main()) {
            ([first], Some(main)) => main.clone_into(&mut first.path),
            ([first], None) => {
                let path = self.common().to_owned();
                *first = Worktree { path, kind: Kind::Bare, ..Worktree::default() };
            }
            _ => {}
        }
        for tree in linked {
            self.identify(tree);
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

    /// Where `branch` is checked out, by this or another name for it, by preference a worktree whose
    /// folder is there.
    pub fn holder(&self, branch: &str) -> Result<Option<Worktree>, Error> {
        let mut held = self.worktrees()?;
        // Git lists a branch by the name that it leads to.
        let branch = self.led_to(branch)?;
        held.retain(|tree| tree.branch.as_ref() == Some(&branch));
        Ok(held.into_iter().min_by_key(|tree| tree.prunable.is_some()))
    }

    /// The branch that git, asked in a linked worktree, takes for checked out in a bare repository: before 2.50
    /// it does so once worktrees have configuration of their own, and refuses to check it out anywhere.
    pub fn taken_by_bare(&self) -> Result<Option<String>, Error> {
        if self.main().is_some() {
            return Ok(None);
        }
        let all = self.worktrees()?;
        let sound = |tree: &&Worktree| {
            matches!(tree.kind, Kind::Linked(_)) && tree.broken.is_none() && tree.path.exists()
        };
        let Some(linked) = all.iter().find(sound) else { return Ok(None) };
        let listed = Git::at(&linked.path).args(["worktree", "list", "--porcelain", "-z"]).run()?;
        let taken = parsed(&listed.stdout).into_iter().next().and_then(|first| first.branch);
        Ok(taken.filter(|name| all.iter().all(|tree| tree.branch.as_ref() != Some(name))))
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
            // A branch or tag that bears a commit's id for its name would be taken for the commit.
            Some(start) => {
                let start = format!("{start}^0");
                git.args(["--no-track", "-b", branch]).arg("--").arg(at).arg(start)
            }
            None => git.arg("--").arg(at).arg(branch),
        };
        git.run().map(drop)
    }

    /// Takes the lock off a worktree, which is a file (gitrepository-layout(5)).
    pub fn unlock_worktree(&self, at: &Path) -> Result<(), Error> {
        let lock = admin_dir(at)?.join("locked");
        super::fault::point(Some(&"unlock".to_owned()));
        match fs::remove_file(&lock) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::file(lock, error));
            }
            _ => {}
        }
        super::fault::point(Some(&"unlock".to_owned()));
        Ok(())
    }
}

/// Whether git reads the worktree at `worktree` at all.
pub fn asked(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["rev-parse", "--git-dir"]).run().map(drop)
}

/// Writes the files of HEAD into a worktree that has none yet, as `worktree add` would have.
pub fn fill(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["read-tree", "--reset", "-u", "HEAD"]).run().map(drop)
}

/// The file in git's own folder for a worktree that says that all its files were written once. An index
/// says less: anybody may write one before.
const FILLED: &str = "parallel-filled";

/// Whether [`note_filled`] was called for the worktree at `worktree`.
pub fn was_filled(worktree: &Path) -> Result<bool, Error> {
    Ok(admin_dir(worktree)?.join(FILLED).exists())
}

/// Notes that all files of the worktree at `worktree` are written.
pub fn note_filled(worktree: &Path) -> Result<(), Error> {
    let file = admin_dir(worktree)?.join(FILLED);
    fs::write(&file, "").map_err(|error| Error::file(&file, error))
}

/// Whether the worktree has an index, which is written after its files.
pub fn is_filled(worktree: &Path) -> Result<bool, Error> {
    Ok(admin_dir(worktree)?.join("index").exists())
}

/// Whether files of HEAD are missing in a worktree, its limits aside.
pub fn lacks_files(worktree: &Path) -> Result<bool, Error> {
    let git =
        Git::at(worktree).args(["diff", "--name-only", "-z", "--no-ext-diff", "--no-renames"]);
    Ok(!git.args(["--diff-filter=D", "HEAD", "--"]).run()?.stdout.is_empty())
}

/// Runs the `post-checkout` hook as `git worktree add` does (githooks(5)); gives what it said where it
/// failed, which undoes nothing.
pub fn run_post_checkout(worktree: &Path, head: &str) -> Result<Option<String>, Error> {
    let site = Site::of_worktree(worktree)?;
    // Nearly always there is none: the guard's own has nothing to say of a worktree that was just made.
    if site.chained_hook("post-checkout")?.is_none()
        && !super::hooks_path::may_be_set(&site, b"[hook")
    {
        return Ok(None);
    }
    let zeros = "0".repeat(head.len());
    let ran = Git::at(worktree)
        .args(["hook", "run", "--ignore-missing", "post-checkout", "--", &zeros, head, "1"])
        .output()?;
    let said = ran.stderr.trim().to_str_lossy().into_owned();
    Ok((ran.code != 0).then_some(said))
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

/// Paths that differ from HEAD in `worktree` (staged, unstaged or untracked), as git names them; other
/// worktrees of the same repository that lie in it are none of its own.
pub fn dirty(worktree: &Path) -> Result<Vec<String>, Error> {
    differing(worktree, |_| true, |_| false)
}

/// The same for a report or a warning, which destroys nothing: where the files themselves show that nothing
/// differs, git is not asked.
pub fn seen_dirty(worktree: &Path) -> Result<Vec<String>, Error> {
    seen_dirty_but(worktree, |_| false)
}

/// The same without the untracked files that are `aside`.
pub fn seen_dirty_but(
    worktree: &Path,
    aside: impl Fn(&[u8]) -> bool,
) -> Result<Vec<String>, Error> {
    if super::untouched::is_untouched(worktree, &aside) {
        return Ok(Vec::new());
    }
    differing(worktree, |_| true, aside)
}

/// Whether the worktree at `worktree` has submodules, checked out or not.
pub(super) fn has_submodules(worktree: &Path) -> Result<bool, Error> {
    if admin_dir(worktree)?.join("modules").is_dir() {
        return Ok(true);
    }
    let staged = Git::at(worktree).args(["ls-files", "--stage", "-z"]).run()?.stdout;
    Ok(staged.split_str("\0").any(|entry| entry.starts_with(b"160000 ")))
}

/// Whether `path` in `worktree` is the top of another worktree of the same repository.
pub(super) fn is_inner_worktree(worktree: &Path, path: &[u8]) -> bool {
    let common = |top: &Path| -> Option<PathBuf> {
        let site = Site::of_worktree(top).ok()?;
        fs::canonicalize(site.common()).ok()
    };
    // Git lists a folder as one entry only where there is a repository in it.
    let Some(inner) = path.strip_suffix(b"/") else { return false };
    let inner = worktree.join(self::path(inner));
    inner.join(".git").is_file() && common(&inner).is_some_and(|it| Some(it) == common(worktree))
}

/// Those of them that differ from the index, or are not tracked.
pub fn not_staged(worktree: &Path) -> Result<Vec<String>, Error> {
    differing(worktree, |in_worktree| in_worktree != b' ', |_| false)
}

/// The paths of git-status(1) whose second letter `meant` accepts, without untracked ones that are `aside`.
fn differing(
    worktree: &Path,
    meant: impl Fn(u8) -> bool,
    aside: impl Fn(&[u8]) -> bool,
) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])
        .run()?
        .stdout;
    let inner = |entry: &[u8]| {
        entry.starts_with(b"??") && (aside(&entry[3..]) || is_inner_worktree(worktree, &entry[3..]))
    };
    let entries =
        listed.split_str("\0").filter(|entry| entry.len() > 3 && meant(entry[1]) && !inner(entry));
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
            b"bare" => entry.kind = Kind::Bare,
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
