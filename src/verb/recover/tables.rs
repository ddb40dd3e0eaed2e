//! Putting back the tables of workers that were taken out of the plan, and touching nothing else in it.

use crate::config::{self, Worker};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verb::lead::{self, Matter};
use crate::verb::{Context, accept};

/// Puts the tables that the plan kept as `reference` has, and the one in force has not, back into it:
/// those of the workers called `names`, or all.
pub(super) fn run(context: &Context, reference: &str, names: &[String]) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    lead::require(context, &repo, Matter::Plan)?;
    let _lock = context.lock(&repo, "recover --tables")?;
    let plan = context.plan(&repo)?;
    let kept = repo.text(reference)?.and_then(|text| config::parse(config::FILE, &text).ok());
    let Some(kept) = kept else {
        return Err(Failure::new(format!("'{reference}' is no plan that was kept")).hint(
            "to see those that are, run: git for-each-ref 'refs/parallel/backup/*/parallel.toml'",
        ));
    };
    if let Some(name) = names.iter().find(|name| kept.find(name).is_none()) {
        let known: Vec<&str> = kept.worker.iter().map(|worker| worker.id.as_str()).collect();
        return Err(Failure::new(format!("'{reference}' has no worker '{name}'"))
            .hint(format!("it has: {}", known.join(", "))));
    }
    let wanted = |worker: &&Worker| names.is_empty() || names.contains(&worker.id);
    let back: Vec<&Worker> = kept
        .worker
        .iter()
        .filter(wanted)
        .filter(|worker| plan.config.find(&worker.id).is_none())
        .collect();
    let workers = joined(&plan.config.worker, &kept.worker, &back);
    let text = accept::workers(&plan, &workers)?;
    let ids: Vec<&str> = back.iter().map(|worker| worker.id.as_str()).collect();
    if ids.is_empty() {
        context.out.answer("the plan has all of them already")?;
        return Ok(Exit::Done);
    }
    if context.dry_run {
        context.out.answer(format!("would put back {}", ids.join(", ")))?;
        return Ok(Exit::Done);
    }
    plan.rewrite(&text)?;
    context.out.answer(format!("put back {}", ids.join(", ")))?;
    let (file, base) = (config::FILE, &plan.config.base);
    context.out.note(format!("recorded in {file}; commit it on '{base}'"));
    Ok(Exit::Done)
}

/// The workers there are and those that come back, each where it was, with what others needed of them.
fn joined(now: &[Worker], then: &[Worker], back: &[&Worker]) -> Vec<Worker> {
    let mut found = now.to_vec();
    for worker in back {
        let before = then.iter().take_while(|it| it.id != worker.id);
        let after = before.filter_map(|it| found.iter().position(|there| there.id == it.id)).max();
        found.insert(after.map_or(0, |at| at + 1), (*worker).clone());
    }
    let is_back = |need: &String| {
        back.iter().any(|worker| need.split('/').next() == Some(worker.id.as_str()))
    };
    for worker in &mut found {
        let Some(then) = then.iter().find(|it| it.id == worker.id) else { continue };
        for need in then.needs.iter().filter(|need| is_back(need)) {
            if !worker.needs.contains(need) {
                worker.needs.push(need.clone());
            }
        }
    }
    found
}
