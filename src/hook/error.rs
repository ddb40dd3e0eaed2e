//! Why a hook could not be installed, or could not judge.

use std::io;
use std::path::PathBuf;

use crate::config::{self, LoadError};
use crate::file::Astray;
use crate::git;
use crate::guard::RulesError;
use crate::worker::registry::RegistryError;

/// Why a hook could not be installed, or could not judge; a hook that cannot judge refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Git could not be asked.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The registry could not be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The plan cannot be read.
    #[error(transparent)]
    Plan(#[from] LoadError),
    /// There is no plan.
    #[error("there is no {file} in {place}", file = config::FILE)]
    NoPlan {
        /// Where it was looked for.
        place: String,
    },
    /// A push would bring a plan that cannot be in force.
    #[error("{name} would be at {commit}, and {why}")]
    BadPlan {
        /// The reference.
        name: String,
        /// Its commit after the push.
        commit: String,
        /// What is wrong with the plan there.
        why: String,
    },
    /// A shared repository does not tell which plan pushes are judged by.
    #[error("{0}")]
    NoAuthority(String),
    /// The plan has no rules for the worker.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A file of the guard could not be read or written.
    #[error("cannot access '{}': {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that the guard goes by is not gone to.
    #[error(transparent)]
    Astray(#[from] Astray),
    /// The program does not know where it is itself.
    #[error("cannot tell where git-parallel is installed: {0}")]
    Self_(#[source] io::Error),
    /// Something is being merged into the worktree at this moment.
    #[error("sync is merging into this worktree just now; nothing was committed")]
    Syncing,
    /// A hook was started with too few arguments.
    #[error("the hook '{0}' was started without its arguments; git starts it")]
    Arguments(String),
    /// A hook that does git's own work is gone, but not the stub that handed on to it.
    #[error("the hook '{0}' is gone, and its stub cannot do its work")]
    Gone(String),
}

impl Error {
    /// An [`Error::File`] about `path`.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
