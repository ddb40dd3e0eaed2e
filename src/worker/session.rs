//! What the hooks of an agent tell of its session: that it waits for an answer, and since when.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::registry::RegistryError;

/// A session that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// For what, in the agent's words.
    pub what: String,
}

/// What the session of `worker` waits for; none where nothing is known.
pub fn waits(parallel_dir: &Path, worker: &str) -> Result<Option<Waits>, RegistryError> {
    let path = file(parallel_dir, worker);
    match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| RegistryError::Broken { path, why: error.to_string() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(RegistryError::File { path, source }),
    }
}

/// The file that says it, for who writes it.
pub fn file(parallel_dir: &Path, worker: &str) -> PathBuf {
    parallel_dir.join("sessions").join(format!("{worker}.json"))
}

/// Forgets it; where nothing is known that is no error.
pub fn goes_on(parallel_dir: &Path, worker: &str) -> Result<(), RegistryError> {
    let path = file(parallel_dir, worker);
    match fs::remove_file(&path) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(RegistryError::File { path, source })
        }
        _ => Ok(()),
    }
}
