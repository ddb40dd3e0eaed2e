//! The script that agents call the guard by: it stays where it is when this program moves.

use std::path::PathBuf;

use super::standing::is_there;
use crate::failure::Failure;
use crate::file::{Beneath, program_mode};
use crate::git::Repo;
use crate::worker::{LAUNCHER, sh};

/// Where it is.
pub(super) fn place(repo: &Repo) -> PathBuf {
    repo.common().join(LAUNCHER)
}

/// Writes it.
pub(super) fn ensure(repo: &Repo) -> Result<(), Failure> {
    let program = std::env::current_exe()?;
    let text = format!(
        "#!/bin/sh\n\
         # What agents call before they write. Written by `git parallel start`.\n\
         {NAMED}{}\n\
         if [ -x \"$guard\" ]; then exec \"$guard\" \"$@\"; fi\n\
         if command -v git-parallel >/dev/null 2>&1; then exec git-parallel \"$@\"; fi\n\
         echo \"git parallel: '$guard' is gone, so no edit is judged before it is written; \
         install git-parallel again, then run: git parallel start\" >&2\n\
         exit 1\n",
        sh(&program.to_string_lossy())
    );
    let root = Beneath::repository(repo.common());
    let at = std::path::Path::new(LAUNCHER);
    if root.read(at)?.is_some_and(|there| there == text.as_bytes()) && is_there(&shown(repo)) {
        return Ok(());
    }
    Ok(root.write(at, text.as_bytes(), Some(program_mode()))?)
}

/// What of `program`, as settings name it, is not there: itself, or what it would start.
pub(super) fn gone(repo: &Repo, program: String) -> Option<String> {
    if !is_there(&program) {
        return Some(program);
    }
    if program != shown(repo) {
        return None;
    }
    let text = std::fs::read_to_string(place(repo)).ok()?;
    let word = text.lines().find_map(|line| line.strip_prefix(NAMED))?;
    let bare = word.trim_matches('\'').replace("'\\''", "'");
    (!is_there(&bare) && !is_there("git-parallel")).then_some(bare)
}

/// Its path as settings have it.
pub(super) fn shown(repo: &Repo) -> String {
    place(repo).to_string_lossy().into_owned()
}

const NAMED: &str = "guard=";
