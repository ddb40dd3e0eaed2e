//! `clean`: remove worktrees, branches and scripts of landed work; refuse whatever would lose something.

mod apply;
mod decide;

use serde::Serialize;

use super::{Context, select, watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::{inert, style};

use decide::Verdict;

/// Remove worktrees, branches and scripts of landed work; refuse what would be lost
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workers to clean up after; all when none is named
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// Keep the workers' tables in .parallel.toml
    #[arg(long)]
    keep_plan: bool,
}

#[derive(Serialize)]
struct Shown<'v> {
    workers: &'v [Verdict],
    restore: &'v [String],
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let wanted: Vec<String> = select::workers(&plan, &args.workers)?
        .into_iter()
        .map(|(_, worker)| worker.id.clone())
        .collect();
    let watched = watch::all(&repo, &plan.config)?;
    let verdicts = decide::verdicts(&repo, &plan.config, &watched, &wanted)?;
    let mut restore = Vec::new();
    if !context.dry_run {
        let Some(_lock) = repo.lock()? else {
            return Err(Failure::new("another git parallel is changing this repository")
                .hint("wait for it to end, then run: git parallel clean"));
        };
        restore = apply::all(&repo, &plan, &verdicts, args.keep_plan)?;
    }
    let refused = verdicts.iter().any(|verdict| !verdict.keeps.is_empty());
    if context.json {
        context.out.json("clean", &Shown { workers: &verdicts, restore: &restore })?;
    } else {
        context.out.answer(told(context, &verdicts))?;
        for line in &restore {
            context.out.note(format!("to bring it back: {line}"));
        }
    }
    Ok(if refused { Exit::Found } else { Exit::Done })
}

fn told(context: &Context, verdicts: &[Verdict]) -> String {
    let did = if context.dry_run { "would remove" } else { "removed" };
    let mut text = String::new();
    for verdict in verdicts {
        if verdict.keeps.is_empty() {
            let what = [verdict.worktree.clone(), verdict.branch.clone()];
            let what: Vec<String> = what.into_iter().flatten().map(inert).collect();
            let what =
                if what.is_empty() { "nothing was left".to_owned() } else { what.join(" and ") };
            text.push_str(&format!("{} {}: {what}\n", style::good(did), verdict.worker));
        } else {
            text.push_str(&format!(
                "{} {}: {}\n",
                style::warn("kept"),
                verdict.worker,
                verdict.keeps.join("; ")
            ));
        }
    }
    text
}
