//! Workers planned before: which of them stay as they are, and what is theirs already.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use super::Ground;
use super::accepted::document;
use super::item::Item;
use crate::config::{Task, Worker};
use crate::scope::Scope;

/// A worker that keeps its name, its scope and its tasks.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) id: String,
    pub(super) scope: Vec<String>,
    owned: Scope,
}

/// All workers planned before.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Those that have started, were added by hand, or come from other documents.
    pub(super) fixed: Vec<Fixed>,
    /// The number no worker ever had, from which on new ones are named.
    pub(super) next: u64,
    workers: Vec<Worker>,
    holder: HashMap<String, String>,
}

/// What stands before `items` are split again.
pub(super) fn standing(items: &[Item], ground: &Ground) -> Standing {
    let documents: HashSet<&str> = items.iter().map(|item| item.document.as_str()).collect();
    let ids: HashSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let from_here = |task: &Task| {
        ids.contains(task.id.as_str())
            || document(task).is_some_and(|document| documents.contains(document))
    };
    let elsewhere = |worker: &Worker| worker.task.is_empty() || !worker.task.iter().all(&from_here);
    let fixed = ground
        .workers
        .iter()
        .filter(|worker| ground.started.contains(&worker.id) || elsewhere(worker))
        .map(|worker| Fixed {
            id: worker.id.clone(),
            scope: worker.scope.clone(),
            owned: Scope::parse(worker.patterns()).unwrap_or_default(),
        })
        .collect();
    let holder = ground
        .workers
        .iter()
        .flat_map(|worker| worker.task.iter().map(|task| (task.id.clone(), worker.id.clone())))
        .collect();
    let next = unspent(&ground.spent, "task-");
    Standing { fixed, next, workers: ground.workers.clone(), holder }
}

/// The first number after all those that names beginning with `prefix` had.
pub(super) fn unspent(spent: &BTreeSet<String>, prefix: &str) -> u64 {
    let numbers = spent.iter().filter_map(|id| id.strip_prefix(prefix)?.parse::<u64>().ok());
    numbers.max().map_or(1, |last| last.saturating_add(1))
}

impl Standing {
    /// The seat of the standing worker that has `item` already.
    pub(super) fn seat_of(&self, item: &Item) -> Option<usize> {
        let holder = self.holder.get(&item.id)?;
        self.fixed.iter().position(|fixed| fixed.id == *holder)
    }

    /// The seat a group belongs to: where one of its items is already, or whose land it touches.
    pub(super) fn pin(&self, items: &[Item], group: &[usize]) -> Option<usize> {
        group.iter().find_map(|at| self.seat_of(&items[*at])).or_else(|| {
            self.fixed.iter().position(|fixed| {
                group.iter().flat_map(|at| &items[*at].scope).any(|path| {
                    let owned = fixed.owned.owns(path.trim_end_matches('/').as_bytes());
                    owned
                        || Scope::parse([path])
                            .is_ok_and(|scope| scope.overlap(&fixed.owned).is_some())
                })
            })
        })
    }

    /// Whether a worker of this name was planned before.
    pub(super) fn has(&self, id: &str) -> bool {
        self.worker(id).is_some()
    }

    /// The worker of this name, planned before.
    pub(super) fn worker(&self, id: &str) -> Option<&Worker> {
        self.workers.iter().find(|worker| worker.id == id)
    }

    /// The name a seat keeps: its own where it stands, otherwise that of the worker that had most
    /// of its items.
    pub(super) fn id_for(
        &self,
        seat: usize,
        items: &[Item],
        members: &[usize],
        taken: &HashMap<usize, String>,
    ) -> Option<String> {
        if let Some(fixed) = self.fixed.get(seat) {
            return Some(fixed.id.clone());
        }
        let mut count: HashMap<&str, usize> = HashMap::default();
        for at in members {
            if let Some(holder) = self.holder.get(&items[*at].id) {
                *count.entry(holder).or_default() += 1;
            }
        }
        let free = |id: &str| {
            !taken.values().any(|have| have == id) && !self.fixed.iter().any(|fixed| fixed.id == id)
        };
        count
            .into_iter()
            .filter(|(id, _)| free(id))
            .max_by_key(|(id, times)| (*times, std::cmp::Reverse(*id)))
            .map(|(id, _)| id.to_owned())
    }
}
