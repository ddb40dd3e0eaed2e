//! A worktree to try something in, on no branch: it is this program's alone, and goes with all it holds.

use std::path::Path;

use super::{Error, Git, Repo};

/// Why it is locked; one with another reason is somebody's.
const SCRATCH: &str = "parallel: to try something, removed afterwards";

impl Repo {
    /// Makes one at `at`, with the files of `commit`.
    pub fn add_scratch(&self, at: &Path, commit: &str) -> Result<(), Error> {
        let git = self.git().args(["worktree", "add", "--quiet", "--detach", "--lock", "--reason"]);
        git.arg(SCRATCH).arg("--").arg(at).arg(format!("{commit}^0")).run().map(drop)
    }

    /// Removes the one at `at`, as a run that was killed left it too; whether nothing is there any more.
    pub fn remove_scratch(&self, at: &Path) -> Result<bool, Error> {
        let trees = self.worktrees()?;
        let real = at.canonicalize().ok();
        let own = trees.iter().find(|tree| tree.path == at || real.as_ref() == Some(&tree.path));
        let Some(tree) = own else { return Ok(!at.exists()) };
        // The second is git's own, while it makes one.
        if ![Some(SCRATCH), Some("initializing")].contains(&tree.locked.as_deref()) {
            return Ok(false);
        }
        self.git()
            .args(["worktree", "remove", "--force", "--force", "--"])
            .arg(&tree.path)
            .run()?;
        Ok(true)
    }
}

/// Has a scratch worktree hold exactly the tracked files of `commit`.
pub fn try_commit(at: &Path, commit: &str) -> Result<(), Error> {
    Git::at(at)
        .args(["checkout", "--quiet", "--force", "--detach", &format!("{commit}^0"), "--"])
        .run()
        .map(drop)
}
