//! `path WORKER`: where its worktree is, for scripts and shells.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Context, published, whereabouts};
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

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    worker: &'a str,
    path: String,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
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
