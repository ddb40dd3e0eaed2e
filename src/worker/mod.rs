//! What a worker is given: registry, prompt, launch script, setup.

mod chosen;
mod environment;
mod launch;
mod place;
mod plugin;
mod prompt;
mod quote;
pub mod registry;
pub mod session;
mod setup;
mod trust;

pub use chosen::{choosing, chosen};
pub use environment::{environment, names, ports, surroundings};
pub use launch::{batch, script};
pub use place::{Place, places};
pub use plugin::{SKILLS, files as plugin};
pub use prompt::{Brief, Kind, Need, Peer, Prompts, Step, TemplateError};
pub use quote::sh;
pub use setup::{How, SetupError, bring, refuse_link_out};
pub use trust::{
    agent_commands, check_commands, commands, hook_command, trust_file, trusted, untrusted,
};

/// Instructions for an agent that leads.
pub const ORCHESTRATOR: &str = include_str!("skills/orchestrator.md");

/// Instructions for an agent that works.
pub const WORKER: &str = include_str!("skills/worker.md");
