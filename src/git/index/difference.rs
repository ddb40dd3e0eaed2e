//! The paths two trees differ in, reading only the directories that differ.

use std::cmp::Ordering;

use gix::ObjectId;
use gix::objs::TreeRefIter;
use gix::objs::tree::EntryKind;

use super::entries::{Listings, Target};
use crate::git::objects::Objects;

/// Which folders need no look into, by their paths.
pub(in crate::git) type Whole<'w> = &'w dyn Fn(&[u8]) -> bool;

/// The name that stands for all in such a folder.
const ANY: &[u8] = b"\x01";

/// A directory that differs: its path with a slash at the end, what it was and what it is.
type Folder = (Vec<u8>, Option<Target>, Option<Target>);

/// One name in a directory.
struct Entry<'t> {
    name: &'t [u8],
    kind: EntryKind,
    target: Target,
}

/// The files, links and submodules in which `new` differs from `old`, in the order of their bytes;
/// no tree is the empty tree. None when an object cannot be read.
///
/// Below a folder that `whole` says yes to, one path that cannot be stands for whatever differs there.
pub(super) fn between(
    objects: &Objects,
    old: Option<ObjectId>,
    new: Option<Target>,
    listings: &Listings,
    whole: Whole<'_>,
) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let mut open: Vec<Folder> = vec![(Vec::new(), old.map(Target::Object), new)];
    while let Some((folder, old, new)) = open.pop() {
        if old == new {
            continue;
        }
        if folder.strip_suffix(b"/").is_some_and(whole) {
            found.push([&folder[..], ANY].concat());
        } else {
            let (before, after) = (content(objects, old)?, content(objects, new)?);
            let (old, new) = (entries(&before, old, listings)?, entries(&after, new, listings)?);
            compare(&folder, &old, &new, &mut open, &mut found);
        }
    }
    found.sort_unstable();
    Some(found)
}

/// The bytes of a tree that is an object.
fn content(objects: &Objects, tree: Option<Target>) -> Option<Vec<u8>> {
    match tree {
        Some(Target::Object(id)) => objects.tree_content(&id),
        _ => Some(Vec::new()),
    }
}

/// The entries by name alone: git sorts directories as if their names ended in a slash.
fn entries<'t>(
    tree: &'t [u8],
    target: Option<Target>,
    listings: &'t Listings,
) -> Option<Vec<Entry<'t>>> {
    let mut entries: Vec<Entry<'t>> = match target {
        Some(Target::Listed(number)) => listings
            .get(number)?
            .iter()
            .map(|item| Entry { name: &item.name, kind: item.kind, target: item.target })
            .collect(),
        _ => TreeRefIter::from_bytes(tree, gix::hash::Kind::Sha1)
            .map(|entry| {
                let entry = entry.ok()?;
                // Old versions of git stored more modes than those it tells apart today.
                let kind = entry.mode.kind();
                let target = Target::Object(entry.oid.to_owned());
                Some(Entry { name: entry.filename.as_ref(), kind, target })
            })
            .collect::<Option<_>>()?,
    };
    entries.sort_by(|left, right| left.name.cmp(right.name));
    Some(entries)
}

fn compare(
    folder: &[u8],
    old: &[Entry<'_>],
    new: &[Entry<'_>],
    open: &mut Vec<Folder>,
    found: &mut Vec<Vec<u8>>,
) {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(was), Some(is)) => was.name.cmp(is.name),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let was = if order == Ordering::Greater { None } else { old.next() };
        let is = if order == Ordering::Less { None } else { new.next() };
        let same = |was: &Entry<'_>, is: &Entry<'_>| was.kind == is.kind && was.target == is.target;
        if was.zip(is).is_some_and(|(was, is)| same(was, is)) {
            continue;
        }
        let Some(name) = was.or(is).map(|entry| entry.name) else { return };
        let path = [folder, name].concat();
        let is_tree = |entry: &Entry<'_>| entry.kind == EntryKind::Tree;
        let tree = |entry: Option<&Entry<'_>>| entry.filter(|it| is_tree(it)).map(|it| it.target);
        let (was_tree, now_tree) = (tree(was), tree(is));
        if was_tree.is_some() || now_tree.is_some() {
            open.push(([&path, &b"/"[..]].concat(), was_tree, now_tree));
        }
        if was.into_iter().chain(is).any(|entry| !is_tree(entry)) {
            found.push(path);
        }
    }
}
