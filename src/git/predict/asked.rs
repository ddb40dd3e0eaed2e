//! Merges judged by `git merge-tree`, the authority where gix may differ or cannot read.

use bstr::ByteSlice;

use super::Clash;
use crate::git::{Error, Repo};

/// Where each of these pairs of commits clashes, asked in one process.
pub(super) fn all(repo: &Repo, pairs: &[(&str, &str)]) -> Result<Vec<Vec<Clash>>, Error> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let input: String = pairs.iter().map(|(one, other)| format!("{one} {other}\n")).collect();
    let printed = repo
        .git()
        .args(["merge-tree", "--write-tree", "--allow-unrelated-histories", "--stdin"])
        .input(input)
        .run()?
        .stdout;
    let mut rest = printed.as_slice();
    let mut found = Vec::new();
    for (one, other) in pairs {
        let (merged, after) = record(rest).ok_or_else(|| Error::Answer {
            command: format!("merge-tree --stdin ({one} {other})"),
            why: "it ended early".into(),
        })?;
        found.push(merged.clashes);
        rest = after;
    }
    Ok(found)
}

/// Where each of `tips` clashes when they are merged into `base` one after the other.
pub(super) fn chain(repo: &Repo, base: &str, tips: &[String]) -> Result<Vec<Vec<Clash>>, Error> {
    let mut ours = base.to_owned();
    let mut found = Vec::new();
    for tip in tips {
        let printed = repo
            .git()
            .args(["merge-tree", "--write-tree", "--allow-unrelated-histories", "--stdin"])
            .input(format!("{ours} {tip}\n"))
            .run()?
            .stdout;
        let (merged, _) = record(&printed).ok_or_else(|| Error::Answer {
            command: format!("merge-tree --stdin ({ours} {tip})"),
            why: "it ended early".into(),
        })?;
        // The commit is in no ref: it only tells the next merge what has been merged.
        ours = repo
            .git()
            .in_nobodys_name()
            .args(["commit-tree", &merged.tree, "-p", &ours, "-p", tip, "-m", "predicted"])
            .line()?;
        found.push(merged.clashes);
    }
    Ok(found)
}

#[derive(Debug, PartialEq, Eq)]
struct Merged {
    tree: String,
    clashes: Vec<Clash>,
}

/// One record of `merge-tree --stdin` (git-merge-tree(1), OUTPUT): a flag, the tree, and for a
/// conflict the unmerged entries and the messages, both ended by an empty field.
fn record(printed: &[u8]) -> Option<(Merged, &[u8])> {
    let (flag, rest) = printed.split_once_str("\0")?;
    let (tree, mut rest) = rest.split_once_str("\0")?;
    let tree = tree.to_str().ok()?.to_owned();
    let mut paths: Vec<&[u8]> = Vec::new();
    if flag == b"1" {
        next(&mut rest)?;
        return Some((Merged { tree, clashes: Vec::new() }, rest));
    }
    loop {
        let field = next(&mut rest)?;
        if field.is_empty() {
            break;
        }
        let (_, path) = field.split_once_str("\t")?;
        if paths.last() != Some(&path) {
            paths.push(path);
        }
    }
    let mut told: Vec<(Vec<&[u8]>, &'static str)> = Vec::new();
    loop {
        let count = next(&mut rest)?;
        if count.is_empty() {
            break;
        }
        let count: usize = count.to_str().ok()?.parse().ok()?;
        let named = (0..count).map(|_| next(&mut rest)).collect::<Option<Vec<_>>>()?;
        let kind = next(&mut rest)?;
        let text = next(&mut rest)?;
        if kind.starts_with(b"CONFLICT") {
            told.push((named, reason(kind, text)));
        }
    }
    let why = |path: &[u8]| {
        let of = told.iter().find(|(named, _)| named.contains(&path));
        of.map_or("it cannot be merged", |(_, why)| why)
    };
    let mut clashes: Vec<Clash> = paths
        .iter()
        .map(|path| Clash { path: true_name(path).to_str_lossy().into_owned(), why: why(path) })
        .collect();
    clashes.sort();
    clashes.dedup_by(|one, other| one.path == other.path);
    Some((Merged { tree, clashes }, rest))
}

/// A path without the `~<commit>` git adds where a file had to make way for a folder.
fn true_name(path: &[u8]) -> &[u8] {
    match path.rsplit_once_str("~") {
        Some((name, id)) if id.len() >= 40 && id.iter().all(u8::is_ascii_hexdigit) => name,
        _ => path,
    }
}

/// The next field, taken off `rest`.
fn next<'p>(rest: &mut &'p [u8]) -> Option<&'p [u8]> {
    let (field, after) = rest.split_once_str("\0")?;
    *rest = after;
    Some(field)
}

/// The stable type of a message (git-merge-tree(1)) in our words.
fn reason(kind: &[u8], text: &[u8]) -> &'static str {
    match kind {
        b"CONFLICT (contents)" if text.find("(add/add)").is_some() => super::memory::ADDED,
        b"CONFLICT (contents)" => super::memory::CONTENT,
        b"CONFLICT (modify/delete)" => "one changed what the other removed",
        b"CONFLICT (binary)" => "both changed a binary file",
        b"CONFLICT (file/directory)" => "a file of one is a folder of the other",
        b"CONFLICT (distinct modes)" => "both made it different kinds of file",
        kind if kind.find("rename").is_some() => "it was renamed in one or both",
        kind if kind.find("submodule").is_some() => "both moved the submodule",
        _ => "it cannot be merged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_both_kinds_follow_each_other() {
        let printed = b"0\0t1\x00100644 x 1\ta\x00100644 y 2\ta\x00100644 z 3\te/new\0\x001\0a\0Auto-merging\0Auto-merging a\n\x001\0a\0CONFLICT (contents)\0text\n\x002\0e/new\0d/new\0CONFLICT (directory rename suggested)\0text\n\0\x001\0t2\0\0";
        let (first, rest) = record(printed).unwrap();
        let told: Vec<_> = first.clashes.iter().map(|it| (it.path.as_str(), it.why)).collect();
        assert_eq!(
            told,
            [("a", super::super::memory::CONTENT), ("e/new", "it was renamed in one or both")]
        );
        let (second, rest) = record(rest).unwrap();
        assert_eq!((second.tree.as_str(), second.clashes.len(), rest), ("t2", 0, &b""[..]));
        assert_eq!(record(b""), None);
    }
}
