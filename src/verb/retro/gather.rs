//! What is looked back on: the workers of the plan, what landed last, or the merges in a range.

use std::collections::HashMap;

use super::plans::{LANDED, Plans, is_of, named, of_merge};
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::git::{Joined, Repo, Told};
use crate::retro::{Changed, Done, Past};
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
    let mut pasts = Vec::new();
    for (worker, seen) in config.worker.iter().zip(watched) {
        let Some(tip) = &seen.work.tip else { continue };
        if !seen.work.merged {
            let commits = told(repo, &format!("{}..{tip}", config.base))?;
            pasts.push(Past { worker: worker.clone(), merged: false, commits });
            continue;
        }
        let own = |merge: &&Joined| merge.parents.get(1) == Some(tip) || is_of(merge, worker);
        let mine: Vec<Joined> = merges.iter().filter(own).cloned().collect();
        let mut found = Past { worker: worker.clone(), merged: true, commits: Vec::new() };
        for merge in mine.iter().rev() {
            found.commits.extend(told(repo, &brought(merge))?);
        }
        // Landed without a merge of its own: where it left the base is all there is.
        if let (true, Some(fork)) = (mine.is_empty(), forks.get(&worker.id)) {
            found.commits = told(repo, &format!("{fork}..{tip}"))?;
        }
        pasts.push(found);
    }
    Ok(pasts)
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
    let mut pasts = Vec::new();
    for (worker, tip) in plans.cleaned() {
        let commits = told(repo, &format!("{}..{tip}", config.base))?;
        pasts.push(Past { worker: worker.clone(), merged: true, commits });
    }
    if pasts.is_empty() {
        return Err(Failure::new("there is no work to look back on")
            .hint("name where it was merged, as in: git parallel retro v1.0..main")
            .hint("to begin some, run: git parallel plan DOC…"));
    }
    Ok(Gathered { about: "what was cleaned up last".into(), pasts })
}

/// The workers that `merges` brought, the oldest merge first; several merges of one worker are one.
fn merged(repo: &Repo, plans: &Plans, merges: &[Joined]) -> Result<Vec<Past>, Failure> {
    let mut pasts: Vec<Past> = Vec::new();
    for merge in merges.iter().rev() {
        let Some((id, title)) = named(&merge.subject) else { continue };
        let worker = match plans.find(id, title) {
            Some(worker) => worker.clone(),
            None => of_merge(repo, merge, id, title)?,
        };
        let commits = told(repo, &brought(merge))?;
        match pasts.iter_mut().find(|past| past.worker == worker) {
            Some(past) => past.commits.extend(commits),
            None => pasts.push(Past { worker, merged: true, commits }),
        }
    }
    Ok(pasts)
}

/// What a merge brought.
fn brought(merge: &Joined) -> String {
    format!("{0}^1..{0}^2", merge.id)
}

fn told(repo: &Repo, range: &str) -> Result<Vec<Done>, Failure> {
    let done = |Told { id, time, message, changes }: Told| {
        let changed = |(path, added, removed)| Changed { path, added, removed };
        Done { id, time, message, changes: changes.into_iter().map(changed).collect() }
    };
    Ok(repo.told(range)?.into_iter().map(done).collect())
}
