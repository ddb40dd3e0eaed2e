//! The paths two trees differ in, reading only the directories that differ.

use std::cmp::Ordering;

use gix::ObjectId;
use gix::objs::TreeRefIter;
use gix::objs::tree::{EntryKind, EntryRef};

use crate::git::objects::Objects;

/// A directory that differs: its path with a slash at the end, what it was and what it is.
type Folder = (Vec<u8>, Option<ObjectId>, Option<ObjectId>);

/// The files, links and submodules in which `new` differs from `old`, in the order of their bytes;
/// no tree is the empty tree. None when an object cannot be read.
pub(super) fn between(
    objects: &Objects,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let mut open: Vec<Folder> = vec![(Vec::new(), old, new)];
    while let Some((folder, old, new)) = open.pop() {
        if old != new {
            let (old, new) = (content(objects, old)?, content(objects, new)?);
            compare(&folder, &entries(&old)?, &entries(&new)?, &mut open, &mut found);
        }
    }
    found.sort_unstable();
    Some(found)
}

fn content(objects: &Objects, tree: Option<ObjectId>) -> Option<Vec<u8>> {
    tree.map_or_else(|| Some(Vec::new()), |id| objects.tree_content(&id))
}

/// The entries by name alone: git sorts directories as if their names ended in a slash.
fn entries(tree: &[u8]) -> Option<Vec<EntryRef<'_>>> {
    let iter = TreeRefIter::from_bytes(tree, gix::hash::Kind::Sha1);
    let mut entries = iter.collect::<Result<Vec<_>, _>>().ok()?;
    entries.sort_by(|left, right| left.filename.cmp(right.filename));
    Some(entries)
}

fn compare(
    folder: &[u8],
    old: &[EntryRef<'_>],
    new: &[EntryRef<'_>],
    open: &mut Vec<Folder>,
    found: &mut Vec<Vec<u8>>,
) {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(was), Some(is)) => was.filename.cmp(is.filename),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let was = if order == Ordering::Greater { None } else { old.next() };
        let is = if order == Ordering::Less { None } else { new.next() };
        // Old versions of git stored more modes than those it tells apart today.
        let same = |was: &EntryRef<'_>, is: &EntryRef<'_>| {
            was.mode.kind() == is.mode.kind() && was.oid == is.oid
        };
        if was.zip(is).is_some_and(|(was, is)| same(was, is)) {
            continue;
        }
        let Some(name) = was.or(is).map(|entry| entry.filename) else { return };
        let path = [folder, name.as_ref()].concat();
        let is_tree = |entry: &EntryRef<'_>| entry.mode.kind() == EntryKind::Tree;
        let tree = |entry: Option<&EntryRef<'_>>| {
            entry.filter(|entry| is_tree(entry)).map(|entry| entry.oid.to_owned())
        };
        let (was_tree, now_tree) = (tree(was), tree(is));
        if was_tree.is_some() || now_tree.is_some() {
            open.push(([&path, &b"/"[..]].concat(), was_tree, now_tree));
        }
        if was.into_iter().chain(is).any(|entry| !is_tree(entry)) {
            found.push(path);
        }
    }
}
