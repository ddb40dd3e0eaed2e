//! The order of merges, their forecast and the journal.

mod forecast;
mod journal;
mod order;
mod owner;

pub use forecast::{Against, Conflict, Forecast, Step};
pub use journal::{Journal, JournalError, Landing, Merge, Stage};
pub use order::order;
pub use owner::owner;
