//! Which feature a plan is for, and its workers beside those of others.

use super::{Args, gather};
use crate::config::{Config, Worker, slug};
use crate::failure::Failure;
use crate::render::inert;
use crate::verb::Context;

/// The feature that was named, or answered; none for the whole plan as it stands.
pub(super) fn chosen(
    context: &Context,
    place: Option<&gather::Place>,
    args: &Args,
) -> Result<Option<String>, Failure> {
    if let Some(name) = &args.feature {
        if slug(name).is_empty() {
            return Err(Failure::new(format!("'{name}' gives no name for a branch"))
                .hint("name the feature with at least one letter a-z or digit"));
        }
        return Ok(Some(name.clone()));
    }
    let Some(plan) = place.map(|place| place.plan(context)).transpose()?.flatten() else {
        return Ok(None);
    };
    let features = plan.config.features();
    let names: Vec<&str> = features.iter().copied().flatten().collect();
    if features.len() < 2 && (names.is_empty() || is_known(&plan.config, args)) {
        return Ok(None);
    }
    let asked = context.out.is_screen() && !args.yes && !context.json;
    if !asked {
        if features.len() < 2 {
            return Ok(None);
        }
        return Err(Failure::new(format!("several features are under way: {}", names.join(", ")))
            .hint(format!(
                "name the one these items are for: {}",
                args.again(&[&format!("--feature {}", slug(names[0]))])
            ))
            .hint("or a new one, to stand beside them: --feature NAME"));
    }
    let question = format!(
        "Which feature are these items for: {}, or a new one? [empty: {}]",
        inert(names.join(", ")),
        inert(names[0])
    );
    let answer = context.out.ask(&question)?.unwrap_or_default();
    let name = if answer.trim().is_empty() { names[0] } else { answer.trim() };
    Ok(Some(name.to_owned()).filter(|name| !slug(name).is_empty()))
}

/// Whether the plan has tasks of one of these documents: then it is planned again.
fn is_known(config: &Config, args: &Args) -> bool {
    let tasks = config.worker.iter().flat_map(|worker| &worker.task);
    let sources: Vec<&str> =
        tasks.filter_map(|task| Some(task.source.as_deref()?.rsplit_once(':')?.0)).collect();
    config.worker.is_empty()
        || args.documents.iter().any(|name| sources.contains(&name.trim_start_matches("./")))
}

/// `own`, the workers of this feature, among those of `others`, in the order the plan has them.
pub(super) fn beside(
    config: &Config,
    others: &[Worker],
    own: Vec<Worker>,
    feature: Option<&str>,
) -> Vec<Worker> {
    let mut own: Vec<Worker> = own
        .into_iter()
        .map(|mut worker| {
            if let Some(name) = feature.filter(|name| config.feature(&worker) != Some(name)) {
                worker.feature = Some(name.to_owned());
            }
            worker
        })
        .collect();
    let mut all = Vec::new();
    for before in &config.worker {
        if others.iter().any(|other| other.id == before.id) {
            all.push(before.clone());
        } else if let Some(at) = own.iter().position(|worker| worker.id == before.id) {
            all.push(own.remove(at));
        }
    }
    all.extend(own);
    all
}
