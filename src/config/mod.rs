//! `.parallel.toml`: its schema, loading, validation and editing.

mod id;
mod schema;

pub use id::{IdError, MAX_ID, is_id, slug, valid_id};
pub use schema::{
    Agent, Check, Config, FILE, Grant, Guard, Layout, Ports, Prefix, Setup, Status, Task, Unowned,
    Worker,
};
