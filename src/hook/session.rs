//! Whose session it is that an agent's hook tells of.

use std::path::{Path, PathBuf};

use super::Error;
use super::edit::top_of;
use super::identity::{Who, who};
use crate::config::Config;
use crate::git::Site;
use crate::guard::{Rules, Violation, foreign_session};
use crate::worker::WORKER_VARIABLE;
use crate::worker::registry::{self, Entry};

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

/// What is said to the session of another worker, as its environment tells, that works here as the one of
/// `rules`.
pub(super) fn anothers_session(
    site: &Site,
    config: &Config,
    rules: &Rules<'_>,
) -> Result<Option<Violation>, Error> {
    let Ok(session) = std::env::var(WORKER_VARIABLE) else { return Ok(None) };
    if session == rules.worker() {
        return Ok(None);
    }
    // Other programs may use the name for something else: only who is, or was started as, a worker counts.
    let started = || registry::all(&site.common().join("parallel"));
    let known = config.find(&session).is_some()
        || started()?.iter().any(|(_, entry)| entry.worker == session);
    Ok(known.then(|| foreign_session(&session, WORKER_VARIABLE, rules)))
}
