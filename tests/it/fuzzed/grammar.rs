//! Messages: the subject git will see, its judgement, and what a reader takes from it.

use git_parallel::guard::{Cleanup, Passing, check_subject, chosen_comment, read_subject, subject};

/// Judges a message and reads it again.
pub fn check(message: &[u8]) {
    let workers = ["task-1", "task-2", "task-10"];
    let comment = chosen_comment(message).unwrap_or(b'#');
    for cleanup in [
        Cleanup::Verbatim,
        Cleanup::Whitespace,
        Cleanup::Strip(vec![comment]),
        Cleanup::Scissors(vec![comment]),
    ] {
        let line = subject(message, &cleanup);
        assert!(!line.contains(&b'\n'), "a subject is one line");
        let judged = check_subject(&line, "task-1", &workers, &["WIP"]);
        if let Ok(Passing::Signal(signal)) = judged {
            // What the guard lets through, status must read.
            assert_eq!(read_subject(&line).0, Some(signal));
        }
    }
}
