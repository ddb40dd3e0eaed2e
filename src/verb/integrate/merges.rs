//! The merges themselves: one by one, each followed by the check, each step in the journal.

use std::path::Path;

use super::{checks, conflict, store, told};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::integrate::{Journal, Stage};
use crate::render::inert;
use crate::verb::Context;

/// Merges whatever is open, in order.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    mut journal: Journal,
    take_owner: bool,
) -> Result<Exit, Failure> {
    let at = Path::new(&journal.worktree).to_owned();
    for n in 0..journal.merge.len() {
        if journal.merge[n].stage == Stage::Open {
            let (merge, total) = (&journal.merge[n], journal.merge.len());
            context.out.note(format!("[{}/{total}] {}", n + 1, inert(merge.message())));
            if !repo.is_ancestor(&merge.tip, &format!("refs/heads/{}", journal.branch))?
                && let Merged::Conflict(paths) = git::merge(&at, &merge.tip, &merge.message())?
            {
                let left = if take_owner {
                    conflict::take_owners(context, config, &at, &merge.worker, &paths)?
                } else {
                    paths
                };
                if !left.is_empty() {
                    return conflict::stop(context, repo, config, &journal, n, &left);
                }
                git::conclude(&at)?;
            }
            journal.merge[n].commit = Some(git::head(&at)?);
            journal.merge[n].stage = Stage::Merged;
            store::save(repo, &journal)?;
        }
        if journal.merge[n].stage == Stage::Merged && !journal.batch {
            if let Some(failed) = checks::failing(context, config, &at)? {
                return checks::stop(context, config, &journal, n, &failed);
            }
            journal.merge[n].stage = Stage::Checked;
            store::save(repo, &journal)?;
        }
    }
    if !journal.is_done() {
        if let Some(failed) = checks::failing(context, config, &at)? {
            return checks::search(context, config, &journal, &failed);
        }
        journal.merge.iter_mut().for_each(|merge| merge.stage = Stage::Checked);
        store::save(repo, &journal)?;
    }
    told::done(context, config, &journal)
}
