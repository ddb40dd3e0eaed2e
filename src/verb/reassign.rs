//! `reassign ITEM|PATH… --from A --to B`: hands scope and tasks over, recorded in `.parallel.toml`.

mod needs;

use schemars::JsonSchema;
use serde::Serialize;

use super::grant::accept;
use super::lead::{self, Matter};
use super::select::unknown;
use super::start::files;
use super::{Context, Plan, check, given, published};
use crate::config::{self, Grant, Handed, Worker, is_id, set_workers, together};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::Finding;
use crate::monitor::mentions;
use crate::plan::{self, Uncovered};
use crate::render::inert;
use crate::scope::Scope;
use crate::worker::sh;

/// Hand items and paths of one worker to another, recorded in .parallel.toml
///
/// An item takes along the files that only it names; where another item names them too, what has to
/// move along is told. Where the giver has committed to the paths already, the plan says up to which
/// commit they were its own, and from there on they are the taker's. Prompts in the scripts folder are
/// written anew, unless they were edited.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Items by their identifier, or patterns as in a scope
    #[arg(value_name = "ITEM|PATH", required = true)]
    what: Vec<String>,
    /// The worker that gives
    #[arg(long, value_name = "WORKER")]
    from: String,
    /// The worker that takes
    #[arg(long, value_name = "WORKER")]
    to: String,
    /// Why
    #[arg(long, value_name = "WHY")]
    reason: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel reassign item-7 --from task-1 --to task-3
  git parallel reassign src/mail/ --from task-1 --to task-2 --reason 'task-1 is blocked'";

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    from: &'a str,
    to: &'a str,
    paths: &'a [String],
    tasks: &'a [String],
    reason: Option<&'a str>,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    lead::require(context, &repo, Matter::Scopes)?;
    let _lock = context.lock(&repo, "reassign")?;
    files::renew_marked(context, &repo)?;
    let plan = context.plan(&repo)?;
    if let Some(reason) = &args.reason {
        given::reason(reason)?;
    }
    if has_all(&plan, args) {
        return told_again(context, &plan, args);
    }
    let goods = goods(context, &repo, &plan, args)?;
    let workers = moved(&plan, args, &goods)?;
    let text = set_workers(&plan.text, &workers)?;
    accept(&plan, &text, &args.to)?;
    refuse_parted(&plan, &text, args)?;
    let past = past(&repo, &plan, &text, args, &goods.paths)?;
    let text = past.as_ref().map_or(text, |past| past.text.clone());
    if !context.dry_run {
        files::rewrite(context, &repo, &plan, &text)?;
    }
    let Goods { paths, tasks } = &goods;
    if context.json {
        let reason = args.reason.as_deref();
        context
            .out
            .json("reassign", &Answer { from: &args.from, to: &args.to, paths, tasks, reason })?;
        return Ok(Exit::Done);
    }
    let what = inert([paths.as_slice(), tasks].concat().join(" "));
    let does = if context.dry_run { "would hand" } else { "hands" };
    context.did(format!("{} {does} {what} to {}", args.from, args.to))?;
    context.out.note(format!("recorded in {}; commit it on '{}'", config::FILE, plan.config.base));
    if let Some(past) = past {
        context.out.note(format!(
            "{} has committed to that before; {} builds on it by this, in its worktree: git merge --no-ff --no-edit {}",
            args.from,
            args.to,
            sh(&past.branch)
        ));
    }
    Ok(Exit::Done)
}

/// Whether all of it was handed over before: by a run that died after it, or by somebody else.
fn has_all(plan: &Plan, args: &Args) -> bool {
    let (Some(from), Some(to)) = (plan.config.find(&args.from), plan.config.find(&args.to)) else {
        return false;
    };
    let has = |worker: &Worker, name: &String| {
        let task = worker.task.iter().any(|task| task.id == *name);
        task || worker.patterns().any(|pattern| pattern == name)
    };
    from.id != to.id && args.what.iter().all(|name| has(to, name) && !has(from, name))
}

fn told_again(context: &Context, plan: &Plan, args: &Args) -> Result<Exit, Failure> {
    let taker = plan.config.find(&args.to).ok_or_else(|| unknown(&plan.config.worker, &args.to))?;
    let is_task = |name: &String| taker.task.iter().any(|task| task.id == *name);
    let (tasks, paths): (Vec<String>, Vec<String>) = args.what.iter().cloned().partition(is_task);
    if context.json {
        let (from, to, reason) = (&*args.from, &*args.to, args.reason.as_deref());
        let answer = Answer { from, to, paths: &paths, tasks: &tasks, reason };
        context.out.json("reassign", &answer)?;
    } else {
        let what = inert(args.what.join(" "));
        context.did(format!("{} has {what} already", args.to))?;
    }
    Ok(Exit::Done)
}

/// What is handed over.
struct Goods {
    paths: Vec<String>,
    tasks: Vec<String>,
}

/// Tells items from paths, and adds the files that only those items name.
fn goods(context: &Context, repo: &Repo, plan: &Plan, args: &Args) -> Result<Goods, Failure> {
    let giver =
        plan.config.find(&args.from).ok_or_else(|| unknown(&plan.config.worker, &args.from))?;
    let is_task = |name: &String| giver.task.iter().any(|task| task.id == *name);
    let (tasks, paths): (Vec<String>, Vec<String>) = args.what.iter().cloned().partition(is_task);
    let foreign = plan
        .config
        .worker
        .iter()
        .flat_map(|worker| &worker.task)
        .find(|task| paths.contains(&task.id));
    if let Some(task) = foreign {
        return Err(Failure::new(format!("{} has no task '{}'", giver.id, task.id))
            .hint("to see whose it is, run: git parallel status"));
    }
    let (known, named): (Vec<String>, Vec<String>) =
        paths.into_iter().partition(|path| giver.patterns().any(|pattern| pattern == path));
    let named = given::literal(context, repo, &named)?;
    given::tell_slips(context, repo, &named)?;
    let mut paths = [known, named].concat();
    given::patterns(&plan.config, &paths)?;
    if let Some(name) = paths.iter().find(|name| !may_be_path(repo, giver, name)) {
        let failure = Failure::new(format!(
            "'{}' is no item of {}, and no path in its scope",
            inert(name),
            giver.id
        ));
        let items: Vec<&str> = giver.task.iter().map(|task| &*task.id).collect();
        return Err(failure
            .hint(if items.is_empty() {
                format!("{} has no items", giver.id)
            } else {
                format!("its items are: {}", items.join(", "))
            })
            .hint(format!("its scope is: {}", giver.patterns().collect::<Vec<_>>().join(" "))));
    }
    let (going, staying): (Vec<_>, Vec<_>) =
        giver.task.iter().partition(|task| tasks.contains(&task.id));
    let own = giver.owned();
    for path in going.iter().flat_map(|task| &task.scope) {
        let shared = staying.iter().any(|task| task.scope.contains(path));
        let given = giver.scope.contains(path) || own.owns(path.as_bytes());
        if !shared && !paths.contains(path) && given {
            paths.push(path.clone());
        }
    }
    Ok(Goods { paths, tasks })
}

/// A task must not be parted from the files it changes: what would have to move along is told.
fn refuse_parted(plan: &Plan, text: &str, args: &Args) -> Result<(), Failure> {
    let before = plan::uncovered(&plan.config);
    let after = config::load(config::FILE, text)?;
    let parted: Vec<Uncovered> =
        plan::uncovered(&after).into_iter().filter(|it| !before.contains(it)).collect();
    let Some(first) = parted.first() else { return Ok(()) };
    let with = first.owner.as_deref().unwrap_or("nobody");
    let failure = Failure::new(format!(
        "that would part {} of {} from '{}', which would be with {with}",
        first.task,
        first.worker,
        inert(&first.path)
    ));
    let giver = plan.config.find(&args.from);
    let all = giver.and_then(|giver| together(&plan.config, giver, &args.what));
    let Some(all) = all else {
        return Err(failure.hint(format!(
            "all that belongs together is all {} has: split it anew in {}, or end it: git parallel drop {}",
            args.from,
            config::FILE,
            args.from
        )));
    };
    let what: Vec<String> = all.iter().map(|name| sh(name)).collect();
    Err(failure.hint(format!(
        "to hand over all that belongs together, run: git parallel reassign {} --from {} --to {}",
        what.join(" "),
        args.from,
        args.to
    )))
}

/// Whether `name` can mean a path of the giver's: a pattern it has, or one that meets its scope. A
/// bare word, which looks like an item, must be there.
fn may_be_path(repo: &Repo, giver: &Worker, name: &str) -> bool {
    if giver.patterns().any(|known| known == name) {
        return true;
    }
    let meets = giver.owned().overlap(&Scope::of([name])).is_some();
    meets && (!is_id(name) || repo.root().join(name).exists())
}

/// The workers after the hand-over.
fn moved(plan: &Plan, args: &Args, goods: &Goods) -> Result<Vec<Worker>, Failure> {
    let mut workers = plan.config.worker.clone();
    let place = |id: &str| {
        workers
            .iter()
            .position(|worker| worker.id == *id)
            .ok_or_else(|| unknown(&plan.config.worker, id))
    };
    let (from, to) = (place(&args.from)?, place(&args.to)?);
    if from == to {
        return Err(Failure::new(format!("'{}' has it already", args.from))
            .hint("name the worker that gives first, then the one that takes"));
    }
    for path in &goods.paths {
        give(&mut workers[from], path);
    }
    if workers[from].scope.is_empty() {
        return Err(Failure::new(format!("that would leave {} without a scope", args.from))
            .hint("leave it a path, or integrate it and drop it from .parallel.toml"));
    }
    for id in &goods.tasks {
        let tasks = &mut workers[from].task;
        let Some(at) = tasks.iter().position(|task| task.id == *id) else { continue };
        let mut task = tasks.remove(at);
        task.from = Some(args.from.clone());
        workers[to].task.push(task);
        let moved = checkpoints_of(&mut workers[from], id);
        // Where the plan names none, each task is one.
        if !workers[to].checkpoints.is_empty() {
            workers[to].checkpoints.extend(moved);
        }
    }
    needs::follow(&mut workers, &goods.tasks, from, to);
    let mut paths = goods.paths.clone();
    paths.retain(|path| !restore(&mut workers[to], path));
    if !paths.is_empty() {
        let why = args.reason.as_deref().unwrap_or("reassigned");
        let reason = format!("from {}: {why}", args.from);
        workers[to].grant.push(Grant { paths, reason });
    }
    Ok(workers)
}

/// Takes back that `path` was handed over before; false where that does not make it the worker's.
fn restore(worker: &mut Worker, path: &str) -> bool {
    let away = format!("!{path}");
    let Some(at) = worker.scope.iter().position(|pattern| *pattern == away) else { return false };
    let mut scope = worker.scope.clone();
    scope.remove(at);
    let has = Scope::of(&scope).owns(path.trim_end_matches('/').as_bytes());
    if has {
        worker.scope = scope;
    }
    has
}

/// Takes the checkpoints that are about the task `id` alone from `worker`, and the task out of those
/// that list several.
fn checkpoints_of(worker: &mut Worker, id: &str) -> Vec<String> {
    let wanted = id.to_lowercase();
    let mut moved = Vec::new();
    for checkpoint in std::mem::take(&mut worker.checkpoints) {
        let text = checkpoint.to_lowercase();
        let others =
            |text: &str| worker.task.iter().any(|task| mentions(text, &task.id.to_lowercase()));
        if !mentions(&text, &wanted) {
            worker.checkpoints.push(checkpoint);
        } else if !others(&text) {
            moved.push(checkpoint);
        } else {
            let rest: Vec<&str> = checkpoint.split(", ").filter(|part| *part != id).collect();
            if rest.join(", ") != checkpoint {
                moved.push(id.to_owned());
            }
            worker.checkpoints.push(rest.join(", "));
        }
    }
    moved
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

/// What the giver has committed to the paths that it gives.
struct Past {
    /// The plan that says up to where those commits are its own.
    text: String,
    /// The branch that has them.
    branch: String,
}

/// The giver's commits are judged by the plan as it is: where it has committed to the paths already, the
/// plan says up to which commit that was right.
fn past(
    repo: &Repo,
    plan: &Plan,
    text: &str,
    args: &Args,
    paths: &[String],
) -> Result<Option<Past>, Failure> {
    let ids = std::slice::from_ref(&args.from);
    let stopped = |text: &str| -> Result<usize, Failure> {
        let found = check::gate(repo, &plan.read_anew(text)?, ids)?;
        Ok(found.into_iter().filter(Finding::stops).count())
    };
    let before = stopped(&plan.text)?;
    if stopped(text)? <= before {
        return Ok(None);
    }
    let mut workers = plan.read_anew(text)?.worker;
    let branch = plan.config.find(&args.from).map(|it| plan.config.branch(it)).unwrap_or_default();
    let full =
        [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", plan.config.remote)];
    for name in &full {
        let Some(until) = repo.commit(name)? else { continue };
        for worker in workers.iter_mut().filter(|worker| worker.id == args.from) {
            worker.handed.push(Handed { paths: paths.to_vec(), until: until.clone() });
        }
        let text = set_workers(text, &workers)?;
        if stopped(&text)? <= before {
            let branch = name.strip_prefix("refs/heads/").or(name.strip_prefix("refs/remotes/"));
            let branch = branch.unwrap_or(name).to_owned();
            return Ok(Some(Past { text, branch }));
        }
    }
    Err(Failure::new(format!("{} has changed these paths already", args.from))
        .hint("land that work first: git parallel integrate, then git parallel land"))
}
