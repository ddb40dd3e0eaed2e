//! What the integration lacks: found, judged, and put into the journal.

use super::begin;
use super::brought::tell_brought;
use super::foresee::Candidate;
use crate::config::{Config, slug};
use crate::failure::Failure;
use crate::git::Repo;
use crate::hook::Claim;
use crate::integrate::{Journal, Merge, Stage, order};
use crate::monitor::{Report, State, Watched, report};
use crate::render::count;
use crate::verb::{Context, check, now, select, watch};
use crate::worker::sh;

/// Commits of a worker that the integration lacks.
#[derive(Debug)]
pub(in crate::verb) struct Late {
    /// The worker.
    pub(in crate::verb) worker: String,
    /// Why they are not to be merged now, with what to do; none where they are.
    pub(in crate::verb) waits: Option<String>,
    /// Whether the worker was merged before.
    pub(in crate::verb) again: bool,
    tip: String,
    commits: usize,
}

impl Late {
    /// How much of whom.
    pub(in crate::verb) fn told(&self) -> String {
        format!("{} of {}", count(self.commits, "new commit"), self.worker)
    }
}

/// What stands apart from an integration.
#[derive(Debug, Default)]
pub(in crate::verb) struct Apart {
    /// Commits that it lacks, and the base too.
    pub(in crate::verb) late: Vec<Late>,
    /// Workers of which nothing is to be merged, each with why.
    pub(in crate::verb) without: Vec<String>,
    /// Who needs whom.
    needs: Vec<(String, String)>,
}

/// What the workers of the integration have that it lacks, and what those have that came later.
pub(in crate::verb) fn apart(
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Apart, Failure> {
    let watched = watch::all(repo, config)?;
    let report = report(config, &watched, now());
    let base = format!("refs/heads/{}", journal.base);
    let whole = repo.tip(&journal.branch)?.unwrap_or_else(|| base.clone());
    // Who was brought up to the base meanwhile has nothing new by that.
    let has = |tip: &str| repo.have_all_of(tip, &[&whole, &base]);
    let mut apart = Apart { needs: begin::needs(config, &report), ..Apart::default() };
    for merge in journal.latest() {
        let tip = match tip(&watched, &merge.worker) {
            Some(tip) => tip,
            None => repo.tip(&merge.branch)?.unwrap_or_else(|| merge.tip.clone()),
        };
        let row = report.workers.iter().find(|row| row.worker == merge.worker);
        if has(&tip)? || row.is_some_and(|row| row.state == State::Merged) {
            continue;
        }
        let waits = if tip == merge.tip { None } else { held(config, journal, merge, &report) };
        apart.late.push(Late {
            worker: merge.worker.clone(),
            waits,
            again: merge.stage != Stage::Open,
            commits: repo.count(&format!("{whole}..{tip}"))?,
            tip,
        });
    }
    let came = |id: &str| {
        journal.merge.iter().all(|merge| merge.worker != id) && concerns(config, journal, id)
    };
    for row in report.workers.iter().filter(|row| came(&row.worker)) {
        let (id, tip) = (&row.worker, tip(&watched, &row.worker));
        let mut without = |why: &str| apart.without.push(format!("{id} ({why})"));
        match (&row.state, tip) {
            (State::Merged, _) => {}
            (State::Idle | State::Missing, _) | (_, None) => without(row.state.word()),
            (_, Some(tip)) if has(&tip)? => {}
            _ if journal.skipped.contains(id) => without("left out"),
            (_, Some(tip)) => apart.late.push(Late {
                worker: id.clone(),
                waits: incomplete(&report, id).map(|word| {
                    format!(
                        "which is {word} (git parallel status; to leave it out: git parallel integrate --continue --skip {id})"
                    )
                }),
                again: false,
                commits: repo.count(&format!("{whole}..{tip}"))?,
                tip,
            }),
        }
    }
    Ok(apart)
}

/// Why new commits of a worker that was merged before are not merged yet, if so.
fn held(config: &Config, journal: &Journal, merge: &Merge, report: &Report) -> Option<String> {
    if config.find(&merge.worker).is_none() {
        return Some(format!(
            "which is no longer in the plan (git -C {} merge --no-ff {})",
            sh(&journal.worktree),
            sh(&merge.branch)
        ));
    }
    incomplete(report, &merge.worker).map(|word| format!("which is {word} (git parallel status)"))
}

/// Whether a worker that is not in an integration works for the same feature.
fn concerns(config: &Config, journal: &Journal, id: &str) -> bool {
    let Some(feature) = config.find(id).map(|worker| config.feature(worker)) else { return false };
    let mut merged = journal.merge.iter().filter_map(|merge| config.find(&merge.worker));
    config.features().len() < 2
        || feature.is_some_and(|name| slug(name) == journal.feature)
        || merged.any(|worker| config.feature(worker) == feature)
}

fn tip(watched: &[Watched], worker: &str) -> Option<String> {
    watched.iter().find(|seen| seen.work.id == worker)?.work.tip.clone()
}

/// The state of a worker that is not to be merged: only what is complete is, as at the beginning.
fn incomplete(report: &Report, worker: &str) -> Option<&'static str> {
    let row = report.workers.iter().find(|row| row.worker == worker)?;
    (row.state != State::Complete).then(|| row.state.word())
}

/// Leaves workers out that came after the integration was begun.
pub(super) fn leave_out(
    config: &Config,
    journal: &mut Journal,
    names: &[String],
) -> Result<(), Failure> {
    for name in names {
        if config.find(name).is_none() {
            return Err(select::unknown(&config.worker, name));
        }
        if journal.merge.iter().any(|merge| merge.worker == *name) {
            return Err(Failure::new(format!("{name} is part of this integration already"))
                .hint("to give it up, run: git parallel integrate --abort")
                .hint(format!(
                    "then, to leave it out: git parallel integrate {} --skip {name}",
                    journal.feature
                )));
        }
        if !journal.skipped.contains(name) {
            journal.skipped.push(name.clone());
        }
    }
    Ok(())
}

/// Puts what may be merged into the journal, judged as at the beginning; tells what waits.
pub(super) fn take(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &mut Journal,
    apart: &Apart,
) -> Result<(), Failure> {
    for one in &apart.late {
        if let Some(why) = &one.waits {
            context.out.warn(format!("not merged: {}, {why}", one.told()));
        }
    }
    let fresh: Vec<&Late> = apart.late.iter().filter(|one| one.waits.is_none()).collect();
    let ids: Vec<String> = fresh.iter().map(|one| one.worker.clone()).collect();
    let candidates: Vec<Candidate> = order(&ids, &apart.needs, |_| 0)
        .into_iter()
        .filter_map(|id| fresh.iter().find(|one| one.worker == id))
        .map(|one| Candidate { worker: one.worker.clone(), tip: one.tip.clone() })
        .collect();
    let tips: Vec<Claim> = candidates.iter().map(Candidate::claim).collect();
    check::require_clean(context, repo, config, &tips)?;
    tell_brought(context, repo, config, &tips, &journal.skipped)?;
    begin::agreed(repo, config, None, &candidates)?;
    for one in &candidates {
        if journal.merge.iter().any(|merge| merge.worker == one.worker) {
            journal.go_further(&one.worker, &one.tip);
        } else {
            journal.merge.extend(begin::planned(config, one));
        }
    }
    Ok(())
}
