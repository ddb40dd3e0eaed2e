//! What some paths hold in many trees at once, and which commits make the same change.

use std::collections::HashMap;

use bstr::ByteSlice;

use super::{Error, Site, Source};

/// What each of some trees holds at the paths asked for, as `<mode> <id>`; what is not in it is not
/// there.
pub type Versions = HashMap<String, HashMap<Vec<u8>, String>>;

/// How many paths one command is given.
const MOST: usize = 500;

impl Source<'_> {
    /// What `trees` hold at `paths`.
    pub fn versions(&self, trees: &[String], paths: &[Vec<u8>]) -> Result<Versions, Error> {
        let mut found: Versions = trees.iter().map(|tree| (tree.clone(), HashMap::new())).collect();
        if trees.is_empty() || paths.is_empty() {
            return Ok(found);
        }
        let nothing = self.git().args(["hash-object", "-t", "tree", "--stdin"]).input("").line()?;
        let input: String = trees.iter().map(|tree| format!("{tree} {nothing}\n")).collect();
        for some in paths.chunks(MOST) {
            let mut git = self
                .git()
                .args(["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"])
                .args(["--ignore-submodules=none", "--no-ext-diff", "--no-relative", "--"]);
            for path in some {
                git = git.arg(super::path(path));
            }
            let printed = git.input(input.clone()).run()?.stdout;
            read(&printed, &mut found);
        }
        Ok(found)
    }

    /// An identifier of the change each of `commits` makes, the same for the same change elsewhere
    /// in the file and in the history (git-patch-id(1)). Merges and empty commits have none.
    pub fn patches(&self, commits: &[String]) -> Result<HashMap<String, String>, Error> {
        if commits.is_empty() {
            return Ok(HashMap::new());
        }
        let input: String = commits.iter().map(|id| format!("{id}\n")).collect();
        let shown = self
            .git()
            .args(["diff-tree", "--stdin", "--root", "-p", "--no-renames", "--full-index"])
            .args(["--binary", "--no-ext-diff", "--no-textconv", "--no-relative", "--no-color"])
            .input(input)
            .run()?
            .stdout;
        let told = self.git().args(["patch-id", "--stable"]).input(shown).run()?.stdout;
        let line = |line: &[u8]| {
            let (patch, commit) = line.split_once_str(" ")?;
            Some((commit.to_str_lossy().into_owned(), patch.to_str_lossy().into_owned()))
        };
        Ok(told.lines().filter_map(line).collect())
    }
}

/// Reads one `<tree> <empty tree>` line and what the tree holds, after the other.
fn read(printed: &[u8], found: &mut Versions) {
    let mut tree = String::new();
    let mut fields = printed.split_str("\0");
    while let Some(field) = fields.next() {
        // Headers stand on lines of their own in front of the first entry.
        let (headers, entry) = match field.rsplit_once_str("\n") {
            Some((headers, entry)) => (headers, entry),
            None => (&b""[..], field),
        };
        if let Some(id) = headers.lines().next_back().and_then(|line| line.fields().next()) {
            tree = id.to_str_lossy().into_owned();
        }
        // `:<mode> 000000 <id> <zeros> D`
        let Some(entry) = entry.strip_prefix(b":") else { continue };
        let words: Vec<&[u8]> = entry.fields().collect();
        if let ([mode, _, id, ..], Some(path)) = (words.as_slice(), fields.next()) {
            let version = format!("{} {}", mode.to_str_lossy(), id.to_str_lossy());
            found.entry(tree.clone()).or_default().insert(path.to_vec(), version);
        }
    }
}

impl Site {
    /// What is staged at `paths`.
    pub fn staged_versions(&self, paths: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, String>, Error> {
        let mut found = HashMap::new();
        for some in paths.chunks(MOST) {
            let mut git = self.git().args(["ls-files", "--stage", "-z", "--"]);
            for path in some {
                git = git.arg(super::path(path));
            }
            // An entry is `<mode> <id> <stage> TAB <path>`.
            for entry in git.run()?.stdout.split_str("\0") {
                let Some((head, path)) = entry.split_once_str("\t") else { continue };
                let mut words = head.fields().map(ByteSlice::to_str_lossy);
                if let (Some(mode), Some(id)) = (words.next(), words.next()) {
                    found.insert(path.to_vec(), format!("{mode} {id}"));
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_told_apart_and_empty_ones_hold_nothing() {
        let printed =
            b"t1 e\nt2 e\n:100644 000000 aa 00 D\0p\n1\0:120000 000000 bb 00 D\0q\0t3 e\n";
        let mut found = Versions::new();
        read(printed, &mut found);
        let at = |tree: &str, path: &[u8]| found.get(tree).and_then(|it| it.get(path)).cloned();
        assert_eq!(at("t2", b"p\n1"), Some("100644 aa".into()));
        assert_eq!(at("t2", b"q"), Some("120000 bb".into()));
        assert_eq!((at("t1", b"p\n1"), at("t3", b"q")), (None, None));
    }
}
