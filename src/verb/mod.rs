//! One file a verb: gather, decide, show, apply.

mod accept;
pub mod add;
mod amid;
mod base;
mod brief;
mod carried;
pub mod check;
pub mod clean;
pub mod complete;
pub mod completions;
mod context;
pub mod demo;
pub mod doctor;
pub mod drop;
mod exclude;
pub mod exec;
mod folders;
mod foreign;
mod forge;
mod former;
mod given;
pub mod grant;
mod held;
pub mod hook;
pub mod hooks;
pub mod init;
mod inspect;
pub mod integrate;
pub mod land;
mod landed;
mod lead;
mod leftover;
mod lifecycle;
pub mod man;
mod moved;
mod off_branch;
pub mod open;
pub mod path;
pub mod plan;
pub mod prompt;
mod published;
pub mod reassign;
pub mod recover;
mod renamed;
pub mod retro;
mod select;
mod session;
mod since;
pub mod skill;
mod spent;
mod stand;
pub mod start;
pub mod status;
pub mod switch;
pub mod sync;
mod tool_use;
mod trees;
mod trust;
pub mod wait;
mod watch;
mod whereabouts;
mod written;

use std::sync::atomic::{AtomicUsize, Ordering};

pub use context::{Context, Plan};
pub use published::{asked as schema, with_schemas};
pub use stand::away;

/// The time now, in seconds since 1970.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

/// A name for what is kept at this moment, in time's order: `20260102-030405-7`; the last part is
/// the process, so that two at once do not collide, and from the second on the turn.
fn stamp() -> String {
    static TURN: AtomicUsize = AtomicUsize::new(1);
    let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
    let process = std::process::id();
    match TURN.fetch_add(1, Ordering::Relaxed) {
        1 => format!("{now}-{process}"),
        turn => format!("{now}-{process}-{turn}"),
    }
}
