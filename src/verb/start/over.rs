//! Workers whose work has landed and was cleaned up: begun anew only where they are named.

use super::decide::{Start, Tree};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::former::Former;
use crate::verb::{Context, base, watch};

/// Takes out of `starts` whoever would begin anew what is on the base already, unless all were `named`;
/// tells of it either way. Gives the numbers of those `wanted` that are left.
pub(super) fn leave_out(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &mut Vec<Start>,
    wanted: &[usize],
    named: bool,
) -> Result<Vec<usize>, Failure> {
    let fresh = starts.iter().filter(|start| matches!(start.tree, Tree::New { .. }));
    let fresh: Vec<&Worker> = fresh.filter_map(|start| config.find(&start.worker)).collect();
    if fresh.is_empty() {
        return Ok(wanted.to_vec());
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
    let goes_on =
        |number: &&usize| starts.iter().any(|start| start.worker == config.worker[**number - 1].id);
    Ok(wanted.iter().filter(goes_on).copied().collect())
}
