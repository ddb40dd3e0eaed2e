//! Whether the guard still stands: cheap enough to ask with every verb.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Error;
use super::install::{directory, names};
use super::stub::guard_of;
use crate::git::{self, HOOKS_PATH, Repo, Site};

/// One way in which the guard no longer stands as it was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "drift", rename_all = "kebab-case")]
pub enum Drift {
    /// Git no longer reads the configuration of single worktrees.
    ExtensionOff,
    /// The worktree's hooks path is not set.
    Unset,
    /// The worktree's hooks path leads elsewhere, as after the repository was moved.
    Elsewhere {
        /// Where it leads.
        path: PathBuf,
    },
    /// A stub is missing.
    Missing {
        /// The hook.
        hook: String,
    },
    /// A stub is not what was installed.
    Changed {
        /// The hook.
        hook: String,
    },
    /// A stub is not executable, so git passes it over.
    NotExecutable {
        /// The hook.
        hook: String,
    },
    /// The program the stubs run is gone.
    ProgramGone {
        /// Where it was.
        path: PathBuf,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExtensionOff => write!(f, "extensions.worktreeConfig is off"),
            Self::Unset => write!(f, "core.hooksPath is not set in the worktree"),
            Self::Elsewhere { path } => write!(f, "core.hooksPath is '{}'", path.display()),
            Self::Missing { hook } => write!(f, "the hook '{hook}' is missing"),
            Self::Changed { hook } => write!(f, "the hook '{hook}' was changed"),
            Self::NotExecutable { hook } => write!(f, "the hook '{hook}' is not executable"),
            Self::ProgramGone { path } => {
                write!(f, "the hooks run '{}', which is gone", path.display())
            }
        }
    }
}

/// Everything that is wrong with the guard of one worktree; `hooks install` mends all of it.
pub fn drift(repo: &Repo, worktree: &Path) -> Result<Vec<Drift>, Error> {
    let mut found = own_drift(repo, worktree)?;
    found.extend(stubs(repo)?);
    Ok(found)
}

/// The same without the stubs, which are the same for every worktree: for looking at many.
pub fn own_drift(repo: &Repo, worktree: &Path) -> Result<Vec<Drift>, Error> {
    let mut found = Vec::new();
    if !repo.has_worktree_config()? {
        found.push(Drift::ExtensionOff);
    }
    match git::worktree_key(&git::admin_dir(worktree)?, HOOKS_PATH)? {
        None => found.push(Drift::Unset),
        Some(path) if path == directory(repo) => {}
        Some(path) => found.push(Drift::Elsewhere { path }),
    }
    Ok(found)
}

/// Everything that is wrong with the stubs all worktrees share.
pub fn stubs(repo: &Repo) -> Result<Vec<Drift>, Error> {
    let site = Site::of_worktree(repo.main().unwrap_or(repo.common()))?;
    let mut found = Vec::new();
    for hook in names(&site)? {
        let file = directory(repo).join(&hook);
        let Ok(text) = fs::read(&file) else {
            found.push(Drift::Missing { hook });
            continue;
        };
        match guard_of(&text) {
            None => found.push(Drift::Changed { hook }),
            Some(_) if !git::is_executable(&file) => found.push(Drift::NotExecutable { hook }),
            Some(path) if !git::is_executable(&path) => {
                let gone = Drift::ProgramGone { path };
                if !found.contains(&gone) {
                    found.push(gone);
                }
            }
            Some(_) => {}
        }
    }
    Ok(found)
}
