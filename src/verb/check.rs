//! Stub: replaced.
use super::Context;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;

/// Refuses while a worker's branch violates.
pub(super) fn require_clean(
    _: &Context,
    _: &Repo,
    _: &Config,
    _: &[String],
) -> Result<(), Failure> {
    Ok(())
}
