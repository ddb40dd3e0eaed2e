//! Trees that git would not have written: read in one order they hold one file, read in another a second.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use bstr::ByteSlice;

use super::raw_diff::differing;
use super::{Error, Source, Stored};

/// The modes git gives the entries of a tree; 100664 is of its first years (git-fast-import(1)).
const MODES: [&[u8]; 6] = [b"100644", b"100755", b"100664", b"120000", b"160000", b"40000"];
const FOLDER: &[u8] = b"40000";

/// What is wrong with a tree, and at which entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The name of the entry, as it stands there.
    pub name: Vec<u8>,
    /// What is wrong, in words that follow the name.
    pub why: &'static str,
}

impl Source<'_> {
    /// Those of `commits` that bring a tree git would not have written, by what is wrong with it.
    ///
    /// A tree that is well formed is compared rightly, so that all new ones below it are seen: new
    /// against the first parent, for a merge.
    pub fn malformed(&self, commits: &[Stored]) -> Result<HashMap<String, Malformed>, Error> {
        if commits.is_empty() {
            return Ok(HashMap::new());
        }
        let mut of: HashMap<String, Vec<String>> = HashMap::new();
        for commit in commits {
            of.entry(commit.tree.clone()).or_default().push(commit.id.clone());
        }
        let input: String = commits.iter().map(|commit| format!("{}\n", commit.id)).collect();
        let compared = self.raw_diff(input).args(["-t", "--diff-merges=first-parent"]).run()?;
        for it in differing(&compared.stdout).iter().filter(|it| it.modes[1] == b"040000") {
            let bringing = it.asked.to_str_lossy().into_owned();
            of.entry(it.ids[1].to_str_lossy().into_owned()).or_default().push(bringing);
        }
        let mut found = HashMap::new();
        let trees: Vec<String> = of.keys().cloned().collect();
        for (tree, content) in trees.iter().zip(self.contents(&trees, b"tree")?) {
            let Some(content) = content else {
                let why = format!("no tree '{tree}'");
                return Err(Error::Answer { command: "cat-file --batch".into(), why });
            };
            if let Some(why) = wrong(&content, tree.len() / 2) {
                let bringing = of.get(tree).into_iter().flatten();
                found.extend(bringing.map(|id| (id.clone(), why.clone())));
            }
        }
        Ok(found)
    }
}

/// What is wrong with the tree `content`, whose ids have `width` bytes.
fn wrong(content: &[u8], width: usize) -> Option<Malformed> {
    let told = |name: &[u8], why| Some(Malformed { name: name.to_vec(), why });
    let (mut rest, mut before) = (content, None::<(&[u8], bool)>);
    let mut names = HashSet::new();
    while !rest.is_empty() {
        let Some((head, after)) = rest.split_once_str("\0") else {
            return told(rest, "is cut off");
        };
        let Some((mode, name)) = head.split_once_str(" ") else {
            return told(head, "has no mode");
        };
        let Some(after) = after.get(width..) else { return told(name, "is cut off") };
        rest = after;
        if !MODES.contains(&mode) {
            return told(name, "has a mode that git does not know");
        }
        let is_git = name.eq_ignore_ascii_case(b".git");
        if name.is_empty() || name.contains(&b'/') || is_git || matches!(name, b"." | b"..") {
            return told(name, "is no name of a file");
        }
        if !names.insert(name) {
            return told(name, "is there twice");
        }
        let this = (name, mode == FOLDER);
        if before.is_some_and(|before| order(before, this) != Ordering::Less) {
            return told(name, "is not in its place");
        }
        before = Some(this);
    }
    None
}

/// How git orders two entries: a folder as if its name ended in a slash.
fn order((one, folder): (&[u8], bool), (other, other_folder): (&[u8], bool)) -> Ordering {
    let ended = |name: &[u8], folder: bool| [name, if folder { b"/" } else { b"\0" }].concat();
    ended(one, folder).cmp(&ended(other, other_folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, &str)]) -> Vec<u8> {
        let entry = |(mode, name): &(&str, &str)| {
            [format!("{mode} {name}\0").as_bytes(), &[7; 20]].concat()
        };
        entries.iter().flat_map(entry).collect()
    }

    #[test]
    fn only_what_git_writes_passes() {
        let (file, folder) = ("100644", "40000");
        for sound in [
            &[][..],
            &[(file, "a"), (file, "b.c"), (folder, "b"), (file, "b0")],
            &[("100755", "A"), ("120000", "a"), ("160000", "b"), (file, "é")],
            &[(file, "..."), (file, ".gitignore"), (file, "a b")],
        ] {
            assert_eq!(wrong(&tree(sound), 20), None, "{sound:?}");
        }
        for (odd, why) in [
            (&[(folder, "b"), (file, "b.c")][..], "is not in its place"),
            (&[(file, "b"), (file, "a")], "is not in its place"),
            (&[(file, "a"), (file, "a")], "is there twice"),
            (&[(file, "b"), (file, "b.c"), (folder, "b")], "is there twice"),
            (&[(file, "a/b")], "is no name of a file"),
            (&[(file, "..")], "is no name of a file"),
            (&[(file, ".GIT")], "is no name of a file"),
            (&[(file, "")], "is no name of a file"),
            (&[("040000", "a")], "has a mode that git does not know"),
        ] {
            assert_eq!(wrong(&tree(odd), 20).map(|it| it.why), Some(why), "{odd:?}");
        }
        assert_eq!(wrong(&tree(&[(file, "a")])[..20], 20).map(|it| it.why), Some("is cut off"));
    }
}
