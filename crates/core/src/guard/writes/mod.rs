//! The files a shell command surely writes: redirections and the everyday commands.
//!
//! This is for telling early, not for proving: what only the running shell knows, and what a
//! program makes of its arguments, is not seen here and is judged when it is committed.

mod commands;
mod options;
mod patch;
mod walk;

pub use patch::patched;
pub use walk::{Known, writes};

/// What happens to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The file is written.
    Write,
    /// It, or something below it, is written.
    Below,
    /// Files of these names are put into it where it is a directory, else it is written itself.
    Receive(Vec<String>),
    /// It goes away, with everything below it.
    Remove,
    /// What it already matches, as a pattern of a shell, is written.
    Matching,
    /// What it matches, as a pattern of a shell, goes away.
    RemoveMatching,
}

/// One path that is about to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The path, absolute or from the folder the command starts in, as written.
    pub path: String,
    /// What happens to it.
    pub how: How,
}

#[cfg(test)]
mod tests;
