//! Words with what is known put in for variables, and braces expanded.

use std::collections::HashMap;

use super::brace::expanded;
use super::{Piece, Word};

/// What is known of variables: their values one after the other, or that only the running shell knows.
pub type Variables = HashMap<String, Option<Vec<Argument>>>;

/// One argument of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Exactly this text.
    Exact(String),
    /// The paths this pattern matches; what stands in it only for itself is escaped.
    Pattern(String),
    /// The files in which this is found.
    Found(Search),
    /// Something below this folder.
    Within(String),
    /// What only the running shell knows.
    Unknown,
}

/// A search for text in files, in the words of `git grep` that name what is found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Search {
    /// Its options, the patterns among them.
    pub options: Vec<String>,
    /// Where it looks, as pathspecs from the folder it runs in.
    pub places: Vec<String>,
}

impl Argument {
    /// The text, where it is known.
    pub fn text(&self) -> Option<&str> {
        if let Self::Exact(text) = self { Some(text) } else { None }
    }
}

/// What a pattern is made of.
const MAGIC: [char; 3] = ['*', '?', '['];

impl Word {
    /// A word that stands for itself.
    pub fn literal(text: &str) -> Self {
        let pieces = text.chars().map(|c| Piece::Char(c, true));
        Self { pieces: pieces.collect(), nested: Vec::new() }
    }

    /// The arguments it becomes: several by braces, or where a variable has had several values.
    pub fn arguments(&self, known: &Variables) -> Vec<Argument> {
        if let Some(values) = self.alone(known) {
            return values;
        }
        let mut words: Vec<Vec<(char, bool)>> = vec![Vec::new()];
        for (at, piece) in self.pieces.iter().enumerate() {
            let values = match piece {
                Piece::Char('~', false) if at == 0 => match self.pieces.get(1) {
                    None | Some(Piece::Char('/', _)) => texts(known, "HOME"),
                    Some(_) => None,
                },
                Piece::Char(c, quoted) => {
                    for word in &mut words {
                        word.push((*c, *quoted));
                    }
                    continue;
                }
                Piece::Variable(name, true) if name.is_empty() => continue,
                Piece::Variable(name, quoted) => {
                    let values = texts(known, name);
                    let whole = |values: &Vec<String>| values.iter().all(|value| is_whole(value));
                    values.filter(|values| *quoted || whole(values))
                }
                Piece::Output(_) | Piece::Stream(_) | Piece::Unknown => None,
            };
            let Some(values) = values.filter(|values| values.len() * words.len() <= 64) else {
                return vec![Argument::Unknown];
            };
            let joined = words.iter().flat_map(|word| {
                values.iter().map(|value| {
                    let letters = value.chars().map(|c| (c, true));
                    word.iter().copied().chain(letters).collect()
                })
            });
            words = joined.collect();
        }
        words
            .iter()
            .flat_map(|word| expanded(word).map_or_else(|| vec![Argument::Unknown], finished))
            .collect()
    }
}

impl Word {
    /// The files that a variable stands for, where the word is nothing else.
    fn alone(&self, known: &Variables) -> Option<Vec<Argument>> {
        let is_empty =
            |piece: &&Piece| matches!(piece, Piece::Variable(name, true) if name.is_empty());
        let mut pieces = self.pieces.iter().filter(|piece| !is_empty(piece));
        let (Some(Piece::Variable(name, _)), None) = (pieces.next(), pieces.next()) else {
            return None;
        };
        let values = known.get(name)?.as_ref()?;
        let is_text = |value: &Argument| matches!(value, Argument::Exact(_));
        (!values.iter().all(is_text)).then(|| values.clone())
    }
}

/// The values of a variable, where each is one text.
fn texts(known: &Variables, name: &str) -> Option<Vec<String>> {
    let values = known.get(name)?.as_ref()?;
    values.iter().map(|value| value.text().map(str::to_owned)).collect()
}

/// Whether a value stays as it is when it is not quoted.
fn is_whole(value: &str) -> bool {
    !value.is_empty() && !value.contains([' ', '\t', '\n', '\\']) && !value.contains(MAGIC)
}

fn finished(words: Vec<Vec<(char, bool)>>) -> Vec<Argument> {
    let one = |word: Vec<(char, bool)>| {
        if !word.iter().any(|(c, quoted)| !quoted && MAGIC.contains(c)) {
            return Argument::Exact(word.into_iter().map(|(c, _)| c).collect());
        }
        let mut text = String::new();
        for (c, quoted) in word {
            if c == '\\' || quoted && MAGIC.contains(&c) {
                text.push('\\');
            }
            text.push(c);
        }
        Argument::Pattern(text)
    };
    words.into_iter().map(one).collect()
}
