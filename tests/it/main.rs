//! The tests that drive the real binary against real repositories.

#![expect(unreachable_pub, reason = "the modules of one test binary share freely")]
#![expect(clippy::disallowed_methods, reason = "tests run git and shells as users do")]

mod init;
mod integrate;
mod layers;
mod plan;
mod scene;
mod start;
mod status;
