//! Where a worker's worktree, branch, script and prompt are.

use std::path::{Component, Path, PathBuf};

use crate::config::{Config, Worker};

/// The names and paths of one worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its number in the plan, from 1.
    pub number: usize,
    /// The worker's identifier.
    pub id: String,
    /// The branch, below `refs/heads/`.
    pub branch: String,
    /// The worktree, as the plan names it: relative to the main worktree.
    pub relative: PathBuf,
    /// The worktree's absolute path.
    pub worktree: PathBuf,
    /// The launch script, relative to the main worktree.
    pub script: PathBuf,
    /// The kickoff prompt, relative to the main worktree.
    pub prompt: PathBuf,
}

impl Place {
    /// Where `worker`, the `number`th of the plan, is at home; `root` is the main worktree, or the
    /// folder that holds a bare repository.
    pub fn of(config: &Config, root: &Path, number: usize, worker: &Worker) -> Self {
        let relative = Path::new(&config.layout.worktrees).join(worker.name());
        let scripts = Path::new(&config.layout.scripts);
        // By the identifier, not by the place in the plan, which changes when another one goes.
        let name = format!("worker-{}-{}", label(&worker.id), worker.slug);
        Self {
            number,
            id: worker.id.clone(),
            branch: config.branch(worker),
            worktree: tidied(&root.join(&relative)),
            relative,
            script: scripts.join(format!("{name}.sh")),
            prompt: scripts.join(format!("{name}.md")),
        }
    }
}

/// What tells a worker's files apart: the number in `task-2`, any other identifier whole.
fn label(id: &str) -> &str {
    let number = id.strip_prefix("task-").filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    number.filter(|rest| !rest.is_empty()).unwrap_or(id)
}

/// The places of all workers, in the order of the plan.
pub fn places(config: &Config, root: &Path) -> Vec<Place> {
    let numbered = config.worker.iter().zip(1..);
    numbered.map(|(worker, number)| Place::of(config, root, number, worker)).collect()
}

/// A path without `.` and `..`, by its text alone: git records worktrees so.
fn tidied(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worktrees_may_lie_outside() {
        let mut config = Config::on("main");
        config.worker =
            vec![Worker { id: "task-1".into(), slug: "api".into(), ..Worker::default() }];
        let inside = &places(&config, Path::new("/w/repo"))[0];
        assert_eq!(inside.worktree, Path::new("/w/repo/worktrees/task-1-api"));
        assert_eq!(inside.branch, "work/task-1-api");
        assert_eq!(inside.script, Path::new("scripts/worker-1-api.sh"));
        config.worker[0].id = "task-7".into();
        assert_eq!(
            places(&config, Path::new("/r"))[0].script,
            Path::new("scripts/worker-7-api.sh")
        );
        config.worker[0].id = "task-ui".into();
        let named = &places(&config, Path::new("/r"))[0];
        assert_eq!(named.prompt, Path::new("scripts/worker-task-ui-api.md"));
        config.worker[0].id = "task-1".into();
        config.layout.worktrees = "../repo-trees".into();
        let outside = &places(&config, Path::new("/w/repo"))[0];
        assert_eq!(outside.worktree, Path::new("/w/repo-trees/task-1-api"));
    }
}
