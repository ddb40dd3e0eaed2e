//! `prompt`: print a worker's prompt again, for pipes and clipboards.

use serde::Serialize;

use super::{Context, brief, select};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::worker::{Place, kickoff};

/// Print a worker's kickoff prompt again
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The worker
    worker: String,
}

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
    let place = Place::of(&plan.config, repo.root(), number, worker);
    let remote = repo.remotes()?.into_iter().find(|name| *name == plan.config.remote);
    let prompt = kickoff(&brief::of(&plan.config, worker, &place, remote))?;
    if context.json {
        context.out.json("prompt", &Printed { worker: worker.id.clone(), prompt })?;
    } else {
        context.out.answer(prompt)?;
    }
    Ok(Exit::Done)
}
