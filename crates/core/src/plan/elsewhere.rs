//! What belongs to the workers of other features, which run at the same time and stay as they are.

use super::item::Item;
use super::manifest::Planned;
use crate::config::Worker;
use crate::scope::Scope;

/// The other features' workers with what they own.
pub(super) struct Elsewhere<'w> {
    owned: Vec<(&'w Worker, Scope)>,
    /// Those of them whose work has landed.
    landed: &'w [String],
}

impl<'w> Elsewhere<'w> {
    /// Of these workers, of which those called `landed` have nothing more to do.
    pub(super) fn of(workers: &'w [Worker], landed: &'w [String]) -> Self {
        Self { owned: workers.iter().map(|worker| (worker, worker.owned())).collect(), landed }
    }

    /// Why an item cannot be given to anybody here: a path of it is another feature's.
    pub(super) fn reason(&self, item: &Item) -> Option<String> {
        item.scope.iter().find_map(|path| {
            let bare = path.trim_end_matches('/').as_bytes();
            let (worker, _) = self.owned.iter().find(|(_, owned)| owned.owns(bare))?;
            let of = worker.feature.as_deref().map_or_else(String::new, |it| format!(" of '{it}'"));
            let id = &worker.id;
            Some(if self.landed.contains(id) {
                format!(
                    "'{path}' belongs to {id}{of}, which has landed: git parallel clean, then plan again"
                )
            } else {
                format!(
                    "'{path}' belongs to {id}{of}, which is under way: plan it there, or after that has landed"
                )
            })
        })
    }

    /// Takes out of these scopes what is another feature's.
    pub(super) fn carve(&self, workers: &mut [Planned]) {
        for planned in workers {
            let scope = Scope::of(&planned.scope);
            for (worker, owned) in &self.owned {
                if scope.overlap(owned).is_some() {
                    let theirs = worker.patterns().filter(|pattern| !pattern.starts_with('!'));
                    planned.scope.extend(theirs.map(|pattern| format!("!{pattern}")));
                }
            }
        }
    }
}
