//! One worker in detail: its tasks, its files by owner, its timeline.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Row, Work, remaining};
use crate::config::{Config, Worker};
use crate::guard::Signal;
use crate::scope::Scope;

/// One task and whether a checkpoint names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskState {
    /// The item's identifier.
    pub id: String,
    /// The item in words.
    pub text: String,
    /// Whether a checkpoint names it.
    pub done: bool,
}

/// One changed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// The path.
    pub path: String,
    /// The worker that owns it; none where nobody does.
    pub owner: Option<String>,
    /// Whether it is a boundary file, which nobody owns and all may change.
    pub shared: bool,
    /// Whether it is not committed yet.
    pub dirty: bool,
}

/// One commit on the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moment {
    /// The commit.
    pub commit: String,
    /// Seconds ago.
    pub age: u64,
    /// Its prefix, or nothing.
    pub signal: String,
    /// The subject without its prefix.
    pub text: String,
}

/// One worker in detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Detail {
    /// The row it has in the report.
    #[serde(flatten)]
    pub row: Row,
    /// Where its worktree is.
    pub worktree: String,
    /// Its patterns.
    pub scope: Vec<String>,
    /// Its tasks.
    pub tasks: Vec<TaskState>,
    /// What it changed since it left the base, committed and not.
    pub files: Vec<File>,
    /// Its commits, newest first.
    pub timeline: Vec<Moment>,
}

/// The detail of `worker`; `changed` are the paths it committed since it left the base.
pub fn detail(
    config: &Config,
    worker: &Worker,
    row: Row,
    work: &Work,
    changed: &[String],
    now: i64,
) -> Detail {
    let left = remaining(worker, work);
    let merged = row.state == super::State::Merged;
    let tasks = worker.task.iter().map(|task| TaskState {
        id: task.id.clone(),
        text: task.text.clone(),
        done: merged || !left.iter().any(|open| open.id == task.id),
    });
    let scopes: Vec<(&str, Scope)> =
        config.worker.iter().map(|worker| (worker.id.as_str(), worker.owned())).collect();
    let owner = |path: &str| {
        let found = scopes.iter().find(|(_, scope)| scope.owns(path.as_bytes()));
        found.map(|(id, _)| (*id).to_owned())
    };
    let shared = config.shared();
    let file = |path: &String, dirty| {
        let owner = owner(path);
        let shared = owner.is_none() && shared.owns(path.as_bytes());
        File { path: path.clone(), owner, shared, dirty }
    };
    let committed =
        changed.iter().filter(|path| !work.dirty.contains(path)).map(|path| file(path, false));
    let dirty = work.dirty.iter().map(|path| file(path, true));
    let timeline = work.events.iter().map(|event| Moment {
        commit: event.id.clone(),
        age: u64::try_from(now - event.time).unwrap_or(0),
        signal: event.signal.as_ref().map(prefix).unwrap_or_default(),
        text: event.text.clone(),
    });
    Detail {
        worktree: match &row.path {
            Some(path) if row.moved => path.clone(),
            _ => format!("{}/{}", config.layout.worktrees, worker.name()),
        },
        scope: worker.patterns().map(str::to_owned).collect(),
        tasks: tasks.collect(),
        files: dirty.chain(committed).collect(),
        timeline: timeline.collect(),
        row,
    }
}

/// A signal as it is written.
fn prefix(signal: &Signal) -> String {
    match signal {
        Signal::Checkpoint => "[CHECKPOINT]".into(),
        Signal::Blocked(reason) => format!("[BLOCKED:{reason}]"),
        Signal::Needs { worker, item } => format!("[NEEDS:{worker}/{item}]"),
        Signal::Complete => "[COMPLETE]".into(),
        Signal::Other(name) => format!("[{name}]"),
    }
}
