//! The merges themselves: one by one, each followed by the check, each step in the journal.

use std::path::Path;

use super::late::Late;
use super::{checks, conflict, store, told};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::integrate::{Journal, Stage};
use crate::render::inert;
use crate::verb::Context;

/// Merges whatever is open, in order. `late` is what workers committed after they were merged.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    mut journal: Journal,
    take_owner: bool,
    late: &[Late],
) -> Result<Exit, Failure> {
    let at = Path::new(&journal.worktree).to_owned();
    let mut failed_before = false;
    for n in 0..journal.merge.len() {
        failed_before |= journal.merge[n].stage == Stage::Merged;
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
        // A check that failed may be mended by what workers committed since.
        let may_mend = failed_before && journal.is_further(n + 1);
        if journal.merge[n].stage == Stage::Merged && !journal.batch && !may_mend {
            if let Some(failed) = checks::failing(context, config, &at)? {
                return checks::stop(context, config, &journal, n, &failed);
            }
            journal.merge.iter_mut().take(n + 1).for_each(|merge| merge.stage = Stage::Checked);
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
    told::done(context, config, &journal, late)
}
