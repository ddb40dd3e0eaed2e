//! What a finding makes doubtful: whose commits are not looked at before it is mended.

use super::{Doing, Finding};

/// Whose commits may look otherwise once a finding is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt<'f> {
    /// Nobody's: it keeps git from working, not refs and reflogs from being read.
    Nobody,
    /// Those of this worker.
    Of(&'f str),
    /// Those of whoever has this worktree; everybody's where it is nobody's.
    At(&'f str),
    /// Those of this worker, where several commits were being brought to this worktree: giving that up moves the
    /// branch back.
    Sequence(&'f str, &'f str),
    /// Everybody's.
    All,
}

impl Finding {
    /// Whose commits are doubtful as long as this stands.
    pub fn doubt(&self) -> Doubt<'_> {
        match self {
            Self::BusyLocks { at, .. } => Doubt::At(at),
            Self::Unfinished { doing: Doing::Merge | Doing::DeadMerge | Doing::Rebase, .. } => {
                Doubt::Nobody
            }
            Self::Unfinished { worker, at, .. } => Doubt::Sequence(worker, at),
            // What git cannot read may be anything.
            Self::HalfMade { worker, .. }
            | Self::Occupied { worker, .. }
            | Self::Linked { worker, .. }
            | Self::NoAdmin { worker, .. }
            | Self::Damaged { worker, .. }
            | Self::Unread { worker, .. }
            | Self::Disowned { worker, .. } => Doubt::Of(worker),
            Self::HalfLanded { .. } | Self::Torn { .. } => Doubt::All,
            _ => Doubt::Nobody,
        }
    }
}
