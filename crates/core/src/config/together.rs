//! What of a worker's has to change hands together, so that no item is parted from its files.

use super::{Config, Task, Worker};
use crate::scope::{Scope, sample};

/// What goes along when `what`, items or patterns of `giver`, is handed over: its items first, then the
/// patterns that were named. None where nothing would be left to the giver, which no worker can be.
pub fn together(config: &Config, giver: &Worker, what: &[String]) -> Option<Vec<String>> {
    let is_task = |name: &&String| giver.task.iter().any(|task| task.id == **name);
    let (mut items, mut paths): (Vec<String>, Vec<String>) =
        what.iter().cloned().partition(|name| is_task(&name));
    let named = paths.clone();
    let (own, shared) = (giver.owned(), config.shared());
    loop {
        let moved = Scope::of(&paths);
        let owns = |scope: &Scope, path: &String| scope.owns(sample(path).as_bytes());
        let going: Vec<&Task> = giver.task.iter().filter(|task| items.contains(&task.id)).collect();
        let new: Vec<String> = going
            .iter()
            .flat_map(|task| &task.scope)
            .filter(|path| owns(&own, path) && !owns(&shared, path) && !owns(&moved, path))
            .cloned()
            .collect();
        let parted = |task: &&Task| {
            let names = |path: &String| owns(&moved, path) && !owns(&shared, path);
            !task.done && !items.contains(&task.id) && task.scope.iter().any(names)
        };
        let torn: Vec<String> =
            giver.task.iter().filter(parted).map(|task| task.id.clone()).collect();
        if new.is_empty() && torn.is_empty() {
            break;
        }
        for path in new {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        items.extend(torn);
    }
    // As it is in the plan.
    items.sort_by_key(|id| giver.task.iter().position(|task| task.id == *id));
    let left = giver.scope.iter().any(|pattern| !paths.contains(pattern));
    left.then(|| [items, named].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_goes_with_its_files_and_with_those_that_share_them() {
        let task = |id: &str, scope: &[&str], done: bool| Task {
            id: id.into(),
            scope: scope.iter().map(ToString::to_string).collect(),
            done,
            ..Task::default()
        };
        let giver = Worker {
            id: "a".into(),
            scope: vec!["src/".into(), "doc/".into()],
            task: vec![
                task("1", &["src/x", "src/y"], false),
                task("2", &["src/y", "lock"], false),
                task("3", &["src/x"], true),
                task("4", &["doc/"], false),
                task("5", &["lock"], false),
            ],
            ..Worker::default()
        };
        let mut config = Config::on("main");
        config.guard.shared = vec!["lock".into()];
        let with = |what: &[&str]| {
            let what: Vec<String> = what.iter().map(ToString::to_string).collect();
            together(&config, &giver, &what).map(|all| all.join(" "))
        };
        assert_eq!(with(&["src/x"]).as_deref(), Some("1 2 src/x"));
        assert_eq!(with(&["src/z"]).as_deref(), Some("src/z"));
        assert_eq!(with(&["2"]).as_deref(), Some("1 2"));
        assert_eq!(with(&["doc/"]).as_deref(), Some("4 doc/"));
        assert_eq!(with(&["doc/", "src/"]), None, "nothing would be left");
    }
}
