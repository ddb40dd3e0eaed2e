//! Branches on the remote: found, asked about, deleted only while they are what was seen.

use schemars::JsonSchema;
use serde::Serialize;

use super::decide::Verdict;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::inert;
use crate::verb::{Context, base};

/// A branch on the remote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(in crate::verb) struct Far {
    /// The remote.
    pub(in crate::verb) remote: String,
    /// The branch there.
    pub(in crate::verb) branch: String,
    /// The tip it must still have.
    pub(in crate::verb) tip: String,
}

/// Looks at the remote as it is now.
pub(super) fn fetch(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    base::fetch(context, repo, config)
}

/// Finds the remote branches of what goes; one with commits the base lacks keeps everything.
pub(super) fn find(repo: &Repo, config: &Config, verdicts: &mut [Verdict]) -> Result<(), Failure> {
    let remote = &config.remote;
    let base = format!("refs/heads/{}", config.base);
    for verdict in verdicts.iter_mut() {
        let worker = config.find(&verdict.worker).map(|worker| config.branch(worker));
        let own = || verdict.integration.then(|| verdict.worker.clone());
        let Some(branch) = worker.or_else(own).or_else(|| verdict.branch.clone()) else {
            continue;
        };
        let Some(tip) = repo.commit(&format!("refs/remotes/{remote}/{branch}"))? else { continue };
        let safe = repo.is_ancestor(&tip, &base)? || repo.is_absorbed(&base, &tip)?;
        if safe {
            verdict.remote = Some(Far { remote: remote.clone(), branch, tip });
        } else {
            verdict
                .keeps
                .push(format!("{remote}/{branch} has commits that {} has not", config.base));
        }
    }
    Ok(())
}

/// What cleans before this one left on the remote: branches of a name that is kept here, of no worker
/// of the plan. Those that have not landed are told in `notes`.
pub(super) fn left_over(
    repo: &Repo,
    config: &Config,
    notes: &mut Vec<String>,
) -> Result<Vec<Verdict>, Failure> {
    let remote = &config.remote;
    let kept: Vec<String> = repo
        .kept()?
        .iter()
        .filter_map(|one| one.name.strip_prefix("heads/").map(str::to_owned))
        .filter(|name| *name != config.base)
        .collect();
    let prefix = format!("refs/remotes/{remote}/");
    let mut found = Vec::new();
    for (name, tip) in repo.carriers()? {
        let Some(branch) = name.strip_prefix(&prefix).map(str::to_owned) else { continue };
        let planned = config.worker.iter().any(|worker| config.branch(worker) == branch);
        if planned || !kept.contains(&branch) || repo.tip(&branch)?.is_some() {
            continue;
        }
        if repo.is_ancestor(&tip, &config.base)? || repo.is_absorbed(&config.base, &tip)? {
            let remote = Some(Far { remote: remote.clone(), branch: branch.clone(), tip });
            found.push(Verdict { worker: branch, remote, ..Verdict::default() });
        } else {
            notes.push(format!(
                "{remote}/{branch} stays: it has commits that {} has not",
                config.base
            ));
        }
    }
    Ok(found)
}

/// The branches of what goes that stood on the remote when it was last seen; nothing is asked of it.
pub(super) fn staying(
    repo: &Repo,
    config: &Config,
    verdicts: &[Verdict],
) -> Result<Option<String>, Failure> {
    let remote = &config.remote;
    let mut names = Vec::new();
    for verdict in verdicts.iter().filter(|it| it.keeps.is_empty() && it.remote.is_none()) {
        let worker = config.find(&verdict.worker).map(|worker| config.branch(worker));
        let branch = worker.or_else(|| verdict.integration.then(|| verdict.worker.clone()));
        let Some(branch) = branch.or_else(|| verdict.branch.clone()) else { continue };
        if repo.commit(&format!("refs/remotes/{remote}/{branch}"))?.is_some() {
            names.push(branch);
        }
    }
    Ok((!names.is_empty()).then(|| {
        format!(
            "on {remote}, as it was last seen: {}; to look again and delete what has landed, run: git parallel clean --remote",
            names.join(", ")
        )
    }))
}

/// Asks before anything is deleted where others see it.
pub(super) fn confirmed(
    context: &Context,
    verdicts: &[Verdict],
    yes: bool,
) -> Result<bool, Failure> {
    let gone = verdicts.iter().filter(|verdict| verdict.keeps.is_empty());
    let names: Vec<String> =
        gone.filter_map(|verdict| verdict.remote.as_ref()).map(|far| inert(&far.branch)).collect();
    if names.is_empty() || yes {
        return Ok(true);
    }
    let question = format!("delete on the remote: {}? [y/N]", names.join(", "));
    let answer = context.out.ask(&question)?.ok_or_else(|| {
        Failure::new("deleting branches of the remote needs a yes, and nobody answered")
            .hint("to say it beforehand, run: git parallel clean --remote --yes")
    })?;
    Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
}

/// Deletes one, unless it has moved.
pub(super) fn delete(repo: &Repo, far: &Far) -> Result<(), Failure> {
    repo.delete_pushed(&far.remote, &far.branch, &far.tip).map_err(|error| {
        Failure::new(format!("'{}' keeps the branch '{}'", far.remote, far.branch))
            .because(&error)
            .hint("to go on without it, run: git parallel clean")
    })
}
