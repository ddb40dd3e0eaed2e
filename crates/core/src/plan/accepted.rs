//! The accepted split as `[[worker]]` tables.

use super::item::Item;
use super::manifest::{Manifest, Planned};
use crate::config::{Rule, Task, Worker};

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
    let had = before.map(|worker| worker.rule.clone()).unwrap_or_default();
    Worker {
        rule: if planned.items.is_empty() { had } else { rules(manifest, &had) },
        id: planned.id.clone(),
        slug: planned.slug.clone(),
        title: Some(planned.title.clone()).filter(|title| !title.is_empty()),
        feature: before.and_then(|worker| worker.feature.clone()),
        planned: before.and_then(|worker| worker.planned.clone()),
        scope: planned.scope.clone(),
        needs: planned.needs.clone(),
        checkpoints: planned.checkpoints.clone(),
        agent: before.and_then(|worker| worker.agent.clone()),
        grant: before.map(|worker| worker.grant.clone()).unwrap_or_default(),
        handed: before.map(|worker| worker.handed.clone()).unwrap_or_default(),
        task,
    }
}

/// What holds for all tasks of a worker that `had` some rules: those of other documents, and those of
/// these.
pub(super) fn rules(manifest: &Manifest, had: &[Rule]) -> Vec<Rule> {
    let elsewhere = |rule: &&Rule| {
        let document = rule.source.rsplit_once(':').map_or("", |(document, _)| document);
        manifest.documents.iter().all(|name| name != document)
    };
    let own = manifest
        .for_all
        .iter()
        .map(|it| Rule { source: format!("{}:{}", it.document, it.line), text: it.text.clone() });
    had.iter().filter(elsewhere).cloned().chain(own).collect()
}

/// Whether an earlier task is still this worker's: done in the meantime, or of another document.
fn stays(manifest: &Manifest, task: &Task) -> bool {
    match manifest.item(&task.id) {
        Some(item) => !item.is_open(),
        None => {
            document(task).is_none_or(|name| manifest.documents.iter().all(|have| have != name))
        }
    }
}

/// The document a task was read from; none where that is not known.
pub(super) fn document(task: &Task) -> Option<&str> {
    Some(task.source.as_deref()?.rsplit_once(':')?.0)
}

fn is_done(manifest: &Manifest, task: &Task) -> bool {
    manifest.item(&task.id).is_some_and(|item| !item.is_open())
}

/// An item as a worker's task.
pub(super) fn task(item: &Item) -> Task {
    Task {
        id: item.id.clone(),
        action: item.action.name().to_owned(),
        text: item.description.clone(),
        detail: whole(item),
        done: false,
        priority: item.priority.map(|priority| priority.name().to_owned()),
        label: item.label.clone().filter(|label| *label != item.source),
        source: Some(item.source.clone()),
        size: Some(item.size.name().to_owned()),
        scope: item.scope.clone(),
        from: None,
        after: item.depends_on.clone(),
    }
}

/// All there is to say about an item beyond its description: its text, and the steps that are not
/// in it.
fn whole(item: &Item) -> Option<String> {
    let letters = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let text = if item.text.is_empty() { item.detail.as_deref() } else { Some(&*item.text) };
    let text = text.unwrap_or_default();
    let said = letters(text);
    let steps = item.steps.iter().filter(|step| !said.contains(&letters(step)));
    let steps: Vec<String> = steps.map(|step| format!("- {step}")).collect();
    let parts = [text.to_owned(), steps.join("\n")];
    let parts: Vec<&str> = parts.iter().map(|part| &**part).filter(|p| !p.is_empty()).collect();
    Some(parts.join("\n\n")).filter(|whole| !whole.is_empty())
}
