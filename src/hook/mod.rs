//! Hook stubs: installing, chaining and the entries they call.

mod drift;
mod entry;
mod error;
mod gate;
mod identity;
mod install;
mod kept;
mod plan;
mod push;
mod repair;
mod staged;
mod stub;
mod words;

pub use drift::{Drift, drift, stubs};
pub use entry::{Hook, Verdict};
pub use error::Error;
pub use gate::{Claim, Gate, all_claims};
pub use install::{directory, disable, enable, install, uninstall};
