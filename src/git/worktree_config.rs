//! Configuration of one worktree alone: switching the extension on safely, and writing its keys.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git, Repo, config_file};

/// The key that names a worktree's hooks directory.
pub const HOOKS_PATH: &str = "core.hooksPath";

impl Repo {
    /// Whether worktrees have configuration of their own (`extensions.worktreeConfig`).
    pub fn has_worktree_config(&self) -> Result<bool, Error> {
        let file = self.common().join("config");
        let text = fs::read(&file).map_err(|error| Error::file(&file, error))?;
        let parsed = config_file::parse(&text)?;
        Ok(parsed.boolean("extensions.worktreeconfig").ok().flatten().unwrap_or(false))
    }

    /// The keys of the shared configuration that mean the main worktree only, and yet hold in every
    /// worktree once these have configuration of their own (git-worktree(1), CONFIGURATION FILE).
    pub fn misplaced_keys(&self) -> Result<Vec<&'static str>, Error> {
        let file = self.common().join("config");
        let text = fs::read(&file).map_err(|error| Error::file(&file, error))?;
        let parsed = config_file::parse(&text)?;
        let on = |key: &str| parsed.boolean(key).ok().flatten() == Some(true);
        let mut found = Vec::new();
        if on("extensions.worktreeconfig") {
            found.extend(on("core.bare").then_some("core.bare"));
            found.extend(parsed.string("core.worktree").map(|_| "core.worktree"));
        }
        Ok(found)
    }

    /// Gives worktrees configuration of their own.
    ///
    /// `core.bare` and `core.worktree` mean the main worktree only, and would break the linked ones
    /// once the extension is on (git-worktree(1), CONFIGURATION FILE). They move to the main
    /// worktree's file first, which git does not read yet; then one rename of the shared file
    /// switches the extension on and drops them there. The caller holds the lock of this program.
    pub fn enable_worktree_config(&self) -> Result<(), Error> {
        let shared = self.common().join("config");
        let text = fs::read(&shared).map_err(|error| Error::file(&shared, error))?;
        let parsed = config_file::parse(&text)?;
        let on = parsed.boolean("extensions.worktreeconfig").ok().flatten() == Some(true);
        let bare = parsed.boolean("core.bare").ok().flatten() == Some(true);
        let worktree = parsed.string("core.worktree");
        if on && !bare && worktree.is_none() {
            return Ok(());
        }
        let own = self.common().join("config.worktree");
        if bare {
            self.set_in(&own, "core.bare", "true")?;
        }
        if let Some(worktree) = &worktree {
            self.set_in(&own, "core.worktree", path(worktree))?;
        }
        self.rewrite_shared(&shared, |fresh| {
            self.set_in(fresh, "extensions.worktreeConfig", "true")?;
            let moved = [("core.bare", bare), ("core.worktree", worktree.is_some())];
            for (key, _) in moved.into_iter().filter(|(_, moved)| *moved) {
                self.git()
                    .args(["config", "--file"])
                    .arg(fresh)
                    .args(["--unset-all", key])
                    .run()?;
            }
            Ok(())
        })
    }

    /// Takes the extension out again and moves back what only the main worktree's file had to say.
    pub fn disable_worktree_config(&self) -> Result<(), Error> {
        let shared = self.common().join("config");
        let own = self.common().join("config.worktree");
        let text = super::site::read(&own)?.unwrap_or_default();
        let parsed = config_file::parse(&text)?;
        let bare = parsed.boolean("core.bare").ok().flatten() == Some(true);
        let worktree = parsed.string("core.worktree");
        self.rewrite_shared(&shared, |fresh| {
            if bare {
                self.set_in(fresh, "core.bare", "true")?;
            }
            if let Some(worktree) = &worktree {
                self.set_in(fresh, "core.worktree", path(worktree))?;
            }
            let key = "extensions.worktreeConfig";
            let unset = self.git().args(["config", "--file"]).arg(fresh).args(["--unset-all", key]);
            unset.accept(&[0, 5]).map(drop)
        })?;
        if bare || worktree.is_some() {
            fs::remove_file(&own).map_err(|error| Error::file(&own, error))?;
        }
        Ok(())
    }

    /// Rewrites the shared configuration through git's own lock file, so that the change is seen
    /// all at once and no other writer's is lost.
    pub fn rewrite_shared(
        &self,
        shared: &Path,
        change: impl FnOnce(&Path) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let lock = take_lock(shared)?;
        let done = change(&lock);
        let moved = done
            .and_then(|()| fs::rename(&lock, shared).map_err(|error| Error::file(&lock, error)));
        if moved.is_err() {
            // The lock must not outlive a change that failed.
            fs::remove_file(&lock).ok();
        }
        moved
    }

    fn set_in(
        &self,
        file: &Path,
        key: &str,
        value: impl AsRef<std::ffi::OsStr>,
    ) -> Result<(), Error> {
        self.git().args(["config", "--file"]).arg(file).arg(key).arg(value).run().map(drop)
    }
}

/// Whether a configuration file's text gives worktrees configuration of their own.
pub fn has_extension(text: &[u8]) -> bool {
    let parsed = config_file::parse(text);
    parsed.is_ok_and(|it| it.boolean("extensions.worktreeconfig").ok().flatten() == Some(true))
}

/// Creates git's lock file beside `file`, with `file`'s content and permissions.
fn take_lock(file: &Path) -> Result<PathBuf, Error> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = PathBuf::from(name);
    let told = |error| Error::file(&lock, error);
    let content = || fs::read(file).map_err(|error| Error::file(file, error));
    for attempt in 1.. {
        match fs::File::create_new(&lock) {
            Ok(mut held) => {
                // Read after the lock is held: what others wrote before is then in it.
                held.write_all(&content()?).map_err(told)?;
                if let Ok(meta) = fs::metadata(file) {
                    held.set_permissions(meta.permissions()).map_err(told)?;
                }
                return Ok(lock);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 50 => {
                sleep(Duration::from_millis(20));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(Error::Locked(file.to_owned(), lock));
            }
            Err(error) => return Err(told(error)),
        }
    }
    unreachable!("the loop ends by returning")
}

/// The value of `key` in the configuration of the worktree with this git directory alone.
pub fn worktree_key(git_dir: &Path, key: &str) -> Result<Option<PathBuf>, Error> {
    let file = git_dir.join("config.worktree");
    match fs::read(&file) {
        Ok(text) => Ok(config_file::parse(&text)?.string(key).map(|value| path(&value))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(file, error)),
    }
}

/// Sets `key` in the configuration of the worktree with this git directory alone.
pub fn set_worktree_key(git_dir: &Path, key: &str, value: &Path) -> Result<(), Error> {
    let file = git_dir.join("config.worktree");
    let text = super::site::read(&file)?.unwrap_or_default().to_ascii_lowercase();
    // Where nothing of it is there, nothing has to be found and taken out.
    if key == HOOKS_PATH && !text.contains_str("hookspath") && !text.contains_str("[include") {
        return append_hooks_path(git_dir, value);
    }
    Git::at(git_dir)
        .args(["config", "--file"])
        .arg(file)
        .args(["--replace-all", key])
        .arg(value)
        .run()
        .map(drop)
}

/// Sets `core.hooksPath` in the configuration of the worktree with this git directory alone, so that nothing
/// in that file counts more: git itself puts a value where one was before, ahead of what is included.
pub fn set_last_hooks_path(git_dir: &Path, value: &Path) -> Result<(), Error> {
    unset_worktree_key(git_dir, HOOKS_PATH)?;
    append_hooks_path(git_dir, value)
}

fn append_hooks_path(git_dir: &Path, value: &Path) -> Result<(), Error> {
    let file = git_dir.join("config.worktree");
    let mut text = super::site::read(&file)?.unwrap_or_default();
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    let mut quoted = Vec::new();
    for &byte in super::bytes(value).iter() {
        // What git reads escaped, as git-config(1) has it.
        match byte {
            b'\n' => quoted.extend(b"\\n"),
            b'\\' | b'"' => quoted.extend([b'\\', byte]),
            byte => quoted.push(byte),
        }
    }
    text.extend_from_slice(&[b"[core]\n\thooksPath = \"", quoted.as_slice(), b"\"\n"].concat());
    crate::file::write_whole(&file, &text).map_err(|error| Error::file(&file, error))
}

/// Takes `key` out of the configuration of the worktree with this git directory alone.
pub fn unset_worktree_key(git_dir: &Path, key: &str) -> Result<(), Error> {
    let file = git_dir.join("config.worktree");
    // 5: it was not set (git-config(1)).
    let unset = Git::at(git_dir).args(["config", "--file"]).arg(file).args(["--unset-all", key]);
    unset.accept(&[0, 5]).map(drop)
}
