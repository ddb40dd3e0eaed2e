//! Branches that were started and are gone, and the commits they may have had.

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Repo, Source, Torn, Without};
use crate::recover::Finding;
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
                let subject = repo.subject(&tip)?;
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

/// The refs that git cannot read: as long as there is one, it gives no list of refs and fetches nothing.
pub(super) fn torn(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let torn = repo.torn(&[])?;
    if let Some(lender) = repo.lender_away()?.filter(|_| !torn.is_empty()) {
        let at = lender.display();
        return Err(Failure::new(format!(
            "'{at}', which this repository borrows objects from, is not there"
        ))
        .hint("bring it back where it was, then run the command again")
        .hint("where it is now elsewhere, name its path in objects/info/alternates"));
    }
    let finding = |torn: Torn| {
        let owner = torn
            .name
            .strip_prefix("refs/heads/")
            .and_then(|branch| config.worker.iter().find(|worker| config.branch(worker) == branch));
        let worker = owner.map(|worker| worker.id.clone());
        Finding::Torn { worker, name: torn.name, names: torn.names, last: torn.last }
    };
    Ok(torn.into_iter().map(finding).collect())
}

/// Whether what leads from `fork` to `tip` is in the scope of `worker`.
fn is_of(repo: &Repo, worker: &Worker, fork: &str, tip: &str) -> Result<bool, Failure> {
    let scope = worker.owned();
    let git = || repo.git();
    let changes = Source::new(&git).changes(&repo.line(fork, tip, Without::Merges)?)?;
    let mut paths = changes.values().flatten().peekable();
    Ok(paths.peek().is_some() && paths.all(|path| scope.owns(path)))
}
