//! What to do next, as commands to paste, the most useful first.

use schemars::JsonSchema;
use serde::Serialize;

use super::alert::stalls;
use super::needs::mentions;
use super::{Need, Row, State, Watched};
use crate::config::{Config, Worker};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Action {
    /// Why, in a few words.
    pub why: String,
    /// The command, where a command does it.
    pub run: Option<String>,
}

/// What to do next, given the rows, what was watched, and who waits in a circle.
pub(super) fn actions(
    config: &Config,
    rows: &[Row],
    watched: &[Watched],
    deadlocks: &[Vec<String>],
) -> Vec<Action> {
    let mut found = Vec::new();
    for cycle in deadlocks {
        found.extend(ways_out(config, rows, cycle));
    }
    for (row, watched) in rows.iter().zip(watched) {
        found.extend(of_state(config, row));
        found.extend(of_branch(config, row, watched));
    }
    found.extend(rows.iter().filter_map(|row| of_silence(config, row)));
    found.extend(of_all(rows));
    found
}

fn action(why: impl Into<String>, run: impl Into<String>) -> Action {
    Action { why: why.into(), run: Some(run.into()) }
}

/// The three ways out of a circle: a stub, partial work, another scope.
pub fn ways_out(config: &Config, rows: &[Row], cycle: &[String]) -> Vec<Action> {
    let (first, next) = (&cycle[0], &cycle[1 % cycle.len()]);
    let row = rows.iter().find(|row| row.worker == *first);
    let need = row.and_then(|row| row.open_needs().find(|need| need.of == *next));
    let (Some(row), Some(need)) = (row, need) else { return Vec::new() };
    let provider = config.find(next);
    let branch = provider.map(|worker| config.branch(worker)).unwrap_or_default();
    let handed = provider.map(|worker| handed(worker, need)).unwrap_or_default();
    vec![
        action(
            format!("way out 1: {first} goes on with a stub of {}", need.name()),
            format!("git parallel prompt {first} --deadlock"),
        ),
        action(
            format!("way out 2: {first} takes what {next} has so far"),
            format!("git -C {} merge {branch}", worktree(config, row)),
        ),
        action(
            format!("way out 3: {first} makes {} itself", need.item),
            format!("git parallel reassign {handed} --from {next} --to {first}"),
        ),
    ]
}

/// What of `provider` to hand over so that somebody else can make what is needed: the task that
/// speaks of it, the part of its scope that is named like it, or its first. A worker's only folder
/// stays its own, for nobody is left without a scope: then it is a path in it.
fn handed(provider: &Worker, need: &Need) -> String {
    let wanted = need.item.to_lowercase();
    let task = provider.task.iter().find(|task| {
        task.id.to_lowercase() == wanted || mentions(&task.text.to_lowercase(), &wanted)
    });
    let path = || provider.scope.iter().find(|path| path.to_lowercase().contains(&wanted));
    let any = || provider.scope.iter().find(|path| !path.starts_with('!'));
    if let Some(task) = task {
        return task.id.clone();
    }
    let Some(found) = path().or_else(any) else { return String::new() };
    let alone = provider.scope.iter().filter(|path| !path.starts_with('!')).count() == 1;
    // The item is what a commit says; only a plain name goes into a command to paste.
    let plain = need.item.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if alone && plain && found.ends_with('/') {
        return format!("{found}{}", need.item);
    }
    found.clone()
}

fn of_state(config: &Config, row: &Row) -> Vec<Action> {
    let id = &row.worker;
    let tree = worktree(config, row);
    let mut found = Vec::new();
    match &row.state {
        State::Missing => {
            found.push(action(format!("start {id}"), format!("git parallel start {id}")));
        }
        State::Blocked { reason } => {
            found.push(action(format!("unblock {id} ({reason})"), format!("git -C {tree} log -1")));
        }
        State::Complete if row.dirty > 0 => found.push(action(
            format!("see what {id} left uncommitted"),
            format!("git -C {tree} status --short"),
        )),
        _ => {}
    }
    for need in row.open_needs().filter(|need| need.met) {
        let provider = config.find(&need.of);
        let branch = provider.map(|worker| config.branch(worker)).unwrap_or_default();
        found.push(action(
            format!("{id}: take {} and go on", need.name()),
            format!("git -C {tree} merge {branch}"),
        ));
    }
    found
}

/// A silent worker may be thinking; what is certain comes first.
fn of_silence(config: &Config, row: &Row) -> Option<Action> {
    let id = &row.worker;
    let why =
        format!("see whether the session of {id} is alive; if not, give a new one this prompt");
    stalls(config, row).then(|| action(why, format!("git parallel prompt {id} --continue")))
}

fn of_branch(config: &Config, row: &Row, watched: &Watched) -> Vec<Action> {
    let id = &row.worker;
    let tree = worktree(config, row);
    let mut found = Vec::new();
    if !watched.drift.is_empty() {
        found.push(action(format!("mend the guard of {id}"), "git parallel hooks install"));
    }
    if !watched.violations.is_empty() {
        let why = format!("see every rule {id} broke, and the ways out");
        found.push(action(why, format!("git parallel check {id}")));
    }
    if let Some(first) = watched.astray.first() {
        let why =
            format!("see what {id} committed on {}, and have it moved where it belongs", first.on);
        found.push(action(why, "git parallel recover"));
    }
    if watched.work.diverged {
        let range = format!("{0}...{1}/{0}", row.branch, config.remote);
        let why = format!("see what {id} has here and what on {}", config.remote);
        found.push(action(why, format!("git log --oneline --left-right {range}")));
    }
    if watched.conflicts.iter().any(|conflict| conflict.with == config.base) {
        let why = format!("have {id} take {} now, while the conflict is small", config.base);
        found.push(action(why, format!("git -C {tree} merge {}", config.base)));
    }
    found
}

fn of_all(rows: &[Row]) -> Option<Action> {
    let over = |row: &Row| matches!(row.state, State::Complete | State::Merged);
    if rows.is_empty() || !rows.iter().all(over) {
        return None;
    }
    Some(if rows.iter().all(|row| row.state == State::Merged) {
        action("everything has landed: clean up", "git parallel clean")
    } else {
        action("everyone is complete: merge their work", "git parallel integrate")
    })
}

fn worktree(config: &Config, row: &Row) -> String {
    let name = config.find(&row.worker).map(Worker::name).unwrap_or_default();
    format!("{}/{name}", config.layout.worktrees)
}
