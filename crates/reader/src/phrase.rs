//! Phrases looked for in text all at once, however many they are.

use aho_corasick::{AhoCorasick, packed};

/// Phrases to look for.
#[derive(Debug)]
pub struct Phrases {
    words: Vec<&'static str>,
    finder: Finder,
}

#[derive(Debug)]
enum Finder {
    /// All at once, by vectors: for lists of up to some sixty.
    Packed(packed::Searcher),
    /// Letter by letter.
    Automaton(AhoCorasick),
    /// One after the other, where neither can be built.
    Each,
}

impl Phrases {
    /// The phrases `words`, in lower case.
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let words: Vec<_> = words.into_iter().collect();
        let finder = packed::Searcher::new(&words)
            .map(Finder::Packed)
            .or_else(|| AhoCorasick::new(&words).ok().map(Finder::Automaton))
            .unwrap_or(Finder::Each);
        Self { words, finder }
    }

    /// Whether any of them stands in `text`, which is in lower case.
    pub fn any(&self, text: &str) -> bool {
        self.next(text, 0).is_some()
    }

    /// Where the next of them stands in `text`, from byte `from` on.
    pub fn next(&self, text: &str, from: usize) -> Option<usize> {
        let rest = text.get(from..)?;
        let found = match &self.finder {
            Finder::Packed(packed) => packed.find(rest).map(|found| found.start()),
            Finder::Automaton(automaton) => automaton.find(rest).map(|found| found.start()),
            Finder::Each => self.words.iter().filter_map(|word| rest.find(word)).min(),
        };
        found.map(|at| from + at)
    }

    /// The first of the list, not of the text, that stands in `text`, which is in lower case.
    pub fn first(&self, text: &str) -> Option<&'static str> {
        if !self.any(text) {
            return None;
        }
        self.words.iter().copied().find(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_list_counts() {
        let phrases = Phrases::new(["all ", "the whole", "hole", "schön"]);
        for (text, first) in [
            ("the whole of it", Some("the whole")),
            ("a hole in all of it", Some("all ")),
            ("so schön", Some("schön")),
            ("nothing", None),
        ] {
            assert_eq!(phrases.first(text), first, "{text}");
            assert_eq!(phrases.any(text), first.is_some(), "{text}");
        }
        assert_eq!(phrases.next("hole, hole", 1), Some(6));
    }
}
