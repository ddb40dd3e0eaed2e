//! `switch [WORKER]`: go to a worker's worktree, by a picker where none is named.

mod pick;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Context, Plan, published, whereabouts};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};

/// Where the shell function awaits the folder to go to.
const TOLD: &str = "GIT_PARALLEL_SWITCH";

/// Go to a worker's worktree; without a name, pick one
///
/// A program cannot change its shell's directory, so a function of the shell does: `git parallel
/// completions --install` puts it in place. Without it, a shell is started in the worktree, and
/// `exit` leads back. Where there is no terminal, the path is printed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker, `main` or `integration`
    #[arg(value_name = "WORKER")]
    worker: Option<String>,
    /// Print the function that lets `switch` change a shell's directory, and nothing else
    #[arg(long, value_name = "SHELL", value_enum, conflicts_with = "worker")]
    function: Option<Function>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel switch task-2
  git parallel switch                                  a picker
  git parallel switch main                             back to the main worktree
  eval \"$(git parallel switch --function bash)\"        in .bashrc
  git parallel switch --function fish | source         in config.fish";

/// A shell that has a function for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Function {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

#[derive(Serialize, JsonSchema)]
struct Answer {
    path: String,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(shell) = args.function {
        context.out.answer(if shell == Function::Fish { FISH } else { POSIX })?;
        return Ok(Exit::Done);
    }
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let Some(name) = chosen(context, &repo, &plan, args)? else { return Ok(Exit::Found) };
    let path = whereabouts::of(&repo, &plan, &name)?;
    if context.json {
        context.out.json("switch", &Answer { path: path.to_string_lossy().into_owned() })?;
        return Ok(Exit::Done);
    }
    go(context, &path)
}

/// The function for bash and zsh.
pub(super) const POSIX: &str = include_str!("switch/function.sh");

/// The function for fish.
pub(super) const FISH: &str = include_str!("switch/function.fish");

/// The worker named, or the one that the user picks.
fn chosen(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
) -> Result<Option<String>, Failure> {
    if let Some(name) = &args.worker {
        return Ok(Some(name.clone()));
    }
    if context.json || !context.out.is_screen() {
        return Err(Failure::new("no worker is named, and there is no terminal to pick one on")
            .hint("to name one, run: git parallel switch WORKER")
            .hint("to see them, run: git parallel status"));
    }
    pick::pick(repo, plan)
}

/// Tells the shell's function, or starts a shell there, or prints where it is.
fn go(context: &Context, path: &Path) -> Result<Exit, Failure> {
    if let Some(file) = env::var_os(TOLD).filter(|file| !file.is_empty()).map(PathBuf::from) {
        fs::write(&file, path.as_os_str().as_encoded_bytes()).map_err(|error| {
            Failure::new(format!("cannot write '{}'", file.display())).because(&error).hint(
                "the shell's function names it; to print it: git parallel switch --function bash",
            )
        })?;
        return Ok(Exit::Done);
    }
    if context.dry_run || !context.out.is_screen() {
        context.out.exact(path.to_string_lossy())?;
        return Ok(Exit::Done);
    }
    context.out.note(format!("a shell in {}; exit leads back", path.display()));
    context
        .out
        .note("to change this shell's directory instead: git parallel completions --install");
    git::shell_at(&shell(), path)?;
    Ok(Exit::Done)
}

/// The user's shell.
pub(super) fn shell() -> String {
    let shell = env::var("SHELL").ok().filter(|shell| !shell.is_empty());
    shell.unwrap_or_else(|| "sh".to_owned())
}
