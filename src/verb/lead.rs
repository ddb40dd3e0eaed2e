//! What is the lead's alone: refused in a worker's worktree, and in a worker's session wherever it stands.

use super::Context;
use crate::failure::Failure;
use crate::git::Repo;
use crate::worker::{WORKER_VARIABLE, registry};

/// What only the lead does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Matter {
    /// Changing who may change what.
    Scopes,
    /// Changing the plan.
    Plan,
    /// Taking the guard of all down.
    Guard,
    /// Merging, landing and removing what workers made.
    Work,
}

impl Matter {
    fn words(self) -> &'static str {
        match self {
            Self::Scopes => "scopes are the lead's to change",
            Self::Plan => "the plan is the lead's to change",
            Self::Guard => "the guard of all workers is the lead's to take down",
            Self::Work => "merging, landing and removing what workers made is the lead's to do",
        }
    }

    /// What a worker can do instead.
    fn instead(self) -> &'static str {
        match self {
            Self::Scopes => {
                "ask for it: git commit --allow-empty -m '[BLOCKED:scope] which path, and why'"
            }
            Self::Plan => {
                "ask for it: git commit --allow-empty -m '[BLOCKED:plan] what should be in it, and why'"
            }
            Self::Guard => {
                "say what it hinders: git commit --allow-empty -m '[BLOCKED:guard] what it refuses'"
            }
            Self::Work => {
                "say how it stands: git commit --allow-empty -m '[COMPLETE] what is done', or [BLOCKED:<reason>]"
            }
        }
    }
}

/// Refuses `matter` to a worker.
pub(super) fn require(context: &Context, repo: &Repo, matter: Matter) -> Result<(), Failure> {
    let Some(here) = worker(context, repo)? else { return Ok(()) };
    Err(Failure::new(format!("{}, and {here}", matter.words()))
        .hint(matter.instead())
        .hint("the lead runs this in the main worktree"))
}

/// By what this is a worker's, in words: by the registry, or by what its launch script set.
fn worker(context: &Context, repo: &Repo) -> Result<Option<String>, Failure> {
    let name = repo.git_dir().file_name().unwrap_or_default().to_string_lossy();
    let here = if repo.is_linked() { registry::find(&repo.parallel_dir(), &name)? } else { None };
    if let Some(entry) = here {
        return Ok(Some(format!("this is {}'s worktree", entry.worker)));
    }
    // What the lead has run at the turns of the work finds the same variables.
    let hooked = std::env::var_os("PARALLEL_HOOK").is_some();
    let session = std::env::var(WORKER_VARIABLE).ok();
    let Some(session) = session.filter(|id| !hooked && !id.is_empty()) else {
        return Ok(None);
    };
    // Other programs may use the name for something else.
    let plan = context.plan_if_any(repo).ok().flatten();
    let known = plan.is_some_and(|plan| plan.config.find(&session).is_some());
    Ok(known.then(|| format!("this is {session}'s session ({WORKER_VARIABLE} is set)")))
}
