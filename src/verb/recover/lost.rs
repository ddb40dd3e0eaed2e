//! Branches that were started and are gone, and the commits they may have had.

use super::lines::listed;
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Repo, Source};
use crate::recover::Finding;
use crate::scope::Scope;
use crate::worker::registry;

/// How many of the commits that may be meant are told.
const TOLD: usize = 3;

/// The workers that were started, and whose branch is neither here nor on the remote.
pub(crate) fn lost(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        let Some(worker) = config.find(&entry.worker) else { continue };
        let branch = config.branch(worker);
        let remote = format!("refs/remotes/{}/{branch}", config.remote);
        // An entry may outlive the plan it is of.
        if entry.branch != branch || repo.tip(&branch)?.is_some() || repo.commit(&remote)?.is_some()
        {
            continue;
        }
        let mut tips = repo.backups_of(&branch)?;
        tips.extend(git::last_head(&repo.common().join("worktrees").join(admin))?);
        if repo.commit(&entry.fork)?.is_some() {
            for tip in repo.adrift(&entry.fork)? {
                if is_of(repo, worker, &entry.fork, &tip)? {
                    tips.push(tip);
                }
            }
        }
        let mut told = Vec::new();
        for tip in tips {
            let known = told.iter().any(|(id, _)| *id == tip);
            // Where it was started nothing is lost.
            if !known && told.len() < TOLD && tip != entry.fork && repo.commit(&tip)?.is_some() {
                let subject = repo.git().args(["log", "-1", "--format=%s", &tip]).line()?;
                told.push((tip, subject));
            }
        }
        found.push(Finding::Lost { worker: worker.id.clone(), branch, tips: told });
    }
    Ok(found)
}

/// Whether what leads from `fork` to `tip` is in the scope of `worker`.
fn is_of(repo: &Repo, worker: &Worker, fork: &str, tip: &str) -> Result<bool, Failure> {
    let Ok(scope) = Scope::parse(worker.patterns()) else { return Ok(false) };
    let git = || repo.git();
    let changes =
        Source::new(&git).changes(&listed(repo, &format!("{fork}..{tip}"), &["--no-merges"])?)?;
    let mut paths = changes.values().flatten().peekable();
    Ok(paths.peek().is_some() && paths.all(|path| scope.owns(path)))
}
