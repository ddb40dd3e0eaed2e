//! `reassign FROM TO [PATH…] [--task ID…]`: hands scope and tasks over, recorded in `.parallel.toml`.

use serde::Serialize;

use super::grant::{accept, require_lead, unknown};
use super::{Context, Plan, check};
use crate::config::{self, Grant, Worker, set_workers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::Finding;
use crate::render::inert;

/// Hand paths and tasks of one worker to another, recorded with the reason
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The worker that gives
    #[arg(value_name = "FROM")]
    from: String,
    /// The worker that takes
    #[arg(value_name = "TO")]
    to: String,
    /// Patterns as in a scope, from the root of the repository
    #[arg(value_name = "PATH", required_unless_present = "task")]
    paths: Vec<String>,
    /// Tasks to hand over
    #[arg(long, value_name = "ID")]
    task: Vec<String>,
    /// Why
    #[arg(long, value_name = "WHY")]
    reason: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    from: &'a str,
    to: &'a str,
    paths: &'a [String],
    tasks: &'a [String],
    reason: &'a str,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    require_lead(&repo)?;
    let plan = context.plan(&repo)?;
    let workers = moved(&plan, args)?;
    let text = set_workers(&plan.text, &workers)?;
    accept(&text, &args.to)?;
    refuse_broken_past(&repo, &plan, &text, args)?;
    if !context.dry_run {
        plan.rewrite(&text)?;
    }
    let (paths, tasks) = (&args.paths, &args.task);
    if context.json {
        let (from, to, reason) = (&*args.from, &*args.to, &*args.reason);
        context.out.json("reassign", &Answer { from, to, paths, tasks, reason })?;
        return Ok(Exit::Done);
    }
    let what = inert([paths.as_slice(), tasks].concat().join(" "));
    let does = if context.dry_run { "would hand" } else { "hands" };
    context.out.answer(format!("{} {does} {what} to {}", args.from, args.to))?;
    context.out.note(format!("recorded in {}; commit it on '{}'", config::FILE, plan.config.base));
    Ok(Exit::Done)
}

/// The workers after the hand-over.
fn moved(plan: &Plan, args: &Args) -> Result<Vec<Worker>, Failure> {
    let mut workers = plan.config.worker.clone();
    let place = |id: &str| {
        workers.iter().position(|worker| worker.id == *id).ok_or_else(|| unknown(plan, id))
    };
    let (from, to) = (place(&args.from)?, place(&args.to)?);
    if from == to {
        return Err(Failure::new(format!("'{}' has it already", args.from))
            .hint("name the worker that gives first, then the one that takes"));
    }
    for path in &args.paths {
        give(&mut workers[from], path);
    }
    if workers[from].scope.is_empty() {
        return Err(Failure::new(format!("that would leave {} without a scope", args.from))
            .hint("leave it a path, or integrate it and drop it from .parallel.toml"));
    }
    for id in &args.task {
        let tasks = &mut workers[from].task;
        let at = tasks.iter().position(|task| task.id == *id).ok_or_else(|| {
            let known: Vec<_> = plan.config.worker[from].task.iter().map(|it| &*it.id).collect();
            Failure::new(format!("{} has no task '{id}'", args.from))
                .hint(format!("its tasks are: {}", known.join(", ")))
        })?;
        let task = tasks.remove(at);
        workers[to].task.push(task);
    }
    if !args.paths.is_empty() {
        let reason = format!("from {}: {}", args.from, args.reason);
        workers[to].grant.push(Grant { paths: args.paths.clone(), reason });
    }
    Ok(workers)
}

/// Takes `path` out of a worker's scope: the pattern itself, or what a wider one covers.
fn give(worker: &mut Worker, path: &str) {
    let before = worker.scope.len();
    worker.scope.retain(|pattern| pattern != path);
    let mut found = worker.scope.len() < before;
    for grant in &mut worker.grant {
        let before = grant.paths.len();
        grant.paths.retain(|pattern| pattern != path);
        found |= grant.paths.len() < before;
    }
    worker.grant.retain(|grant| !grant.paths.is_empty());
    if !found {
        worker.scope.push(format!("!{path}"));
    }
}

/// The giver's commits are judged by the plan as it is: what it has committed to the paths already
/// must reach the base first.
fn refuse_broken_past(repo: &Repo, plan: &Plan, text: &str, args: &Args) -> Result<(), Failure> {
    let ids = std::slice::from_ref(&args.from);
    let stopped = |found: Vec<Finding>| found.into_iter().filter(Finding::stops).count();
    let before = stopped(check::gate(repo, &plan.config, ids)?);
    let after = stopped(check::gate(repo, &config::load(config::FILE, text)?, ids)?);
    if after <= before {
        return Ok(());
    }
    Err(Failure::new(format!("{} has changed these paths already", args.from))
        .hint("land that work first: git parallel integrate, then git parallel land"))
}
