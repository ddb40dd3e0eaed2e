//! Where a command of a worker's is to be run: in its worktree, where that is here.

use super::action::action;
use super::{Action, Row};
use crate::config::{Config, Worker};
use crate::paste::sh;

/// What is to be done in its worktree by `git` with these words; said in words where that is elsewhere, for
/// only there it can be run.
pub(super) fn there(config: &Config, row: &Row, why: String, words: &str) -> Action {
    if row.here {
        return action(why, format!("git -C {} {words}", worktree(config, row)));
    }
    Action {
        why: format!("{why}; its worktree is not here: where it works, git {words}"),
        run: None,
    }
}

/// The command that shows its last commits.
pub(super) fn log(tree: &str, row: &Row, commits: usize) -> String {
    match &row.newest {
        Some(newest) if !row.here => format!("git log -{commits} {} --", sh(newest)),
        _ => format!("git -C {tree} log -{commits}"),
    }
}

/// Its worktree, as a word of a command.
pub(super) fn worktree(config: &Config, row: &Row) -> String {
    if let Some(path) = row.path.as_ref().filter(|_| row.moved) {
        return sh(path);
    }
    let name = config.find(&row.worker).map(Worker::name).unwrap_or_default();
    sh(&format!("{}/{name}", config.layout.worktrees))
}
