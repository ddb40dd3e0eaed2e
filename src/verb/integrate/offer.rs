//! `integrate --pr`: the commands that offer each worker's branch for review, instead of merging.

use serde::Serialize;

use super::begin::Decision;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::{inert, style};
use crate::verb::Context;
use crate::worker::sh;

#[derive(Serialize)]
struct Shown {
    offers: Vec<Offer>,
}

#[derive(Serialize)]
struct Offer {
    worker: String,
    branch: String,
    commands: Vec<String>,
}

/// Prints the commands, in the order the branches are best merged.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    decision: &Decision,
) -> Result<Exit, Failure> {
    let mut offers = Vec::new();
    for merge in &decision.journal.merge {
        let push = format!("{}:refs/heads/{}", merge.tip, merge.branch);
        let mut commands = vec![format!("git push {} {}", sh(&config.remote), sh(&push))];
        commands.push(request(repo, config, &merge.branch, &merge.message())?);
        offers.push(Offer { worker: merge.worker.clone(), branch: merge.branch.clone(), commands });
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

/// The command that opens a request to merge `branch` into the base, as far as the remote's
/// address tells which program does.
pub(in crate::verb) fn request(
    repo: &Repo,
    config: &Config,
    branch: &str,
    title: &str,
) -> Result<String, Failure> {
    let url = repo.remote_url(&config.remote)?;
    let (branch, base, title) = (sh(branch), sh(&config.base), sh(title));
    Ok(if url.contains("github") {
        format!("gh pr create --base {base} --head {branch} --title {title} --body ''")
    } else if url.contains("gitlab") {
        format!(
            "glab mr create --target-branch {base} --source-branch {branch} --title {title} --description ''"
        )
    } else {
        format!(
            "git request-pull {base} {} {branch}  {}",
            sh(&config.remote),
            style::faint("# or open it where the remote is hosted")
        )
    })
}
