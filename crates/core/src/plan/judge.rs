//! Read items to planned ones: identifiers, paths, action, size, question, dependencies.

use foldhash::{HashMap, HashSet};

use super::graph::Waits;
use super::history::{self, Known, Past};
use super::item::{Item, Size, Status};
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
    let past = past(ground);
    let known = history::known(work, &past);
    let ids = names(work, &known, &past, ground);
    let tasks = ground.workers.iter().flat_map(|worker| &worker.task);
    let tasks: HashMap<&str, &Task> = tasks.map(|task| (task.id.as_str(), task)).collect();
    let mut items: Vec<Item> =
        work.iter().zip(&ids).map(|(work, id)| item(work, id, tree, ground, assumptions)).collect();
    for item in &mut items {
        if let Some(task) = tasks.get(item.id.as_str()) {
            settle(item, task);
        }
    }
    for ((item, work), known) in items.iter_mut().zip(work).zip(&known) {
        if let Some(known) = known {
            recall(item, work, known, assumptions);
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

/// All items planned before: those of the plan in force, then those of earlier ones.
fn past(ground: &Ground) -> Vec<Past> {
    let landed = |task: &Task| {
        let same = |past: &&Past| past.task.id == task.id && past.task.text == task.text;
        ground.past.iter().find(same).and_then(|past| past.landed.clone())
    };
    let tasks = ground.workers.iter().flat_map(|worker| &worker.task);
    let mut all: Vec<Past> =
        tasks.map(|task| Past { landed: landed(task), task: task.clone() }).collect();
    let have: HashSet<String> = all.iter().map(|past| past.task.id.clone()).collect();
    all.extend(ground.past.iter().filter(|past| !have.contains(&past.task.id)).cloned());
    all
}

/// What an earlier plan knows of an item: that it landed, or was worded otherwise.
fn recall(item: &mut Item, work: &WorkItem, known: &Known<'_>, assumptions: &mut Vec<String>) {
    if !item.is_open() {
        return;
    }
    let old = &known.past.task.text;
    match (&known.past.landed, known.reworded) {
        (Some(_), false) => {
            item.status = Status::Landed;
            item.question = None;
        }
        (Some(commit), true) if !work.answered => {
            item.status = Status::Clarify;
            item.question = Some(format!(
                "It landed in {commit} as \"{old}\": what of it is still to be done?"
            ));
        }
        (None, true) => assumptions.push(format!(
            "{}: keeps its name, though it was worded otherwise when it was planned: \"{old}\"",
            item.id
        )),
        _ => {}
    }
}

/// `item-1` and so on; an item planned before keeps its name, and so does one that was handed in with
/// a name that is free.
fn names(
    work: &[WorkItem],
    known: &[Option<Known<'_>>],
    past: &[Past],
    ground: &Ground,
) -> Vec<String> {
    let used: HashSet<&str> = past.iter().map(|past| past.task.id.as_str()).collect();
    let mut taken: HashSet<String> = HashSet::default();
    let mut kept: Vec<Option<String>> = Vec::with_capacity(work.len());
    for known in known {
        let id = known.as_ref().map(|known| known.past.task.id.clone());
        taken.extend(id.clone());
        kept.push(id);
    }
    for (item, id) in work.iter().zip(&mut kept).filter(|(_, id)| id.is_none()) {
        let given = item.given.as_ref().and_then(|given| given.id.as_deref());
        *id = given
            .filter(|given| {
                is_named(given) && !used.contains(given) && !ground.spent.contains(*given)
            })
            .map(str::to_owned)
            .filter(|given| taken.insert(given.clone()));
    }
    let free = |id: &str| !used.contains(id) && !ground.spent.contains(id);
    for (at, id) in shown_before(work, &kept) {
        kept[at] = Some(id).filter(|id| free(id) && taken.insert(id.clone()));
    }
    let mut next = unspent(&ground.spent, "item-");
    let mut fresh = || loop {
        let id = format!("item-{next}");
        next += 1;
        if !used.contains(id.as_str()) && !taken.contains(&id) {
            return id;
        }
    };
    kept.into_iter().map(|kept| kept.unwrap_or_else(&mut fresh)).collect()
}

/// The names that items without one were shown with when their neighbours in the document got theirs: what
/// went to nobody keeps its number, as long as nothing was written in between.
fn shown_before(work: &[WorkItem], kept: &[Option<String>]) -> Vec<(usize, String)> {
    let number = |id: &str| id.strip_prefix("item-")?.parse::<usize>().ok();
    let named = kept.iter().enumerate();
    let anchors: Vec<(usize, usize)> =
        named.filter_map(|(at, id)| Some((at, number(id.as_deref()?)?))).collect();
    let mut out = Vec::new();
    for at in (0..work.len()).filter(|at| kept[*at].is_none()) {
        let here = |anchor: &&(usize, usize)| work[anchor.0].document == work[at].document;
        let next = anchors.partition_point(|anchor| anchor.0 < at);
        let before = next.checked_sub(1).and_then(|it| anchors.get(it)).filter(here);
        let after = anchors.get(next).filter(here);
        let counted = match (before, after) {
            (Some((from, number)), _) => number.checked_add(at - from),
            (None, Some((to, number))) => number.checked_sub(to - at),
            (None, None) => None,
        };
        let fits = |it: &usize| *it > 0 && after.is_none_or(|(_, number)| it < number);
        out.extend(counted.filter(fits).map(|number| (at, format!("item-{number}"))));
    }
    out
}

/// Whether a name is one of ours, `item-7`.
fn is_named(id: &str) -> bool {
    id.strip_prefix("item-").is_some_and(|number| {
        (1..=9).contains(&number.len())
            && !number.starts_with('0')
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
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
    let given = work.given.clone().unwrap_or_default();
    let action = given.action.unwrap_or_else(|| action::action(work));
    let Places { scope, creates, question } = place::places(work, action, id, tree, assumptions);
    let (size, size_reasons) = match given.size.as_deref().and_then(Size::named) {
        Some(size) => (size, vec!["as it was said".to_owned()]),
        None => size::size(work, action, &scope),
    };
    let question = given.question.or_else(|| clarity::question(work, action)).or(question);
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
        answers: work.answers.clone(),
        group: work.group.clone(),
        steps: work.steps.clone(),
        worker: None,
    }
}
