//! Words that mean another item: labels, ranges of labels, phases, titles.

use foldhash::{HashMap, HashSet};
use std::cell::OnceCell;

use crate::document::{Concept, Reference, WorkItem, means};

/// The items by what they may be called.
pub(super) struct Index<'a> {
    items: &'a [WorkItem],
    labels: HashMap<String, Vec<usize>>,
    groups: HashMap<String, Vec<usize>>,
    numbers: HashMap<u64, Vec<usize>>,
    parts: HashMap<String, Vec<usize>>,
    /// Read only where something is named by neither label nor stage.
    titles: OnceCell<Titles>,
}

/// The items by the words of their titles.
#[derive(Default)]
struct Titles {
    having: HashMap<String, Vec<usize>>,
    lengths: Vec<usize>,
}

impl Titles {
    fn new(items: &[WorkItem]) -> Self {
        let mut titles = Self::default();
        for (at, item) in items.iter().enumerate() {
            let words = words(&spoken(&item.title));
            titles.lengths.push(words.len());
            for word in words {
                titles.having.entry(word).or_default().push(at);
            }
        }
        titles
    }
}

impl<'a> Index<'a> {
    /// Reads all names.
    pub(super) fn new(items: &'a [WorkItem]) -> Self {
        let (mut labels, mut groups) = (HashMap::default(), HashMap::default());
        let (mut numbers, mut parts) = (HashMap::default(), HashMap::default());
        for (at, item) in items.iter().enumerate() {
            if let Some(label) = &item.label {
                labels.entry(plain(label)).or_insert_with(Vec::new).push(at);
            }
            if let Some(stage) = item.group.as_deref().and_then(stage) {
                groups.entry(stage).or_insert_with(Vec::new).push(at);
            }
            if let Some(number) = item.number {
                numbers.entry(number).or_insert_with(Vec::new).push(at);
            }
            if let Some(whole) = &item.part_of {
                parts.entry(plain(whole)).or_insert_with(Vec::new).push(at);
            }
        }
        Self { items, labels, groups, numbers, parts, titles: OnceCell::new() }
    }

    /// The items `wait` names, by label, by phase or by title.
    pub(super) fn resolve(&self, wait: &Reference, from: usize) -> Vec<usize> {
        let items = self.items;
        let named = self.labelled(&wait.to, from);
        if !named.is_empty() {
            return named;
        }
        if let Some(members) = stage(&wait.to).and_then(|stage| self.groups.get(&stage)) {
            let outside = |at: &usize| items[*at].group != items[from].group;
            return members.iter().copied().filter(outside).take(64).collect();
        }
        let titled = self.titled(&wait.to, from);
        titled.or_else(|| by_path(&wait.to, from, items)).into_iter().collect()
    }

    fn labelled(&self, to: &str, from: usize) -> Vec<usize> {
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
        let numbered = self.numbered(&tokens, from);
        if !numbered.is_empty() {
            return numbered;
        }
        let mut out = Vec::new();
        let mut last: Option<usize> = None;
        for (at, token) in tokens.iter().enumerate() {
            // A name further on belongs to another thought: "after lunch we may look at T9".
            if last.map_or(at > 5, |last| at > last + 3) {
                break;
            }
            let pair = at.checked_sub(1).map(|before| format!("{} {token}", tokens[before]));
            let keys = [Some((*token).to_owned()), pair];
            for key in keys.into_iter().flatten() {
                let digits = key.chars().all(|c| c.is_ascii_digit() || c == '.');
                if digits && !alone {
                    continue;
                }
                let key = plain(&key);
                if let Some(found) = self.labels.get(&key) {
                    out.extend(nearest(found, from, self.items));
                    last = Some(at);
                } else if let Some(parts) = self.parts.get(&key) {
                    let own = self.items[from].part_of.as_deref().map(plain);
                    out.extend(parts.iter().filter(|_| own.as_ref() != Some(&key)).take(64));
                    last = Some(at);
                }
            }
            let spelled = at.checked_sub(1).zip(tokens.get(at + 1));
            let spelled = spelled.filter(|_| means(Concept::Range, token));
            let range = match spelled {
                Some((first, last)) => self.between(tokens[first], last),
                None => self.range(token),
            };
            if !range.is_empty() {
                last = Some(at);
            }
            out.extend(range);
        }
        out
    }

    /// `3`, `1, 2 and 4`, `step 2`: numbers in the same list or, where one only has it, in the document.
    fn numbered(&self, tokens: &[&str], from: usize) -> Vec<usize> {
        let number = |token: &&str| token.trim_start_matches('#').parse::<u64>().ok();
        let joins = |token: &str| matches!(token, "and" | "und" | "y" | "et" | "&");
        let named = tokens.first().is_some_and(|first| {
            matches!(
                first.to_lowercase().as_str(),
                "step"
                    | "steps"
                    | "item"
                    | "items"
                    | "task"
                    | "tasks"
                    | "point"
                    | "points"
                    | "no"
                    | "punkt"
                    | "schritt"
                    | "aufgabe"
            )
        });
        let rest = &tokens[usize::from(named)..];
        let rest = if named {
            let end = rest.iter().position(|t| number(t).is_none() && !joins(t));
            &rest[..end.unwrap_or(rest.len())]
        } else {
            rest
        };
        if rest.iter().any(|token| number(token).is_none() && !joins(token)) {
            return Vec::new();
        }
        let item = &self.items[from];
        let one = |number: u64| {
            let found = self.numbers.get(&number)?;
            let beside = |at: &&usize| {
                self.items[**at].document == item.document && self.items[**at].group == item.group
            };
            found.iter().find(beside).or(match &found[..] {
                [only] => Some(only),
                _ => None,
            })
        };
        rest.iter().filter_map(number).filter_map(one).copied().filter(|at| *at != from).collect()
    }

    /// `T002-T005`, `T002–T005`, `T002..T005`.
    fn range(&self, token: &str) -> Vec<usize> {
        let Some((first, last)) =
            token.split_once(['–', '—']).or_else(|| token.split_once("..")).or_else(|| {
                let middle = token.match_indices('-').find(|(at, _)| {
                    let (head, tail) = (&token[..*at], &token[at + 1..]);
                    let short = head.contains(|c: char| c.is_ascii_alphabetic())
                        && tail.bytes().all(|b| b.is_ascii_digit())
                        && !self.labels.contains_key(&plain(token));
                    head.ends_with(|c: char| c.is_ascii_digit())
                        && (short || tail.starts_with(|c: char| c.is_ascii_uppercase()))
                })?;
                Some((&token[..middle.0], &token[middle.0 + 1..]))
            })
        else {
            return Vec::new();
        };
        self.between(first, last)
    }

    /// The items named from `first` to `last`, which may be written short: `T001`, `003`.
    fn between(&self, first: &str, last: &str) -> Vec<usize> {
        let split = |name: &str| {
            let at = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
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
        let titles = self.titles.get_or_init(|| Titles::new(self.items));
        let mut near: HashMap<usize, usize> = HashMap::default();
        for word in &said {
            let found = titles.having.get(word)?;
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
                let title = titles.lengths[**at];
                **shared == said.len()
                    && (said.len() >= 2 && said.len() * 3 >= title || title == said.len())
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

/// A title without the paths in it, which nobody says when speaking of the item.
pub(super) fn spoken(title: &str) -> String {
    let path = |word: &&str| word.contains('/') || word.trim_matches(['.', ',', ')']).contains('.');
    title.split_whitespace().filter(|word| !path(word)).collect::<Vec<_>>().join(" ")
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

/// The one other item about a path that `to` spells, if there is just one.
fn by_path(to: &str, from: usize, items: &[WorkItem]) -> Option<usize> {
    let spelled: Vec<&str> = to
        .split_whitespace()
        .map(|word| word.trim_matches(['`', ',', ';', ':', '(', ')', '"', '\'']))
        .filter(|word| word.contains(['/', '.']) && word.len() > 2)
        .collect();
    let about = |item: &WorkItem| item.scope.iter().any(|path| spelled.contains(&path.as_str()));
    let mut found =
        items.iter().enumerate().filter(|(at, item)| *at != from && about(item)).map(|(at, _)| at);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
