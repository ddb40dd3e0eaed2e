//! The object database of the repository a hook runs in, read without starting git.

use std::cell::{OnceCell, RefCell};
use std::env;
use std::fs;
use std::path::PathBuf;

use bstr::ByteSlice;
use gix::ObjectId;
use gix::objs::{CommitRefIter, Find, Kind, TreeRefIter};
use gix::zlib::{Decompress, FlushDecompress, Status};

use super::{Site, Stored};

/// The largest object read from a file of its own, in bytes; what a file says of its size is not to fill the
/// memory.
const MOST: usize = 64 << 20;

/// The object database; replaced objects stay unseen.
pub(super) struct Objects {
    folder: PathBuf,
    /// One for all objects: making it costs more than reading a small one.
    inflate: RefCell<Decompress>,
    /// For what has no file of its own, once there is such.
    all: OnceCell<Option<gix::odb::Handle>>,
}

impl Objects {
    /// The database of `site`; none where git may see objects this program does not, as in the
    /// quarantine of a push.
    pub(super) fn of(site: &Site) -> Option<Self> {
        let elsewhere = ["GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];
        if elsewhere.iter().any(|name| env::var_os(name).is_some()) || !site.settings().ok()?.plain
        {
            return None;
        }
        let folder = site.common().join("objects");
        Some(Self { folder, inflate: RefCell::new(Decompress::new()), all: OnceCell::new() })
    }

    /// An object, wherever it is.
    fn object(&self, id: &ObjectId) -> Option<(Kind, Vec<u8>)> {
        self.loose(id).or_else(|| {
            let opened = || gix::odb::at(self.folder.clone(), gix::hash::Kind::Sha1).ok();
            let all = self.all.get_or_init(opened).as_ref()?;
            let mut buffer = Vec::new();
            let kind = all.try_find(id, &mut buffer).ok()??.kind;
            Some((kind, buffer))
        })
    }

    /// An object that lies whole in a file of its own (gitformat-loose(5)).
    fn loose(&self, id: &ObjectId) -> Option<(Kind, Vec<u8>)> {
        let name = id.to_string();
        let (folder, file) = name.split_at_checked(2)?;
        let stored = fs::read(self.folder.join(folder).join(file)).ok()?;
        let mut inflate = self.inflate.borrow_mut();
        inflate.reset();
        let mut start = [0; 1024];
        let mut status = inflate.decompress(&stored, &mut start, FlushDecompress::None).ok()?;
        let begun = start.get(..usize::try_from(inflate.total_out()).ok()?)?;
        let (header, begun) = begun.split_once_str("\0")?;
        let (kind, size) = header.split_once_str(" ")?;
        let (kind, size) = (Kind::from_bytes(kind).ok()?, size.to_str().ok()?.parse().ok()?);
        if size > MOST {
            return None;
        }
        // A byte more, to see what is longer than it says.
        let mut content = vec![0; size + 1];
        content.get_mut(..begun.len())?.copy_from_slice(begun);
        let mut filled = begun.len();
        while status != Status::StreamEnd {
            let (read, written) = (inflate.total_in(), inflate.total_out());
            let rest = stored.get(usize::try_from(read).ok()?..)?;
            let room = content.get_mut(filled..)?;
            status = inflate.decompress(rest, room, FlushDecompress::None).ok()?;
            if status != Status::StreamEnd
                && read == inflate.total_in()
                && written == inflate.total_out()
            {
                return None;
            }
            filled += usize::try_from(inflate.total_out() - written).ok()?;
        }
        content.truncate(size);
        (filled == size).then_some((kind, content))
    }

    /// The tree of a commit, or the tree itself.
    pub(super) fn tree(&self, id: &ObjectId) -> Option<ObjectId> {
        let (kind, content) = self.object(id)?;
        match kind {
            Kind::Tree => Some(*id),
            Kind::Commit => {
                CommitRefIter::from_bytes(&content, gix::hash::Kind::Sha1).tree_id().ok()
            }
            _ => None,
        }
    }

    /// Whether `tree` has `path`, a file or a folder.
    pub(super) fn has(&self, tree: ObjectId, path: &[u8]) -> Option<bool> {
        let mut tree = tree;
        let mut parts = path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let content = self.tree_content(&tree)?;
            let mut found = None;
            for entry in TreeRefIter::from_bytes(&content, gix::hash::Kind::Sha1) {
                let entry = entry.ok()?;
                if entry.filename == part {
                    found = Some((entry.oid.to_owned(), entry.mode.is_tree()));
                    break;
                }
            }
            match found {
                Some((id, is_tree)) if is_tree || parts.peek().is_none() => tree = id,
                None | Some(_) => return Some(false),
            }
        }
        Some(true)
    }

    /// The bytes of a tree.
    pub(super) fn tree_content(&self, id: &ObjectId) -> Option<Vec<u8>> {
        let (kind, content) = self.object(id)?;
        (kind == Kind::Tree).then_some(content)
    }

    /// A commit as it is stored.
    pub(super) fn commit(&self, id: &ObjectId) -> Option<Stored> {
        let (kind, content) = self.object(id)?;
        (kind == Kind::Commit).then(|| Stored::read(id.to_string(), &content))
    }
}
