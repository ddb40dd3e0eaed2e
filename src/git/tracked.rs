//! The tracked files.

use bstr::ByteSlice;

use super::{Error, Git, Repo};

impl Repo {
    /// All tracked files of the main worktree, or of HEAD in a bare repository, relative to the
    /// root; names that are not UTF-8 are left out, since no document can spell them.
    pub fn tracked(&self) -> Result<Vec<String>, Error> {
        let git: Git = self.git();
        let listed = match self.main() {
            Some(_) => git.args(["ls-files", "-z", "--cached"]),
            None => git.args(["ls-tree", "-r", "-z", "--name-only", "HEAD"]),
        };
        let output = listed.run()?.stdout;
        let names = output.split_str("\0").filter(|name| !name.is_empty());
        let mut files: Vec<String> =
            names.filter_map(|name| name.to_str().ok()).map(str::to_owned).collect();
        // Unmerged paths are listed once a stage.
        files.dedup();
        Ok(files)
    }

    /// The tracked files at or below `folder`, or all where it is empty; none where git cannot tell.
    pub fn tracked_within(&self, folder: &str) -> Vec<String> {
        let git = self.git().args(["ls-files", "-z", "--full-name", "--"]);
        let listed = git.arg(format!(":(top,literal){folder}")).output();
        let listed = listed.map(|listed| listed.text()).unwrap_or_default();
        listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    }
}
