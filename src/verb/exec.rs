//! `exec -- COMMAND`: one command in every worktree, with one report.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::trees::Trees;
use super::{Context, published, select};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::render::{Table, inert, style};
use crate::worker::environment;

/// Run a command in workers' worktrees, with one report
///
/// It runs in one worktree after the other, with the worker's environment (`PARALLEL_WORKER`,
/// `PARALLEL_BRANCH`, its ports). What it prints goes to standard error, the report to standard
/// output. Workers without a worktree here are named and left out; where
/// they were asked for by name, that counts as a failure.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Only these workers
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// The command and its arguments; a shell's syntax needs: sh -c '…'
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel exec -- git status --short
  git parallel exec task-1 task-3 -- sh -c 'npm test && npm run lint'";

/// How it went in one worktree.
#[derive(Debug, Serialize, JsonSchema)]
struct Ran {
    worker: String,
    path: String,
    /// None where it did not run.
    exit: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    command: &'a [String],
    ran: &'a [Ran],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let chosen = select::workers(&plan, &args.workers)?;
    let trees = Trees::of(&repo)?;
    let mut ran = Vec::new();
    for (number, worker) in chosen {
        let place = trees.place(&plan.config, number, worker);
        let Some(tree) = trees.readable(&plan.config, worker) else {
            let path = place.worktree.to_string_lossy().into_owned();
            let why = Some("no worktree here".to_owned());
            ran.push(Ran { worker: worker.id.clone(), path, exit: None, why });
            continue;
        };
        context.out.note(format!("{}: {}", worker.id, tree.path.display()));
        let surroundings = environment(&plan.config, repo.root(), &place);
        ran.push(once(context, &args.command, &worker.id, &tree.path, &surroundings)?);
    }
    tell(context, repo.root(), &args.command, &ran)?;
    let failed = ran.iter().any(|it| it.exit.is_some_and(|code| code != 0));
    // Whoever is named was meant to run it.
    let missed =
        !context.dry_run && !args.workers.is_empty() && ran.iter().any(|it| it.exit.is_none());
    Ok(if failed || missed { Exit::Found } else { Exit::Done })
}

fn once(
    context: &Context,
    command: &[String],
    worker: &str,
    at: &Path,
    surroundings: &[(String, String)],
) -> Result<Ran, Failure> {
    let run = || {
        let ended = git::command(command, at, surroundings)?;
        if ended.is_none() {
            context.out.warn(format!("there is no program '{}'", inert(&command[0])));
        }
        // As a shell has it.
        Ok::<i32, Failure>(ended.unwrap_or(127))
    };
    let exit = if context.dry_run { None } else { Some(run()?) };
    let why = context.dry_run.then(|| "would run".to_owned());
    Ok(Ran { worker: worker.to_owned(), path: at.to_string_lossy().into_owned(), exit, why })
}

fn tell(context: &Context, root: &Path, command: &[String], ran: &[Ran]) -> Result<(), Failure> {
    if context.json {
        context.out.json("exec", &Answer { command, ran })?;
        return Ok(());
    }
    let mut table = Table::new(["Worker", "Exit", "Worktree"]);
    for it in ran {
        let exit = match (&it.why, it.exit) {
            (Some(why), _) => style::faint(why),
            (None, Some(0)) => style::good("0"),
            (None, Some(code)) => style::bad(&code.to_string()),
            (None, None) => String::new(),
        };
        // Within the repository, the way from its top says the same.
        let at = Path::new(&it.path);
        let at = at.strip_prefix(root).unwrap_or(at).to_string_lossy();
        table.row([style::strong(&it.worker), exit, inert(at.as_bytes())]);
    }
    table.fit(context.out.width());
    context.out.answer(table.text())?;
    Ok(())
}
