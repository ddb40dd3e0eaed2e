//! What git-parallel decides, apart from git, terminal and clock: values in, values out.
//!
//! - [`scope`] proves that no file has two owners, [`config`] keeps the split in `.parallel.toml`,
//!   [`plan`] turns the work items of [`document`] into a manifest and a split.
//! - [`shell`] reads what a command would do; [`guard`] is the one judgement behind hooks, `check`, `integrate` and the server.
//! - [`monitor`] reads commits into a report, [`integrate`] orders and journals merges, [`recover`]
//!   finds what broke, [`retro`] reviews what was done.
//! - [`paste`] makes text of others fit to be printed.

pub use git_parallel_reader as document;

pub mod agent;
pub mod config;
pub mod guard;
pub mod integrate;
pub mod monitor;
pub mod paste;
pub mod plan;
pub mod recover;
pub mod retro;
pub mod scope;
pub mod shell;
