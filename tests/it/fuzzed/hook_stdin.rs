//! What hooks read from standard input: ref updates, and the shell command an agent asks for.

use git_parallel::guard::{Known, writes};
use git_parallel::seams::{transaction, updates};

/// Reads the input of every hook.
pub fn check(bytes: &[u8]) {
    assert!(updates(bytes).len() <= bytes.len());
    assert!(transaction(bytes).len() <= bytes.len());
    // A command that cannot be read is an answer, too.
    writes(&String::from_utf8_lossy(bytes), &Known::default()).ok();
}
