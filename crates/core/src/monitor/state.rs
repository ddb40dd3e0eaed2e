//! What a worker is doing, told from its commits alone.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Event, Need, Work};
use crate::guard::Signal;

/// What a worker is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Started, nothing committed yet.
    Idle,
    /// Committing.
    Working,
    /// None of its tasks can go on, until it commits again.
    Blocked {
        /// Why, in its words.
        reason: String,
    },
    /// Working, with something of others still open.
    Needs {
        /// What, each `<worker>/<item>`.
        open: Vec<String>,
    },
    /// All its tasks are finished.
    Complete,
    /// It committed again after it was complete.
    Reopened,
    /// All its work is on the base branch.
    Merged,
    /// All its work was on the base branch, and was taken back there.
    Reverted {
        /// The commit that did.
        by: String,
    },
    /// It was never started here: no branch, local or remote.
    Missing,
}

impl State {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Working => "working",
            Self::Blocked { .. } => "blocked",
            Self::Needs { .. } => "needs",
            Self::Complete => "complete",
            Self::Reopened => "reopened",
            Self::Merged => "merged",
            Self::Reverted { .. } => "reverted",
            Self::Missing => "missing",
        }
    }
}

/// The state of `work`, whose needs are `needs`.
pub fn state(work: &Work, needs: &[Need]) -> State {
    if work.tip.is_none() {
        return State::Missing;
    }
    if work.merged {
        return State::Merged;
    }
    if let Some(by) = &work.reverted {
        return State::Reverted { by: by.clone() };
    }
    let Some(last) = work.events.first() else {
        return State::Idle;
    };
    if let Some(Signal::Blocked(reason)) = &last.signal {
        return State::Blocked { reason: reason.clone() };
    }
    if last.signal == Some(Signal::Complete) {
        return State::Complete;
    }
    let complete = |event: &Event| event.signal == Some(Signal::Complete);
    if work.events.iter().any(complete) {
        return State::Reopened;
    }
    let open: Vec<String> = needs.iter().filter(|need| !need.taken).map(Need::name).collect();
    if open.is_empty() { State::Working } else { State::Needs { open } }
}
