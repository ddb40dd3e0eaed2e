//! Whether each task's files are its worker's to change.

use crate::config::{Config, Worker};
use crate::scope::{Scope, sample};

/// A file that a task names and its worker may not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The worker.
    pub worker: String,
    /// The task.
    pub task: String,
    /// The path as the task names it.
    pub path: String,
    /// Who may change it; nobody where it belongs to none.
    pub owner: Option<String>,
}

/// All of those in a plan, in its order. Done tasks name files that nobody needs to change any more.
pub fn uncovered(config: &Config) -> Vec<Uncovered> {
    let scopes: Vec<Scope> = config.worker.iter().map(Worker::owned).collect();
    let shared = config.shared();
    let mut out = Vec::new();
    for (worker, own) in config.worker.iter().zip(&scopes) {
        for task in worker.task.iter().filter(|task| !task.done) {
            for path in &task.scope {
                let inside = sample(path);
                if own.owns(inside.as_bytes()) || shared.owns(inside.as_bytes()) {
                    continue;
                }
                let mut owners = config.worker.iter().zip(&scopes);
                let owner = owners.find(|(_, scope)| scope.owns(inside.as_bytes()));
                out.push(Uncovered {
                    worker: worker.id.clone(),
                    task: task.id.clone(),
                    path: path.clone(),
                    owner: owner.map(|(owner, _)| owner.id.clone()),
                });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Task, Worker};

    #[test]
    fn a_task_outside_its_worker_s_scope_is_found_with_its_owner() {
        let mut config = Config::on("main");
        config.guard.shared = vec!["Cargo.lock".into()];
        let worker = |id: &str, scope: &str, paths: &[&str]| Worker {
            id: id.into(),
            slug: "x".into(),
            scope: vec![scope.into()],
            task: vec![Task {
                id: format!("{id}-1"),
                scope: paths.iter().map(|path| (*path).to_owned()).collect(),
                ..Task::default()
            }],
            ..Worker::default()
        };
        config.worker = vec![
            worker("task-1", "a/", &["a/x", "a/", "Cargo.lock", "b/y"]),
            worker("task-2", "b/", &["d/u"]),
        ];
        let found: Vec<_> =
            uncovered(&config).into_iter().map(|it| (it.task, it.path, it.owner)).collect();
        let want = [
            ("task-1-1".to_owned(), "b/y".to_owned(), Some("task-2".to_owned())),
            ("task-2-1".to_owned(), "d/u".to_owned(), None),
        ];
        assert_eq!(found, want);
    }
}
