//! What an integration stands on: the work of other features, which must not land unseen with it.

use super::store;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::Journal;
use crate::monitor::Standing;
use crate::verb::since;
use crate::worker::sh;

/// Work that `journal` brings along and that has not landed, with the way on: of an integration that
/// it was begun on, be it under way or given up, or of whatever else a worker was started from.
pub(in crate::verb) fn below(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Option<String>, Failure> {
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(None) };
    if let Some(feature) = below_feature(repo, journal, &tip)? {
        return Ok(Some(format!("{feature} has not: git parallel land {feature}")));
    }
    let base = format!("refs/heads/{}", journal.base);
    let entries = since::entries(repo, config)?;
    let merged = |id: &str| journal.merge.iter().any(|merge| merge.worker == id);
    let mut own: Vec<_> = entries.values().filter(|entry| merged(&entry.worker)).collect();
    own.sort_by(|left, right| left.worker.cmp(&right.worker));
    let forks = own.iter().map(|entry| entry.fork.as_str());
    let lead = repo.commit(&base)?;
    let lead = lead.map(|base| since::once_base(repo, config, &base, forks)).transpose()?;
    for entry in own {
        let fork = &entry.fork;
        if repo.commit(fork)?.is_none()
            || !repo.is_ancestor(fork, &tip)?
            || repo.is_ancestor(fork, &base)?
            || lead.as_ref().is_some_and(|lead| lead.contains(fork))
            || repo.is_absorbed(&base, fork)?
        {
            continue;
        }
        let at = repo.holder(&entry.branch)?.map(|tree| sh(&tree.path.to_string_lossy()));
        let rebase = format!("rebase --onto {} {fork}", sh(&journal.base));
        let way = match at {
            Some(at) => format!("git -C {at} {rebase}"),
            None => format!("git {rebase} {}", sh(&entry.branch)),
        };
        let feature = store::given_up(repo)?.filter(|it| it.given_up.as_ref() == Some(fork));
        let what = feature.map_or_else(
            || format!("what {} was started from", entry.worker),
            |it| {
                format!(
                    "{}, which {} was started from and which was given up",
                    it.feature, entry.worker
                )
            },
        );
        return Ok(Some(format!(
            "{what}, has not: integrate and land that first, or take {} off it: git parallel integrate --abort {}, then {way}",
            entry.worker, journal.feature
        )));
    }
    Ok(None)
}

/// The feature under way of which the integration of `journal`, at `tip`, has merges that have not landed.
pub(super) fn below_feature(
    repo: &Repo,
    journal: &Journal,
    tip: &str,
) -> Result<Option<String>, Failure> {
    let base = format!("refs/heads/{}", journal.base);
    for other in store::all(repo)?.into_iter().filter(|it| it.feature != journal.feature) {
        if store::standing_of(repo, &other)? != Standing::Landed
            && brings(repo, tip, &base, &other)?
        {
            return Ok(Some(other.feature));
        }
    }
    Ok(None)
}

/// Whether `tip` has merges of `other` that the base has not.
fn brings(repo: &Repo, tip: &str, base: &str, other: &Journal) -> Result<bool, Failure> {
    for commit in other.merge.iter().filter_map(|merge| merge.commit.as_ref()) {
        if repo.is_ancestor(commit, tip)? && !repo.is_ancestor(commit, base)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The workers that were started from what `journal` has merged, and stand on it still.
pub(super) fn above(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Vec<String>, Failure> {
    let base = format!("refs/heads/{}", journal.base);
    let mut found = Vec::new();
    for entry in since::entries(repo, config)?.into_values() {
        let Some(tip) = repo.tip(&entry.branch)? else { continue };
        let outside = journal.merge.iter().all(|merge| merge.worker != entry.worker);
        if outside && brings(repo, &tip, &base, journal)? {
            found.push(entry.worker);
        }
    }
    found.sort();
    Ok(found)
}
