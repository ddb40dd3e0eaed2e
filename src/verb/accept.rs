//! Taking workers into `.parallel.toml`: the new text is validated as a whole before it is written.

use super::Plan;
use crate::config::{self, Worker};
use crate::failure::Failure;

/// The text of `plan` with exactly these workers, validated as if it had been read.
pub(super) fn workers(plan: &Plan, workers: &[Worker]) -> Result<String, Failure> {
    let text = config::set_workers(&plan.text, workers)?;
    plan.read_anew(&text)?;
    Ok(text)
}
