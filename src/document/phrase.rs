//! Phrases looked for in text all at once, however many they are.

use aho_corasick::{AhoCorasick, Input, MatchKind};

/// Phrases to look for.
#[derive(Debug)]
pub struct Phrases {
    words: Vec<&'static str>,
    /// None where there are too many, which no list here comes near; nothing is found then.
    all: Option<AhoCorasick>,
}

impl Phrases {
    /// The phrases `words`, in lower case.
    pub fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let words: Vec<_> = words.into_iter().collect();
        let kind = MatchKind::LeftmostFirst;
        let all = AhoCorasick::builder().match_kind(kind).build(&words).ok();
        Self { words, all }
    }

    /// Whether any of them stands in `text`, which is in lower case.
    pub fn any(&self, text: &str) -> bool {
        self.all.as_ref().is_some_and(|all| all.is_match(text))
    }

    /// Where the next of them stands in `text`, from byte `from` on.
    pub fn next(&self, text: &str, from: usize) -> Option<usize> {
        let found = self.all.as_ref()?.find(Input::new(text).range(from..));
        found.map(|found| found.start())
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
