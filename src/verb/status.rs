//! `status`: who is where, who is stuck, who waits for whom, and what to do next.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::monitor::{Level, report};
use crate::render;

use super::{Context, watch};

/// Show every worker's state, what wants attention and what to do next
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Fetch the remote first
    #[arg(long)]
    fetch: bool,
    /// Exit with 1 when something wants attention
    #[arg(long)]
    exit_code: bool,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    if args.fetch {
        context.out.note(format!("fetching {}", plan.config.remote));
        repo.git().args(["fetch", "--quiet", "--prune", "--", &plan.config.remote]).run()?;
    }
    let watched = watch::all(&repo, &plan.config)?;
    let report = report(&plan.config, &watched, super::now());
    if context.json {
        context.out.json("status", &report)?;
    } else {
        context.out.answer(render::status::text(&report))?;
    }
    let attention = report.alerts.iter().any(|alert| alert.level > Level::Note);
    Ok(if args.exit_code && attention { Exit::Found } else { Exit::Done })
}
