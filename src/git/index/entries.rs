//! The entries of an index, as listings of the directories whose cached tree is not valid: those in
//! which something was staged since, as in the index of `commit -- path`.

use std::fs;
use std::path::Path;

use bstr::ByteSlice;
use gix::ObjectId;
use gix::objs::tree::EntryKind;

use super::cached_tree::{Node, content};

/// Extensions of an index whose entries are all there is, one by one.
const KNOWN: [&[u8; 4]; 6] = [b"IEOT", b"TREE", b"REUC", b"UNTR", b"FSMN", b"EOIE"];

/// Deeper directories are left to git.
const DEPTH: usize = 200;

/// What an entry leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// An object.
    Object(ObjectId),
    /// A directory that is no object yet, by its number.
    Listed(usize),
}

/// One name in a listed directory.
#[derive(Debug)]
pub(super) struct Item {
    /// The name.
    pub(super) name: Vec<u8>,
    /// What it is.
    pub(super) kind: EntryKind,
    /// What it leads to.
    pub(super) target: Target,
}

/// The listed directories; the last one is the root.
pub(super) type Listings = Vec<Vec<Item>>;

/// Lists what `nodes` hold no valid tree of, from the index at `file`; none when it is not
/// understood.
pub(super) fn listings(file: &Path, nodes: &[Node]) -> Option<Listings> {
    read(&fs::read(file).ok()?, nodes)
}

fn read(bytes: &[u8], nodes: &[Node]) -> Option<Listings> {
    let count = match word(bytes, 4)? {
        2 | 3 => usize::try_from(word(bytes, 8)?).ok()?,
        _ => return None,
    };
    let mut walk = Walk { rest: bytes.get(12..)?, left: count, nodes, found: Vec::new() };
    walk.list(b"", nodes.first(), 0)?;
    let mut chain = walk.rest.get(..walk.rest.len().checked_sub(20)?)?;
    while !chain.is_empty() {
        let known = KNOWN.iter().any(|signature| chain.starts_with(*signature));
        chain = content(chain).filter(|_| known)?.1;
    }
    (walk.left == 0).then_some(walk.found)
}

/// One entry, and where the next one begins.
struct Entry<'b> {
    path: &'b [u8],
    mode: u32,
    id: ObjectId,
    /// Whether it is only meant to be added some day.
    intended: bool,
    rest: &'b [u8],
}

struct Walk<'b> {
    rest: &'b [u8],
    left: usize,
    nodes: &'b [Node],
    found: Listings,
}

impl<'b> Walk<'b> {
    /// Lists the directory that all following paths with `prefix` are in; gives its number.
    fn list(&mut self, prefix: &[u8], node: Option<&Node>, depth: usize) -> Option<usize> {
        let mut items = Vec::new();
        while self.left > 0 {
            let entry = entry(self.rest)?;
            let Some(below) = entry.path.strip_prefix(prefix) else { break };
            let Some((name, _)) = below.split_once_str("/") else {
                self.step(entry.rest);
                if !entry.intended {
                    let target = Target::Object(entry.id);
                    items.push(Item { name: below.to_owned(), kind: kind(entry.mode)?, target });
                }
                continue;
            };
            let folder = [prefix, name, b"/"].concat();
            let child = node.and_then(|node| {
                node.below.iter().map(|at| &self.nodes[*at]).find(|child| child.name == name)
            });
            let target = match child.and_then(|child| child.tree) {
                Some((count, id)) => {
                    self.skip(&folder, count)?;
                    Target::Object(id)
                }
                None if depth < DEPTH => Target::Listed(self.list(&folder, child, depth + 1)?),
                None => return None,
            };
            items.push(Item { name: name.to_owned(), kind: EntryKind::Tree, target });
        }
        self.found.push(items);
        Some(self.found.len() - 1)
    }

    /// Passes over the `count` entries of a directory.
    fn skip(&mut self, folder: &[u8], count: usize) -> Option<()> {
        for _ in 0..count {
            let entry =
                entry(self.rest).filter(|it| self.left > 0 && it.path.starts_with(folder))?;
            self.step(entry.rest);
        }
        (count > 0).then_some(())
    }

    fn step(&mut self, rest: &'b [u8]) {
        self.rest = rest;
        self.left -= 1;
    }
}

/// The entry `bytes` begin with (gitformat-index(5), Index entry); none for an unmerged one.
fn entry(bytes: &[u8]) -> Option<Entry<'_>> {
    let half = |at: usize| Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let flags = half(60)?;
    let extended = flags & 0x4000 != 0;
    let fixed = if extended { 64 } else { 62 };
    let path = bytes.get(fixed..)?.split_once_str("\0")?.0;
    let told = usize::from(flags & 0xfff);
    if flags & 0x3000 != 0 || told != path.len().min(0xfff) {
        return None;
    }
    Some(Entry {
        path,
        mode: word(bytes, 24)?,
        id: ObjectId::try_from(bytes.get(40..60)?).ok()?,
        intended: extended && half(62)? & 0x2000 != 0,
        rest: bytes.get((fixed + path.len()) / 8 * 8 + 8..)?,
    })
}

/// What a mode means; none for directories, as sparse indexes have them.
fn kind(mode: u32) -> Option<EntryKind> {
    Some(match mode {
        0o100_644 => EntryKind::Blob,
        0o100_755 => EntryKind::BlobExecutable,
        0o120_000 => EntryKind::Link,
        0o160_000 => EntryKind::Commit,
        _ => return None,
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(paths: &[(&str, u16)]) -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x03".to_vec();
        bytes.extend(u32::try_from(paths.len()).unwrap().to_be_bytes());
        for (path, extended) in paths {
            let start = bytes.len();
            bytes.extend([0; 24]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; 32]);
            let flags = u16::try_from(path.len()).unwrap();
            if *extended == 0 {
                bytes.extend(flags.to_be_bytes());
            } else {
                bytes.extend((flags | 0x4000).to_be_bytes());
                bytes.extend(extended.to_be_bytes());
            }
            bytes.extend_from_slice(path.as_bytes());
            bytes.resize(start + (bytes.len() - start) / 8 * 8 + 8, 0);
        }
        bytes.extend([0; 20]);
        bytes
    }

    fn names(listing: &[Item]) -> Vec<String> {
        listing.iter().map(|item| String::from_utf8(item.name.clone()).unwrap()).collect()
    }

    #[test]
    fn only_what_is_not_valid_is_listed() {
        let id = ObjectId::null(gix::hash::Kind::Sha1);
        let valid = Node { name: b"b".into(), tree: Some((2, id)), below: Vec::new() };
        let nodes = [Node { below: vec![1], ..Node::default() }, valid];
        let bytes = index(&[
            ("a/new", 0x2000),
            ("a/x", 0),
            ("b/1", 0),
            ("b/2", 0),
            ("sevenletters", 0x4000),
        ]);
        let found = read(&bytes, &nodes).unwrap();
        assert_eq!(
            found.iter().map(|it| names(it)).collect::<Vec<_>>(),
            [vec!["x"], vec!["a", "b", "sevenletters"]]
        );
        assert_eq!(found[1][1].target, Target::Object(id));
        assert!(read(&index(&[("a/x", 0), ("b/1", 0), ("c", 0)]), &nodes).is_none());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(noise: Vec<u8>, cut in 0_usize..400, at in 0_usize..400) {
            let mut bytes = index(&[("a/x", 0), ("b/1", 0), ("c", 0x4000)]);
            let end = (at + noise.len()).min(bytes.len());
            let start = at.min(end);
            bytes[start..end].copy_from_slice(&noise[..end - start]);
            bytes.truncate(bytes.len().saturating_sub(cut));
            let nodes = [Node::default()];
            drop(read(&bytes, &nodes));
        }
    }
}
