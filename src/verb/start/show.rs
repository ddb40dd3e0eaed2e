//! What `start` tells: the workers, who works for each, and the commands to run.

use super::decide::Start;
use super::terminal::{self, Terminal};
use super::{Args, Started};
use crate::config::{Config, slug};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::plan;
use crate::render::{count, inert, style};
use crate::verb::Context;
use crate::worker::sh;

/// Tells what was started, or would be, and what is to be run.
pub(super) fn show(
    context: &Context,
    repo: &Repo,
    config: &Config,
    args: &Args,
    starts: &[Start],
    did: &str,
) -> Result<Exit, Failure> {
    if context.json {
        context.out.json("start", &Started { starts })?;
        return Ok(Exit::Done);
    }
    let mut text = format!("{did} {}\n\n", count(starts.len(), "worker"));
    for start in starts {
        text.push_str(&format!(
            "  {}  {} on {}{}\n",
            style::strong(&start.worker),
            start.worktree,
            style::name(&start.branch),
            start.tree.told(),
        ));
    }
    for line in of_agents(starts, context.dry_run) {
        text.push_str(&format!("\n  {line}"));
    }
    text.push('\n');
    let commands = if let Some(terminal) = args.terminal() {
        text.push_str("\nrun in one terminal:\n\n");
        in_sessions(repo, config, terminal, starts)
    } else {
        text.push_str("\nrun each in a terminal of its own:\n\n");
        starts.iter().map(|start| start.launch.clone()).collect()
    };
    for command in commands {
        text.push_str(&format!("  {command}\n"));
    }
    // What is printed for a terminal to run was asked for.
    if args.terminal().is_some() {
        context.out.answer(text)?;
    } else {
        context.did(text)?;
    }
    for start in starts {
        let needs = config.find(&start.worker).map(plan::needed_first).unwrap_or_default();
        if !needs.is_empty() {
            context.out.note(format!(
                "{} can begin nothing before {} is there: run its script when status says so",
                start.worker,
                needs.join(", ")
            ));
        }
    }
    if config.agent.push && repo.remotes()?.contains(&config.remote) {
        context.out.note(format!(
            "workers push each commit to {}, as their prompts say; push = false under [agent] keeps them here",
            inert(&config.remote)
        ));
    }
    context.out.note("\nthen: git parallel status");
    Ok(Exit::Done)
}

/// Who works on it and may do what without asking, a line for each agent; where nothing is done yet, by
/// which command.
fn of_agents(starts: &[Start], dry_run: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told: Vec<&Start> = Vec::new();
    let alike = |one: &Start, other: &Start| {
        (&one.agent, one.permission, &one.command)
            == (&other.agent, other.permission, &other.command)
    };
    for start in starts {
        if told.iter().any(|other| alike(other, start)) {
            continue;
        }
        told.push(start);
        let own = starts.iter().filter(|other| alike(other, start));
        let ids: Vec<&str> = own.map(|it| it.worker.as_str()).collect();
        let may =
            start.permission.map_or(String::new(), |it| format!(", permission {}", it.word()));
        lines.push(inert(format!("agent {}{may} for {}", start.agent, ids.join(", "))));
        if dry_run {
            let words: Vec<String> = start.command.iter().map(|word| shown_word(word)).collect();
            lines.push(inert(format!("  {}", words.join(" "))));
        }
    }
    lines
}

/// A word of a command as a shell has it, its open places as they are written in the plan.
fn shown_word(word: &str) -> String {
    let place = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if place.is_some_and(|place| place.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
        return word.to_owned();
    }
    sh(word)
}

/// Four letters that stand for `bytes`, the same on every machine and in every version (FNV-1a, folded).
fn mark(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    format!("{:04x}", (hash >> 16) ^ (hash & 0xffff))
}

/// The commands for the terminal, in a session of its own for each repository and feature.
fn in_sessions(repo: &Repo, config: &Config, terminal: Terminal, starts: &[Start]) -> Vec<String> {
    let folder = repo.root().file_name().map(|name| slug(&name.to_string_lossy()));
    let folder = folder.unwrap_or_default();
    let feature = |start: &Start| {
        let own = config.find(&start.worker).and_then(|worker| config.feature(worker));
        slug(own.unwrap_or("parallel"))
    };
    // Two repositories may have one name.
    let own_mark = mark(&git::bytes(repo.common()));
    let mut features: Vec<String> = Vec::new();
    for name in starts.iter().map(feature) {
        if !features.contains(&name) {
            features.push(name);
        }
    }
    let commands = features.iter().flat_map(|name| {
        let own: Vec<&Start> = starts.iter().filter(|start| feature(start) == *name).collect();
        let session = format!("{folder}-{name}-{own_mark}");
        terminal::commands(terminal, session.trim_matches('-'), &own)
    });
    commands.collect()
}
