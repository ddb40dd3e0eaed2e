//! `skill`: ready instructions for an agent that leads or works, printed or put into the repository.

use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::context::write_whole;
use super::{Context, published, stamp};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::Repo;
use crate::worker::{SKILLS, sh};

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
    /// Write them to .claude/skills and .agents/skills in the main worktree; one that was edited is left
    /// as it is
    #[arg(long)]
    install: bool,
    /// Write anew what was edited, too; what stands there is kept below refs/parallel/backup/
    #[arg(long, requires = "install")]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel skill worker
  git parallel skill --install
  git parallel skill --install --force
  git parallel skill orchestrator --install";

/// Where agents look for skills.
const FOLDERS: [&str; 2] = [".claude/skills", ".agents/skills"];

#[derive(Serialize, JsonSchema)]
struct Shown {
    name: &'static str,
    text: &'static str,
    files: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Answer<'s> {
    skills: &'s [Shown],
    /// The files that were edited, and are as they were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edited: Vec<&'s str>,
}

/// What becomes of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is written.
    Written,
    /// It is so already.
    Same,
    /// Somebody changed it: it stays.
    Edited,
    /// Somebody changed it: it is kept elsewhere, and written.
    Replaced,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
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
    if !args.install {
        return print(context, &skills);
    }
    let repo = context.repo()?;
    let fates = fates(&repo, &skills, args.force)?;
    if !context.dry_run {
        write(context, &repo, &fates)?;
    }
    let of = |fate: Fate| fates.iter().filter(move |it| it.2 == fate).map(|(file, ..)| *file);
    let edited: Vec<&str> = of(Fate::Edited).collect();
    let exit = if edited.is_empty() { Exit::Done } else { Exit::Found };
    if context.json {
        context.out.json("skill", &Answer { skills: &skills, edited })?;
        return Ok(exit);
    }
    let did = if context.dry_run { "would write" } else { "wrote" };
    for (file, _, fate) in &fates {
        context.out.answer(match fate {
            Fate::Same => format!("{file} is as it should be"),
            Fate::Edited => format!("{file} was edited and stays as it is"),
            Fate::Written | Fate::Replaced => format!("{did} {file}"),
        })?;
    }
    if !edited.is_empty() {
        context.out.note("to write it anew all the same, and keep what stands there: git parallel skill --install --force");
    }
    context.out.note(format!(
        "for other worktrees and clones: git add {} && git commit -m 'Add the skills of git parallel'",
        FOLDERS.join(" ")
    ));
    Ok(exit)
}

fn print(context: &Context, skills: &[Shown]) -> Result<Exit, Failure> {
    if context.json {
        context.out.json("skill", &Answer { skills, edited: Vec::new() })?;
    } else {
        skills.iter().try_for_each(|skill| context.out.answer(skill.text))?;
    }
    Ok(Exit::Done)
}

/// What becomes of each file; refuses where one cannot be written.
fn fates<'s>(
    repo: &Repo,
    skills: &'s [Shown],
    force: bool,
) -> Result<Vec<(&'s str, &'static str, Fate)>, Failure> {
    let root = Beneath::repository(repo.root());
    let mut found = Vec::new();
    for (file, text) in skills.iter().flat_map(|it| it.files.iter().map(|file| (file, it.text))) {
        root.refuse(Path::new(file))?;
        let own = fs::read(copy(repo, file)).ok();
        let fate = match root.read(Path::new(file))? {
            None => Fate::Written,
            Some(there) if there == text.as_bytes() => Fate::Same,
            // As this program wrote it here, in an earlier version.
            Some(there) if own.is_some_and(|own| own == there) => Fate::Written,
            Some(_) if force => Fate::Replaced,
            Some(_) => Fate::Edited,
        };
        found.push((file.as_str(), text, fate));
    }
    Ok(found)
}

fn write(
    context: &Context,
    repo: &Repo,
    fates: &[(&str, &'static str, Fate)],
) -> Result<(), Failure> {
    let (root, stamp) = (Beneath::repository(repo.root()), stamp());
    for (file, text, fate) in fates {
        if *fate == Fate::Edited {
            continue;
        }
        let before = root.read(Path::new(file))?.filter(|_| *fate == Fate::Replaced);
        if let Some(before) = before {
            let kept = repo.keep_text(
                before,
                &stamp,
                &format!("skills/{}", file.replace("/.", "/").trim_start_matches('.')),
            )?;
            context.out.note(format!("to bring it back: git cat-file blob {} >{file}", sh(&kept)));
        }
        if *fate != Fate::Same {
            root.write(Path::new(file), text.as_bytes(), None)?;
        }
        write_whole(&copy(repo, file), text.as_bytes())?;
    }
    Ok(())
}

/// The copy of what was written to `file`, which tells whether somebody has edited it since.
fn copy(repo: &Repo, file: &str) -> PathBuf {
    repo.parallel_dir().join("skills").join(file.trim_start_matches('.'))
}
