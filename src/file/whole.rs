//! Replacing a file in its folder: a new one beside it, complete before it gets the name.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::thread::sleep;
use std::time::Duration;

use super::folder::{Folder, Kind, is_one};

/// How the name of a file ends that is being written and not in its place yet.
const UNFINISHED: &str = ".git-parallel";

/// How long another writer of the same file is waited for, in steps.
const STEPS: u32 = 100;
const STEP: Duration = Duration::from_millis(20);

/// Replaces the content of the file called `name`, or makes it. What is there keeps its permissions where
/// no `mode` is given; with `lasting` it is on the disk afterwards.
pub(super) fn replace(
    folder: &Folder,
    name: &OsStr,
    content: &[u8],
    mode: Option<u32>,
    lasting: bool,
) -> io::Result<()> {
    let there = match folder.read(name) {
        Ok(file) => Some(file.metadata()?.permissions()),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        // One that may not be read may be replaced all the same.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => None,
        Err(error) => return Err(error),
    };
    let fresh = Fresh::begin(folder, name)?;
    let mut file = &fresh.file;
    file.write_all(content)?;
    if let Some(permissions) = mode.and_then(permissions).or(there) {
        file.set_permissions(permissions)?;
    }
    if lasting {
        file.sync_all()?;
    }
    fresh.done(name)?;
    if lasting { folder.sync() } else { Ok(()) }
}

/// The file that is going to replace another; gone with a writer that fails.
struct Fresh<'f> {
    folder: &'f Folder,
    name: OsString,
    file: File,
    placed: bool,
}

impl<'f> Fresh<'f> {
    /// Creates the file that is going to replace `target`. Its name is always the same, so that what a
    /// writer left that died is found; a lock, which dies with its writer, tells it from one at work.
    fn begin(folder: &'f Folder, target: &OsStr) -> io::Result<Self> {
        let name = unfinished(target);
        let mut waited = 0;
        loop {
            match folder.create(&name, None) {
                Ok(file) => {
                    // Where the system has no such locks, nothing is ever taken for abandoned.
                    file.try_lock().ok();
                    return Ok(Self { folder, name, file, placed: false });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    if remove_abandoned(folder, &name)? {
                        continue;
                    }
                    if waited == STEPS {
                        return Err(error);
                    }
                    waited += 1;
                    sleep(STEP);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn done(mut self, target: &OsStr) -> io::Result<()> {
        self.folder.rename(&self.name, target)?;
        self.placed = true;
        Ok(())
    }
}

impl Drop for Fresh<'_> {
    fn drop(&mut self) {
        if !self.placed {
            // Left behind it is found as abandoned.
            self.folder.remove(&self.name).ok();
        }
    }
}

/// The name under which `target` is written.
pub(super) fn unfinished(target: &OsStr) -> OsString {
    let dotted = target.as_encoded_bytes().starts_with(b".");
    let mut new = OsString::from(if dotted { "" } else { "." });
    new.push(target);
    new.push(UNFINISHED);
    new
}

/// Whether a file is called like one that is not in its place yet.
pub(super) fn is_unfinished(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".")
        && name.ends_with(UNFINISHED.as_bytes())
        && name.len() > UNFINISHED.len() + 1
}

/// Removes an unfinished file that no writer holds any more; tells whether it is gone.
pub(super) fn remove_abandoned(folder: &Folder, name: &OsStr) -> io::Result<bool> {
    if folder.kind(name)?.is_none() {
        return Ok(true);
    }
    let Some(_held) = hold(folder, name)? else { return Ok(false) };
    match folder.remove(name) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(true),
    }
}

/// Takes the place of a writer that died; none where it lives, or there is nothing to write.
pub(super) fn hold(folder: &Folder, name: &OsStr) -> io::Result<Option<File>> {
    // Nobody here makes anything else under such a name.
    if folder.kind(name)? != Some(Kind::File) {
        return Ok(None);
    }
    let held = match folder.read(name) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match held.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
            return Ok(None);
        }
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // Another one may have removed it just now, and begun a new one under its name.
    let same = match folder.read(name) {
        Ok(now) => is_one(&held.metadata()?, &now.metadata()?),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    Ok(same.then_some(held))
}

/// Permissions by their number, where the system has such.
#[cfg_attr(unix, expect(clippy::unnecessary_wraps, reason = "other systems have none"))]
fn permissions(mode: u32) -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Some(fs::Permissions::from_mode(mode))
    }
    #[cfg(not(unix))]
    {
        let _unused = mode;
        None
    }
}
