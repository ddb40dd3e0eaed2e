//! Who is integrated: the workers of a feature that are complete, or for a forecast all that have anything.

use super::Args;
use crate::config::{Config, slug};
use crate::failure::Failure;
use crate::monitor::{Report, State};

/// The name of what is integrated, and who works for it. What is only `foreseen` needs no name.
pub(super) fn feature(
    config: &Config,
    args: &Args,
    foreseen: bool,
) -> Result<(String, Vec<String>), Failure> {
    let features = config.features();
    let named = args.feature.as_deref();
    let meant = match (features.as_slice(), named) {
        ([] | [_], _) => features.first().copied().flatten(),
        (all, Some(name)) => {
            let own = all.iter().flatten().find(|it| slug(it) == slug(name));
            // Whoever works for none that has a name is named here.
            if own.is_none() && !all.contains(&None) {
                return Err(several(&features, &format!("'{name}' is no feature of the plan")));
            }
            own.copied()
        }
        _ => return Err(several(&features, "several features are under way")),
    };
    let feature = named.or(meant).map(slug).unwrap_or_default();
    let feature = if feature.is_empty() && foreseen { "all".to_owned() } else { feature };
    if feature.is_empty() {
        return Err(Failure::new("the integration has no name")
            .hint("to name it, run: git parallel integrate FEATURE")
            .hint("or set feature in .parallel.toml"));
    }
    let own = config.worker.iter().filter(|it| features.len() < 2 || config.feature(it) == meant);
    Ok((feature, own.map(|worker| worker.id.clone()).collect()))
}

fn several(features: &[Option<&str>], what: &str) -> Failure {
    let names: Vec<String> = features.iter().flatten().map(|name| slug(name)).collect();
    let failure = Failure::new(what).hint(format!("the plan has: {}", names.join(", ")));
    match names.first() {
        Some(name) => failure.hint(format!("name one, as in: git parallel integrate {name}")),
        None => failure,
    }
}

/// Workers, each with the word for its state.
pub(super) type Unfinished = Vec<(String, &'static str)>;

/// The workers that have anything to merge, whatever their state, and those of them that are not
/// complete.
pub(super) fn present(
    config: &Config,
    report: &Report,
    skip: &[String],
) -> Result<(Vec<String>, Unfinished), Failure> {
    let there = report.workers.iter().filter(|row| {
        let nothing = matches!(
            row.state,
            State::Merged | State::Reverted { .. } | State::Missing | State::Idle
        );
        !nothing && row.commits > 0 && !skip.contains(&row.worker)
    });
    let chosen: Vec<String> = there.clone().map(|row| row.worker.clone()).collect();
    if chosen.is_empty() {
        return Err(nothing(config));
    }
    let open = report.workers.iter().filter(|row| {
        let ended = matches!(row.state, State::Merged | State::Complete);
        !ended && !skip.contains(&row.worker)
    });
    Ok((chosen, open.map(|row| (row.worker.clone(), row.state.word())).collect()))
}

/// The workers to merge; refuses while one is not ready and not skipped.
pub(super) fn complete(
    config: &Config,
    report: &Report,
    feature: &str,
    skip: &[String],
) -> Result<Vec<String>, Failure> {
    let mut chosen = Vec::new();
    let mut waiting = Vec::new();
    for row in &report.workers {
        if skip.contains(&row.worker) || row.state == State::Merged {
            continue;
        }
        match &row.state {
            State::Complete => chosen.push(row.worker.clone()),
            other => waiting.push((row.worker.as_str(), other.word())),
        }
    }
    if !waiting.is_empty() {
        let told: Vec<String> = waiting.iter().map(|(id, word)| format!("{id} ({word})")).collect();
        let failure = Failure::new(format!("not complete: {}", told.join(", ")))
            .hint("to see why, run: git parallel status");
        if chosen.is_empty() {
            return Err(failure);
        }
        let out = skip.iter().map(String::as_str).chain(waiting.iter().map(|(id, _)| *id));
        let flags: Vec<String> = out.map(|id| format!("--skip {id}")).collect();
        return Err(failure.hint(format!(
            "to leave them out, run: git parallel integrate {feature} {}",
            flags.join(" ")
        )));
    }
    if chosen.is_empty() {
        return Err(nothing(config));
    }
    Ok(chosen)
}

fn nothing(config: &Config) -> Failure {
    if config.worker.is_empty() {
        Failure::new("the plan has no workers").hint("to make one, run: git parallel plan DOC…")
    } else {
        Failure::new("there is nothing to integrate")
            .hint("to see every worker, run: git parallel status")
    }
}
