//! The only place that runs git or opens gix; it knows repositories, not workers.

mod backup;
mod cochange;
mod editor;
mod error;
mod exec;
mod lock;
mod log;
mod merge;
mod refs;
mod repo;
mod setup;
mod shell;
mod tracked;
mod worktree;

pub use backup::{BACKUPS, Move, backup_name};
pub use cochange::together;
pub use editor::edit;
pub use error::Error;
pub use exec::{Git, Output};
pub use lock::Lock;
pub use log::{Commit, Tip};
pub use merge::{Merged, conclude, give_up, is_merging, merge, unmerged};
pub use refs::head;
pub use repo::Repo;
pub use setup::{included, set_sparse, update_submodules};
pub use shell::{shell, shell_attached, shell_logged};
pub use worktree::{Worktree, admin_dir, dirty, fill, run_post_checkout};
