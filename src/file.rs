//! Writing a file whole: after a crash it is the old one or the new one, never a part of it.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// How the name of a file ends that is being written and not in its place yet.
const UNFINISHED: &str = ".git-parallel";

/// How long another writer of the same file is waited for, in steps.
const STEPS: u32 = 100;
const STEP: Duration = Duration::from_millis(20);

/// Replaces the content of `file`, or makes it together with its folders. What is there keeps its
/// permissions; behind a symbolic link, the file it names is the one replaced.
pub fn write_whole(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, None, true)
}

/// The same with these permissions, where the system knows such.
pub fn write_whole_as(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    replace(file, content, Some(mode), true)
}

/// The same for what can be made again at any time, so that nobody waits for the disk.
pub fn write_cache(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, None, false)
}

/// The files in `folder` that writers left unfinished who died.
pub fn abandoned_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in listed {
        let path = entry?.path();
        if is_unfinished(&path) && hold(&path)?.is_some() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Removes what a writer of `file` that died left unfinished.
pub fn remove_unfinished_of(file: &Path) -> io::Result<()> {
    remove_abandoned(&unfinished(file)).map(drop)
}

/// Whether `path` is called like a file that is not in its place yet.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') && name.ends_with(UNFINISHED) && name.len() > UNFINISHED.len() + 1
}

fn replace(file: &Path, content: &[u8], mode: Option<u32>, lasting: bool) -> io::Result<()> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut fresh = begin(&target)?;
    fresh.write_all(content)?;
    let there = fs::metadata(&target).map(|meta| meta.permissions());
    if let Some(permissions) = mode.and_then(permissions).or_else(|| there.ok()) {
        fresh.as_file().set_permissions(permissions)?;
    }
    if !lasting {
        return fresh.persist(&target).map(drop).map_err(|error| error.error);
    }
    fresh.as_file().sync_all()?;
    fresh.persist(&target).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Creates the file that is going to replace `target`. Its name is always the same, so that what a
/// writer left that died is found; a lock, which dies with its writer, tells it from one at work.
fn begin(target: &Path) -> io::Result<NamedTempFile> {
    let path = unfinished(target);
    let (folder, name) =
        (path.parent().unwrap_or(Path::new(".")), path.file_name().unwrap_or_default());
    let mut builder = Builder::new();
    builder.prefix(name).rand_bytes(0);
    if let Some(ordinary) = permissions(0o666) {
        builder.permissions(ordinary);
    }
    let mut waited = 0;
    loop {
        match builder.tempfile_in(folder) {
            Ok(fresh) => {
                // Where the system has no such locks, nothing is ever taken for abandoned.
                fresh.as_file().try_lock().ok();
                return Ok(fresh);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if remove_abandoned(&path)? {
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

fn unfinished(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default();
    let dotted = name.as_encoded_bytes().starts_with(b".");
    let mut new = OsString::from(if dotted { "" } else { "." });
    new.push(name);
    new.push(UNFINISHED);
    target.with_file_name(new)
}

/// Removes an unfinished file that no writer holds any more; tells whether it is gone.
pub fn remove_abandoned(path: &Path) -> io::Result<bool> {
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Ok(true);
    }
    let Some(_held) = hold(path)? else { return Ok(false) };
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(true),
    }
}

/// Takes the place of a writer that died; none where it lives, or there is nothing to write.
fn hold(path: &Path) -> io::Result<Option<File>> {
    let gone = |error: &io::Error| error.kind() == ErrorKind::NotFound;
    match fs::symlink_metadata(path) {
        Err(error) if !gone(&error) => return Err(error),
        // Nobody here makes anything else under such a name.
        Ok(found) if found.is_file() => {}
        _ => return Ok(None),
    }
    let held = match File::open(path) {
        Ok(file) => file,
        Err(error) if gone(&error) => return Ok(None),
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
    Ok(is_same(&held, path)?.then_some(held))
}

/// Whether `path` still names the file that is open as `held`.
fn is_same(held: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let held = held.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(now) => Ok((now.dev(), now.ino()) == (held.dev(), held.ino())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
    #[cfg(not(unix))]
    {
        // An open file keeps its name there.
        let _unused = held;
        Ok(path.exists())
    }
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

/// Has the names in `folder` reach the disk, where folders can be asked that.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        match File::open(folder)?.sync_all() {
            Err(error)
                if ![ErrorKind::InvalidInput, ErrorKind::Unsupported].contains(&error.kind()) =>
            {
                return Err(error);
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sub/.plan.toml");
        write_whole(&file, b"one").unwrap();
        write_whole(&file, b"two").unwrap();
        write_cache(&file, b"three").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"three");
        assert_eq!(names(&folder.path().join("sub")), [".plan.toml"]);
    }

    #[test]
    fn what_a_dead_writer_left_goes_and_that_of_a_living_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (file, half) = (folder.path().join("a"), folder.path().join(".a.git-parallel"));
        fs::write(&half, "ha").unwrap();
        fs::write(folder.path().join(".git-parallel"), "not one").unwrap();
        write_whole(&file, b"whole").unwrap();
        assert_eq!(names(folder.path()), [".git-parallel", "a"]);
        fs::write(&half, "ha").unwrap();
        let living = File::open(&half).unwrap();
        living.lock().unwrap();
        assert!(abandoned_in(folder.path()).unwrap().is_empty());
        assert_eq!(write_whole(&file, b"more").unwrap_err().kind(), ErrorKind::AlreadyExists);
        drop(living);
        assert_eq!(abandoned_in(folder.path()).unwrap(), std::slice::from_ref(&half));
        assert!(remove_abandoned(&half).unwrap() && !half.exists());
        assert_eq!(fs::read(&file).unwrap(), b"whole");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_a_link_stays_a_link() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        write_whole_as(&file, b"one", 0o555).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        write_whole(&link, b"two").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o555);
    }
}
