//! The house of `git parallel`, in the order data flows; not a stable interface for other programs.
//!
//! - [`document`] reads text into work items, [`plan`] turns them into a manifest and a split,
//!   [`scope`] proves that no file has two owners, [`config`] keeps the split in `.parallel.toml`.
//! - [`worker`] writes what each worker is given, [`hook`] installs the stubs that guard it, and
//!   [`guard`] is the one judgement behind all of them.
//! - [`monitor`] reads commits into a report, [`integrate`] orders and journals merges, [`recover`]
//!   finds what broke.
//! - [`git`] is the only place that runs git, [`render`] the only place that prints, and [`verb`]
//!   ties them together, one file a verb: gather, decide, show, apply.
//!
//! Arrows run one way; `tests/it/layers.rs` keeps it so.

pub mod config;
pub mod document;
pub mod exit;
pub mod failure;
pub mod git;
pub mod guard;
pub mod hook;
pub mod integrate;
pub mod monitor;
pub mod plan;
pub mod recover;
pub mod render;
pub mod scope;
pub mod verb;
pub mod worker;
