//! The merges themselves: one by one, each followed by the check, each step in the journal.

use std::path::Path;

use super::begin::refuse_local_drivers;
use super::late::Late;
use super::resume::back_on_branch;
use super::settle::settle;
use super::{checks, conflict, store, told};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::integrate::{Begun, Journal, Stage};
use crate::render::inert;
use crate::verb::Context;
use crate::verb::lifecycle::Turn;

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
            // A check may have left it, and a merge elsewhere is none.
            back_on_branch(repo, &journal, &at)?;
            let (merge, total) = (&journal.merge[n], journal.merge.len());
            context.out.note(format!("[{}/{total}] {}", n + 1, inert(merge.message())));
            let (tip, message) = (merge.tip.clone(), merge.message());
            let usual = git::usual_subject(&merge.branch, &journal.branch);
            if !repo.is_ancestor(&tip, &format!("refs/heads/{}", journal.branch))?
                && let Merged::Conflict(paths) =
                    begin(context, repo, &mut journal, &tip, &message, &usual).map_err(ways_on)?
            {
                let left = if take_owner {
                    let worker = journal.merge[n].worker.clone();
                    let merging = Some(worker.as_str());
                    conflict::take_owners(context, repo, config, &mut journal, merging, &paths)?
                } else {
                    paths
                };
                if !left.is_empty() {
                    return conflict::stop(context, repo, config, &journal, n, &left);
                }
                conclude(&at, &message, &usual)?;
            }
            journal.merge[n].commit = Some(git::head(&at)?);
            journal.merge[n].stage = Stage::Merged;
            store::save(repo, &journal)?;
            let worker = Some(journal.merge[n].worker.as_str());
            Turn::of_integration(repo, config, "post-merge", &journal, worker)
                .after(context, config);
        }
        // A check that failed may be mended by what workers committed since.
        let may_mend = failed_before && journal.is_further(n + 1);
        if journal.merge[n].stage == Stage::Merged && !journal.batch && !may_mend {
            if let Some(failed) = checks::failing(context, repo, config, &journal)? {
                return checks::stop(context, repo, config, &journal, n, &failed);
            }
            journal.merge.iter_mut().take(n + 1).for_each(|merge| merge.stage = Stage::Checked);
            store::save(repo, &journal)?;
        }
    }
    if !journal.is_done() {
        if let Some(failed) = checks::failing(context, repo, config, &journal)? {
            return checks::search(context, repo, config, &journal, &failed);
        }
        journal.merge.iter_mut().for_each(|merge| merge.stage = Stage::Checked);
        store::save(repo, &journal)?;
    }
    back_on_branch(repo, &journal, &at)?;
    told::done(context, config, &journal, late)
}

/// Merges `tip` into the integration; that it does is in the journal first.
pub(in crate::verb) fn begin(
    context: &Context,
    repo: &Repo,
    journal: &mut Journal,
    tip: &str,
    message: &str,
    usual: &str,
) -> Result<Merged, Failure> {
    refuse_local_drivers(repo)?;
    let at = Path::new(&journal.worktree).to_owned();
    let begun = Begun { head: git::head(&at)?, tip: tip.to_owned(), message: message.to_owned() };
    journal.begun = Some(begun);
    store::save(repo, journal)?;
    match git::merge(&at, tip, message, usual) {
        Ok(merged) => {
            // Git came to an end: what is there from now on is somebody's.
            journal.begun = None;
            if matches!(merged, Merged::Conflict(_)) {
                store::save(repo, journal)?;
            }
            Ok(merged)
        }
        Err(error) => {
            // Where even that fails, as on a full disk, the next run puts it back.
            let _whatever = settle(context, repo, journal);
            Err(not_made(message, &error))
        }
    }
}

/// Concludes the merge whose conflicts are resolved; one that git does not make waits as it is.
pub(super) fn conclude(at: &Path, message: &str, usual: &str) -> Result<(), Failure> {
    git::conclude(at, message, usual).map_err(|error| ways_on(not_made(message, &error)))
}

/// Git failed at a merge: what it said, and no command of ours.
fn not_made(message: &str, error: &git::Error) -> Failure {
    if error.is_lock() {
        return Failure::new(error.to_string()).hint(crate::failure::UNLOCK);
    }
    let what = message.lines().next().unwrap_or_default();
    Failure::new(format!("git did not make the merge '{}'", inert(what))).in_gits_words(error)
}

/// The failure with the ways on from an integration that stands.
pub(super) fn ways_on(failure: Failure) -> Failure {
    failure
        .hint("what was merged before it stands; mend that, then run: git parallel integrate --continue")
        .hint("or give up: git parallel integrate --abort")
}
