//! Commits that several branches have, each told of whoever made it, and of nobody else.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Commit, Repo, Source, Survey};
use crate::guard::{Signal, read_subject};
use crate::monitor::{Clue, Event, Work, maker};

/// Leaves each commit that several workers' branches have to the one that made it: a fast-forward puts
/// another's commits on a worker's own line, and takes its own off it.
pub(super) fn tell_apart(
    repo: &Repo,
    config: &Config,
    survey: &Survey,
    works: &mut [Work],
) -> Result<(), Failure> {
    let clues = clues(repo, config, survey, works)?;
    if clues.is_empty() {
        return Ok(());
    }
    let mut makers: HashMap<String, String> = HashMap::new();
    for (id, clue) in &clues {
        makers.extend(maker(clue).map(|maker| (id.clone(), maker.to_owned())));
    }
    for work in works.iter_mut() {
        // What nothing tells of is most likely of whoever made what it stands on.
        let mut before = None;
        for event in work.events.iter().rev().filter(|event| clues.contains_key(&event.id)) {
            match (makers.get(&event.id), &before) {
                (Some(known), _) => before = Some(known.clone()),
                (None, Some(before)) if clues[&event.id].has.contains(before) => {
                    makers.insert(event.id.clone(), before.clone());
                }
                (None, _) => {}
            }
        }
    }
    for work in works {
        let lined: HashSet<&String> = work.events.iter().map(|event| &event.id).collect();
        let own = |id: &str| match clues.get(id) {
            None => lined.contains(&id.to_owned()),
            Some(clue) => match makers.get(id) {
                Some(maker) => *maker == work.id,
                None => clue.lined && lined.contains(&id.to_owned()),
            },
        };
        if !work.has.iter().any(|id| clues.contains_key(id)) {
            continue;
        }
        let Some(tip) = &work.tip else { continue };
        let commits: Vec<&Commit> = ordered(tip, survey)
            .into_iter()
            .filter(|it| it.parents.len() < 2 && own(&it.id))
            .collect();
        let events = commits.iter().map(|it| Event::new(it.id.clone(), it.time, &it.subject));
        work.authors = commits.iter().map(|commit| commit.author.clone()).collect();
        work.events = events.collect();
    }
    Ok(())
}

/// What tells the makers of the commits on several lines, and of those that are on none any more.
fn clues(
    repo: &Repo,
    config: &Config,
    survey: &Survey,
    works: &[Work],
) -> Result<HashMap<String, Clue>, Failure> {
    let mut found: HashMap<String, Clue> = HashMap::new();
    for work in works {
        for event in &work.events {
            let clue = found.entry(event.id.clone()).or_default();
            clue.has.push(work.id.clone());
            clue.lined = true;
        }
    }
    let lined: HashSet<String> = found.keys().cloned().collect();
    found.retain(|_, clue| clue.has.len() > 1);
    for work in works.iter().filter(|work| work.has.len() > work.events.len()) {
        let plain = |id: &&String| survey.commits.get(*id).is_some_and(|it| it.parents.len() < 2);
        for id in work.has.iter().filter(|id| !lined.contains(*id)).filter(plain) {
            found.entry(id.clone()).or_default().has.push(work.id.clone());
        }
    }
    if found.is_empty() {
        return Ok(found);
    }
    let git = || repo.git();
    let ids: Vec<String> = found.keys().cloned().collect();
    let changes = Source::new(&git).changes(&ids)?;
    for worker in &config.worker {
        let made = repo.made_on(&config.branch(worker))?;
        for (_, clue) in found.iter_mut().filter(|(id, _)| made.contains(*id)) {
            clue.made.push(worker.id.clone());
        }
    }
    for (id, clue) in &mut found {
        let paths = changes.get(id).into_iter().flatten();
        let owner = |path: &Vec<u8>| config.owner(path).map(|it| it.id.clone());
        let mut owners: Vec<Option<String>> = paths.map(owner).collect();
        owners.sort_unstable();
        owners.dedup();
        clue.owner = if let [one] = owners.as_slice() { one.clone() } else { None };
        let subject = survey.commits.get(id).map(|commit| commit.subject.as_bytes());
        if let Some(Signal::Needs { worker, .. }) = subject.and_then(|it| read_subject(it).0) {
            clue.needs = Some(worker);
        }
    }
    Ok(found)
}

/// All that `tip` has and the base has not, newest first, no commit before its children.
fn ordered<'s>(tip: &str, survey: &'s Survey) -> Vec<&'s Commit> {
    let mut waits: HashMap<&str, usize> = HashMap::new();
    let mut open: Vec<&Commit> = survey.commits.get(tip).into_iter().collect();
    let mut seen: HashSet<&str> = open.iter().map(|commit| commit.id.as_str()).collect();
    while let Some(commit) = open.pop() {
        for parent in commit.parents.iter().filter_map(|id| survey.commits.get(id)) {
            *waits.entry(&parent.id).or_default() += 1;
            if seen.insert(&parent.id) {
                open.push(parent);
            }
        }
    }
    let mut ready: BinaryHeap<(i64, &str)> = BinaryHeap::new();
    ready.extend(survey.commits.get(tip).map(|commit| (commit.time, commit.id.as_str())));
    let mut found = Vec::new();
    while let Some(commit) = ready.pop().and_then(|(_, id)| survey.commits.get(id)) {
        found.push(commit);
        for parent in commit.parents.iter().filter_map(|id| survey.commits.get(id)) {
            if let Some(left) = waits.get_mut(parent.id.as_str()) {
                *left -= 1;
                if *left == 0 {
                    ready.push((parent.time, &parent.id));
                }
            }
        }
    }
    found
}
