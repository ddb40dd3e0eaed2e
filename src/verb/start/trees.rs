//! Making the worktrees: registered and guarded first, filled in parallel, unlocked last.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::decide::{STARTING, Start, Tree};
use super::sources::{Sources, left_out};
use super::{agent, ready};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::hook;
use crate::render::inert;
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
    sources: &Sources,
) -> Result<(), Failure> {
    hook::install(repo)?;
    git::remove_stubs(repo, STARTING)?;
    // All of them first: git adds no worktree while it stumbles over another.
    for start in starts.iter().filter(|start| start.tree == Tree::Finish) {
        // While no git of this very start works anywhere.
        git::remove_stale_locks(repo, &start.at)?;
        if let Some(admin) = repo.admin(&start.at).filter(|admin| admin.broken().is_some()) {
            git::mend_admin(&start.at, &admin, &start.branch, true)?;
        }
    }
    for start in starts {
        forget_earlier(repo, config, start)?;
        add(repo, start)?;
        let fork = match &start.tree {
            Tree::New { at, .. } => Some(at.as_str()),
            _ => None,
        };
        register(repo, config, &start.worker, &start.branch, &start.at, fork)?;
        hook::enable(repo, &start.at)?;
    }
    let unready = |place: &&Place| {
        starts.iter().any(|start| start.worker == place.id && start.tree != Tree::Ready)
    };
    let unready: Vec<&Place> = places.iter().filter(unready).collect();
    complete(context, repo, config, sources, &unready)?;
    for start in starts {
        agent::guard(context, repo, &start.launched, &start.worker, &start.at)?;
    }
    Ok(())
}

/// Files come in parallel. What writes into configuration that all worktrees share, or may do so,
/// comes afterwards and one worktree at a time: two writers at once lose git's lock on it, and the
/// installers among setup commands do not all say so. `setup.parallel` lifts that for the commands.
fn complete(
    context: &Context,
    repo: &Repo,
    config: &Config,
    sources: &Sources,
    unready: &[&Place],
) -> Result<(), Failure> {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    let bar = context.out.progress("worktrees", unready.len());
    let mut failures = Vec::new();
    let left = Mutex::new(Vec::new());
    let filled =
        each(unready, cores, &mut failures, |place| ready::fill(context, repo, config, place));
    let filled = each(&filled, 1, &mut failures, ready::init_submodules);
    let brought = each(&filled, cores, &mut failures, |place| {
        let more = ready::bring_over(sources, place)?;
        if let Ok(mut left) = left.lock() {
            left.extend(more);
        }
        bar.step(&place.id);
        Ok(())
    });
    bar.finish();
    for problem in left_out(left.into_inner().unwrap_or_default()) {
        context.out.warn(inert(problem));
    }
    let bar = (!config.setup.run.is_empty()).then(|| context.out.progress("setup", brought.len()));
    let set_up = |place: &Place| {
        ready::run(repo, config, place)?;
        if let Some(bar) = &bar {
            bar.step(&place.id);
        }
        Ok(())
    };
    let together = config.setup.parallel;
    let rest = if together { each(&brought, cores.max(2), &mut failures, set_up) } else { brought };
    each(&rest, 1, &mut failures, |place| {
        if !together {
            set_up(place)?;
        }
        ready::run_hook(context, &place.worktree)?;
        Ok(repo.unlock_worktree(&place.worktree)?)
    });
    if let Some(bar) = bar {
        bar.finish();
    }
    // The others are finished first; the first failure is the one to tell.
    failures.into_iter().next().map_or(Ok(()), Err)
}

/// Does `step` for each of `places`, at most `at_once` at the same time and in their order; gives
/// those it worked for.
fn each<'p>(
    places: &[&'p Place],
    at_once: usize,
    failures: &mut Vec<Failure>,
    step: impl Fn(&Place) -> Result<(), Failure> + Sync,
) -> Vec<&'p Place> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(place) = places.get(number) else { return done };
            done.push((number, step(place)));
        }
    };
    let mut results: Vec<(usize, Result<(), Failure>)> = thread::scope(|scope| {
        let running: Vec<_> = (0..at_once.min(places.len())).map(|_| scope.spawn(work)).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    results.sort_by_key(|(number, _)| *number);
    let mut fine = Vec::new();
    for (number, result) in results {
        match result {
            Ok(()) => fine.push(places[number]),
            Err(failure) => failures.push(failure),
        }
    }
    fine
}

fn add(repo: &Repo, start: &Start) -> Result<(), Failure> {
    let reason = format!("{STARTING} {}", start.worker);
    match &start.tree {
        Tree::New { at, .. } => repo.add_worktree(&start.at, &start.branch, Some(at), &reason)?,
        Tree::Fetched { from } => {
            let tip = format!("refs/remotes/{from}");
            repo.add_worktree(&start.at, &start.branch, Some(&tip), &reason)?;
        }
        Tree::TakeUp { .. } => repo.add_worktree(&start.at, &start.branch, None, &reason)?,
        Tree::Finish | Tree::Ready => {}
    }
    Ok(())
}

/// What the registry says of a branch that is made anew is of an earlier one.
fn forget_earlier(repo: &Repo, config: &Config, start: &Start) -> Result<(), Failure> {
    let fresh = matches!(start.tree, Tree::New { .. } | Tree::Fetched { .. });
    let worker = config.find(&start.worker);
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        let over = worker.is_some_and(|it| !entry.is_of(it, &start.branch));
        if entry.worker == start.worker && (over || fresh) && !entry.gitdir.exists() {
            registry::remove(&repo.parallel_dir(), &admin)?;
        }
    }
    Ok(())
}

/// Writes who works there, keyed by the worktree's admin directory; a known fork point stays, and one
/// that is given is that of a branch made anew. Where none is known, the branch left the base where their lines part: what it has may have landed.
pub(in crate::verb) fn register(
    repo: &Repo,
    config: &Config,
    worker: &str,
    branch: &str,
    at: &Path,
    fork: Option<&str>,
) -> Result<(), Failure> {
    let admin = git::admin_dir(at)?;
    let name =
        admin.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let planned = config.find(worker);
    let known = registry::find(&repo.parallel_dir(), &name)?;
    let own = |entry: &Entry| {
        planned.map_or(entry.worker == worker, |planned| entry.is_of(planned, branch))
    };
    let fork = match (fork, known.filter(own)) {
        (Some(fork), _) => fork.to_owned(),
        (None, Some(entry)) => entry.fork,
        (None, None) => repo.left_at(&config.base, &git::head(at)?)?,
    };
    let entry = Entry {
        worker: worker.to_owned(),
        branch: branch.to_owned(),
        gitdir: at.join(".git"),
        fork,
        planned: planned.and_then(|worker| worker.planned.clone()),
    };
    Ok(registry::write(&repo.parallel_dir(), &name, &entry)?)
}
