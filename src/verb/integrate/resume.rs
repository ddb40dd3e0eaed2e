//! Going on with an integration that stopped: on a conflict, a failing check, or a crash anywhere.

use std::path::Path;

use super::late::{apart, leave_out, take};
use super::settle::{gone_on, settle};
use super::{conflict, merges, store, surroundings, told};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::{GoOn, Journal, Merge, Stage};
use crate::render::inert;
use crate::verb::Context;
use crate::worker::sh;

/// Brings the worktree into a state a merge can begin in, then merges on.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    mut journal: Journal,
    take_owner: bool,
    skip: &[String],
) -> Result<Exit, Failure> {
    refuse_landed(repo, &journal)?;
    leave_out(config, &mut journal, skip)?;
    settle(context, repo, &mut journal)?;
    surroundings::make_ready(context, repo, config, &journal)?;
    let at = Path::new(&journal.worktree).to_owned();
    back_on_branch(repo, &journal, &at)?;
    let mut open = git::unmerged(&at)?;
    if !open.is_empty() && take_owner {
        let worker = merged_there(&journal, &at)?;
        let merging = worker.as_deref();
        open = conflict::take_owners(context, repo, config, &mut journal, merging, &open)?;
    }
    if !open.is_empty() {
        let list = open.iter().map(inert).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("not resolved yet: {list}"))
            .hint(format!("resolve and stage them in {}: git add PATH…", at.display()))
            .hint("then run: git parallel integrate --continue"));
    }
    if let GoOn::Conclude(message) = gone_on(repo, &journal)? {
        refuse_unfinished(&at)?;
        let merging = journal.merge.iter().find(|merge| merge.stage == Stage::Open);
        let branch = merging.map_or(&journal.base, |merge| &merge.branch);
        merges::conclude(&at, &message, &git::usual_subject(branch, &journal.branch))?;
    }
    // A run before may have stopped because their commits were not to be had.
    surroundings::bring_submodules(&at)?;
    refuse_uncommitted(&at)?;
    let apart = apart(repo, config, &journal)?;
    take(context, repo, config, &mut journal, &apart)?;
    store::save(repo, &journal)?;
    merges::run(context, repo, config, journal, take_owner, &apart.late)
}

/// The worker whose merge is under way at `at`; none where that is the base's.
fn merged_there(journal: &Journal, at: &Path) -> Result<Option<String>, Failure> {
    let tip = git::merging(at)?;
    let own = |merge: &&Merge| merge.stage == Stage::Open && Some(&merge.tip) == tip.as_ref();
    Ok(journal.merge.iter().find(own).map(|merge| merge.worker.clone()))
}

/// A merge is concluded with what is staged: refuses while that is not all, or not resolved.
fn refuse_unfinished(at: &Path) -> Result<(), Failure> {
    let stage = format!("resolve and stage them in {}: git add PATH…", at.display());
    let marked = git::staged_markers(at)?;
    if !marked.is_empty() {
        let list = marked.iter().map(inert).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("conflict markers are left in: {list}"))
            .hint(stage)
            .hint("then run: git parallel integrate --continue"));
    }
    let left = git::not_staged(at)?;
    if left.is_empty() {
        return Ok(());
    }
    let list = left.iter().map(inert).collect::<Vec<_>>().join(", ");
    Err(Failure::new(format!("not staged yet: {list}"))
        .hint(format!("stage or remove them in {}: git add PATH…", at.display()))
        .hint("then run: git parallel integrate --continue"))
}

/// The check looks at the files, and what lands is commits: refuses while they differ.
fn refuse_uncommitted(at: &Path) -> Result<(), Failure> {
    let left = git::dirty(at)?;
    if left.is_empty() {
        return Ok(());
    }
    let list = left.iter().map(inert).collect::<Vec<_>>().join(", ");
    Err(Failure::new(format!("not committed in the integration: {list}"))
        .hint(format!("commit or remove them in {}: git add PATH… && git commit", at.display()))
        .hint("then run: git parallel integrate --continue"))
}

/// Shows what going on would merge.
pub(super) fn show(
    context: &Context,
    repo: &Repo,
    config: &Config,
    mut journal: Journal,
    skip: &[String],
) -> Result<Exit, Failure> {
    refuse_landed(repo, &journal)?;
    leave_out(config, &mut journal, skip)?;
    let apart = apart(repo, config, &journal)?;
    take(context, repo, config, &mut journal, &apart)?;
    told::plan(context, &journal)
}

/// What has landed is over; what workers commit after that is the next integration's.
fn refuse_landed(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let Some(landing) = &journal.landing else { return Ok(()) };
    if !repo.is_ancestor(&landing.new, &format!("refs/heads/{}", journal.base))? {
        return Ok(());
    }
    Err(Failure::new(format!("'{}' has landed on {} already", journal.feature, journal.base))
        .hint("to clean up after it, run: git parallel clean")
        .hint("then, for what is new: git parallel integrate FEATURE"))
}

/// A search for the worker that broke the check leaves the branch for a while; a crash in it, for
/// longer.
pub(super) fn back_on_branch(repo: &Repo, journal: &Journal, at: &Path) -> Result<(), Failure> {
    match repo.branch_at(at)? {
        Some(branch) if branch == journal.branch => Ok(()),
        Some(other) => Err(Failure::new(format!(
            "'{}' is on branch '{}', not on '{}'",
            at.display(),
            inert(other),
            journal.branch
        ))
        .hint(format!("to go back, run there: git switch {}", sh(&journal.branch)))),
        None => {
            let head = git::head(at)?;
            let known = head == journal.base_tip
                || journal.merge.iter().any(|merge| merge.commit.as_ref() == Some(&head));
            if !known {
                return Err(Failure::new(format!("'{}' is on no branch", at.display())).hint(
                    format!("keep its commits, then run there: git switch {}", sh(&journal.branch)),
                ));
            }
            Ok(git::check_out(at, &journal.branch)?)
        }
    }
}
