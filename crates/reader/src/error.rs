//! Why a document cannot be read as work items.

/// A document that is no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The bytes are no text.
    #[error("'{0}' is a binary file, not a document")]
    Binary(String),
    /// There is nothing but white space in it.
    #[error("'{0}' is empty")]
    Empty(String),
}
