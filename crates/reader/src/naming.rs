//! What words mean another item: names, numbers, ranges, stages, titles, "the previous step".

use foldhash::{HashMap, HashSet};
use std::cell::OnceCell;

use super::item::{Reference, WorkItem};
use super::mention::Mention;
use super::token::{self, Token};
use super::words::{self, Concept};

/// How many items one name may stand for; more say nothing more.
pub(super) const MOST: usize = 64;

/// The items by what they may be called.
pub struct Names<'a> {
    pub(super) items: &'a [WorkItem],
    pub(super) labels: HashMap<String, Vec<usize>>,
    numbers: HashMap<u64, Vec<usize>>,
    pub(super) parts: HashMap<String, Vec<usize>>,
    pub(super) stages: HashMap<String, Vec<usize>>,
    /// The stages in the order of the document.
    order: Vec<String>,
    /// Read only where something is named by neither label nor stage.
    titles: OnceCell<Titles>,
    groups: OnceCell<HashMap<Vec<String>, Vec<usize>>>,
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
            let words = telling(&spoken(&item.title));
            titles.lengths.push(words.len());
            for word in words {
                titles.having.entry(word).or_default().push(at);
            }
        }
        titles
    }
}

impl<'a> Names<'a> {
    /// Reads all names.
    pub fn new(items: &'a [WorkItem]) -> Self {
        let mut names = Self {
            items,
            labels: HashMap::default(),
            numbers: HashMap::default(),
            parts: HashMap::default(),
            stages: HashMap::default(),
            order: Vec::new(),
            titles: OnceCell::new(),
            groups: OnceCell::new(),
        };
        let mut known: HashMap<&str, Option<String>> = HashMap::default();
        for (at, item) in items.iter().enumerate() {
            names.label(at, item);
            if let Some(number) = item.number {
                names.numbers.entry(number).or_default().push(at);
            }
            if let Some(whole) = &item.part_of {
                names.parts.entry(token::key(whole)).or_default().push(at);
            }
            let headings = item.under.iter().chain(&item.group).map(String::as_str);
            let mut stage =
                |heading| known.entry(heading).or_insert_with(|| token::stage(heading)).clone();
            let mut within: Vec<String> = headings.filter_map(&mut stage).collect();
            within.dedup();
            for stage in within {
                if !names.order.contains(&stage) {
                    names.order.push(stage.clone());
                }
                let members = names.stages.entry(stage).or_default();
                if members.last() != Some(&at) {
                    members.push(at);
                }
            }
        }
        names
    }

    fn label(&mut self, at: usize, item: &WorkItem) {
        let Some(label) = &item.label else { return };
        let key = token::key(label);
        if let Some(number) = token::numeral(&key).or_else(|| token::counted(label)) {
            self.numbers.entry(number).or_default().push(at);
        }
        if let Some(letter) = token::lettered(label) {
            self.labels.entry(letter).or_default().push(at);
        }
        self.labels.entry(key).or_default().push(at);
    }

    /// The items `wait` names, by label, by number, by stage or by title.
    pub fn resolve(&self, wait: &Reference, from: usize) -> Vec<usize> {
        let named = self.named(&wait.to, Some(from));
        if !named.is_empty() {
            return named;
        }
        let titled = self.titled(&wait.to, Some(from)).or_else(|| {
            // "After the pool, so that": the thought may go on.
            let head = wait.to.split([',', '，', '—', '–']).next()?;
            (head.len() < wait.to.len()).then(|| self.titled(head, Some(from))).flatten()
        });
        if let Some(titled) = titled.or_else(|| by_path(&wait.to, from, self.items)) {
            return vec![titled];
        }
        let mut found = self.grouped(&wait.to).to_vec();
        if found.contains(&from) {
            found.clear();
        }
        found
    }

    /// The one item with this title, or the items under the heading of these words.
    pub(super) fn entitled(&self, to: &str, from: Option<usize>) -> Vec<usize> {
        let titled = self.titled(to, from);
        titled.map_or_else(|| self.grouped(to).to_vec(), |at| vec![at])
    }

    /// The items under the heading of these words: "Setup" of "Phase 1: Setup".
    fn grouped(&self, to: &str) -> &[usize] {
        let groups = self.groups.get_or_init(|| {
            let mut groups: HashMap<Vec<String>, Vec<usize>> = HashMap::default();
            for (at, item) in self.items.iter().enumerate() {
                for heading in &item.under {
                    let parts = heading.split([':', '：', '—', '–']);
                    let parts = parts.flat_map(|part| part.split(" - ")).map(sorted);
                    for words in parts.chain([sorted(heading)]) {
                        let members = groups.entry(words).or_default();
                        if members.last() != Some(&at) && members.len() < MOST {
                            members.push(at);
                        }
                    }
                }
            }
            groups
        });
        // "Setup completion - blocks the rest": the thought may go on.
        let head = to.split([',', '，', '—', '–']).next().unwrap_or_default();
        let said = sorted(head.split(" - ").next().unwrap_or_default());
        groups.get(&said).filter(|_| !said.is_empty()).map_or(&[], Vec::as_slice)
    }

    /// The items that `to` names otherwise than by their titles, for the item `from`.
    pub fn named(&self, to: &str, from: Option<usize>) -> Vec<usize> {
        let tokens = token::tokens(to);
        if let Some(found) = from.and_then(|from| self.placed(to, &tokens, from)) {
            return found;
        }
        let mut found = Mention::new(self, from).all(&tokens);
        found.retain(|at| Some(*at) != from);
        let mut seen = HashSet::default();
        found.retain(|at| seen.insert(*at));
        found
    }

    /// The items meant by where they stand: "the previous step", "all of the above".
    fn placed(&self, to: &str, tokens: &[Token<'_>], from: usize) -> Option<Vec<usize>> {
        let head = to.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = head.split_once(' ').map_or("", |(_, rest)| rest);
        let says = |concept| [head, rest].iter().any(|text| words::first(concept, text));
        if tokens.len() > 7 {
            return None;
        }
        let item = &self.items[from];
        let here = |at: &usize| self.items[*at].document == item.document;
        let beside = |at: &usize| here(at) && self.items[*at].group == item.group;
        let all = |fits: &dyn Fn(&usize) -> bool| -> Vec<usize> {
            (0..self.items.len()).filter(|at| *at != from && fits(at)).take(MOST).collect()
        };
        let staged = tokens.iter().any(Token::is_stage);
        if staged && (says(Concept::NamedPrevious) || says(Concept::NamedAbove)) {
            let own = self.stage_of(from)?;
            let many = !says(Concept::NamedPrevious);
            let before = &self.order[if many { 0 } else { own.checked_sub(1)? }..own];
            let members = before.iter().filter_map(|stage| self.stages.get(stage)).flatten();
            return Some(members.copied().filter(here).take(MOST).collect());
        }
        if says(Concept::NamedOthers) || words::is(Concept::NamedAll, to) {
            let near = all(&beside);
            return Some(if near.is_empty() { all(&here) } else { near });
        }
        if says(Concept::NamedAbove) {
            let near = all(&|at| *at < from && beside(at));
            return Some(if near.is_empty() { all(&|at| *at < from && here(at)) } else { near });
        }
        let before = from.checked_sub(1).filter(|at| here(at));
        let fits = |at: &usize| beside(at) || self.items[*at].form == item.form;
        says(Concept::NamedPrevious).then(|| before.filter(fits).into_iter().collect())
    }

    /// Whether stages are called by `noun`.
    pub(super) fn has_stages(&self, noun: &Token<'_>) -> bool {
        let head = noun.with("");
        self.order.iter().any(|stage| stage.starts_with(&head))
    }

    /// The place of the last stage that the item stands in.
    fn stage_of(&self, from: usize) -> Option<usize> {
        let within = |stage: &String| self.stages[stage].contains(&from);
        self.order.iter().rposition(within)
    }

    /// Of several items with one name, the one in the same document, the nearest before.
    pub(super) fn nearest(&self, found: &[usize], from: Option<usize>) -> Option<usize> {
        let Some(from) = from else {
            return match found {
                [only] => Some(*only),
                _ => None,
            };
        };
        let items = self.items;
        let same = |at: &&usize| items[**at].document == items[from].document && **at != from;
        let before = found.iter().filter(same).rfind(|at| **at < from);
        before
            .or_else(|| found.iter().find(same))
            .or_else(|| found.iter().find(|at| **at != from))
            .copied()
    }

    /// The item with a number in the same list or, where one only has it, in the document.
    pub(super) fn numbered(&self, number: u64, from: Option<usize>) -> Option<usize> {
        let found = self.numbers.get(&number)?;
        let here = |at: &&usize| {
            from.is_none_or(|from| self.items[**at].document == self.items[from].document)
        };
        let beside = |at: &&usize| {
            from.is_some_and(|from| self.items[**at].group == self.items[from].group) && here(at)
        };
        let mut near = found.iter().filter(here);
        found.iter().find(beside).or_else(|| near.next().filter(|_| near.next().is_none())).copied()
    }

    /// The one item whose title has the words, if there is one.
    pub(super) fn titled(&self, to: &str, from: Option<usize>) -> Option<usize> {
        let said = telling(to);
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
            for at in found.iter().filter(|at| Some(**at) != from) {
                *near.entry(*at).or_default() += 1;
            }
        }
        let of = |fits: &dyn Fn(usize, usize) -> bool| {
            let mut found = near.iter().filter(|(at, shared)| fits(**at, **shared));
            let (only, _) = found.next()?;
            found.next().is_none().then_some(*only)
        };
        let whole =
            |at: usize, shared: usize| shared == said.len() && titles.lengths[at] == said.len();
        of(&whole).or_else(|| {
            of(&|at, shared| {
                shared == said.len() && said.len() >= 2 && said.len() * 3 >= titles.lengths[at]
            })
        })
    }
}

/// A title without the paths in it, which nobody says when speaking of the item.
pub fn spoken(title: &str) -> String {
    let path = |word: &&str| word.contains('/') || word.trim_matches(['.', ',', ')']).contains('.');
    title.split_whitespace().filter(|word| !path(word)).collect::<Vec<_>>().join(" ")
}

/// The words that tell one title from another.
fn telling(title: &str) -> HashSet<String> {
    const EMPTY: [&str; 11] =
        ["the", "and", "for", "with", "a", "an", "of", "to", "on", "it", "this"];
    title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            !word.is_empty() && !EMPTY.contains(word) && !words::is(Concept::Settled, word)
        })
        .map(str::to_owned)
        .collect()
}

/// The same in one order.
fn sorted(title: &str) -> Vec<String> {
    let bare = title.split(['(', '（']).next().unwrap_or_default();
    let thing = |word: &String| !Token::new(word).is_noun();
    let mut words: Vec<String> = telling(bare).into_iter().filter(thing).collect();
    words.sort_unstable();
    words
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
