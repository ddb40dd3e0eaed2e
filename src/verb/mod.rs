//! One file a verb: gather, decide, show, apply.

mod accept;
pub mod add;
mod brief;
mod context;
mod exclude;
pub mod init;
pub mod prompt;
mod select;
pub mod start;
pub mod status;
mod watch;

pub use context::{Context, Plan};

/// The time now, in seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}
