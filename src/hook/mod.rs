//! Hook stubs: installing, chaining and the entries they call.

mod authority;
mod brought;
mod drift;
mod edit;
mod entry;
mod error;
mod former;
mod gate;
mod identity;
mod in_force;
mod install;
mod kept;
mod lines;
#[cfg(unix)]
mod pass;
mod plan;
mod push;
mod request;
mod right;
mod runner;
mod server;
mod session;
mod staged;
mod stranger;
mod stub;
mod tool;
mod tried;
mod words;

pub use authority::Authority;
pub use drift::{Drift, drift, environment, own_drift, registration, stubs};
pub use entry::Hook;
pub use error::Error;
pub use gate::Gate;
pub use in_force::{InForce, in_force};
pub use install::{directory, disable, enable, install, uninstall};
pub use lines::{Claim, Known, Written, all_claims, former_claims, trusted, written};
pub use push::{transaction, updates};
pub use request::{Judgement, Request};
pub use runner::started;
pub use server::{
    install as install_server, installed as server_hook, server_authority, silent as server_silent,
    uninstall as uninstall_server,
};
pub use session::{Session, session};
pub use stranger::strangers;
pub use tried::{Tried, tried};
