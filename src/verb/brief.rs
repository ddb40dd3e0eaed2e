//! What a prompt speaks of, gathered from the plan.

use crate::config::{Config, Worker};
use crate::worker::{Brief, Need, Peer, Place, Step, sh};

/// The brief of `worker` at `place`; `remote` is the remote workers push to, where there is one.
pub(super) fn of(config: &Config, worker: &Worker, place: &Place, remote: Option<String>) -> Brief {
    let tasks = worker.task.iter().map(|task| Step {
        id: task.id.clone(),
        text: task.text.clone(),
        source: task.source.clone(),
        size: task.size.clone(),
        scope: task.scope.clone(),
        after: task.after.clone(),
    });
    let peers = config.worker.iter().filter(|other| other.id != worker.id).map(|other| Peer {
        id: other.id.clone(),
        title: other.title().to_owned(),
        scope: other.patterns().map(str::to_owned).collect(),
    });
    Brief {
        id: worker.id.clone(),
        name: worker.name(),
        title: worker.title().to_owned(),
        worktree: sh(&place.worktree.to_string_lossy()),
        branch: place.branch.clone(),
        base: config.base.clone(),
        remote,
        scope: worker.patterns().map(str::to_owned).collect(),
        shared: config.guard.shared.clone(),
        tasks: tasks.collect(),
        checkpoints: checkpoints(worker),
        needs: worker.needs.iter().map(|need| needed(config, need)).collect(),
        peers: peers.collect(),
        prefixes: config.prefix.iter().map(|prefix| prefix.name.clone()).collect(),
        checks: config.check.run.clone(),
    }
}

/// The checkpoints the plan expects; where it says none, one after each task.
fn checkpoints(worker: &Worker) -> Vec<String> {
    if !worker.checkpoints.is_empty() {
        return worker.checkpoints.clone();
    }
    worker.task.iter().zip(1..).map(|(task, n)| format!("task {n} ({})", task.id)).collect()
}

fn needed(config: &Config, need: &str) -> Need {
    let (provider, item) = need.split_once('/').unwrap_or((need, "its work"));
    Need {
        name: if need.contains('/') { need.to_owned() } else { format!("{provider}/{item}") },
        worker: provider.to_owned(),
        branch: config.find(provider).map(|worker| config.branch(worker)).unwrap_or_default(),
    }
}
