//! Read items to planned ones: identifiers, paths, action, size, question, dependencies.

use foldhash::{HashMap, HashSet};

use super::graph::Waits;
use super::item::{Item, Status};
use super::place::{self, Places};
use super::resolve::Tree;
use super::standing::unspent;
use super::{Ground, action, clarity, depend, size};
use crate::config::Task;
use crate::document::{State, WorkItem};

/// The planned items, in the order of `work`, and the positions each waits for.
pub(super) fn judge(
    work: &[WorkItem],
    tree: &Tree<'_>,
    ground: &Ground,
    assumptions: &mut Vec<String>,
) -> (Vec<Item>, Waits) {
    let ids = names(work, ground);
    let tasks = ground.workers.iter().flat_map(|worker| &worker.task);
    let tasks: HashMap<&str, &Task> = tasks.map(|task| (task.id.as_str(), task)).collect();
    let mut items: Vec<Item> =
        work.iter().zip(&ids).map(|(work, id)| item(work, id, tree, ground, assumptions)).collect();
    for item in &mut items {
        if let Some(task) = tasks.get(item.id.as_str()) {
            settle(item, task);
        }
    }
    place::spell_out(&mut items, tree);
    for item in items.iter().filter(|item| item.status == Status::Ready) {
        assume(item, tree, assumptions);
    }
    let actions: Vec<_> = items.iter().map(|item| item.action).collect();
    let creates: Vec<Vec<String>> = items
        .iter()
        .map(|item| if tree.is_empty() { Vec::new() } else { item.creates.clone() })
        .collect();
    let scopes: Vec<&[String]> = items.iter().map(|item| &item.scope[..]).collect();
    let edges = depend::edges(work, &ids, &actions, &scopes, &creates);
    let mut waits = Vec::with_capacity(items.len());
    for (item, edges) in items.iter_mut().zip(edges) {
        waits.push(edges.iter().map(|(on, _)| *on).collect());
        item.dependencies = edges.into_iter().map(|(_, dependency)| dependency).collect();
        item.depends_on =
            item.dependencies.iter().filter(|d| d.said).map(|d| d.on.clone()).collect();
    }
    (items, waits)
}

/// What was answered about an item when it was given to a worker stays answered.
fn settle(item: &mut Item, task: &Task) {
    if item.status == Status::Clarify && !task.scope.is_empty() {
        item.status = Status::Ready;
        item.question = None;
        item.scope.clone_from(&task.scope);
        if let Some(detail) = &task.detail {
            item.text.clone_from(detail);
        }
    }
}

/// `item-1` and so on; an item planned before keeps its name.
fn names(work: &[WorkItem], ground: &Ground) -> Vec<String> {
    let mut before: HashMap<String, &str> = HashMap::default();
    let mut used: HashSet<&str> = HashSet::default();
    for task in ground.workers.iter().flat_map(|worker| &worker.task) {
        before.entry(key(&task.text)).or_insert(&task.id);
        used.insert(&task.id);
    }
    let mut taken: HashSet<String> = HashSet::default();
    let mut next = unspent(&ground.spent, "item-");
    let kept: Vec<Option<&str>> = work
        .iter()
        .map(|item| {
            let id = if before.is_empty() { None } else { before.get(&key(&item.title)) };
            id.copied().filter(|id| taken.insert((*id).to_owned()))
        })
        .collect();
    kept.into_iter()
        .map(|kept| {
            kept.map_or_else(
                || loop {
                    let id = format!("item-{next}");
                    next += 1;
                    if !used.contains(id.as_str()) {
                        return id;
                    }
                },
                str::to_owned,
            )
        })
        .collect()
}

/// What stays the same when an item is moved or remarked.
pub(super) fn key(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What is taken for granted about an item that can be handed out.
fn assume(item: &Item, tree: &Tree<'_>, assumptions: &mut Vec<String>) {
    let Item { id, creates, size, size_reasons, .. } = item;
    if !creates.is_empty() && !tree.is_empty() {
        assumptions.push(format!(
            "{id}: {} not tracked, so the item creates {}",
            creates.join(", "),
            if creates.len() == 1 { "it" } else { "them" }
        ));
    }
    if let Some(reason) = size_reasons.iter().find(|reason| reason.contains("language")) {
        assumptions.push(format!("{id}: sized {} because of {reason}", size.name()));
    }
}

fn item(
    work: &WorkItem,
    id: &str,
    tree: &Tree<'_>,
    ground: &Ground,
    assumptions: &mut Vec<String>,
) -> Item {
    let action = action::action(work);
    let Places { scope, creates, question } = place::places(work, action, id, tree, assumptions);
    let (size, size_reasons) = size::size(work, action, &scope);
    let question = clarity::question(work, action).or(question);
    let status = match (work.state, &question) {
        (State::Done, _) => Status::Done,
        (State::Open, Some(_)) => Status::Clarify,
        (State::Open, None) => Status::Ready,
    };
    Item {
        id: id.to_owned(),
        label: work.label.clone(),
        document: work.document.clone(),
        line: work.line,
        also: work.also.clone(),
        parts: work.parts.clone(),
        source: work.issue.map_or_else(
            || format!("{}:{}", work.document, work.line),
            |number| format!("#{number}"),
        ),
        action,
        description: work.title.clone(),
        detail: Some(work.detail.clone()).filter(|detail| !detail.is_empty()),
        text: work.text.clone(),
        scope,
        creates,
        priority: work.priority,
        size,
        minutes: size.minutes(&ground.estimate),
        size_reasons,
        depends_on: Vec::new(),
        dependencies: Vec::new(),
        status,
        question: question.filter(|_| status != Status::Done),
        group: work.group.clone(),
        steps: work.steps.clone(),
        worker: None,
    }
}
