//! Hook stubs: installing, chaining and the entries they call.

use std::path::Path;

use crate::git::{Error, Repo};

/// Installs.
pub fn install(_: &Repo) -> Result<(), Error> {
    Ok(())
}

/// Enables.
pub fn enable(_: &Repo, _: &Path) -> Result<(), Error> {
    Ok(())
}
