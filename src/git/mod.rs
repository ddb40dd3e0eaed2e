//! The only place that runs git or opens gix; it knows repositories, not workers.

mod admin;
mod adrift;
mod attributes;
mod automerge;
mod background;
mod backup;
mod blob;
mod branches;
mod checkout;
mod cochange;
mod config_file;
mod copies;
mod editor;
mod ending;
mod error;
mod exec;
mod far;
mod fault;
mod fetch;
mod grep;
mod half;
mod held;
mod history;
mod hook_dir;
mod hooks_path;
mod index;
mod known;
mod landed;
mod leftover;
mod line;
mod lock;
mod locks;
mod log;
mod malformed;
mod markers;
mod merge;
mod messages;
mod moved;
mod named;
mod objects;
mod open;
mod overwritten;
mod pager;
mod past;
mod ports;
mod predict;
mod processes;
mod raw_diff;
mod reflog;
mod refs;
mod removal;
mod replay;
mod repo;
mod reverted;
mod scratch;
mod setting;
mod setup;
mod shell;
mod site;
mod size;
mod snapshot;
mod staged;
mod state;
mod story;
mod submodule;
mod survey;
mod syncing;
mod tip;
mod torn;
mod tracked;
mod untouched;
mod version;
mod versions;
mod walk;
mod worktree;
mod worktree_config;

pub use admin::{is_index_whole, last_head, mend_admin, remove_stubs};
pub use attributes::Deciding;
pub use automerge::{AutoMerge, auto_merge};
pub use background::Background;
pub use backup::{BACKUPS, Move, backup_name};
pub use blob::blob;
pub use branches::{attach_head, branch_at};
pub use checkout::{Picked, check_out, cherry_pick, detach, fast_forward, reset_keep, skip_pick};
pub use cochange::together;
pub use editor::{edit, folder_editor, open_folder};
pub use error::Error;
pub use exec::Git;
use exec::Output;
pub use half::{Half, half_moved, put_back, whole_moved};
pub use history::{Source, Stored};
pub use hook_dir::{become_shell, is_executable, run_hook, try_hook};
pub use hooks_path::{ASK, hooks_path_of_environment, included_after_hooks_path};
pub use index::LastCommit;
pub use leftover::ignored;
pub use line::{Without, changes_to};
pub use lock::Lock;
pub use locks::{
    are_held, branch_lock, locks_of, remove_stale_locks, remove_unheld, shared_locks, unlock_branch,
};
pub use log::{Commit, Tip};
pub use malformed::Malformed;
pub use markers::{marked, staged_markers};
pub use merge::{
    Merged, Side, Took, conclude, died_merging, forget_merge, give_up, merge, merging, refresh,
    take, undo_dead_merge, unmerged, usual_subject,
};
use open::open;
pub use overwritten::{not_writable, overwritten};
pub use pager::page;
pub use past::Revised;
pub use ports::{Listener, taken};
pub use predict::{Clash, Depth, Pair, SAME_LINES};
pub use processes::{Process, git_works_in, sees_all_processes, working_in};
pub use reflog::{is_zero, written_at};
pub use refs::{
    committed_by, head, holding, is_ignored, is_tracked, subject, tracked_by, with_prefix,
};
pub use removal::Removal;
pub use replay::Replayed;
pub use repo::{Repo, bytes, path};
pub use scratch::try_commit;
pub use setting::config_at;
pub use setup::{
    ignored_files, init_submodules, named_untracked, set_sparse, sparse_limits, untracked_below,
    update_submodules, ways_without_submodules,
};
pub use shell::{command, shell, shell_at, shell_attached, shell_logged, shell_told, shell_until};
pub use site::{HeadAt, Settings, Sharing, Site};
pub use snapshot::{settle, snapshot, staged_beside, staged_in};
pub use staged::{changed, is_staged};
pub use state::{
    Underway, abort, admin_dirs, amid, begun, died_forwarding, is_sequence, is_torn_merge, refill,
    repair, reread_index, underway,
};
pub use story::{Joined, Kept, Told};
pub use submodule::{Link, follow, held_only_in, not_published, remove_left};
pub use survey::{FARTHEST, Survey};
pub use syncing::Syncing;
pub use torn::Torn;
pub use version::Version;
pub use versions::Versions;
pub use worktree::{
    Kind, Worktree, admin_dir, asked, dirty, fill, is_filled, lacks_files, not_staged, note_filled,
    run_post_checkout, seen_dirty, seen_dirty_but, was_filled,
};
pub use worktree_config::{
    HOOKS_PATH, has_extension, set_last_hooks_path, set_worktree_key, unset_worktree_key,
    worktree_key,
};
