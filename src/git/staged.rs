//! The paths a commit of the index would change, exactly as git itself would commit them.

use std::fs;

use bstr::ByteSlice;

use super::worktree::is_inner_worktree;
use super::{Error, Git, Site};

/// Plumbing that no configuration, attribute or environment can make blind: renames show both
/// ends, submodules show whatever `ignore` says, intent-to-add entries stay out.
const HONEST: [&str; 9] = [
    "diff-index",
    "--cached",
    "-z",
    "--name-only",
    "--no-renames",
    "--ita-invisible-in-index",
    "--ignore-submodules=none",
    "--no-ext-diff",
    "--no-relative",
];

impl Site {
    /// The paths whose staged entry differs from HEAD's.
    pub fn staged(&self) -> Result<Vec<Vec<u8>>, Error> {
        if let Some(paths) = self.scanned() {
            return Ok(paths);
        }
        self.asked_staged()
    }

    /// The same where one path that cannot be may stand for all that differs below a folder that `whole` says yes
    /// to: what is in there is not looked at.
    pub fn staged_outside(&self, whole: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Vec<u8>>, Error> {
        self.scanned_outside(whole).map_or_else(|| self.asked_staged(), Ok)
    }

    /// The same, always asking git.
    pub fn asked_staged(&self) -> Result<Vec<Vec<u8>>, Error> {
        let asked = self.git().args(HONEST).arg("HEAD").output()?;
        if asked.code == 0 {
            return Ok(paths(&asked.stdout));
        }
        let born = self.git().args(["rev-parse", "--verify", "--quiet", "HEAD"]).output()?;
        if born.code == 0 {
            return self.asked_against("HEAD");
        }
        let empty = self.git().args(["hash-object", "-t", "tree", "--stdin"]).input("").line()?;
        self.asked_against(&empty)
    }

    /// The paths whose staged entry differs from the one in `tree`.
    pub fn staged_against(&self, tree: &str) -> Result<Vec<Vec<u8>>, Error> {
        match self.scanned_against(tree) {
            Some(paths) => Ok(paths),
            None => self.asked_against(tree),
        }
    }

    fn asked_against(&self, tree: &str) -> Result<Vec<Vec<u8>>, Error> {
        Ok(paths(&self.git().args(HONEST).arg(tree).run()?.stdout))
    }

    /// Paths that would stay uncommitted: changed against the index, or untracked; other worktrees of the
    /// repository that lie in this one are none of its own.
    pub fn left_behind(&self) -> Result<Vec<Vec<u8>>, Error> {
        let list = |untracked: &str| -> Result<Vec<Vec<u8>>, Error> {
            let listed = self
                .git()
                .args(["status", "--porcelain", "-z", "--no-renames", untracked])
                .run()?;
            let behind = |entry: &&[u8]| {
                let inner = entry.starts_with(b"??") && is_inner_worktree(self.top(), &entry[3..]);
                entry.len() > 3 && entry[1] != b' ' && !inner
            };
            let entries = listed.stdout.split_str("\0").filter(behind);
            Ok(entries.map(|entry| entry[3..].to_vec()).collect())
        };
        let left = list("--untracked-files=normal")?;
        // A folder that is told as one may hold nothing but such worktrees.
        let linked = fs::read_dir(self.common().join("worktrees"));
        let several = linked.is_ok_and(|linked| linked.count() > 1);
        if several && left.iter().any(|path| path.ends_with(b"/")) {
            return list("--untracked-files=all");
        }
        Ok(left)
    }

    /// The git configuration of this keys by name, the last value of each; `git -c` is honoured.
    pub fn configured(&self, pattern: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let listed =
            self.git().args(["config", "-z", "--get-regexp", pattern]).accept(&[0, 1])?.stdout;
        let pairs = listed.split_str("\0").filter_map(|pair| pair.split_once_str("\n"));
        Ok(pairs.map(|(key, value)| (key.to_str_lossy().into_owned(), value.to_vec())).collect())
    }
}

/// The paths two trees differ in.
pub fn changed(git: Git, one: &str, other: &str) -> Result<Vec<Vec<u8>>, Error> {
    let listed = git
        .args(["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-commit-id"])
        .args(["--ignore-submodules=none", "--no-ext-diff", "--no-relative", one, other])
        .run()?;
    Ok(paths(&listed.stdout))
}

/// Paths that each end in NUL.
pub(super) fn paths(listed: &[u8]) -> Vec<Vec<u8>> {
    listed.split_str("\0").filter(|path| !path.is_empty()).map(<[u8]>::to_vec).collect()
}

/// Whether the index of `worktree` holds `tree` and nothing else.
pub fn is_staged(worktree: &std::path::Path, tree: &str) -> Result<bool, Error> {
    Git::at(worktree).args(["diff", "--quiet", "--cached", tree, "--"]).yes()
}
