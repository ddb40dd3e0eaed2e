//! Branches on the remote: found, asked about, deleted only while they are what was seen.

use serde::Serialize;

use super::decide::Verdict;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::inert;
use crate::verb::{Context, base};

/// A branch on the remote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Far {
    /// The remote.
    pub(super) remote: String,
    /// The branch there.
    pub(super) branch: String,
    /// The tip it must still have.
    pub(super) tip: String,
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
        let Some(branch) = worker.or_else(|| verdict.integration.then(|| verdict.worker.clone()))
        else {
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
    let name = format!("refs/heads/{}", far.branch);
    repo.git()
        .args(["push", "--quiet", &format!("--force-with-lease={name}:{}", far.tip)])
        .args([&far.remote, &format!(":{name}")])
        .run()
        .map(drop)
        .map_err(|error| {
            Failure::new(format!("'{}' keeps the branch '{}'", far.remote, far.branch))
                .because(&error)
                .hint("to go on without it, run: git parallel clean")
        })
}
