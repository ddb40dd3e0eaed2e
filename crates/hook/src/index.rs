//! The tree of all that is staged, from the end of the index (gitformat-index(5), Cache tree).

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::objects::{Id, number, split};

/// How much of the end is looked at, in bytes.
const TAIL: u64 = 256 << 10;

/// Length of the sum at the end.
const SUM: usize = 20;

/// Extensions that may follow the cached tree.
const FOLLOWING: [&[u8; 4]; 5] = [b"REUC", b"UNTR", b"FSMN", b"sdir", b"EOIE"];

/// The tree of what the index at `file` has; none where it knows none, or something in it is not understood.
pub(crate) fn tree(file: &Path) -> Option<Id> {
    let file = File::open(file).ok()?;
    let mut header = [0; 8];
    file.read_exact_at(&mut header, 0).ok()?;
    let version = u32::from_be_bytes(*header.strip_prefix(b"DIRC")?.first_chunk()?);
    if !matches!(version, 2..=4) {
        return None;
    }
    let length = file.metadata().ok()?.len();
    let start = length.saturating_sub(TAIL).max(12);
    let mut tail = vec![0; usize::try_from(length.checked_sub(start)?).ok()?];
    file.read_exact_at(&mut tail, start).ok()?;
    in_tail(tail.get(..tail.len().checked_sub(SUM)?)?)
}

/// The extensions are a chain of signature, length and content that ends exactly in front of the sum: that end,
/// and content that reads as nodes to its last byte, tell the extension from bytes that only look like it.
fn in_tail(chain: &[u8]) -> Option<Id> {
    let starts = (0..chain.len()).rev().filter(|at| chain[*at] == b'T');
    starts.map(|at| &chain[at..]).filter(|rest| rest.starts_with(b"TREE")).find_map(|rest| {
        let (nodes, mut rest) = content(rest)?;
        while !rest.is_empty() {
            let known = FOLLOWING.iter().any(|signature| rest.starts_with(*signature));
            rest = content(rest).filter(|_| known)?.1;
        }
        root(nodes)
    })
}

fn content(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.get(4..)?.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The tree of the first node, where all of them can be read and it is valid.
fn root(content: &[u8]) -> Option<Id> {
    let (mut rest, mut first) = (content, None);
    // How many nodes are to follow.
    let mut missing = 1_usize;
    while missing > 0 {
        let (name, after) = split(rest, 0)?;
        let (entries, after) = split(after, b' ')?;
        let (below, after) = split(after, b'\n')?;
        let (id, after) = after.split_at_checked(if entries == b"-1" { 0 } else { SUM })?;
        let is_root = first.is_none();
        if name.is_empty() != is_root || entries != b"-1" && number(entries).is_none() {
            return None;
        }
        if is_root {
            first = Some(id);
        }
        missing = (missing - 1).checked_add(number(below)?)?;
        rest = after;
    }
    if rest.is_empty() { first?.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, counts: &str, id: Option<u8>) -> Vec<u8> {
        let mut node = format!("{name}\0{counts}\n").into_bytes();
        node.extend(id.map(|byte| [byte; SUM]).iter().flatten());
        node
    }

    fn chained(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tail = b"entries TREE\0\0\0\x01 and more".to_vec();
        for (signature, content) in parts {
            tail.extend_from_slice(signature.as_bytes());
            tail.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
            tail.extend_from_slice(content);
        }
        tail
    }

    #[test]
    fn a_valid_root_is_found_whatever_follows() {
        let nodes =
            [node("", "3 2", Some(7)), node("a", "1 0", Some(1)), node("b", "-1 0", None)].concat();
        for parts in [
            &[("TREE", &nodes[..])][..],
            &[("IEOT", b"x"), ("TREE", &nodes), ("EOIE", b"TT")],
            &[("TREE", &nodes), ("sdir", b"")],
        ] {
            assert_eq!(in_tail(&chained(parts)), Some([7; SUM]), "{parts:?}");
        }
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
            assert_eq!(in_tail(&chained(parts)), None, "{parts:?}");
        }
    }
}
