//! Points at which a debug build dies when told to, so that tests see what a crash leaves behind;
//! release builds have none.

/// The variable that names the point, counted from 1.
#[cfg(debug_assertions)]
pub(super) const DIE_AT: &str = "GIT_PARALLEL_DIE_AT";

/// A boundary between two steps that write: before and after each git command that is no question.
#[cfg(debug_assertions)]
pub(super) fn point(command: Option<&String>) {
    use std::sync::atomic::{AtomicUsize, Ordering};

    static PASSED: AtomicUsize = AtomicUsize::new(0);
    const QUESTIONS: [&str; 19] = [
        "cat-file",
        "check-ignore",
        "check-ref-format",
        "cherry",
        "config",
        "diff",
        "diff-index",
        "diff-tree",
        "for-each-ref",
        "grep",
        "log",
        "ls-files",
        "ls-tree",
        "merge-base",
        "remote",
        "rev-list",
        "rev-parse",
        "status",
        "symbolic-ref",
    ];
    let asks = command.is_none_or(|word| QUESTIONS.contains(&word.as_str()));
    let Some(at) = std::env::var(DIE_AT).ok().and_then(|at| at.parse::<usize>().ok()) else {
        return;
    };
    if !asks && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == at {
        std::process::abort();
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub(super) fn point(_command: Option<&String>) {}
