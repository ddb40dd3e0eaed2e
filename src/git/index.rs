//! Staged paths without starting git: the tree the index caches for itself against HEAD's.
//!
//! Git commits the cached tree as it stands whenever it is valid (git's `cache_tree_update`), so
//! its difference from HEAD's tree is the commit's, in every kind of index. Where it is valid in
//! part, the entries tell the rest. Whatever is not known for certain here is none, and git is asked
//! instead.

mod cached_tree;
mod difference;
mod entries;

use std::env;

use gix::ObjectId;

use difference::Whole;
use entries::Target;

use super::objects::Objects;
use super::tip::Tip;
use super::{Site, Stored};

impl Site {
    /// The paths whose staged entry differs from HEAD's, when the index alone can tell.
    pub fn scanned(&self) -> Option<Vec<Vec<u8>>> {
        self.scanned_outside(&|_| false)
    }

    /// The same where one path that cannot be stands for all that differs below a folder that `whole` says yes to.
    pub(super) fn scanned_outside(&self, whole: Whole<'_>) -> Option<Vec<Vec<u8>>> {
        let objects = Objects::of(self)?;
        let head = match self.tip()? {
            Tip::At(commit) => Some(objects.tree(&commit)?),
            Tip::Unborn => None,
        };
        self.cached_against(&objects, head, whole)
    }

    /// The same against a commit or a tree, by its full id.
    pub(super) fn scanned_against(&self, id: &str) -> Option<Vec<Vec<u8>>> {
        let objects = Objects::of(self)?;
        let tree = objects.tree(&ObjectId::from_hex(id.as_bytes()).ok()?)?;
        self.cached_against(&objects, Some(tree), &|_| false)
    }

    /// Whether the index has `path`, a file or a folder, where it has the tree of all that is staged.
    pub(super) fn tracks(&self, path: &[u8]) -> Option<bool> {
        // Whoever names another index knows why.
        if env::var_os("GIT_INDEX_FILE").is_some() {
            return None;
        }
        let (_, root) = cached_tree::nodes(&self.git_dir().join("index"))?.first()?.tree?;
        Objects::of(self)?.has(root, path)
    }

    fn cached_against(
        &self,
        objects: &Objects,
        tree: Option<ObjectId>,
        whole: Whole<'_>,
    ) -> Option<Vec<Vec<u8>>> {
        let index = match env::var_os("GIT_INDEX_FILE") {
            Some(named) => self.top().join(named),
            None => self.git_dir().join("index"),
        };
        let nodes = cached_tree::nodes(&index)?;
        if let Some((_, root)) = nodes.first()?.tree {
            return difference::between(
                objects,
                tree,
                Some(Target::Object(root)),
                &Vec::new(),
                whole,
            );
        }
        let listings = entries::listings(&index, &nodes)?;
        let root = Target::Listed(listings.len().checked_sub(1)?);
        difference::between(objects, tree, Some(root), &listings, whole)
    }
}

/// The commit at HEAD, with no parent or one, and the paths it changes.
#[derive(Debug)]
pub struct LastCommit {
    /// The commit.
    pub commit: Stored,
    /// The paths.
    pub paths: Vec<Vec<u8>>,
}

impl Site {
    /// The last commit; none where git must be asked, as for merges. One path that cannot be stands for all that
    /// it changes below a folder that `whole` says yes to.
    pub fn last_commit(&self, whole: Whole<'_>) -> Option<LastCommit> {
        let Tip::At(id) = self.tip()? else { return None };
        let objects = Objects::of(self)?;
        let commit = objects.commit(&id)?;
        let named = |id: &String| ObjectId::from_hex(id.as_bytes()).ok();
        let before = match commit.parents.as_slice() {
            [] => None,
            [parent] => Some(objects.tree(&named(parent)?)?),
            _ => return None,
        };
        let after = Target::Object(named(&commit.tree)?);
        let paths = difference::between(&objects, before, Some(after), &Vec::new(), whole)?;
        Some(LastCommit { commit, paths })
    }
}
