//! Registry stub.
use std::path::{Path, PathBuf};

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Worker.
    pub worker: String,
    /// Branch.
    pub branch: String,
    /// Gitdir.
    pub gitdir: PathBuf,
    /// Fork.
    pub fork: String,
}

/// Finds.
pub fn find(_: &Path, _: &str) -> Result<Option<Entry>, crate::config::IdError> {
    Ok(None)
}
/// All.
pub fn all(_: &Path) -> Result<Vec<(String, Entry)>, crate::config::IdError> {
    Ok(Vec::new())
}
/// Writes.
pub fn write(_: &Path, _: &str, _: &Entry) -> Result<(), crate::config::IdError> {
    Ok(())
}
/// Removes.
pub fn remove(_: &Path, _: &str) -> Result<(), crate::config::IdError> {
    Ok(())
}
