//! The scan of the index file: on any bytes it answers or hands over to git, and never falls.

use std::cell::OnceCell;
use std::fs;

use git_parallel::seams::Site;
use tempfile::TempDir;

use super::place::repository;

/// What the repository holds.
pub const FILES: [(&str, &str); 2] = [("a", "a"), ("d/e/b", "b")];

thread_local! {
    static PLACE: OnceCell<TempDir> = const { OnceCell::new() };
}

/// Scans an index of these bytes.
pub fn check(bytes: &[u8]) {
    PLACE.with(|cell| {
        let place = cell.get_or_init(|| repository(&FILES));
        let root = place.path().join("repo");
        fs::write(root.join(".git/index"), bytes).expect("the index");
        let site = Site::of_worktree(&root).expect("a site");
        site.scanned();
    });
}
