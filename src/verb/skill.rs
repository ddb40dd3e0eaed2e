//! `skill`: ready instructions for an agent that leads or works, printed or put into the repository.

use std::path::Path;

use serde::Serialize;

use super::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::worker::SKILLS;

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
/// The text tells an agent how to use these verbs, in the form of a skill file. With --install it is
/// put where agents look for skills: `.claude/skills` (Claude Code, Copilot, opencode) and
/// `.agents/skills` (Codex, Gemini, Copilot and others). Committed, it is there in every worktree and
/// clone.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The part the agent plays; with --install both when none is named
    #[arg(required_unless_present = "install")]
    part: Option<Part>,
    /// Write them to .claude/skills and .agents/skills in the main worktree
    #[arg(long)]
    install: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel skill worker
  git parallel skill --install
  git parallel skill orchestrator --install";

/// Where agents look for skills.
const FOLDERS: [&str; 2] = [".claude/skills", ".agents/skills"];

#[derive(Serialize)]
struct Shown {
    name: &'static str,
    text: &'static str,
    files: Vec<String>,
}

#[derive(Serialize)]
struct Answer<'s> {
    skills: &'s [Shown],
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let wanted = |(name, _): &(&str, &str)| match args.part {
        None => true,
        Some(Part::Orchestrator) => name.ends_with("orchestrator"),
        Some(Part::Worker) => name.ends_with("worker"),
    };
    let file = |folder: &str, name: &str| format!("{folder}/{name}/SKILL.md");
    let folders: &[&str] = if args.install { &FOLDERS } else { &[] };
    let skills: Vec<Shown> = SKILLS
        .into_iter()
        .filter(wanted)
        .map(|(name, text)| {
            let files = folders.iter().map(|folder| file(folder, name)).collect();
            Shown { name, text, files }
        })
        .collect();
    if args.install && !context.dry_run {
        let repo = context.repo()?;
        let root = Beneath::repository(repo.root());
        for file in skills.iter().flat_map(|it| &it.files) {
            root.refuse(Path::new(file))?;
        }
        for Shown { text, files, .. } in &skills {
            for file in files {
                root.write(Path::new(file), text.as_bytes(), None)?;
            }
        }
    }
    if context.json {
        context.out.json("skill", &Answer { skills: &skills })?;
        return Ok(Exit::Done);
    }
    if !args.install {
        skills.iter().try_for_each(|skill| context.out.answer(skill.text))?;
        return Ok(Exit::Done);
    }
    let did = if context.dry_run { "would write" } else { "wrote" };
    let files = skills.iter().flat_map(|skill| &skill.files);
    files.clone().try_for_each(|file| context.out.answer(format!("{did} {file}")))?;
    context.out.note(format!(
        "for other worktrees and clones: git add {} && git commit -m 'Add the skills of git parallel'",
        FOLDERS.join(" ")
    ));
    Ok(Exit::Done)
}
