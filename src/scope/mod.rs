//! Path patterns, ownership, and the proof that two scopes never meet.

mod pattern;

pub use pattern::{PatternError, Scope};
