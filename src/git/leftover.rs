//! What removing a worktree or a branch would take along unseen.

use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git, Repo, Source};

/// The ignored paths of `worktree`, an ignored folder as one entry that ends in `/`.
pub fn ignored(worktree: &Path) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(["status", "--porcelain", "-z", "--no-renames", "--ignored=traditional"])
        .args(["--untracked-files=normal"])
        .run()?
        .stdout;
    let entries = listed.split_str("\0").filter_map(|entry| entry.strip_prefix(b"!! "));
    Ok(entries.map(|path| path.to_str_lossy().into_owned()).collect())
}

impl Repo {
    /// Whether everything `tip` changed is on `base` already, though the commit itself is not: each
    /// of its commits, all of them as one, or the same content some other way.
    pub fn is_absorbed(&self, base: &str, tip: &str) -> Result<bool, Error> {
        let Some(fork) = self.merge_base(base, tip)? else { return Ok(false) };
        let merged = super::auto_merge(self.git(), base, tip)?;
        let tree =
            self.git().args(["rev-parse", "--verify", &format!("{base}^{{tree}}")]).line()?;
        if merged.unresolved.is_empty() && merged.tree == tree {
            return Ok(true);
        }
        let all_there = |tip: &str| -> Result<bool, Error> {
            let listed = self.git().args(["cherry", base, tip]).run()?.stdout;
            let mut lines = listed.lines().filter(|line| !line.is_empty()).peekable();
            Ok(lines.peek().is_some() && lines.all(|line| line.starts_with(b"-")))
        };
        if all_there(tip)? {
            return Ok(true);
        }
        let squashed = self
            .git()
            .in_nobodys_name()
            .args(["commit-tree", &format!("{tip}^{{tree}}"), "-p", &fork, "-m", "squashed"])
            .line()?;
        all_there(&squashed)
    }

    /// How many commits `tip` has that no branch reaches.
    pub fn on_no_branch(&self, tip: &str) -> Result<usize, Error> {
        let line = self
            .git()
            .args(["rev-list", "--count", tip, "--not", "--branches", "--remotes"])
            .line()?;
        line.parse().map_err(|_| Error::Answer { command: "rev-list --count".into(), why: line })
    }

    /// The commits HEAD of `worktree` was at that no ref reaches, the last of each line: they would
    /// go with the worktree's reflog.
    pub fn only_in_reflog(&self, worktree: &Path) -> Result<Vec<String>, Error> {
        let git = || Git::at(worktree);
        let source = Source::new(&git);
        let known = source.all_former_tips("HEAD")?;
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let input: String = known.iter().map(|id| format!("{id}\n")).collect();
        let listed = self
            .git()
            .args(["rev-list", "--ignore-missing", "--stdin", "--not", "--all"])
            .input(input)
            .run()?;
        let lost: Vec<String> = listed
            .stdout
            .lines()
            .map(|id| id.to_str_lossy().into_owned())
            .filter(|id| known.contains(id))
            .collect();
        source.independent(&lost)
    }
}
