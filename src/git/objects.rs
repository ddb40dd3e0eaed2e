//! The object database of the repository a hook runs in, read without starting git.

use std::env;

use gix::ObjectId;
use gix::objs::{CommitRefIter, Find, Kind};

use super::{Site, Stored};

/// An open object database; replaced objects stay unseen.
pub(super) struct Objects(gix::odb::Handle);

impl Objects {
    /// The database of `site`; none where git may see objects this program does not, as in the
    /// quarantine of a push.
    pub(super) fn of(site: &Site) -> Option<Self> {
        let elsewhere = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];
        if elsewhere.iter().any(|name| env::var_os(name).is_some()) || !site.settings().ok()?.plain
        {
            return None;
        }
        gix::odb::at(site.common().join("objects"), gix::hash::Kind::Sha1).ok().map(Self)
    }

    /// The tree of a commit, or the tree itself.
    pub(super) fn tree(&self, id: &ObjectId) -> Option<ObjectId> {
        let mut buffer = Vec::new();
        let object = self.0.try_find(id, &mut buffer).ok()??;
        match object.kind {
            Kind::Tree => Some(*id),
            Kind::Commit => {
                CommitRefIter::from_bytes(object.data, gix::hash::Kind::Sha1).tree_id().ok()
            }
            _ => None,
        }
    }

    /// The bytes of a tree.
    pub(super) fn tree_content(&self, id: &ObjectId) -> Option<Vec<u8>> {
        let mut buffer = Vec::new();
        let object = self.0.try_find(id, &mut buffer).ok()??;
        (object.kind == Kind::Tree).then_some(buffer)
    }

    /// A commit as it is stored.
    pub(super) fn commit(&self, id: &ObjectId) -> Option<Stored> {
        let mut buffer = Vec::new();
        let object = self.0.try_find(id, &mut buffer).ok()??;
        let commit = (object.kind == Kind::Commit).then_some(object.data)?;
        Some(Stored::read(id.to_string(), commit))
    }
}
