//! `open WORKER`: its worktree in the user's editor.

use super::{Context, whereabouts};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::render::inert;

/// Open a worker's worktree in your editor
///
/// The editor is git's configuration `parallel.editor` (a command that is given the folder), else
/// VISUAL or EDITOR. Nothing that `.parallel.toml` says is run.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker, `main` or `integration`
    #[arg(value_name = "WORKER")]
    worker: String,
}

const EXAMPLES: &str = "\
Examples:
  git parallel open task-2
  git config --global parallel.editor 'code --new-window'";

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let path = whereabouts::of(&repo, &plan, &args.worker)?;
    let editor = git::folder_editor(&path)?.ok_or_else(|| {
        Failure::new("no editor is set")
            .hint("to set one, run: git config --global parallel.editor COMMAND")
            .hint("or set VISUAL or EDITOR")
    })?;
    if context.dry_run {
        context.out.answer(format!("would run: {} {}", inert(&editor), path.display()))?;
        return Ok(Exit::Done);
    }
    if git::open_folder(&editor, &path)? {
        return Ok(Exit::Done);
    }
    Err(Failure::new(format!("the editor '{}' gave up", inert(&editor)))
        .hint("to set another, run: git config --global parallel.editor COMMAND"))
}
