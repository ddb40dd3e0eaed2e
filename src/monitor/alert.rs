//! What wants the lead's attention.

use serde::Serialize;

/// How much attention is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Note,
    /// Worth a look.
    Warning,
    /// Nothing goes on there without the lead.
    Urgent,
}

/// One thing that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// How much.
    pub level: Level,
    /// What kind it is, for programs.
    pub kind: &'static str,
    /// The worker it is about.
    pub worker: Option<String>,
    /// It in words.
    pub text: String,
}

impl Alert {
    /// An alert about `worker`.
    pub fn of(level: Level, kind: &'static str, worker: &str, text: String) -> Self {
        Self { level, kind, worker: Some(worker.to_owned()), text }
    }
}
