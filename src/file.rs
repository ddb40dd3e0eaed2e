//! Files: written whole, so that after a crash it is the old one or the new one, never a part of it; and
//! reached safely where others may have put links in the way.

mod beneath;
mod folder;
mod walk;
mod whole;

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub use beneath::{Astray, Beneath};
pub use folder::{Folder, Kind};

/// Replaces the content of `file`, or makes it together with its folders. What is there keeps its
/// permissions; behind a symbolic link, the file it names is the one replaced. For files of the user's and
/// of git's own folder; what a repository may bring along goes by [`Beneath`].
pub fn write_whole(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, None, true)
}

/// The same with these permissions, where the system knows such.
pub fn write_whole_as(file: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    replace(file, content, Some(mode), true)
}

/// The permissions of a program: whoever may read it may run it, and the owner all.
#[cfg(unix)]
pub fn program_mode() -> u32 {
    use rustix::fs::Mode;
    use rustix::process::umask;
    let mask = umask(Mode::empty());
    umask(mask);
    0o700 | 0o777 & !mask.as_raw_mode()
}

/// The permissions of a program, where the system knows such.
#[cfg(not(unix))]
pub fn program_mode() -> u32 {
    0o755
}

/// The same for what can be made again at any time, so that nobody waits for the disk.
pub fn write_cache(file: &Path, content: &[u8]) -> io::Result<()> {
    replace(file, content, None, false)
}

/// Has the program `from` at `to` as well, all at once: a copy that is as old, so that whatever becomes of it the
/// program is left as it is; of one that is too large to have twice, as those for a debugger are, another name.
pub fn place_program(from: &Path, to: &Path) -> io::Result<()> {
    /// The largest copy, in bytes.
    const MOST: u64 = 40 << 20;
    let half = to.with_file_name(whole::unfinished(to.file_name().unwrap_or_default()));
    remove_unfinished_of(to)?;
    let (mut source, meta) = (File::open(from)?, fs::metadata(from)?);
    if meta.len() > MOST {
        fs::hard_link(from, &half)?;
    } else {
        let mut copy = File::create_new(&half)?;
        io::copy(&mut source, &mut copy)?;
        copy.set_permissions(meta.permissions())?;
        copy.set_modified(meta.modified()?)?;
        copy.sync_all()?;
    }
    let placed = fs::rename(&half, to);
    // What failed leaves nothing, nor do two names of one file, which renaming keeps both.
    fs::remove_file(&half).ok();
    placed
}

/// The files in `folder` that writers left unfinished who died.
pub fn abandoned_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let nothing = [ErrorKind::NotFound, ErrorKind::NotADirectory];
    let open = match Folder::open(folder) {
        Err(error) if nothing.contains(&error.kind()) => return Ok(Vec::new()),
        open => open?,
    };
    let mut found = Vec::new();
    for name in open.names()? {
        if whole::is_unfinished(&name) && whole::hold(&open, &name)?.is_some() {
            found.push(folder.join(name));
        }
    }
    Ok(found)
}

/// Removes what a writer of `file` that died left unfinished.
pub fn remove_unfinished_of(file: &Path) -> io::Result<()> {
    remove_abandoned(&file.with_file_name(whole::unfinished(file.file_name().unwrap_or_default())))
        .map(drop)
}

/// Removes an unfinished file that no writer holds any more; tells whether it is gone.
pub fn remove_abandoned(path: &Path) -> io::Result<bool> {
    match Folder::open(parent(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        folder => whole::remove_abandoned(&folder?, path.file_name().unwrap_or_default()),
    }
}

fn replace(file: &Path, content: &[u8], mode: Option<u32>, lasting: bool) -> io::Result<()> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    fs::create_dir_all(parent(&target))?;
    let folder = Folder::open(parent(&target))?;
    whole::replace(&folder, target.file_name().unwrap_or_default(), content, mode, lasting)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
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
    fn a_program_is_copied_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("program"), folder.path().join("guard"));
        fs::write(&from, "one").unwrap();
        fs::write(&to, "another").unwrap();
        place_program(&from, &to).unwrap();
        place_program(&from, &to).unwrap();
        let when = |file: &Path| fs::metadata(file).unwrap().modified().unwrap();
        assert_eq!((fs::read(&to).unwrap(), when(&to)), (b"one".to_vec(), when(&from)));
        fs::write(&to, "ruined").unwrap();
        assert_eq!(fs::read(&from).unwrap(), b"one");
        assert_eq!(names(folder.path()), ["guard", "program"]);
        assert!(place_program(&folder.path().join("none"), &to).is_err());
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
