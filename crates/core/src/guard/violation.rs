//! One broken rule as data: what, where, whose, and the way out.

use schemars::JsonSchema;
use serde::Serialize;

use crate::paste::word;

/// The rules of the guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A worker commits on its own branch only.
    Branch,
    /// A merge on a guarded branch has two parents.
    Octopus,
    /// A worker changes its own paths only.
    Scope,
    /// A merge brings other workers' changes as they are.
    Merge,
    /// The plan and the worktree folder belong to nobody.
    Reserved,
    /// Shared files are changed in a commit of their own.
    Shared,
    /// A subject is one prefix, one space and a description.
    Grammar,
    /// A `[COMPLETE]` commit meets the plan's conditions.
    Complete,
    /// A `fixup!`, `squash!` or `amend!` commit was never folded.
    Unfolded,
    /// A push touches the worker's own branch only.
    Push,
    /// A tree is as git writes it, and the same however it is read.
    Tree,
}

/// Whether a broken rule stops anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It is told, and stops nothing.
    Warning,
    /// It stops the commit, the push, the integration.
    Error,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// Whether it stops anything.
    pub severity: Severity,
    /// The worker that is judged.
    pub worker: String,
    /// The path, where the rule is about one; bytes that are not UTF-8 as `\xNN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The path exactly.
    #[serde(skip)]
    pub raw: Vec<u8>,
    /// The worker that owns the path; `shared` for a boundary file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// A worker that a need names and the plan has not.
    #[serde(skip)]
    pub lacks: Option<String>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The ways out, each a command or what to write; in the order to try them.
    pub remedy: Vec<String>,
}

impl Violation {
    /// A violation about no path.
    pub(super) fn new(rule: Rule, worker: &str, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            worker: worker.to_owned(),
            path: None,
            raw: Vec::new(),
            owner: None,
            lacks: None,
            message: message.into(),
            remedy: Vec::new(),
        }
    }

    /// The same about `path`.
    pub(super) fn about(mut self, path: &[u8]) -> Self {
        self.path = Some(shown(path));
        self.raw = path.to_vec();
        self
    }

    /// The same with one more way out.
    #[must_use]
    pub fn remedy(mut self, way: impl Into<String>) -> Self {
        self.remedy.push(way.into());
        self
    }

    /// The same as a mere warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether it stops anything.
    pub fn stops(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// One commit that breaks rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The worker whose branch it is on.
    pub worker: String,
    /// The commit.
    pub commit: String,
    /// Its subject.
    pub subject: String,
    /// What it breaks.
    pub violations: Vec<Violation>,
}

impl Finding {
    /// Whether any of it stops anything.
    pub fn stops(&self) -> bool {
        self.violations.iter().any(Violation::stops)
    }
}

/// A path as text: bytes that are not UTF-8 are written `\xNN`.
pub fn shown(path: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let written = write!(out, "\\x{byte:02x}");
            debug_assert!(written.is_ok(), "writing to a string cannot fail");
        }
    }
    out
}

/// A path from the root of the repository as a git pathspec that means it alone, wherever the
/// command is run, as one word of a POSIX shell.
pub fn pathspec(path: &[u8]) -> String {
    let plain = path.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
        && !path.iter().any(|byte| b"*?[\\".contains(byte));
    let magic: &[u8] = if plain { b":/" } else { b":(top,literal)" };
    word(&[magic, path].concat())
}

#[cfg(test)]
mod tests {
    use super::{pathspec, shown};

    #[test]
    fn paths_are_named_from_anywhere() {
        assert_eq!(pathspec(b"src/a.rs"), "':/src/a.rs'");
        assert_eq!(pathspec(b".github/a"), "':/.github/a'");
        for odd in ["app/[id]/p.ts", "a*", "-x", "_x", ":x", "(a)", "back\\slash"] {
            assert_eq!(pathspec(odd.as_bytes()), format!("':(top,literal){odd}'"));
        }
        assert_eq!(pathspec(b"it's"), "':/it'\\''s'");
        assert_eq!(pathspec(b"a\x07"), "\"$(printf %b ':/a\\0007')\"");
    }

    #[test]
    fn bytes_that_are_no_text_are_shown() {
        assert_eq!(shown(b"caf\xe9"), "caf\\xe9");
    }
}
