//! `integrate --continue`: what workers commit after they were merged is merged, judged and checked.

use crate::integrate::{API, UI, complete};

const TREE: &str = "worktrees/integration-f";

#[test]
fn what_is_committed_after_the_end_is_merged_by_going_on() {
    let scene = complete("! grep -q bad src/api/a.rs");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(API, "src/api/a.rs", "reviewed\n", "[COMPLETE] Review").done();
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    assert!(said.contains("not merged: task-1 (git parallel integrate --continue)"), "{said}");

    let before = scene.fingerprint();
    let told = scene.parallel(&["integrate", "--continue", "--dry-run"]).done();
    assert!(told.contains("3. Merge task-1: API endpoints\n"), "{told}");
    assert_eq!(scene.fingerprint(), before);

    let said = scene.parallel(&["integrate", "--continue"]).done();
    assert!(
        said.contains(
            "2 workers merged and checked on integration/f, now with 1 new commit of task-1"
        ),
        "{said}"
    );
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "reviewed");
    let again = scene.parallel(&["integrate", "--continue"]).done();
    assert!(again.contains("2 workers merged and checked on integration/f\n"), "{again}");
    let base = scene.git(&["rev-parse", "main"]);
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "reviewed\n");
    scene.parallel(&["integrate", "--undo"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), base);
    assert_eq!(scene.read("src/api/a.rs"), "a\n");
}

#[test]
fn what_comes_later_is_checked_and_named() {
    let scene = complete("! grep -q bad src/api/a.rs");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(API, "src/api/a.rs", "bad\n", "[COMPLETE] Review").done();
    let said = scene.parallel(&["integrate", "--continue"]).ended(3);
    assert!(said.contains("after merging task-1"), "{said}");
    // The worker mends it itself.
    scene.commit_in(API, "src/api/a.rs", "good\n", "[COMPLETE] Mended").done();
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "good\n");
}

#[test]
fn a_failing_check_may_be_mended_by_any_worker() {
    for batch in [&["integrate", "f"][..], &["integrate", "f", "--batch"]] {
        // The first worker is merged when the second one brings what fails with it.
        let scene = complete("! grep -q ui src/ui/b.rs || grep -q fits src/api/a.rs");
        assert_eq!(scene.parallel(batch).code, 3);
        scene.commit_in(API, "src/api/a.rs", "fits\n", "[COMPLETE] Fits the UI").done();
        let said = scene.parallel(&["integrate", "--continue"]).done();
        assert!(said.contains("now with 1 new commit of task-1"), "{said}");
        scene.parallel(&["land", "--yes"]).done();
    }
}

#[test]
fn what_is_not_complete_or_breaks_the_plan_is_not_merged() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    let before = scene.git(&["rev-parse", "integration/f"]);
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    let output = scene.parallel(&["integrate", "--continue"]);
    assert!(
        output.code == 1
            && output.stderr.contains("not merged: 1 new commit of task-2, which is reopened")
            && output.stderr.contains("next: git parallel status"),
        "{output}"
    );
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    assert!(
        said.contains(
            "not merged: 1 new commit of task-2, which is reopened (git parallel status)"
        ),
        "{said}"
    );
    let mut past = scene.command("git", UI);
    past.env("GIT_PARALLEL", "0").args(["commit", "-q", "--allow-empty", "-m", "[COMPLETE] All"]);
    crate::scene::run(past, None).done();
    scene.write(&format!("{UI}/src/api/a.rs"), "mine\n");
    let mut past = scene.command("git", UI);
    past.env("GIT_PARALLEL", "0").args(["commit", "-q", "-am", "[COMPLETE] Elsewhere"]);
    crate::scene::run(past, None).done();
    let said = scene.parallel(&["integrate", "--continue"]).ended(1);
    assert!(said.contains("'src/api/a.rs' belongs to task-1"), "{said}");
    assert!(
        said.contains("git parallel reassign src/api/a.rs --from task-1 --to task-2"),
        "{said}"
    );
    assert!(!said.contains("git parallel grant"), "{said}");
    assert_eq!(scene.git(&["rev-parse", "integration/f"]), before);
}

#[test]
fn a_conflict_with_what_comes_later_stops_and_goes_on() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(TREE, "src/api/a.rs", "mended\n", "Mend").done();
    scene.commit_in(API, "src/api/a.rs", "reviewed\n", "[COMPLETE] Review").done();
    let said = scene.parallel(&["integrate", "--continue"]).ended(3);
    assert!(said.contains("src/api/a.rs  (owned by task-1; both changed"), "{said}");
    assert!(!said.contains("changed by task-1 before"), "{said}");
    scene.write(&format!("{TREE}/src/api/a.rs"), "both\n");
    scene.git_in(TREE, &["add", "-A"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "both\n");
}

#[test]
fn what_has_landed_is_over() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.commit_in(API, "src/api/a.rs", "reviewed\n", "[COMPLETE] Review").done();
    let said = scene.parallel(&["integrate", "--continue"]).refused();
    assert!(said.contains("'f' has landed on main already"), "{said}");
    assert_eq!(scene.parallel(&["clean"]).code, 1, "task-1 is kept");
    scene.parallel(&["integrate", "g"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "reviewed\n");
}

#[test]
fn what_is_not_committed_is_not_called_checked() {
    let scene = complete("! grep -q ui src/ui/b.rs");
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene.write(&format!("{TREE}/src/ui/b.rs"), "mended\n");
    scene.write(&format!("{TREE}/new.txt"), "new\n");
    let said = scene.parallel(&["integrate", "--continue"]).refused();
    assert!(said.contains("not committed in the integration: src/ui/b.rs, new.txt"), "{said}");
    assert!(said.contains("git commit"), "{said}");
    assert_eq!(scene.read(&format!("{TREE}/src/ui/b.rs")), "mended\n");
    scene.git_in(TREE, &["add", "-A"]).done();
    scene.git_in(TREE, &["commit", "-qm", "Mend"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(scene.git(&["show", "integration/f:src/ui/b.rs"]), "mended");
}

/// Both sides changed two files, one of which shows how a conflict looks.
fn conflicting() -> crate::scene::Scene {
    const DOC: &str = "As in:\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n\nend\n";
    let scene = complete("true");
    scene.commit_in(API, "src/api/a.rs", DOC, "[COMPLETE] Show a conflict").done();
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change it on the base"]);
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene
}

#[test]
fn markers_are_not_committed_unless_a_side_brings_them() {
    let scene = conflicting();
    scene.git_in(TREE, &["add", "-A"]).done();
    let before = scene.fingerprint();
    let said = scene.parallel(&["integrate", "--continue"]).refused();
    assert!(said.contains("conflict markers are left in: src/api/a.rs"), "{said}");
    assert_eq!(scene.fingerprint(), before);
    scene
        .git_in(TREE, &["checkout", "--quiet", "work/task-1-api-endpoints", "--", "src/api"])
        .done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert!(scene.git(&["show", "integration/f:src/api/a.rs"]).contains("<<<<<<< HEAD"));
}

#[test]
fn what_is_resolved_but_not_staged_is_refused() {
    let scene = conflicting();
    scene.write(&format!("{TREE}/src/api/a.rs"), "first\n");
    scene.git_in(TREE, &["add", "-A"]).done();
    scene.write(&format!("{TREE}/src/api/a.rs"), "second\n");
    let said = scene.parallel(&["integrate", "--continue"]).refused();
    assert!(said.contains("not staged yet: src/api/a.rs"), "{said}");
    scene.git_in(TREE, &["add", "-A"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "second");
}

/// Both workers of the plan merged, and a third one added since.
fn joined() -> crate::scene::Scene {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["add", "3", "Docs", "--scope", "docs/", "--task", "Write"]).done();
    scene
}

#[test]
fn a_worker_that_came_later_is_merged_by_going_on() {
    let scene = joined();
    scene.parallel(&["start", "task-3"]).done();
    let tree = "worktrees/task-3-docs";
    scene.commit_in(tree, "docs/a.md", "half\n", "[CHECKPOINT] Half").done();
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    assert!(
        said.contains(
            "[ ] all worker branches merged: not merged: 1 new commit of task-3, which is working"
        ),
        "{said}"
    );
    scene.commit_in(tree, "docs/a.md", "docs\n", "[COMPLETE] Docs").done();
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    assert!(said.contains("not merged: task-3 (git parallel integrate --continue)"), "{said}");

    let before = scene.fingerprint();
    let told = scene.parallel(&["integrate", "--continue", "--dry-run"]).done();
    assert!(told.contains("3. Merge task-3: Docs\n"), "{told}");
    assert_eq!(scene.fingerprint(), before);
    let said = scene.parallel(&["integrate", "--continue"]).done();
    assert!(said.contains("3 workers merged and checked on integration/f\n"), "{said}");
    let said = scene.parallel(&["land", "--yes"]).done();
    assert!(said.contains("[x] all worker branches merged\n"), "{said}");
    assert_eq!(scene.read("docs/a.md"), "docs\n");
}

#[test]
fn who_is_left_out_is_named() {
    let scene = joined();
    let said = scene.parallel(&["land", "--dry-run"]).done();
    assert!(said.contains("[x] all worker branches merged, without task-3 (missing)\n"), "{said}");
    scene.parallel(&["start", "task-3"]).done();
    scene.commit_in("worktrees/task-3-docs", "docs/a.md", "half\n", "[CHECKPOINT] Half").done();
    let said = scene.parallel(&["integrate", "--continue", "--skip", "task-1"]).refused();
    assert!(said.contains("task-1 is part of this integration already"), "{said}");
    let said = scene.parallel(&["integrate", "--continue", "--skip", "task-9"]).refused();
    assert!(said.contains("there is no worker 'task-9'"), "{said}");
    scene.parallel(&["integrate", "--continue", "--skip", "task-3"]).done();
    // It stays left out when it is complete, and in later runs.
    scene.commit_in("worktrees/task-3-docs", "docs/a.md", "docs\n", "[COMPLETE] Docs").done();
    let said = scene.parallel(&["integrate", "--continue"]).done();
    assert!(said.contains("2 workers merged"), "{said}");
    let said = scene.parallel(&["land", "--yes"]).done();
    assert!(said.contains("[x] all worker branches merged, without task-3 (left out)\n"), "{said}");
    let again = scene.parallel(&["land", "--yes"]).done();
    assert!(again.contains("f has landed on main already, as"), "{again}");
}

#[test]
fn who_was_left_out_at_the_beginning_is_named() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    let said = scene.parallel(&["integrate", "--continue"]).done();
    assert!(said.contains("1 worker merged"), "{said}");
    let said = scene.parallel(&["land", "--yes"]).done();
    assert!(said.contains("[x] all worker branches merged, without task-2 (left out)\n"), "{said}");
}

#[test]
fn what_is_new_after_the_landing_is_not_called_landed() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let told = scene.parallel(&["land", "--yes", "--json"]).json();
    assert!(told["ready"] == true && told["landed"].is_string(), "{told}");
    scene.commit_in(API, "src/api/a.rs", "reviewed\n", "[COMPLETE] Review").done();
    let told = scene.parallel(&["land", "--yes", "--json"]);
    assert!(told.code == 1 && told.stdout.contains("not merged: 1 new commit of task-1"), "{told}");
    let before = scene.git(&["rev-parse", "main"]);
    let output = scene.parallel(&["land", "--yes"]);
    assert!(
        output.code == 1
            && output.stdout.contains("f has landed on main already, as ")
            && output.stdout.contains("; not in it: 1 new commit of task-1\n")
            && output.stderr.contains("next: git parallel clean, then, for what is new:"),
        "{output}"
    );
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
}

#[test]
fn who_was_brought_up_to_the_base_meanwhile_has_nothing_new_by_that() {
    let scene = complete("true");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(".", "README.md", "newer\n", "Newer").done();
    scene.parallel(&["sync"]).done();
    let said = scene.parallel(&["land", "--yes", "--update"]).done();
    assert!(said.contains("[x] all worker branches merged\n"), "{said}");
    let report = scene.parallel(&["status", "--json"]).json();
    for worker in report["workers"].as_array().expect("workers") {
        assert_eq!(worker["state"], "merged", "{report:#}");
    }
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn what_a_worker_wrote_into_a_merge_of_the_base_is_new() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(".", "README.md", "newer\n", "Newer").done();
    scene.git_in(API, &["merge", "-q", "--no-ff", "--no-commit", "main"]).done();
    scene.write(&format!("{API}/src/api/a.rs"), "api, and more\n");
    scene.git_in(API, &["commit", "-qam", "[COMPLETE] Brought up to the base"]).done();
    let said = scene.parallel(&["land", "--yes", "--update"]).ended(1);
    assert!(said.contains("not merged: task-1 (git parallel integrate --continue)"), "{said}");
}
