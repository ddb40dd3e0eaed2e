//! Path patterns, ownership, and the proof that two scopes never meet.

mod automaton;
mod bytes;
mod exact;
mod named;
mod overlap;
mod owned;
mod parse;
mod pattern;

pub use exact::{exact, starred, unescaped};
pub use named::{ground, sample};
pub use overlap::{TooComplex, meeting};
pub use owned::Scope;
pub use parse::PatternError;

#[cfg(test)]
mod tests;
