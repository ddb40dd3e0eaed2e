//! Hook stubs: installing, chaining and the entries they call.

mod drift;
mod error;
mod install;
mod kept;
mod plan;
mod stub;

pub use drift::{Drift, drift, stubs};
pub use error::Error;
pub use install::{directory, disable, enable, install, uninstall};
