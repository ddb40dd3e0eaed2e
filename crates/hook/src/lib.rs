//! The small program that git starts for a worker's hooks: it lets pass what is plainly the worker's, and hands
//! everything else over to the whole program.
//!
//! It refuses nothing by itself and reads no plan. What may pass stands in a [`Pass`], which the whole program
//! writes once it has judged a commit of the worker's; whatever that does not tell for certain is handed over. So
//! it depends on nothing but the standard library, and starts in a fraction of the time.

#[cfg(unix)]
mod index;
#[cfg(unix)]
mod inflate;
#[cfg(unix)]
mod judge;
#[cfg(unix)]
mod objects;
mod pass;
#[cfg(unix)]
mod start;

pub use pass::{Pass, Program, State, Variable, print};
#[cfg(unix)]
pub use start::{main, state_of};

/// Where the sources of the program are, for who builds it by itself.
pub const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Where the passes are, below the folder of the guard.
pub const PASSES: &str = "passes";
