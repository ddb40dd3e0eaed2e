//! What is looked back on: the workers of the plan, what landed last, or the merges in a range.

use std::collections::HashMap;

use super::plans::{LANDED, Plans, is_of, named, of_merge};
use crate::config::{self, Config, slug};
use crate::failure::Failure;
use crate::git::{Joined, Repo, Told};
use crate::retro::{Brought, Changed, Done, Past, apart};
use crate::verb::watch;
use crate::worker::registry;

/// How many merges are looked through for those of workers.
const MOST: &str = "--max-count=10000";
/// What was gathered.
pub(super) struct Gathered {
    /// What it is, in words.
    pub(super) about: String,
    /// Who did what.
    pub(super) pasts: Vec<Past>,
}

/// Gathers what `range` holds, or what `config` plans, or what landed last.
pub(super) fn gather(
    repo: &Repo,
    config: &Config,
    range: Option<&str>,
) -> Result<Gathered, Failure> {
    let plans = Plans::read(repo, config)?;
    if let Some(range) = range {
        let merges = repo.joined(&[MOST], &[range.to_owned()]).map_err(|error| {
            Failure::new(format!("'{range}' names no commits"))
                .because(&error)
                .hint("name them as git log does, as in: git parallel retro v1.0..main")
        })?;
        let pasts = merged(repo, &plans, &merges)?;
        if pasts.is_empty() {
            return Err(Failure::new(format!("no worker was merged in '{range}'"))
                .hint("to see what landed last, run: git parallel retro"));
        }
        return Ok(Gathered { about: range.to_owned(), pasts });
    }
    let pasts = planned(repo, config)?;
    if !pasts.is_empty() {
        return Ok(Gathered { about: format!("the workers of {}", config::FILE), pasts });
    }
    landed(repo, config, &plans)
}

/// The workers of the plan that were started.
fn planned(repo: &Repo, config: &Config) -> Result<Vec<Past>, Failure> {
    if config.worker.is_empty() {
        return Ok(Vec::new());
    }
    let watched = watch::all(repo, config)?;
    let forks: HashMap<String, String> = registry::all(&repo.parallel_dir())?
        .into_iter()
        .map(|(_, entry)| (entry.worker, entry.fork))
        .collect();
    let merges = if watched.iter().any(|seen| seen.work.merged) {
        let bounds = forks.values().map(|fork| format!("^{fork}"));
        let revisions: Vec<String> = std::iter::once(config.base.clone()).chain(bounds).collect();
        repo.joined(&[MOST], &revisions)?
    } else {
        Vec::new()
    };
    let mut all = Vec::new();
    for (worker, seen) in config.worker.iter().zip(watched) {
        let Some(tip) = &seen.work.tip else { continue };
        let fork = forks.get(&worker.id);
        let mut brought = Brought { worker: worker.clone(), ..Brought::default() };
        if !seen.work.merged {
            let known = fork.or(worker.planned.as_ref()).map(String::as_str);
            add(repo, &mut brought, tip, &config.base, known)?;
            // What `status` tells of it, it knows by more than history.
            brought.lined = seen.work.events.into_iter().map(|event| event.id).collect();
            all.push(brought);
            continue;
        }
        brought.merged = true;
        let own = |merge: &&Joined| merge.parents.get(1) == Some(tip) || is_of(merge, worker);
        let mine: Vec<&Joined> = merges.iter().filter(own).collect();
        for merge in mine.iter().rev() {
            merge_of(repo, &mut brought, merge, fork.map(String::as_str))?;
        }
        // Landed without a merge of its own: where it left the base is all there is.
        if let (true, Some(fork)) = (mine.is_empty(), fork) {
            add(repo, &mut brought, tip, fork, Some(fork))?;
        }
        all.push(brought);
    }
    Ok(apart(all))
}

/// What landed as the feature called `name`, or as its branch is called; none where nothing did.
pub(super) fn landed_as(
    repo: &Repo,
    config: &Config,
    name: &str,
) -> Result<Option<Gathered>, Failure> {
    let plans = Plans::read(repo, config)?;
    let base = std::slice::from_ref(&config.base);
    let is = |merge: &&Joined| {
        let landed = merge.subject.strip_prefix("Merge ").and_then(|it| it.strip_suffix(LANDED));
        landed.is_some_and(|it| it == name || it == slug(name))
    };
    let grep = format!("--grep={LANDED}$");
    let merges = repo.joined(&["--first-parent", MOST, &grep], base)?;
    let Some(landing) = merges.iter().find(is) else { return Ok(None) };
    let pasts = merged(repo, &plans, &repo.joined(&[MOST], &[brought(landing)])?)?;
    let about = format!("what landed as {name}");
    Ok((!pasts.is_empty()).then_some(Gathered { about, pasts }))
}

/// What landed last: by its merge, by the merges of workers, or by what `clean` kept.
fn landed(repo: &Repo, config: &Config, plans: &Plans) -> Result<Gathered, Failure> {
    let base = config.base.clone();
    let grep = format!("--grep={LANDED}$");
    let last =
        repo.joined(&["--first-parent", "--max-count=1", &grep], std::slice::from_ref(&base))?;
    if let Some(landing) = last.first() {
        let about = landing.subject.trim_start_matches("Merge ").trim_end_matches(LANDED);
        let about = format!("what landed last: {about}");
        let pasts = merged(repo, plans, &repo.joined(&[MOST], &[brought(landing)])?)?;
        if !pasts.is_empty() {
            return Ok(Gathered { about, pasts });
        }
    }
    let pasts = merged(repo, plans, &repo.joined(&[MOST], &[base])?)?;
    if !pasts.is_empty() {
        return Ok(Gathered { about: format!("everything merged into {}", config.base), pasts });
    }
    let mut all = Vec::new();
    for (worker, tip) in plans.cleaned() {
        let mut brought = Brought { worker: worker.clone(), merged: true, ..Brought::default() };
        add(repo, &mut brought, tip, &config.base, worker.planned.as_deref())?;
        all.push(brought);
    }
    let pasts = apart(all);
    if pasts.is_empty() {
        return Err(Failure::new("there is no work to look back on")
            .hint("name where it was merged, as in: git parallel retro v1.0..main")
            .hint("to begin some, run: git parallel plan DOC…"));
    }
    Ok(Gathered { about: "what was cleaned up last".into(), pasts })
}

/// The workers that `merges` brought, the oldest merge first; several merges of one worker are one.
fn merged(repo: &Repo, plans: &Plans, merges: &[Joined]) -> Result<Vec<Past>, Failure> {
    let mut all: Vec<Brought> = Vec::new();
    for merge in merges.iter().rev() {
        let Some((id, title)) = named(&merge.subject) else { continue };
        let worker = match plans.find(id, title) {
            Some(worker) => worker.clone(),
            None => of_merge(repo, merge, id, title)?,
        };
        let at = all.iter().position(|it| it.worker == worker).unwrap_or_else(|| {
            all.push(Brought { worker, merged: true, ..Brought::default() });
            all.len() - 1
        });
        let planned = all[at].worker.planned.clone();
        merge_of(repo, &mut all[at], merge, planned.as_deref())?;
    }
    Ok(apart(all))
}

/// Adds to `brought` what `merge` did; `known` was there before the worker was.
fn merge_of(
    repo: &Repo,
    brought: &mut Brought,
    merge: &Joined,
    known: Option<&str>,
) -> Result<(), Failure> {
    let [onto, tip, ..] = merge.parents.as_slice() else { return Ok(()) };
    add(repo, brought, tip, onto, known)
}

/// Adds what `tip` brings to the line of `onto`.
fn add(
    repo: &Repo,
    brought: &mut Brought,
    tip: &str,
    onto: &str,
    known: Option<&str>,
) -> Result<(), Failure> {
    let found = repo.bringing(tip, onto, known)?;
    let done = |Told { id, time, message, changes }: Told| {
        let changed = |(path, added, removed)| Changed { path, added, removed };
        Done { id, time, message, changes: changes.into_iter().map(changed).collect() }
    };
    brought.commits.extend(repo.told(&found.commits)?.into_iter().map(done));
    brought.lined.extend(found.lined);
    brought.on.extend(found.on);
    Ok(())
}

/// What a merge brought.
fn brought(merge: &Joined) -> String {
    format!("{0}^1..{0}^2", merge.id)
}
