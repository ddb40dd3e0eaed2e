//! The scan of the index file: on any bytes it answers or hands over to git, and never falls.

use std::cell::OnceCell;
use std::fs;

use git_parallel::git::Site;
use tempfile::TempDir;

use super::place::repository;

thread_local! {
    static PLACE: OnceCell<TempDir> = const { OnceCell::new() };
}

/// The index git wrote for the scene.
pub fn written() -> Vec<u8> {
    let place = repository(&[("a", "a"), ("d/e/b", "b")]);
    fs::read(place.path().join("repo/.git/index")).expect("an index")
}

/// Scans an index of these bytes.
pub fn check(bytes: &[u8]) {
    PLACE.with(|cell| {
        let place = cell.get_or_init(|| repository(&[("a", "a"), ("d/e/b", "b")]));
        let root = place.path().join("repo");
        fs::write(root.join(".git/index"), bytes).expect("the index");
        let site = Site::of_worktree(&root).expect("a site");
        site.scanned();
    });
}
