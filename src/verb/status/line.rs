//! `status --line`: the state in a few words, for prompts and status lines.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render;
use crate::verb::{Context, Plan, watch};
use crate::worker::registry;

/// Prints one line: the worker's own state in its worktree, a count of states elsewhere. Neither the
/// files of worktrees nor conflicts are looked at, so that a shell's prompt can wait for it. Where there is
/// no repository or no plan, there is nothing to say: a prompt asks everywhere.
pub(super) fn run(context: &Context) -> Result<Exit, Failure> {
    let Ok(repo) = context.repo() else { return Ok(Exit::Done) };
    let Some(plan) = context.plan_if_any(&repo)? else { return Ok(Exit::Done) };
    said(context, &repo, &plan)
}

fn said(context: &Context, repo: &Repo, plan: &Plan) -> Result<Exit, Failure> {
    let everybody: Vec<&str> = plan.config.worker.iter().map(|worker| worker.id.as_str()).collect();
    let watched = watch::all_but(repo, &plan.config, &everybody)?;
    let report = watch::report(repo, &plan.config, &watched)?;
    let own = own(repo)?.and_then(|id| report.workers.iter().find(|row| row.worker == id));
    context.out.answer(match own {
        Some(row) => render::line::worker(row),
        None => render::line::all(&report),
    })?;
    Ok(Exit::Done)
}

/// The worker whose worktree this is.
fn own(repo: &Repo) -> Result<Option<String>, Failure> {
    if !repo.is_linked() {
        return Ok(None);
    }
    let name = repo.git_dir().file_name().unwrap_or_default().to_string_lossy();
    let entry = registry::find(&repo.parallel_dir(), &name)?;
    Ok(entry.map(|entry| entry.worker))
}
