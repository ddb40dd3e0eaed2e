//! What commits say, and the commits in which a file changed.

use bstr::ByteSlice;

use super::{Error, Repo};

impl Repo {
    /// The newest `most` commits of `tip` with their messages, newest first.
    pub fn messages(&self, tip: &str, most: usize) -> Result<Vec<(String, String)>, Error> {
        let listed = self
            .git()
            .args(["log", "-z", "--no-show-signature", "--encoding=UTF-8", "--no-decorate"])
            .args([&format!("--max-count={most}"), "--format=%h%n%B", tip, "--"])
            .run()?;
        let read = |record: &[u8]| {
            let (id, message) = record
                .to_str_lossy()
                .split_once('\n')
                .map(|(id, message)| (id.to_owned(), message.to_owned()))?;
            Some((id, message))
        };
        Ok(listed.stdout.split_str("\0").filter_map(read).collect())
    }

    /// The newest `most` commits of `tip` that changed `path`, newest first.
    pub fn changes_of(&self, tip: &str, path: &str, most: usize) -> Result<Vec<String>, Error> {
        let listed = self
            .git()
            .args(["log", "--no-show-signature", "--no-decorate", "--format=%H"])
            .args([&format!("--max-count={most}"), tip, "--", path])
            .run()?;
        Ok(listed.stdout.lines().map(|line| line.to_str_lossy().into_owned()).collect())
    }
}
