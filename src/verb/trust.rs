//! Commands of `.parallel.toml` run only after the user has seen and trusted them once.

use std::fs;
use std::path::PathBuf;

use super::context::write_whole;
use super::{Context, Plan};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Lock, Repo};
use crate::render::inert;
use crate::worker::commands;

fn file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("trusted.json")
}

/// Refuses unless every command of `config` is trusted: by `--trust`, by an earlier yes, or by one
/// given now. What is remembered is the commands themselves, so that a changed one asks again.
pub(super) fn require(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    let fresh = fresh(repo, config);
    if fresh.is_empty() {
        return Ok(());
    }
    if !context.trust {
        let list: String = fresh.iter().map(|command| format!("  {}\n", inert(command))).collect();
        let question = format!(".parallel.toml wants to run:\n{list}Trust these commands? [y/N]");
        let answer = if context.out.is_watched() { context.out.ask(&question)? } else { None };
        if !answer.is_some_and(|answer| ["y", "yes"].contains(&answer.to_lowercase().as_str())) {
            let first = inert(&fresh[0]);
            return Err(Failure::new(format!(
                "commands of .parallel.toml are not trusted yet: '{first}'"
            ))
            .hint("read them in .parallel.toml, then run the command again with --trust"));
        }
    }
    remember(repo, config)
}

/// The plan with all its commands trusted, and the right to change what this program keeps: asked
/// without it, so that nobody waits for an answer, and read again once it is held.
pub(super) fn locked(
    context: &Context,
    repo: &Repo,
    verb: &str,
) -> Result<(Option<Lock>, Plan), Failure> {
    require(context, repo, &context.plan(repo)?.config)?;
    let lock = context.lock(repo, verb)?;
    let plan = context.plan(repo)?;
    require(context, repo, &plan.config)?;
    Ok((lock, plan))
}

/// The commands of `config` that nobody has trusted yet.
pub(super) fn fresh(repo: &Repo, config: &Config) -> Vec<String> {
    let known = known(repo);
    commands(config).into_iter().filter(|command| !known.contains(command)).collect()
}

/// Trusts every command of `config`, and what was trusted before.
pub(super) fn remember(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let mut known = known(repo);
    for command in commands(config) {
        if !known.contains(&command) {
            known.push(command);
        }
    }
    let text = serde_json::to_string_pretty(&known).map_err(std::io::Error::from)?;
    write_whole(&file(repo), text.as_bytes())
}

/// What was trusted before; a file that cannot be read counts as nothing, so that it asks again.
fn known(repo: &Repo) -> Vec<String> {
    let text = fs::read_to_string(file(repo)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}
