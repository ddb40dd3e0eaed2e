//! What came of merging everything there is and running the checks on it, as the report tells it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the checks said of all present work together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// They pass.
    Passes,
    /// They fail on the base already, without any worker.
    BaseFails {
        /// The command that fails.
        command: String,
    },
    /// They fail, and these workers suffice for it: without any of them they pass.
    Fails {
        /// The command that fails.
        command: String,
        /// The workers, in the order of merging.
        together: Vec<String>,
    },
}

/// A preview: everything there was, merged and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Preview {
    /// When it was made, in seconds since 1970.
    pub time: i64,
    /// The commit of the base.
    pub base: String,
    /// The workers that were merged, each with its tip, in the order of merging.
    pub workers: Vec<(String, String)>,
    /// The workers that were left out for they conflict with those before them, each with the first path.
    pub left_out: Vec<(String, String)>,
    /// The commands that were run.
    pub commands: Vec<String>,
    /// What they said.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A preview as the report has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Previewed {
    /// How many seconds ago it was made.
    pub age: u64,
    /// What has moved since: workers, the base.
    pub moved: Vec<String>,
    /// The preview.
    #[serde(flatten)]
    pub preview: Preview,
}

impl Preview {
    /// What it says, in words.
    pub fn told(&self) -> String {
        let ids: Vec<&str> = self.workers.iter().map(|it| it.0.as_str()).collect();
        match &self.outcome {
            Outcome::Passes => format!("builds together: {}", ids.join(" + ")),
            Outcome::BaseFails { command } => {
                format!("fails on the base itself, without any worker ('{command}')")
            }
            Outcome::Fails { command, together } => match together.as_slice() {
                [alone] => format!("fails with {alone} alone ('{command}')"),
                all => format!("builds alone, fails together: {} ('{command}')", all.join(" + ")),
            },
        }
    }
}

impl Previewed {
    /// Whether it was made of the work of all these workers as it is now.
    pub fn is_of<'i>(&self, mut workers: impl Iterator<Item = &'i str>) -> bool {
        let Preview { workers: merged, left_out, .. } = &self.preview;
        let has = |id: &str| merged.iter().chain(left_out).any(|it| it.0 == id);
        self.moved.is_empty() && workers.all(has)
    }

    /// Whether it fails, and nothing has moved since.
    pub fn fails_now(&self) -> bool {
        self.moved.is_empty() && self.preview.outcome != Outcome::Passes
    }
}
