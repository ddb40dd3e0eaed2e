//! What a worker can begin with, while others have not made what it needs.

use crate::config::{Task, Worker};

/// The first of its `open` tasks that `worker` can begin with while it lacks the `needs`, each named as
/// `task-2/item-6`; none where every one waits, itself or behind another of its own.
pub fn first_free<'w>(needs: &[String], open: &[&'w Task]) -> Option<&'w Task> {
    let lacked = |item: &String| needs.iter().any(|need| need.split('/').nth(1) == Some(item));
    let mut held: Vec<&Task> = Vec::new();
    loop {
        let before = held.len();
        for task in open {
            let waits = |item: &String| lacked(item) || held.iter().any(|it| it.id == *item);
            if task.after.iter().any(waits) && !held.iter().any(|it| it.id == task.id) {
                held.push(task);
            }
        }
        if held.len() == before {
            break;
        }
    }
    open.iter().find(|task| !held.iter().any(|it| it.id == task.id)).copied()
}

/// What `worker` needs of others before it can begin anything; nothing where it can begin something.
pub fn needed_first(worker: &Worker) -> Vec<&str> {
    let open: Vec<&Task> = worker.task.iter().filter(|task| !task.done).collect();
    if open.is_empty() || first_free(&worker.needs, &open).is_some() {
        return Vec::new();
    }
    let wanted = |need: &&String| {
        let item = need.split('/').nth(1).unwrap_or_default();
        open.iter().any(|task| task.after.iter().any(|it| it == item))
    };
    worker.needs.iter().filter(wanted).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_behind_what_waits_is_no_beginning() {
        let task = |id: &str, after: &[&str]| Task {
            id: id.into(),
            after: after.iter().map(ToString::to_string).collect(),
            ..Task::default()
        };
        let mut worker = Worker {
            needs: vec!["task-2/item-6".into()],
            task: vec![task("item-1", &["item-6"]), task("item-2", &["item-1"])],
            ..Worker::default()
        };
        assert_eq!(needed_first(&worker), ["task-2/item-6"]);
        worker.task.push(task("item-3", &[]));
        assert!(needed_first(&worker).is_empty());
        let open: Vec<&Task> = worker.task.iter().collect();
        assert_eq!(first_free(&worker.needs, &open).map(|it| &*it.id), Some("item-3"));
        assert_eq!(first_free(&[], &open).map(|it| &*it.id), Some("item-1"));
    }
}
