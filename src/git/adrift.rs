//! Commits that nothing names any more.

use bstr::ByteSlice;

use super::{BACKUPS, Error, Repo};

impl Repo {
    /// The commits on top of `fork` that no ref leads to, newest first; those of them that others
    /// stand on are left out (git-fsck(1), `--dangling`). It reads every object there is.
    pub fn adrift(&self, fork: &str) -> Result<Vec<String>, Error> {
        let told = self
            .git()
            .args(["fsck", "--connectivity-only", "--no-reflogs", "--dangling", "--no-progress"])
            .output()?
            .stdout;
        let ids = told.lines().filter_map(|line| line.strip_prefix(b"dangling commit "));
        let mut found = Vec::new();
        for id in ids.map(|id| id.to_str_lossy().into_owned()) {
            if id != fork && self.is_ancestor(fork, &id)? {
                let time = self.git().args(["log", "-1", "--format=%ct", &id]).line()?;
                found.push((time.parse::<i64>().unwrap_or_default(), id));
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().rev().map(|(_, id)| id).collect())
    }

    /// What the branch `name` was when it was last moved or deleted by this program.
    pub fn backups_of(&self, name: &str) -> Result<Vec<String>, Error> {
        let pattern = format!("{BACKUPS}*/heads/{name}");
        let listed = self
            .git()
            .args(["for-each-ref", "--sort=-refname", "--format=%(objectname)", &pattern])
            .run()?
            .stdout;
        Ok(listed.lines().map(|id| id.to_str_lossy().into_owned()).collect())
    }
}
