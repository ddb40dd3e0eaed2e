//! What a worker is given: registry, prompt, launch script, setup.

mod chosen;
mod environment;
mod launch;
mod place;
mod plugin;
mod prompt;
pub mod registry;
pub mod session;
mod setup;
mod trust;

pub use chosen::{choosing, chosen};
pub use environment::{WORKER_VARIABLE, environment, names, ports, surroundings};
pub use launch::{LAUNCHER, batch, script};
pub use place::{Place, places};
pub use plugin::{SKILLS, files as plugin};
pub use prompt::{Brief, Granted, Kind, Need, Peer, Prompts, Step, TemplateError};
pub use setup::{How, LeftOut, Road, SetupError, inside};
pub use trust::{
    agent_commands, check_commands, commands, hook_command, trust_file, trusted, untrusted,
};

pub use crate::paste::sh;

/// A path as one word of a POSIX shell, whatever bytes it has.
pub fn sh_path(path: &std::path::Path) -> String {
    crate::paste::word(path.as_os_str().as_encoded_bytes())
}

/// Instructions for an agent that leads.
pub const ORCHESTRATOR: &str = include_str!("skills/orchestrator.md");

/// Instructions for an agent that works.
pub const WORKER: &str = include_str!("skills/worker.md");
