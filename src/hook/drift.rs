//! Whether the guard still stands: cheap enough to ask with every verb.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::install::{directory, is_link, names};
use super::stub::Stub;
use super::{Error, runner};
use crate::git::{self, HOOKS_PATH, Repo, Site};
use crate::worker::registry::{self, Entry};

/// One way in which the guard no longer stands as it was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// The stubs run another program than this one.
    OtherProgram {
        /// Which.
        path: PathBuf,
    },
    /// A hook is there that nobody installed.
    Foreign {
        /// The hook.
        hook: String,
    },
    /// The folder of the stubs is a link.
    Linked {
        /// The folder.
        path: PathBuf,
    },
    /// A file that the worktree's own configuration includes counts more than the hooks path.
    Included {
        /// The file.
        path: PathBuf,
    },
    /// The registry knows nobody who works in the worktree, so that the hooks let everything pass.
    Unregistered,
    /// The registry says that somebody else works in the worktree, or on another branch.
    Registered {
        /// Who.
        worker: String,
        /// The branch.
        branch: String,
    },
    /// The environment switches the hooks off, here.
    Environment {
        /// The variable.
        variable: String,
        /// What it sets.
        value: String,
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
            Self::OtherProgram { path } => {
                write!(f, "the hooks run '{}', which is not this program", path.display())
            }
            Self::Foreign { hook } => write!(f, "the hook '{hook}' is not one of the guard's"),
            Self::Linked { path } => {
                write!(f, "the folder of the hooks, '{}', is a link", path.display())
            }
            Self::Included { path } => {
                write!(f, "'{}' is included after core.hooksPath and may set it", path.display())
            }
            Self::Unregistered => write!(f, "nobody is registered in the worktree"),
            Self::Registered { worker, branch } => {
                write!(f, "the worktree is registered for {worker} on '{branch}'")
            }
            Self::Environment { variable, value } => {
                write!(f, "in this environment {variable} is set{value}")
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
        Some(path) if path == directory(repo) => {
            let after = git::included_after_hooks_path(&git::admin_dir(worktree)?)?;
            found.extend(after.map(|path| Drift::Included { path }));
        }
        Some(path) => found.push(Drift::Elsewhere { path }),
    }
    Ok(found)
}

/// What is wrong with what the registry says of the worktree at `worktree`, where `worker` works on
/// `branch`.
pub fn registration(
    repo: &Repo,
    worktree: &Path,
    worker: &str,
    branch: &str,
) -> Result<Option<Drift>, Error> {
    let admin = git::admin_dir(worktree)?;
    let name = admin.file_name().unwrap_or_default().to_string_lossy();
    Ok(match registry::find(&repo.parallel_dir(), &name)? {
        None => Some(Drift::Unregistered),
        Some(entry) if entry.worker == worker && entry.branch == branch => None,
        Some(Entry { worker, branch, .. }) => Some(Drift::Registered { worker, branch }),
    })
}

/// What in the environment of this very process lets commits pass unjudged: other processes have others.
pub fn environment(repo: &Repo) -> Result<Option<Drift>, Error> {
    if env::var_os("GIT_PARALLEL").is_some_and(|value| value == "0") {
        let (variable, value) = ("GIT_PARALLEL".into(), " to 0: the hooks judge nothing".into());
        return Ok(Some(Drift::Environment { variable, value }));
    }
    let found = git::hooks_path_of_environment(repo.here())?;
    Ok(found.filter(|(_, value)| *value != directory(repo)).map(|(variable, value)| {
        let value =
            format!(" and makes core.hooksPath '{}': no hook of the guard runs", value.display());
        Drift::Environment { variable: variable.to_owned(), value }
    }))
}

/// Everything that is wrong with the stubs all worktrees share.
pub fn stubs(repo: &Repo) -> Result<Vec<Drift>, Error> {
    let site = Site::of_worktree(repo.main().unwrap_or(repo.common()))?;
    let (folder, names) = (directory(repo), names(&site)?);
    let own = env::current_exe().map_err(Error::Self_)?;
    let mut found = Vec::new();
    if is_link(&folder) {
        found.push(Drift::Linked { path: folder.clone() });
    }
    for hook in &names {
        let wrong = stub_drift(repo, &folder.join(hook), hook, &own);
        found.extend(wrong.filter(|wrong| !found.contains(wrong)));
    }
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        let (hook, file) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        // A stub outlives the hook that it hands on to, and does nothing then.
        let known = names.contains(&hook) || stub_drift(repo, &file, &hook, &own).is_none();
        if !known && git::is_executable(&file) {
            found.push(Drift::Foreign { hook });
        }
    }
    Ok(found)
}

/// What is wrong with the stub at `file`: it is to be, byte for byte, what `own` installs.
fn stub_drift(repo: &Repo, file: &Path, hook: &str, own: &Path) -> Option<Drift> {
    let hook = hook.to_owned();
    let Ok(text) = fs::read(file) else { return Some(Drift::Missing { hook }) };
    let place = runner::place(&repo.parallel_dir());
    let by_ours = |stub: &Stub| stub.runner.as_ref().is_none_or(|runner| *runner == place);
    let Some(stub) = Stub::read(&text).filter(|stub| by_ours(stub) && !is_link(file)) else {
        return Some(Drift::Changed { hook });
    };
    if !git::is_executable(file) {
        return Some(Drift::NotExecutable { hook });
    }
    program_drift(stub.guard, own).or_else(|| {
        let runner = stub.runner?;
        // What would be made anew is told, though it does no harm but to the time it takes.
        let other = !runner::is_right(&repo.parallel_dir(), own);
        program_drift(runner.clone(), &runner)
            .or(other.then_some(Drift::OtherProgram { path: runner }))
    })
}

/// What is wrong with the program at `path`, which is to be `own`.
fn program_drift(path: PathBuf, own: &Path) -> Option<Drift> {
    if !git::is_executable(&path) {
        return Some(Drift::ProgramGone { path });
    }
    let real = |path: &Path| fs::canonicalize(path).ok();
    (path != *own && real(&path) != real(own)).then_some(Drift::OtherProgram { path })
}
