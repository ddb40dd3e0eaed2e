//! Which items wait for which: names resolved, phases spelled out, and what one creates and another uses.

use std::collections::{HashMap, HashSet};

use super::item::Dependency;
use crate::document::{Action, Reference, WorkItem};

/// For each item, the positions it waits for.
pub(super) type Edges = Vec<Vec<(usize, Dependency)>>;

/// The dependencies among `items`, of which `ids` are the names in the plan; `actions` and `creates`
/// are parallel to them.
pub(super) fn edges(
    items: &[WorkItem],
    ids: &[String],
    actions: &[Action],
    creates: &[Vec<String>],
) -> Edges {
    let index = Index::new(items);
    let mut edges: Edges = vec![Vec::new(); items.len()];
    for (at, item) in items.iter().enumerate() {
        for wait in &item.waits {
            for on in index.resolve(wait, at, items) {
                add(&mut edges, at, on, ids, true, &wait.said);
            }
        }
        for wait in &item.blocks {
            for on in index.resolve(wait, at, items) {
                add(&mut edges, on, at, ids, true, &wait.said);
            }
        }
    }
    implied(items, ids, actions, creates, &mut edges);
    edges
}

fn add(edges: &mut Edges, from: usize, on: usize, ids: &[String], said: bool, reason: &str) {
    if from != on && edges[from].iter().all(|(have, _)| *have != on) {
        edges[from].push((on, Dependency { on: ids[on].clone(), said, reason: reason.to_owned() }));
    }
}

struct Index {
    labels: HashMap<String, Vec<usize>>,
    groups: HashMap<String, Vec<usize>>,
    words: HashMap<String, Vec<usize>>,
    titles: Vec<HashSet<String>>,
}

impl Index {
    fn new(items: &[WorkItem]) -> Self {
        let mut index = Self {
            labels: HashMap::new(),
            groups: HashMap::new(),
            words: HashMap::new(),
            titles: Vec::new(),
        };
        for (at, item) in items.iter().enumerate() {
            if let Some(label) = &item.label {
                index.labels.entry(plain(label)).or_default().push(at);
            }
            if let Some(stage) = item.group.as_deref().and_then(stage) {
                index.groups.entry(stage).or_default().push(at);
            }
            let title = words(&item.title);
            for word in &title {
                index.words.entry(word.clone()).or_default().push(at);
            }
            index.titles.push(title);
        }
        index
    }

    /// The items `wait` names, by label, by phase or by title.
    fn resolve(&self, wait: &Reference, from: usize, items: &[WorkItem]) -> Vec<usize> {
        let named = self.labelled(&wait.to, from, items);
        if !named.is_empty() {
            return named;
        }
        if let Some(members) = stage(&wait.to).and_then(|stage| self.groups.get(&stage)) {
            let outside = |at: &usize| items[*at].group != items[from].group;
            return members.iter().copied().filter(outside).take(64).collect();
        }
        self.titled(&wait.to, from).into_iter().collect()
    }

    fn labelled(&self, to: &str, from: usize, items: &[WorkItem]) -> Vec<usize> {
        let tokens: Vec<&str> = to
            .split(|c: char| {
                c.is_whitespace()
                    || matches!(
                        c,
                        ',' | ';' | '(' | ')' | '/' | '+' | '&' | '`' | '*' | '→' | '，' | '、'
                    )
            })
            .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric() && c != '#'))
            .filter(|token| !token.is_empty())
            .take(24)
            .collect();
        let alone = tokens.len() == 1;
        let mut out = Vec::new();
        let mut last: Option<usize> = None;
        for (at, token) in tokens.iter().enumerate() {
            // A name further on belongs to another thought: "after lunch we may look at T9".
            if last.map_or(at > 3, |last| at > last + 3) {
                break;
            }
            let pair = at.checked_sub(1).map(|before| format!("{} {token}", tokens[before]));
            let keys = [Some((*token).to_owned()), pair];
            for key in keys.into_iter().flatten() {
                let digits = key.chars().all(|c| c.is_ascii_digit() || c == '.');
                if digits && !alone {
                    continue;
                }
                if let Some(found) = self.labels.get(&plain(&key)) {
                    out.extend(nearest(found, from, items));
                    last = Some(at);
                }
            }
            let range = self.range(token);
            if !range.is_empty() {
                last = Some(at);
            }
            out.extend(range);
        }
        out
    }

    /// `T002-T005`, `T002–T005`, `T002..T005`.
    fn range(&self, token: &str) -> Vec<usize> {
        let Some((first, last)) =
            token.split_once(['–', '—']).or_else(|| token.split_once("..")).or_else(|| {
                let middle = token.match_indices('-').find(|(at, _)| {
                    token[at + 1..].starts_with(|c: char| c.is_ascii_uppercase())
                        && token[..*at].ends_with(|c: char| c.is_ascii_digit())
                })?;
                Some((&token[..middle.0], &token[middle.0 + 1..]))
            })
        else {
            return Vec::new();
        };
        let split = |name: &str| {
            let at = name.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
            Some((name[..at].to_owned(), name[at..].len(), name[at..].parse::<u32>().ok()?))
        };
        let (Some((head, width, from)), Some((tail, _, to))) = (split(first), split(last)) else {
            return Vec::new();
        };
        if head != tail && !tail.is_empty() || to < from || to - from > 200 {
            return Vec::new();
        }
        (from..=to)
            .filter_map(|n| self.labels.get(&plain(&format!("{head}{n:0width$}"))))
            .filter_map(|found| found.first().copied())
            .collect()
    }

    /// The one item whose title has the words, if there is one.
    fn titled(&self, to: &str, from: usize) -> Option<usize> {
        let said = words(to);
        if said.is_empty() {
            return None;
        }
        let mut near: HashMap<usize, usize> = HashMap::new();
        for word in &said {
            let found = self.words.get(word)?;
            if found.len() > 200 {
                return None;
            }
            for at in found.iter().filter(|at| **at != from) {
                *near.entry(*at).or_default() += 1;
            }
        }
        let full: Vec<usize> = near
            .iter()
            .filter(|(at, shared)| {
                let title = self.titles[**at].len();
                **shared == said.len()
                    && (said.len() >= 2 && said.len() * 2 >= title || title == said.len())
            })
            .map(|(at, _)| *at)
            .collect();
        match full[..] {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Of several items with one name, the one in the same document, the nearest before.
fn nearest(found: &[usize], from: usize, items: &[WorkItem]) -> Option<usize> {
    let same = |at: &&usize| items[**at].document == items[from].document && **at != from;
    let before = found.iter().filter(same).rfind(|at| **at < from);
    before
        .or_else(|| found.iter().find(same))
        .or_else(|| found.iter().find(|at| **at != from))
        .copied()
}

fn plain(label: &str) -> String {
    label
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '.' || *c == '-')
        .collect::<String>()
        .trim_matches(['.', '-'])
        .to_owned()
}

/// `phase 2` of `Phase 2: Models`.
fn stage(text: &str) -> Option<String> {
    let mut words =
        text.trim().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (name, number) = (words.next()?.to_lowercase(), words.next()?);
    let known = matches!(
        name.as_str(),
        "phase"
            | "phases"
            | "stage"
            | "milestone"
            | "sprint"
            | "step"
            | "wave"
            | "part"
            | "group"
            | "epic"
            | "этап"
            | "priority"
    );
    let short = number.chars().all(|c| c.is_ascii_digit()) || number.len() == 1;
    (known && short).then(|| format!("{} {}", name.trim_end_matches('s'), number.to_lowercase()))
}

fn words(title: &str) -> HashSet<String> {
    const EMPTY: [&str; 24] = [
        "the",
        "and",
        "for",
        "with",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "is",
        "are",
        "be",
        "been",
        "has",
        "have",
        "done",
        "first",
        "complete",
        "completed",
        "finished",
        "fixed",
        "it",
        "this",
    ];
    title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(str::to_owned)
        .collect()
}

/// One item creates a file that another names without creating it.
fn implied(
    items: &[WorkItem],
    ids: &[String],
    actions: &[Action],
    creates: &[Vec<String>],
    edges: &mut Edges,
) {
    let mut makers: HashMap<&str, usize> = HashMap::new();
    for (at, made) in creates.iter().enumerate() {
        if actions[at] == Action::Add {
            for path in made {
                makers.entry(path).or_insert(at);
            }
        }
    }
    for (at, item) in items.iter().enumerate() {
        for path in &item.scope {
            if let Some(maker) = makers
                .get(path.as_str())
                .filter(|maker| actions[at] != Action::Add && **maker != at)
            {
                add(edges, at, *maker, ids, false, &format!("{} creates {path}", ids[*maker]));
            }
        }
    }
    layers(items, ids, actions, edges);
}

/// Model, then API, then frontend, where all name the same thing.
fn layers(items: &[WorkItem], ids: &[String], actions: &[Action], edges: &mut Edges) {
    let mut subjects: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if actions[at] != Action::Add {
            continue;
        }
        let lower = item.title.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let Some((rank, place)) = words
            .iter()
            .enumerate()
            .find_map(|(place, word)| layer(word).map(|rank| (rank, place)))
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
        let edges = edges(items, &ids, &vec![Action::Add; items.len()], &none);
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
    fn model_comes_before_api_and_frontend() {
        let items = [
            item("", "Build user page", &[]),
            item("", "Add user endpoint", &[]),
            item("", "Add user model", &[]),
        ];
        assert_eq!(of(&items), [vec![1], vec![2], vec![]]);
    }
}
