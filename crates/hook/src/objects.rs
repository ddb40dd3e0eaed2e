//! Objects that lie whole in files of their own (gitformat-loose(5)), and in which paths two trees differ.

use std::fs;
use std::path::PathBuf;

use crate::inflate::inflate;
use crate::judge::path;

/// A commit's or tree's id.
pub(crate) type Id = [u8; 20];

/// The largest object that is looked at, in bytes.
const MOST: usize = 8 << 20;

/// What a tree's entry has for a mode where it is a tree.
const TREE: &[u8] = b"40000";

/// The object database of a repository.
pub(crate) struct Objects {
    folder: PathBuf,
}

/// What is needed of a commit.
pub(crate) struct Commit {
    /// Its tree.
    pub(crate) tree: Id,
    /// Its parents.
    pub(crate) parents: Vec<Id>,
    /// What it says.
    pub(crate) message: Vec<u8>,
}

impl Objects {
    /// That of the repository whose common directory is `common`.
    pub(crate) fn of(common: &[u8]) -> Self {
        Self { folder: path(common).join("objects") }
    }

    fn read(&self, id: &Id, kind: &[u8]) -> Option<Vec<u8>> {
        let mut name = Vec::with_capacity(41);
        for (at, byte) in id.iter().enumerate() {
            if at == 1 {
                name.push(b'/');
            }
            name.extend([byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)]));
        }
        let mut object = inflate(&fs::read(self.folder.join(path(&name))).ok()?, MOST)?;
        let end = object.iter().position(|byte| *byte == 0)?;
        let size = object[..end].strip_prefix(kind)?.strip_prefix(b" ")?;
        if number(size)? != object.len() - end - 1 {
            return None;
        }
        Some(object.split_off(end + 1))
    }

    /// A commit; none where it is written in a way of its own.
    pub(crate) fn commit(&self, id: &Id) -> Option<Commit> {
        let object = self.read(id, b"commit")?;
        let (tree, mut rest) = object.strip_prefix(b"tree ")?.split_at_checked(40)?;
        let mut parents = Vec::new();
        while let Some(line) = rest.strip_prefix(b"\nparent ") {
            let (parent, after) = line.split_at_checked(40)?;
            parents.push(from_hex(parent)?);
            rest = after;
        }
        rest = rest.strip_prefix(b"\nauthor ")?;
        // What follows is in lines, up to the first that is empty.
        let head = rest.windows(2).position(|pair| pair == b"\n\n")?;
        let message = rest[head + 2..].to_vec();
        Some(Commit { tree: from_hex(tree)?, parents, message })
    }

    /// Whether `new` differs from `old`, where there is one, below folders only that `whole` says yes to, and else
    /// in files that `single` says yes to; none where that cannot be told.
    pub(crate) fn differ_only_in(
        &self,
        old: Option<Id>,
        new: Id,
        whole: &dyn Fn(&[u8]) -> bool,
        single: &dyn Fn(&[u8]) -> bool,
    ) -> Option<bool> {
        let mut open = vec![(Vec::new(), old, Some(new))];
        while let Some((folder, old, new)) = open.pop() {
            if old == new || folder.strip_suffix(b"/").is_some_and(whole) {
                continue;
            }
            let content = |tree: Option<Id>| match tree {
                Some(id) => self.read(&id, b"tree"),
                None => Some(Vec::new()),
            };
            let (before, after) = (content(old)?, content(new)?);
            for (name, was, is) in differing(&entries(&before)?, &entries(&after)?) {
                let at = [&folder[..], name].concat();
                let tree = |side: &Entry<'_>| (side.mode == TREE).then_some(side.id);
                let is_file = |side: &Entry<'_>| side.mode != TREE;
                if [was, is].iter().flatten().any(is_file) && !single(&at) {
                    return Some(false);
                }
                let (was, is) = (was.as_ref().and_then(tree), is.as_ref().and_then(tree));
                if was.is_some() || is.is_some() {
                    open.push(([&at[..], b"/"].concat(), was, is));
                }
            }
        }
        Some(true)
    }
}

/// One name in a tree.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Entry<'t> {
    name: &'t [u8],
    mode: &'t [u8],
    id: Id,
}

/// The entries of a tree, by name alone: git sorts folders as if their names ended in a slash.
fn entries(tree: &[u8]) -> Option<Vec<Entry<'_>>> {
    let (mut rest, mut found) = (tree, Vec::new());
    while !rest.is_empty() {
        let (mode, after) = split(rest, b' ')?;
        let (name, after) = split(after, 0)?;
        let (id, after) = after.split_first_chunk()?;
        found.push(Entry { name, mode, id: *id });
        rest = after;
    }
    found.sort_unstable_by(|left, right| left.name.cmp(right.name));
    Some(found)
}

type Difference<'t> = (&'t [u8], Option<Entry<'t>>, Option<Entry<'t>>);

/// The names whose entries are not the same, with what they were and are.
fn differing<'t>(old: &[Entry<'t>], new: &[Entry<'t>]) -> Vec<Difference<'t>> {
    let (mut old, mut new) = (old.iter().copied().peekable(), new.iter().copied().peekable());
    let mut found = Vec::new();
    while let Some(name) = match (old.peek(), new.peek()) {
        (Some(was), Some(is)) => Some(was.name.min(is.name)),
        (was, is) => was.or(is).map(|it| it.name),
    } {
        let (was, is) = (old.next_if(|it| it.name == name), new.next_if(|it| it.name == name));
        if was != is {
            found.push((name, was, is));
        }
    }
    found
}

/// What is before the first `byte`, and what is behind it.
pub(crate) fn split(bytes: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|it| *it == byte)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// A number in decimal digits.
pub(crate) fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// A full id in hexadecimal digits.
pub(crate) fn from_hex(digits: &[u8]) -> Option<Id> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = digits.as_chunks::<2>();
    let mut id = Id::default();
    if pairs.len() != id.len() || !rest.is_empty() {
        return None;
    }
    for (to, [high, low]) in id.iter_mut().zip(pairs) {
        *to = digit(*high)? << 4 | digit(*low)?;
    }
    Some(id)
}

/// The commit that a reference in a file of its own names.
pub(crate) fn loose(common: &[u8], name: &[u8]) -> Option<Id> {
    let text = fs::read(path(common).join(path(name))).ok()?;
    from_hex(text.trim_ascii_end())
}
