//! The one judgement: grammar, branch, scope and merges, as violations.

/// What a commit's prefix says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// A subtask is complete.
    Checkpoint,
    /// Cannot proceed.
    Blocked(String),
    /// Needs something.
    Needs {
        /// Of whom.
        worker: String,
        /// What.
        item: String,
    },
    /// All is finished.
    Complete,
    /// A configured one.
    Other(String),
}

/// Reads a subject.
pub fn read_subject(subject: &[u8]) -> (Option<Signal>, &[u8]) {
    let Some(end) = subject.iter().position(|b| *b == b']') else { return (None, subject) };
    let inner = String::from_utf8_lossy(&subject[1..end]).into_owned();
    let rest = subject[end + 1..].strip_prefix(b" ").unwrap_or(&subject[end + 1..]);
    let signal = match inner.split_once(':') {
        None if inner == "CHECKPOINT" => Signal::Checkpoint,
        None if inner == "COMPLETE" => Signal::Complete,
        Some(("BLOCKED", reason)) => Signal::Blocked(reason.to_owned()),
        Some(("NEEDS", need)) => match need.split_once('/') {
            Some((worker, item)) => Signal::Needs { worker: worker.into(), item: item.into() },
            None => return (None, subject),
        },
        _ => return (None, subject),
    };
    (Some(signal), rest)
}
