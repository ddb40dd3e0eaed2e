//! Whose a branch is that bears a worker's name: of the plan in force, or left over from an earlier one.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use super::inspect::{remember, remembered};
use crate::config::{self, Config, Worker};
use crate::failure::Failure;
use crate::git::{Repo, Revised};
use crate::worker::registry::{self, Entry};

/// A branch of a worker's name that is asked about.
#[derive(Debug)]
pub(super) struct Named<'w> {
    /// The worker.
    pub(super) worker: &'w Worker,
    /// The full name of the branch, here or on the remote.
    pub(super) name: String,
    /// Its tip.
    pub(super) tip: String,
    /// When the tip was committed, in seconds since 1970.
    pub(super) time: i64,
    /// Where the worker was started here, if it was.
    pub(super) fork: Option<&'w str>,
}

/// Since when a branch can be a plan's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Since {
    /// The commit that whatever is the plan's has.
    commit: String,
    /// Where only history tells of the plan: when that was, for a branch may be older than its table.
    until: Option<i64>,
}

/// The full names of those branches that hold something else than the work of the plan in force.
///
/// A branch is the plan's where it has the commit the plan was made on. Without that in the plan, it
/// is told from when the worker's table came to the base, or else from where the worker was started.
pub(super) fn foreign(
    repo: &Repo,
    config: &Config,
    base: &str,
    asked: &[Named<'_>],
) -> Result<HashSet<String>, Failure> {
    if asked.is_empty() {
        return Ok(HashSet::new());
    }
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_PKG_VERSION"), base, &config.base).hash(&mut hasher);
    for one in asked {
        (&one.worker.id, &one.worker.slug, &one.worker.planned).hash(&mut hasher);
        (&one.name, &one.tip, one.fork).hash(&mut hasher);
    }
    let (key, place) = (hasher.finish(), repo.parallel_dir().join("cache/since.json"));
    let known: Option<(u64, HashSet<String>)> = remembered(&place);
    if let Some((_, found)) = known.filter(|known| known.0 == key) {
        return Ok(found);
    }
    let found = found(repo, base, asked)?;
    remember(&place, &(key, &found));
    Ok(found)
}

fn found(repo: &Repo, base: &str, asked: &[Named<'_>]) -> Result<HashSet<String>, Failure> {
    let silent: Vec<&Worker> =
        asked.iter().filter(|one| one.worker.planned.is_none()).map(|one| one.worker).collect();
    let told = by_history(repo, base, &silent)?;
    let mut groups: BTreeMap<Since, Vec<&Named<'_>>> = BTreeMap::new();
    for one in asked {
        let from = |commit: &str| Since { commit: commit.to_owned(), until: None };
        let said = one.worker.planned.as_deref().map(from);
        let since = said.or_else(|| told.get(one.worker.id.as_str()).cloned());
        // A plan that was never committed has no other clone that could have begun before.
        if let Some(since) = since.or_else(|| one.fork.map(from)) {
            groups.entry(since).or_default().push(one);
        }
    }
    let mut found = HashSet::new();
    for (since, members) in groups {
        let Some(commit) = on_base(repo, base, &since.commit)? else { continue };
        let names: Vec<String> = members.iter().map(|one| one.name.clone()).collect();
        let own = repo.containing(&commit, &names)?;
        let old = |one: &&&Named<'_>| since.until.is_none_or(|until| one.time <= until);
        for one in members.iter().filter(|one| !own.contains(&one.name)).filter(old) {
            // Where its history is cut off before it meets the base's, nothing is known of its beginning.
            if !repo.is_shallow() || repo.merge_base(base, &one.tip)?.is_some() {
                found.insert(one.name.clone());
            }
        }
    }
    Ok(found)
}

/// The commit as far as the base has it: where the base was rewritten, what is left of it. None where
/// nothing of it is known here.
fn on_base(repo: &Repo, base: &str, commit: &str) -> Result<Option<String>, Failure> {
    let Some(commit) = repo.commit(commit)? else { return Ok(None) };
    Ok(repo.merge_base(base, &commit)?)
}

/// Since when the base has had the tables of these workers, by its history.
fn by_history<'w>(
    repo: &Repo,
    base: &str,
    workers: &[&'w Worker],
) -> Result<HashMap<&'w str, Since>, Failure> {
    let mut open: Vec<&Worker> = workers.to_vec();
    let mut found = HashMap::new();
    if open.is_empty() {
        return Ok(found);
    }
    for Revised { id, parent, time } in repo.versions(base, config::FILE)? {
        let text = repo.text(&format!("{id}:{}", config::FILE))?;
        let config = text.and_then(|text| config::parse(config::FILE, &text).ok());
        open.retain(|worker| config.as_ref().is_some_and(|it| has(it, worker)));
        if open.is_empty() {
            break;
        }
        for worker in &open {
            let commit = parent.clone().unwrap_or_else(|| id.clone());
            found.insert(worker.id.as_str(), Since { commit, until: Some(time) });
        }
    }
    Ok(found)
}

/// The commit of the base that each of these workers was planned on, by the base's history.
pub(super) fn begun(
    repo: &Repo,
    base: &str,
    workers: &[&Worker],
) -> Result<HashMap<String, String>, Failure> {
    let told = by_history(repo, base, workers)?;
    Ok(told.into_iter().map(|(id, since)| (id.to_owned(), since.commit)).collect())
}

/// Whether a plan has this very worker: by its name, and with some of its work.
fn has(config: &Config, worker: &Worker) -> bool {
    let Some(then) = config.find(&worker.id) else { return false };
    let kept = worker.task.iter().any(|task| then.task.iter().any(|it| it.text == task.text));
    then.slug == worker.slug && (kept || worker.task.is_empty() || then.task.is_empty())
}

/// The registry's entry of each worker, by its name: those of plans that are over left out.
pub(super) fn entries(repo: &Repo, config: &Config) -> Result<HashMap<String, Entry>, Failure> {
    let all = registry::all(&repo.parallel_dir())?;
    let own = |entry: &Entry| {
        config.find(&entry.worker).is_some_and(|it| entry.is_of(it, &config.branch(it)))
    };
    let mine = all.into_iter().map(|(_, entry)| entry).filter(own);
    Ok(mine.map(|entry| (entry.worker.clone(), entry)).collect())
}

/// Those of the fork points `forks` that the base had once and lost when it was rewritten: what is below
/// them is the lead's, though the base has it no more.
pub(super) fn once_base<'f>(
    repo: &Repo,
    config: &Config,
    base: &str,
    forks: impl Iterator<Item = &'f str>,
) -> Result<HashSet<String>, Failure> {
    let forks: HashSet<&str> = forks.collect();
    let mut lost = HashSet::new();
    for fork in forks {
        if repo.commit(fork)?.is_some() && !repo.is_ancestor(fork, base)? {
            lost.insert(fork.to_owned());
        }
    }
    if !lost.is_empty() {
        let was = repo.was_at(&config.base)?;
        lost.retain(|fork| was.contains(fork));
    }
    Ok(lost)
}

/// The branches of one worker's name that hold something else, by their full names.
pub(super) fn strange(
    repo: &Repo,
    config: &Config,
    worker: &Worker,
) -> Result<HashSet<String>, Failure> {
    let Some(base) = repo.tip(&config.base)? else { return Ok(HashSet::new()) };
    let entries = entries(repo, config)?;
    let entry = entries.get(&worker.id);
    let branch = config.branch(worker);
    let names =
        [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", config.remote)];
    let tips = repo.tips(&names, None)?;
    // What was started here is known by the registry.
    let asked = names.iter().enumerate().filter(|(at, _)| *at > 0 || entry.is_none());
    let asked = asked.filter_map(|(_, name)| Some((name, tips.get(name)?)));
    let asked: Vec<Named<'_>> = asked
        .map(|(name, tip)| Named {
            worker,
            name: name.clone(),
            tip: tip.id.clone(),
            time: tip.time,
            fork: entry.map(|entry| entry.fork.as_str()),
        })
        .collect();
    found(repo, &base, &asked)
}
