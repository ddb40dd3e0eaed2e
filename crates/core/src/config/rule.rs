//! `[[worker.rule]]`: what a document says for all of its work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What holds for all tasks of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where it stands, `review.md:3`.
    pub source: String,
    /// What it says, as it stands there.
    pub text: String,
}
