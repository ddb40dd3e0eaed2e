//! `path WORKER`: where its worktree is, for scripts and shells.

use serde::Serialize;

use super::{Context, whereabouts};
use crate::exit::Exit;
use crate::failure::Failure;

/// Print where a worker's worktree is
///
/// The path is absolute, for `cd "$(git parallel path task-2)"` and for scripts. `main` names the
/// main worktree, `integration` that of the integration under way.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker, `main` or `integration`
    #[arg(value_name = "WORKER")]
    worker: String,
}

const EXAMPLES: &str = "\
Examples:
  cd \"$(git parallel path task-2)\"
  git -C \"$(git parallel path task-2)\" diff main...";

#[derive(Serialize)]
struct Answer<'a> {
    worker: &'a str,
    path: String,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let path = whereabouts::of(&repo, &plan, &args.worker)?.to_string_lossy().into_owned();
    if context.json {
        context.out.json("path", &Answer { worker: &args.worker, path })?;
    } else {
        context.out.exact(path)?;
    }
    Ok(Exit::Done)
}
