//! Taking workers into `.parallel.toml`: the new text is validated as a whole before it is written.

use super::Plan;
use crate::config::{self, Worker};
use crate::failure::Failure;
use crate::git::Repo;

/// The text of `plan` with exactly these workers, validated as if it had been read.
pub(super) fn workers(plan: &Plan, workers: &[Worker]) -> Result<String, Failure> {
    let text = config::set_workers(&plan.text, workers)?;
    plan.read_anew(&text)?;
    Ok(text)
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
