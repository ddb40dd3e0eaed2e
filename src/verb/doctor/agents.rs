//! The agents of the workers: whether each is there, and what of it stands.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Finding, Mend};
use crate::config::{Config, Launch};
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::start;
use crate::verb::trees::Trees;
use crate::worker::chosen;

/// One agent of the plan, and what it can do.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Agent {
    /// Its name, or its program where nothing is known of it.
    name: String,
    /// The workers it works for.
    workers: Vec<String>,
    /// Whether its program is on PATH.
    installed: bool,
    /// Whether its writes are stopped before they are made, for all of its workers that are started.
    edit_guard: bool,
    /// The workers for whom they could be, and are not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unguarded: Vec<String>,
    /// How it is known that it waits for an answer.
    #[serde(skip_serializing_if = "String::is_empty")]
    waiting: String,
    /// What it cannot do, or what the user has to do once.
    limits: Vec<String>,
    #[serde(skip)]
    program: String,
}

impl Agent {
    /// It in a line, and its limits below.
    pub(super) fn told(&self) -> Vec<String> {
        let waiting = if self.waiting.is_empty() { "" } else { ", tells when it waits" };
        let edits = match self.unguarded.as_slice() {
            [] if self.edit_guard => "asks before it writes".to_owned(),
            all if all.len() < self.workers.len() && !all.is_empty() => {
                format!("asks before it writes, but not for {}", all.join(", "))
            }
            _ => "does not ask before it writes".to_owned(),
        };
        let head = format!("{} ({}): {edits}{waiting}", self.name, self.workers.join(", "));
        let limits = self.limits.iter().map(|limit| format!("  {limit}"));
        std::iter::once(head).chain(limits).collect()
    }

    fn of(launch: &Launch) -> Self {
        let program = launch.command.first().cloned().unwrap_or_default();
        let profile = launch.profile.clone();
        Self {
            name: profile.as_ref().map_or_else(|| program.clone(), |it| it.name.clone()),
            workers: Vec::new(),
            installed: which::which(&program).is_ok(),
            edit_guard: profile.as_ref().is_some_and(|profile| profile.edit_guard),
            unguarded: Vec::new(),
            waiting: profile.as_ref().map(|it| it.waiting.clone()).unwrap_or_default(),
            limits: profile.map(|profile| profile.limits).unwrap_or_default(),
            program,
        }
    }
}

/// The agents of the plan, in the order of their first workers, and what is wrong with them: not there,
/// asked for what they have not, or without the edit guard they could have.
pub(super) fn examine(repo: &Repo, config: &Config) -> Result<(Vec<Agent>, Vec<Finding>), Failure> {
    let trees = Trees::of(repo)?;
    let chosen = chosen(&repo.parallel_dir())?;
    let (mut agents, mut found): (Vec<Agent>, Vec<Finding>) = (Vec::new(), Vec::new());
    let mut unguarded: Vec<(String, Vec<String>)> = Vec::new();
    for worker in &config.worker {
        let launch = match start::files::launch(config, worker, &chosen) {
            Ok(launch) => launch,
            Err(failure) => {
                found.push(unlaunchable(&failure));
                continue;
            }
        };
        let agent = Agent::of(&launch);
        let at =
            agents.iter().position(|it| (&it.name, &it.program) == (&agent.name, &agent.program));
        let at = at.unwrap_or_else(|| {
            agents.push(agent);
            agents.len() - 1
        });
        agents[at].workers.push(worker.id.clone());
        let Some(tree) = trees.readable(config, worker) else { continue };
        let stands = start::standing(repo, &launch, &tree.path)?;
        let limits = &mut agents[at].limits;
        if let Some(told) = stands.only.filter(|told| !limits.contains(told)) {
            limits.push(told);
        }
        let Some(problem) = stands.lacking else { continue };
        agents[at].edit_guard = false;
        agents[at].unguarded.push(worker.id.clone());
        match unguarded.iter_mut().find(|(known, _)| *known == problem) {
            Some((_, workers)) => workers.push(worker.id.clone()),
            None => unguarded.push((problem, vec![worker.id.clone()])),
        }
    }
    // Whom the plan would start.
    let bare = config
        .worker
        .is_empty()
        .then(|| start::files::launch(config, &crate::config::Worker::default(), &chosen));
    let bare = bare.and_then(Result::ok).map(|launch| Agent::of(&launch));
    let absent = agents.iter().chain(bare.as_ref()).filter(|agent| !agent.installed);
    found.extend(absent.map(|agent| {
        finding(
            format!("the agent '{}' is not on PATH", agent.program),
            "install it, or set [agent] name or command in .parallel.toml".into(),
        )
    }));
    found.extend(unheeded(config, &chosen));
    found.extend(unguarded.into_iter().map(|(problem, workers)| {
        finding(
            format!("the edit guard of {}: {problem}", workers.join(", ")),
            format!(
                "git parallel start {}; what is tracked, you have to change yourself",
                workers.join(" ")
            ),
        )
    }));
    Ok((agents, found))
}

fn unlaunchable(failure: &Failure) -> Finding {
    let mend = failure.hints().join("; or ");
    finding(failure.message().to_owned(), mend)
}

/// A permission that does not reach the command of `[agent]`.
fn unheeded(config: &Config, chosen: &BTreeMap<String, String>) -> Option<Finding> {
    let told = start::unheeded(config, chosen)?;
    Some(finding(told, "put '{permission}' into its command, or the agent's own options".into()))
}

fn finding(problem: String, mend: String) -> Finding {
    Finding { kind: "agent", problem, mend, by: Mend::User }
}
