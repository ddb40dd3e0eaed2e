//! Making the worktrees: registered and guarded first, filled in parallel, unlocked last.

use std::path::Path;
use std::thread;

use super::decide::{STARTING, Start, Tree};
use super::{agent, ready};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::hook;
use crate::verb::Context;
use crate::worker::Place;
use crate::worker::registry::{self, Entry};

/// Makes all of them. The order lets a run that was killed anywhere be run again: a worktree stays
/// locked as starting until it is registered, guarded and ready (git-worktree(1), `--lock`).
pub(super) fn make(
    context: &Context,
    repo: &Repo,
    config: &Config,
    places: &[Place],
    starts: &[Start],
) -> Result<(), Failure> {
    hook::install(repo)?;
    for start in starts {
        add(repo, start)?;
        register(repo, &start.worker, &start.branch, &start.at)?;
        hook::enable(repo, &start.at)?;
    }
    let unready = |place: &&Place| {
        starts.iter().any(|start| start.worker == place.id && start.tree != Tree::Ready)
    };
    let unready: Vec<&Place> = places.iter().filter(unready).collect();
    let progress = context.out.progress("worktrees", unready.len());
    let cores = thread::available_parallelism().map_or(2, usize::from);
    let mut failed = None;
    for batch in unready.chunks(cores) {
        let results: Vec<Result<(), Failure>> = thread::scope(|scope| {
            let running: Vec<_> = batch
                .iter()
                .map(|place| scope.spawn(|| ready::make(repo, config, place)))
                .collect();
            running.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        for (place, result) in batch.iter().zip(results) {
            match result {
                Ok(()) => repo.unlock_worktree(&place.worktree)?,
                // The others are finished first; the first failure is the one to tell.
                Err(failure) => failed = failed.or(Some(failure)),
            }
            progress.step(&place.id);
        }
    }
    progress.finish();
    failed.map_or(Ok(()), Err)?;
    starts.iter().try_for_each(|start| agent::guard(repo, config, &start.at))
}

fn add(repo: &Repo, start: &Start) -> Result<(), Failure> {
    let reason = format!("{STARTING} {}", start.worker);
    match &start.tree {
        Tree::New { at } => repo.add_worktree(&start.at, &start.branch, Some(at), &reason)?,
        Tree::Fetched { from } => {
            let tip = format!("refs/remotes/{from}");
            repo.add_worktree(&start.at, &start.branch, Some(&tip), &reason)?;
        }
        Tree::TakeUp { .. } => repo.add_worktree(&start.at, &start.branch, None, &reason)?,
        Tree::Finish | Tree::Ready => {}
    }
    Ok(())
}

/// Writes who works there, keyed by the worktree's admin directory; a known fork point stays.
pub(in crate::verb) fn register(
    repo: &Repo,
    worker: &str,
    branch: &str,
    at: &Path,
) -> Result<(), Failure> {
    let admin = git::admin_dir(at)?;
    let name =
        admin.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = registry::find(&repo.parallel_dir(), &name)?;
    let fork = match known.filter(|entry| entry.worker == worker) {
        Some(entry) => entry.fork,
        None => git::head(at)?,
    };
    let entry = Entry {
        worker: worker.to_owned(),
        branch: branch.to_owned(),
        gitdir: at.join(".git"),
        fork,
    };
    Ok(registry::write(&repo.parallel_dir(), &name, &entry)?)
}
