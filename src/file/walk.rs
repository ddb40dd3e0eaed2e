//! Walking a path below a root component by component, through open folders.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::beneath::{Astray, Found, odd};
use super::folder::{Folder, Kind};

/// How many links are followed on the way to one file, as in the kernel.
const MOST_LINKS: usize = 40;

/// Whether git keeps its own under such a name, on any file system: in whatever case, with what some of
/// them pass over, and by the short name of others (git's `is_ntfs_dotgit`, `is_hfs_dotgit`).
fn is_gits(name: &OsStr) -> bool {
    let passed_over = |c: &char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let text = name.to_string_lossy();
    let text: String = text.chars().filter(|c| !passed_over(c)).collect();
    let text = text.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']);
    text.eq_ignore_ascii_case(".git") || text.eq_ignore_ascii_case("git~1")
}

/// One path being walked.
pub(super) struct Walk<'w> {
    /// The root, without links.
    top: &'w Path,
    /// What it is.
    of: &'static str,
    path: &'w Path,
    root: Folder,
    /// The folders below the root that were entered, the innermost last.
    inner: Vec<Folder>,
    /// Their names.
    at: PathBuf,
    rest: VecDeque<OsString>,
    links: usize,
}

impl<'w> Walk<'w> {
    /// About to walk `path` below the folder `root`, which is at `top`.
    pub(super) fn new(top: &'w Path, of: &'static str, path: &'w Path, root: Folder) -> Self {
        let (inner, at, rest) = (Vec::new(), PathBuf::new(), VecDeque::new());
        Self { top, of, path, root, inner, at, rest, links: 0 }
    }

    /// Walks it, its last link too where that is to be followed; makes folders that are missing on the way,
    /// if asked. Gives the folder that was come to, the name there, and what stands there.
    pub(super) fn go(
        mut self,
        follow: bool,
        make: bool,
    ) -> Result<(Folder, OsString, Found), Astray> {
        let path = self.path;
        self.put(path, path)?;
        while let Some(name) = self.rest.pop_front() {
            if name == ".." {
                self.climb(self.path)?;
                continue;
            }
            let at = self.at.join(&name);
            if is_gits(&name) {
                return Err(Astray::Git { path: self.path.to_owned(), at });
            }
            let last = self.rest.is_empty();
            let mut kind = self.here().kind(&name).map_err(|error| self.told(error))?;
            if kind.is_none() && !last && make {
                match self.here().make(&name) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(self.told(error));
                    }
                    _ => kind = self.here().kind(&name).map_err(|error| self.told(error))?,
                }
            }
            match kind {
                Some(Kind::Link) if follow || !last => self.follow(&name)?,
                None if !last => {
                    let at = self.rest.iter().fold(at, |at, name| at.join(name));
                    return Ok(self.end(name, Found { at, kind: None }));
                }
                kind if last => return Ok(self.end(name, Found { at, kind })),
                Some(Kind::Folder) => {
                    let inner = self.here().child(&name).map_err(|error| self.told(error))?;
                    self.inner.push(inner);
                    self.at = at;
                }
                Some(Kind::Odd(what)) => return Err(odd(&at, what, "folder")),
                _ => return Err(odd(&at, "a file", "folder")),
            }
        }
        let at = self.at.clone();
        Ok(self.end(".".into(), Found { at, kind: Some(Kind::Folder) }))
    }

    fn end(mut self, name: OsString, found: Found) -> (Folder, OsString, Found) {
        (self.inner.pop().unwrap_or(self.root), name, found)
    }

    fn here(&self) -> &Folder {
        self.inner.last().unwrap_or(&self.root)
    }

    fn told(&self, source: io::Error) -> Astray {
        Astray::Io { path: self.path.to_owned(), source }
    }

    fn out(&self, link: &Path) -> Astray {
        Astray::Out { path: self.path.to_owned(), link: link.to_owned(), of: self.of }
    }

    fn climb(&mut self, link: &Path) -> Result<(), Astray> {
        if self.inner.pop().is_none() {
            return Err(self.out(link));
        }
        self.at.pop();
        Ok(())
    }

    fn follow(&mut self, name: &OsStr) -> Result<(), Astray> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return Err(Astray::Circle(self.path.to_owned()));
        }
        let link = self.at.join(name);
        let target = self.here().link(name).map_err(|error| self.told(error))?;
        self.put(&target, &link)
    }

    /// Puts the components of `path`, which is what `link` says, before what is left to walk. Steps up are
    /// taken at once where they come first, so that a way out is told of the link that has it.
    fn put(&mut self, path: &Path, link: &Path) -> Result<(), Astray> {
        let inside = if path.is_absolute() {
            let inside = path.strip_prefix(self.top).map_err(|_| self.out(link))?;
            self.inner.clear();
            self.at = PathBuf::new();
            inside
        } else {
            path
        };
        let mut names = Vec::new();
        for part in inside.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir if names.is_empty() => self.climb(link)?,
                Component::ParentDir => names.push("..".into()),
                Component::Normal(name) => names.push(name.to_owned()),
                Component::RootDir | Component::Prefix(_) => return Err(self.out(link)),
            }
        }
        for name in names.into_iter().rev() {
            self.rest.push_front(name);
        }
        Ok(())
    }
}
