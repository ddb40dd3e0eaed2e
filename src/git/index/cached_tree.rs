//! The tree an index file caches (the TREE extension), read from the end of the file.
//!
//! Entries come first and can only be walked one by one; the extensions behind them are a chain of
//! signature, length and content that ends exactly in front of the file's checksum
//! (gitformat-index(5)). That exact end, and content that reads as nodes to its last byte, tell the
//! extension from bytes that only look like it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use bstr::ByteSlice;
use gix::ObjectId;

/// Length of a SHA-1 id, and of the checksum at the end.
const ID: usize = 20;

/// Extensions that may follow the cached tree.
const FOLLOWING: [&[u8; 4]; 5] = [b"REUC", b"UNTR", b"FSMN", b"sdir", b"EOIE"];

/// How much of the end is read first; enough for thousands of directories.
const TAIL: u64 = 256 * 1024;

/// One directory the index knows the tree of, or knew before something in it was staged.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Its name in its parent; empty for the root.
    pub(super) name: Vec<u8>,
    /// How many entries it holds with everything below, and its tree; none when not valid.
    pub(super) tree: Option<(usize, ObjectId)>,
    /// Where the directories in it are in the list of all.
    pub(super) below: Vec<usize>,
}

/// The cached directories of the index at `file`, the root first; none when they are not there or
/// not understood.
pub(super) fn nodes(file: &Path) -> Option<Vec<Node>> {
    let mut file = File::open(file).ok()?;
    let mut header = [0; 12];
    file.read_exact(&mut header).ok()?;
    let (signature, version) = header.split_first_chunk::<4>()?;
    if signature != b"DIRC" || !matches!(u32::from_be_bytes(*version.first_chunk()?), 2..=4) {
        return None;
    }
    let length = file.metadata().ok()?.len().max(12);
    let mut wanted = TAIL;
    loop {
        let start = length.saturating_sub(wanted).max(12);
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut tail = vec![0; usize::try_from(length - start).ok()?];
        file.read_exact(&mut tail).ok()?;
        match in_tail(&tail) {
            None if start > 12 => wanted *= 16,
            found => return found,
        }
    }
}

/// The cached directories in the last bytes of an index.
fn in_tail(tail: &[u8]) -> Option<Vec<Node>> {
    let chain = tail.get(..tail.len().checked_sub(ID)?)?;
    chain.find_iter("TREE").find_map(|at| {
        let (nodes, mut rest) = content(&chain[at..])?;
        while !rest.is_empty() {
            let known = FOLLOWING.iter().any(|signature| rest.starts_with(*signature));
            rest = content(rest).filter(|_| known)?.1;
        }
        read(nodes)
    })
}

/// The content of the extension `bytes` begins with, and what follows it.
pub(super) fn content(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.get(4..)?.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The nodes an extension's content lists, each in front of those below it.
fn read(content: &[u8]) -> Option<Vec<Node>> {
    let mut rest = content;
    let mut found: Vec<Node> = Vec::new();
    // The nodes whose directories are not all read yet, with how many are missing.
    let mut open: Vec<(usize, usize)> = Vec::new();
    loop {
        let (name, after) = rest.split_once_str("\0")?;
        let (entries, after) = after.split_once_str(" ")?;
        let (below, after) = after.split_once_str("\n")?;
        let valid = entries != b"-1";
        let (id, after) = after.split_at_checked(if valid { ID } else { 0 })?;
        let tree =
            if valid { Some((number(entries)?, ObjectId::try_from(id).ok()?)) } else { None };
        if name.is_empty() != found.is_empty() {
            return None;
        }
        let this = found.len();
        found.push(Node { name: name.to_owned(), tree, below: Vec::new() });
        if let Some((parent, missing)) = open.last_mut() {
            found[*parent].below.push(this);
            *missing -= 1;
        }
        open.push((this, number(below)?));
        while open.last().is_some_and(|(_, missing)| *missing == 0) {
            open.pop();
        }
        rest = after;
        if open.is_empty() {
            return rest.is_empty().then_some(found);
        }
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    digits.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, counts: &str, id: Option<u8>) -> Vec<u8> {
        let mut node = format!("{name}\0{counts}\n").into_bytes();
        node.extend(id.map(|byte| [byte; ID]).iter().flatten());
        node
    }

    fn chained(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tail = b"entries TREE\0\0\0\x01 and more".to_vec();
        for (signature, content) in parts {
            tail.extend_from_slice(signature.as_bytes());
            tail.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
            tail.extend_from_slice(content);
        }
        tail.extend([0; ID]);
        tail
    }

    fn root(tail: &[u8]) -> Option<ObjectId> {
        in_tail(tail)?[0].tree.map(|(_, id)| id)
    }

    #[test]
    fn a_valid_root_is_found_whatever_follows() {
        let nodes =
            [node("", "3 2", Some(7)), node("a", "1 0", Some(1)), node("b", "-1 0", None)].concat();
        let id = Some(ObjectId::from_bytes_or_panic(&[7; ID]));
        assert_eq!(root(&chained(&[("TREE", &nodes)])), id);
        assert_eq!(root(&chained(&[("IEOT", b"x"), ("TREE", &nodes), ("EOIE", b"yy")])), id);
        assert_eq!(root(&chained(&[("TREE", &nodes), ("sdir", b"")])), id);
    }

    #[test]
    fn directories_know_what_is_below_them() {
        let nodes = [
            node("", "-1 2", None),
            node("a", "-1 1", None),
            node("b", "1 0", Some(1)),
            node("c", "2 0", Some(2)),
        ];
        let found = read(&nodes.concat()).unwrap();
        let below: Vec<_> = found.iter().map(|node| node.below.clone()).collect();
        assert_eq!(below, [vec![1, 3], vec![2], vec![], vec![]]);
        assert_eq!(root(&chained(&[("TREE", &nodes.concat())])), None, "the root is not valid");
    }

    #[test]
    fn what_is_not_known_for_certain_is_none() {
        let nodes = node("", "3 0", Some(7));
        for parts in [
            &[("TREE", &nodes[..]), ("new?", b"x")][..],
            &[("TREE", &node("", "3 1", Some(7)))],
            &[("TREE", &node("a", "3 0", Some(7)))],
            &[("TREE", &[&nodes[..], b"x"].concat())],
            &[("REUC", b"x")],
            &[],
        ] {
            assert_eq!(root(&chained(parts)), None, "{parts:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 0_usize..80) {
            let nodes = [node("", "3 1", Some(7)), node("a", "1 0", Some(1))].concat();
            let mut tail = chained(&[("TREE", &nodes), ("EOIE", &bytes)]);
            tail.truncate(tail.len().saturating_sub(cut));
            drop(in_tail(&tail));
            drop(read(&bytes));
        }
    }
}
