//! Words with what is known put in for variables, and braces expanded.

use std::collections::HashMap;

use super::brace::expanded;
use super::{Piece, Word};

/// What is known of variables: their values, or that only the running shell knows.
pub type Variables = HashMap<String, Option<Vec<String>>>;

/// One argument of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// Exactly this text.
    Exact(String),
    /// The paths this pattern matches; what stands in it only for itself is escaped.
    Pattern(String),
    /// What only the running shell knows.
    Unknown,
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
        let mut words: Vec<Vec<(char, bool)>> = vec![Vec::new()];
        for (at, piece) in self.pieces.iter().enumerate() {
            let values = match piece {
                Piece::Char('~', false) if at == 0 => match self.pieces.get(1) {
                    None | Some(Piece::Char('/', _)) => known.get("HOME").cloned().flatten(),
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
                    let values = known.get(name).cloned().flatten();
                    let whole = |values: &Vec<String>| values.iter().all(|value| is_whole(value));
                    values.filter(|values| *quoted || whole(values))
                }
                Piece::Unknown => None,
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
