//! The four ways a verb can end, and the exit code of each.

use std::process::ExitCode;

/// How a verb ended; the man pages' EXIT STATUS is written from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; the answer, where there is a question, is yes.
    Done = 0,
    /// The answer is no: violations, attention needed, conflicts predicted.
    Found = 1,
    /// It could not be done; nothing was written unless the message says so.
    Failed = 2,
    /// Stopped half-way on a conflict: continue or abort.
    Conflict = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
