//! Conflict markers that somebody committed.

use bstr::ByteSlice;

use super::{Error, Repo};

impl Repo {
    /// The files in which `tip` has conflict markers that `base` has not.
    pub fn markers_since(&self, base: &str, tip: &str) -> Result<Vec<String>, Error> {
        let changed = self
            .git()
            .args(["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative"])
            .args(["--diff-filter=AMT", "-G^(<{7}|>{7}) ", base, tip, "--"])
            .run()?
            .stdout;
        let mut found = Vec::new();
        for path in changed.split_str("\0").filter(|path| !path.is_empty()) {
            let path = path.to_str_lossy().into_owned();
            // A file that lost its markers differs in them as well.
            let has = self
                .git()
                .env("GIT_LITERAL_PATHSPECS", "1")
                .args(["grep", "-I", "--quiet", "-E", "-e", "^(<{7}|>{7}) ", tip, "--", &path])
                .yes()?;
            found.extend(has.then_some(path));
        }
        Ok(found)
    }
}
