//! Files below a root that others may have filled: every path is walked component by component, links that
//! stay below are followed by hand, and no other.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::folder::{Folder, Kind};
use super::walk::Walk;
use super::whole;

/// Why a path below a root is not gone to.
#[derive(Debug, thiserror::Error)]
pub enum Astray {
    /// A link on the way leads out of the root.
    #[error("'{}' leads out of the {of}{}", path.display(), by(path, link))]
    Out {
        /// The path.
        path: PathBuf,
        /// The link, from the root; the path itself where it climbs out without one.
        link: PathBuf,
        /// What the root is.
        of: &'static str,
    },
    /// It is, or leads into, git's own folder.
    #[error("'{}' leads into git's own folder{}", path.display(), by(path, at))]
    Git {
        /// The path.
        path: PathBuf,
        /// Where git's folder is, from the root.
        at: PathBuf,
    },
    /// A link stands where a file has to.
    #[error("'{}' is a link, where only a file of its own counts", .0.display())]
    Link(PathBuf),
    /// Links lead to each other in a circle.
    #[error("'{}' is behind links that lead to each other", .0.display())]
    Circle(PathBuf),
    /// Neither a file nor a folder stands there.
    #[error("'{}' is {what}, no {}", path.display(), wanted)]
    Odd {
        /// The path.
        path: PathBuf,
        /// What it is, with its article.
        what: &'static str,
        /// What it should be.
        wanted: &'static str,
    },
    /// The system refused.
    #[error("cannot access '{}': {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn by(path: &Path, link: &Path) -> String {
    if path == link { String::new() } else { format!(" at '{}'", link.display()) }
}

/// Where a path below a root leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path without links, from the root.
    pub at: PathBuf,
    /// What stands there; none where nothing does.
    pub kind: Option<Kind>,
}

/// A folder out of which no path leads.
#[derive(Debug, Clone)]
pub struct Beneath {
    root: PathBuf,
    of: &'static str,
}

impl Beneath {
    /// A repository's main worktree at `root`.
    pub fn repository(root: &Path) -> Self {
        Self::of(root, "repository")
    }

    /// A worker's worktree at `root`.
    pub fn worktree(root: &Path) -> Self {
        Self::of(root, "worktree")
    }

    fn of(root: &Path, of: &'static str) -> Self {
        Self { root: fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()), of }
    }

    /// Where `path` leads, its last link followed too.
    pub fn look(&self, path: &Path) -> Result<Found, Astray> {
        let (_, _, found) = self.walk(path, true, false)?;
        Ok(found)
    }

    /// What stands at `path` itself, whether it is a link or not.
    pub fn place(&self, path: &Path) -> Result<Found, Astray> {
        let (_, _, found) = self.walk(path, false, false)?;
        Ok(found)
    }

    /// Refuses a `path` at which no file can be written: that leads out, or where something else stands.
    pub fn refuse(&self, path: &Path) -> Result<(), Astray> {
        let found = self.place(path)?;
        writable(path, found.kind)
    }

    /// The content of the file that `path` leads to; none where there is none.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Astray> {
        let (folder, name, found) = self.walk(path, true, false)?;
        match found.kind {
            None => return Ok(None),
            Some(Kind::Odd(what)) => return Err(odd(path, what, "file")),
            Some(Kind::Folder) => return Err(odd(path, "a folder", "file")),
            Some(Kind::File | Kind::Link) => {}
        }
        let told = |source| Astray::Io { path: path.to_owned(), source };
        let mut content = Vec::new();
        folder.read(&name).and_then(|mut file| file.read_to_end(&mut content)).map_err(told)?;
        Ok(Some(content))
    }

    /// The same as text.
    pub fn read_text(&self, path: &Path) -> Result<Option<String>, Astray> {
        let told = |error| Astray::Io {
            path: path.to_owned(),
            source: io::Error::new(io::ErrorKind::InvalidData, error),
        };
        self.read(path)?.map(|bytes| String::from_utf8(bytes).map_err(told)).transpose()
    }

    /// Replaces the content of the file at `path` as [`super::write_whole`] does, or makes it together with
    /// its folders; with these permissions, where the system knows such.
    pub fn write(&self, path: &Path, content: &[u8], mode: Option<u32>) -> Result<(), Astray> {
        let (folder, name, found) = self.walk(path, false, true)?;
        writable(path, found.kind)?;
        let told = |source| Astray::Io { path: path.to_owned(), source };
        whole::replace(&folder, &name, content, mode, true).map_err(told)
    }

    /// Removes the file or link at `path`; tells whether there was one.
    pub fn remove(&self, path: &Path) -> Result<bool, Astray> {
        let (folder, name, found) = self.walk(path, false, false)?;
        match found.kind {
            None => return Ok(false),
            Some(Kind::Folder) => return Err(odd(path, "a folder", "file")),
            Some(_) => {}
        }
        let told = |source| Astray::Io { path: path.to_owned(), source };
        folder.remove(&name).map(|()| true).map_err(told)
    }

    /// The folder in which `path` stands, made where it is not there, and its name there. The last
    /// component is not followed.
    pub fn enter(&self, path: &Path) -> Result<(Folder, OsString, Option<Kind>), Astray> {
        let (folder, name, found) = self.walk(path, false, true)?;
        Ok((folder, name, found.kind))
    }

    /// The folder in which `path` stands, and its name there; of what it leads to, if its last link is to be
    /// followed too.
    pub fn find(
        &self,
        path: &Path,
        follow: bool,
    ) -> Result<(Folder, OsString, Option<Kind>), Astray> {
        let (folder, name, found) = self.walk(path, follow, false)?;
        Ok((folder, name, found.kind))
    }

    /// Whether a link that stands in the folder `from` of the root and says `target` leads out of it. What
    /// it leads to need not be there.
    pub fn leads_out(&self, from: &Path, target: &Path) -> bool {
        matches!(self.look(&from.join(target)), Err(Astray::Out { .. } | Astray::Git { .. }))
            || (target.is_absolute() && !target.starts_with(&self.root))
    }

    fn walk(
        &self,
        path: &Path,
        follow: bool,
        make: bool,
    ) -> Result<(Folder, OsString, Found), Astray> {
        let told = |source| Astray::Io { path: path.to_owned(), source };
        let root = Folder::open(&self.root).map_err(told)?;
        Walk::new(&self.root, self.of, path, root).go(follow, make)
    }
}

fn writable(path: &Path, kind: Option<Kind>) -> Result<(), Astray> {
    match kind {
        None | Some(Kind::File) => Ok(()),
        Some(Kind::Link) => Err(Astray::Link(path.to_owned())),
        Some(Kind::Folder) => Err(odd(path, "a folder", "file")),
        Some(Kind::Odd(what)) => Err(odd(path, what, "file")),
    }
}

pub(super) fn odd(path: &Path, what: &'static str, wanted: &'static str) -> Astray {
    Astray::Odd { path: path.to_owned(), what, wanted }
}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "a pipe is made by a program")]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A root among others' files, with links of every kind.
    fn stage() -> (tempfile::TempDir, Beneath) {
        let stage = tempfile::tempdir().unwrap();
        let root = stage.path().join("root");
        fs::create_dir_all(root.join("in/deep")).unwrap();
        fs::create_dir_all(root.join(".git/hooks")).unwrap();
        fs::write(root.join("in/file"), "in").unwrap();
        fs::write(stage.path().join("secret"), "out").unwrap();
        let real = root.canonicalize().unwrap();
        for (target, link) in [
            ("in", "inside"),
            ("in/file", "to-file"),
            ("../secret", "out"),
            ("..", "up"),
            ("in/../../root/in", "round"),
            ("/etc", "far"),
            (".git/hooks", "hooks"),
            (".GIT", "shout"),
            ("circle", "circle"),
            ("nowhere/x", "dangling"),
            ("../nowhere", "dangling-out"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        symlink(real.join("in"), root.join("whole")).unwrap();
        symlink("../../up", root.join("in/deep/twice")).unwrap();
        let beneath = Beneath::repository(&root);
        (stage, beneath)
    }

    #[test]
    fn links_that_stay_are_followed_and_no_others() {
        let (stage, beneath) = stage();
        for path in
            ["in/file", "inside/file", "to-file", "whole/file", "inside/../in/./file", "in//file"]
        {
            assert_eq!(beneath.read(Path::new(path)).unwrap().unwrap(), b"in", "{path}");
            assert_eq!(beneath.look(Path::new(path)).unwrap().at, Path::new("in/file"), "{path}");
        }
        for path in [
            "out",
            "up/secret",
            "round/file",
            "far/hostname",
            "../secret",
            "in/deep/twice/secret",
            "/etc/hostname",
            "dangling-out",
            "in/../../secret",
        ] {
            let error = beneath.read(Path::new(path)).unwrap_err();
            assert!(matches!(error, Astray::Out { .. }), "{path}: {error}");
        }
        for path in
            ["hooks/pre-commit", ".git/config", "shout/x", "in/.Git/x", "git~1/x", ".git./x"]
        {
            let error = beneath.write(Path::new(path), b"", None).unwrap_err();
            assert!(matches!(error, Astray::Git { .. }), "{path}: {error}");
        }
        assert!(matches!(beneath.read(Path::new("circle")), Err(Astray::Circle(_))));
        assert!(beneath.read(Path::new("dangling")).unwrap().is_none());
        assert_eq!(fs::read(stage.path().join("secret")).unwrap(), b"out");
    }

    #[test]
    fn nothing_is_written_through_a_link_that_is_the_file() {
        let (stage, beneath) = stage();
        for path in ["to-file", "out", "dangling", "dangling-out"] {
            let error = beneath.write(Path::new(path), b"new", None).unwrap_err();
            assert!(matches!(error, Astray::Link(_)), "{path}: {error}");
        }
        for path in ["out/x", "up/x", "far/x", "dangling-out/x"] {
            assert!(beneath.write(Path::new(path), b"new", None).is_err(), "{path}");
        }
        assert!(!stage.path().join("x").exists() && !stage.path().join("nowhere").exists());
        beneath.write(Path::new("inside/new/file"), b"new", Some(0o755)).unwrap();
        beneath.write(Path::new("a/b/c"), b"new", None).unwrap();
        assert_eq!(beneath.read(Path::new("in/new/file")).unwrap().unwrap(), b"new");
        assert_eq!(beneath.look(Path::new("inside/not/yet")).unwrap().at, Path::new("in/not/yet"));
        assert!(beneath.remove(Path::new("out")).unwrap(), "the link, not the file");
        assert!(stage.path().join("secret").exists());
        assert!(!beneath.remove(Path::new("nothing/there")).unwrap());
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let (_stage, beneath) = stage();
        let made = std::process::Command::new("mkfifo").arg(beneath.root.join("pipe")).status();
        assert!(made.unwrap().success());
        let error = beneath.read(Path::new("pipe")).unwrap_err();
        assert_eq!(error.to_string(), "'pipe' is a pipe, no file");
        assert!(beneath.write(Path::new("pipe"), b"", None).is_err());
        assert!(beneath.write(Path::new("pipe/x"), b"", None).is_err());
        assert!(beneath.write(Path::new("in/file/x"), b"", None).is_err());
        assert!(beneath.read(Path::new("in")).is_err());
        assert!(beneath.leads_out(Path::new("in"), Path::new("../../secret")));
        assert!(!beneath.leads_out(Path::new("in"), Path::new("../nothing")));
        assert!(beneath.leads_out(Path::new(""), Path::new("/etc/hostname")));
    }
}
