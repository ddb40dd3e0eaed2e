//! A base that was rewritten under its workers, and files that only a worktree has.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;
use crate::start::planned;

fn state(scene: &Scene, number: usize) -> String {
    let report = scene.parallel(&["status", "--json"]).json();
    report["workers"][number]["state"].as_str().expect("a state").to_owned()
}

#[test]
fn a_base_amended_after_the_start_makes_nobody_landed_or_guilty() {
    let scene = planned();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "plan"]);
    scene.parallel(&["start"]).done();
    scene.git(&["commit", "-q", "--amend", "-m", "The plan, in better words"]);
    assert_eq!([state(&scene, 0), state(&scene, 1)], ["idle", "idle"]);
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    assert_eq!([state(&scene, 0), state(&scene, 1)], ["complete", "idle"]);
    scene.parallel(&["check"]).done();
    scene.parallel(&["clean"]).ended(1);
    assert!(scene.path(API).exists() && scene.path(UI).exists());
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!([state(&scene, 0), state(&scene, 1)], ["merged", "merged"]);
}

fn ignore(scene: &Scene, line: &str) {
    let text = scene.read(".git/info/exclude");
    scene.write(".git/info/exclude", &format!("{text}\n{line}"));
}

#[test]
fn landing_and_taking_back_overwrite_no_ignored_file() {
    let scene = complete("true");
    scene.commit_in(API, "src/api/new/key", "tracked\n", "[COMPLETE] A key").done();
    scene.parallel(&["integrate", "f"]).done();
    ignore(&scene, "src/api/new\n");
    for (path, only) in [("src/api/new/key", "src/api/new/key"), ("src/api/new", "src/api/new")] {
        scene.write(path, "only here\n");
        let said = scene.parallel(&["land", "--yes"]).refused();
        assert!(said.contains(&format!("overwritten: {only}\n")), "{said}");
        assert_eq!(scene.read(path), "only here\n");
        std::fs::remove_file(scene.path(path)).expect("the file");
        std::fs::remove_dir(scene.path("src/api/new")).ok();
    }
    scene.write("src/api/new/key", "tracked\n");
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/new/key"), "tracked\n");
}

#[test]
fn sync_overwrites_no_ignored_file() {
    let scene = complete("true");
    ignore(&scene, "*.env\n");
    scene.write(&format!("{API}/src/api/k.env"), "only here\n");
    scene.write("src/api/k.env", "the lead's\n");
    scene.git(&["add", "-f", "src/api/k.env"]);
    scene.git(&["commit", "-qm", "A file"]);
    let told = scene.parallel(&["sync"]).ended(1);
    assert!(
        told.contains("merged task-2") && told.contains("nowhere else: src/api/k.env"),
        "{told}"
    );
    assert_eq!(scene.read(&format!("{API}/src/api/k.env")), "only here\n");
}

#[test]
fn a_landing_that_was_amended_is_not_told_to_be_taken_back() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["commit", "-q", "--amend", "-m", "In the lead's words"]);
    let said = scene.parallel(&["integrate", "--undo"]).refused();
    assert!(said.contains("main was rewritten since f landed"), "{said}");
    scene.git(&["rev-parse", "--verify", "integration/f"]);
    let told = scene.parallel(&["drop", "task-1"]).ended(1);
    assert!(told.contains("(git parallel clean task-1)") && !told.contains("--abort"), "{told}");
}
