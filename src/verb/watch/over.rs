//! What came to the base and is over: taken back there since, or cleaned up.

use std::collections::HashMap;

use super::{ahead, seen};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{Repo, Survey};
use crate::guard::{LEAD, Signal, read_subject};
use crate::monitor::Work;
use crate::verb::former::Former;
use crate::worker::registry::Entry;

/// Finds whatever came to the base and is over, and what was taken back.
pub(super) fn all(
    repo: &Repo,
    config: &Config,
    survey: &Survey,
    base: &str,
    entries: &HashMap<String, Entry>,
    works: &mut [Work],
) -> Result<(), Failure> {
    take_back(repo, base, works)?;
    brought_along(repo, config, base, works)?;
    former(repo, config, base, works)?;
    seen::on_the_remote(repo, config, survey, base, works)?;
    elsewhere(repo, config, base, entries, works)
}

/// Takes for not landed what was taken back from the base since.
fn take_back(repo: &Repo, base: &str, works: &mut [Work]) -> Result<(), Failure> {
    let tips: Vec<String> =
        works.iter().filter(|work| work.merged).filter_map(|work| work.tip.clone()).collect();
    let back = repo.reverted_tips(base, &tips)?;
    for work in works.iter_mut().filter(|work| work.merged) {
        work.reverted = work.tip.as_ref().and_then(|tip| back.get(tip)).cloned();
        work.merged = work.reverted.is_none();
    }
    Ok(())
}

/// Finds work that landed and was cleaned up: of workers that are still in the plan, and of those that
/// are not and somebody needs something of.
fn former(repo: &Repo, config: &Config, base: &str, works: &mut [Work]) -> Result<(), Failure> {
    let mut former = Former::of(repo, config, base);
    let gone = |(worker, work): (&'_ Worker, &Work)| {
        let gone = work.tip.is_none() && !work.lost && !work.worktree;
        gone.then(|| worker.id.clone())
    };
    let gone: Vec<String> = config.worker.iter().zip(works.iter()).filter_map(gone).collect();
    let asked: Vec<&Worker> = gone.iter().filter_map(|id| config.find(id)).collect();
    let mut tips = if asked.is_empty() { HashMap::new() } else { former.tips(&asked)? };
    for work in works {
        if let Some(tip) = tips.remove(&work.id) {
            (work.tip, work.merged, work.cleaned) = (Some(tip), true, true);
        }
        let mut needed: Vec<&String> = Vec::new();
        for event in &work.events {
            if let Some(Signal::Needs { worker, .. }) = &event.signal
                && worker != LEAD
                && config.find(worker).is_none()
                && !needed.contains(&worker)
            {
                needed.push(worker);
            }
        }
        for id in needed {
            if former.has(id)? {
                work.over.insert(id.clone());
            }
        }
    }
    Ok(())
}

/// Finds work that landed from another clone, of workers that have committed nothing here and whose branch
/// was never pushed: what an integration merged of them is on the base, or on the remote's alone.
fn elsewhere(
    repo: &Repo,
    config: &Config,
    base: &str,
    entries: &HashMap<String, Entry>,
    works: &mut [Work],
) -> Result<(), Failure> {
    let open = |work: &Work| {
        let none = work.events.is_empty() && work.reverted.is_none();
        none && !work.merged && !work.along && !work.lost
    };
    if !works.iter().any(open) {
        return Ok(());
    }
    let far = format!("{}/{}", config.remote, config.base);
    let there = ahead(repo, &far, base)?.map(|tip| (tip, Some(far)));
    for (there, pull) in [(base.to_owned(), None)].into_iter().chain(there) {
        let mut former = Former::of(repo, config, &there);
        let mut tips = HashMap::new();
        for (worker, work) in config.worker.iter().zip(works.iter()).filter(|it| open(it.1)) {
            let begun = entries.get(&worker.id).map(|entry| entry.fork.clone());
            let tip = match begun.or_else(|| work.tip.clone()) {
                Some(begun) if work.tip.is_some() && repo.commit(&begun)?.is_some() => {
                    former.merged_since(worker, &begun)?
                }
                None if pull.is_some() && !work.worktree => {
                    former.tips(&[worker])?.remove(&worker.id)
                }
                _ => None,
            };
            tips.extend(tip.map(|tip| (worker.id.clone(), tip)));
        }
        let all: Vec<String> = tips.values().cloned().collect();
        let back = repo.reverted_tips(&there, &all)?;
        for work in works.iter_mut() {
            let Some(tip) = tips.remove(&work.id) else { continue };
            work.reverted = back.get(&tip).cloned();
            work.merged = work.reverted.is_none();
            work.pull = pull.clone().filter(|_| work.merged);
            if work.tip.is_none() {
                (work.tip, work.cleaned) = (Some(tip), true);
            }
        }
    }
    Ok(())
}

/// Takes for not landed what only came along with the work of another, of workers that are at work here
/// and have not said that they are complete.
fn brought_along(
    repo: &Repo,
    config: &Config,
    base: &str,
    works: &mut [Work],
) -> Result<(), Failure> {
    let mut former = Former::of(repo, config, base);
    let tips: Vec<Option<String>> = works.iter().map(|work| work.tip.clone()).collect();
    for (at, work) in works.iter_mut().enumerate() {
        let Some(tip) = work.tip.as_ref().filter(|_| work.merged && work.worktree) else {
            continue;
        };
        let last = repo.last_subject(tip)?;
        if read_subject(last.as_bytes()).0.is_none_or(|signal| signal == Signal::Complete) {
            continue;
        }
        // A branch that is gone is known by the merge that brought it.
        let gone = former.all_merged_since(tip)?.into_iter().filter(|(id, _)| *id != work.id);
        let here = tips.iter().zip(0..).filter(|it| it.1 != at).filter_map(|it| it.0.clone());
        let mut carriers = Vec::new();
        for other in here.chain(gone.map(|(_, tip)| tip)) {
            if other != *tip && repo.is_ancestor(tip, &other)? && repo.is_ancestor(&other, base)? {
                carriers.push(other);
            }
        }
        if !carriers.is_empty() && !was_taken(repo, base, tip, &carriers)? {
            (work.merged, work.along) = (false, true);
        }
    }
    Ok(())
}

/// Whether the base has `tip` otherwise than by the branches with the tips `carriers`: it was moved forward
/// to it, or merged it.
fn was_taken(repo: &Repo, base: &str, tip: &str, carriers: &[String]) -> Result<bool, Failure> {
    Ok(repo.is_on_line(tip, base)? || repo.is_brought(tip, base, carriers)?)
}
