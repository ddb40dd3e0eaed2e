//! Workers whom nobody waits for here: landed and cleaned up, or at work in another clone. They are begun only
//! where they are named.

use super::decide::{Start, Tree};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::former::Former;
use crate::verb::{Context, base, since, watch};

/// Takes out of `starts` whoever would begin anew what is on the base already, and whom somebody else
/// began in another clone, unless all were `named`; tells of it. Gives the numbers of those `wanted` that are left.
pub(super) fn leave_out(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &mut Vec<Start>,
    wanted: &[usize],
    named: bool,
) -> Result<Vec<usize>, Failure> {
    if !named {
        leave_to_others(context, repo, config, starts)?;
    }
    let fresh = starts.iter().filter(|start| matches!(start.tree, Tree::New { .. }));
    let fresh: Vec<&Worker> = fresh.filter_map(|start| config.find(&start.worker)).collect();
    if fresh.is_empty() {
        return Ok(left(config, starts, wanted));
    }
    let tip = base::tip(repo, config)?;
    let mut over = Former::of(repo, config, &tip).tips(&fresh)?;
    // Another clone may have landed it, and this one not pulled it yet.
    let far = format!("{}/{}", config.remote, config.base);
    if let Some(far) = watch::ahead(repo, &far, &tip)? {
        over.extend(Former::of(repo, config, &far).tips(&fresh)?);
    }
    for start in starts.iter().filter(|start| over.contains_key(&start.worker)) {
        let id = &start.worker;
        context.out.note(if named {
            format!("{id} has landed on {} before: it is begun anew", config.base)
        } else {
            format!("{id} has landed; to begin it anew: git parallel start {id}")
        });
    }
    starts.retain(|start| named || !over.contains_key(&start.worker));
    Ok(left(config, starts, wanted))
}

/// Takes out whom somebody else began in another clone: two worktrees of one worker would commit past each other.
fn leave_to_others(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &mut Vec<Start>,
) -> Result<(), Failure> {
    let fetched = |start: &Start| matches!(start.tree, Tree::Fetched { .. });
    if !starts.iter().any(fetched) {
        return Ok(());
    }
    // What was begun here is ours, though its branch is gone.
    let own = since::entries(repo, config)?;
    let mut others = Vec::new();
    for Start { worker, tree, .. } in starts.iter().filter(|it| !own.contains_key(&it.worker)) {
        let Tree::Fetched { from } = tree else { continue };
        if repo.is_written_here(&format!("refs/remotes/{from}"))? == Some(false) {
            context.out.note(format!(
                "{worker} is somebody else's in another clone ({from}) and left there; to take it up here: git parallel start {worker}"
            ));
            others.push(worker.clone());
        }
    }
    starts.retain(|start| !others.contains(&start.worker));
    Ok(())
}

/// The numbers of those `wanted` that are still in `starts`.
fn left(config: &Config, starts: &[Start], wanted: &[usize]) -> Vec<usize> {
    let goes_on =
        |number: &&usize| starts.iter().any(|start| start.worker == config.worker[**number - 1].id);
    wanted.iter().filter(goes_on).copied().collect()
}
