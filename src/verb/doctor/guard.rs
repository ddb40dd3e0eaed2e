//! What is wrong with the guard: its hooks, their configuration, and worktrees it does not know.

use super::{Finding, Mend};
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::hook;
use crate::verb::trees::Trees;
use crate::worker::sh;

/// Each way in which the guard of a worker no longer stands.
pub(super) fn drifted(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let trees = Trees::of(repo)?;
    let mut found: Vec<Finding> = Vec::new();
    for worker in &config.worker {
        let Some(tree) = trees.readable(config, worker) else { continue };
        for drift in hook::drift(repo, &tree.path)? {
            let problem = format!("{}: {drift}", Worker::name(worker));
            let mend = "git parallel hooks install".into();
            found.push(Finding { kind: "guard", problem, mend, by: Mend::Hooks });
        }
    }
    Ok(found)
}

/// Worktrees with a copy of a worker's configuration: its hooks run there for nothing.
pub(super) fn strangers(repo: &Repo) -> Result<Vec<Finding>, Failure> {
    let told = |tree: std::path::PathBuf| Finding {
        kind: "guard",
        problem: format!(
            "'{}' runs our hooks, though no worker is registered there",
            tree.display()
        ),
        mend: format!(
            "git -C {} config --worktree --unset core.hooksPath",
            sh(&tree.to_string_lossy())
        ),
        by: Mend::Strangers,
    };
    Ok(hook::strangers(repo)?.into_iter().map(told).collect())
}

/// Keys of the main worktree in the configuration of all: git then finds no worktree, or the wrong
/// one. Whether they were meant is the user's to say; a bare repository is one anyway.
pub(super) fn misplaced(repo: &Repo) -> Result<Vec<Finding>, Failure> {
    let file = repo.common().join("config");
    let shown = sh(&file.to_string_lossy());
    let bare = !repo.common().ends_with(".git");
    let told = |key: &str| Finding {
        kind: "config",
        problem: format!("{key} is set for all worktrees, which it breaks"),
        mend: if bare {
            "git parallel hooks install".to_owned()
        } else {
            format!("git config --file {shown} --unset-all {key}")
        },
        by: Mend::User,
    };
    Ok(repo.misplaced_keys()?.into_iter().map(told).collect())
}
