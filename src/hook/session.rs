//! Whose session it is that an agent's hook tells of.

use std::path::{Path, PathBuf};

use super::Error;
use super::edit::top_of;
use super::identity::{Who, who};
use crate::git::Site;
use crate::worker::registry::Entry;

/// The session of a registered worker.
#[derive(Debug)]
pub struct Session {
    /// Who works there.
    pub entry: Entry,
    /// The top of the worktree.
    pub top: PathBuf,
    /// The folder of this program in git's common directory.
    pub parallel: PathBuf,
}

/// The session that works in `directory`; none where nobody is registered.
pub fn session(directory: &Path) -> Result<Option<Session>, Error> {
    let Some(top) = top_of(directory) else { return Ok(None) };
    let site = Site::of_worktree(&top)?;
    if site.admin().is_none() {
        return Ok(None);
    }
    let Who::Worker(entry) = who(&site, &site.head()?)? else { return Ok(None) };
    let parallel = site.common().join("parallel");
    Ok(Some(Session { entry, top, parallel }))
}
