//! `integrate --pr`: the commands that offer each worker's branch for review, instead of merging.

use schemars::JsonSchema;
use serde::Serialize;

use super::begin::Decision;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::inert;
use crate::verb::{Context, forge};
use crate::worker::sh;

#[derive(Serialize, JsonSchema)]
pub(in crate::verb) struct Shown {
    offers: Vec<Offer>,
}

#[derive(Serialize, JsonSchema)]
pub(in crate::verb) struct Offer {
    worker: String,
    branch: String,
    commands: Vec<String>,
}

/// Prints the commands, in the order the branches are best merged, or with `open` runs them.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    decision: &Decision,
    open: bool,
) -> Result<Exit, Failure> {
    let mut offers = Vec::new();
    let base = &decision.journal.base_tip;
    for merge in &decision.journal.merge {
        let push = format!("{}:refs/heads/{}", merge.tip, merge.branch);
        let mut commands = vec![format!("git push {} {}", sh(&config.remote), sh(&push))];
        let worker = config.find(&merge.worker).cloned().unwrap_or_default();
        let body = forge::about(repo, &worker, base, &merge.tip)?;
        let title = merge.message();
        commands.push(forge::request(repo, config, &merge.branch, (&title, &body))?);
        offers.push(Offer { worker: merge.worker.clone(), branch: merge.branch.clone(), commands });
    }
    if open && !context.dry_run {
        let commands: Vec<String> = offers.iter().flat_map(|it| it.commands.clone()).collect();
        let exit = forge::open(context, repo, config, &commands)?;
        if context.json {
            context.out.json("offers", &Shown { offers })?;
        }
        return Ok(exit);
    }
    if context.json {
        context.out.json("offers", &Shown { offers })?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for (offer, merge) in offers.iter().zip(&decision.journal.merge) {
        text.push_str(&format!("# {}\n", inert(merge.message())));
        for command in &offer.commands {
            text.push_str(&format!("{command}\n"));
        }
    }
    context.out.answer(text)?;
    super::told::expectations(context, decision);
    Ok(Exit::Done)
}
