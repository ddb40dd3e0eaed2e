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

/// The id of the whole cached tree of the index at `file`; none when it is not there, not valid,
/// or not understood.
pub(super) fn root(file: &Path) -> Option<ObjectId> {
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
        if let Some(nodes) = extension(&tail) {
            return root_of(nodes)?;
        }
        if start == 12 {
            return None;
        }
        wanted *= 16;
    }
}

/// The content of the cached tree in the last bytes of an index.
fn extension(tail: &[u8]) -> Option<&[u8]> {
    let chain = tail.get(..tail.len().checked_sub(ID)?)?;
    chain.find_iter("TREE").find_map(|at| {
        let (nodes, mut rest) = content(&chain[at..])?;
        while !rest.is_empty() {
            let known = FOLLOWING.iter().any(|signature| rest.starts_with(*signature));
            rest = content(rest).filter(|_| known)?.1;
        }
        root_of(nodes).map(|_| nodes)
    })
}

/// The content of the extension `bytes` begins with, and what follows it.
fn content(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.get(4..)?.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The id of the first of the nodes, if it is valid; none when these are no nodes.
#[expect(clippy::option_option, reason = "no nodes is not the same as a root that is not valid")]
fn root_of(nodes: &[u8]) -> Option<Option<ObjectId>> {
    let (mut rest, mut root, mut open) = (nodes, None, 1_usize);
    while open > 0 {
        let (name, after) = rest.split_once_str("\0")?;
        let (entries, after) = after.split_once_str(" ")?;
        let (below, after) = after.split_once_str("\n")?;
        open = open.checked_sub(1)?.checked_add(number(below)?)?;
        let valid = entries != b"-1";
        let (id, after) = after.split_at_checked(if valid { ID } else { 0 })?;
        if valid {
            number(entries)?;
        }
        if root.is_none() {
            if !name.is_empty() {
                return None;
            }
            root = Some(valid.then(|| ObjectId::try_from(id)).transpose().ok()?);
        }
        rest = after;
    }
    root.filter(|_| rest.is_empty())
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

    fn read(tail: &[u8]) -> Option<ObjectId> {
        root_of(extension(tail)?)?
    }

    #[test]
    fn a_valid_root_is_found_whatever_follows() {
        let nodes =
            [node("", "3 2", Some(7)), node("a", "1 0", Some(1)), node("b", "-1 0", None)].concat();
        let root = Some(ObjectId::from_bytes_or_panic(&[7; ID]));
        assert_eq!(read(&chained(&[("TREE", &nodes)])), root);
        assert_eq!(read(&chained(&[("IEOT", b"x"), ("TREE", &nodes), ("EOIE", b"yy")])), root);
        assert_eq!(read(&chained(&[("TREE", &nodes), ("sdir", b"")])), root);
    }

    #[test]
    fn what_is_not_known_for_certain_is_none() {
        let nodes = node("", "3 0", Some(7));
        for parts in [
            &[("TREE", &nodes[..]), ("new?", b"x")][..],
            &[("TREE", &node("", "-1 0", None))],
            &[("TREE", &node("", "3 1", Some(7)))],
            &[("TREE", &node("a", "3 0", Some(7)))],
            &[("TREE", &[&nodes[..], b"x"].concat())],
            &[("REUC", b"x")],
            &[],
        ] {
            assert_eq!(read(&chained(parts)), None, "{parts:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>, cut in 0_usize..80) {
            let nodes = [node("", "3 1", Some(7)), node("a", "1 0", Some(1))].concat();
            let mut tail = chained(&[("TREE", &nodes), ("EOIE", &bytes)]);
            tail.truncate(tail.len().saturating_sub(cut));
            let _: Option<ObjectId> = read(&tail);
            let _: Option<Option<ObjectId>> = root_of(&bytes);
        }
    }
}
