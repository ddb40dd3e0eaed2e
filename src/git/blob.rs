//! The content of a file as a commit has it.

use super::{Error, Git};

/// What the file `path` holds in `revision`; none where that has no such file.
pub fn blob(git: Git, revision: &str, path: &str) -> Result<Option<Vec<u8>>, Error> {
    let asked = git.args(["cat-file", "blob", &format!("{revision}:{path}")]).output()?;
    Ok((asked.code == 0).then_some(asked.stdout))
}
