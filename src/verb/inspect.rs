//! What guard, gate and prediction say of every worker, on top of what its commits tell.

mod astray;
mod size;

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::trees::Trees;
use super::watch::{self, Seen};
use super::{Plan, check, off_branch};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::file::write_cache;
use crate::git::{Depth, Repo, Worktree};
use crate::hook;
use crate::monitor::{Conflict, Watched};
use crate::worker::Place;

/// Everything the report is made of, in the order of the plan.
pub(super) fn all(repo: &Repo, plan: &Plan) -> Result<Vec<Watched>, Failure> {
    Ok(with_trees(repo, plan)?.0)
}

/// The same, and the worktrees it was seen in.
pub(super) fn with_trees(repo: &Repo, plan: &Plan) -> Result<(Vec<Watched>, Trees), Failure> {
    let Seen { base, commits, trees, mut watched } = watch::seen(repo, &plan.config)?;
    let open = plan.config.worker.iter().zip(&mut watched).filter(|(_, seen)| {
        // The guard comes after the worktree.
        !seen.work.merged && seen.work.harm.is_none()
    });
    let guarded: Vec<(&mut Watched, &Worker, &Worktree)> = open
        .filter_map(|(worker, seen)| Some((seen, worker, trees.seat(&plan.config, worker)?)))
        .collect();
    let stubs = if guarded.is_empty() { Vec::new() } else { hook::stubs(repo)? };
    for (seen, worker, tree) in guarded {
        let branch = plan.config.branch(worker);
        let mut own = hook::own_drift(repo, &tree.path)?;
        own.extend(hook::registration(repo, &tree.path, &worker.id, &branch)?);
        seen.drift = own.iter().chain(&stubs).map(ToString::to_string).collect();
        seen.off = off_branch::of(repo, &plan.config, tree, &branch)?;
    }
    judge(repo, plan, &base, commits, &mut watched)?;
    astray::find(repo, plan, &base, &trees, &mut watched)?;
    predict(repo, &plan.config, &base, &mut watched)?;
    size::count(repo, &base, &mut watched)?;
    seat(repo, &plan.config, &trees, &mut watched);
    Ok((watched, trees))
}

/// Tells where each worker works.
pub(super) fn seat(repo: &Repo, config: &Config, trees: &Trees, watched: &mut [Watched]) {
    for (worker, seen) in config.worker.iter().zip(watched) {
        let tree = trees.readable(config, worker);
        seen.path = tree.map(|tree| tree.path.to_string_lossy().into_owned());
        let real = |path: &Path| path.canonicalize().ok();
        let usual = Place::of(config, repo.root(), 0, worker).worktree;
        seen.moved = tree.is_some_and(|tree| real(&tree.path) != real(&usual));
    }
}

/// What the gate found on one branch, and what it depended on.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Verdict {
    worker: String,
    key: u64,
    broken: Vec<String>,
}

/// Judges the branches that moved since they were last judged.
fn judge(
    repo: &Repo,
    plan: &Plan,
    base: &str,
    commits: usize,
    watched: &mut [Watched],
) -> Result<(), Failure> {
    let place = repo.parallel_dir().join("cache/verdicts.json");
    let known: Vec<Verdict> = remembered(&place).unwrap_or_default();
    let keys = keys(plan, base, commits, watched);
    let fresh = |seen: &Watched, key: u64| {
        known.iter().find(|it| it.worker == seen.work.id && it.key == key).cloned()
    };
    let mut verdicts = Vec::new();
    let mut open = Vec::new();
    for (seen, key) in watched.iter().zip(&keys) {
        let Some(key) = *key else { continue };
        match fresh(seen, key) {
            Some(verdict) => verdicts.push(verdict),
            None => open.push((seen.work.id.clone(), key)),
        }
    }
    if !open.is_empty() {
        let ids: Vec<String> = open.iter().map(|(id, _)| id.clone()).collect();
        let found = check::gate(repo, &plan.config, &ids)?;
        for (worker, key) in open {
            let own = found.iter().filter(|finding| finding.worker == worker && finding.stops());
            let broken = own.flat_map(|finding| {
                let commit = finding.commit.get(..9).unwrap_or(&finding.commit);
                let stops = finding.violations.iter().filter(|it| it.stops());
                stops.map(move |it| format!("{} in {commit}", it.message))
            });
            let broken = broken.collect();
            verdicts.push(Verdict { worker, key, broken });
        }
        remember(&place, &verdicts);
    }
    for seen in watched {
        let verdict = verdicts.iter().find(|verdict| verdict.worker == seen.work.id);
        seen.violations = verdict.map(|verdict| verdict.broken.clone()).unwrap_or_default();
    }
    Ok(())
}

/// What each verdict depends on: the plan, the base, the branch, and every branch it shares commits
/// with. None where there is nothing to judge.
fn keys(plan: &Plan, base: &str, commits: usize, watched: &[Watched]) -> Vec<Option<u64>> {
    let mut holders: HashMap<&str, usize> = HashMap::new();
    // As many as there are: then nobody has what another has.
    if watched.iter().map(|seen| seen.work.has.len()).sum::<usize>() != commits {
        for id in watched.iter().flat_map(|seen| &seen.work.has) {
            *holders.entry(id).or_default() += 1;
        }
    }
    let mut common = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), &plan.text, base).hash(&mut common);
    let mut all = common.clone();
    for seen in watched {
        seen.work.tip.hash(&mut all);
    }
    let key = |seen: &Watched| {
        let work = &seen.work;
        // A merge, or a commit others have too: whose it is depends on every branch.
        let mixed = work.has.len() != work.events.len()
            || work.has.iter().any(|id| holders.get(id.as_str()).is_some_and(|count| *count > 1));
        let mut hasher = if mixed { all.clone() } else { common.clone() };
        (&work.id, &work.tip).hash(&mut hasher);
        (!work.merged && !work.has.is_empty()).then(|| hasher.finish())
    };
    watched.iter().map(key).collect()
}

/// Predicts what would not merge, with the base and between workers.
fn predict(
    repo: &Repo,
    config: &Config,
    base: &str,
    watched: &mut [Watched],
) -> Result<(), Failure> {
    let open: Vec<usize> =
        (0..watched.len()).filter(|at| !watched[*at].work.has.is_empty()).collect();
    let tips: Vec<String> = open.iter().filter_map(|at| watched[*at].work.tip.clone()).collect();
    if tips.is_empty() {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), base, &tips).hash(&mut hasher);
    let key = hasher.finish();
    let place = repo.parallel_dir().join("cache/conflicts.json");
    let known: Option<(u64, Vec<Clash>)> = remembered(&place);
    let clashes = if let Some((_, clashes)) = known.filter(|known| known.0 == key) {
        clashes
    } else {
        let clashes = predicted(repo, base, &tips)?;
        remember(&place, &(key, &clashes));
        clashes
    };
    for Clash { one, other, path, why } in clashes {
        let (Some(one), other) = (open.get(one), other.and_then(|at| open.get(at))) else {
            continue;
        };
        let with = other.map_or_else(|| config.base.clone(), |at| watched[*at].work.id.clone());
        watched[*one].conflicts.push(Conflict { with, path, why });
    }
    Ok(())
}

/// A predicted conflict between two of the tips, or of one with the base.
#[derive(Debug, Serialize, Deserialize)]
struct Clash {
    one: usize,
    other: Option<usize>,
    path: String,
    why: String,
}

fn predicted(repo: &Repo, base: &str, tips: &[String]) -> Result<Vec<Clash>, Failure> {
    let prediction = repo.predict(base, tips, Depth::First)?;
    let with_base = prediction.with_base.into_iter().enumerate();
    let mut found: Vec<Clash> = with_base
        .filter_map(|(one, clashes)| Some((one, None, clashes.into_iter().next()?)))
        .chain(prediction.pairs.into_iter().filter_map(|pair| {
            Some((pair.one, Some(pair.other), pair.clashes.into_iter().next()?))
        }))
        .map(|(one, other, clash)| Clash { one, other, path: clash.path, why: clash.why.into() })
        .collect();
    found.sort_by_key(|clash| (clash.one, clash.other));
    Ok(found)
}

/// What was found before; nothing where it cannot be read, for it can be found again.
pub(super) fn remembered<T: DeserializeOwned>(place: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(place).ok()?).ok()
}

/// Keeps what was found for the next time; a repository that cannot be written is still reported on.
pub(super) fn remember<T: Serialize>(place: &Path, found: &T) {
    if let Ok(text) = serde_json::to_vec(found) {
        write_cache(place, &text).ok();
    }
}
