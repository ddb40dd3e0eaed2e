//! Where the branches of workers were on the remote when they were last seen there: a forge that squashes deletes
//! them, and whoever has no copy would take the work for never begun.

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Repo, Survey};
use crate::monitor::Work;
use crate::verb::inspect::{remember, remembered};
use crate::verb::landed::{Judge, OTHERWISE};

/// A worker, the commit it was planned on, and the tip.
type Seen = (String, Option<String>, String);

/// Finds work that landed by other commits and whose branch is gone from the remote since, and remembers for the
/// next time where the others are.
pub(super) fn on_the_remote(
    repo: &Repo,
    config: &Config,
    survey: &Survey,
    base: &str,
    works: &mut [Work],
) -> Result<(), Failure> {
    if !repo.may_have_remotes()? {
        return Ok(());
    }
    let place = repo.parallel_dir().join("cache/seen.json");
    let known: Vec<Seen> = remembered(&place).unwrap_or_default();
    let mut judge = Judge::of(repo);
    let mut now = Vec::new();
    for (worker, work) in config.worker.iter().zip(works) {
        let of = |it: &&Seen| it.0 == worker.id && it.1 == worker.planned;
        let before = known.iter().find(of);
        let branch = config.branch(worker);
        let far = format!("refs/remotes/{}/{branch}", config.remote);
        let there = survey.tips.get(&far).filter(|_| !work.foreign.contains(&branch));
        match (there, before) {
            (Some(tip), _) => now.push((worker.id.clone(), worker.planned.clone(), tip.id.clone())),
            (None, Some(seen)) => now.push(seen.clone()),
            (None, None) => {}
        }
        let begun = work.tip.is_some() || work.lost || work.worktree || work.merged;
        let Some((.., tip)) = before.filter(|_| there.is_none() && !begun) else { continue };
        if repo.commit(tip)?.is_some()
            && (repo.is_ancestor(tip, base)? || judge.absorbed(base, tip)?)
        {
            work.tip = Some(tip.clone());
            (work.merged, work.cleaned, work.how) = (true, true, Some(OTHERWISE));
        }
    }
    judge.keep();
    if now != known {
        remember(&place, &now);
    }
    Ok(())
}
