//! Bringing over what git does not carry: files copied or linked from the main worktree.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::file::{Astray, Beneath, Folder, Kind};

/// Why a path could not be brought over.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The path leaves the repository, or names git's own files.
    #[error("'{0}' is no path inside the repository")]
    Outside(String),
    /// It is not gone there.
    #[error(transparent)]
    Astray(#[from] Astray),
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

/// Something that was not brought over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Its path, from the root.
    pub path: PathBuf,
    /// Why, in words that follow it.
    pub why: String,
}

/// From where to where things are brought.
#[derive(Debug)]
pub struct Road {
    main: PathBuf,
    from: Beneath,
    to: Beneath,
    /// What each worktree has of its own: never linked, nor what leads to it.
    own: Vec<PathBuf>,
}

impl Road {
    /// From the main worktree at `main` to `worktree`; the files `own` are each worktree's own, so that a
    /// link to a folder that holds one becomes a folder of links.
    pub fn new(main: &Path, worktree: &Path, own: Vec<PathBuf>) -> Self {
        let real = main.canonicalize().unwrap_or_else(|_| main.to_owned());
        Self { main: real, from: Beneath::repository(main), to: Beneath::worktree(worktree), own }
    }

    /// Brings over what is at `path` in both. What is missing here is passed over, what is there already
    /// stays. Links that lead out of the repository, pipes and the like are left out of a copy; gives them.
    pub fn bring(&self, path: &Path, how: How) -> Result<Vec<LeftOut>, SetupError> {
        let told = |source| SetupError::Io { path: path.display().to_string(), source };
        let mut left = Vec::new();
        let found = self.from.look(path)?;
        if found.kind.is_none() || self.to.place(path)?.kind.is_some() {
            return Ok(left);
        }
        if let Some(Kind::Odd(what)) = found.kind {
            left.push(LeftOut { path: path.to_owned(), why: format!("is {what}") });
            return Ok(left);
        }
        let (to, new, _) = self.to.enter(path)?;
        if how == How::Link {
            let (from, name, kind) = self.from.find(path, true)?;
            let step = Step { from: &from, name: &name, to: &to, new: &new };
            self.link(&step, kind, path, &mut left).map_err(told)?;
            return Ok(left);
        }
        let (from, name, kind) = self.from.find(path, false)?;
        // A link that was named is copied as one where the worktree has what it leads to as well.
        if kind == Some(Kind::Link) && self.to.look(&found.at)?.kind.is_none() {
            let (from, name, _) = self.from.find(path, true)?;
            let step = Step { from: &from, name: &name, to: &to, new: &new };
            self.copy(&step, &found.at, &mut left).map_err(told)?;
        } else {
            let step = Step { from: &from, name: &name, to: &to, new: &new };
            self.copy(&step, path, &mut left).map_err(told)?;
        }
        Ok(left)
    }

    /// Copies a file, a link as a link, a folder with all it holds.
    fn copy(&self, step: &Step<'_>, at: &Path, left: &mut Vec<LeftOut>) -> io::Result<()> {
        let mut leave = |why: String| left.push(LeftOut { path: at.to_owned(), why });
        match step.from.kind(step.name)? {
            None => Ok(()),
            Some(Kind::Odd(what)) => {
                leave(format!("is {what}"));
                Ok(())
            }
            Some(Kind::File) => copy_file(step),
            Some(Kind::Link) => {
                let target = step.from.link(step.name)?;
                let folder = at.parent().unwrap_or(Path::new(""));
                if self.from.leads_out(folder, &target) {
                    leave(format!("leads out of the repository, to '{}'", target.display()));
                    return Ok(());
                }
                let inside = target.strip_prefix(&self.main).map(|inside| upwards(folder, inside));
                step.to.symlink(&inside.unwrap_or(target), step.new)
            }
            Some(Kind::Folder) => {
                let from = step.from.child(step.name)?;
                if from.kind(OsStr::new(".git"))? == Some(Kind::File) {
                    leave("is a worktree of its own".to_owned());
                    return Ok(());
                }
                step.to.make(step.new)?;
                let to = step.to.child(step.new)?;
                for name in from.names()? {
                    let step = Step { from: &from, name: &name, to: &to, new: &name };
                    self.copy(&step, &at.join(&name), left)?;
                }
                Ok(())
            }
        }
    }

    /// Links to what is at `at` in the main worktree, or, where that is or holds what is each worktree's
    /// own, copies that and links the rest.
    fn link(
        &self,
        step: &Step<'_>,
        kind: Option<Kind>,
        at: &Path,
        left: &mut Vec<LeftOut>,
    ) -> io::Result<()> {
        if self.own.iter().any(|own| own == at) {
            return self.copy(step, at, left);
        }
        if kind != Some(Kind::Folder) || !self.own.iter().any(|own| own.starts_with(at)) {
            return step.to.symlink(&self.main.join(at), step.new);
        }
        let from = step.from.child(step.name)?;
        step.to.make(step.new)?;
        let to = step.to.child(step.new)?;
        for name in from.names()? {
            let step = Step { from: &from, name: &name, to: &to, new: &name };
            self.link(&step, from.kind(&name)?, &at.join(&name), left)?;
        }
        Ok(())
    }
}

/// One entry, and the one that is to be made.
struct Step<'s> {
    from: &'s Folder,
    name: &'s OsStr,
    to: &'s Folder,
    new: &'s OsStr,
}

/// `name` as a relative path without `..`, not below `.git`.
pub fn inside(name: &str) -> Result<PathBuf, SetupError> {
    let path = Path::new(name);
    let plain =
        path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let git = path.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git"));
    let path: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if path.as_os_str().is_empty() || !plain || git || name.contains('\0') {
        return Err(SetupError::Outside(name.to_owned()));
    }
    Ok(path)
}

/// The way from `folder` to `target`, both from one root.
fn upwards(folder: &Path, target: &Path) -> PathBuf {
    let up: PathBuf = folder.components().map(|_| "..").collect();
    let way = up.join(target);
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

/// A copy with the permissions of the original, all at once where the file system can.
fn copy_file(step: &Step<'_>) -> io::Result<()> {
    let mut from = step.from.read(step.name)?;
    // Nobody else reads it before it has the permissions of the original.
    let mut to = step.to.create(step.new, Some(0o600))?;
    if !cloned(&from, &to) {
        io::copy(&mut from, &mut to)?;
    }
    to.set_permissions(from.metadata()?.permissions())
}

/// Whether the content of `from` could be shared with `to`.
fn cloned(from: &File, to: &File) -> bool {
    #[cfg(target_os = "linux")]
    {
        rustix::fs::ioctl_ficlone(to, from).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _unused = (from, to);
        false
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn stage() -> (tempfile::TempDir, PathBuf, PathBuf, Road) {
        let stage = tempfile::tempdir().unwrap();
        let root = stage.path().canonicalize().unwrap();
        let (main, tree) = (root.join("main"), root.join("tree"));
        fs::create_dir_all(main.join("deps/a")).unwrap();
        fs::create_dir_all(&tree).unwrap();
        fs::write(main.join(".env"), "S=1").unwrap();
        fs::set_permissions(main.join(".env"), fs::Permissions::from_mode(0o640)).unwrap();
        fs::write(main.join("deps/a/x"), "x").unwrap();
        fs::write(root.join("secret"), "s").unwrap();
        let road = Road::new(&main, &tree, vec!["agent/settings.json".into()]);
        (stage, main, tree, road)
    }

    fn bring(road: &Road, path: &str, how: How) -> Vec<String> {
        let left = road.bring(Path::new(path), how).unwrap();
        left.iter().map(|it| format!("{} {}", it.path.display(), it.why)).collect()
    }

    #[test]
    fn files_and_folders_come_over_once() {
        let (_stage, main, tree, road) = stage();
        for path in [".env", "deps", "missing"] {
            assert!(bring(&road, path, How::Copy).is_empty());
        }
        assert_eq!(fs::metadata(tree.join(".env")).unwrap().permissions().mode() & 0o777, 0o640);
        fs::write(tree.join(".env"), "mine").unwrap();
        bring(&road, ".env", How::Copy);
        assert_eq!(fs::read_to_string(tree.join(".env")).unwrap(), "mine");
        assert_eq!(fs::read_to_string(tree.join("deps/a/x")).unwrap(), "x");
        fs::write(main.join("deps/b"), "b").unwrap();
        bring(&road, "deps/b", How::Link);
        assert_eq!(fs::read_link(tree.join("deps/b")).unwrap(), main.join("deps/b"));
    }

    #[test]
    fn nothing_leaves_the_repository() {
        for bad in ["../secret", "/etc/passwd", "", "/", ".", ".git/config", "a/../../s", ".GIT"] {
            assert!(matches!(inside(bad), Err(SetupError::Outside(_))), "{bad}");
        }
        assert_eq!(inside("./a//b/").unwrap(), Path::new("a/b"));
        let (stage, main, tree, road) = stage();
        symlink(stage.path(), main.join("out")).unwrap();
        symlink("../secret", main.join("secret")).unwrap();
        for path in ["out/secret", "secret", "out"] {
            for how in [How::Copy, How::Link] {
                let error = road.bring(Path::new(path), how).unwrap_err();
                assert!(matches!(error, SetupError::Astray(Astray::Out { .. })), "{path}: {error}");
            }
        }
        symlink(stage.path(), tree.join("deps")).unwrap();
        assert!(road.bring(Path::new("deps/a"), How::Copy).is_err());
        assert!(!stage.path().join("a").exists());
    }

    #[test]
    fn what_is_odd_in_a_folder_is_left_out_and_told() {
        let (_stage, main, tree, road) = stage();
        symlink("/etc/hostname", main.join("deps/far")).unwrap();
        symlink("../../secret", main.join("deps/up")).unwrap();
        symlink("a/x", main.join("deps/near")).unwrap();
        symlink(main.join("deps/a"), main.join("deps/whole")).unwrap();
        fs::create_dir(main.join("deps/tree")).unwrap();
        fs::write(main.join("deps/tree/.git"), "gitdir: x").unwrap();
        let socket = std::os::unix::net::UnixListener::bind(main.join("deps/socket")).unwrap();
        assert_eq!(
            bring(&road, "deps", How::Copy),
            [
                "deps/far leads out of the repository, to '/etc/hostname'",
                "deps/socket is a socket",
                "deps/tree is a worktree of its own",
                "deps/up leads out of the repository, to '../../secret'"
            ]
        );
        assert_eq!(bring(&road, "deps/socket", How::Copy), ["deps/socket is a socket"]);
        drop(socket);
        assert_eq!(fs::read_to_string(tree.join("deps/near")).unwrap(), "x");
        assert_eq!(fs::read_link(tree.join("deps/whole")).unwrap(), Path::new("../deps/a"));
        // What a named link leads to comes, where the worktree would lack it.
        symlink("deps/a/x", main.join("named")).unwrap();
        symlink(".env", main.join("lacking")).unwrap();
        for path in ["named", "lacking"] {
            assert!(bring(&road, path, How::Copy).is_empty());
        }
        assert!(fs::symlink_metadata(tree.join("named")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(tree.join("lacking")).unwrap().is_file());
    }

    #[test]
    fn a_linked_folder_keeps_what_is_each_ones_own() {
        let (_stage, main, tree, road) = stage();
        fs::create_dir_all(main.join("agent/more")).unwrap();
        fs::write(main.join("agent/settings.json"), "{}").unwrap();
        bring(&road, "agent", How::Link);
        fs::write(tree.join("agent/settings.json"), "own").unwrap();
        assert_eq!(fs::read_to_string(main.join("agent/settings.json")).unwrap(), "{}");
        assert_eq!(fs::read_link(tree.join("agent/more")).unwrap(), main.join("agent/more"));
    }
}
