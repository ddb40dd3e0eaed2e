//! The files a shell command surely writes: redirections and the everyday commands.
//!
//! This is for telling early, not for proving: what only the running shell knows, and what a
//! program makes of its arguments, is not seen here and is judged when it is committed.

mod archives;
mod awk;
mod commands;
mod editors;
mod find;
mod options;
mod patch;
mod programs;
mod restored;
mod search;
mod sed;
mod streams;
mod walk;
mod wrappers;

use crate::shell::Search;

pub use patch::patched;
pub use walk::{Known, writes};

/// What happens to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The file is written.
    Write,
    /// It, or something below it, is written.
    Below,
    /// The file is written if it is there, and nothing else.
    Edit,
    /// It becomes another file: a link that stands there is not followed.
    Replace,
    /// Files of these names are put into it where it is a directory, else it is written itself.
    Receive {
        /// The names.
        names: Vec<String>,
        /// Whether a link that stands in their place is not followed.
        replaced: bool,
        /// Whether even a link to a directory is not.
        closed: bool,
    },
    /// The worktree the folder is in changes somewhere.
    Tree,
    /// It goes away, with everything below it.
    Remove,
    /// What it already matches, as a pattern of a shell, is written.
    Matching,
    /// What it matches, as a pattern of a shell, goes away.
    RemoveMatching,
    /// It is the folder in which the files that this finds are written.
    Holding(Search),
    /// The same, and they go away.
    RemoveHolding(Search),
    /// It becomes what this revision has of it, and all below it.
    Taken(String),
    /// It is the folder in which this patch is applied, with so many folders taken off its names.
    Patched {
        /// The file that holds the patch, as the path is written.
        file: String,
        /// How many.
        strip: usize,
    },
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
