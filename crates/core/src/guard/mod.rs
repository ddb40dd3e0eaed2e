//! The one judgement behind every hook, the gate and the server: pure, and the same everywhere.

mod early;
mod elsewhere;
mod grammar;
mod handing;
mod judge;
mod message;
mod near;
mod rules;
mod signal;
mod violation;
mod writes;

pub use early::{early, not_trusted, out_of_reach};
pub use elsewhere::{
    comes_first, foreign_push, foreign_session, foreign_worktree, may_come_first, merge_brings,
    moved_branch, moved_to, taken_branch,
};
pub use grammar::{LEAD, Passing, SubjectError, check_subject};
pub use handing::handing;
pub use judge::{
    Change, Edit, Head, Taken, Way, comment_swallows_prefix, dropped, judge, malformed, outdated,
    unfolded,
};
pub use message::{Cleanup, chosen_comment, subject};
pub use rules::{Owner, Rules, RulesError};
pub use signal::{Signal, after_lead, read_subject};
pub use violation::{Finding, Rule, Severity, Violation, pathspec, shown};
pub use writes::{How, Known, Write, patched, writes};
