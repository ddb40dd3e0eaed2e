//! `drop`: end workers that shall not land; branch, files and tables are kept with the way back.

use std::fs;

use super::clean::{
    Removed, Shown, Verdict, around, before, held, kept_nowhere, remove, scripts, torn,
};
use super::lead::{self, Matter};
use super::leftover::{self, Leftover};
use super::trees::Trees;
use super::{Context, Plan, integrate, lifecycle, published, select, watch};
use crate::config::Worker;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo, Worktree};
use crate::integrate::Journal;
use crate::monitor::Work;
use crate::render::{inert, style};
use crate::worker::{Place, registry, sh};

/// End workers that shall not land: worktree, branch, scripts and table go
///
/// Nothing is lost: each branch, what was not committed, and the plan are kept under
/// refs/parallel/backup/, and the commands that bring them back are printed. Their items are open
/// again when their document is planned anew.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The workers to give up
    #[arg(value_name = "WORKER", required_unless_present = "feature")]
    workers: Vec<String>,
    /// All workers of this feature
    #[arg(long, value_name = "NAME", conflicts_with = "workers")]
    feature: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel drop task-3 --dry-run
  git parallel drop task-3
  git parallel drop --feature billing";

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Shown<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    lead::require(context, &repo, Matter::Work)?;
    lifecycle::trust_removal(context, &repo)?;
    let _lock = context.lock(&repo, "drop")?;
    // Read again, for the plan may have changed while the lock was waited for.
    lifecycle::trust_removal(context, &repo)?;
    if !context.dry_run {
        integrate::end_removals(&repo, |_| true)?;
    }
    let plan = context.plan(&repo)?;
    let (left, names) = match &args.feature {
        Some(_) => (Vec::new(), Vec::new()),
        None => leftover::named(&repo, &plan.config, &args.workers)?,
    };
    let chosen = match &args.feature {
        Some(name) => select::of_feature(&plan, name)?,
        None if names.is_empty() => Vec::new(),
        None => select::workers(&plan, &names)?,
    };
    let mut verdicts = decided(&repo, &plan, &chosen, &left)?;
    if before(context, &repo, &plan, &verdicts, "git parallel drop")? {
        verdicts = decided(&repo, &plan, &chosen, &left)?;
    }
    let mut removed = Removed::default();
    if !context.dry_run {
        removed = remove(context, &repo, &plan, &verdicts, false)?;
        for verdict in verdicts.iter().filter(|verdict| verdict.keeps.is_empty()) {
            forget(&repo, &verdict.worker)?;
        }
    }
    removed.notes.extend(elsewhere(&repo, &plan, &verdicts)?);
    show(context, &verdicts, &removed)?;
    let refused = verdicts.iter().any(|verdict| !verdict.keeps.is_empty());
    Ok(if refused { Exit::Found } else { Exit::Done })
}

/// What is to be done about the `chosen` workers.
fn decided(
    repo: &Repo,
    plan: &Plan,
    chosen: &[(usize, &Worker)],
    left: &[Leftover],
) -> Result<Vec<Verdict>, Failure> {
    let watched = watch::all(repo, &plan.config)?;
    let trees = Trees::of(repo)?;
    let integrations = integrate::all(repo)?;
    let mut verdicts = Vec::new();
    for (number, worker) in chosen {
        let work = &watched[number - 1].work;
        let place = trees.place(&plan.config, *number, worker);
        let mut verdict = decide(repo, plan, worker, work, &place, &trees)?;
        verdict.keeps.extend(landed(plan, worker, work));
        // What has landed is not given up any more, and what was taken back can be.
        if !work.merged && work.reverted.is_none() {
            verdict.keeps.extend(merging(&integrations, worker));
        }
        verdicts.push(verdict);
    }
    for one in left {
        let verdict = Verdict {
            worker: one.worker.clone(),
            branch: one.tip.is_some().then(|| one.branch.clone()),
            tip: one.tip.clone(),
            files: one.files.clone(),
            ..Verdict::default()
        };
        verdicts.push(of_tree(repo, &trees, verdict, &one.branch, one.tree.as_ref())?);
    }
    Ok(verdicts)
}

/// What goes with a worker, and what forbids it.
fn decide(
    repo: &Repo,
    plan: &Plan,
    worker: &Worker,
    work: &Work,
    place: &Place,
    trees: &Trees,
) -> Result<Verdict, Failure> {
    let foreign = work.foreign.contains(&place.branch);
    let tip = repo.tip(&place.branch)?.filter(|_| !foreign);
    let tree = trees.of_worker(&plan.config, worker).filter(|_| !foreign);
    let unlisted = if tree.is_none() { repo.unlisted(&place.worktree) } else { None };
    let tree = tree.or(unlisted.as_ref());
    let verdict = Verdict {
        worker: place.id.clone(),
        branch: tip.is_some().then(|| place.branch.clone()),
        tip,
        files: scripts(repo, place)?,
        given_up: true,
        ..Verdict::default()
    };
    // Whoever has a branch checked out that is not the worker's stands in nobody's way.
    let own = if foreign { "" } else { &place.branch };
    of_tree(repo, trees, verdict, own, tree)
}

/// What goes with a worktree, and what forbids it; `branch` is the worker's own.
fn of_tree(
    repo: &Repo,
    trees: &Trees,
    mut verdict: Verdict,
    branch: &str,
    tree: Option<&Worktree>,
) -> Result<Verdict, Failure> {
    verdict.worktree = tree.map(|tree| tree.path.to_string_lossy().into_owned());
    verdict.keeps.extend(trees.others_on(branch, tree).map(held));
    verdict.keeps.extend(trees.inside(tree).map(around));
    let Some(tree) = tree.filter(|tree| tree.path.exists()) else { return Ok(verdict) };
    if let Some(reason) = &tree.locked {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        verdict.keeps.push(format!("its worktree is locked: {reason}"));
    }
    if let Some(why) = &tree.broken {
        verdict.keeps.push(format!("its worktree is broken: {why} (git parallel recover)"));
        return Ok(verdict);
    }
    if tree.prunable.is_some() {
        return Ok(verdict);
    }
    if let Some(why) = torn(repo, tree)? {
        verdict.keeps.push(why);
        return Ok(verdict);
    }
    verdict.unsaved = git::dirty(&tree.path)?;
    let kept = kept_nowhere(repo, tree, Some(branch), verdict.tip.as_deref())?;
    verdict.keeps.extend(kept);
    verdict.ignored = git::ignored(&tree.path)?;
    Ok(verdict)
}

/// What has landed is cleaned up, not given up.
fn landed(plan: &Plan, worker: &Worker, work: &Work) -> Option<String> {
    work.merged.then(|| {
        format!("it is on {} already (git parallel clean {})", plan.config.base, worker.id)
    })
}

/// Whether an integration has merged it, or is about to.
fn merging(integrations: &[Journal], worker: &Worker) -> Option<String> {
    let it =
        integrations.iter().find(|it| it.merge.iter().any(|merge| merge.worker == worker.id))?;
    Some(format!(
        "it is part of the integration of {} (git parallel integrate --abort, then --skip {})",
        it.feature, worker.id
    ))
}

/// Takes everything out of the registry that speaks of `worker`.
fn forget(repo: &Repo, worker: &str) -> Result<(), Failure> {
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        if entry.worker == worker {
            registry::remove(&repo.parallel_dir(), &admin)?;
        }
    }
    let log = repo.parallel_dir().join("logs").join(format!("{worker}-setup.log"));
    match fs::remove_file(&log) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::new(format!("cannot remove '{}'", log.display())).because(&error))
        }
        _ => Ok(()),
    }
}

/// What this program does not touch: branches on the remote.
fn elsewhere(repo: &Repo, plan: &Plan, verdicts: &[Verdict]) -> Result<Vec<String>, Failure> {
    let remote = &plan.config.remote;
    let mut notes = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.keeps.is_empty()) {
        let worker = plan.config.find(&verdict.worker).map(|worker| plan.config.branch(worker));
        let Some(branch) = worker.or_else(|| verdict.branch.clone()) else { continue };
        if repo.commit(&format!("refs/remotes/{remote}/{branch}"))?.is_some() {
            let (remote, branch) = (sh(remote), sh(&branch));
            notes.push(format!(
                "{} stands on the remote too; to delete it there: git push {remote} --delete {branch}",
                verdict.worker
            ));
        }
    }
    Ok(notes)
}

fn show(context: &Context, verdicts: &[Verdict], removed: &Removed) -> Result<(), Failure> {
    if context.json {
        context.out.json("drop", &Shown::of(verdicts, removed))?;
        return Ok(());
    }
    let did = if context.dry_run { "would drop" } else { "dropped" };
    let mut text = String::new();
    for verdict in verdicts {
        let worker = &verdict.worker;
        if verdict.keeps.is_empty() {
            let what: Vec<String> =
                [&verdict.worktree, &verdict.branch].into_iter().flatten().map(inert).collect();
            let what =
                if what.is_empty() { "its place in the plan".into() } else { what.join(", ") };
            text.push_str(&format!("{} {worker}: {what}\n", style::good(did)));
        } else {
            let why: Vec<String> = verdict.keeps.iter().map(inert).collect();
            text.push_str(&format!("{} {worker}: {}\n", style::warn("kept"), why.join("; ")));
        }
    }
    context.out.told(text)?;
    for note in &removed.notes {
        context.out.note(note);
    }
    for line in &removed.restore {
        context.out.note(format!("to bring it back: {line}"));
    }
    Ok(())
}
