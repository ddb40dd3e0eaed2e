//! Files that git ignores and would delete with the worktree: moved to the trash, unless they are
//! the main worktree's own or a cache that any build makes again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::start;

/// Folders that builds and package managers fill; a folder with a `CACHEDIR.TAG` is one as well.
const CACHES: [&str; 14] = [
    "node_modules",
    "target",
    "build",
    "dist",
    "out",
    "__pycache__",
    ".venv",
    "venv",
    ".tox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".gradle",
    ".next",
];

/// Where files of the worktree called `name` go.
pub(super) fn trash(repo: &Repo, stamp: &str, name: &str) -> PathBuf {
    repo.parallel_dir().join("trash").join(stamp).join(name)
}

/// Those of `paths` in `worktree` that are somebody's work: no caches, no links, nothing that the
/// main worktree has just so.
pub(super) fn precious(repo: &Repo, worktree: &Path, paths: &[String]) -> Vec<String> {
    let same = |path: &str| {
        let (Some(main), Ok(own)) = (repo.main(), fs::read(worktree.join(path))) else {
            return false;
        };
        fs::read(main.join(path)).is_ok_and(|theirs| theirs == own)
    };
    let is_cache = |path: &str| {
        let file = worktree.join(path);
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| CACHES.contains(&name.as_str()))
            || file.join("CACHEDIR.TAG").exists()
    };
    let mine = |path: &&String| {
        let file = worktree.join(path.trim_end_matches('/'));
        let linked = fs::symlink_metadata(&file).is_ok_and(|it| it.file_type().is_symlink());
        !start::is_ours(worktree, path)
            && !linked
            && !is_cache(path.trim_end_matches('/'))
            && !same(path)
    };
    paths.iter().filter(mine).cloned().collect()
}

/// Moves `paths` of `worktree` below `trash`; a run before may have moved some.
pub(super) fn put_away(worktree: &Path, paths: &[String], trash: &Path) -> Result<(), Failure> {
    for path in paths {
        let path = path.trim_end_matches('/');
        let (from, to) = (worktree.join(path), trash.join(path));
        let told = |error: io::Error| {
            Failure::new(format!("cannot move '{}' to '{}'", from.display(), to.display()))
                .because(&error)
                .hint("move it away yourself, then run: git parallel clean")
        };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(told)?;
        }
        moved(&from, &to).map_err(told)?;
    }
    Ok(())
}

/// Moves a file or a folder, to another file system too: there the whole copy gets its name last.
fn moved(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {}
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return moved_read_only(from, to).map_err(|_| error);
        }
        done => return done,
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    let place = tempfile::tempdir_in(folder)?;
    let whole = place.path().join("whole");
    copied(from, &whole)?;
    fs::rename(&whole, to)?;
    if fs::symlink_metadata(from)?.is_dir() {
        fs::remove_dir_all(from)
    } else {
        fs::remove_file(from)
    }
}

/// Moves a folder that nobody may write to, which the system does not move as it is; it is as it was again.
fn moved_read_only(from: &Path, to: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(from)?;
    if !meta.is_dir() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    allow_writing(from, &meta)?;
    let done = fs::rename(from, to);
    let place = if done.is_ok() { to } else { from };
    fs::set_permissions(place, meta.permissions())?;
    done
}

/// Lets the owner write into the folder at `path` and all folders in it, so that what is in them can be
/// removed. What cannot be is seen by the removal.
pub(super) fn make_removable(path: &Path) {
    let Ok(meta) = fs::symlink_metadata(path) else { return };
    if !meta.is_dir() || allow_writing(path, &meta).is_err() {
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        make_removable(&entry.path());
    }
}

#[cfg(unix)]
fn allow_writing(path: &Path, meta: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = meta.permissions().mode();
    if mode & 0o700 == 0o700 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode | 0o700))
}

#[cfg(not(unix))]
fn allow_writing(_path: &Path, _meta: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Copies files, folders and links with their permissions and times; pipes and sockets hold nothing.
fn copied(from: &Path, to: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(from)?;
    let kind = meta.file_type();
    if kind.is_symlink() {
        return copied_link(from, to);
    }
    if kind.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copied(&entry.path(), &to.join(entry.file_name()))?;
        }
        return fs::set_permissions(to, meta.permissions());
    }
    if !kind.is_file() {
        return Ok(());
    }
    fs::copy(from, to)?;
    // Files that may not be written keep their old time: it is the lesser loss.
    if let (Ok(time), Ok(file)) = (meta.modified(), fs::File::options().append(true).open(to)) {
        file.set_modified(time)?;
    }
    Ok(())
}

fn copied_link(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(fs::read_link(from)?, to)
    }
    #[cfg(not(unix))]
    {
        fs::copy(from, to).map(drop)
    }
}
