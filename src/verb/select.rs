//! Which workers a command line means.

use super::Plan;
use crate::config::{Config, Worker, slug};
use crate::failure::Failure;

/// The workers named (by id, `task-1`, or by id and slug, `task-1-api`), in the order of the
/// plan; all of them when none is named.
pub(super) fn workers<'p>(
    plan: &'p Plan,
    names: &[String],
) -> Result<Vec<(usize, &'p Worker)>, Failure> {
    let all = &plan.config.worker;
    if all.is_empty() {
        return Err(none());
    }
    for name in names {
        if !all.iter().any(|worker| is(worker, name)) {
            return Err(unknown(all, name));
        }
    }
    let wanted = |worker: &Worker| names.is_empty() || names.iter().any(|name| is(worker, name));
    Ok((1..).zip(all).filter(|(_, worker)| wanted(worker)).collect())
}

/// There is nobody to name.
pub(super) fn none() -> Failure {
    Failure::new("the plan has no workers")
        .hint("to split documents, run: git parallel plan DOC…")
        .hint("to define one directly, run: git parallel add ID DESCRIPTION --scope PATH")
}

/// The workers of the feature called `name`, each with its number.
pub(super) fn of_feature<'p>(
    plan: &'p Plan,
    name: &str,
) -> Result<Vec<(usize, &'p Worker)>, Failure> {
    let config = &plan.config;
    let all = (1..).zip(&config.worker);
    let is =
        |worker: &Worker| config.feature(worker).is_some_and(|it| it == name || slug(it) == name);
    let found: Vec<(usize, &Worker)> = all.filter(|(_, worker)| is(worker)).collect();
    if found.is_empty() {
        let known: Vec<&str> = config.features().into_iter().flatten().collect();
        let failure = Failure::new(format!("no worker works for the feature '{name}'"));
        return Err(if known.is_empty() {
            failure.hint("no feature has a name; to see all workers, run: git parallel status")
        } else {
            failure.hint(format!("the plan has: {}", known.join(", ")))
        });
    }
    Ok(found)
}

/// The plan as if the workers of the feature called `name` were its only ones.
pub(super) fn only(plan: &Plan, name: &str) -> Result<Config, Failure> {
    let own = of_feature(plan, name)?.into_iter().map(|(_, worker)| worker.clone()).collect();
    Ok(Config { worker: own, ..plan.config.clone() })
}

/// The one worker called `name`, with its number.
pub(super) fn worker<'p>(plan: &'p Plan, name: &str) -> Result<(usize, &'p Worker), Failure> {
    let found = workers(plan, &[name.to_owned()])?;
    found.into_iter().next().ok_or_else(|| unknown(&plan.config.worker, name))
}

fn is(worker: &Worker, name: &str) -> bool {
    worker.id == name || worker.name() == name || worker.id.strip_prefix("task-") == Some(name)
}

/// There is somebody, but nobody called `name`.
pub(super) fn unknown(all: &[Worker], name: &str) -> Failure {
    if all.is_empty() {
        return none();
    }
    let failure = Failure::new(format!("there is no worker '{name}'"));
    let near = all
        .iter()
        .map(|worker| (strsim::damerau_levenshtein(&worker.id, name), &worker.id))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    if let Some((_, meant)) = near {
        return failure.hint(format!("did you mean '{meant}'?"));
    }
    let known: Vec<_> = all.iter().map(|worker| worker.id.as_str()).collect();
    failure.hint(format!("the plan has: {}", known.join(", ")))
}
