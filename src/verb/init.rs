//! `init`: write a commented `.parallel.toml`, and keep the worktree folder out of every commit.

mod check;
mod choose;

use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::lead::{self, Matter};
use super::{Context, Plan, exclude, published, stamp, trust};
use crate::agent;
use crate::config::{self, Detected, Layout, commented};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{Repo, Site, is_ignored};
use crate::render::inert;
use crate::worker::{registry, sh};

/// Write a commented .parallel.toml and exclude the worktree folder
///
/// The base branch, the remote, a check command, files to copy into new worktrees and shared lock
/// files are detected; every key stands in the file with its meaning. Nothing is committed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The branch all work starts from and lands on
    #[arg(long, value_name = "BRANCH")]
    base: Option<String>,
    /// The agent that works; else one that is on PATH, asked for at a terminal where several are
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(agent::names()))]
    agent: Option<String>,
    /// Replace an existing .parallel.toml, which is kept below refs/parallel/backup/; not while
    /// workers are started
    #[arg(long)]
    force: bool,
    /// Print the JSON Schema of .parallel.toml, for editors, or of the answer, and nothing else
    #[arg(long, value_name = "OF", num_args = 0..=1, default_missing_value = "plan", require_equals = true)]
    #[arg(conflicts_with_all = ["base", "agent", "force"])]
    schema: Option<Of>,
}

/// What a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Of {
    /// .parallel.toml
    Plan,
    /// What `init --json` answers
    Answer,
}

const EXAMPLES: &str = "\
Examples:
  git parallel init
  git parallel init --base develop
  git parallel init --agent codex
  git parallel init --schema > parallel.schema.json    for the editor";

/// What `init` is going to do.
#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    file: String,
    #[serde(flatten)]
    detected: Detected,
    excluded: String,
    /// Whether nothing was written.
    dry_run: bool,
    /// The remotes that were not taken, where which one is meant could not be told.
    #[serde(skip)]
    other_remotes: Vec<String>,
}

/// Files that several workers often have to touch, where the project has them.
const SHARED: [&str; 10] = [
    "Cargo.lock",
    "package-lock.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "poetry.lock",
    "uv.lock",
    "go.sum",
    "Gemfile.lock",
    "composer.lock",
    "mix.lock",
];

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(of) = args.schema {
        context.out.answer(match of {
            Of::Plan => format!("{:#}", schemars::schema_for!(config::Config).to_value()),
            Of::Answer => published::schema::<Step>(),
        })?;
        return Ok(Exit::Done);
    }
    let repo = context.repo()?;
    let of_base;
    let main = if let Some(main) = repo.main() {
        main
    } else {
        of_base = worktree_of_base(&repo, args.base.as_deref())?;
        &of_base
    };
    lead::require(context, &repo, Matter::Plan)?;
    let _lock = context.lock(&repo, "init")?;
    let root = Beneath::repository(main);
    let there = root.place(Path::new(config::FILE))?.kind.is_some();
    let plan = context.plan_if_any(&repo).ok().flatten();
    let started = plan.as_ref().map(|plan| started(&repo, plan)).transpose()?.unwrap_or_default();
    refuse_existing(args, there, plan.as_ref(), &started)?;
    let mut detected = detect(&repo, main, args.base.as_deref())?;
    detected.agent = choose::agent(context, args.agent.as_ref(), &detected.agents)?;
    let folder = Layout::default().worktrees;
    let mut other_remotes = repo.remotes()?;
    other_remotes.retain(|name| Some(name) != detected.remote.as_ref());
    if detected.remote.as_ref().is_none_or(|name| name == "origin") {
        other_remotes.clear();
    }
    let (excluded, dry_run) = (format!("/{folder}/"), context.dry_run);
    let step = Step { file: config::FILE.into(), detected, excluded, dry_run, other_remotes };
    if context.dry_run {
        return show(context, &step);
    }
    root.refuse(Path::new(config::FILE))?;
    exclude::ensure(&repo, &step.excluded)?;
    // From a linked worktree too, the plan is to be found where it is written.
    repo.remember_main()?;
    keep(context, &repo, &root)?;
    let text = commented(&step.detected);
    root.write(Path::new(config::FILE), text.as_bytes(), None)?;
    // These commands come from this program, not from the repository: no need to ask about them.
    trust::remember(&repo, &config::load(config::FILE, &text)?)?;
    show(context, &step)
}

/// Refuses where there is a plan and nobody asked to replace it, and where people work by it: without
/// their tables nobody would know of their branches any more.
fn refuse_existing(
    args: &Args,
    there: bool,
    plan: Option<&Plan>,
    started: &[String],
) -> Result<(), Failure> {
    let anew = |failure: Failure, hint: &str| {
        if started.is_empty() { failure.hint(hint) } else { failure }
    };
    if args.force && !started.is_empty() {
        let (verb, ids) = (if started.len() > 1 { "are" } else { "is" }, started.join(", "));
        return Err(Failure::new(format!(
            "{ids} {verb} started by the plan in '{}', and would be in no plan any more",
            config::FILE
        ))
        .hint(format!("to change a setting, edit {}: it takes effect at once", config::FILE))
        .hint(format!("to end them first, run: git parallel drop {}", started.join(" "))));
    }
    if there && !args.force {
        let failure = Failure::new(format!("'{}' exists already", config::FILE))
            .hint("to plan with it, run: git parallel plan DOC…");
        return Err(anew(failure, "to write it anew, run: git parallel init --force"));
    }
    if let Some(base) = plan.and_then(|plan| plan.elsewhere.as_ref()).filter(|_| !args.force) {
        let failure = Failure::new(format!("'{base}' has a {} already", config::FILE))
            .hint(format!("to work with it, run: git switch {}", sh(base)));
        return Err(anew(failure, "to write another one here, run: git parallel init --force"));
    }
    Ok(())
}

/// The workers of `plan` that have a worktree or a branch here.
fn started(repo: &Repo, plan: &Plan) -> Result<Vec<String>, Failure> {
    let entries = registry::all(&repo.parallel_dir())?;
    let mut found = Vec::new();
    for worker in &plan.config.worker {
        let branch = plan.config.branch(worker);
        let registered = entries.iter().any(|(_, entry)| entry.is_of(worker, &branch));
        if registered || repo.tip(&branch)?.is_some() {
            found.push(worker.id.clone());
        }
    }
    Ok(found)
}

/// Keeps the file that is going to be replaced, whatever it says, and tells how to get it back.
fn keep(context: &Context, repo: &Repo, root: &Beneath) -> Result<(), Failure> {
    let Some(before) = root.read(Path::new(config::FILE))? else { return Ok(()) };
    let kept = repo.keep_text(before, &stamp(), "parallel.toml")?;
    let name = config::FILE;
    context.out.note(format!("to bring it back: git cat-file blob {} >{name}", sh(&kept)));
    context.out.note(format!("to bring its workers back: git parallel recover --tables {kept}"));
    Ok(())
}

fn show(context: &Context, step: &Step) -> Result<Exit, Failure> {
    if context.json {
        context.out.json("init", step)?;
        return Ok(Exit::Done);
    }
    let check = step.detected.check.as_deref().unwrap_or("none found: set [check] run");
    let (wrote, excluded) =
        if step.dry_run { ("would write", "would exclude") } else { ("wrote", "excluded") };
    context.did(format!(
        "{wrote} {} (base: {}, check: {check})\n{excluded} {} from commits, in info/exclude",
        step.file, step.detected.base, step.excluded
    ))?;
    if let Some(remote) = step.detected.remote.as_ref().filter(|_| !step.other_remotes.is_empty()) {
        context.out.note(format!(
            "the remote is '{}'; where another is meant ({}), set remote in {}",
            inert(remote),
            inert(step.other_remotes.join(", ")),
            step.file
        ));
    }
    let Detected { agent, agents, .. } = &step.detected;
    for line in choose::told(agent.as_deref(), agents, &step.file) {
        context.out.note(line);
    }
    if !step.dry_run {
        context.out.note(
            "next: git parallel plan DOC…   or: git parallel add ID DESCRIPTION --scope PATH",
        );
    }
    Ok(Exit::Done)
}

fn detect(repo: &Repo, main: &Path, asked: Option<&str>) -> Result<Detected, Failure> {
    let base = match asked {
        Some(name) => name.to_owned(),
        None => base_branch(repo, main)?,
    };
    if repo.tip(&base)?.is_none() {
        let unborn = repo.commit("HEAD")?.is_none();
        let failure = Failure::new(if unborn {
            format!("branch '{base}' has no commit yet")
        } else {
            format!("there is no branch '{base}'")
        });
        return Err(if unborn {
            failure.hint("commit something first: git commit --allow-empty -m 'Start'")
        } else {
            failure.hint("to name another, run: git parallel init --base BRANCH")
        });
    }
    let remotes = repo.remotes()?;
    let remote = remotes.iter().find(|name| *name == "origin").or(remotes.first()).cloned();
    let check = check::check(main);
    let shared = SHARED
        .iter()
        .filter(|file| main.join(file).is_file())
        .map(|file| (*file).to_owned())
        .collect();
    let (copy, agents) = (untracked_environment(main)?, choose::there());
    Ok(Detected { base, remote, check, copy, shared, agents, agent: None })
}

/// Where the plan of a bare repository is written: the worktree of the base branch.
fn worktree_of_base(repo: &Repo, asked: Option<&str>) -> Result<PathBuf, Failure> {
    let base = match asked {
        Some(name) => name.to_owned(),
        None => base_branch(repo, repo.common())?,
    };
    Site::of_worktree(repo.common())?.worktree_on(Some(&base))?.ok_or_else(|| {
        Failure::new("a bare repository has no worktree to write .parallel.toml in")
            .hint(format!(
                "to have one of the base branch, run: git worktree add DIR {}",
                sh(&base)
            ))
            .hint("or run git parallel init in a clone, and push the file to the base branch")
    })
}

/// The branch work lands on: what the remote calls its head, else the usual names, else the one
/// that is checked out.
fn base_branch(repo: &Repo, main: &Path) -> Result<String, Failure> {
    let remote = repo.head_of_origin()?;
    for name in remote.into_iter().chain(["main".to_owned(), "master".to_owned()]) {
        if repo.tip(&name)?.is_some() {
            return Ok(name);
        }
    }
    repo.branch_at(main)?.ok_or_else(|| {
        Failure::new("HEAD is detached, so the base branch cannot be told")
            .hint("to name it, run: git parallel init --base BRANCH")
    })
}

/// Ignored environment files, which a new worktree would lack.
fn untracked_environment(main: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for name in [".env", ".env.local", ".envrc"] {
        if fs::symlink_metadata(main.join(name)).is_ok() && is_ignored(main, Path::new(name))? {
            found.push(name.to_owned());
        }
    }
    Ok(found)
}
