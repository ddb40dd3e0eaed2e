//! Work of workers that are not of an integration, and that its workers have merged: it comes along.

use std::collections::HashMap;

use super::store;
use crate::config::{Config, slug};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::hook::Claim;
use crate::render::count;
use crate::verb::{Context, check, since};
use crate::worker::registry::Entry;

/// Leaving a worker out does not leave out what others have merged of it.
pub(super) fn tell_brought(
    context: &Context,
    repo: &Repo,
    config: &Config,
    tips: &[Claim],
    skipped: &[String],
) -> Result<(), Failure> {
    for (worker, commits, by) in check::brought(repo, config, tips, skipped)? {
        context.out.warn(format!(
            "{worker} is left out, but {} of it {} along: merged by {}",
            count(commits, "commit"),
            if commits == 1 { "comes" } else { "come" },
            by.join(", ")
        ));
    }
    Ok(())
}

/// Refuses while what is going to be merged has work of another feature, which nobody integrated or
/// reviewed: it would land unseen. Who is left out by name is known to come along.
pub(super) fn refuse_brought(
    repo: &Repo,
    config: &Config,
    feature: &str,
    tips: &[Claim],
    members: &[String],
    skipped: &[String],
) -> Result<(), Failure> {
    // What is integrated is reviewed before it lands, and then this is told to land after it.
    let integrated: Vec<String> =
        store::all(repo)?.into_iter().flat_map(|it| it.merge).map(|merge| merge.worker).collect();
    let found = brought(repo, config, tips, members, skipped)?;
    let mut open = found.into_iter().filter(|it| !integrated.contains(&it.worker));
    let Some(first) = open.next() else { return Ok(()) };
    let named: Vec<String> = skipped
        .iter()
        .chain(std::iter::once(&first.worker))
        .map(|id| format!("--skip {id}"))
        .collect();
    let failure = Failure::new(first.told()).exit_with(Exit::Found);
    let failure = match &first.feature {
        Some(other) => failure.hint(format!(
            "to have it reviewed first: git parallel integrate {other}, then land it"
        )),
        None => failure.hint("to have it reviewed first: integrate and land it"),
    };
    Err(failure.hint(format!(
        "to let it come along: git parallel integrate {feature} {}",
        named.join(" ")
    )))
}

/// Work of a worker that is not of the integration, in the branches that are.
pub(in crate::verb) struct Brought {
    worker: String,
    pub(in crate::verb) feature: Option<String>,
    commits: usize,
    by: Vec<String>,
}

impl Brought {
    /// What it is and who has it.
    pub(in crate::verb) fn told(&self) -> String {
        let of = self.feature.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        format!(
            "{} has {} of {}{of}, which has not landed",
            self.by.join(", "),
            count(self.commits, "commit"),
            self.worker
        )
    }
}

/// What `tips` have of workers that are neither of the integration nor left out by name.
pub(in crate::verb) fn brought(
    repo: &Repo,
    config: &Config,
    tips: &[Claim],
    members: &[String],
    skipped: &[String],
) -> Result<Vec<Brought>, Failure> {
    let apart = |id: &String| !members.contains(id) && !skipped.contains(id);
    let others: Vec<String> =
        config.worker.iter().map(|worker| worker.id.clone()).filter(apart).collect();
    let found = check::brought(repo, config, tips, &others)?;
    let entries = if found.is_empty() { HashMap::new() } else { since::entries(repo, config)? };
    let mut unseen = Vec::new();
    for one in found {
        if !is_seen(repo, config, &entries, &one.0, &one.2)? {
            unseen.push(one);
        }
    }
    let told = |(worker, commits, by): (String, usize, Vec<String>)| {
        let feature = config.find(&worker).and_then(|it| config.feature(it)).map(slug);
        Brought { worker, feature, commits, by }
    };
    Ok(unseen.into_iter().map(told).collect())
}

/// Whether the work of `worker` is on the base by other commits, or is what all of `by` were started
/// from: whether that has landed is asked of what an integration stands on.
fn is_seen(
    repo: &Repo,
    config: &Config,
    entries: &HashMap<String, Entry>,
    worker: &str,
    by: &[String],
) -> Result<bool, Failure> {
    let Some(branch) = config.find(worker).map(|it| config.branch(it)) else { return Ok(false) };
    let Some(tip) = repo.tip(&branch)? else { return Ok(false) };
    if repo.is_absorbed(&format!("refs/heads/{}", config.base), &tip)? {
        return Ok(true);
    }
    for id in by {
        let Some(Entry { fork, .. }) = entries.get(id) else { return Ok(false) };
        if repo.commit(fork)?.is_none() || !repo.is_ancestor(&tip, fork)? {
            return Ok(false);
        }
    }
    Ok(true)
}
