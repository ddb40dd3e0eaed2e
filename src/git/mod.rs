//! The only place that runs git or opens gix; it knows repositories, not workers.

mod error;
mod exec;
mod refs;
mod repo;

pub use error::Error;
pub use exec::{Git, Output};
pub use repo::Repo;
