//! Bringing over what git does not carry: files copied or linked from the main worktree.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Why a path could not be brought over.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The path leaves the repository, or names git's own files.
    #[error("'{0}' is no path inside the repository")]
    Outside(String),
    /// What it names leads out of the repository by a symbolic link.
    #[error("'{0}' leads out of the repository")]
    Escapes(String),
    /// The system refused.
    #[error("cannot bring over '{path}': {source}")]
    Io {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// How a path is brought over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A copy of its own, sharing blocks with the original where the file system can.
    Copy,
    /// A symbolic link to the original.
    Link,
}

/// Brings `name` from `main` into `worktree`. What is missing there is passed over, what is in the
/// worktree already stays. Gives whether something was made.
pub fn bring(main: &Path, worktree: &Path, name: &str, how: How) -> Result<bool, SetupError> {
    let relative = inside(name)?;
    let (from, to) = (main.join(&relative), worktree.join(&relative));
    let told = |source| SetupError::Io { path: name.to_owned(), source };
    if fs::symlink_metadata(&from).is_err() || fs::symlink_metadata(&to).is_ok() {
        return Ok(false);
    }
    stays_below(main, &from, name)?;
    if let Some(folder) = to.parent() {
        stays_below(worktree, &nearest(folder), name)?;
        fs::create_dir_all(folder).map_err(told)?;
    }
    match how {
        How::Link => link(&from, &to).map_err(told)?,
        How::Copy => copy(&from, &to).map_err(told)?,
    }
    Ok(true)
}

/// Refuses a `folder` of `root` that is a link to elsewhere, or lies behind one.
pub fn refuse_link_out(root: &Path, folder: &str) -> Result<(), SetupError> {
    let there = nearest(&root.join(folder));
    stays_below(root, &there, folder).map_err(|_| SetupError::Escapes(folder.to_owned()))
}

/// `name` as a relative path without `..`, not below `.git`.
fn inside(name: &str) -> Result<PathBuf, SetupError> {
    let path = Path::new(name);
    let plain =
        path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let git = path.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git"));
    if name.trim_end_matches('/').is_empty() || !plain || git {
        return Err(SetupError::Outside(name.to_owned()));
    }
    Ok(path.components().collect())
}

/// Whether `path`, all links followed, is still below `root`.
fn stays_below(root: &Path, path: &Path, name: &str) -> Result<(), SetupError> {
    let real = |path: &Path| {
        path.canonicalize().map_err(|source| SetupError::Io { path: name.to_owned(), source })
    };
    if real(path)?.starts_with(real(root)?) {
        Ok(())
    } else {
        Err(SetupError::Escapes(name.to_owned()))
    }
}

/// The nearest ancestor that is there.
fn nearest(folder: &Path) -> PathBuf {
    let there = folder.ancestors().find(|path| fs::symlink_metadata(path).is_ok());
    there.unwrap_or(folder).to_owned()
}

/// Copies a file, a link as a link, a folder with all it holds.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return link(&fs::read_link(from)?, to);
    }
    if !kind.is_dir() {
        return reflink_copy::reflink_or_copy(from, to)
            .map(drop)
            .and_then(|()| fs::set_permissions(to, fs::metadata(from)?.permissions()));
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// A symbolic link, where the system has them.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(from, to)
    }
    #[cfg(not(unix))]
    {
        let _ = (from, to);
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn stage() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let stage = tempfile::tempdir().unwrap();
        let (main, tree) = (stage.path().join("main"), stage.path().join("tree"));
        fs::create_dir_all(main.join("deps/a")).unwrap();
        fs::create_dir_all(&tree).unwrap();
        fs::write(main.join(".env"), "S=1").unwrap();
        fs::write(main.join("deps/a/x"), "x").unwrap();
        fs::write(stage.path().join("secret"), "s").unwrap();
        (stage, main, tree)
    }

    #[test]
    fn files_and_folders_come_over_once() {
        let (_stage, main, tree) = stage();
        assert!(bring(&main, &tree, ".env", How::Copy).unwrap());
        assert!(bring(&main, &tree, "deps/", How::Copy).unwrap());
        assert!(!bring(&main, &tree, "missing", How::Copy).unwrap());
        fs::write(tree.join(".env"), "mine").unwrap();
        assert!(!bring(&main, &tree, ".env", How::Copy).unwrap());
        assert_eq!(fs::read_to_string(tree.join(".env")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(tree.join("deps/a/x")).unwrap(), "x");
        assert!(bring(&main, &tree, "deps2/../x", How::Link).is_err());
        assert!(bring(&main, &tree.join("."), "deps/a", How::Link).is_ok());
    }

    #[test]
    fn nothing_leaves_the_repository() {
        let (stage, main, tree) = stage();
        for bad in ["../secret", "/etc/passwd", "", "/", ".git/config", "a/../../secret", ".GIT"] {
            assert!(
                matches!(bring(&main, &tree, bad, How::Copy), Err(SetupError::Outside(_))),
                "{bad}"
            );
        }
        symlink(stage.path(), main.join("out")).unwrap();
        assert!(matches!(
            bring(&main, &tree, "out/secret", How::Copy),
            Err(SetupError::Escapes(_))
        ));
        symlink(stage.path(), tree.join("deps")).unwrap();
        assert!(matches!(bring(&main, &tree, "deps/a", How::Copy), Err(SetupError::Escapes(_))));
        assert!(!stage.path().join("a").exists());
    }
}
