//! What removing a worktree or a branch would take along unseen.

use std::collections::HashSet;
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
    /// How many commits `tip` has that no branch reaches.
    pub fn on_no_branch(&self, tip: &str) -> Result<usize, Error> {
        let line = self
            .git()
            .args([
                "rev-list",
                "--count",
                tip,
                "--ignore-missing",
                "--not",
                "--branches",
                "--remotes",
            ])
            .line()?;
        line.parse().map_err(|_| Error::Answer { command: "rev-list --count".into(), why: line })
    }

    /// The commits HEAD of `worktree` was at that no ref reaches, the last of each line: they would
    /// go with the worktree's reflog.
    pub fn only_in_reflog(&self, worktree: &Path) -> Result<Vec<String>, Error> {
        let git = || Git::at(worktree);
        let known: HashSet<String> =
            Source::new(&git).all_former_tips("HEAD")?.into_iter().collect();
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let input: String = known.iter().map(|id| format!("{id}\n")).collect();
        let listed = self
            .git()
            .args(["rev-list", "--topo-order", "--parents", "--ignore-missing", "--stdin"])
            .args(["--not", "--all"])
            .input(input)
            .run()?
            .stdout;
        // Whoever stands on a commit comes before it.
        let (mut last, mut reached) = (Vec::new(), HashSet::new());
        for line in listed.lines() {
            let mut ids = line.fields().map(|id| id.to_str_lossy().into_owned());
            let Some(id) = ids.next() else { continue };
            let below = reached.contains(&id);
            if below || known.contains(&id) {
                reached.extend(ids);
            }
            if !below && known.contains(&id) {
                last.push(id);
            }
        }
        Ok(last)
    }
}
