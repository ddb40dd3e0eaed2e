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
        let at = entry.gitdir.parent().filter(|_| entry.gitdir.exists());
        let at = at.map(|at| at.to_string_lossy().into_owned());
        found.push(Finding::Lost { worker: worker.id.clone(), branch, at, tips: told });
    }
    Ok(found)
}

/// The findings with those of `lost` branches that do not come again, with every commit that they may have
/// had, where a worktree has its HEAD back.
pub(super) fn beside(
    repo: &Repo,
    mut found: Vec<Finding>,
    lost: Vec<Finding>,
) -> Result<Vec<Finding>, Failure> {
    for one in lost {
        let Finding::Lost { branch, tips, .. } = &one else { continue };
        let off = found.iter_mut().find_map(|finding| match finding {
            Finding::OffBranch { branch: own, off, .. } if own == branch => Some(off),
            _ => None,
        });
        let Some(off) = off else {
            found.push(one);
            continue;
        };
        let head = off.head.clone().unwrap_or_default();
        for (tip, _) in tips {
            off.joins &= repo.is_ancestor(tip, &head)?;
        }
        if !off.joins {
            found.push(one);
        }
    }
    Ok(found)
}

/// The workers whose branch has a ref that git cannot read.
pub(super) fn torn(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let names: Vec<String> = config.worker.iter().map(|worker| config.branch(worker)).collect();
    let torn = repo.torn(&names)?.into_iter().filter_map(|torn| {
        let worker = config.worker.iter().find(|it| config.branch(it) == torn.branch)?;
        Some(Finding::Torn { worker: worker.id.clone(), branch: torn.branch, last: torn.last })
    });
    Ok(torn.collect())
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
