//! Which item another one restates: by a shared name, a shared file or shared words.

use super::found::Found;
use super::item::{Form, WorkItem};

/// The one of `others` that `at` restates; `words` are the telling words of all titles.
pub(super) fn twin(
    found: &[Found],
    words: &[Vec<u32>],
    at: usize,
    others: &[usize],
) -> Option<usize> {
    let others: Vec<usize> =
        others.iter().copied().filter(|other| !are_named_apart(found, at, *other)).collect();
    by_label(found, at, &others)
        .or_else(|| by_number(found, at, &others))
        .or_else(|| by_file(found, at, &others))
        .or_else(|| by_words(words, at, &others))
}

/// Whether a label names one item: letters and digits.
pub(super) fn is_name(label: &str) -> bool {
    label.len() >= 2
        && label.contains(|c: char| c.is_ascii_digit())
        && label.contains(|c: char| !c.is_ascii_digit() && c != '.')
}

/// Whether two items have names of their own, and different ones: `T005` and `T012`.
fn are_named_apart(found: &[Found], a: usize, b: usize) -> bool {
    let name = |at: usize| found[at].item.label.as_deref().filter(|label| is_name(label));
    name(a).zip(name(b)).is_some_and(|(a, b)| a != b)
}

fn by_label(found: &[Found], at: usize, others: &[usize]) -> Option<usize> {
    let item = &found[at].item;
    others.iter().copied().find(|other| {
        let theirs = &found[*other].item;
        let same = || theirs.label.as_deref().is_some_and(is_name) && theirs.label == item.label;
        mentions(item, theirs) || same()
    })
}

/// The only numbered heading that this one calls by its number: "Issue #3" for "3. Links break".
fn by_number(found: &[Found], at: usize, others: &[usize]) -> Option<usize> {
    let label = found[at].item.label.as_deref()?.to_lowercase();
    let number = ["issue", "finding", "bug", "problem", "item", "gap", "vulnerability"]
        .iter()
        .find_map(|word| label.strip_prefix(word))?
        .trim_start_matches([' ', '#', '-']);
    let mut named = others.iter().copied().filter(|other| {
        let theirs = &found[*other].item;
        theirs.form == Form::Heading && theirs.label.as_deref() == Some(number)
    });
    named.next().filter(|_| named.next().is_none())
}

/// Whether the text of an item has the name of another.
pub(super) fn mentions(item: &WorkItem, other: &WorkItem) -> bool {
    let name = other.label.as_deref().filter(|label| is_name(label));
    name.is_some_and(|name| contains_word(&item.title, name) || contains_word(&item.body, name))
}

/// The only item that begins with the one file this one names.
fn by_file(found: &[Found], at: usize, others: &[usize]) -> Option<usize> {
    let [path] = &found[at].item.scope[..] else { return None };
    let first = |other: usize| found[other].item.scope.first();
    let mut about =
        others.iter().copied().filter(|other| first(*other).is_some_and(|have| same(have, path)));
    about.next().filter(|_| about.next().is_none())
}

fn by_words(words: &[Vec<u32>], at: usize, others: &[usize]) -> Option<usize> {
    let mine = &words[at];
    let score = |other: usize| {
        let shared = shared(mine, &words[other]);
        let least = mine.len().min(words[other].len()).max(1);
        (shared * 100 / least, shared)
    };
    let best = others
        .iter()
        .copied()
        .filter(|other| *other != at)
        .max_by_key(|other| (score(*other), std::cmp::Reverse(*other)))?;
    let (share, shared) = score(best);
    let few = mine.len().min(words[best].len()) <= 2;
    (share >= 50 && shared >= 2 || few && share == 100 && shared >= 1).then_some(best)
}

/// How many numbers two sorted lists share.
fn shared(mine: &[u32], theirs: &[u32]) -> usize {
    mine.iter().filter(|word| theirs.binary_search(word).is_ok()).count()
}

/// Whether two spellings mean one path: one is the other's end.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_matches('/'), b.trim_matches('/'));
    a == b
        || a.strip_suffix(b).is_some_and(|head| head.ends_with('/'))
        || b.strip_suffix(a).is_some_and(|head| head.ends_with('/'))
}

/// Whether `word` stands in `text` with no letter or digit beside it.
fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}
