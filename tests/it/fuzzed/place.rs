//! A repository with one commit, in memory where the system has such a place.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A repository on `main` that holds `files`, below the directory given.
pub fn repository(files: &[(&str, &str)]) -> TempDir {
    let place =
        tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let root = place.path().join("repo");
    for (path, text) in files {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(file, text).expect("a file");
    }
    git(&root, &["init", "-q", "-b", "main", "."]);
    git(&root, &["add", "-A"]);
    git(&root, &["commit", "-qm", "one"]);
    place
}

/// Runs git, which must succeed, with nothing of the user's around it.
pub fn git(directory: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(directory).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(command.status().expect("git").success(), "git {args:?}");
}
