//! Commits on branches that are not their worker's, looked for only where there can be any.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::{remember, remembered};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::{Signal, read_subject};
use crate::monitor::{Astray, Watched};
use crate::verb::recover::{Suspects, oldest_fork, stray};
use crate::verb::trees::Trees;
use crate::verb::{Plan, base};

/// Tells each worker's commits on other branches. What was found is kept until a branch moves; where
/// the base is where everybody left it and every branch is clean, nothing is read at all.
pub(super) fn find(
    repo: &Repo,
    plan: &Plan,
    base: &str,
    trees: &Trees,
    watched: &mut [Watched],
) -> Result<(), Failure> {
    let moved = watched.iter().any(|seen| seen.work.tip.is_some() && seen.work.behind != Some(0));
    let odd = watched.iter().any(|seen| !seen.violations.is_empty() || signals(seen));
    let far = base::far(repo, &plan.config)?.map(|(_, tip)| tip).filter(|tip| tip != base);
    let moved = moved || far.is_some();
    if !moved && !odd {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), &plan.text, base, &far).hash(&mut hasher);
    for seen in &*watched {
        seen.work.tip.hash(&mut hasher);
    }
    let key = hasher.finish();
    let place = repo.parallel_dir().join("cache/astray.json");
    let known: Option<(u64, Vec<(String, Astray)>)> = remembered(&place);
    let found = if let Some((_, found)) = known.filter(|known| known.0 == key) {
        found
    } else {
        let found = looked_for(repo, &plan.config, (base, far.as_deref()), trees, watched, moved)?;
        remember(&place, &(key, &found));
        found
    };
    for (worker, astray) in found {
        if let Some(seen) = watched.iter_mut().find(|seen| seen.work.id == worker) {
            seen.astray.push(astray);
        }
    }
    Ok(())
}

/// Whether a worker said something that needs no change of a file, and so nothing but a clue tells
/// whose it is.
fn signals(seen: &Watched) -> bool {
    let says =
        |signal: &Option<Signal>| matches!(signal, Some(Signal::Needs { .. } | Signal::Blocked(_)));
    seen.work.events.iter().any(|event| says(&event.signal))
}

fn looked_for(
    repo: &Repo,
    config: &Config,
    (base, far): (&str, Option<&str>),
    trees: &Trees,
    watched: &[Watched],
    moved: bool,
) -> Result<Vec<(String, Astray)>, Failure> {
    let mut made: Vec<(String, HashSet<String>)> = Vec::new();
    for worker in &config.worker {
        if let Some(tree) = trees.readable(config, worker) {
            made.push((worker.id.clone(), repo.made_in(tree)?));
        }
    }
    let by_others = |seen: &Watched| {
        let mut others = made.iter().filter(|(id, _)| *id != seen.work.id);
        others.any(|(_, made)| seen.work.events.iter().any(|event| made.contains(&event.id)))
    };
    let suspect = |seen: &&Watched| {
        let clued = || seen.work.authors.len() > 1 || by_others(seen);
        !seen.violations.is_empty() || (signals(seen) && clued())
    };
    let workers: Vec<String> =
        watched.iter().filter(suspect).map(|seen| seen.work.id.clone()).collect();
    let mut written: HashSet<String> = HashSet::new();
    for worker in config.worker.iter().filter(|_| moved) {
        written.extend(repo.committed_on(&config.branch(worker))?);
    }
    let suspects = Suspects { base: moved && says_something(repo, base, far, &written)?, workers };
    if !suspects.base && suspects.workers.is_empty() {
        return Ok(Vec::new());
    }
    let told = |it: crate::recover::Stray| {
        let first = it.commits.first()?;
        let (commit, subject) = (first.id.clone(), first.subject.clone());
        let (commits, by_paths) = (it.commits.len(), it.by_paths);
        Some((it.worker, Astray { on: it.on, commit, subject, commits, by_paths, owners: None }))
    };
    let (strays, nobodys) = stray(repo, config, &suspects)?;
    let known = |id: &String| config.find(id).is_some();
    let nobodys = nobodys.into_iter().filter_map(|it| {
        let first = it.commits.first()?;
        let (commit, subject) = (first.id.clone(), first.subject.clone());
        // It is told once, beside whoever it most likely is of.
        let beside = it.worker.clone().or_else(|| it.owners.iter().find(|id| known(id)).cloned());
        let beside = beside.or_else(|| config.worker.first().map(|it| it.id.clone()))?;
        let (commits, owners) = (it.commits.len(), Some(it.owners));
        Some((beside, Astray { on: it.on, commit, subject, commits, by_paths: false, owners }))
    });
    Ok(strays.into_iter().filter_map(told).chain(nobodys).collect())
}

/// Whether a commit on the base's own line since the first worker left it has a prefix, or is one of those
/// that workers have `written`.
fn says_something(
    repo: &Repo,
    base: &str,
    far: Option<&str>,
    written: &HashSet<String>,
) -> Result<bool, Failure> {
    let Some(fork) = oldest_fork(repo, base)? else { return Ok(false) };
    let listed = repo.subjects_on_line(base, &fork, far)?;
    let told = |(id, subject): &(String, Vec<u8>)| {
        read_subject(subject).0.is_some() || written.contains(id)
    };
    Ok(listed.iter().any(told))
}
