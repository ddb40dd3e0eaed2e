//! The accepted split as `[[worker]]` tables.

use super::item::Item;
use super::manifest::{Manifest, Planned};
use crate::config::{Task, Worker};

/// The workers of `manifest`, each with what it had before beyond this plan: grants, tasks that are
/// done or come from elsewhere.
pub fn accepted(manifest: &Manifest, before: &[Worker]) -> Vec<Worker> {
    manifest
        .workers
        .iter()
        .map(|planned| {
            worker(manifest, planned, before.iter().find(|worker| worker.id == planned.id))
        })
        .collect()
}

fn worker(manifest: &Manifest, planned: &Planned, before: Option<&Worker>) -> Worker {
    let mut task: Vec<Task> = before
        .into_iter()
        .flat_map(|worker| &worker.task)
        .filter(|task| !planned.items.contains(&task.id) && stays(manifest, task))
        .map(|task| Task { done: task.done || is_done(manifest, task), ..task.clone() })
        .collect();
    task.extend(planned.items.iter().filter_map(|id| manifest.item(id)).map(self::task));
    Worker {
        id: planned.id.clone(),
        slug: planned.slug.clone(),
        title: Some(planned.title.clone()).filter(|title| !title.is_empty()),
        scope: planned.scope.clone(),
        needs: planned.needs.clone(),
        checkpoints: planned.checkpoints.clone(),
        grant: before.map(|worker| worker.grant.clone()).unwrap_or_default(),
        task,
    }
}

/// Whether an earlier task is still this worker's: done in the meantime, or of another document.
fn stays(manifest: &Manifest, task: &Task) -> bool {
    let done = is_done(manifest, task);
    let elsewhere = task
        .source
        .as_deref()
        .and_then(|source| source.rsplit_once(':'))
        .is_none_or(|(document, _)| !manifest.documents.iter().any(|have| have == document));
    done || elsewhere
}

fn is_done(manifest: &Manifest, task: &Task) -> bool {
    manifest.item(&task.id).is_some_and(|item| !item.is_open())
}

fn task(item: &Item) -> Task {
    Task {
        id: item.id.clone(),
        action: item.action.name().to_owned(),
        text: item.description.clone(),
        detail: item.detail.clone(),
        done: false,
        source: Some(item.source.clone()),
        size: Some(item.size.name().to_owned()),
        scope: item.scope.clone(),
        after: item.depends_on.clone(),
    }
}
