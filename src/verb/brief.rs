//! What a prompt speaks of, gathered from the plan.

use std::path::Path;

use crate::config::{Config, Task, Worker};
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::Repo;
use crate::monitor::{self, LEAD, State, Watched, checkpoints, cycles, remaining, report};
use crate::plan::{first_free, needed_first};
use crate::worker::{Brief, Granted, Kind, Need, Peer, Place, Prompts, Step, names, sh_path};

/// The brief of `worker`, who is at home at `place`.
pub(super) fn of(
    repo: &Repo,
    config: &Config,
    place: &Place,
    worker: &Worker,
) -> Result<Brief, Failure> {
    let known = if config.agent.push { repo.remotes()? } else { Vec::new() };
    let remote = known.into_iter().find(|name| *name == config.remote);
    let mut brief = assigned(config, worker, place, remote);
    for need in &mut brief.needs {
        let far = format!("{}/{}", config.remote, need.branch);
        if repo.tip(&need.branch)?.is_none()
            && repo.commit(&format!("refs/remotes/{far}"))?.is_some()
        {
            need.branch = far;
        }
    }
    Ok(brief)
}

/// The templates in force: the repository's own where it has some.
pub(super) fn prompts(repo: &Repo, config: &Config) -> Result<Prompts, Failure> {
    let mut prompts = Prompts::default();
    let Some(folder) = &config.agent.prompts else { return Ok(prompts) };
    for kind in Kind::ALL {
        let file = Path::new(folder).join(kind.file());
        if let Some(text) = Beneath::repository(repo.root()).read_text(&file)? {
            prompts = prompts.with(kind, text);
        }
    }
    Ok(prompts)
}

/// Adds what the commits tell: what is done, what remains, which needs are met.
pub(super) fn add_news(brief: &mut Brief, config: &Config, worker: &Worker, watched: &[Watched]) {
    let report = report(config, watched, 0);
    let all: Vec<monitor::Need> = report.workers.iter().flat_map(|row| row.needs.clone()).collect();
    let Some(seen) = watched.iter().find(|seen| seen.work.id == worker.id) else { return };
    brief.done = checkpoints(&seen.work);
    let open = remaining(worker, &seen.work);
    let lacked = lacked(config, worker, watched);
    brief.first = first_free(&lacked, &open).map(|task| task.id.clone());
    if open.is_empty() || brief.first.is_some() {
        brief.held.clear();
    }
    brief.remaining = open.into_iter().map(step).collect();
    brief.dirty.clone_from(&seen.work.dirty);
    let open = all.iter().filter(|need| need.by == worker.id && !need.taken);
    let (met, waiting): (Vec<_>, Vec<_>) = open.partition(|need| need.met);
    let told = |needs: Vec<&monitor::Need>| {
        let row = |id: &str| report.workers.iter().find(|row| row.worker == id);
        let told = |need: &&monitor::Need| Need {
            branch: row(&need.of).map(|row| row.to_merge().to_owned()).unwrap_or_default(),
            ..needed(config, &need.name())
        };
        needs.iter().map(told).collect()
    };
    (brief.available, brief.waiting) = (told(met), told(waiting));
    let row = report.workers.iter().find(|row| row.worker == worker.id);
    if let Some(State::Blocked { reason }) = row.map(|row| &row.state) {
        brief.blocked.clone_from(reason);
    }
    let shared = all.iter().filter(|need| need.by == worker.id && need.of == LEAD && need.taken);
    let shared = shared.filter(|need| config.guard.shared.contains(&need.item));
    brief.granted.extend(shared.map(|need| Granted {
        path: need.item.clone(),
        reason: "shared: any worker may, in a commit that holds nothing else".into(),
    }));
    let cycle = cycles(&all).into_iter().find(|cycle| cycle.contains(&worker.id));
    brief.cycle = cycle.unwrap_or_default();
}

/// The needs of the plan that nobody has met as far as commits tell.
fn lacked(config: &Config, worker: &Worker, watched: &[Watched]) -> Vec<String> {
    let open = |need: &&String| {
        let Some((of, item)) = need.split_once('/') else { return true };
        let provider = config.find(of).zip(watched.iter().find(|seen| seen.work.id == of));
        provider.is_none_or(|(provider, seen)| {
            !seen.work.merged && remaining(provider, &seen.work).iter().any(|task| task.id == item)
        })
    };
    worker.needs.iter().filter(open).cloned().collect()
}

fn step(task: &Task) -> Step {
    let facts = [
        task.priority.clone(),
        // A bare number is the document's own counting.
        task.label.clone().filter(|label| label.contains(char::is_alphabetic)),
        task.source.as_ref().map(|source| format!("from {source}")),
        task.size.as_ref().map(|size| format!("size {size}")),
    ];
    Step {
        id: task.id.clone(),
        text: task.text.clone(),
        detail: task.detail.clone(),
        priority: task.priority.clone(),
        label: task.label.clone(),
        facts: facts.into_iter().flatten().collect(),
        issue: task.source.as_deref().is_some_and(|source| source.starts_with('#')),
        source: task.source.clone(),
        size: task.size.clone(),
        scope: task.scope.clone(),
        after: task.after.clone(),
        from: task.from.clone(),
    }
}

fn assigned(config: &Config, worker: &Worker, place: &Place, remote: Option<String>) -> Brief {
    let peers = config.worker.iter().filter(|other| other.id != worker.id).map(|other| Peer {
        id: other.id.clone(),
        title: other.title().to_owned(),
        scope: other.patterns().map(str::to_owned).collect(),
    });
    let open: Vec<&Task> = worker.task.iter().filter(|task| !task.done).collect();
    let granted = worker.grant.iter().flat_map(|grant| {
        let told = |path: &String| Granted { path: path.clone(), reason: grant.reason.clone() };
        grant.paths.iter().map(told)
    });
    Brief {
        first: first_free(&worker.needs, &open).map(|task| task.id.clone()),
        held: needed_first(worker).into_iter().map(str::to_owned).collect(),
        sparse: config.setup.sparse,
        granted: granted.collect(),
        id: worker.id.clone(),
        name: worker.name(),
        title: worker.title().to_owned(),
        worktree: sh_path(&place.worktree),
        branch: place.branch.clone(),
        base: config.base.clone(),
        remote,
        scope: worker.patterns().map(str::to_owned).collect(),
        shared: config.guard.shared.clone(),
        tasks: worker.task.iter().filter(|task| !task.done).map(step).collect(),
        rules: worker.rule.iter().map(|rule| rule.text.clone()).collect(),
        checkpoints: expected(worker),
        needs: worker.needs.iter().map(|need| needed(config, need)).collect(),
        peers: peers.collect(),
        prefixes: config.prefix.iter().map(|prefix| prefix.name.clone()).collect(),
        environment: names(config, place),
        checks: config.check.run.clone(),
        ..Brief::default()
    }
}

/// The checkpoints the plan expects; where it says none, one after each task.
fn expected(worker: &Worker) -> Vec<String> {
    if !worker.checkpoints.is_empty() {
        return worker.checkpoints.clone();
    }
    let open = worker.task.iter().filter(|task| !task.done);
    open.zip(1..).map(|(task, n)| format!("task {n} ({})", task.id)).collect()
}

fn needed(config: &Config, need: &str) -> Need {
    let (provider, item) = need.split_once('/').unwrap_or((need, "its work"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain = need.contains('/') && !item.starts_with('-') && item.chars().all(is_plain);
    let found = config.find(provider);
    let task = found.and_then(|worker| worker.task.iter().find(|task| task.id == item));
    Need {
        name: if need.contains('/') { need.to_owned() } else { format!("{provider}/{item}") },
        worker: provider.to_owned(),
        branch: found.map(|worker| config.branch(worker)).unwrap_or_default(),
        item: plain.then(|| item.to_owned()),
        text: task.map(|task| task.text.clone()),
    }
}
