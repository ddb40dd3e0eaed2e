//! The only place that runs git or opens gix; it knows repositories, not workers.

mod error;
mod exec;
mod lock;
mod log;
mod refs;
mod repo;
mod worktree;

pub use error::Error;
pub use exec::{Git, Output};
pub use lock::Lock;
pub use log::{Commit, Tip};
pub use refs::head;
pub use repo::Repo;
pub use worktree::{Worktree, admin_dir, dirty, fill, run_post_checkout};
