//! An integration in words and as JSON: the plan with its forecast, a stop, the end.

use schemars::JsonSchema;
use serde::Serialize;

use super::begin::Decision;
use super::late::Late;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::integrate::{Conflict, Forecast, Journal, Stage, Step};
use crate::render::{count, inert, style};
use crate::verb::Context;

#[derive(Serialize, JsonSchema)]
pub(super) struct Shown<'j> {
    feature: &'j str,
    branch: &'j str,
    base: &'j str,
    worktree: &'j str,
    merges: Vec<Line<'j>>,
    finished: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<&'j Forecast>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<&'j Stop<'j>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unfinished: &'j [(String, &'static str)],
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Line<'j> {
    worker: &'j str,
    branch: &'j str,
    tip: &'j str,
    stage: Stage,
}

/// Why it stopped.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "lowercase")]
pub(super) enum Stop<'s> {
    /// On a conflict.
    Conflict { worker: &'s str, conflicts: &'s [Conflict] },
    /// On a failing check; no worker where the base itself fails.
    Check { worker: Option<&'s str>, command: &'s str },
}

fn json(
    context: &Context,
    journal: &Journal,
    forecast: Option<&Forecast>,
    stopped: Option<&Stop<'_>>,
    unfinished: &[(String, &'static str)],
) -> Result<(), Failure> {
    let merges = journal.merge.iter().map(|merge| Line {
        worker: &merge.worker,
        branch: &merge.branch,
        tip: &merge.tip,
        stage: merge.stage,
    });
    let shown = Shown {
        feature: &journal.feature,
        branch: &journal.branch,
        base: &journal.base,
        worktree: &journal.worktree,
        merges: merges.collect(),
        finished: journal.is_done(),
        forecast,
        stopped,
        unfinished,
    };
    Ok(context.out.json("integrate", &shown)?)
}

/// Tells in JSON where it stopped.
pub(super) fn stopped(
    context: &Context,
    journal: &Journal,
    stop: &Stop<'_>,
) -> Result<(), Failure> {
    json(context, journal, None, Some(stop), &[])
}

/// Shows what is going to be merged.
pub(super) fn plan(context: &Context, journal: &Journal) -> Result<Exit, Failure> {
    merges(context, journal, None, &[])
}

/// Shows what is going to be merged, or would be if all stopped now, and what is expected of it.
pub(super) fn foreseen(context: &Context, decision: &Decision) -> Result<Exit, Failure> {
    merges(context, &decision.journal, Some(&decision.forecast), &decision.unfinished)
}

fn merges(
    context: &Context,
    journal: &Journal,
    forecast: Option<&Forecast>,
    unfinished: &[(String, &'static str)],
) -> Result<Exit, Failure> {
    let clean = forecast.is_none_or(Forecast::is_clean);
    let exit = if clean { Exit::Done } else { Exit::Found };
    if context.json {
        json(context, journal, forecast, None, unfinished)?;
        return Ok(exit);
    }
    let mut text = String::new();
    if !unfinished.is_empty() {
        let who: Vec<String> = unfinished.iter().map(|it| format!("{} ({})", it.0, it.1)).collect();
        text.push_str(&format!(
            "{} not complete: {}\n",
            style::strong("if all stopped now;"),
            who.join(", ")
        ));
    }
    text.push_str(&format!("{} from {}\n", style::name(&journal.branch), journal.base));
    for (merge, n) in journal.merge.iter().zip(1..) {
        let step = forecast.and_then(|it| it.chain.iter().find(|step| step.worker == merge.worker));
        let mark = match (merge.stage, step) {
            (Stage::Open, Some(step)) if !step.conflicts.is_empty() => style::bad("  conflicts"),
            (Stage::Open, _) => String::new(),
            (Stage::Merged, _) => style::faint("  merged"),
            (Stage::Checked, _) => style::faint("  merged and checked"),
        };
        text.push_str(&format!("  {n}. {}{mark}\n", inert(merge.message())));
        for conflict in step.iter().flat_map(|step| &step.conflicts) {
            text.push_str(&format!("   {}", self::conflict(conflict)));
        }
    }
    if let Some(forecast) = forecast {
        text.push_str(&against(forecast));
    }
    context.out.told(text)?;
    Ok(exit)
}

/// Who conflicts with whom, where anybody does.
fn against(forecast: &Forecast) -> String {
    if forecast.conflicts.is_empty() {
        return "no conflict is expected\n".into();
    }
    let mut text = "\nwho conflicts with whom:\n".to_owned();
    for it in &forecast.conflicts {
        let paths: Vec<String> = it.conflicts.iter().map(|one| inert(&one.path)).collect();
        text.push_str(&format!("  {} and {}: {}\n", it.worker, it.with, paths.join(", ")));
    }
    text
}

/// One conflicting path on a line of its own.
pub(super) fn conflict(conflict: &Conflict) -> String {
    let with = match conflict.with.as_slice() {
        [] => String::new(),
        names => format!("; changed by {} before", names.join(", ")),
    };
    let path = style::name(&inert(&conflict.path));
    format!("  {path}  ({}; {}{with})\n", conflict.whose(), conflict.why)
}

/// Before the first merge: which merges will stop.
pub(super) fn expectations(context: &Context, decision: &Decision) {
    let stops = |step: &&Step| !step.conflicts.is_empty();
    for step in decision.forecast.chain.iter().filter(stops) {
        let rivals = |conflict: &Conflict| {
            let names = decision.forecast.rivals(&step.worker, &conflict.path);
            if names.is_empty() { String::new() } else { format!(" with {}", names.join(", ")) }
        };
        let paths: Vec<String> = step
            .conflicts
            .iter()
            .map(|one| format!("{}{}", inert(&one.path), rivals(one)))
            .collect();
        context.out.warn(format!("{} will conflict in {}", step.worker, paths.join(", ")));
    }
}

/// Everything is merged and checked; of what workers committed later, some may wait.
pub(super) fn done(
    context: &Context,
    config: &Config,
    journal: &Journal,
    late: &[Late],
) -> Result<Exit, Failure> {
    let wait = late.iter().any(|one| one.waits.is_some());
    if context.json {
        json(context, journal, None, None, &[])?;
    } else {
        let workers = count(journal.latest().len(), "worker");
        let branch = style::name(&journal.branch);
        let did = if config.check.run.is_empty() { "merged" } else { "merged and checked" };
        let without: Vec<&str> =
            late.iter().filter(|one| one.waits.is_some()).map(|one| one.worker.as_str()).collect();
        let without = match without.as_slice() {
            [] => String::new(),
            all => format!(", without the last of {}", all.join(", ")),
        };
        let came: Vec<String> =
            late.iter().filter(|one| one.again && one.waits.is_none()).map(Late::told).collect();
        let with = if came.is_empty() { "" } else { ", now with " };
        let came = came.join(", ");
        context.out.told(format!("{workers} {did} on {branch}{with}{came}{without}"))?;
        if config.check.run.is_empty() {
            context.out.note("nothing was checked: [check] run in .parallel.toml is empty");
        }
    }
    context.out.note(if wait {
        "next: git parallel status, for what is not merged yet"
    } else {
        "next: git parallel land"
    });
    Ok(if wait { Exit::Found } else { Exit::Done })
}
