//! `start`: worktree, branch, guard, prompt and launch script for each worker; prints what to run.

mod agent;
mod decide;
pub(super) mod files;
mod ready;
mod trees;

pub(super) use agent::{dead as dead_agent_hook, guard as guard_agent, is_all_ours};
pub(super) use decide::is_starting;
pub(super) use ready::{bring_all, run_all, run_hook};
pub(super) use trees::register;

use serde::Serialize;

use super::trees::Trees;
use super::{Context, base, doctor, exclude, now, recover, select, trust, watch};
use crate::config::{Config, slug};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{Alert, AlertKind, Watched, report};
use crate::recover::Finding;
use crate::render::{count, inert, style};
use crate::worker::sh;

use decide::{Start, Tree};

/// Create worktrees, branches, guards, prompts and launch scripts; print what to run
///
/// Each worker gets a worktree and a branch, the hooks that guard both, what `[setup]` asks for, a
/// kickoff prompt and a launch script. A branch that exists here or on the remote is taken up. No
/// worker is started: the commands are printed. What a crash left half-done is finished by the next
/// run.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The workers to start; all of the plan when none is named
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// The same, for who would rather say it by an option
    #[arg(long, value_name = "WORKER", num_args = 1.., conflicts_with = "workers")]
    only: Vec<String>,
    /// Start the branches here instead of at the base branch
    #[arg(long, value_name = "REVISION")]
    from: Option<String>,
    /// Print commands for tmux instead, one window a worker
    #[arg(long)]
    tmux: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel start
  git parallel start task-2 --from v1.4
  git parallel start --tmux";

#[derive(Serialize)]
struct Started<'s> {
    starts: &'s [Start],
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    if repo.root().to_str().is_none() {
        return Err(Failure::new(format!(
            "the path of the repository is not UTF-8: '{}'",
            repo.root().display()
        ))
        .hint("move it to a path that is, as by: mv DIR NAME"));
    }
    let (lock, plan) = if context.dry_run {
        (None, context.plan(&repo)?)
    } else {
        trust::locked(context, &repo, "start")?
    };
    let named = if args.only.is_empty() { &args.workers } else { &args.only };
    let wanted: Vec<usize> =
        select::workers(&plan, named)?.into_iter().map(|(number, _)| number).collect();
    base::find_workers(context, &repo, &plan.config)?;
    let trees = Trees::of(&repo)?;
    let places = trees.places(&plan.config);
    let starts =
        decide::starts(&repo, &plan.config, &trees, &places, &wanted, args.from.as_deref())?;
    if context.dry_run {
        return show(context, &plan.config, args, &starts, "would start");
    }
    if let Some(folder) = plan.config.layout.inside() {
        exclude::ensure(&repo, &format!("/{folder}/"))?;
    }
    // A pattern for folders, `node_modules/`, does not ignore the link of that name.
    for name in plan.config.setup.link.iter().filter(|name| !name.contains('\n')) {
        exclude::ensure(&repo, &exclude::exactly(name))?;
    }
    warn_of_lost(context, &repo, &plan.config, &starts)?;
    trees::make(context, &repo, &plan.config, &places, &starts)?;
    let fresh = starts.iter().filter(|start| matches!(start.tree, Tree::New { .. }));
    let fresh: Vec<&str> = fresh.map(|start| start.worker.as_str()).collect();
    let watched = watch::all_but(&repo, &plan.config, &fresh)?;
    files::renew_marked(context, &repo)?;
    files::write(context, &repo, &plan.config, &places, &wanted, &watched)?;
    drop(lock);
    tell_of_successors(context, &plan.config, &starts, &watched);
    warn_of_agent(context, &plan.config);
    base::warn(context, &repo, &plan.config)?;
    if let Some((problem, mend)) = doctor::beside::message_hooks(&repo, &plan.config)? {
        context.out.warn(inert(format!("{problem}; {mend}")));
    }
    warn_of_dirt(context, &repo)?;
    show(context, &plan.config, args, &starts, "started")
}

/// A worker whose session fell silent gets a successor by launching its script again; say so.
fn tell_of_successors(context: &Context, config: &Config, starts: &[Start], watched: &[Watched]) {
    let report = report(config, watched, now());
    let behind = |alert: &&Alert| alert.kind == AlertKind::Behind;
    for alert in report.alerts.iter().filter(behind) {
        if starts.iter().any(|start| Some(&start.worker) == alert.worker.as_ref()) {
            context.out.note(&alert.text);
        }
    }
    for alert in report.alerts.iter().filter(|alert| alert.kind == AlertKind::Stalled) {
        let start = starts.iter().find(|start| Some(&start.worker) == alert.worker.as_ref());
        if let Some(start) = start {
            context.out.note(format!(
                "{}; its script now launches a successor: {}",
                alert.text, start.launch
            ));
        }
    }
}

/// The scripts are no use without the agent.
fn warn_of_agent(context: &Context, config: &Config) {
    let launch = config.agent.launch().unwrap_or_default();
    if let Some(program) = launch.first().filter(|program| which::which(program).is_err()) {
        context.out.warn(format!("the agent '{}' is not on PATH", inert(program)));
    }
}

/// Who begins anew should know what was there before: afterwards nothing tells.
fn warn_of_lost(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &[Start],
) -> Result<(), Failure> {
    if !starts.iter().any(|start| matches!(start.tree, Tree::New { .. })) {
        return Ok(());
    }
    for finding in recover::lost(repo, config)? {
        let Finding::Lost { worker, tips, .. } = &finding else { continue };
        let begins = starts.iter().any(|start| start.worker == *worker);
        if let Some((id, subject)) = tips.first().filter(|_| begins) {
            context.out.warn(inert(format!(
                "{}; begun anew, while its commits can still be had: git branch NAME {id} ('{subject}')",
                finding.what()
            )));
        }
    }
    Ok(())
}

/// Work that is not committed does not reach the workers; say so.
fn warn_of_dirt(context: &Context, repo: &Repo) -> Result<(), Failure> {
    let Some(main) = repo.main() else { return Ok(()) };
    let mine = |path: &String| path != crate::config::FILE && !path.starts_with("scripts/");
    let dirty = crate::git::dirty(main)?.into_iter().filter(mine).count();
    if dirty > 0 {
        let paths = count(dirty, "uncommitted path");
        context.out.warn(format!("{paths} in the main worktree: the workers do not see them"));
    }
    Ok(())
}

fn show(
    context: &Context,
    config: &Config,
    args: &Args,
    starts: &[Start],
    did: &str,
) -> Result<Exit, Failure> {
    if context.json {
        context.out.json("start", &Started { starts })?;
        return Ok(Exit::Done);
    }
    let mut text = format!("{did} {}\n\n", count(starts.len(), "worker"));
    for start in starts {
        text.push_str(&format!(
            "  {}  {} on {}{}\n",
            style::strong(&start.worker),
            start.worktree,
            style::name(&start.branch),
            start.tree.told(),
        ));
    }
    let commands = if args.tmux {
        text.push_str("\nrun in one terminal:\n\n");
        tmux(config, starts)
    } else {
        text.push_str("\nrun each in a terminal of its own:\n\n");
        starts.iter().map(|start| start.launch.clone()).collect()
    };
    for command in commands {
        text.push_str(&format!("  {command}\n"));
    }
    context.out.answer(text)?;
    context.out.note("\nthen: git parallel status");
    Ok(Exit::Done)
}

/// One tmux session with a window per worker (tmux(1): new-session, new-window, attach-session).
fn tmux(config: &Config, starts: &[Start]) -> Vec<String> {
    let session = sh(&slug(config.feature.as_deref().unwrap_or("parallel")));
    let mut commands = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let open = if n == 0 {
            format!("new-session -d -s {session}")
        } else {
            format!("new-window -t {session}:")
        };
        commands.push(format!("tmux {open} -n {} {}", start.worker, start.launch));
    }
    commands.push(format!("tmux attach-session -t {session}"));
    commands
}
