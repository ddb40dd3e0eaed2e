//! `grant WORKER PATH… --reason WHY`: widens a scope, recorded in `.parallel.toml`.

use schemars::JsonSchema;
use serde::Serialize;

use super::lead::{self, Matter};
use super::start::files;
use super::{Context, Plan, given, published, select};
use crate::config::{self, Grant, Worker, set_workers};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::guard::handing;
use crate::render::inert;
use crate::scope::exact;

/// Let a worker change more paths, recorded with the reason; refuses what another worker owns
///
/// The reason is kept in .parallel.toml beside the paths. The guard lets the worker change them
/// from its next commit on. Prompts in the scripts folder are written anew,
/// unless they were edited.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker
    #[arg(value_name = "WORKER")]
    worker: String,
    /// Patterns as in a scope, from the root of the repository
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// Why the worker needs them
    #[arg(long, value_name = "WHY")]
    reason: String,
}

const EXAMPLES: &str = "\
Examples:
  git parallel grant task-2 src/routes.ts --reason 'registers its page there'";

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    worker: &'a str,
    paths: &'a [String],
    reason: &'a str,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    lead::require(context, &repo, Matter::Scopes)?;
    let _lock = context.lock(&repo, "grant")?;
    files::renew_marked(context, &repo)?;
    let plan = context.plan(&repo)?;
    let mut workers = plan.config.worker.clone();
    let worker = workers
        .iter_mut()
        .find(|worker| worker.id == args.worker)
        .ok_or_else(|| select::unknown(&plan.config.worker, &args.worker))?;
    given::reason(&args.reason)?;
    let paths = given::literal(context, &repo, &args.paths)?;
    given::patterns(&plan.config, &paths)?;
    let fresh: Vec<String> =
        paths.iter().filter(|path| !is_recorded(worker, path, &args.reason)).cloned().collect();
    let records = !fresh.is_empty();
    given::tell_slips(context, &repo, &fresh)?;
    if records {
        worker.grant.push(Grant { paths: fresh, reason: args.reason.clone() });
    }
    let text = set_workers(&plan.text, &workers)?;
    accept(&plan, &text, &args.worker)?;
    if records && !context.dry_run {
        files::rewrite(context, &repo, &plan, &text)?;
    }
    if context.json {
        let (worker, reason) = (&*args.worker, &*args.reason);
        context.out.json("grant", &Answer { worker, paths: &paths, reason })?;
        return Ok(Exit::Done);
    }
    let (worker, paths) = (&args.worker, inert(paths.join(" ")));
    if !records {
        context.did(format!("{worker} may change {paths} already"))?;
        return Ok(Exit::Done);
    }
    let may = if context.dry_run { "could change" } else { "may change" };
    context.did(format!("{worker} {may} {paths}"))?;
    context.out.note(format!("recorded in {}; commit it on '{}'", config::FILE, plan.config.base));
    Ok(Exit::Done)
}

/// Whether the plan says so already: in the scope, or in a grant for the same reason.
fn is_recorded(worker: &Worker, path: &String, reason: &str) -> bool {
    worker.scope.contains(path)
        || worker.grant.iter().any(|it| it.reason == reason && it.paths.contains(path))
}

/// Refuses a plan that would give one path two owners.
pub(super) fn accept(plan: &Plan, text: &str, worker: &str) -> Result<(), Failure> {
    match plan.read_anew(text) {
        Ok(_) => Ok(()),
        Err(config::LoadError::Problem { problem: config::Problem::Overlap(overlap), .. }) => {
            let other = if overlap.first == worker { overlap.second } else { overlap.first };
            let failure = Failure::new(format!("'{}' belongs to {other}", inert(&overlap.witness)));
            let named = exact(&inert(&overlap.witness));
            let command = handing(&plan.config, &named, &other, worker);
            Err(command
                .map(|command| format!("to hand it over, run: {command}"))
                .into_iter()
                .fold(failure, Failure::hint)
                .hint(format!(
                    "to wait for it instead: [NEEDS:{other}/{}]",
                    inert(&overlap.witness)
                )))
        }
        Err(error) => Err(error.into()),
    }
}
