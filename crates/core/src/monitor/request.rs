//! Requests to merge a branch, as the forge tells of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// The branch it is for.
    #[serde(alias = "headRefName", alias = "source_branch")]
    pub branch: String,
    /// Its number there.
    #[serde(alias = "iid")]
    pub number: u64,
    /// Its state, in the forge's word: `open`, `merged`, `closed`.
    pub state: String,
    /// Its page.
    #[serde(alias = "web_url")]
    pub url: String,
}

/// What a forge told when it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Requests {
    /// Of the branches of the report, the newest of each.
    pub found: Vec<Request>,
    /// Why nothing could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
}
