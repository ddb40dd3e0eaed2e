//! `integrate`: merge the workers one by one on an integration branch, checked after each.

mod begin;
mod finish;
mod merges;
mod store;

use serde::Serialize;

use super::{Context, trust};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{Lock, Repo};
use crate::integrate::Journal;
use crate::render::style;

pub(super) use merges::failing;
pub(super) use store::{load, remove};

/// Merge the workers one by one on an integration branch, checked after each
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name of the whole; names the branch integration/FEATURE
    feature: Option<String>,
    /// Leave this worker out, whatever its state; repeat for more
    #[arg(long, value_name = "WORKER")]
    skip: Vec<String>,
    /// Go on after a conflict is resolved or a failing check is mended
    #[arg(long = "continue", group = "how", conflicts_with = "feature")]
    go_on: bool,
    /// Give up: the integration branch and its worktree go, everything else is as before
    #[arg(long, group = "how", conflicts_with = "feature")]
    abort: bool,
}

/// What is going to be merged, for `--dry-run` and `--json`.
#[derive(Serialize)]
struct Shown<'j> {
    feature: &'j str,
    branch: &'j str,
    base: &'j str,
    merges: Vec<Line<'j>>,
    finished: bool,
}

#[derive(Serialize)]
struct Line<'j> {
    worker: &'j str,
    branch: &'j str,
    tip: &'j str,
    stage: crate::integrate::Stage,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    if args.abort {
        let _lock = locked(&repo)?;
        return finish::abort(context, &repo);
    }
    if args.go_on {
        let plan = context.plan(&repo)?;
        trust::require(context, &repo, &plan.config)?;
        let _lock = locked(&repo)?;
        let journal = store::require(&repo)?;
        return merges::resume(context, &repo, &plan.config, journal);
    }
    let plan = context.plan(&repo)?;
    let journal = begin::decide(context, &repo, &plan.config, args)?;
    if context.dry_run {
        return show(context, &journal);
    }
    trust::require(context, &repo, &plan.config)?;
    let _lock = locked(&repo)?;
    begin::apply(&repo, &journal)?;
    merges::run(context, &repo, &plan.config, journal)
}

fn locked(repo: &Repo) -> Result<Lock, Failure> {
    repo.lock()?.ok_or_else(|| {
        Failure::new("another git parallel is changing this repository")
            .hint("wait for it to end, then run the command again")
    })
}

/// Shows how far the integration is.
fn show(context: &Context, journal: &Journal) -> Result<Exit, Failure> {
    if context.json {
        let merges = journal.merge.iter().map(|merge| Line {
            worker: &merge.worker,
            branch: &merge.branch,
            tip: &merge.tip,
            stage: merge.stage,
        });
        context.out.json(
            "integrate",
            &Shown {
                feature: &journal.feature,
                branch: &journal.branch,
                base: &journal.base,
                merges: merges.collect(),
                finished: journal.is_done(),
            },
        )?;
        return Ok(Exit::Done);
    }
    let mut text = format!("{} from {}\n", style::name(&journal.branch), journal.base);
    for (merge, n) in journal.merge.iter().zip(1..) {
        text.push_str(&format!("  {n}. {}\n", merge.message()));
    }
    context.out.answer(text)?;
    Ok(Exit::Done)
}
