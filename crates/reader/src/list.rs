//! Lists to items: checkboxes, numbers and bullets, with containers told from steps.

use super::block::{Block, Item, List, Text};
use super::content;
use super::found::Found;
use super::head;
use super::item::{Form, State};
use super::judge::{Group, Taken};
use super::label::Kind;
use super::line::{behind_path, has_boxes, is_place};
use super::reading::Choice;
use super::role::{self, Role};
use super::rule;
use super::section::Section;
use super::title::{self, Title};
use super::verb;
use super::walk::{Ask, Context, Walk};
use super::words::{self, Concept};

/// A line of more words than this that ends in a colon says something itself.
const CONTAINER: usize = 3;

/// Adds the items of `list`, which stands in section `at`.
pub(super) fn list(
    walk: &mut Walk<'_>,
    list: &List,
    at: usize,
    context: &Context,
    lead: Option<&Text>,
) {
    let titles: Vec<Title> = list.items.iter().map(|item| title::of_item(&item.text)).collect();
    let Some(first) = list.items.first().map(|item| item.line) else { return };
    let last = list.items.last().map_or(first, |item| item.line);
    let group = seen(walk, list, &titles, at, context, lead);
    let mut taken = group.judged();
    let boxed = list.items.iter().any(|item| item.task.is_some() || item.lists().any(has_boxes));
    if !boxed && !taken.sure {
        let sample = list.items[0].text.plain.clone();
        let size = list.items.len();
        let lines = vec![first];
        walk.ask(Ask {
            section: at,
            line: first,
            to: last,
            size,
            sample,
            lines,
            headings: false,
            taken,
        });
    }
    if let Some(choice) = walk.answer(first).filter(|choice| *choice != Choice::One) {
        taken = Taken { choice, rule: rule::ANSWERED, sure: true };
    }
    let mut context = context.clone();
    if taken.rule == rule::ANSWERED {
        context.done = false;
    }
    let number = walk.next_list();
    let observes = super::walk::is_observation(walk.sections, at) && taken.rule != rule::ANSWERED;
    let from = walk.out.len();
    match taken.choice {
        Choice::Items | Choice::One => items(walk, list, &titles, at, &context),
        Choice::Below => below(walk, list, &titles, at, &context),
        Choice::None => walk.leave(list.items.iter().map(|item| item.line), taken.rule),
    }
    for found in &mut walk.out[from..] {
        found.list = number;
        found.rule = taken.rule;
        // A box to tick is never an observation, wherever it stands.
        found.observes = observes && found.item.form != Form::Task;
    }
}

/// What is seen of a list where it stands.
fn seen(
    walk: &Walk<'_>,
    list: &List,
    titles: &[Title],
    at: usize,
    context: &Context,
    lead: Option<&Text>,
) -> Group {
    let stage = walk.sections[at].label() == Some(Kind::Stage);
    let released =
        !walk.sections[at].title.text.chars().filter(|c| *c != 'v').any(char::is_alphabetic);
    let headings = walk.headings.iter().filter(|is| **is).count();
    let group = Group::of(list, titles, context);
    let neighbour = walk.tasks && has_boxed_neighbour(walk, at);
    Group {
        announced: lead.is_some_and(|text| is_announcement(&text.plain)),
        stretch: neighbour && (stage || released && walk.titled || group.sounding() >= 25),
        own: is_own(walk.sections, at) || context.led,
        promised: walk.work || context.group.is_none(),
        rivals: walk.tasks || headings >= 3,
        boxed: walk.tasks,
        beside: walk.sections[at].has_tasks(),
        agenda: walk.listed,
        listed: walk.titled,
        tasked: role::is_list(&walk.sections[at].title.text),
        rival_names: walk.named >= 3,
        milestones: walk.tasks && milestones(context),
        ..group
    }
    .at(walk.strictness)
}

/// Whether the heading nearest to a list promises work, or one that says nothing stands right below
/// such a one.
fn is_own(sections: &[Section], at: usize) -> bool {
    let section = &sections[at];
    let above = section.parent.map(|parent| &sections[parent]);
    section.level == 0
        || section.role == Role::Work
        || section.role == Role::Plain
            && above.is_some_and(|above| {
                above.role == Role::Work && (above.level > 1 || head::names_work(&above.title.text))
            })
}

/// Adds what stands below the members of `list`; a member with nothing below stands for itself.
fn below(walk: &mut Walk<'_>, list: &List, titles: &[Title], at: usize, context: &Context) {
    for (item, title) in list.items.iter().zip(titles) {
        let nested: Vec<&List> = item.lists().collect();
        if title.dropped || keeps_place(title) {
            continue;
        }
        if nested.is_empty() {
            let done = title.done == Some(true) || context.done;
            leaf(walk, item, title, at, context, None, done, &item.blocks);
            continue;
        }
        let mut places = Vec::new();
        let whole = 0..item.text.plain.len();
        super::path::collect(&item.text, &whole, super::path::Place::Files, &mut places);
        let place = places.pop().filter(|_| places.is_empty() && is_place(item));
        let group = Context {
            scope: place.or_else(|| context.scope.clone()),
            group: Some(named(item, title).trim_end_matches([':', '：']).to_owned()),
            priority: title
                .priority
                .or_else(|| super::priority::heading(&item.text.plain))
                .or(context.priority),
            done: context.done || title.done == Some(true),
            ..context.clone()
        };
        for list in nested {
            let titles: Vec<Title> =
                list.items.iter().map(|item| title::of_item(&item.text)).collect();
            items(walk, list, &titles, at, &group);
        }
    }
}

fn items(walk: &mut Walk<'_>, list: &List, titles: &[Title], at: usize, context: &Context) {
    for (place, (item, title)) in list.items.iter().zip(titles).enumerate() {
        let number = list.start.map(|start| start + place as u64);
        if title.dropped || keeps_place(title) {
            continue;
        }
        let praise = |said: &str| words::is(Concept::Fine, said);
        let praised = title.fine && !verb::is_imperative(&title.text);
        if item.task.is_none() && (praised || behind_path(item).is_some_and(praise)) {
            walk.leave([item.line], rule::FINE);
            continue;
        }
        let done = item.task == Some(true)
            || title.done == Some(true)
            || context.done && item.task != Some(false);
        let nested: Vec<(&List, Vec<Title>)> = item
            .lists()
            .map(|list| (list, list.items.iter().map(|item| title::of_item(&item.text)).collect()))
            .filter(|(list, titles): &(&List, Vec<Title>)| {
                is_marked(list, titles) || is_outlined(titles) || is_container(item, title, titles)
            })
            .collect();
        if nested.is_empty() {
            leaf(walk, item, title, at, context, number, done, &item.blocks);
            continue;
        }
        if done {
            leaf(walk, item, title, at, context, number, true, &[]);
        } else if is_deliverable(item, title, &nested) {
            leaf(walk, item, title, at, context, number, false, &item.blocks);
            continue;
        }
        let name = title.label.as_ref().map(|(_, text)| text.clone());
        let group = Context {
            group: Some(title.text.clone()),
            part_of: name.or_else(|| context.part_of.clone()),
            priority: title.priority.or(context.priority),
            done: false,
            ..context.clone()
        };
        for (list, titles) in &nested {
            let below = Context { done: context.done, ..group.clone() };
            items(walk, list, titles, at, &below);
        }
    }
}

/// Whether a line only names the list below it: "Preprocessor:", or a word or two over orders.
fn is_container(item: &Item, title: &Title, below: &[Title]) -> bool {
    let plain = item.text.plain.trim_end();
    let words = plain.split_whitespace().count();
    let orders = below.iter().filter(|title| verb::is_imperative(&title.text)).count();
    let over = words < CONTAINER && below.len() > 1 && orders * 2 > below.len();
    item.task.is_none()
        && title.label.is_none()
        && (over || plain.ends_with([':', '：']) && words <= CONTAINER)
        && !verb::is_imperative(&title.text)
        && super::field::key(&title.text).is_none()
}

/// Whether the nested items go on the numbers of an outline: `1.1`, `1.2`.
fn is_outlined(titles: &[Title]) -> bool {
    !titles.is_empty()
        && titles.iter().all(|title| {
            title
                .label
                .as_ref()
                .is_some_and(|(kind, text)| *kind == Kind::Number && text.contains('.'))
        })
}

/// Whether the nested list carries states of its own.
fn is_marked(list: &List, titles: &[Title]) -> bool {
    let marks = list
        .items
        .iter()
        .zip(titles)
        .filter(|(item, title)| item.task.is_some() || title.done.is_some())
        .count();
    marks * 2 >= list.items.len() && marks > 0
}

/// Whether a parent with checkboxes below is one deliverable whose children are its steps: it has a
/// name or a file of its own and its children have none.
fn is_deliverable(item: &Item, title: &Title, nested: &[(&List, Vec<Title>)]) -> bool {
    let labelled =
        |title: &Title| title.label.as_ref().is_some_and(|(kind, _)| *kind == Kind::Name);
    let children = || nested.iter().flat_map(|(_, titles)| titles);
    if children().any(labelled) {
        return false;
    }
    let files =
        nested.iter().flat_map(|(list, _)| &list.items).filter(|child| names_path(&child.text));
    let all = children().count();
    let open = nested
        .iter()
        .flat_map(|(list, titles)| list.items.iter().zip(titles))
        .any(|(child, title)| child.task != Some(true) && title.done != Some(true));
    let only_names = item.task.is_none();
    (names_path(&item.text) || labelled(title)) && files.count() * 2 <= all && !only_names
        || !open && item.task == Some(false)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one place, called three times, with what the list knows"
)]
fn leaf(
    walk: &mut Walk<'_>,
    item: &Item,
    title: &Title,
    at: usize,
    context: &Context,
    number: Option<u64>,
    done: bool,
    blocks: &[Block],
) {
    let form = match (item.task, number) {
        (Some(_), _) => Form::Task,
        (None, Some(_)) => Form::Numbered,
        (None, None) => Form::Bullet,
    };
    let mut found = walk.item(item.line, context, form);
    found.number = number;
    content::fill(&mut found, title, &item.text, blocks);
    let (mut head, rest) = head(content::alone(&item.text, named(item, title)));
    // "tests" below a task says nothing by itself.
    if let (Some(whole), Some(_)) = (&context.group, &context.part_of)
        && head.split_whitespace().count() == 1
        && head.is_ascii()
        && found.scope.is_empty()
    {
        head = format!("{whole}: {head}");
    }
    found.title = head;
    if !rest.is_empty() {
        found.body = format!("{rest}\n{}", found.body);
        found.detail = content::shorten(&format!("{rest} {}", found.detail), content::DETAIL);
    }
    if found.title.is_empty() {
        return;
    }
    found.state = if done {
        State::Done
    } else if item.task == Some(false) {
        State::Open
    } else {
        found.state
    };
    if found.priority.is_none() {
        (found.priority, found.hinted) = (context.priority, context.hinted);
    }
    if found.scope.is_empty() {
        found.scope.extend(context.scope.clone());
    }
    let marked = item.task.is_some() || title.done.is_some();
    walk.out.push(Found {
        item: found,
        section: at,
        list: 0,
        restates: context.restates,
        observes: false,
        marked,
        until: item.line,
        rule: rule::LISTED,
    });
}

/// Whether a line is only a place kept for items; a name alone is more than that: "Release 1.2".
fn keeps_place(title: &Title) -> bool {
    is_placeholder(&title.text) && title.label.is_none()
}

/// What a line says beside its marks: its words, or its name where that is all.
fn named<'a>(item: &'a Item, title: &'a Title) -> &'a str {
    if title.text.trim().is_empty() { item.text.plain.trim() } else { &title.text }
}

/// The first sentence, and what follows it.
fn head(text: &str) -> (String, String) {
    let head = content::sentence(text);
    let rest = text.get(head.trim_end_matches('…').len()..).unwrap_or_default();
    (head, rest.trim_start_matches(['.', ' ']).to_owned())
}

/// `(none yet)`, `TBD`, `...`: a place kept for items.
pub(super) fn is_placeholder(text: &str) -> bool {
    // Only a few words long, unless all of it stands in brackets.
    if text.len() > 80 && !text.trim_start().starts_with('[') {
        return false;
    }
    let inner = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words = inner.split_whitespace().count();
    inner.is_empty()
        || matches!(
            inner.as_str(),
            "none"
                | "tbd"
                | "n/a"
                | "todo"
                | "nothing"
                | "keine"
                | "нет"
                | "无"
                | "to be determined"
                | "none yet"
                | "none currently"
        )
        || inner.starts_with("none currently")
        || words <= 7
            && (inner.starts_with("no ") || inner.starts_with("none "))
            && (inner.ends_with(" yet")
                || inner.ends_with(" currently")
                || inner.ends_with("identified")
                || inner.ends_with("at this time"))
        || words <= 6 && (inner.starts_with("tbd") || inner.ends_with(" tbd"))
        || text.trim().starts_with('[') && text.trim().ends_with(']') && words <= 6
}

/// Whether a section beside this one, of the same kind, holds checkboxes: one phase of a roadmap with
/// boxes, the next without.
fn has_boxed_neighbour(walk: &Walk<'_>, at: usize) -> bool {
    let section = &walk.sections[at];
    let Some(parent) = section.parent.filter(|_| section.level > 1) else { return false };
    walk.sections[parent].children.iter().map(|other| &walk.sections[*other]).any(|other| {
        other.label() == section.label() && other.role != Role::Criteria && other.has_tasks()
    })
}

/// Whether a list is one of milestones, which beside checkboxes only say when those are due.
fn milestones(context: &Context) -> bool {
    context.group.as_deref().is_some_and(|group| group.eq_ignore_ascii_case("milestones"))
}

fn names_path(text: &Text) -> bool {
    let mut paths = Vec::new();
    super::path::collect(text, &(0..text.plain.len()), super::path::Place::Prose, &mut paths);
    !paths.is_empty()
}

/// Whether a line says something about the list below it, rather than naming it as a heading would.
fn is_announcement(lead: &str) -> bool {
    let lead = lead.trim_end();
    lead.ends_with([':', '：']) && lead.split_whitespace().count() > 3
}
