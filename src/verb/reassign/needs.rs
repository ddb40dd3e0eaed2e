//! What follows from items that changed hands: who needs what of whom.

use crate::config::Worker;

/// Puts the needs of all `workers` right after `items` went from the worker at `from` to the one at `to`:
/// who needed them, needs them of their new owner; what they wait for, that one needs; and what waits for
/// them stays behind in need.
pub(super) fn follow(workers: &mut [Worker], items: &[String], from: usize, to: usize) {
    let (giver, taker) = (workers[from].id.clone(), workers[to].id.clone());
    for worker in &mut *workers {
        for item in items {
            let old = format!("{giver}/{item}");
            let Some(at) = worker.needs.iter().position(|need| *need == old) else { continue };
            worker.needs.remove(at);
            add(worker, &taker, item);
        }
    }
    let owners: Vec<(String, String)> = workers
        .iter()
        .flat_map(|worker| {
            let open = worker.task.iter().filter(|task| !task.done);
            open.map(|task| (task.id.clone(), worker.id.clone()))
        })
        .collect();
    let owner = |item: &String| owners.iter().find(|(id, _)| id == item).map(|(_, of)| of.clone());
    for (at, moved) in [(to, true), (from, false)] {
        let tasks = workers[at].task.iter().filter(|task| !task.done);
        let own = tasks.filter(|task| items.contains(&task.id) == moved);
        let after = own.flat_map(|task| &task.after).filter(|it| moved || items.contains(it));
        let after: Vec<String> = after.cloned().collect();
        for item in after {
            if let Some(of) = owner(&item) {
                add(&mut workers[at], &of, &item);
            }
        }
    }
}

fn add(worker: &mut Worker, of: &str, item: &str) {
    let need = format!("{of}/{item}");
    if worker.id != *of && !worker.needs.contains(&need) {
        worker.needs.push(need);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Task;

    #[test]
    fn needs_go_where_the_items_go() {
        let task = |id: &str, after: &[&str]| Task {
            id: id.into(),
            after: after.iter().map(ToString::to_string).collect(),
            ..Task::default()
        };
        let worker = |id: &str, task: Vec<Task>, needs: &[&str]| Worker {
            id: id.into(),
            task,
            needs: needs.iter().map(ToString::to_string).collect(),
            ..Worker::default()
        };
        let mut all = vec![
            worker("a", vec![task("1", &[]), task("3", &["2"])], &[]),
            worker("b", vec![task("2", &["1"]), task("4", &[])], &["a/2", "c/x"]),
            worker("c", vec![task("5", &["2"])], &["a/2"]),
        ];
        follow(&mut all, &["2".into()], 0, 1);
        assert_eq!(all[0].needs, ["b/2"]);
        assert_eq!(all[1].needs, ["c/x", "a/1"]);
        assert_eq!(all[2].needs, ["b/2"]);
    }
}
