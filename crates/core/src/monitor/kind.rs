//! The kinds of alerts, each with the word that programs read.

use schemars::JsonSchema;
use serde::Serialize;

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Workers wait for each other in a circle.
    Deadlock,
    /// It said that nothing can go on.
    Blocked,
    /// It committed after it was complete.
    Reopened,
    /// It was never started.
    Missing,
    /// It had landed, and was taken back from the base.
    Reverted,
    /// It has begun a merge, a rebase or the like, and not ended it.
    Amid,
    /// It is complete, but left something uncommitted.
    Unfinished,
    /// It has been silent for too long.
    Stalled,
    /// Its session waits for an answer.
    Waiting,
    /// What it needs is there, and it has not taken it.
    NeedMet,
    /// What it needs is not there yet.
    NeedOpen,
    /// Its branch here and the one on the remote went apart.
    Diverged,
    /// A branch of its name holds something else, from before its plan.
    Foreign,
    /// The gate finds a rule broken on its branch.
    Violation,
    /// It committed on a branch that is not its own, or its files were changed there.
    WrongBranch,
    /// Its worktree is on another branch, or on none.
    OffBranch,
    /// Its guard does not stand.
    Guard,
    /// An agent made a worktree for itself, which no guard watches.
    ForeignWorktree,
    /// It edited what is not its own, and has not committed it yet.
    OutOfScope,
    /// It is predicted not to merge with the base or another worker.
    Conflict,
    /// It has a branch, but no worktree here.
    NoWorktree,
    /// Its worktree was never finished.
    Interrupted,
    /// Git cannot read its worktree.
    Broken,
    /// Its branch, here or on the remote, names what is not there.
    Torn,
    /// The clone is shallow, and where its branch began cannot be told.
    Shallow,
    /// The plan no longer has it, and its worktree or branch is still here.
    Leftover,
    /// An integration is under way.
    Integration,
    /// It was started here, and no plan has it any more.
    Orphan,
    /// The base branch lacks what the remote's is known to have.
    Behind,
    /// What there is builds alone and fails together.
    Preview,
}

impl AlertKind {
    /// The word for it, as programs read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deadlock => "deadlock",
            Self::Blocked => "blocked",
            Self::Reopened => "reopened",
            Self::Missing => "missing",
            Self::Reverted => "reverted",
            Self::Amid => "amid",
            Self::Unfinished => "unfinished",
            Self::Stalled => "stalled",
            Self::Waiting => "waiting",
            Self::NeedMet => "need_met",
            Self::NeedOpen => "need_open",
            Self::Diverged => "diverged",
            Self::Foreign => "foreign",
            Self::Violation => "violation",
            Self::WrongBranch => "wrong_branch",
            Self::OffBranch => "off_branch",
            Self::Guard => "guard",
            Self::ForeignWorktree => "foreign_worktree",
            Self::OutOfScope => "out_of_scope",
            Self::Conflict => "conflict",
            Self::NoWorktree => "no_worktree",
            Self::Interrupted => "interrupted",
            Self::Broken => "broken",
            Self::Torn => "torn",
            Self::Shallow => "shallow",
            Self::Leftover => "leftover",
            Self::Integration => "integration",
            Self::Orphan => "orphan",
            Self::Behind => "behind",
            Self::Preview => "preview",
        }
    }
}
