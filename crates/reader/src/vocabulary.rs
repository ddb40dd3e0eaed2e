//! The telling words of titles as numbers, so that many titles are compared without comparing letters.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};

use super::flat::lower;
use super::words::{self, Concept};

/// A number for every word met so far.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
}

impl Vocabulary {
    /// The telling words of a title, stemmed roughly: sorted, each once.
    pub(super) fn words(&mut self, title: &str) -> Vec<u32> {
        let lower = lower(title);
        let mut out = Vec::with_capacity(12);
        let apart = |c: char| match c {
            '\0'..='\x7f' => !c.is_ascii_alphanumeric() && c != '_',
            _ => !c.is_alphanumeric(),
        };
        let spoken = lower.split(' ').filter(|word| !is_path(word));
        for word in spoken.flat_map(|word| word.split(apart)) {
            let short = word.len() < 2 || !word.is_ascii() && word.chars().nth(1).is_none();
            if short || is_empty_word(word) {
                continue;
            }
            let stem = stem(word);
            let number = if let Some(number) = self.numbers.get(stem) {
                *number
            } else {
                let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                self.numbers.insert(stem.into(), next);
                next
            };
            out.push(number);
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Whether a word is a path, whose parts are shared by items that have nothing else in common.
fn is_path(word: &str) -> bool {
    word.contains('/')
        || word.contains('.') && word.trim_matches(|c: char| !c.is_alphanumeric()).contains('.')
}

/// Words that stand in titles of any kind of work.
fn is_empty_word(word: &str) -> bool {
    static EMPTY: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| words::all(Concept::Empty).collect());
    EMPTY.contains(word)
}

fn stem(word: &str) -> &str {
    let stem = word
        .strip_suffix("ing")
        .or_else(|| word.strip_suffix("ion"))
        .or_else(|| word.strip_suffix("ed"))
        .or_else(|| word.strip_suffix("es"))
        .or_else(|| word.strip_suffix('s'));
    stem.filter(|stem| stem.len() >= 4).unwrap_or(word)
}
