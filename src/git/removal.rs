//! Removing worktrees so that a git that dies in the middle leaves nothing nobody can explain.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::{bytes, path};
use super::worktree::has_submodules;
use super::{Error, Git, Repo, admin_dir};
use crate::file::write_whole;

/// A removal that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The top of the worktree.
    pub at: PathBuf,
    /// Git's own folder for it.
    admin: PathBuf,
    /// The file that says so.
    mark: PathBuf,
}

impl Repo {
    /// Removes a clean worktree; git itself refuses when files would be lost. A mark stands while it
    /// does: what is missing then was git's to delete. Gives where that is kept which git could not delete.
    pub fn remove_worktree(&self, at: &Path) -> Result<Option<PathBuf>, Error> {
        // One with submodules git removes by force alone, and then looks at nothing (git-worktree(1),
        // `remove`): what it would have looked at is looked at here.
        let forced = at.join(".git").is_file() && has_submodules(at)?;
        if forced {
            refuse_left(at)?;
        }
        let git = || {
            let git = self.git().args(["worktree", "remove"]);
            let git = if forced { git.arg("--force") } else { git };
            git.arg("--").arg(at).run().map(drop)
        };
        let Ok(admin) = admin_dir(at) else { return git().map(|()| None) };
        let mark = self.marks().join(admin.file_name().unwrap_or_default());
        let removal = Removal { at: at.to_owned(), admin, mark };
        write_whole(&removal.mark, &bytes(at))
            .map_err(|error| Error::file(&removal.mark, error))?;
        match git() {
            Ok(()) => removal.unmark().map(|()| None),
            Err(_) if removal.is_forgotten() => self.put_left(&removal),
            Err(error) => {
                // Whatever it deleted before it failed comes back; why it failed is what counts.
                let _undone = self.undo_removal(&removal);
                Err(error)
            }
        }
    }

    /// The removals that were begun and never ended.
    pub fn half_removed(&self) -> Result<Vec<Removal>, Error> {
        let folder = self.marks();
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::file(folder, error)),
        };
        let mut found = Vec::new();
        for entry in listed {
            let mark = entry.map_err(|error| Error::file(&folder, error))?.path();
            let name = mark.file_name().unwrap_or_default();
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let text = fs::read(&mark).map_err(|error| Error::file(&mark, error))?;
            let admin = self.common().join("worktrees").join(name);
            found.push(Removal { at: path(&text), admin, mark });
        }
        Ok(found)
    }

    /// Brings a worktree whose removal was interrupted back to what it was, or, where its folder is
    /// gone already, ends the removal. Ignored files that git deleted are gone.
    pub fn undo_removal(&self, removal: &Removal) -> Result<(), Error> {
        let Removal { at, admin, .. } = removal;
        if removal.is_forgotten() {
            return self.put_left(removal).map(drop);
        }
        if !at.exists() {
            let removed = self.git().args(["worktree", "remove", "--"]).arg(at).output()?;
            if removed.code != 0 && admin.exists() {
                // Git lists no folder of which it has deleted the half.
                fs::remove_dir_all(admin).map_err(|error| Error::file(admin, error))?;
            }
            return removal.unmark();
        }
        let link = at.join(".git");
        if admin.join("HEAD").exists() && !link.exists() {
            let text = [b"gitdir: ", &bytes(admin)[..], b"\n"].concat();
            write_whole(&link, &text).map_err(|error| Error::file(&link, error))?;
        }
        if link.exists() {
            let missing = Git::at(at).args(["ls-files", "--deleted", "-z"]).run()?.stdout;
            if !missing.is_empty() {
                let git = Git::at(at).args(["checkout-index", "-u", "-q", "-z", "--stdin"]);
                git.input(missing).run()?;
            }
        }
        removal.unmark()
    }

    /// Takes away what git left of a worktree that it knows no more: files are kept, as they may have come
    /// while it was deleted.
    fn put_left(&self, removal: &Removal) -> Result<Option<PathBuf>, Error> {
        let (at, name) = (&removal.at, removal.admin.file_name().unwrap_or_default());
        let told = |error| Error::file(at, error);
        if is_hollow(at).map_err(told)? {
            fs::remove_dir_all(at).map_err(told)?;
            return removal.unmark().map(|()| None);
        }
        let trash = self.parallel_dir().join("trash");
        fs::create_dir_all(&trash).map_err(|error| Error::file(&trash, error))?;
        // By the time that it begins with, what is kept is thrown away one day.
        let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
        let name = format!("{now}-left-of-{}", name.to_string_lossy());
        let free = (1..1_000).map(|n| trash.join(format!("{name}-{n}"))).find(|it| !it.exists());
        let kept = free.unwrap_or_else(|| trash.join(&name));
        fs::rename(at, &kept).map_err(told)?;
        removal.unmark().map(|()| Some(kept))
    }

    fn marks(&self) -> PathBuf {
        self.parallel_dir().join("removing")
    }
}

/// Refuses a worktree in which anything differs from HEAD, in its submodules too.
fn refuse_left(at: &Path) -> Result<(), Error> {
    let left = Git::at(at)
        .args(["status", "--porcelain", "--untracked-files=all", "--ignore-submodules=none"])
        .run()?
        .stdout;
    let Some(first) = left.lines().next() else { return Ok(()) };
    Err(Error::Git {
        command: "worktree remove".into(),
        code: 128,
        stderr: format!(
            "'{}' has changes that are not committed: {}",
            at.display(),
            first.to_str_lossy()
        ),
    })
}

/// Whether nothing but folders is in `folder`, and the link of a worktree.
fn is_hollow(folder: &Path) -> std::io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hollow = if entry.file_type()?.is_dir() {
            is_hollow(&entry.path())?
        } else {
            entry.file_name() == ".git"
        };
        if !hollow {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Removal {
    /// Whether git knows the worktree no more, though its folder is there: what it cannot delete does not keep
    /// it from forgetting the rest (git-worktree(1), `remove`).
    fn is_forgotten(&self) -> bool {
        !self.admin.exists() && self.at.exists()
    }

    /// The paths in the worktree that are neither as HEAD has them nor missing, as git names them.
    pub fn changed(&self) -> Result<Vec<String>, Error> {
        if !self.at.join(".git").exists() || self.is_forgotten() {
            return Ok(Vec::new());
        }
        let listed = Git::at(&self.at)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .args(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"])
            .run()?
            .stdout;
        let entries = listed.split_str("\0").filter(|entry| entry.len() > 3);
        let kept = entries.filter(|entry| !entry.starts_with(b" D "));
        Ok(kept.map(|entry| entry[3..].to_str_lossy().into_owned()).collect())
    }

    fn unmark(&self) -> Result<(), Error> {
        match fs::remove_file(&self.mark) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::file(&self.mark, error))
            }
            _ => Ok(()),
        }
    }
}
