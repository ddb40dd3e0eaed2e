//! The only place that runs git or opens gix; it knows repositories, not workers.

mod automerge;
mod backup;
mod config_file;
mod error;
mod exec;
mod history;
mod hook_dir;
mod index_scan;
mod lock;
mod log;
mod merge;
mod refs;
mod repo;
mod setup;
mod shell;
mod site;
mod staged;
mod worktree;
mod worktree_config;

pub use automerge::{AutoMerge, auto_merge};
pub use backup::{BACKUPS, Move, backup_name};
pub use error::Error;
pub use exec::{Git, Output};
pub use history::{Source, Stored};
pub use hook_dir::{ASK, is_executable, run_hook};
pub use lock::Lock;
pub use log::{Commit, Tip};
pub use merge::{Merged, conclude, give_up, is_merging, merge, unmerged};
pub use refs::head;
pub use repo::{Repo, bytes, path};
pub use setup::{included, set_sparse, update_submodules};
pub use shell::{shell, shell_logged};
pub use site::{HeadAt, Settings, Site};
pub use staged::changed;
pub use worktree::{Worktree, admin_dir, dirty, fill, run_post_checkout};
pub use worktree_config::{HOOKS_PATH, set_worktree_key, unset_worktree_key, worktree_key};
