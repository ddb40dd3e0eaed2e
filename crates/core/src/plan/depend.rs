//! Which items wait for which: names resolved, phases spelled out, and what one creates and another uses.

use foldhash::HashMap;
use std::cell::LazyCell;

use super::item::Dependency;
use super::symbol;
use crate::document::{Action, Names, Reference, WorkItem, spoken};

/// For each item, the positions it waits for.
pub(super) type Edges = Vec<Vec<(usize, Dependency)>>;

/// The dependencies among `items`, of which `ids` are the names in the plan; `actions`, `scopes`
/// and `creates` are parallel to them.
pub(super) fn edges(
    items: &[WorkItem],
    ids: &[String],
    actions: &[Action],
    scopes: &[&[String]],
    creates: &[Vec<String>],
) -> Edges {
    let mut edges: Edges = vec![Vec::new(); items.len()];
    given(items, ids, &mut edges);
    let index = LazyCell::new(|| Names::new(items));
    for (at, item) in items.iter().enumerate() {
        for wait in &item.waits {
            for on in named(&index, wait, at, (items, ids)) {
                add(&mut edges, at, on, ids, true, &wait.said);
            }
        }
        for wait in &item.blocks {
            for on in named(&index, wait, at, (items, ids)) {
                add(&mut edges, on, at, ids, true, &wait.said);
            }
        }
    }
    for (user, maker, symbol) in symbol::uses(items, actions) {
        let reason = format!("{} creates {symbol}", ids[maker]);
        add(&mut edges, user, maker, ids, false, &reason);
    }
    implied(ids, actions, scopes, creates, &mut edges);
    layers(items, ids, actions, &mut edges);
    edges
}

/// The items that `wait` of the item `at` names: as its document calls them, or else as the plan does,
/// `item-3` or "item 3", which, where the plan has none of that name, is the third of the document.
fn named(
    index: &Names<'_>,
    wait: &Reference,
    at: usize,
    (items, ids): (&[WorkItem], &[String]),
) -> Vec<usize> {
    let found = index.resolve(wait, at);
    if !found.is_empty() {
        return found;
    }
    let lower = wait.to.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '-');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let number = |(at, word): (usize, &&str)| match *word {
        "item" => words.get(at + 1)?.parse::<usize>().ok(),
        word => word.strip_prefix("item-")?.parse().ok(),
    };
    let told = words.iter().enumerate().filter_map(number);
    let find = |number: usize| {
        let id = format!("item-{number}");
        let own = |other: &usize| items[*other].document == items[at].document;
        let counted = || (0..items.len()).filter(own).nth(number.checked_sub(1)?);
        ids.iter().position(|have| *have == id).or_else(counted)
    };
    told.filter_map(find).collect()
}

fn add(edges: &mut Edges, from: usize, on: usize, ids: &[String], said: bool, reason: &str) {
    if from != on && edges[from].iter().all(|(have, _)| *have != on) {
        edges[from].push((on, Dependency { on: ids[on].clone(), said, reason: reason.to_owned() }));
    }
}

/// The waits of items that were handed in, by the names they have there.
fn given(items: &[WorkItem], ids: &[String], edges: &mut Edges) {
    let mut named: HashMap<&str, usize> = HashMap::default();
    for (at, item) in items.iter().enumerate() {
        let id = item.given.as_ref().and_then(|given| given.id.as_deref());
        for name in [id, item.label.as_deref()].into_iter().flatten() {
            named.entry(name).or_insert(at);
        }
    }
    for (at, item) in items.iter().enumerate() {
        for name in item.given.iter().flat_map(|given| &given.after) {
            if let Some(on) = named.get(name.as_str()) {
                add(edges, at, *on, ids, true, &format!("depends on {name}"));
            }
        }
    }
}

/// One item creates a file that another names without creating it.
fn implied(
    ids: &[String],
    actions: &[Action],
    scopes: &[&[String]],
    creates: &[Vec<String>],
    edges: &mut Edges,
) {
    let mut makers: HashMap<&str, usize> = HashMap::default();
    for (at, made) in creates.iter().enumerate() {
        if actions[at] == Action::Add {
            for path in made {
                makers.entry(path).or_insert(at);
            }
        }
    }
    for (at, scope) in scopes.iter().enumerate() {
        for path in *scope {
            if let Some(maker) = makers
                .get(path.as_str())
                .filter(|maker| actions[at] != Action::Add && **maker != at)
            {
                add(edges, at, *maker, ids, false, &format!("{} creates {path}", ids[*maker]));
            }
        }
    }
}

/// Model, then API, then frontend, where all name the same thing.
fn layers(items: &[WorkItem], ids: &[String], actions: &[Action], edges: &mut Edges) {
    let mut subjects: HashMap<String, Vec<(usize, usize)>> = HashMap::default();
    for (at, item) in items.iter().enumerate() {
        // Whoever adds to the API or the page needs the model as it will be.
        let adds = actions[at] == Action::Add;
        if !adds && !matches!(actions[at], Action::Update | Action::Refactor) {
            continue;
        }
        let lower = spoken(&item.title).to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let Some((rank, place)) = words
            .iter()
            .enumerate()
            .find_map(|(place, word)| layer(word).map(|rank| (rank, place)))
            .filter(|(rank, _)| adds || *rank == 0)
        else {
            continue;
        };
        let subject = place
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .filter(|word| crate::document::action(word).is_none() && word.len() > 2);
        if let Some(subject) = subject {
            subjects.entry((*subject).to_owned()).or_default().push((rank, at));
        }
    }
    let mut subjects: Vec<_> = subjects.into_iter().collect();
    subjects.sort();
    for (subject, mut members) in subjects {
        members.sort_unstable();
        for pair in members.windows(2).filter(|pair| pair[0].0 < pair[1].0) {
            add(
                edges,
                pair[1].1,
                pair[0].1,
                ids,
                false,
                &format!(
                    "{} before {}, both for '{subject}'",
                    LAYERS[pair[0].0], LAYERS[pair[1].0]
                ),
            );
        }
    }
}

const LAYERS: [&str; 3] = ["the model", "the API", "the frontend"];

fn layer(word: &str) -> Option<usize> {
    match word {
        "model" | "models" | "schema" | "table" | "entity" | "migration" => Some(0),
        "api" | "endpoint" | "endpoints" | "route" | "routes" | "controller" | "service" => Some(1),
        "ui" | "page" | "frontend" | "view" | "form" | "screen" | "component" => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(label: &str, title: &str, waits: &[&str]) -> WorkItem {
        let waits =
            waits.iter().map(|to| Reference { to: (*to).into(), said: String::new() }).collect();
        WorkItem {
            label: (!label.is_empty()).then(|| label.into()),
            title: title.into(),
            waits,
            ..WorkItem::default()
        }
    }

    fn of(items: &[WorkItem]) -> Vec<Vec<usize>> {
        let ids: Vec<String> = (0..items.len()).map(|at| format!("item-{at}")).collect();
        let none = vec![Vec::new(); items.len()];
        let edges =
            edges(items, &ids, &vec![Action::Add; items.len()], &vec![&[][..]; items.len()], &none);
        edges.into_iter().map(|on| on.into_iter().map(|(at, _)| at).collect()).collect()
    }

    #[test]
    fn names_ranges_and_titles_are_resolved() {
        let items = [
            item("T001", "Create schema", &[]),
            item("T002", "Create parser", &["T001"]),
            item("T003", "Wire command", &["T001–T002"]),
            item("", "Improved Wasm support", &[]),
            item("", "WebRTC in the browser", &["improved wasm support"]),
            item("", "Nobody knows", &["the other thing we had"]),
        ];
        assert_eq!(of(&items), [vec![], vec![0], vec![0, 1], vec![], vec![3], vec![]]);
    }

    #[test]
    fn the_names_of_the_plan_are_names() {
        let items = [
            item("", "Fix the parser", &[]),
            item("", "Fix the printer", &["item-0"]),
            item("", "Fix the reader", &["item 1 and item-0", "item-9"]),
            item("", "Fix the writer", &["item-5"]),
            item("", "Fix the welcome", &[]),
        ];
        // Of those names the plan has none beyond four: the fifth item is the last.
        assert_eq!(of(&items), [vec![], vec![0], vec![1, 0], vec![4], vec![]]);
    }

    #[test]
    fn model_comes_before_api_and_frontend() {
        let items = [
            item("", "Build user page", &[]),
            item("", "Add user endpoint", &[]),
            item("", "Add user model", &[]),
        ];
        assert_eq!(of(&items), [vec![1], vec![2], vec![]]);
    }
}
