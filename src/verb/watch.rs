//! Gathering what the monitor reads: one walk over all workers' commits, one look at each worktree.

mod over;
mod perhaps;
mod seen;
mod whose;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::thread;

use super::landed::{Judge, OTHERWISE};
use super::since::{self, Named};
use super::trees::Trees;
use super::{amid, base, integrate, now, start};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Repo, Source, Survey, Tip, Worktree};
use crate::guard::{Signal, read_subject};
use crate::monitor::{Doing, Event, Harm, LEAD, Report, Watched, Work, report_during};
use crate::worker::registry::Entry;
use crate::worker::{Place, session};

/// Everything known about every worker of the plan, in its order.
pub(super) fn all(repo: &Repo, config: &Config) -> Result<Vec<Watched>, Failure> {
    Ok(seen(repo, config)?.watched)
}

/// The same without a look into the worktrees of `fresh` workers, which nobody has worked in yet: all
/// of the many files of a new one would be read again, being as young as its index.
pub(super) fn all_but(
    repo: &Repo,
    config: &Config,
    fresh: &[&str],
) -> Result<Vec<Watched>, Failure> {
    Ok(seen_but(repo, config, fresh)?.watched)
}

/// The report on `watched`, with what integrations of the plan hold.
pub(super) fn report(repo: &Repo, config: &Config, watched: &[Watched]) -> Result<Report, Failure> {
    let integrations = integrate::standing(repo, config, false)?;
    Ok(report_during(config, watched, integrations, None, now()))
}

/// What one look at the repository gives.
pub(super) struct Seen {
    /// The tip of the base branch.
    pub(super) base: String,
    /// How many commits the branches of the workers have together that the base has not.
    pub(super) commits: usize,
    /// All worktrees.
    pub(super) trees: Trees,
    /// Every worker of the plan, in its order.
    pub(super) watched: Vec<Watched>,
}

/// Looks once at everything.
pub(super) fn seen(repo: &Repo, config: &Config) -> Result<Seen, Failure> {
    seen_but(repo, config, &[])
}

fn seen_but(repo: &Repo, config: &Config, fresh: &[&str]) -> Result<Seen, Failure> {
    let names: Vec<[String; 2]> =
        config.worker.iter().map(|worker| names(config, worker)).collect();
    let (survey, trees) = thread::scope(|scope| {
        let trees = scope.spawn(|| Trees::of(repo));
        let survey = repo.survey(&config.base, &names.concat());
        let lost = |_| Err(Failure::new("a reading thread ended early"));
        (survey, trees.join().unwrap_or_else(lost))
    });
    let (survey, trees) = (survey?, trees?);
    let base = match survey.base.clone() {
        Some(base) => base,
        None => base::tip(repo, config)?,
    };
    let entries = since::entries(repo, config)?;
    let strange = strange(repo, config, &survey, &base, &entries, &names)?;
    // Only what the base lacks can have been taken off it.
    let apart = entries.values().map(|entry| entry.fork.as_str());
    let apart = apart.filter(|fork| survey.commits.contains_key(*fork));
    let former = since::once_base(repo, config, &base, apart)?;
    let mut works = Vec::new();
    for (worker, names) in config.worker.iter().zip(&names) {
        let own =
            names.each_ref().map(|name| survey.tips.get(name).filter(|_| !strange.contains(name)));
        let (tip, diverged) = further(repo, &survey, own)?;
        let fork = entries.get(&worker.id).map(|entry| &entry.fork);
        let mut work = work(worker, tip, &survey, fork.filter(|fork| former.contains(*fork)));
        work.diverged = diverged;
        work.stale = stale(tip, own[0]);
        work.at = tip.and_then(|tip| named(names, &survey, tip));
        work.foreign = names
            .iter()
            .filter(|name| strange.contains(*name))
            .filter_map(|it| short(it))
            .collect();
        work.torn = names.iter().filter(|name| survey.torn.contains(*name)).cloned().collect();
        work.lost = tip.is_none() && fork.is_some() && work.torn.is_empty();
        work.harm = harm(repo, config, worker, &trees);
        work.worktree = trees.readable(config, worker).is_some() || work.harm.is_some();
        if let Some(tip) = tip {
            work.merged = !survey.commits.contains_key(&tip.id)
                && landed(repo, worker, tip, fork.filter(|_| own[0] == Some(tip)), &base)?;
        }
        works.push(work);
    }
    over::all(repo, config, &survey, &base, &entries, &mut works)?;
    whose::tell_apart(repo, config, &survey, &mut works)?;
    otherwise(repo, config, &base, &mut works)?;
    perhaps::all(repo, config, &base, &mut works, fresh)?;
    look(repo, config, &trees, &mut works, fresh)?;
    read_wanted(repo, &mut works)?;
    let mut watched = Vec::new();
    for work in works {
        let told = session::told(&repo.parallel_dir(), &work.id)?;
        let session = told.as_ref().map(|told| (told.since, Doing::of(&told.doing)));
        let waits = told.filter(|told| Doing::of(&told.doing) == Doing::Waiting);
        let waits = waits.map(|told| (told.since, told.what));
        watched.push(Watched { work, waits, session, ..Watched::default() });
    }
    Ok(Seen { base, commits: survey.commits.len(), trees, watched })
}

/// The full names of a worker's branch, here and on the remote.
fn names(config: &Config, worker: &Worker) -> [String; 2] {
    let branch = config.branch(worker);
    [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", config.remote)]
}

/// The branches of the workers' names that hold something else. What was started here is a worker's
/// own, and so is what has to do with it.
fn strange(
    repo: &Repo,
    config: &Config,
    survey: &Survey,
    base: &str,
    entries: &HashMap<String, Entry>,
    names: &[[String; 2]],
) -> Result<HashSet<String>, Failure> {
    let mut asked = Vec::new();
    for (worker, names) in config.worker.iter().zip(names) {
        let fork = entries.get(&worker.id).map(|entry| entry.fork.as_str());
        let local = survey.tips.get(&names[0]).filter(|_| fork.is_some());
        for name in names {
            let Some(tip) = survey.tips.get(name) else { continue };
            let known = local.is_some_and(|local| {
                local.id == tip.id
                    || reachable(&local.id, survey).contains(&tip.id)
                    || reachable(&tip.id, survey).contains(&local.id)
            });
            if !known {
                let (name, tip, time) = (name.clone(), tip.id.clone(), tip.time);
                asked.push(Named { worker, name, tip, time, fork });
            }
        }
    }
    since::foreign(repo, config, base, &asked)
}

/// The further of the local and the remote tip; where neither has the other, the local one, and
/// that they went apart.
fn further<'s>(
    repo: &Repo,
    survey: &'s Survey,
    [local, remote]: [Option<&'s Tip>; 2],
) -> Result<(Option<&'s Tip>, bool), Failure> {
    let (Some(local), Some(remote)) = (local, remote) else { return Ok((local.or(remote), false)) };
    if local.id == remote.id {
        return Ok((Some(local), false));
    }
    // A tip the base has is behind every tip it has not.
    let own = |tip: &Tip| survey.commits.contains_key(&tip.id);
    let has = |tip: &Tip, other: &Tip| reachable(&tip.id, survey).contains(&other.id);
    Ok(match (own(local), own(remote)) {
        // What landed from another clone is further than what was only begun here.
        (false, false) if repo.is_ancestor(&local.id, &remote.id)? => (Some(remote), false),
        (_, false) => (Some(local), false),
        (false, true) => (Some(remote), false),
        _ if has(local, remote) => (Some(local), false),
        _ if has(remote, local) => (Some(remote), false),
        _ => (Some(local), true),
    })
}

/// The tip here, where the remote's is further.
fn stale(tip: Option<&Tip>, own: Option<&Tip>) -> Option<String> {
    own.filter(|own| tip.is_some_and(|tip| tip.id != own.id)).map(|own| own.id.clone())
}

/// The branch that has `tip`, by its short name; the one here where both have it.
fn named(names: &[String; 2], survey: &Survey, tip: &Tip) -> Option<String> {
    let has = |name: &&String| survey.tips.get(*name).is_some_and(|it| it.id == tip.id);
    names.iter().find(has).and_then(|name| short(name))
}

/// A branch's short name.
fn short(name: &str) -> Option<String> {
    let name = name.strip_prefix("refs/heads/").or_else(|| name.strip_prefix("refs/remotes/"));
    name.map(str::to_owned)
}

/// A worker's branch as surveyed: its own commits are those along first parents, down to where the
/// base was `former`ly, if it has been rewritten since.
fn work(worker: &Worker, tip: Option<&Tip>, survey: &Survey, former: Option<&String>) -> Work {
    let mut work = Work { id: worker.id.clone(), ..Work::default() };
    let Some(tip) = tip else { return work };
    work.tip = Some(tip.id.clone());
    work.tip_time = Some(tip.time);
    work.behind = tip.behind;
    let (mut next, mut straight) = (survey.commits.get(&tip.id), true);
    while let Some(commit) = next.filter(|commit| former != Some(&commit.id)) {
        if commit.parents.len() < 2 {
            if !work.authors.contains(&commit.author) {
                work.authors.insert(commit.author.clone());
            }
            work.events.push(Event::new(commit.id.clone(), commit.time, &commit.subject));
        }
        straight &= commit.parents.len() < 2;
        next = commit.parents.first().and_then(|parent| survey.commits.get(parent));
    }
    work.has = if straight {
        work.events.iter().map(|event| event.id.clone()).collect()
    } else {
        let mut has = reachable(&tip.id, survey);
        let mut next = former.and_then(|id| survey.commits.get(id));
        while let Some(commit) = next {
            has.remove(&commit.id);
            next = commit.parents.first().and_then(|parent| survey.commits.get(parent));
        }
        has
    };
    work
}

/// Everything reachable from `tip` that the base has not.
fn reachable(tip: &str, survey: &Survey) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = vec![tip];
    while let Some(id) = open.pop() {
        if let Some(commit) = survey.commits.get(id).filter(|_| !found.contains(id)) {
            found.insert(id.to_owned());
            open.extend(commit.parents.iter().map(String::as_str));
        }
    }
    found
}

/// Whether a tip the base contains was ever work: it left the fork point, or where that is not
/// known, the base reaches it only through a merge, or since the plan as what a worker signals.
fn landed(
    repo: &Repo,
    worker: &Worker,
    tip: &Tip,
    fork: Option<&String>,
    base: &str,
) -> Result<bool, Failure> {
    if let Some(fork) = fork {
        return Ok(*fork != tip.id);
    }
    let on_chain = repo.is_on_line(&tip.id, base)?;
    let Some(planned) = worker.planned.as_ref().filter(|_| on_chain) else { return Ok(!on_chain) };
    let subject = repo.subject(&tip.id)?;
    let signals = read_subject(subject.trim_ascii_end().as_bytes()).0.is_some();
    Ok(signals && !repo.is_ancestor(&tip.id, planned).unwrap_or(true))
}

/// Finds work that has landed by other commits, or on the remote's base only.
fn otherwise(repo: &Repo, config: &Config, base: &str, works: &mut [Work]) -> Result<(), Failure> {
    let mut judge = Judge::of(repo);
    let far = format!("{}/{}", config.remote, config.base);
    let mut there = None;
    let mut anew = None;
    for work in works.iter_mut().filter(|work| !work.merged && !work.events.is_empty()) {
        let Some(tip) = work.tip.clone() else { continue };
        // While the base is where it was left, it has nothing of it.
        if work.behind != Some(0) {
            let anew = match &anew {
                Some(anew) => anew,
                None => anew.insert(integrate::landed_anew(repo)?),
            };
            let merged = |it: &crate::integrate::Merge| it.worker == work.id && it.tip == tip;
            if anew.iter().any(|it| it.merge.iter().any(merged)) {
                (work.merged, work.how) = (true, Some(OTHERWISE));
                continue;
            }
        }
        if work.behind != Some(0) && (judge.has(base, work)? || judge.has_further(base, work)?) {
            (work.merged, work.how) = (true, Some(OTHERWISE));
            if let Some(stale) = &work.stale {
                judge.landed_with(stale, &tip);
            }
            continue;
        }
        if there.is_none() {
            there = Some(ahead(repo, &far, base)?);
        }
        let Some(Some(there)) = &there else { continue };
        if repo.is_ancestor(&tip, there)? || judge.has(there, work)? {
            (work.merged, work.pull) = (true, Some(far.clone()));
        }
    }
    judge.keep();
    Ok(())
}

/// The commit of the remote's base branch, where it has what `base` lacks.
pub(super) fn ahead(repo: &Repo, far: &str, base: &str) -> Result<Option<String>, Failure> {
    if !repo.may_have_remotes()? {
        return Ok(None);
    }
    let Some(there) = repo.commit(&format!("refs/remotes/{far}"))? else { return Ok(None) };
    Ok((there != base && !repo.is_ancestor(&there, base)?).then_some(there))
}

/// Reads what the providers of needs changed, and where they define what is needed.
fn read_wanted(repo: &Repo, works: &mut [Work]) -> Result<(), Failure> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in works.iter().flat_map(|work| &work.events) {
        if let Some(Signal::Needs { worker, item }) = &event.signal {
            wanted.entry(worker.clone()).or_default().insert(item.clone());
        }
    }
    // Whether somebody uses what it asked the lead for.
    let asks = |event: &Event| matches!(&event.signal, Some(Signal::Needs { worker, .. }) if worker == LEAD);
    for work in works.iter().filter(|work| work.events.iter().any(asks)) {
        wanted.entry(work.id.clone()).or_default();
    }
    let git = || repo.git();
    let source = Source::new(&git);
    for work in works.iter_mut().filter(|work| !work.merged) {
        let (Some(items), Some(tip)) = (wanted.get(&work.id), work.tip.clone()) else { continue };
        let ids: Vec<String> = work.events.iter().map(|event| event.id.clone()).collect();
        let mut changes = source.changes(&ids)?;
        for id in ids {
            for path in changes.remove(&id).unwrap_or_default() {
                let path = String::from_utf8_lossy(&path).into_owned();
                work.touched.entry(path).or_insert_with(|| id.clone());
            }
        }
        let mut paths: Vec<String> = work.touched.keys().cloned().collect();
        paths.sort();
        for item in items {
            let found = repo.defining(&tip, item, &paths)?;
            work.defines.insert(item.clone(), found);
        }
    }
    Ok(())
}

/// Why the worktree of a worker cannot be looked at; none where it can be, or is not there.
pub(super) fn harm(repo: &Repo, config: &Config, worker: &Worker, trees: &Trees) -> Option<Harm> {
    let listed = trees.of_worker(config, worker);
    let at = Place::of(config, repo.root(), 0, worker).worktree;
    let unlisted = if listed.is_none() { repo.unlisted(&at) } else { None };
    let found = listed.or(unlisted.as_ref()).filter(|found| found.path.exists())?;
    if start::is_starting(found) {
        return Some(Harm::Interrupted);
    }
    found.broken.clone().map(Harm::Broken)
}

/// Looks at the worktrees of all but `fresh` workers, a few at a time.
fn look(
    repo: &Repo,
    config: &Config,
    trees: &Trees,
    works: &mut [Work],
    fresh: &[&str],
) -> Result<(), Failure> {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    let jobs: Vec<(&mut Work, &Worktree)> = works
        .iter_mut()
        .zip(&config.worker)
        // What differs from a commit that is not there cannot be told.
        .filter(|(work, _)| !work.torn.iter().any(|name| name.starts_with("refs/heads/")))
        .filter(|(work, worker)| work.harm.is_none() && !fresh.contains(&worker.id.as_str()))
        .filter_map(|(work, worker)| Some((work, trees.readable(config, worker)?)))
        .collect();
    let mut jobs = jobs.into_iter().peekable();
    while jobs.peek().is_some() {
        let batch: Vec<_> = jobs.by_ref().take(cores).collect();
        thread::scope(|scope| {
            let running: Vec<_> = batch
                .into_iter()
                .map(|(work, tree)| {
                    let seen = || -> Result<_, git::Error> {
                        Ok((git::seen_dirty(&tree.path)?, amid::of(repo, config, &tree.path)?))
                    };
                    scope.spawn(move || match seen() {
                        Ok((dirty, amid)) => {
                            (work.dirty, work.amid) = (dirty, amid);
                            Ok(())
                        }
                        Err(error) if error.disowned().is_some() => {
                            work.harm = error.disowned().map(|at| Harm::Disowned(at.to_owned()));
                            Ok(())
                        }
                        // One that git cannot read is no reason to tell nothing of the others.
                        Err(error) => match error.first_said() {
                            Some(why) => {
                                work.harm = Some(Harm::Broken(why.to_owned()));
                                Ok(())
                            }
                            None => Err(error),
                        },
                    })
                })
                .collect();
            running
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect::<Result<Vec<()>, _>>()
        })?;
    }
    Ok(())
}
