//! A review of work that was done: who did how much, what waited, which habits were kept, what sizes took.

mod apart;
mod grade;
mod habit;
mod past;
mod review;
mod share;
mod size;
mod stretch;
mod wait;

pub use apart::{Brought, apart};
pub use grade::{Grade, Mark};
pub use habit::Habit;
pub use past::{Changed, Done, Past};
pub use review::{Review, review};
pub use share::{Share, Shared};
pub use size::{Actual, Measured, Sizes};
pub use stretch::{Gap, Kind, Stretch, active, stretches};
pub use wait::{Wait, Why};
