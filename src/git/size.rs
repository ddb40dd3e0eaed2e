//! How many lines branches change since they left the base.

use std::collections::HashMap;
use std::path::Path;

use bstr::ByteSlice;
use gix::ObjectId;

use super::{Error, Repo};

/// The longest patch shown, in bytes: nobody scrolls further.
const LONGEST_DIFF: usize = 1 << 20;

impl Repo {
    /// The lines each of `tips` added and removed since it left `base` (both commits), by the tip; those
    /// with no common ancestor are left out. One git process for all of them.
    pub fn sizes(
        &self,
        base: &str,
        tips: &[String],
    ) -> Result<HashMap<String, (usize, usize)>, Error> {
        let forks = match self.forks_by_gix(base, tips) {
            Some(forks) => forks,
            None => self.forks_by_git(base, tips)?,
        };
        let asked: String = forks.iter().map(|(tip, fork)| format!("{tip} {fork}\n")).collect();
        let mut found: HashMap<String, (usize, usize)> =
            forks.into_iter().map(|(tip, _)| (tip, (0, 0))).collect();
        if found.is_empty() {
            return Ok(found);
        }
        let printed = self
            .git()
            .args(["diff-tree", "--stdin", "-r", "-M", "--numstat", "--no-ext-diff"])
            .args(["--no-textconv", "--no-relative"])
            .input(asked)
            .run()?
            .stdout;
        let mut tip = String::new();
        for line in printed.lines() {
            match line.split_once_str("\t") {
                None => tip = line.trim().to_str_lossy().into_owned(),
                Some((added, rest)) => {
                    let removed = rest.split_once_str("\t").map_or(&b""[..], |it| it.0);
                    let sum = found.entry(tip.clone()).or_default();
                    // A binary file has no lines.
                    sum.0 += number(added).unwrap_or(0);
                    sum.1 += number(removed).unwrap_or(0);
                }
            }
        }
        Ok(found)
    }

    /// What `tip` changes since it left `base`, as a patch with a summary; what is not committed in its
    /// worktree `tree` too, where it has one.
    pub fn diff_since(&self, base: &str, tip: &str, tree: Option<&Path>) -> Result<String, Error> {
        let Some(fork) = self.merge_base(base, tip)?.filter(|fork| !fork.is_empty()) else {
            return Ok(String::new());
        };
        let (git, to) = match tree {
            Some(tree) => (super::Git::at(tree).env("GIT_OPTIONAL_LOCKS", "0"), None),
            None => (self.git(), Some(tip)),
        };
        let printed = git
            .args(["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--stat=100", "-p"])
            .arg(fork)
            .args(to)
            .arg("--")
            .run()?
            .stdout;
        let end = printed.len().min(LONGEST_DIFF);
        Ok(printed[..end].to_str_lossy().into_owned())
    }

    fn forks_by_gix(&self, base: &str, tips: &[String]) -> Option<Vec<(String, String)>> {
        let gix = super::open(self.common()).ok()?;
        let base = ObjectId::from_hex(base.as_bytes()).ok()?;
        let cache = gix.commit_graph_if_enabled().ok()?;
        let mut graph = gix.revision_graph(cache.as_ref());
        let mut forks = Vec::new();
        for name in tips {
            let tip = ObjectId::from_hex(name.as_bytes()).ok()?;
            if let Some(fork) = gix.merge_base_with_graph(base, tip, &mut graph).ok()? {
                forks.push((name.clone(), fork.to_string()));
            }
        }
        Some(forks)
    }

    fn forks_by_git(&self, base: &str, tips: &[String]) -> Result<Vec<(String, String)>, Error> {
        let mut forks = Vec::new();
        for tip in tips {
            let fork = self.merge_base(base, tip)?.filter(|fork| !fork.is_empty());
            forks.extend(fork.map(|fork| (tip.clone(), fork)));
        }
        Ok(forks)
    }
}

fn number(text: &[u8]) -> Option<usize> {
    text.to_str().ok()?.parse().ok()
}
