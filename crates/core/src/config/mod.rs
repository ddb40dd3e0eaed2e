//! `.parallel.toml`: its schema, loading, validation and editing.

mod duration;
mod edit;
mod estimate;
mod hooks;
mod id;
mod launch;
mod left;
mod load;
mod rule;
mod schema;
mod template;
mod together;
mod validate;

pub use duration::seconds;
pub use edit::{EditError, add_shared, set_estimate, set_feature, set_workers};
pub use estimate::Estimate;
pub use hooks::Hooks;
pub use id::{IdError, MAX_ID, is_id, slug, valid_id};
pub use launch::{Launch, LaunchError};
pub use left::{Left, add_left};
pub use load::{LoadError, load, load_folded, parse};
pub use rule::Rule;
pub use schema::{
    Agent, Check, Config, FILE, Grant, Guard, Handed, Layout, Ports, Prefix, Setup, Status, Task,
    Unowned, Worker,
};
pub use template::{Detected, commented};
pub use together::together;
pub use validate::{Overlap, Problem, overlaps, validate};
