//! Every reason a verb can fail: one message in git's voice, its causes, its hints and its exit code.

use std::error::Error;

use crate::exit::Exit;

/// Why a verb could not do its work, ready to be printed once by `main`.
///
/// The message follows git's rules: lower case, the problem first, the subject in single quotes,
/// no full stop. Each hint names the next command.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hints: Vec<String>,
    causes: Vec<String>,
    exit: Exit,
}

impl Failure {
    /// A failure that exits with [`Exit::Failed`].
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), causes: Vec::new(), exit: Exit::Failed }
    }

    /// The same failure with one more hint, `to do this, run that`.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same failure with the error that caused it, and that error's own causes.
    #[must_use]
    pub fn because(mut self, cause: &(dyn Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// The same failure with another exit code.
    #[must_use]
    pub fn exit_with(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The exit code this failure ends the process with.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// What went wrong, without causes and hints.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The causes, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// What to do next, in order.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}
