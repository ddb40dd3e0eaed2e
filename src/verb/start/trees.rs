//! Making the worktrees: registered and guarded first, filled in parallel, unlocked last.

use std::path::Path;
use std::thread;

use super::decide::{STARTING, Start, Tree};
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::hook;
use crate::verb::Context;
use crate::worker::registry::{self, Entry};

/// Makes all of them. The order lets a run that was killed anywhere be run again: a worktree stays
/// locked as starting until it is registered, guarded and filled (git-worktree(1), `--lock`).
pub(super) fn make(context: &Context, repo: &Repo, starts: &[Start]) -> Result<(), Failure> {
    hook::install(repo)?;
    for start in starts {
        add(repo, start)?;
        register(repo, start)?;
        hook::enable(repo, &start.at)?;
    }
    let unfilled: Vec<&Start> = starts.iter().filter(|start| start.tree != Tree::Ready).collect();
    fill(context, &unfilled)?;
    for start in unfilled {
        let head = git::head(&start.at)?;
        git::run_post_checkout(&start.at, &head)?;
        repo.unlock_worktree(&start.at)?;
    }
    Ok(())
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
fn register(repo: &Repo, start: &Start) -> Result<(), Failure> {
    let admin = git::admin_dir(&start.at)?;
    let name =
        admin.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let known = registry::find(&repo.parallel_dir(), &name)?;
    let fork = match known.filter(|entry| entry.worker == start.worker) {
        Some(entry) => entry.fork,
        None => git::head(&start.at)?,
    };
    let entry = Entry {
        worker: start.worker.clone(),
        branch: start.branch.clone(),
        gitdir: start.at.join(".git"),
        fork,
    };
    Ok(registry::write(&repo.parallel_dir(), &name, &entry)?)
}

/// Checks the files out, as many worktrees at a time as there are cores.
fn fill(context: &Context, starts: &[&Start]) -> Result<(), Failure> {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    for batch in starts.chunks(cores) {
        let results: Vec<Result<(), git::Error>> = thread::scope(|scope| {
            let running: Vec<_> =
                batch.iter().map(|start| scope.spawn(|| checked_out(&start.at))).collect();
            running.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        for (start, result) in batch.iter().zip(results) {
            result?;
            context.out.note(format!("{} is ready", start.worktree));
        }
    }
    Ok(())
}

fn checked_out(at: &Path) -> Result<(), git::Error> {
    git::fill(at)
}
