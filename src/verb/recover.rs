//! `recover`: what a crash or a commit on the wrong branch left behind, and the mend of each.

mod clues;
mod lines;
mod lost;
mod mend;
mod orphans;
mod shift;
mod tables;
mod trees;
mod unwritten;

pub(super) use lines::{Suspects, oldest_fork, stray};
pub(super) use lost::lost;
pub(super) use mend::keep;
pub(super) use orphans::orphans;

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::trees::Trees;
use super::{Context, Plan, check, moved, now, published, watch};
use crate::config::{Config, Worker};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo, sees_all_processes};
use crate::monitor::{Need, cycles, report, ways_out};
use crate::recover::{Doubt, Finding, Stray};
use crate::render::{count, inert, style};

/// Find what crashes and commits on wrong branches left behind, and mend it
///
/// Without --apply everything is shown and nothing is changed. What a mend takes away is kept under
/// refs/parallel/backup/ first. Locks are stale only where no git works; pushed history stays.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Mend what can be mended
    #[arg(long)]
    apply: bool,
    /// Put the tables that clean or drop took out of .parallel.toml back from REF, where they kept them
    #[arg(long, value_name = "REF", conflicts_with = "apply")]
    tables: Option<String>,
    /// With --tables, the workers that come back; all when none is named
    #[arg(value_name = "WORKER", requires = "tables")]
    workers: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel recover
  git parallel recover --apply";

#[derive(Serialize, JsonSchema)]
struct Shown<'f> {
    findings: Vec<Line<'f>>,
    applied: bool,
}

#[derive(Serialize, JsonSchema)]
struct Line<'f> {
    #[serde(flatten)]
    finding: &'f Finding,
    what: String,
    mend: Option<String>,
    ways: Vec<String>,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Shown<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(reference) = &args.tables {
        return tables::run(context, reference, &args.workers);
    }
    let repo = context.repo()?;
    let apply = args.apply && !context.dry_run;
    let _lock = if apply { Some(repo.lock("recover --apply")?) } else { None };
    let plan = context.plan(&repo)?;
    let findings = gather(&repo, &plan)?;
    if context.json {
        let findings = findings.iter().map(|finding| Line {
            finding,
            what: finding.what(),
            mend: finding.mend(),
            ways: finding.ways(),
        });
        context.out.json("recover", &Shown { findings: findings.collect(), applied: apply })?;
    } else {
        context.out.told(told(&findings))?;
    }
    if findings.iter().any(|finding| matches!(finding, Finding::StaleLocks { .. }))
        && !sees_all_processes()
    {
        context.out.note("processes outside this container cannot be seen: none may work there");
    }
    if !apply {
        if findings.iter().any(|finding| finding.mend().is_some()) {
            context.out.note("to mend what can be mended, run: git parallel recover --apply");
        }
        return Ok(if findings.is_empty() { Exit::Done } else { Exit::Found });
    }
    mend_all(context, &repo, plan, findings)
}

/// How often what came to light is mended too; nothing known hides behind more than one other.
const ROUNDS: usize = 3;

/// Mends everything, and what comes to light behind it: while a worktree is broken, commits are not
/// looked at. Nothing is tried twice.
fn mend_all(
    context: &Context,
    repo: &Repo,
    mut plan: Plan,
    mut findings: Vec<Finding>,
) -> Result<Exit, Failure> {
    let mut next = 0;
    for round in 0.. {
        for finding in &findings[next..] {
            mend::one(context, repo, &plan.config, finding)?;
        }
        next = findings.len();
        plan = context.plan(repo)?;
        let left = gather(repo, &plan)?;
        let fresh: Vec<Finding> =
            left.iter().filter(|finding| !findings.contains(finding)).cloned().collect();
        // Nobody has been shown that commits would be moved: that is for the next run.
        let seen = !fresh.iter().any(|finding| matches!(finding, Finding::Stray(_)));
        if !fresh.is_empty() && seen && round < ROUNDS {
            context.out.note(format!("behind that there was more: {}", told(&fresh).trim_end()));
            findings.extend(fresh);
            continue;
        }
        if !findings.is_empty() {
            let mended = findings.iter().filter(|finding| !left.contains(finding)).count();
            context.out.note(format!("mended {mended} of {}", findings.len()));
        }
        if !fresh.is_empty() {
            context.out.note("there is more now: git parallel recover");
        }
        // What is left is a person's to decide.
        return Ok(if left.is_empty() { Exit::Done } else { Exit::Found });
    }
    Ok(Exit::Found)
}

/// Everything that is broken: worktrees first, as commits are moved in them.
fn gather(repo: &Repo, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let config = &plan.config;
    let torn = lost::torn(repo, config)?;
    if !torn.is_empty() {
        // Git reads no list of branches as long as one of them names what is not there.
        return Ok(torn);
    }
    let mut found = orphans(repo, plan)?;
    found.extend(trees::findings(repo, config)?);
    found.extend(unwritten::findings(repo, config)?);
    found = lost::beside(repo, found, lost(repo, config)?)?;
    found.extend(strayed(repo, config, &found)?);
    let watched = watch::all(repo, config)?;
    let rows = report(config, &watched, now()).workers;
    let needs: Vec<Need> = rows.iter().flat_map(|row| row.needs.clone()).collect();
    found.extend(cycles(&needs).into_iter().map(|workers| {
        let ways = ways_out(config, &rows, &workers);
        Finding::Deadlock { workers, ways }
    }));
    Ok(found)
}

/// The commits that are not where they belong, or that the gate refuses, of those of whom no finding makes
/// them doubtful: `--apply` does what was shown, so whatever can be shown is.
fn strayed(repo: &Repo, config: &Config, found: &[Finding]) -> Result<Vec<Finding>, Failure> {
    let trees = Trees::of(repo)?;
    let mut all = Suspects::all(config);
    let everybody = all.workers.len();
    for finding in found {
        match finding.doubt() {
            Doubt::Nobody => {}
            Doubt::Sequence(_, at) if !git::is_sequence(Path::new(at))? => {}
            Doubt::Of(worker) | Doubt::Sequence(worker, _) => all.workers.retain(|id| id != worker),
            Doubt::At(at) => match whose(config, &trees, at) {
                Some(worker) => all.workers.retain(|id| *id != worker),
                None => return Ok(Vec::new()),
            },
            Doubt::All => return Ok(Vec::new()),
        }
    }
    let (mut strays, nobodys) = stray(repo, config, &all)?;
    strays.retain(|stray| all.workers.contains(&stray.worker));
    let refused = refused(repo, config, &strays, &all.workers)?;
    let mut found: Vec<Finding> = strays.into_iter().map(Finding::Stray).collect();
    if all.workers.len() == everybody {
        found.extend(nobodys.into_iter().map(Finding::Unclaimed));
    }
    found.extend(refused);
    found.extend(moved::all(repo, config, &trees)?.into_iter().map(Finding::Moved));
    Ok(found)
}

/// The worker whose worktree is at `at`.
fn whose(config: &Config, trees: &Trees, at: &str) -> Option<String> {
    let has = |worker: &&Worker| {
        trees.of_worker(config, worker).is_some_and(|tree| tree.path == Path::new(at))
    };
    config.worker.iter().find(has).map(|worker| worker.id.clone())
}

/// What a crash left in worktrees and locks: what keeps git from working there, but neither what was
/// begun there nor the guard.
pub(super) fn left_by_crash(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut found = trees::findings(repo, config)?;
    found.extend(unwritten::findings(repo, config)?);
    found.retain(|finding| {
        !matches!(
            finding,
            Finding::BusyLocks { .. }
                | Finding::Unfinished { .. }
                | Finding::Underway { .. }
                | Finding::Unguarded { .. }
        )
    });
    Ok(found)
}

/// What the gate refuses, beside the `strays` that are going to be moved, each worker's in one.
fn refused(
    repo: &Repo,
    config: &Config,
    strays: &[Stray],
    ids: &[String],
) -> Result<Vec<Finding>, Failure> {
    let moves = |commit: &str| {
        strays.iter().any(|stray| stray.commits.iter().any(|made| made.id == commit))
    };
    let mut found: Vec<Finding> = Vec::new();
    for one in check::gate(repo, config, ids)? {
        let Some(first) = one.violations.iter().find(|it| it.stops()) else { continue };
        if moves(&one.commit) {
            continue;
        }
        let known = found.iter_mut().find_map(|finding| match finding {
            Finding::Refused { worker, more, .. } if *worker == one.worker => Some(more),
            _ => None,
        });
        if let Some(more) = known {
            *more += 1;
            continue;
        }
        let why = first.message.clone();
        found.push(Finding::Refused { worker: one.worker, commit: one.commit, why, more: 0 });
    }
    Ok(found)
}

fn told(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "nothing is broken\n".into();
    }
    let mut text = format!("{}\n", count(findings.len(), "finding"));
    for finding in findings {
        text.push_str(&format!("\n{} {}\n", style::bad("•"), inert(finding.what())));
        if let Some(mend) = finding.mend() {
            text.push_str(&format!("  {} {}\n", style::good("mend:"), inert(mend)));
        }
        for way in finding.ways() {
            text.push_str(&format!("  {} {}\n", style::warn("choose:"), inert(way)));
        }
    }
    text
}
