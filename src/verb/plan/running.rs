//! Workers who run already when the plan changes: their sessions learn of it from their lead alone.

use crate::config::Worker;
use crate::failure::Failure;
use crate::git::Repo;

use super::super::start::files;
use super::super::{Context, Plan};

/// Changes the `plan` to `text`, in which `workers` are. Where that changes what the `started` ones
/// have, their prompts are renewed, and whoever got a new task is told.
pub(super) fn write(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    workers: &[Worker],
    started: &[String],
    text: &str,
) -> Result<(), Failure> {
    let running = || workers.iter().filter(|worker| started.contains(&worker.id));
    if running().all(|worker| plan.config.find(&worker.id) == Some(worker)) {
        return plan.rewrite(text);
    }
    files::rewrite(context, repo, plan, text)?;
    for worker in running() {
        let before = plan.config.find(&worker.id);
        let had = |id: &String| {
            before.is_some_and(|before| before.task.iter().any(|task| task.id == *id))
        };
        let fresh: Vec<&str> =
            worker.task.iter().filter(|task| !had(&task.id)).map(|task| &*task.id).collect();
        if !fresh.is_empty() {
            context.out.note(format!(
                "{0} is already running and owns what {1} changes: give its session the new prompt, git parallel prompt {0}",
                worker.id,
                fresh.join(", ")
            ));
        }
    }
    Ok(())
}
