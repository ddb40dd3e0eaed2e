//! Workers that were started here and that no plan has any more: their tables went with a file that was
//! put back, stashed or written anew.

use crate::failure::Failure;
use crate::git::Repo;
use crate::recover::Finding;
use crate::verb::{Context, Plan, accept, leftover};
use crate::worker::registry;

/// The registered workers that `plan` does not have, as long as there is anything of them.
pub(crate) fn orphans(repo: &Repo, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let config = &plan.config;
    let mut found: Vec<Finding> = Vec::new();
    let mut remembered = None;
    for (_, entry) in registry::all(&repo.parallel_dir())? {
        // One of that name is another's, or its branch was renamed in the plan.
        if config.find(&entry.worker).is_some() {
            continue;
        }
        let tip = repo.tip(&entry.branch)?;
        let folder = entry.gitdir.parent().filter(|_| entry.gitdir.exists());
        if tip.is_none() && folder.is_none() {
            continue;
        }
        let base = format!("refs/heads/{}", config.base);
        let landed = match &tip {
            Some(tip) => *tip != entry.fork && repo.is_ancestor(tip, &base)?,
            None => false,
        };
        let open = match &tip {
            Some(tip) if *tip != entry.fork => leftover::open(repo, config, tip)?,
            _ => 1,
        };
        // What landed or was dropped elsewhere is not broken: clean and drop end it.
        if landed || !leftover::is_strayed(repo, config, &entry.worker, open > 0)? {
            continue;
        }
        let before = remembered.get_or_insert_with(|| plan.remembered());
        let table = before.as_ref().and_then(|it| Some((it, it.find(&entry.worker)?)));
        found.push(Finding::Orphan {
            known: table.is_some_and(|(it, worker)| it.branch(worker) == entry.branch),
            worker: entry.worker,
            branch: entry.branch,
            at: folder.map(|folder| folder.to_string_lossy().into_owned()),
            landed,
        });
    }
    Ok(found)
}

/// Puts the table of `id` back into the plan, as it is remembered.
pub(super) fn put_back(context: &Context, repo: &Repo, id: &str) -> Result<(), Failure> {
    // Another one may have been put back just now.
    let plan = context.plan(repo)?;
    let before = plan.remembered();
    let Some(worker) = before.as_ref().and_then(|it| it.find(id)) else { return Ok(()) };
    let mut workers = plan.config.worker.clone();
    workers.push(worker.clone());
    let told = match accept::workers(&plan, &workers) {
        Ok(text) => {
            // What is remembered has the others that are to be put back as well.
            plan.write(&text)?;
            format!("{id} is in the plan again; commit it on '{}'", plan.config.base)
        }
        Err(failure) => format!("{id} stays out of the plan: {}", failure.message()),
    };
    context.out.note(told);
    Ok(())
}
