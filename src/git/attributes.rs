//! What this clone alone says of files (gitattributes(5), `$GIT_DIR/info/attributes`).

use bstr::ByteSlice;

use super::{Error, Repo};

impl Repo {
    /// The lines of this clone's own attributes that choose how files are merged.
    pub fn local_merge_attributes(&self) -> Result<Vec<String>, Error> {
        let text = super::site::read(&self.common().join("info/attributes"))?.unwrap_or_default();
        let chooses = |line: &&[u8]| {
            !line.trim_start().starts_with(b"#")
                && line.fields().skip(1).any(|word| word.starts_with(b"merge="))
        };
        let lines = text.lines().filter(chooses);
        Ok(lines.map(|line| line.trim().to_str_lossy().into_owned()).collect())
    }
}
