//! Taking workers into `.parallel.toml`: the new text is validated as a whole before it is written.

use super::Plan;
use crate::config::{self, Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;

/// The text of `plan` with exactly these workers, validated as if it had been read.
pub(super) fn workers(plan: &Plan, workers: &[Worker]) -> Result<String, Failure> {
    let text = config::set_workers(&plan.text, workers)?;
    let fresh = plan.read_anew(&text)?;
    refuse_features(&plan.config, &fresh)?;
    Ok(text)
}

/// Refuses new names of features that make no branch, or the branch of another one.
fn refuse_features(before: &Config, after: &Config) -> Result<(), Failure> {
    let known: Vec<&str> = before.features().into_iter().flatten().collect();
    let all: Vec<&str> = after.features().into_iter().flatten().collect();
    for name in all.iter().filter(|name| !known.contains(name)) {
        let branch = config::slug(name);
        if branch.is_empty() {
            return Err(Failure::new(format!("'{name}' makes no name for a branch"))
                .hint("name the feature with letters or digits, as in: --feature billing"));
        }
        let twin = all.iter().find(|other| *other != name && config::slug(other) == branch);
        if let Some(twin) = twin {
            return Err(Failure::new(format!(
                "the features '{name}' and '{twin}' would have one branch, of '{branch}'"
            ))
            .hint(format!("to work for the same feature, name it alike: --feature '{twin}'"))
            .hint("else give it another name"));
        }
    }
    Ok(())
}

/// The same with the commit written down that new ones among them are planned on.
pub(super) fn planned(repo: &Repo, plan: &Plan, workers: &[Worker]) -> Result<String, Failure> {
    let base = repo.commit(&format!("refs/heads/{}", plan.config.base))?;
    let mut workers = workers.to_vec();
    for worker in &mut workers {
        worker.planned = match plan.config.find(&worker.id) {
            Some(before) => before.planned.clone(),
            None => base.clone(),
        };
    }
    self::workers(plan, &workers)
}
