//! The order of merges, their forecast and the journal.

mod forecast;
mod journal;
mod order;
mod stopped;

pub use forecast::{Against, Conflict, Forecast, Step};
pub use journal::{Begun, Journal, JournalError, Landing, Merge, Stage, Way};
pub use order::order;
pub use stopped::{GoOn, Stopped};
