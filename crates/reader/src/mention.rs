//! One reading of the words that name other items: nouns with numbers, ranges, names of their own.

use super::naming::{MOST, Names};
use super::token::{self, Token};
use super::words::{self, Concept};

/// How many words may stand before the first name, and between two.
const AHEAD: usize = 5;
const BETWEEN: usize = 3;

/// One way through the words that name others.
pub(super) struct Mention<'n, 'a> {
    names: &'n Names<'a>,
    from: Option<usize>,
    out: Vec<usize>,
}

impl<'n, 'a> Mention<'n, 'a> {
    pub(super) fn new(names: &'n Names<'a>, from: Option<usize>) -> Self {
        Self { names, from, out: Vec::new() }
    }

    /// The items that `tokens` name.
    pub(super) fn all(mut self, tokens: &[Token<'_>]) -> Vec<usize> {
        let mut noun: Option<(&Token<'_>, usize)> = None;
        let (mut idle, mut found) = (0, false);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.is_noun() {
                noun = Some((token, at));
                at += 1;
                continue;
            }
            let before = self.out.len();
            let near = noun.filter(|(_, place)| at - place <= 1 || found);
            let taken = self.one(tokens, at, near.map(|(noun, _)| noun), found);
            if taken > 0 {
                found |= self.out.len() > before;
                idle = 0;
                at += taken;
                continue;
            }
            if !words::is(Concept::Joins, token.text) {
                idle += 1;
                // Words end what a noun counts: "step 2 and the 3 files".
                noun = None;
            }
            // "Once the cache is full, requests block 3 workers": another thought.
            if idle > if found { BETWEEN } else { AHEAD } || token.closed && !found && idle > 0 {
                break;
            }
            at += 1;
        }
        self.out
    }

    /// Takes the name at `at`, perhaps a range; says how many tokens it had.
    fn one(
        &mut self,
        tokens: &[Token<'_>],
        at: usize,
        noun: Option<&Token<'_>>,
        found: bool,
    ) -> usize {
        let first = &tokens[at];
        let spelled = tokens.get(at + 1).filter(|word| words::is(Concept::Range, word.text));
        if spelled.is_some()
            && let Some(last) = tokens.get(at + 2)
            && self.range(first.text, last.text, noun)
        {
            return 3;
        }
        if let Some((head, tail)) = first.range()
            && self.range(head, tail, noun)
        {
            return 1;
        }
        if let Some(number) = first.number() {
            // "Requires 3 columns" counts, "requires 3" and "requires 3 too" name.
            let named = noun.is_some() || first.text.starts_with('#');
            let led = tokens[..at].iter().all(|t| words::is(Concept::Joins, t.text));
            if !named && (!(led || found) || !ends(tokens, at)) {
                return 0;
            }
            self.number(first, number, noun);
            return 1;
        }
        let key = token::key(first.text);
        // "Story 6.1", "step 3b", "Task A": the noun is a part of the name.
        let part = first.is_letter() || key.starts_with(|c: char| c.is_ascii_digit());
        if let Some(noun) = noun.filter(|_| part) {
            let key = noun.with(&key);
            if self.take(&key) {
                return 1;
            }
        }
        // A word in small letters that is a name as well: "a".
        let plain = first.text.chars().all(char::is_lowercase);
        let letter = first.is_letter() && !ends(tokens, at);
        usize::from(!plain && !letter && self.take(&key))
    }

    /// Takes all from `first` to `last`, which may be written short: `T001`, `003`.
    fn range(&mut self, first: &str, last: &str, noun: Option<&Token<'_>>) -> bool {
        let split = |name: &str| {
            let at = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            Some((name[..at].to_owned(), name[at..].len(), name[at..].parse::<u64>().ok()?))
        };
        let (Some((head, width, from)), Some((tail, _, to))) = (split(first), split(last)) else {
            return false;
        };
        let known = head == tail || tail.is_empty();
        if !known || to <= from || to - from > 200 {
            return false;
        }
        let before = self.out.len();
        for number in from..=to {
            if head.trim_start_matches('#').is_empty() {
                let text = number.to_string();
                self.number(&Token::new(&text), number, noun);
            } else {
                self.take(&token::key(&format!("{head}{number:0width$}")));
            }
        }
        self.out.len() > before
    }

    fn number(&mut self, token: &Token<'_>, number: u64, noun: Option<&Token<'_>>) {
        let names = self.names;
        let digits = token::key(token.text);
        let called = noun.is_some_and(|noun| self.take(&noun.with(&digits)));
        // "Phase 9" is no item 9, "section 2" may be where no stage is called so.
        let staged = |noun: &Token<'_>| noun.is_only_stage() && names.has_stages(noun);
        if called || noun.is_some_and(staged) {
            return;
        }
        let beside = names.numbered(number, self.from);
        match beside {
            Some(at) => self.out.push(at),
            None => {
                self.take(&digits);
            }
        }
    }

    /// Takes what is called by `key`: an item, the parts of one, the items of a stage.
    fn take(&mut self, key: &str) -> bool {
        let names = self.names;
        if let Some(found) = names.labels.get(key).and_then(|all| names.nearest(all, self.from)) {
            self.out.push(found);
            return true;
        }
        if let Some(parts) = names.parts.get(key) {
            let own = |at: &Option<usize>| {
                at.and_then(|at| names.items[at].part_of.as_deref()).map(token::key)
            };
            if own(&self.from).as_deref() != Some(key) {
                self.out.extend(parts.iter().take(MOST));
            }
            return true;
        }
        let Some(members) = names.stages.get(key) else { return false };
        let within = self.from.is_some_and(|from| members.contains(&from));
        if !within {
            self.out.extend(members.iter().take(MOST));
        }
        true
    }
}

/// Whether what follows a number or a letter at `at` counts nothing: other names, or that it is over.
fn ends(tokens: &[Token<'_>], at: usize) -> bool {
    let mut at = at;
    loop {
        if tokens[at].closed {
            return true;
        }
        at += 1;
        let Some(token) = tokens.get(at) else { return true };
        if words::is(Concept::Settled, token.text) {
            return true;
        }
        let goes_on = token.number().is_some()
            || token.is_letter()
            || token.range().is_some()
            || words::is(Concept::Joins, token.text)
            || words::is(Concept::Range, token.text);
        if !goes_on {
            return false;
        }
    }
}
