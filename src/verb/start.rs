//! `start`: worktree, branch, guard, prompt and launch script for each worker; prints what to run.

mod decide;
mod files;
mod trees;

use serde::Serialize;

use super::{Context, exclude, select};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{count, style};
use crate::worker::places;

use decide::Start;

/// Create worktrees, branches, guards, prompts and launch scripts; print what to run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workers to start; all of the plan when none is named
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// Start the branches here instead of at the base branch
    #[arg(long, value_name = "REVISION")]
    from: Option<String>,
}

#[derive(Serialize)]
struct Started<'s> {
    starts: &'s [Start],
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let wanted: Vec<usize> =
        select::workers(&plan, &args.workers)?.into_iter().map(|(number, _)| number).collect();
    let places = places(&plan.config, repo.root());
    let starts = decide::starts(&repo, &plan.config, &places, &wanted, args.from.as_deref())?;
    if context.dry_run {
        return show(context, &starts, "would start");
    }
    let Some(lock) = repo.lock()? else {
        return Err(Failure::new("another git parallel is changing this repository")
            .hint("wait for it to end, then run: git parallel start"));
    };
    if !plan.config.layout.worktrees.starts_with(['/', '.']) {
        exclude::ensure(
            &repo,
            &format!("/{}/", plan.config.layout.worktrees.trim_end_matches('/')),
        )?;
    }
    trees::make(context, &repo, &starts)?;
    files::write(&repo, &plan.config, &places, &wanted)?;
    drop(lock);
    warn_of_dirt(context, &repo)?;
    show(context, &starts, "started")
}

/// Work that is not committed does not reach the workers; say so.
fn warn_of_dirt(context: &Context, repo: &crate::git::Repo) -> Result<(), Failure> {
    let Some(main) = repo.main() else { return Ok(()) };
    let mine = |path: &String| path != crate::config::FILE && !path.starts_with("scripts/");
    let dirty = crate::git::dirty(main)?.into_iter().filter(mine).count();
    if dirty > 0 {
        let paths = count(dirty, "uncommitted path");
        context.out.warn(format!("{paths} in the main worktree: the workers do not see them"));
    }
    Ok(())
}

fn show(context: &Context, starts: &[Start], did: &str) -> Result<Exit, Failure> {
    if context.json {
        context.out.json("start", &Started { starts })?;
        return Ok(Exit::Done);
    }
    let mut text = format!("{did} {}\n\n", count(starts.len(), "worker"));
    for start in starts {
        text.push_str(&format!(
            "  {}  {} on {}{}\n",
            style::strong(&start.worker),
            start.worktree,
            style::name(&start.branch),
            start.tree.told(),
        ));
    }
    text.push_str("\nrun each in a terminal of its own:\n\n");
    for start in starts {
        text.push_str(&format!("  {}\n", start.launch));
    }
    context.out.answer(text)?;
    context.out.note("\nthen: git parallel status");
    Ok(Exit::Done)
}
