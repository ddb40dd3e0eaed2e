//! The one judgement behind every hook, the gate and the server: pure, and the same everywhere.

mod grammar;
mod judge;
mod near;
mod rules;
mod signal;
mod violation;

pub use grammar::{Passing, SubjectError, check_subject};
pub use judge::{Change, Edit, Head, judge};
pub use rules::{Owner, Rules, RulesError};
pub use signal::{Signal, read_subject};
pub use violation::{Rule, Severity, Violation, shown, word};
