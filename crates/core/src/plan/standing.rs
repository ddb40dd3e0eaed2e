//! Workers planned before: which of them stay as they are, and what is theirs already.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use super::accepted::document;
use super::item::{Item, Size};
use super::manifest::Kept;
use super::{Ground, Options};
use crate::config::{Task, Worker};
use crate::scope::Scope;

/// A worker that keeps its name, its scope and its tasks.
#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) id: String,
    pub(super) scope: Vec<String>,
    /// Whether it has open items of these documents already.
    pub(super) works: bool,
    /// Whether it runs.
    pub(super) started: bool,
    owned: Scope,
}

impl Fixed {
    /// Whether all that `item` names is in its scope, or `shared` by all.
    pub(super) fn covers(&self, item: &Item, shared: &Scope) -> bool {
        item.scope.iter().all(|path| {
            let inside = crate::scope::sample(path);
            self.owned.owns(inside.as_bytes()) || shared.owns(inside.as_bytes())
        })
    }
}

/// All workers planned before.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Those that have started, were added by hand, come from other documents, or were accepted with
    /// items that are still open.
    pub(super) fixed: Vec<Fixed>,
    /// Those of them that were accepted and have not started.
    pub(super) accepted: Vec<String>,
    /// Accepted ones that give way, because a number of workers was asked for.
    pub(super) replaced: Vec<String>,
    /// The number no worker ever had, from which on new ones are named.
    pub(super) next: u64,
    workers: Vec<Worker>,
    holder: HashMap<String, String>,
}

/// What stands before `items` are split again: what was accepted stays, unless the lead asks for a
/// number of workers.
pub(super) fn standing(items: &[Item], ground: &Ground, options: &Options) -> Standing {
    let documents: HashSet<&str> = items.iter().map(|item| item.document.as_str()).collect();
    let by_id: HashMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let from_here = |task: &Task| {
        by_id.contains_key(task.id.as_str())
            || document(task).is_some_and(|document| documents.contains(document))
    };
    let elsewhere = |worker: &Worker| worker.task.is_empty() || !worker.task.iter().all(&from_here);
    let works = |worker: &Worker| {
        let open = |task: &Task| by_id.get(task.id.as_str()).is_some_and(|item| item.is_open());
        worker.task.iter().any(|task| !task.done && open(task))
    };
    let mut standing = Standing { next: unspent(&ground.spent, "task-"), ..Standing::default() };
    for worker in &ground.workers {
        let (started, works) = (ground.started.contains(&worker.id), works(worker));
        if works && !started && !elsewhere(worker) {
            let list = match options.workers {
                None => &mut standing.accepted,
                Some(_) => &mut standing.replaced,
            };
            list.push(worker.id.clone());
        }
        if started || elsewhere(worker) || works && options.workers.is_none() {
            standing.fixed.push(Fixed {
                id: worker.id.clone(),
                scope: worker.scope.clone(),
                works,
                started,
                owned: worker.owned(),
            });
        }
    }
    let tasks = |worker: &Worker| {
        let id = worker.id.clone();
        worker.task.iter().map(move |task| (task.id.clone(), id.clone())).collect::<Vec<_>>()
    };
    standing.holder = ground.workers.iter().flat_map(tasks).collect();
    standing.workers.clone_from(&ground.workers);
    standing
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

    /// The seat of each member of a group, where one of them has one: its own, the one whose land it
    /// touches, that of whom it shares a file with, else that of any of them.
    pub(super) fn pins(&self, items: &[Item], group: &[usize]) -> Option<Vec<usize>> {
        let own = |at: &usize| self.seat_of(&items[*at]).or_else(|| self.owner_of(&items[*at]));
        let mut pins: Vec<Option<usize>> = group.iter().map(own).collect();
        let any = pins.iter().flatten().next().copied()?;
        let near = |a: &Item, b: &Item| {
            let paths = || b.scope.iter().map(|path| path.trim_end_matches('/'));
            a.scope
                .iter()
                .map(|path| path.trim_end_matches('/'))
                .any(|path| paths().any(|other| holds(path, other) || holds(other, path)))
        };
        // Comparing all with all is for groups that somebody could read.
        while group.len() <= 400 {
            let found = (0..group.len()).filter(|at| pins[*at].is_none()).find_map(|at| {
                let beside = |other: &usize| near(&items[group[at]], &items[group[*other]]);
                let other = (0..group.len()).filter(|at| pins[*at].is_some()).find(beside)?;
                Some((at, pins[other]))
            });
            let Some((at, pin)) = found else { break };
            pins[at] = pin;
        }
        Some(pins.into_iter().map(|pin| pin.unwrap_or(any)).collect())
    }

    /// The seat of whoever owns a path of `item`.
    fn owner_of(&self, item: &Item) -> Option<usize> {
        self.fixed.iter().position(|fixed| {
            item.scope.iter().any(|path| {
                let owned = fixed.owned.owns(path.trim_end_matches('/').as_bytes());
                owned || Scope::of([path]).overlap(&fixed.owned).is_some()
            })
        })
    }

    /// The open tasks of the worker `id` that are none of `items`: of other documents, or given by
    /// hand.
    pub(super) fn kept(&self, id: &str, items: &[Item], ground: &Ground) -> Vec<Kept> {
        let documents: HashSet<&str> = items.iter().map(|item| item.document.as_str()).collect();
        let tasks = self.worker(id).into_iter().flat_map(|worker| &worker.task);
        tasks
            .filter(|task| !task.done && items.iter().all(|item| item.id != task.id))
            .filter(|task| document(task).is_none_or(|name| !documents.contains(name)))
            .map(|task| {
                let size = task.size.as_deref().and_then(Size::named);
                Kept {
                    id: task.id.clone(),
                    text: task.text.clone(),
                    minutes: size.map_or(0, |size| size.minutes(&ground.estimate)),
                }
            })
            .collect()
    }

    /// The checkpoints of the worker `id`, which has the items at `members`: those it had, where nothing
    /// was added, and otherwise what `anew` makes of them, after those of other tasks.
    pub(super) fn checkpoints(
        &self,
        id: &str,
        items: &[Item],
        members: &[usize],
        anew: fn(&[Item], &[usize]) -> Vec<String>,
    ) -> Vec<String> {
        let Some(before) = self.worker(id).filter(|_| self.fixed.iter().any(|it| it.id == id))
        else {
            return anew(items, members);
        };
        if members.iter().all(|at| before.task.iter().any(|task| task.id == items[*at].id)) {
            return before.checkpoints.clone();
        }
        let names = |point: &String, id: &str| {
            point.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == id)
        };
        let others = before.checkpoints.iter();
        let others = others.filter(|point| !items.iter().any(|item| names(point, &item.id)));
        others.cloned().chain(anew(items, members)).collect()
    }

    /// What the worker `id` needs of others beyond what its open `items` say.
    pub(super) fn needs(&self, id: &str, items: &[Item]) -> Vec<String> {
        if !self.fixed.iter().any(|fixed| fixed.id == id) {
            return Vec::new();
        }
        let needs = self.worker(id).into_iter().flat_map(|worker| &worker.needs);
        let stands = |need: &&String| {
            let (provider, wanted) = need.split_once('/').unwrap_or((need, ""));
            self.has(provider)
                && items.iter().all(|item| {
                    item.id != wanted || item.is_open() && item.worker.as_deref() == Some(provider)
                })
        };
        needs.filter(stands).cloned().collect()
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

/// Whether `path` is the folder `other` lies in, or the same.
fn holds(path: &str, other: &str) -> bool {
    other.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
