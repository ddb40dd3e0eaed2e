//! `clean`: remove worktrees, branches and scripts of landed work; refuse whatever would lose something.

mod apply;
mod backups;
mod decide;
mod ignored;
mod remote;

use schemars::JsonSchema;
use serde::Serialize;

use super::lead::{self, Matter};
use super::trees::Trees;
use super::{Context, Plan, integrate, leftover, lifecycle, published, select, watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::{inert, style};

pub(super) use apply::{Removed, all as remove};
use decide::Meant;
pub(super) use decide::{Verdict, around, files as scripts, held, kept_nowhere, torn};

/// Remove worktrees, branches and scripts of landed work; refuse what would be lost
///
/// Every branch that goes is kept under refs/parallel/backup/, and files that git ignores are moved
/// to parallel/trash in git's common directory; both stay until clean --backups finds them old.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The workers to clean up after; all when none is named
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// All workers of this feature, and its integration
    #[arg(long, value_name = "NAME", conflicts_with = "workers")]
    feature: Option<String>,
    /// Keep the workers' tables in .parallel.toml
    #[arg(long)]
    keep_plan: bool,
    /// Delete the branches on the remote as well, after asking
    #[arg(long)]
    remote: bool,
    /// Delete branches on the remote without asking
    #[arg(long, short, requires = "remote")]
    yes: bool,
    /// Instead, drop what was kept longer than AGE ago (30d when none is given)
    #[arg(long, value_name = "AGE", num_args = 0..=1, default_missing_value = "30d",
          conflicts_with_all = ["workers", "feature", "remote", "keep_plan"])]
    backups: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel clean --dry-run
  git parallel clean
  git parallel clean --remote
  git parallel clean --backups 14d";

#[derive(Serialize, JsonSchema)]
pub(super) struct Shown<'v> {
    workers: &'v [Verdict],
    restore: &'v [String],
    notes: &'v [String],
}

impl<'v> Shown<'v> {
    /// What is told of removing workers, for programs.
    pub(super) fn of(workers: &'v [Verdict], removed: &'v Removed) -> Self {
        Self { workers, restore: &removed.restore, notes: &removed.notes }
    }
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<published::Either<Shown<'_>, backups::Shown<'_>>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    if !context.dry_run {
        lead::require(context, &repo, Matter::Work)?;
    }
    if let Some(age) = &args.backups {
        return backups::run(context, &repo, age);
    }
    // Asked before the lock is taken, so that nobody waits for the answer.
    let confirmed = if args.remote { confirmed(context, &repo, args)? } else { Vec::new() };
    lifecycle::trust_removal(context, &repo)?;
    let _lock = context.lock(&repo, "clean")?;
    // Read again, for the plan may have changed while the lock was waited for.
    lifecycle::trust_removal(context, &repo)?;
    if !context.dry_run {
        integrate::end_removals(&repo, |_| true)?;
        if let Some(plan) = context.plan_if_any(&repo)? {
            integrate::sweep(&repo, &plan.config)?;
        }
    }
    let plan = context.plan(&repo)?;
    let mut notes = Vec::new();
    let mut verdicts = decided(&repo, &plan, args, &mut notes)?;
    if before(context, &repo, &plan, &verdicts, "git parallel clean")? {
        notes.clear();
        verdicts = decided(&repo, &plan, args, &mut notes)?;
    }
    for verdict in &mut verdicts {
        verdict.remote = verdict.remote.take().filter(|far| confirmed.contains(far));
    }
    // What is on the remote alone, and stays there, is not told to be removed.
    verdicts.retain(|it| {
        let here = it.worktree.is_some() || it.branch.is_some();
        it.remote.is_some() || it.integration || here || plan.config.find(&it.worker).is_some()
    });
    notes.extend(remote::staying(&repo, &plan.config, &verdicts)?);
    let mut removed = Removed::default();
    if !context.dry_run {
        removed = apply::all(context, &repo, &plan, &verdicts, args.keep_plan)?;
    }
    removed.notes.extend(notes);
    let refused = verdicts.iter().any(|verdict| !verdict.keeps.is_empty());
    if context.json {
        context.out.json("clean", &Shown::of(&verdicts, &removed))?;
    } else {
        if verdicts.is_empty() {
            context.out.note("nothing to clean");
        }
        context.out.told(told(context, &verdicts))?;
        for note in &removed.notes {
            context.out.note(note);
        }
        for line in &removed.restore {
            context.out.note(format!("to bring it back: {line}"));
        }
        if !removed.restore.is_empty() {
            context.out.note(
                "all of that is kept until, 30 days from now or later, you run: git parallel clean --backups",
            );
        }
    }
    Ok(if refused { Exit::Found } else { Exit::Done })
}

/// Runs, or shows, what comes before anything goes; whether something ran, after which all is to be
/// decided again.
pub(super) fn before(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    verdicts: &[Verdict],
    again: &str,
) -> Result<bool, Failure> {
    let turns = |name| lifecycle::removals(repo, &plan.config, name, verdicts);
    let first = turns("pre-clean")?;
    if context.dry_run {
        for turn in first.iter().chain(&turns("post-clean")?) {
            turn.show(context, &plan.config);
        }
        return Ok(false);
    }
    for turn in &first {
        turn.before(context, &plan.config, again)?;
    }
    Ok(!first.is_empty())
}

/// What is to be done about the workers of the plan, and their integrations; these, and branches on the
/// remote, may be left where no worker is.
fn planned(repo: &Repo, plan: &Plan, args: &Args) -> Result<Vec<Verdict>, Failure> {
    let meant = match &args.feature {
        Some(name) => Meant::Feature(name),
        None if args.workers.is_empty() => Meant::All,
        None => Meant::Workers,
    };
    let (left, names) = match meant {
        Meant::Feature(_) => (Vec::new(), Vec::new()),
        _ => leftover::named(repo, &plan.config, &args.workers)?,
    };
    let chosen = match meant {
        Meant::Feature(name) => select::of_feature(plan, name),
        Meant::Workers if names.is_empty() => Ok(Vec::new()),
        _ => select::workers(plan, &names),
    };
    let wanted: Vec<String> = match (chosen, meant) {
        (Ok(chosen), _) => chosen.into_iter().map(|(_, worker)| worker.id.clone()).collect(),
        // All was cleaned already, maybe by a run that died at its very end.
        (Err(_), Meant::All) if plan.config.worker.is_empty() => Vec::new(),
        // What was integrated under a name that no worker bears is its integration's.
        (Err(failure), Meant::Feature(name)) => {
            let found = integrate::find(repo, Some(name), None, "git parallel clean --feature")?;
            let journal = found.ok_or(failure)?;
            let merged = journal.merge.into_iter().map(|merge| merge.worker);
            merged.filter(|id| plan.config.find(id).is_some()).collect()
        }
        (Err(failure), _) => return Err(failure),
    };
    let watched = watch::all(repo, &plan.config)?;
    let mut found = decide::verdicts(repo, &plan.config, &watched, &wanted, meant)?;
    let trees = Trees::of(repo)?;
    for one in &left {
        found.push(decide::of_leftover(repo, &plan.config, &trees, one)?);
    }
    Ok(found)
}

/// The same with the branches on the remote, where these are to go.
fn decided(
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    notes: &mut Vec<String>,
) -> Result<Vec<Verdict>, Failure> {
    let mut verdicts = planned(repo, plan, args)?;
    if args.remote {
        remote::find(repo, &plan.config, &mut verdicts)?;
        if args.workers.is_empty() && args.feature.is_none() {
            verdicts.extend(remote::left_over(repo, &plan.config, notes)?);
        }
        if verdicts.is_empty() {
            // Nothing to do any more; without workers that is for the plan to say.
            select::workers(plan, &args.workers)?;
        }
    }
    Ok(verdicts)
}

/// The branches on the remote that go, as confirmed.
fn confirmed(context: &Context, repo: &Repo, args: &Args) -> Result<Vec<remote::Far>, Failure> {
    let plan = context.plan(repo)?;
    remote::fetch(context, repo, &plan.config)?;
    let verdicts = decided(repo, &plan, args, &mut Vec::new())?;
    if !context.dry_run && !remote::confirmed(context, &verdicts, args.yes)? {
        return Ok(Vec::new());
    }
    Ok(verdicts.into_iter().filter_map(|verdict| verdict.remote).collect())
}

fn told(context: &Context, verdicts: &[Verdict]) -> String {
    let did = if context.dry_run { "would remove" } else { "removed" };
    let mut text = String::new();
    for verdict in verdicts {
        if verdict.keeps.is_empty() {
            let remote =
                verdict.remote.as_ref().map(|far| format!("{}/{}", far.remote, far.branch));
            let what = [verdict.worktree.clone(), verdict.branch.clone(), remote];
            let what: Vec<String> = what.into_iter().flatten().map(inert).collect();
            let what =
                if what.is_empty() { "nothing was left".to_owned() } else { what.join(", ") };
            let how = verdict.how.map(|how| format!(" ({how})")).unwrap_or_default();
            text.push_str(&format!("{} {}: {what}{how}\n", style::good(did), verdict.worker));
        } else {
            let keeps: Vec<String> = verdict.keeps.iter().map(inert).collect();
            text.push_str(&format!(
                "{} {}: {}\n",
                style::warn("kept"),
                verdict.worker,
                keeps.join("; ")
            ));
        }
    }
    text
}
