//! What the hooks of an agent tell of its session: that it waits, works, stopped or is over, and since when.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::registry::RegistryError;

/// What was told last of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// What it waits for, in the agent's words.
    pub what: String,
    /// What it does, by its word in the report; nothing where it waits.
    #[serde(default)]
    pub doing: String,
}

/// What was told of the session of `worker`; none where nothing is known.
pub fn told(parallel_dir: &Path, worker: &str) -> Result<Option<Told>, RegistryError> {
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
