//! What came to the base and is over: taken back there since, or cleaned up.

use std::collections::HashMap;

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::{LEAD, Signal};
use crate::monitor::Work;
use crate::verb::former::Former;

/// Takes for not landed what was taken back from the base since.
pub(super) fn take_back(repo: &Repo, base: &str, works: &mut [Work]) -> Result<(), Failure> {
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
pub(super) fn former(
    repo: &Repo,
    config: &Config,
    base: &str,
    works: &mut [Work],
) -> Result<(), Failure> {
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
