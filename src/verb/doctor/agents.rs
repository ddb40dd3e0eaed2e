//! The agents of the workers: whether each is there, and what of it stands.

use serde::Serialize;

use super::{Finding, Mend};
use crate::config::{Config, Launch};
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::start;
use crate::verb::trees::Trees;
use crate::worker::chosen;

/// One agent of the plan, and what it can do.
#[derive(Debug, Serialize)]
pub(super) struct Agent {
    /// Its name, or its program where nothing is known of it.
    name: String,
    /// The workers it works for.
    workers: Vec<String>,
    /// Whether its program is on PATH.
    installed: bool,
    /// Whether its writes can be stopped before they are made.
    edit_guard: bool,
    /// How it is known that it waits for an answer.
    #[serde(skip_serializing_if = "String::is_empty")]
    waiting: String,
    /// What it cannot do, or what the user has to do once.
    limits: Vec<String>,
}

impl Agent {
    /// It in a line, and its limits below.
    pub(super) fn told(&self) -> Vec<String> {
        let edits = if self.edit_guard { "asks" } else { "does not ask" };
        let waiting = if self.waiting.is_empty() { "" } else { ", tells when it waits" };
        let workers = self.workers.join(", ");
        let head = format!("{} ({workers}): {edits} before it writes{waiting}", self.name);
        let limits = self.limits.iter().map(|limit| format!("  {limit}"));
        std::iter::once(head).chain(limits).collect()
    }
}

/// The agents of the plan, in the order of their first workers.
pub(super) fn known(repo: &Repo, config: &Config) -> Result<Vec<Agent>, Failure> {
    let mut found: Vec<Agent> = Vec::new();
    for (worker, launch) in launches(repo, config)? {
        let program = launch.command.first().cloned().unwrap_or_default();
        let profile = launch.profile;
        let name = profile.as_ref().map_or_else(|| program.clone(), |it| it.name.clone());
        match found.iter_mut().find(|agent| agent.name == name) {
            Some(agent) => agent.workers.push(worker),
            None => found.push(Agent {
                name,
                workers: vec![worker],
                installed: which::which(&program).is_ok(),
                edit_guard: profile.as_ref().is_some_and(|profile| profile.edit_guard),
                waiting: profile.as_ref().map(|it| it.waiting.clone()).unwrap_or_default(),
                limits: profile.map(|profile| profile.limits).unwrap_or_default(),
            }),
        }
    }
    Ok(found)
}

/// What is wrong with them: not there, or without the edit guard they could have.
pub(super) fn examine(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let trees = Trees::of(repo)?;
    let mut found: Vec<Finding> = Vec::new();
    let mut absent: Vec<String> = Vec::new();
    let launches = launches(repo, config)?;
    let bare = config.agent.launch(&crate::config::Worker::default(), None).ok();
    let programs = launches
        .iter()
        .map(|(_, launch)| launch)
        .chain(bare.as_ref().filter(|_| launches.is_empty()));
    for program in programs.filter_map(|launch| launch.command.first()) {
        if which::which(program).is_err() && !absent.contains(program) {
            absent.push(program.clone());
        }
    }
    found.extend(absent.into_iter().map(|program| {
        finding(
            format!("the agent '{program}' is not on PATH"),
            "install it, or set [agent] name or command in .parallel.toml".into(),
        )
    }));
    for (id, launch) in launches {
        let worker = config.find(&id);
        let tree = worker.and_then(|worker| trees.readable(config, worker));
        let (Some(tree), Some(profile)) = (tree, launch.profile) else { continue };
        let lacking = start::lacking(repo, &profile, &tree.path)?;
        found.extend(lacking.into_iter().map(|problem| {
            finding(
                format!("the edit guard of {id}: {problem}"),
                format!("git parallel start {id}; what is tracked, you have to change yourself"),
            )
        }));
    }
    Ok(found)
}

fn launches(repo: &Repo, config: &Config) -> Result<Vec<(String, Launch)>, Failure> {
    let chosen = chosen(&repo.parallel_dir())?;
    let launch = |worker: &crate::config::Worker| {
        Ok((worker.id.clone(), start::files::launch(config, worker, &chosen)?))
    };
    config.worker.iter().map(launch).collect()
}

fn finding(problem: String, mend: String) -> Finding {
    Finding { kind: "agent", problem, mend, by: Mend::User }
}
