//! Landed is judged one way by every verb: merged, fast-forwarded, picked or squashed, here or on the
//! remote, and not where it was taken back.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;

const TIP: &str = "work/task-2-ui";

/// Whether `status` and `clean` take task-2 for landed, which `recover` agrees with.
#[track_caller]
fn landed(scene: &Scene) -> bool {
    let state = scene.parallel(&["status", "--json"]).json()["workers"][1]["state"].clone();
    let cleaned = scene.parallel(&["clean", "--dry-run", "task-2"]).code == 0;
    assert_eq!(state == "merged", cleaned, "status: {state}");
    cleaned
}

/// Nothing is said to be on the wrong branch.
#[track_caller]
fn nothing_strayed(scene: &Scene) {
    let told = scene.parallel(&["status"]).done();
    assert!(!told.contains("not on its own branch"), "{told}");
    let told = scene.parallel(&["recover"]);
    assert!(!told.stdout.contains("committed on main"), "{told}");
}

#[test]
fn what_the_lead_picks_forwards_or_squashes_has_landed() {
    for way in [
        &["cherry-pick", TIP][..],
        &["merge", "-q", "--ff-only", TIP],
        &["merge", "-q", "--squash", TIP],
    ] {
        let scene = complete("true");
        assert!(!landed(&scene), "{way:?}");
        scene.git(way);
        if way.contains(&"--squash") {
            scene.git(&["commit", "-qm", "[COMPLETE] UI, as one"]);
        }
        assert!(landed(&scene), "{way:?}");
        nothing_strayed(&scene);
        scene.commit_in(".", "src/ui/b.rs", "ui\nand more\n", "Later").done();
        assert!(landed(&scene), "{way:?}, and changed since");
        nothing_strayed(&scene);
    }
}

#[test]
fn what_was_the_tip_once_has_landed_though_the_branch_was_rewritten_since() {
    let scene = complete("true");
    scene.git(&["merge", "-q", "--ff-only", TIP]);
    scene
        .git_in(UI, &["commit", "-q", "--amend", "--allow-empty", "-m", "[COMPLETE] UI, reworded"])
        .done();
    nothing_strayed(&scene);
}

#[test]
fn what_was_squashed_and_taken_back_has_not_landed() {
    let scene = complete("true");
    scene.git(&["merge", "-q", "--squash", TIP]);
    scene.git(&["commit", "-qm", "UI"]);
    scene.git(&["revert", "--no-edit", "HEAD"]);
    assert!(!landed(&scene));
    let kept = scene.parallel(&["clean", "task-2"]).ended(1);
    assert!(kept.contains("1 commit is not on main"), "{kept}");
}

#[test]
fn who_is_blocked_has_not_landed_though_nothing_differs() {
    let scene = complete("true");
    scene.git(&["merge", "-q", "--squash", TIP]);
    scene.git(&["commit", "-qm", "UI"]);
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[BLOCKED:design] Which colours"])
        .done();
    assert!(!landed(&scene));
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("task-2 is blocked"), "{told}");
}

#[test]
fn what_landed_on_the_remote_only_is_to_be_pulled() {
    let scene = complete("true");
    scene.git(&["clone", "-q", ".", "../forge"]);
    for branch in ["work/task-1-api-endpoints", TIP] {
        let far = format!("origin/{branch}");
        scene.git_in("../forge", &["merge", "-q", "--squash", &far]).done();
        scene.git_in("../forge", &["commit", "-qm", "As one"]).done();
    }
    scene.git(&["remote", "add", "origin", "../forge"]);
    scene.git(&["fetch", "-q", "origin"]);
    let told = scene.parallel(&["status", "--json"]).json();
    let actions = told["actions"].to_string();
    assert!(
        actions.contains("git merge --ff-only origin/main") && !actions.contains("integrate"),
        "{actions}"
    );
    let kept = scene.parallel(&["clean"]).ended(1);
    assert!(
        kept.contains("it landed on origin/main")
            && kept.contains("(git merge --ff-only origin/main)"),
        "{kept}"
    );
    scene.git(&["merge", "-q", "--ff-only", "origin/main"]);
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn an_integration_that_was_squashed_by_hand_is_not_landed_again() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.git(&["merge", "-q", "--squash", "integration/f"]);
    scene.git(&["commit", "-qm", "f (#1)"]);
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("git parallel clean") && !told.contains("git parallel land"), "{told}");
    let told = scene.parallel(&["land", "--yes"]).refused();
    assert!(told.contains("has landed on main already"), "{told}");
    scene.parallel(&["clean"]).done();
}
