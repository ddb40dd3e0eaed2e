//! Hook stubs: installing, chaining and the entries they call.

mod authority;
mod drift;
mod edit;
mod entry;
mod error;
mod gate;
mod identity;
mod install;
mod kept;
mod plan;
mod push;
mod repair;
mod request;
mod server;
mod staged;
mod stranger;
mod stub;
mod tool;
mod tried;
mod words;

pub use authority::{Authority, authority};
pub use drift::{Drift, drift, own_drift, stubs};
pub use entry::{Hook, Verdict};
pub use error::Error;
pub use gate::{Claim, Gate, all_claims};
pub use install::{directory, disable, enable, install, uninstall};
pub use push::{Update, transaction, updates};
pub use request::{Judgement, Request};
pub use server::{
    install as install_server, installed as server_hook, uninstall as uninstall_server,
};
pub use stranger::strangers;
pub use tried::{Tried, tried};
