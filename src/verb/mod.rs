//! One file a verb: gather, decide, show, apply.

mod context;
mod exclude;
pub mod init;

pub use context::{Context, Plan};
