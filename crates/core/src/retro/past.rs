//! One worker's finished or unfinished work, as history has it.

use crate::config::Worker;
use crate::guard::{Signal, read_subject};

/// One worker and what it committed.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The worker as it was planned; only its name and title where no plan is known any more.
    pub worker: Worker,
    /// Whether its work is merged.
    pub merged: bool,
    /// Its own commits, the oldest first; merges and what they brought left out.
    pub commits: Vec<Done>,
}

/// One commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The commit.
    pub id: String,
    /// When it was written, in seconds since 1970: the author's date, which a rebase keeps.
    pub time: i64,
    /// Its message.
    pub message: String,
    /// What it changed.
    pub changes: Vec<Changed>,
}

/// One changed file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The path.
    pub path: String,
    /// Lines added; none of a file that is not text.
    pub added: u64,
    /// Lines removed.
    pub removed: u64,
}

impl Done {
    /// The first line of the message that says something.
    pub fn subject(&self) -> &str {
        self.message.trim_start().lines().next().unwrap_or_default().trim_end()
    }

    /// What its subject signals, and the subject without the prefix.
    pub fn signal(&self) -> (Option<Signal>, String) {
        let (signal, text) = read_subject(self.subject().as_bytes());
        (signal, String::from_utf8_lossy(text).into_owned())
    }
}
