//! `recover` of commits on the wrong branch: moved, copied or told, and never a file lost.

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::started;

const BRANCH: &str = "work/task-1-api-endpoints";

/// task-1's work, committed on the base by mistake.
fn on_base() -> Scene {
    let scene = started();
    scene.commit_in(".", "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.commit_in(".", "src/api/n.rs", "two\n", "[CHECKPOINT] Two").done();
    scene
}

#[track_caller]
fn is_moved(scene: &Scene, before: &str) {
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
    assert_eq!(
        scene.git(&["log", "--format=%s", &format!("main..{BRANCH}")]),
        "[CHECKPOINT] Two\n[CHECKPOINT] One"
    );
    assert_eq!(scene.read(&format!("{API}/src/api/n.rs")), "two\n");
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    scene.git_in(".", &["fsck", "--no-dangling"]).done();
}

#[test]
fn commits_on_the_base_are_moved_where_it_is_checked_out() {
    let scene = on_base();
    let before = scene.git(&["rev-parse", "main~2"]);
    scene.write("README.md", "not committed\n");
    scene.write(&format!("{API}/notes.txt"), "not tracked\n");
    let prints = scene.fingerprint();
    let shown = scene.parallel(&["recover"]);
    assert!(shown.code == 1 && shown.stdout.contains("task-1: committed on main:"), "{shown}");
    assert_eq!(scene.fingerprint(), prints, "showing changes nothing");
    let tip = scene.git(&["rev-parse", "main"]);
    let output = scene.parallel(&["recover", "--apply"]);
    assert_eq!(output.code, 0, "{output}");
    is_moved(&scene, &before);
    assert_eq!(scene.read("README.md"), "not committed\n");
    assert_eq!(scene.read(&format!("{API}/notes.txt")), "not tracked\n");
    assert!(!scene.path("src/api/n.rs").exists());
    assert!(scene.git(&["for-each-ref", "refs/parallel/backup"]).contains(&tip), "undoable");
}

#[test]
fn commits_on_the_base_are_moved_where_it_is_checked_out_nowhere() {
    let scene = on_base();
    let before = scene.git(&["rev-parse", "main~2"]);
    scene.git(&["switch", "-q", "--detach", "main~2"]);
    scene.parallel(&["recover", "--apply"]).done();
    is_moved(&scene, &before);
}

#[test]
fn a_dirty_file_in_the_way_stops_it_and_stays() {
    let scene = on_base();
    let before = scene.git(&["rev-parse", "main~2"]);
    scene.write("src/api/a.rs", "not committed\n");
    let said = scene.parallel(&["recover", "--apply"]).refused();
    assert!(said.contains("cannot be set back"), "{said}");
    assert_eq!(scene.read("src/api/a.rs"), "not committed\n");
    scene.git(&["stash", "-q"]);
    scene.parallel(&["recover", "--apply"]).done();
    is_moved(&scene, &before);
    assert_eq!(scene.git(&["stash", "list"]).lines().count(), 1);
}

#[test]
fn pushed_commits_are_copied_and_never_rewritten() {
    let scene = on_base();
    let far = scene.outside().join("far").to_string_lossy().into_owned();
    scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["push", "-q", "origin", "main"]);
    let tip = scene.git(&["rev-parse", "main"]);
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains("pushed history is not rewritten"), "{shown}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), tip);
    assert_eq!(scene.git(&["ls-remote", "origin", "refs/heads/main"])[..40], tip);
    assert_eq!(scene.git(&["show", &format!("{BRANCH}:src/api/n.rs")]), "two");
    assert_eq!(
        scene.parallel(&["recover"]).done(),
        "nothing is broken\n",
        "copied once, told once"
    );
}

#[test]
fn commits_below_others_are_copied_and_stay() {
    let scene = on_base();
    scene.commit_in(".", "README.md", "mine\n", "The lead's own").done();
    let tip = scene.git(&["rev-parse", "main"]);
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains("other commits came after them"), "{shown}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), tip);
    assert_eq!(scene.git(&["show", &format!("{BRANCH}:src/api/n.rs")]), "two");
}

#[test]
fn commits_on_another_workers_branch_are_moved() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "own\n", "[CHECKPOINT] Own").done();
    let own = scene.git(&["rev-parse", "work/task-2-ui"]);
    scene.write(&format!("{UI}/src/api/a.rs"), "foreign\n");
    let around =
        ["-c", "core.hooksPath=/dev/null", "commit", "-qam", "[CHECKPOINT] Around the guard"];
    scene.git_in(UI, &around).done();
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains("task-1: its files were changed on work/task-2-ui"), "{shown}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git(&["rev-parse", "work/task-2-ui"]), own);
    assert_eq!(scene.git(&["show", &format!("{BRANCH}:src/api/a.rs")]), "foreign");
    assert_eq!(scene.git_in(UI, &["status", "--porcelain"]).done(), "");
    scene.parallel(&["check"]).done();
}

#[test]
fn a_copy_that_conflicts_leaves_everything_as_it_was() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "the worker's\n", "[CHECKPOINT] Mine").done();
    scene.commit_in(".", "src/api/a.rs", "the lead's\n", "[CHECKPOINT] Strayed").done();
    let refs = scene.git(&["for-each-ref", "refs/heads"]);
    let said = scene.parallel(&["recover", "--apply"]).refused();
    assert!(said.contains("conflict in src/api/a.rs"), "{said}");
    assert_eq!(scene.git(&["for-each-ref", "refs/heads"]), refs);
    assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), "");
}

#[test]
fn what_has_landed_by_merges_has_not_strayed() {
    let scene = crate::integrate::complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

/// A commit of task-1's file in the worktree of task-2, around the guard.
fn changed_by_another(subject: &str) -> Scene {
    let scene = started();
    scene.write(&format!("{UI}/src/api/a.rs"), "foreign\n");
    let around = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", subject];
    scene.git_in(UI, &around).done();
    scene
}

#[test]
fn what_is_moved_is_given_the_prefix_its_new_branch_wants() {
    let scene = changed_by_another("Tweak it");
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("files of task-1 were changed on work/task-2-ui: "), "{status}");
    assert!(!status.contains("task-1 committed"), "who committed is not known: {status}");
    let shown = scene.parallel(&["recover"]).ended(1);
    assert!(shown.contains("with [CHECKPOINT] before a subject that has no prefix"), "{shown}");
    let mended = scene.parallel(&["recover", "--apply"]).ended(0);
    assert!(mended.contains("mended 1 of 1"), "{mended}");
    let moved = scene.git(&["log", "-1", "--format=%s by %an", BRANCH]);
    assert_eq!(moved, "[CHECKPOINT] Tweak it by Ada");
    scene.parallel(&["check"]).done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn what_the_gate_would_refuse_is_told_and_not_called_mended() {
    // A prefix, but none of the plan's.
    let scene = changed_by_another("[TWEAK] it");
    let mended = scene.parallel(&["recover", "--apply"]).ended(1);
    assert!(mended.contains("task-1: ") && mended.contains("breaks a rule"), "{mended}");
    assert!(mended.contains("mended 1 of 2"), "{mended}");
    let shown = scene.parallel(&["recover"]).ended(1);
    assert!(shown.contains("git parallel check task-1"), "{shown}");
    assert!(scene.parallel(&["check", "task-1"]).ended(1).contains("refused"));
}
