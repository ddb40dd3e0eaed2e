//! The commit HEAD or a branch names, read from files as git's own "files" store keeps them.

use bstr::ByteSlice;
use gix::ObjectId;

use super::Site;
use super::repo::path;

/// What a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tip {
    /// This commit.
    At(ObjectId),
    /// A branch that is not there.
    Unborn,
}

impl Site {
    /// The commit HEAD names; none where only git can tell.
    pub(super) fn tip(&self) -> Option<Tip> {
        if !self.settings().ok()?.plain {
            return None;
        }
        self.followed(self.file("HEAD").ok()??)
    }

    /// What the text of a reference leads to.
    pub(super) fn followed(&self, mut text: Vec<u8>) -> Option<Tip> {
        // Git follows five references to references (refs.c, SYMREF_MAXDEPTH).
        for _ in 0..5 {
            let Some(name) = text.trim_ascii_end().strip_prefix(b"ref:") else {
                return ObjectId::from_hex(text.trim_ascii_end()).ok().map(Tip::At);
            };
            let name = name.trim_ascii();
            // Other references may be the worktree's own.
            if !name.starts_with(b"refs/heads/") || name == b"refs/heads/.invalid" {
                return None;
            }
            match super::site::read(&self.common().join(path(name))).ok()? {
                Some(loose) => text = loose,
                None => return self.packed(name),
            }
        }
        None
    }

    pub(super) fn packed(&self, name: &[u8]) -> Option<Tip> {
        let packed = super::site::read(&self.common().join("packed-refs")).ok()?;
        let packed = packed.unwrap_or_default();
        let line = packed.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(b" "));
        match line {
            Some(id) => ObjectId::from_hex(id).ok().map(Tip::At),
            None => Some(Tip::Unborn),
        }
    }
}
