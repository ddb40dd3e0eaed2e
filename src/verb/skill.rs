//! `skill`: ready instructions for an agent that leads or works, printed or put into the repository.

use std::path::Path;

use serde::Serialize;

use super::Context;
use super::context::write_whole;
use crate::exit::Exit;
use crate::failure::Failure;

/// The part an agent plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Plans, starts, watches, integrates and lands
    Orchestrator,
    /// Works in one worktree
    Worker,
}

/// Print instructions for an agent that leads (orchestrator) or works (worker)
///
/// The text tells an agent how to use these verbs, in the form of a skill file.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The part the agent plays
    part: Part,
    /// Write them to .claude/skills in the main worktree
    #[arg(long)]
    install: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel skill worker
  git parallel skill orchestrator --install";

#[derive(Serialize)]
struct Shown<'s> {
    name: &'s str,
    text: &'s str,
    file: Option<String>,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let (name, text) = match args.part {
        Part::Orchestrator => ("git-parallel-orchestrator", crate::worker::ORCHESTRATOR),
        Part::Worker => ("git-parallel-worker", crate::worker::WORKER),
    };
    let relative = Path::new(".claude/skills").join(name).join("SKILL.md");
    let mut file = None;
    if args.install {
        let repo = context.repo()?;
        file = Some(relative.to_string_lossy().into_owned());
        if !context.dry_run {
            write_whole(&repo.root().join(&relative), text.as_bytes())?;
        }
    }
    if context.json {
        context.out.json("skill", &Shown { name, text, file })?;
    } else if let Some(file) = file {
        context
            .out
            .answer(format!("{} {file}", if context.dry_run { "would write" } else { "wrote" }))?;
    } else {
        context.out.answer(text)?;
    }
    Ok(Exit::Done)
}
