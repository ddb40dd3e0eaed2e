//! What git would make of a merge by itself: the measure of every merge a worker commits.

use bstr::ByteSlice;

use super::staged::paths;
use super::{Error, Git, Source};

/// The automatic merge of two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoMerge {
    /// Its tree, with conflict markers where a path is unresolved.
    pub tree: String,
    /// The paths it could not resolve.
    pub unresolved: Vec<Vec<u8>>,
}

/// Merges `ours` and `theirs` in memory, by no default driver that this clone sets; `git` must run at the top of a worktree or in a bare
/// repository, as the paths it prints are relative to where it runs.
pub fn auto_merge(git: Git, ours: &str, theirs: &str) -> Result<AutoMerge, Error> {
    let merged = git
        .merging_plainly(None)
        .args(["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages"])
        .args(["--allow-unrelated-histories", ours, theirs])
        .accept(&[0, 1])?;
    // A revision that does not exist ends with 1 as well, but prints nothing.
    read(&merged.stdout).ok_or_else(|| Error::Answer {
        command: format!("merge-tree --write-tree {ours} {theirs}"),
        why: merged.stderr.trim().to_str_lossy().into_owned(),
    })
}

impl Source<'_> {
    /// A commit of the automatic merge of two; it is in no reference. None where they conflict.
    pub fn joined(&self, one: &str, other: &str) -> Result<Option<String>, Error> {
        let auto = auto_merge(self.git(), one, other)?;
        if !auto.unresolved.is_empty() {
            return Ok(None);
        }
        let made = self
            .git()
            .in_nobodys_name()
            .args(["commit-tree", &auto.tree, "-p", one, "-p", other, "-m", "foreseen"])
            .line()?;
        Ok(Some(made))
    }
}

fn read(printed: &[u8]) -> Option<AutoMerge> {
    let (tree, rest) = printed.split_once_str("\0")?;
    let tree = tree.to_str().ok().filter(|tree| !tree.is_empty())?.to_owned();
    let end = rest.find("\0\0").map_or(rest.len(), |end| end + 1);
    Some(AutoMerge { tree, unresolved: paths(&rest[..end]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_and_conflicting_answers_are_read() {
        assert_eq!(read(b""), None);
        let clean = read(b"0123\0").unwrap();
        assert_eq!((clean.tree.as_str(), clean.unresolved.len()), ("0123", 0));
        let both = read(b"0123\0a\0b\nc\0").unwrap();
        assert_eq!(both.unresolved, [b"a".to_vec(), b"b\nc".to_vec()]);
        assert_eq!(read(b"0123\0a\0\x001\0a\0x").unwrap().unresolved, [b"a".to_vec()]);
    }
}
