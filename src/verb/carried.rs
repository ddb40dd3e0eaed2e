//! What the base's messages tell of whose work it has, where no merge does: landed as one commit, in a line,
//! or by a forge that deleted the branch. A clone has nothing else to know it by.

use std::collections::{HashMap, HashSet};

use super::spent;
use crate::config::Task;
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::{Signal, read_subject};

/// The key of the trailer (git-interpret-trailers(1)) that names whose work a commit is.
const KEY: &str = "Parallel-Worker: ";

/// The trailer of a commit that has work of `worker`.
pub(super) fn trailer(worker: &str) -> String {
    format!("{KEY}{worker}")
}

/// What commits of the base carry, each worker and item with the newest commit that does.
#[derive(Debug, Default)]
pub(super) struct Carried {
    workers: HashMap<String, String>,
    items: HashMap<String, String>,
    completed: HashSet<String>,
}

impl Carried {
    /// What `base` has that `since` has not, without what was taken back.
    pub(super) fn since(repo: &Repo, base: &str, since: Option<&str>) -> Result<Self, Failure> {
        let words = [KEY, "Merge ", "[CHECKPOINT]", "[COMPLETE]"];
        Ok(Self::of(&repo.messages_with(base, since, &words)?))
    }

    fn of(messages: &[(String, String)]) -> Self {
        let mut found = Self::default();
        for (id, message) in messages {
            let marked = message.lines().filter_map(|line| line.trim().strip_prefix(KEY));
            let subject = message.lines().next().and_then(spent::of_subject);
            for worker in marked.map(str::to_owned).chain(subject) {
                found.workers.entry(worker).or_insert_with(|| id.clone());
            }
            for (signal, item) in named_in(message) {
                if signal == Signal::Complete {
                    found.completed.insert(item.clone());
                }
                found.items.entry(item).or_insert_with(|| id.clone());
            }
        }
        found
    }

    /// The commit with which the work of a worker with these tasks came: one that bears its name, or the
    /// completion that names one of them, where all of them are named.
    pub(super) fn by(&self, worker: &str, tasks: &[Task]) -> Option<&String> {
        let named = || {
            let ended = tasks.iter().find(|task| self.completed.contains(&task.id))?;
            let all = tasks.iter().all(|task| self.items.contains_key(&task.id));
            self.items.get(&ended.id).filter(|_| all)
        };
        self.workers.get(worker).or_else(named)
    }
}

/// The items that checkpoints and completions name, each with the newest such commit.
pub(super) fn named(messages: &[(String, String)]) -> HashMap<String, String> {
    let mut out = HashMap::new();
    for (id, message) in messages {
        for (_, item) in named_in(message) {
            out.entry(item).or_insert_with(|| id.clone());
        }
    }
    out
}

/// The items that the lines of a message say something was done for. A squashed commit lists the subjects
/// it was made of.
fn named_in(message: &str) -> Vec<(Signal, String)> {
    let mut out = Vec::new();
    for line in message.lines() {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '-'));
        let (Some(signal @ (Signal::Checkpoint | Signal::Complete)), text) =
            read_subject(line.as_bytes())
        else {
            continue;
        };
        let text = String::from_utf8_lossy(text).to_lowercase();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let words = words.filter(|word| word.contains('-'));
        out.extend(words.map(|word| (signal.clone(), word.trim_matches('-').to_owned())));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> (String, String) {
        ("abc".to_owned(), message.to_owned())
    }

    fn tasks(ids: &[&str]) -> Vec<Task> {
        ids.iter().map(|id| Task { id: (*id).to_owned(), ..Task::default() }).collect()
    }

    #[test]
    fn checkpoints_and_squashes_name_items_and_needs_do_not() {
        let messages = [
            said("[CHECKPOINT] item-1, item-2: the cart"),
            said("Cart (#7)\n\n* [COMPLETE] Item-3 done\n* [NEEDS:task-2/item-4] x"),
            said("mentions item-5"),
        ];
        let mut found: Vec<String> = named(&messages).into_keys().collect();
        found.sort();
        assert_eq!(found, ["item-1", "item-2", "item-3"]);
    }

    #[test]
    fn a_worker_came_where_it_is_named_or_all_its_items_are() {
        let found = Carried::of(&[
            said("f: all\n\nParallel-Worker: task-1\nParallel-Worker: task-2"),
            said("Merge task-3: the cart (#4)"),
            said("[COMPLETE] item-1 and item-2"),
            said("[CHECKPOINT] item-3"),
        ]);
        let by = |id: &str, items: &[&str]| found.by(id, &tasks(items)).is_some();
        assert!(by("task-1", &["item-9"]) && by("task-2", &[]) && by("task-3", &[]));
        assert!(by("task-4", &["item-1", "item-3"]), "one of them ended it");
        assert!(!by("task-4", &["item-1", "item-9"]), "one is open");
        assert!(!by("task-4", &["item-3"]), "nobody said that it is complete");
        assert!(!by("task-4", &[]), "nothing tells of it");
    }
}
