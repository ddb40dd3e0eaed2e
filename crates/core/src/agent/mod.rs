//! The coding agents that are known, each by a file of data: how it is launched, what it may be
//! told to ask for, which settings put the edit guard before its writes, and what it cannot do.

mod profile;

/// Folders in which agents make worktrees for themselves.
pub const WORKTREES: [&str; 1] = [".claude/worktrees"];

pub use profile::{
    KnownBy, Permission, Probe, Profile, Settings, Shape, find, known, names, of_command,
    settings_below, whose_settings,
};
