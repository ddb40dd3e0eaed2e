//! `prompt`: print a worker's prompt again, or the one that fits what happened since.

use serde::Serialize;

use super::trees::Trees;
use super::{Context, brief, select, watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::worker::Kind;

/// Print a worker's kickoff prompt again, or the prompt that fits what happened since
///
/// The prompt goes to standard output, for a pipe or the clipboard. Its templates can be replaced
/// by files of the repository (`[agent]` prompts).
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker
    worker: String,
    /// What it needed is there: what to merge, and the remaining tasks
    #[arg(long, group = "kind")]
    resume: bool,
    /// Its session ended: what is committed, what is not, and the remaining tasks
    #[arg(long = "continue", group = "kind")]
    go_on: bool,
    /// It waits in a circle with others: the way out
    #[arg(long, group = "kind")]
    deadlock: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel prompt task-2
  git parallel prompt task-2 --resume       what it needed has come
  git parallel prompt task-2 --continue     its session ended early";

#[derive(Serialize)]
struct Printed {
    worker: String,
    prompt: String,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let (number, worker) = select::worker(&plan, &args.worker)?;
    let kind = match (args.resume, args.go_on, args.deadlock) {
        (true, _, _) => Kind::Resume,
        (_, true, _) => Kind::Continue,
        (_, _, true) => Kind::Deadlock,
        _ => Kind::Kickoff,
    };
    let place = Trees::of(&repo)?.place(&plan.config, number, worker);
    let mut told = brief::of(&repo, &plan.config, &place, worker)?;
    if kind != Kind::Kickoff {
        let watched = watch::all(&repo, &plan.config)?;
        brief::add_news(&mut told, &plan.config, worker, &watched);
    }
    let prompt = brief::prompts(&repo, &plan.config)?.write(kind, &told)?;
    if context.json {
        context.out.json("prompt", &Printed { worker: worker.id.clone(), prompt })?;
    } else {
        context.out.answer(prompt)?;
    }
    Ok(Exit::Done)
}
