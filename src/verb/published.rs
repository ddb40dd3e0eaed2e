//! The JSON Schema of what a reading verb answers.

use schemars::JsonSchema;

/// What `--json` answers, as it is published.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Published<T> {
    /// The version of the layout; another number means another layout.
    schema: u32,
    /// What the answer is.
    kind: String,
    #[schemars(flatten)]
    answer: T,
}

/// The schema of an answer that is a `T`.
pub(super) fn schema<T: JsonSchema>() -> String {
    format!("{:#}", schemars::schema_for!(Published<T>).to_value())
}
