//! What some paths hold in many trees at once, and which commits make the same change.

use std::collections::HashMap;

use bstr::ByteSlice;

use super::raw_diff::differing;
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
            let mut git = self.raw_diff(input.clone()).arg("--");
            for path in some {
                git = git.arg(super::path(path));
            }
            // Against nothing, all that a tree holds is as it was.
            for it in differing(&git.run()?.stdout) {
                let tree = it.asked.fields().next().unwrap_or_default().to_str_lossy();
                let version =
                    format!("{} {}", it.modes[0].to_str_lossy(), it.ids[0].to_str_lossy());
                found.entry(tree.into_owned()).or_default().insert(it.path.to_vec(), version);
            }
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
