//! Whether an integration that is merged could land as it is now.

use std::path::Path;

use super::below::below_feature;
use super::store;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::{Journal, Stage};
use crate::monitor::{Integration, Lacks, Standing};

/// The integrations under way or waiting to land, for a report; with what keeps each from landing where it
/// is to be `looked` into.
pub(in crate::verb) fn standing(
    repo: &Repo,
    config: &Config,
    looked: bool,
) -> Result<Vec<Integration>, Failure> {
    let mut found = Vec::new();
    for (journal, standing) in store::standings(repo)? {
        let lacks = match standing {
            Standing::Ready if looked => lacks(repo, config, &journal)?,
            _ => None,
        };
        let next = journal.merge.iter().find(|merge| merge.stage != Stage::Checked);
        let merges = journal.merge.iter().map(|merge| (merge.worker.clone(), merge.tip.clone()));
        found.push(Integration {
            next: next.map(|merge| merge.worker.clone()),
            merges: merges.collect(),
            standing,
            lacks,
            unchecked: config.check.run.is_empty(),
            feature: journal.feature,
            branch: journal.branch,
            worktree: journal.worktree,
        });
    }
    Ok(found)
}

/// What the review would find at once.
fn lacks(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<Lacks>, Failure> {
    if let Some(name) = missing(repo, &config.remote, journal)? {
        return Ok(Some(Lacks::Base { name }));
    }
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(None) };
    let marked = repo.markers_since(&journal.base_tip, &tip, Path::new(&journal.worktree))?;
    if let Some(path) = marked.into_iter().next() {
        return Ok(Some(Lacks::Markers { path }));
    }
    Ok(below_feature(repo, journal, &tip)?.map(|feature| Lacks::Below { feature }))
}

/// The branch of the base the integration lacks, here or on the remote; none when it has both.
pub(in crate::verb) fn missing(
    repo: &Repo,
    remote: &str,
    journal: &Journal,
) -> Result<Option<String>, Failure> {
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(None) };
    let local = journal.base.clone();
    for name in [format!("{remote}/{local}"), local] {
        let full = if name == journal.base { "heads" } else { "remotes" };
        // A push that went through before a crash has the landing itself there already.
        let landing = journal.landing.as_ref().map(|landing| &landing.new);
        if let Some(base) = repo.commit(&format!("refs/{full}/{name}"))?
            && Some(&base) != landing
            && !repo.is_ancestor(&base, &tip)?
        {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
