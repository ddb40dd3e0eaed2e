//! The order of merges, their prediction and the journal.

mod journal;
mod order;

pub use journal::{Journal, JournalError, Merge, Stage};
pub use order::order;
