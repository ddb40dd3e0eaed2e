//! What this clone alone says of how files are merged: its own attributes (gitattributes(5)), a file of them
//! that its configuration names, and drivers that pass for git's own.

use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Repo};

/// One thing that decides merges in this clone and in no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deciding {
    /// A line of `$GIT_DIR/info/attributes`.
    Line(String),
    /// A line of the file that this key of the repository's configuration names.
    File(&'static str, PathBuf, String),
    /// A key of the repository's configuration, a driver called like one of git's own.
    Driver(String),
}

const ATTRIBUTES: &str = "core.attributesFile";

impl Repo {
    /// What of this clone alone chooses how files are merged. What the user says for all repositories is
    /// the user's own.
    pub fn deciding_merges(&self) -> Result<Vec<Deciding>, Error> {
        let lines = merging(&self.common().join("info/attributes"))?;
        let mut found: Vec<Deciding> = lines.into_iter().map(Deciding::Line).collect();
        for (_, value) in self.own_settings(&["--type=path", "--get-all", ATTRIBUTES])? {
            let file = self.root().join(path(&value));
            let lines = merging(&file)?.into_iter();
            found.extend(lines.map(|line| Deciding::File(ATTRIBUTES, file.clone(), line)));
        }
        // Git asks what is configured before it takes what is built in (gitattributes(5)).
        let drivers = r"^merge\.(text|binary|union)\.driver$";
        let set = self.own_settings(&["--get-regexp", drivers])?.into_iter();
        found.extend(set.map(|(key, _)| Deciding::Driver(key)));
        Ok(found)
    }

    /// What `git config` answers, as far as it comes from the configuration of this repository: keys, where
    /// it is asked for a pattern, and values.
    fn own_settings(&self, asked: &[&str]) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let git = self.git().args(["config", "--show-scope", "-z"]).args(asked);
        let told = git.accept(&[0, 1])?.stdout;
        let mut fields = told.split_str("\0");
        let mut found = Vec::new();
        while let (Some(scope), Some(value)) = (fields.next(), fields.next()) {
            let (key, value) = value.split_once_str("\n").unwrap_or((value, value));
            if matches!(scope, b"local" | b"worktree") && !value.is_empty() {
                found.push((key.to_str_lossy().into_owned(), value.to_vec()));
            }
        }
        Ok(found)
    }
}

/// The lines of a file of attributes that choose a driver.
fn merging(file: &Path) -> Result<Vec<String>, Error> {
    let text = super::site::read(file)?.unwrap_or_default();
    let chooses = |line: &&[u8]| {
        !line.trim_start().starts_with(b"#")
            && line.fields().skip(1).any(|word| word.starts_with(b"merge="))
    };
    let lines = text.lines().filter(chooses);
    Ok(lines.map(|line| line.trim().to_str_lossy().into_owned()).collect())
}
