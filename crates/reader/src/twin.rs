//! Which item another one restates: by a shared name, a shared file or shared words.

use super::flat::lower;
use super::found::Found;
use super::item::{Form, State, WorkItem};
use super::verb::{Action, action};
use super::words::{self, Concept};

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
        .or_else(|| by_file(found, words, at, &others))
        .or_else(|| by_words(words, at, &others))
        .or_else(|| by_remedy(found, at, &others))
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

/// The only heading that this one calls by its number: "Issue #3" or "#3 Links" for "3. Links break",
/// "1.8 Window" for "1.8 Window is never updated".
fn by_number(found: &[Found], at: usize, others: &[usize]) -> Option<usize> {
    let item = &found[at].item;
    let label = item.label.as_deref().unwrap_or_default();
    let counted = label.contains([' ', '#']) || !is_name(label) && label.contains('.');
    let own = label.rsplit([' ', '#', '-']).next().filter(|_| counted && !label.is_empty());
    let number = own.or_else(|| mentioned(&item.title))?;
    let mut named = others.iter().copied().filter(|other| {
        let theirs = &found[*other].item;
        let known = theirs.label.as_deref().map(|label| label.trim_start_matches('#'));
        theirs.form == Form::Heading && known == Some(number)
    });
    named.next().filter(|_| named.next().is_none())
}

/// The only number written with a `#` in a title.
fn mentioned(title: &str) -> Option<&str> {
    let (_, rest) = title.split_once('#')?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let number = rest[..end].trim_end_matches('.');
    (!number.is_empty() && !rest[end..].contains('#')).then_some(number)
}

/// Whether the text of an item has the name of another.
pub(super) fn mentions(item: &WorkItem, other: &WorkItem) -> bool {
    let name = other.label.as_deref().filter(|label| is_name(label));
    name.is_some_and(|name| contains_word(&item.title, name) || contains_word(&item.body, name))
}

/// The only item that begins with the one file this one names, where their words agree too: one
/// file is often the place of several pieces of work, and a test for it is another than its mend.
fn by_file(found: &[Found], words: &[Vec<u32>], at: usize, others: &[usize]) -> Option<usize> {
    let item = &found[at].item;
    let [path] = &item.scope[..] else { return None };
    let first = |other: usize| found[other].item.scope.first();
    let mut about =
        others.iter().copied().filter(|other| first(*other).is_some_and(|have| same(have, path)));
    let only = about.next().filter(|_| about.next().is_none())?;
    // What is finished says nothing about what is open in the same file.
    if found[only].item.state == State::Done && item.state == State::Open {
        return None;
    }
    let bare = words[at].is_empty();
    let agreed = shared(&words[at], &words[only]) > 0 && !adds(found, at, only);
    (bare || agreed).then_some(only)
}

/// Whether one of two items orders a test or a text about what the other mends.
pub(super) fn adds(found: &[Found], a: usize, b: usize) -> bool {
    let beside = |at: usize| {
        let title = lower(&found[at].item.title);
        let mut words = title.split(|c: char| !c.is_alphanumeric());
        words.any(|word| matches!(action(word), Some(Action::Test | Action::Document)))
    };
    beside(a) != beside(b)
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

/// A word of this many letters is nobody else's.
const LONG: usize = 8;

/// The one item whose remedy says in its words what this one orders: "Introduce DTOs" for a finding with
/// "Recommendation: introduce DTOs in api/".
fn by_remedy(found: &[Found], at: usize, others: &[usize]) -> Option<usize> {
    let title = lower(&found[at].item.title);
    let telling = |word: &&str| word.chars().count() > 3 && !words::is(Concept::Empty, word);
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(telling).collect();
    // One long word is as good as two.
    if words.len() < 2 && words.iter().all(|word| word.chars().count() < LONG) {
        return None;
    }
    // What is finished says nothing about what is open.
    let open = found[at].item.state == State::Open;
    let told = |other: usize| {
        let remedy = lower(&found[other].item.remedy);
        words.iter().filter(|word| contains_word(&remedy, word)).count()
    };
    let mut counts: Vec<(usize, usize)> = others
        .iter()
        .filter(|other| **other != at && !found[**other].item.remedy.is_empty())
        .filter(|other| !open || found[**other].item.state == State::Open)
        .map(|other| (told(*other), *other))
        .collect();
    counts.sort_unstable_by_key(|(told, other)| (std::cmp::Reverse(*told), *other));
    let (most, only) = *counts.first()?;
    let alone = counts.get(1).is_none_or(|(next, _)| *next < most);
    (alone && most > 0 && most * 4 >= words.len() * 3).then_some(only)
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
pub(super) fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}
