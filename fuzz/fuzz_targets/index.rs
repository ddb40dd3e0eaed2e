//! The scan of the index file: on any bytes it answers or hands over to git, and never falls.

#![no_main]

use std::cell::OnceCell;
use std::fs;
use std::process::Command;

use git_parallel::git::Site;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

thread_local! {
    static SCENE: OnceCell<TempDir> = const { OnceCell::new() };
}

/// A repository with one commit, in memory where the system has such a place.
fn scene() -> TempDir {
    let scene = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(scene.path()).args(["-c", "user.name=a", "-c", "user.email=a@b"]);
        assert!(command.args(args).status().expect("git").success());
    };
    git(&["init", "-q", "."]);
    fs::create_dir_all(scene.path().join("d/e")).expect("folders");
    fs::write(scene.path().join("a"), "a").expect("a file");
    fs::write(scene.path().join("d/e/b"), "b").expect("a file");
    git(&["add", "-A"]);
    git(&["commit", "-qm", "one"]);
    scene
}

fuzz_target!(|bytes: &[u8]| {
    SCENE.with(|cell| {
        let scene = cell.get_or_init(scene);
        fs::write(scene.path().join(".git/index"), bytes).expect("the index");
        let site = Site::of_worktree(scene.path()).expect("a site");
        site.scanned();
    });
});
