//! What branches name, answered from git's own files where these tell it plainly: a report on many workers
//! asks this of each, and a process for each would cost more than all the rest.
//!
//! Whatever is not known for certain is none, and git is asked instead.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;
use gix::ObjectId;

use super::objects::Objects;
use super::repo::path;
use super::tip::Tip;
use super::{Repo, Site};

/// Where branches are, the only references that are asked for here.
const BRANCHES: [&str; 2] = ["refs/heads/", "refs/remotes/"];

impl Repo {
    /// The site of what all worktrees share.
    fn shared_site(&self) -> Option<Site> {
        Site::at(self.common().to_owned(), self.common().to_owned()).ok()
    }

    /// The commit that a full id or the full name of a branch names, as far as files tell.
    pub(super) fn plain_commit(&self, revision: &str) -> Option<Tip> {
        let site = self.shared_site()?;
        let id = match ObjectId::from_hex(revision.as_bytes()) {
            Ok(id) => id,
            Err(_) => match site.named(revision)? {
                Tip::Unborn => return Some(Tip::Unborn),
                Tip::At(id) => id,
            },
        };
        Objects::of(&site)?.commit(&id)?;
        Some(Tip::At(id))
    }

    /// Whether there is surely no branch of these full names, nor one below them.
    pub(super) fn has_none_of(&self, names: &[String]) -> bool {
        let Some(site) = self.shared_site() else { return false };
        names.iter().all(|name| {
            matches!(site.named(name), Some(Tip::Unborn)) && site.has_none_below(name) == Some(true)
        })
    }

    /// Whether there is surely nothing below the backups.
    pub(super) fn has_none_kept(&self) -> bool {
        let none = || {
            let site = self.shared_site()?;
            let folder = self.common().join(super::BACKUPS.trim_end_matches('/'));
            let packed = super::site::read(&self.common().join("packed-refs")).ok()?;
            let there = packed.unwrap_or_default().contains_str(super::BACKUPS);
            let none = fs::symlink_metadata(folder).is_err() && !there;
            site.settings().ok().filter(|it| it.plain && none)?;
            Some(())
        };
        none().is_some()
    }

    /// Whether the commit with the full id `commit` surely tracks nothing at or below `folder`.
    pub(super) fn lacks_at(&self, commit: &str, folder: &str) -> bool {
        let looked_up = || {
            let site = self.shared_site()?;
            let objects = Objects::of(&site)?;
            let tree = objects.tree(&ObjectId::from_hex(commit.as_bytes()).ok()?)?;
            objects.has(tree, folder.as_bytes())
        };
        looked_up() == Some(false)
    }

    /// The names of all remotes, where the repository's own configuration is all that speaks of them.
    pub(super) fn plain_remotes(&self) -> Option<Vec<String>> {
        if super::hooks_path::mentioned_outside(b"[remote") {
            return None;
        }
        let text = super::site::read(&self.common().join("config")).ok()?.unwrap_or_default();
        let own = super::site::read(&self.common().join("config.worktree")).ok()?;
        let elsewhere = text.to_ascii_lowercase().contains_str("[include")
            || own.is_some_and(|own| own.contains_str("remote") || own.contains_str("include"));
        let parsed = super::config_file::parse(&text).ok().filter(|_| !elsewhere)?;
        let mut names = Vec::new();
        for section in parsed.sections_by_name("remote").into_iter().flatten() {
            let Some(name) = section.header().subsection_name() else { continue };
            // One of which nothing but, say, a tag option is told is listed by some versions only.
            if section.values("url").is_empty() {
                return None;
            }
            names.push(name.to_str().ok()?.to_owned());
        }
        names.sort();
        names.dedup();
        Some(names)
    }
}

impl Site {
    /// What the branch with this full name names; [`Tip::Unborn`] where there is none.
    pub(super) fn named(&self, name: &str) -> Option<Tip> {
        if !self.settings().ok()?.plain || !is_plain_branch(name) {
            return None;
        }
        match fs::read(self.loose(name)) {
            Ok(text) => self.followed(text),
            // A folder of that name may be left over, or hold branches whose names go on.
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound
                        | std::io::ErrorKind::NotADirectory
                        | std::io::ErrorKind::IsADirectory
                ) =>
            {
                self.packed(name.as_bytes())
            }
            Err(_) => None,
        }
    }

    /// Whether no branch has a name that goes on behind this one and a slash.
    pub(super) fn has_none_below(&self, name: &str) -> Option<bool> {
        if !self.settings().ok()?.plain || !is_plain_branch(name) {
            return None;
        }
        let packed = super::site::read(&self.common().join("packed-refs")).ok()?;
        let below = format!(" {name}/");
        let none = fs::symlink_metadata(self.loose(name)).is_err()
            && !packed.unwrap_or_default().contains_str(&below);
        none.then_some(true)
    }

    fn loose(&self, name: &str) -> PathBuf {
        self.common().join(path(name.as_bytes()))
    }
}

/// Whether `name` is the full name of a branch that is the same on every file system, and so can be one.
fn is_plain_branch(name: &str) -> bool {
    BRANCHES.iter().any(|folder| name.strip_prefix(folder).is_some_and(is_plain_name))
}

/// Whether `name` can surely be a branch (git-check-ref-format(1)).
pub(super) fn is_plain_name(name: &str) -> bool {
    let plain = |part: &str| {
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let ends = part.starts_with('.') || part.ends_with('.');
        let lock = Path::new(part).extension().is_some_and(|it| it.eq_ignore_ascii_case("lock"));
        !part.is_empty() && part.bytes().all(fine) && !ends && !lock && !part.contains("..")
    };
    name != "HEAD" && !name.starts_with('-') && name.split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_without_a_catch_are_plain() {
        for name in ["main", "work/task-1-part", "a.b/C_d", "-/x".trim_start_matches("-/")] {
            assert!(is_plain_name(name), "{name}");
        }
        for name in [
            "", "-x", "HEAD", "a//b", "/a", "a/", "../a", "a..b", ".a", "a.lock", "a b", "a@{1}",
            "ä",
        ] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
