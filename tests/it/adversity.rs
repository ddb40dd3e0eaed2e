//! Two at once, a disk that is full, folders that cannot be written: refused, whole, and again.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::integrate::{API, UI, complete};
use crate::scene::{Scene, run};

/// Everything that must be there whatever happened.
#[track_caller]
fn is_whole(scene: &Scene, commits: &str) {
    let now = scene.git(&["rev-list", "--all"]);
    for commit in commits.lines() {
        assert!(now.contains(commit), "{commit} is lost");
    }
    assert_eq!(scene.read(&format!("{UI}/notes.txt")), "mine\n");
    scene.git_in(".", &["fsck", "--no-dangling"]).done();
}

fn ready() -> (Scene, String) {
    let scene = complete("true");
    // It belongs to nobody's scope and is no change of a branch.
    let exclude = scene.path(".git/info/exclude");
    let text = fs::read_to_string(&exclude).expect("excludes") + "\nnotes.txt\n";
    fs::write(&exclude, text).expect("excludes");
    scene.write(&format!("{UI}/notes.txt"), "mine\n");
    let commits = scene.git(&["rev-list", "--all"]);
    (scene, commits)
}

#[test]
fn two_at_once_never_both() {
    for verb in [&["integrate", "f"][..], &["start"]] {
        let (scene, commits) = ready();
        let spawn = || {
            let mut command = scene.command("git-parallel", ".");
            command.args(verb).stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().expect("it to start")
        };
        let running: Vec<_> = (0..4).map(|_| spawn()).collect();
        let ended: Vec<_> =
            running.into_iter().map(|child| child.wait_with_output().expect("an end")).collect();
        let done = ended.iter().filter(|output| output.status.code() == Some(0)).count();
        assert!(done >= 1, "one of them gets through");
        for output in ended.iter().filter(|output| output.status.code() != Some(0)) {
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains("another git parallel") || said.contains("already"), "{said}");
        }
        is_whole(&scene, &commits);
        if verb[0] == "integrate" {
            scene.parallel(&["land", "--yes"]).done();
        }
    }
}

#[test]
fn a_full_disk_stops_it_and_it_goes_on_with_room() {
    // Files may not grow beyond this many blocks of 512 bytes: to the program, a disk that is full.
    let mut stopped = 0;
    for blocks in 0..5 {
        let (scene, commits) = ready();
        let limited = |verb: &str| {
            let mut command = scene.command("sh", ".");
            let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec git-parallel {verb}");
            command.args(["-c", &line]);
            run(command, None)
        };
        let output = limited("integrate f");
        assert!(![-1, 101].contains(&output.code), "{output}");
        is_whole(&scene, &commits);
        let on = scene.parallel(&["integrate", "--continue"]);
        if on.code != 0 && output.code != 0 {
            scene.parallel(&["integrate", "f"]).done();
        }
        let output = limited("land --yes");
        assert!(![-1, 101].contains(&output.code), "{output}");
        is_whole(&scene, &commits);
        if output.code != 0 && blocks % 2 == 1 {
            scene.parallel(&["integrate", "--undo"]).done();
            assert_eq!(scene.git(&["status", "--short", "-uno"]), "", "{blocks}");
            scene.parallel(&["integrate", "f"]).done();
        }
        scene.parallel(&["land", "--yes"]).done();
        let output = limited("clean");
        assert!(![-1, 101].contains(&output.code), "{output}");
        scene.git_in(".", &["fsck", "--no-dangling"]).done();
        if output.code != 0 {
            stopped += 1;
            scene.parallel(&["clean"]).done();
        }
        assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
    }
    assert!(stopped > 0, "the disk was never full");
}

#[test]
fn folders_that_cannot_be_written_are_told() {
    let (scene, commits) = ready();
    for folder in ["worktrees", ".git/parallel", ".git/refs/heads", ".git/objects"] {
        let path = scene.path(folder);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o555)).expect("a mode");
        // Root may write anywhere, unless it gives that right away (setpriv(1)).
        let script = "if [ -w \"$0\" ]; then exec setpriv --bounding-set=-dac_override \"$@\"; fi; exec \"$@\"";
        let mut command = scene.command("sh", ".");
        command.args(["-c", script, folder, "git-parallel", "integrate", "f"]);
        let output = run(command, None);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
        assert_eq!(output.code, 2, "{folder}: {output}");
        assert!(output.stderr.contains("error: "), "{folder}: {output}");
        is_whole(&scene, &commits);
        // Before the journal was written there is nothing to give up.
        assert!([0, 2].contains(&scene.parallel(&["integrate", "--abort"]).code), "{folder}");
        assert!(!scene.path("worktrees/integration-f").exists(), "{folder}");
    }
    scene.parallel(&["integrate", "f"]).done();
}

#[test]
fn a_directory_that_cannot_be_entered_is_told_in_gits_words() {
    let scene = Scene::with(&[("a", "a\n")]);
    for (directory, why) in [("nowhere", "No such file or directory"), ("a", "Not a directory")] {
        let said = scene.parallel(&["-C", directory, "status"]).refused();
        assert!(said.contains(&format!("cannot change to '{directory}': {why}\n")), "{said}");
        assert!(!said.contains("install git"), "{said}");
    }
}

#[test]
fn what_git_cannot_delete_of_a_worktree_is_put_aside() {
    for verb in [&["clean"][..], &["integrate", "--undo"], &["drop", "task-1"]] {
        let (scene, _) = ready();
        let tree = if verb[0] == "drop" { API } else { "worktrees/integration-f" };
        if verb[0] != "drop" {
            scene.parallel(&["integrate", "f"]).done();
            scene.parallel(&["land", "--yes"]).done();
        }
        let folder = scene.path(&format!("{tree}/src/api"));
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("a mode");
        // Root may delete anywhere, unless it gives that right away (setpriv(1)).
        let script = "if [ -w \"$0\" ]; then exec setpriv --bounding-set=-dac_override \"$@\"; fi; exec \"$@\"";
        let mut command = scene.command("sh", ".");
        command.args(["-c", script]).arg(&folder).arg("git-parallel").args(verb);
        let output = run(command, None);
        assert_eq!(output.code, 0, "{verb:?}: {output}");
        assert!(
            output.stderr.contains("what git could not delete is kept in "),
            "{verb:?}: {output}"
        );
        assert!(!scene.path(tree).exists(), "{verb:?}");
        let trash = scene.path(".git/parallel/trash");
        let there = fs::read_dir(trash)
            .expect("trash")
            .flatten()
            .any(|it| it.path().join("src/api/a.rs").exists());
        assert!(there, "{verb:?}");
        scene.git_in(".", &["fsck", "--no-dangling"]).done();
        let said = scene.parallel(&["recover"]).done();
        assert!(said.contains("nothing is broken"), "{verb:?}: {said}");
    }
}
