//! `start`: worktree, branch, guard, prompt and launch script for each worker; prints what to run.

mod agent;
mod decide;
pub(super) mod files;
mod launcher;
mod over;
mod ready;
mod show;
mod sources;
mod standing;
mod terminal;
mod trees;

pub(super) use agent::{folders as settings_folders, is_ours, renew as renew_agent};
pub(super) use decide::is_starting;
pub(super) use files::unheeded;
pub(super) use ready::{bring_all, no_submodules, run_all, run_hook};
pub(super) use sources::Sources;
pub(super) use standing::standing;
pub(super) use trees::register;

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::trees::Trees;
use super::{
    Context, Plan, accept, base, doctor, exclude, folders, now, published, recover, select, stand,
    trust, watch,
};
use crate::agent as agents;
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{self, Repo};
use crate::monitor::{Alert, AlertKind, Watched, report};
use crate::recover::Finding;
use crate::render::inert;
use crate::worker::{Place, choosing, chosen, sh};

use super::context::write_whole;
use super::lifecycle::Turn;
use decide::{Start, Tree};
use show::show;
use terminal::Terminal;

/// Create worktrees, branches, guards, prompts and launch scripts; print what to run
///
/// Each worker gets a worktree and a branch, the hooks that guard both, what `[setup]` and a file
/// `.worktreeinclude` ask for, a kickoff prompt and a launch script. A branch that exists here or on the
/// remote is taken up. No worker is started: the commands are printed. What a crash left half-done is
/// finished by the next run.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "a flag for each terminal, as it is typed")]
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
    /// Work with this agent instead of the plan's, also when the scripts are written again
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(agents::names()))]
    agent: Option<String>,
    /// Print commands for tmux instead, one window a worker
    #[arg(long, group = "terminal")]
    tmux: bool,
    /// Print commands for zellij instead, one pane a worker
    #[arg(long, group = "terminal")]
    zellij: bool,
    /// Print commands for `WezTerm` instead, one tab a worker
    #[arg(long, group = "terminal")]
    wezterm: bool,
    /// Print commands for kitty instead, one window a worker
    #[arg(long, group = "terminal")]
    kitty: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel start
  git parallel start task-2 --from v1.4
  git parallel start task-3 --agent codex
  git parallel start --tmux";

#[derive(Serialize, JsonSchema)]
struct Started<'s> {
    starts: &'s [Start],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Started<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    folders::refuse_odd_root(&repo)?;
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
    let meant: Vec<_> = places.iter().filter(|place| wanted.contains(&place.number)).collect();
    let ids: Vec<&str> = meant.iter().map(|place| place.id.as_str()).collect();
    let mut chosen = chosen(&repo.parallel_dir())?;
    if let Some(agent) = &args.agent {
        chosen.extend(ids.iter().map(|id| ((*id).to_owned(), agent.clone())));
    }
    let from = args.from.as_deref();
    let stand = stand::of(context, &repo);
    let mut starts = decide::starts(&repo, &plan.config, &trees, &meant, from, &stand, &chosen)?;
    let named = !named.is_empty();
    let wanted = over::leave_out(context, &repo, &plan.config, &mut starts, &wanted, named)?;
    if starts.is_empty() && !context.json {
        context.did("nothing to start: everything has landed or is at work elsewhere")?;
        return Ok(Exit::Done);
    }
    let sources = sources(context, &repo, &plan.config, &starts)?;
    if context.dry_run {
        for turn in turns(&repo, &plan.config, &meant, &starts) {
            turn.show(context, &plan.config);
        }
        return show(context, &repo, &plan.config, args, &starts, "would start");
    }
    let plan = planned_there(&repo, plan, &starts)?;
    keep_out(&repo, &plan.config)?;
    warn_of_lost(context, &repo, &plan.config, &starts)?;
    if let Some(agent) = &args.agent {
        let (file, text) = choosing(&repo.parallel_dir(), &ids, agent)?;
        write_whole(&file, text.as_bytes())?;
    }
    trees::make(context, &repo, &plan.config, &places, &starts, &sources)?;
    let fresh = starts.iter().filter(|start| matches!(start.tree, Tree::New { .. }));
    let fresh: Vec<&str> = fresh.map(|start| start.worker.as_str()).collect();
    let watched = watch::all_but(&repo, &plan.config, &fresh)?;
    files::renew_marked(context, &repo)?;
    files::write(context, &repo, &plan.config, &places, &wanted, &watched)?;
    files::widen(context, &plan.config, meant.iter().copied());
    drop(lock);
    for turn in turns(&repo, &plan.config, &meant, &starts) {
        turn.after(context, &plan.config);
    }
    warn(context, &repo, &plan.config, &starts, &watched)?;
    show(context, &repo, &plan.config, args, &starts, "started")
}

/// Says what the lead should know before the workers begin.
fn warn(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &[Start],
    watched: &[Watched],
) -> Result<(), Failure> {
    tell_of_successors(context, config, starts, watched);
    warn_of_passed(context, config, starts);
    warn_of_agents(context, starts);
    if let Some(told) = unheeded(config, &chosen(&repo.parallel_dir())?) {
        context.out.warn(inert(told));
    }
    base::warn(context, repo, config)?;
    let message = doctor::beside::message_hooks(repo, config)?;
    for (problem, mend) in message.into_iter().chain(doctor::beside::hooks_away(repo, config)?) {
        context.out.warn(inert(format!("{problem}; {mend}")));
    }
    if let Some(told) = doctor::beside::taken_by_bare(repo)? {
        context.out.note(inert(told));
    }
    warn_of_dirt(context, repo)
}

/// What runs in the worktrees that become ready by this run.
fn turns(repo: &Repo, config: &Config, meant: &[&Place], starts: &[Start]) -> Vec<Turn> {
    let fresh = |place: &&&Place| {
        starts.iter().any(|start| start.worker == place.id && start.tree != Tree::Ready)
    };
    let turn = |place: &&Place| Turn::of_worker(repo, config, "post-start", place);
    meant.iter().filter(fresh).map(turn).collect()
}

/// What is to be brought into worktrees that are not ready; tells what is not there to be brought.
fn sources(
    context: &Context,
    repo: &Repo,
    config: &Config,
    starts: &[Start],
) -> Result<Sources, Failure> {
    if starts.iter().all(|start| start.tree == Tree::Ready) {
        return Ok(Sources::default());
    }
    let sources = Sources::of(repo, config)?;
    for problem in &sources.lacking {
        context.out.warn(inert(problem));
    }
    if let Some(told) = sources.told() {
        context.out.note(inert(told));
    }
    Ok(sources)
}

/// Keeps out of commits what is written beside the work.
fn keep_out(repo: &Repo, config: &Config) -> Result<(), Failure> {
    if let Some(folder) = config.layout.inside() {
        exclude::ensure(repo, &format!("/{folder}/"))?;
    }
    // Only what is written there: the folder may hold scripts of the repository's own.
    let scripts = Beneath::repository(repo.root()).look(Path::new(&config.layout.scripts))?.at;
    let scripts = exclude::exactly(&scripts.to_string_lossy());
    for kind in ["sh", "md"] {
        exclude::ensure(repo, &format!("{scripts}/worker-*.{kind}"))?;
    }
    // A pattern for folders, `node_modules/`, does not ignore the link of that name.
    for name in config.setup.link.iter().filter(|name| !name.contains('\n')) {
        exclude::ensure(repo, &exclude::exactly(name))?;
    }
    Ok(())
}

/// The plan with the commit of each worker that begins elsewhere than it was planned, an older one or
/// another feature's: other clones tell by it that the branch is the plan's. It is remembered as it is.
fn planned_there(repo: &Repo, plan: Plan, starts: &[Start]) -> Result<Plan, Failure> {
    let mut workers = plan.config.worker.clone();
    for worker in &mut workers {
        let start = starts.iter().find(|start| start.worker == worker.id);
        let (Some(planned), Some(Tree::New { at, .. })) =
            (worker.planned.clone(), start.map(|start| &start.tree))
        else {
            continue;
        };
        if repo.commit(&planned)?.is_some() && !repo.is_ancestor(&planned, at)? {
            worker.planned = repo.merge_base(&planned, at)?;
        }
    }
    if workers == plan.config.worker || plan.file.is_none() {
        plan.remember()?;
        return Ok(plan);
    }
    let text = accept::workers(&plan, &workers)?;
    plan.rewrite(&text)?;
    let config = config::load(config::FILE, &text)?;
    Ok(Plan { config, text, ..plan })
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

/// A branch of the remote that was not taken up stands in the way of the first push.
fn warn_of_passed(context: &Context, config: &Config, starts: &[Start]) {
    for start in starts {
        let Tree::New { passed: Some(other), .. } = &start.tree else { continue };
        // It may be somebody's only copy: it is given another name there, in the same push.
        context.out.warn(inert(format!(
            "{other} holds something else, from before this plan; to make room for what {} pushes, and keep that: git push --atomic {} {} {}",
            start.worker,
            sh(&config.remote),
            sh(&format!("refs/remotes/{other}:refs/heads/former/{}", start.branch)),
            sh(&format!(":refs/heads/{}", start.branch)),
        )));
    }
}

/// The scripts are no use without the agent, and some agents cannot do all that is promised of them.
fn warn_of_agents(context: &Context, starts: &[Start]) {
    let mut told: Vec<&str> = Vec::new();
    for start in starts {
        if told.contains(&start.agent.as_str()) {
            continue;
        }
        told.push(&start.agent);
        let program = start.launched.command.first();
        if let Some(program) = program.filter(|program| which::which(program).is_err()) {
            context.out.warn(format!("the agent '{}' is not on PATH", inert(program)));
        }
        match &start.launched.profile {
            Some(profile) if !profile.edit_guard => {
                for limit in &profile.limits {
                    context.out.note(format!("note: {limit}"));
                }
            }
            Some(_) => {}
            None => context.out.note(inert(format!(
                "note: nothing is known of '{}', so there is no edit guard: what it writes is judged when it is committed",
                start.agent
            ))),
        }
    }
}

impl Args {
    /// The terminal commands are wanted for.
    fn terminal(&self) -> Option<Terminal> {
        let flags = [
            (self.tmux, Terminal::Tmux),
            (self.zellij, Terminal::Zellij),
            (self.wezterm, Terminal::Wezterm),
            (self.kitty, Terminal::Kitty),
        ];
        flags.into_iter().find(|(given, _)| *given).map(|(_, terminal)| terminal)
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
    let aside = |path: &[u8]| path == config::FILE.as_bytes() || path.starts_with(b"scripts/");
    let dirty = git::seen_dirty_but(main, aside)?;
    // A plan that is tracked and was changed is no news either.
    let dirty: Vec<String> = dirty.into_iter().filter(|path| !aside(path.as_bytes())).collect();
    let [first, more @ ..] = dirty.as_slice() else { return Ok(()) };
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    context.out.warn(format!(
        "not committed in the main worktree, so the workers do not see it: '{}'{more}",
        inert(first)
    ));
    Ok(())
}
