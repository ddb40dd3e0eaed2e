//! Keeping paths out of every commit by `<common>/info/exclude`, which all worktrees share.

use std::fs;
use std::io::ErrorKind;

use super::context::write_whole;
use crate::failure::Failure;
use crate::git::Repo;

/// The pattern for one path and nothing else (gitignore(5)).
pub(super) fn exactly(path: &str) -> String {
    let mut pattern = String::from("/");
    for c in path.trim_start_matches("./").trim_matches('/').chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// Makes sure that `pattern` is a line of `info/exclude`; what stands there stays.
pub(super) fn ensure(repo: &Repo, pattern: &str) -> Result<(), Failure> {
    let file = repo.common().join("info").join("exclude");
    let text = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            return Err(Failure::new(format!("cannot read '{}'", file.display())).because(&error));
        }
    };
    if text.split(|byte| *byte == b'\n').any(|line| line == pattern.as_bytes()) {
        return Ok(());
    }
    let mut text = text;
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(pattern.as_bytes());
    text.push(b'\n');
    write_whole(&file, &text)
}
