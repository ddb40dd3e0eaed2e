//! What a worker is given: registry, prompt, launch script, setup.

mod launch;
mod place;
mod prompt;
mod quote;
pub mod registry;

pub use launch::script;
pub use place::{Place, places};
pub use prompt::{Brief, Need, Peer, Step, TemplateError, kickoff};
pub use quote::sh;
