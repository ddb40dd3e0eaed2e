//! Commits that stand on several lines at once: it counts who wrote them, not on whose branch they were put.

use crate::guarded::{ONE, TWO, check, commit, guarded, refused, smuggle};
use crate::scene::Scene;

const FIRST: &str = "work/task-1-one";
const SECOND: &str = "work/task-2-two";

/// What stands in `b/y` on the first worker's branch is told as the second's.
#[track_caller]
fn found_foreign(scene: &Scene) {
    let told = check(scene, "task-1").ended(1);
    assert!(told.contains("'b/y' belongs to task-2"), "{told}");
}

fn complete(scene: &Scene, worktree: &str) {
    let args = ["commit", "-q", "--allow-empty", "-m"];
    let subject = format!("[COMPLETE] Done in {worktree}");
    let args = [&["-c", "core.hooksPath=/dev/null"], &args[..], &[subject.as_str()]].concat();
    scene.git_in(worktree, &args).done();
}

#[test]
fn a_branch_that_was_moved_to_a_commit_does_not_make_it_its_own() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "evil\n")], "[CHECKPOINT] As if two did");
    let at = scene.git_in(ONE, &["rev-parse", "HEAD"]).done().trim().to_owned();
    scene.git_in(ONE, &["update-ref", &format!("refs/heads/{SECOND}"), &at]).done();
    found_foreign(&scene);
    complete(&scene, ONE);
    let output = scene.parallel(&["integrate", "f", "--skip", "task-2"]);
    assert!(output.code == 1 && output.stderr.contains("'b/y'"), "{output}");
}

#[test]
fn a_fast_forward_does_not_wash_what_it_takes() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "evil\n")], "[CHECKPOINT] Of another's");
    let off = ["-c", "core.hooksPath=/dev/null", "merge", "-q", "--ff-only", FIRST];
    scene.git_in(TWO, &off).done();
    found_foreign(&scene);
    // What the owner makes of it is its own again.
    commit(&scene, TWO, &[("b/y", "evil, and looked at\n")], "[CHECKPOINT] Take it up").done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    scene.parallel(&["check"]).done();
}

#[test]
fn a_copy_is_the_work_of_whoever_made_it() {
    for way in ["cherry-pick", "revert", "am", "rebase"] {
        let scene = guarded();
        scene.git(&["switch", "-q", "-c", "aside"]);
        scene.write("b/y", "evil\n");
        scene.git(&["commit", "-q", "-am", "[CHECKPOINT] Aside"]);
        let patch = scene.git(&["format-patch", "-1", "-o", "../patches"]);
        let patch = scene.path(&patch).canonicalize().expect("it").display().to_string();
        scene.git(&["switch", "-q", "main"]);
        smuggle(&scene, ONE, &[("a/x", "one\n")], "[CHECKPOINT] One");
        let off = |args: &[&str]| {
            let args = [&["-c", "core.hooksPath=/dev/null"], args].concat();
            scene.git_in(ONE, &args).done();
        };
        match way {
            "am" => off(&["am", "-q", &patch]),
            "rebase" => {
                off(&["reset", "-q", "--hard", "aside"]);
                off(&["rebase", "-q", "--onto", "HEAD@{1}", "HEAD~"]);
            }
            "revert" => {
                off(&["cherry-pick", "aside"]);
                off(&["revert", "--no-edit", "HEAD"]);
                off(&["commit", "-q", "--amend", "-m", "[CHECKPOINT] Back"]);
                off(&["revert", "--no-edit", "HEAD"]);
            }
            _ => off(&["cherry-pick", "aside"]),
        }
        scene.git_in(ONE, &["update-ref", &format!("refs/heads/{SECOND}"), "HEAD"]).done();
        found_foreign(&scene);
    }
}

#[test]
fn a_copy_that_its_owner_made_is_the_owners_though_it_is_the_very_commit() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "wanted\n")], "[CHECKPOINT] Of another's");
    let at = scene.git_in(ONE, &["rev-parse", "HEAD"]).done();
    scene.git_in(TWO, &["cherry-pick", at.trim()]).done();
    assert_eq!(scene.git_in(TWO, &["rev-parse", "HEAD"]).done(), at, "the same second");
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~"]).done();
    scene.parallel(&["check"]).done();
}

#[test]
fn what_both_have_of_the_owner_is_the_owners() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], "[CHECKPOINT] Two").done();
    scene.git_in(ONE, &["merge", "-q", "--ff-only", SECOND]).done();
    commit(&scene, ONE, &[("a/x", "one\n")], "[CHECKPOINT] One").done();
    scene.parallel(&["check"]).done();
    refused(commit(&scene, ONE, &[("b/y", "y\n")], "[CHECKPOINT] Back"), "'b/y'");
}

#[test]
fn a_base_that_is_worded_anew_blocks_nobody_who_had_it() {
    for first in [false, true] {
        let scene = guarded();
        if first {
            commit(&scene, ONE, &[("a/x", "one\n")], "[CHECKPOINT] One").done();
        }
        scene.write("c/z", "lead\n");
        scene.git(&["commit", "-q", "-am", "Lead the way"]);
        scene.git_in(ONE, &["merge", "-q", "--no-edit", "main"]).done();
        commit(&scene, ONE, &[("a/x", "more\n")], "[CHECKPOINT] More").done();
        scene.git(&["commit", "-q", "--amend", "-m", "Lead the way, in other words"]);
        scene.parallel(&["check"]).done();
        complete(&scene, ONE);
        scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    }
}

#[test]
fn a_branch_that_names_a_tag_is_judged_by_the_commit_behind_it() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "evil\n")], "[CHECKPOINT] Behind a tag");
    scene.git_in(ONE, &["tag", "-a", "-m", "x", "t"]).done();
    let tag = scene.git(&["rev-parse", "t"]);
    scene.git_in(ONE, &["tag", "-d", "t"]).done();
    scene.write(&format!(".git/refs/heads/{FIRST}"), &tag);
    found_foreign(&scene);
}

#[test]
fn what_passes_for_the_remotes_and_was_set_by_hand_is_told() {
    for (branch, from) in [("main", "main"), (SECOND, SECOND)] {
        let scene = guarded();
        scene.git(&["clone", "-q", "--bare", ".", "../far.git"]);
        let far = scene.path("../far.git").canonicalize().expect("it").display().to_string();
        scene.git(&["remote", "add", "origin", &far]);
        scene.git(&["fetch", "-q", "origin"]);
        scene.git(&["push", "-q", "origin", "main"]);
        for verb in ["status", "check", "doctor"] {
            let output = scene.parallel(&[verb]);
            assert!(!format!("{output}").contains("by hand"), "{verb}: {output}");
        }
        let tree = scene.git_in(ONE, &["rev-parse", &format!("{from}^{{tree}}")]).done();
        let args = ["commit-tree", "-p", from, "-m", "As if from afar", tree.trim()];
        let forged = scene.git_in(ONE, &args).done().trim().to_owned();
        let name = format!("refs/remotes/origin/{branch}");
        scene.git_in(ONE, &["update-ref", &name, &forged]).done();
        for verb in ["status", "check", "doctor"] {
            let output = scene.parallel(&[verb]);
            let told = format!("'origin/{branch}' was set here by hand");
            assert!(format!("{output}").contains(&told), "{verb}: {output}");
        }
        scene.git(&["fetch", "-q", "origin"]);
        let output = scene.parallel(&["status"]);
        assert!(!format!("{output}").contains("by hand"), "{output}");
    }
}
