//! The journal's file, `<common>/parallel/integration.toml`.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::Journal;
use crate::verb::context::write_whole;

fn file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("integration.toml")
}

/// The integration under way or waiting to land; none when there is none.
pub(in crate::verb) fn load(repo: &Repo) -> Result<Option<Journal>, Failure> {
    match fs::read_to_string(file(repo)) {
        Ok(text) => Ok(Some(Journal::parse(&text)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::new("cannot read the journal of the integration").because(&error))
        }
    }
}

/// The integration under way; a failure when there is none.
pub(super) fn require(repo: &Repo) -> Result<Journal, Failure> {
    load(repo)?.ok_or_else(|| {
        Failure::new("no integration is under way")
            .hint("to begin one, run: git parallel integrate FEATURE")
    })
}

/// Writes the journal, all at once.
pub(in crate::verb) fn save(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    write_whole(&file(repo), journal.text()?.as_bytes())
}

/// Forgets the integration.
pub(in crate::verb) fn remove(repo: &Repo) -> Result<(), Failure> {
    match fs::remove_file(file(repo)) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::new("cannot remove the journal of the integration").because(&error))
        }
        _ => Ok(()),
    }
}
