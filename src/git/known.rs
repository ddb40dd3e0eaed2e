//! Commits read before: a commit never changes, so what was read of it once need not be read again.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use bstr::ByteSlice;
use gix::ObjectId;
use gix::hashtable::HashMap;

use super::Commit;
use super::walk::Node;
use crate::file::write_cache;

/// Commits by their ids. What orders a walk is read at once, a text only when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    text: Vec<u8>,
    lines: HashMap<ObjectId, (Node, Range<usize>)>,
}

impl Known {
    /// The commits kept in `file`; none of them where it is missing, and only whole lines count.
    pub(super) fn load(file: &Path) -> Self {
        let text = fs::read(file).unwrap_or_default();
        let (mut lines, mut start) = (HashMap::default(), 0);
        for whole in text.lines_with_terminator() {
            let end = start + whole.len();
            if let Some((id, node)) = whole.strip_suffix(b"\n").and_then(node) {
                lines.insert(id, (node, start..end - 1));
            }
            start = end;
        }
        Self { text, lines }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// What orders the commit `id`.
    pub(super) fn node(&self, id: &ObjectId) -> Option<&Node> {
        self.lines.get(id).map(|(node, _)| node)
    }

    /// The commit `id` with its text.
    pub(super) fn commit(&self, id: &ObjectId) -> Option<Commit> {
        commit(&self.text[self.lines.get(id)?.1.clone()])
    }
}

/// A line is `<id> <time> <parent>,… <author> TAB <subject>`, or `-` where there is no parent.
fn fields(line: &[u8]) -> Option<[&[u8]; 4]> {
    let mut fields = line.splitn(4, |byte| *byte == b' ');
    Some([fields.next()?, fields.next()?, fields.next()?, fields.next()?])
}

fn node(line: &[u8]) -> Option<(ObjectId, Node)> {
    let [id, time, parents, rest] = fields(line)?;
    if !rest.contains(&b'\t') || rest.to_str().is_err() {
        return None;
    }
    let named = parents.split(|byte| *byte == b',').filter(|parent| *parent != b"-");
    let parents: Option<Vec<ObjectId>> =
        named.map(|parent| ObjectId::from_hex(parent).ok()).collect();
    let time = time.to_str().ok()?.parse().ok()?;
    Some((ObjectId::from_hex(id).ok()?, Node { time, parents: parents? }))
}

fn commit(line: &[u8]) -> Option<Commit> {
    let [id, time, parents, rest] = fields(line)?;
    let (author, subject) = rest.to_str().ok()?.split_once('\t')?;
    let named = parents.to_str().ok()?.split(',').filter(|parent| *parent != "-");
    Some(Commit {
        id: id.to_str().ok()?.to_owned(),
        parents: named.map(str::to_owned).collect(),
        time: time.to_str().ok()?.parse().ok()?,
        author: author.to_owned(),
        subject: subject.to_owned(),
    })
}

/// Keeps exactly these commits for the next time. Where nothing can be written, nothing is kept.
pub(super) fn keep<'c>(file: &Path, commits: impl Iterator<Item = &'c Commit>) {
    let mut text = String::new();
    for Commit { id, parents, time, author, subject } in commits {
        let parents = if parents.is_empty() { "-".into() } else { parents.join(",") };
        let plain = |text: &str| text.replace(['\t', '\n'], " ");
        let subject = subject.replace('\n', " ");
        let line = writeln!(text, "{id} {time} {parents} {}\t{subject}", plain(author));
        debug_assert!(line.is_ok(), "writing to a string cannot fail");
    }
    write_cache(file, text.as_bytes()).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(fill: char, parents: &[char], author: &str, subject: &str) -> Commit {
        let id = |fill: &char| fill.to_string().repeat(40);
        Commit {
            id: id(&fill),
            parents: parents.iter().map(id).collect(),
            time: -7,
            author: author.into(),
            subject: subject.into(),
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_half_a_line_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("cache/commits");
        let all = [commit('a', &[], "A  B", "[X] a\tb"), commit('b', &['a', 'c'], "", "")];
        keep(&file, all.iter());
        let known = Known::load(&file);
        assert_eq!(known.len(), all.len());
        for one in &all {
            let id = ObjectId::from_hex(one.id.as_bytes()).unwrap();
            assert_eq!(known.commit(&id).as_ref(), Some(one));
            assert_eq!(known.node(&id).map(|node| node.parents.len()), Some(one.parents.len()));
        }
        let text = fs::read(&file).unwrap();
        fs::write(&file, &text[..text.len() - 1]).unwrap();
        assert_eq!(Known::load(&file).len(), 1);
        fs::write(&file, b"\xff\nnonsense\na b c d\te\n").unwrap();
        assert_eq!(Known::load(&file).len(), 0);
    }
}
