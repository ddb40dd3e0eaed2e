//! `add`: one worker from direct instructions, without a document.

use schemars::JsonSchema;
use serde::Serialize;

use super::lead::{self, Matter};
use super::{Context, Plan, accept, given, published, spent};
use crate::config::{Task, Worker, is_id, slug};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::inert;

/// Define one worker from direct instructions, without a document
///
/// The scope must not meet that of another worker; a path that both could own is told. The worker's
/// table is added to .parallel.toml.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker's name: `task-1`, or just `1`
    id: String,
    /// What it is about; names its branch and directory
    description: String,
    /// A path pattern it alone may change; repeat for more
    #[arg(long, short, value_name = "PATTERN", required = true, num_args = 1..)]
    scope: Vec<String>,
    /// One of its tasks; repeat for more
    #[arg(long, short, value_name = "TEXT")]
    task: Vec<String>,
    /// The feature it works for, where that is not the plan's own
    #[arg(long, value_name = "NAME")]
    feature: Option<String>,
    /// Something it needs of another worker, `task-2` or `task-2/UserModel`
    #[arg(long, value_name = "NEED")]
    needs: Vec<String>,
    /// A checkpoint expected of it; repeat for more
    #[arg(long, value_name = "TEXT")]
    checkpoint: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel add 5 'Search page' --scope src/search/ --task 'Add the form' --task 'Add paging'
  git parallel add docs 'Manual' --scope 'docs/**' --scope '!docs/api/' --needs task-2";

#[derive(Serialize, JsonSchema)]
struct Added<'w> {
    worker: &'w Worker,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Added<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    lead::require(context, &repo, Matter::Plan)?;
    let _lock = context.lock(&repo, "add")?;
    let plan = context.plan(&repo)?;
    let mut worker = defined(args)?;
    worker.scope = given::literal(context, &repo, &worker.scope)?;
    given::ownable(&plan.config, &worker.scope)?;
    if plan.config.find(&worker.id).is_some() {
        return Err(Failure::new(format!("there is a worker '{}' already", worker.id)).hint(
            format!("to widen its scope, run: git parallel grant {} PATH… --reason WHY", worker.id),
        ));
    }
    refuse_spent(&repo, &plan, &worker)?;
    let mut workers = plan.config.worker.clone();
    workers.push(worker);
    let text = accept::planned(&repo, &plan, &workers)?;
    if !context.dry_run {
        plan.rewrite(&text)?;
    }
    let worker = &workers[workers.len() - 1];
    if context.json {
        context.out.json("add", &Added { worker })?;
        return Ok(Exit::Done);
    }
    let did = if context.dry_run { "would add" } else { "added" };
    context.did(format!(
        "{did} {}: {}, scope {}",
        worker.id,
        inert(worker.title()),
        inert(worker.scope.join(" "))
    ))?;
    context.out.note(format!("next: git parallel start {}", worker.id));
    Ok(Exit::Done)
}

/// A name is given out once in a repository's life: branches, merges and checkpoints bear it.
fn refuse_spent(repo: &Repo, plan: &Plan, worker: &Worker) -> Result<(), Failure> {
    let spent = spent::names(repo, &plan.config)?;
    if !spent.contains(&worker.id) {
        return Ok(());
    }
    let stem = worker.id.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    let free = (2..=u32::MAX).map(|n| format!("{stem}-{n}")).find(|id| !spent.contains(id));
    Err(Failure::new(format!("the name '{}' was given out before", worker.id)).hint(format!(
        "history and branches bear it; take another one: git parallel add {} …",
        free.unwrap_or_default()
    )))
}

fn defined(args: &Args) -> Result<Worker, Failure> {
    let numbered = args.id.bytes().all(|byte| byte.is_ascii_digit());
    let id = if numbered { format!("task-{}", args.id) } else { args.id.clone() };
    if !is_id(&id) {
        return Err(Failure::new(format!("'{}' is no valid worker name", args.id)).hint(
            "use a-z, 0-9 and '-', as in: git parallel add 1 'API endpoints' --scope src/api/",
        ));
    }
    let slug = slug(&args.description);
    if slug.is_empty() {
        return Err(Failure::new(format!("'{}' gives no name for a branch", args.description))
            .hint("describe the worker with at least one letter a-z or digit"));
    }
    let numbered = args.task.iter().zip(1..);
    let task = numbered
        .map(|(text, n)| Task { id: format!("{id}-{n}"), text: text.clone(), ..Task::default() })
        .collect();
    Ok(Worker {
        slug,
        title: Some(args.description.trim().to_owned()),
        feature: args.feature.clone(),
        scope: args.scope.clone(),
        needs: args.needs.clone(),
        checkpoints: args.checkpoint.clone(),
        task,
        id,
        ..Worker::default()
    })
}
