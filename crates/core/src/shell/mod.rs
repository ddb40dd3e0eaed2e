//! Shell commands read as a shell would read them (POSIX 2.3 to 2.10, and what bash adds), without
//! running anything: which commands there are, under which conditions, with which words.

mod brace;
mod compound;
mod expand;
mod parse;
mod word;

pub use expand::{Argument, Search, Variables};
pub use parse::parse;

/// What a shell could not have read either, or what is not read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the command cannot be read: {0}")]
pub struct Unclear(pub(crate) &'static str);

/// A whole command line or script.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Script {
    /// What runs.
    pub list: List,
    /// The texts of its here-documents, which redirections name by position.
    pub bodies: Vec<Body>,
}

/// The text of a here-document.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Body {
    /// The lines, as they stand.
    pub text: String,
    /// Whether the shell hands it on without looking into it.
    pub literal: bool,
}

/// Pipelines one after the other.
pub type List = Vec<Step>;

/// One pipeline of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether the result of the one before decides if it runs.
    pub conditional: bool,
    /// Whether the shell does not wait for it.
    pub background: bool,
    /// What is piped together.
    pub stages: Vec<Stage>,
}

/// One command of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The command.
    pub command: Command,
    /// Where its input and output go.
    pub redirects: Vec<Redirect>,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Assignments and words.
    Simple {
        /// Variables set before it, or for good where no word follows.
        assignments: Vec<(String, Word)>,
        /// Its name and arguments.
        words: Vec<Word>,
    },
    /// `{ …; }`: runs in this very shell.
    Group(List),
    /// `( … )`: what it changes of the shell ends with it.
    Subshell(List),
    /// `if`, `while`, `until`, `case`: each list may run or not.
    Branches(Vec<List>),
    /// `for`, `select`: the list runs once for each value.
    Loop {
        /// The variable.
        name: String,
        /// Its values.
        values: Vec<Word>,
        /// What runs.
        body: List,
    },
    /// `while read NAME`: the list runs once for each line of its input.
    Each {
        /// The variable.
        name: String,
        /// What runs.
        body: List,
    },
    /// A function: what runs where it is called.
    Define {
        /// Its name.
        name: String,
        /// What runs.
        body: Box<Stage>,
    },
    /// `[[ … ]]` and `(( … ))`: nothing that runs now.
    Nothing,
}

/// Where input comes from or output goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// A file that is written.
    Into(Word),
    /// The here-document at this position of [`Script::bodies`].
    Here(usize),
    /// A word as input.
    Text(Word),
    /// A file that is only read.
    From(Word),
    /// Another descriptor, or none any more.
    Joined,
}

/// A word before any expansion.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Word {
    pub(crate) pieces: Vec<Piece>,
    /// What runs in the substitutions of the word.
    pub nested: Vec<List>,
}

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// One character, and whether it stands only for itself.
    Char(char, bool),
    /// The value of a variable, and whether it stays one word.
    Variable(String, bool),
    /// The output of a nested list, split into words.
    Output(usize),
    /// A file that holds the output of a nested list.
    Stream(usize),
    /// What only the running shell knows.
    Unknown,
}

impl Word {
    /// What runs, where the word is nothing but its output.
    pub fn output(&self) -> Option<&List> {
        let [Piece::Output(at)] = self.pieces.as_slice() else { return None };
        self.nested.get(*at)
    }

    /// What runs, where the word is a file that holds its output.
    pub fn stream(&self) -> Option<&List> {
        let [Piece::Stream(at)] = self.pieces.as_slice() else { return None };
        self.nested.get(*at)
    }
}

#[cfg(test)]
mod tests;
