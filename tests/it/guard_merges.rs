//! Merges through the real hooks: other workers' changes travel freely, and cannot be dropped or
//! edited on the way.

use crate::guarded::{LINES, ONE, TWO, check, commit, edited, guarded, refused, stage};
use crate::scene::{Output, Scene};

pub const MESSAGE: &str = "[CHECKPOINT] step";
pub const THEIRS: &str = "work/task-2-two";

fn top(text: &str) -> String {
    LINES.replacen("1\n", text, 1)
}

fn bottom(text: &str) -> String {
    LINES.replacen("9\n", text, 1)
}

/// Task 2 has changed `b/y`, added `b/new` and removed `b/old`; task 1 has a commit of its own.
pub fn diverged() -> Scene {
    let scene = guarded();
    commit(
        &scene,
        TWO,
        &[("b/y", "two\n"), ("b/new", "new\n"), ("b/both", &top("top\n"))],
        MESSAGE,
    )
    .done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene
}

pub fn merge(scene: &Scene, args: &[&str]) -> Output {
    scene.git_in(ONE, &[&["merge", "--no-edit"], args].concat())
}

/// The same, judged by the gate after the hooks were kept out.
fn merge_unguarded(scene: &Scene, args: &[&str]) -> Output {
    scene.git_in(ONE, &[&["-c", "core.hooksPath=/dev/null", "merge", "--no-edit"], args].concat())
}

fn conclude(scene: &Scene, args: &[&str]) -> Output {
    scene.git_in(ONE, &[&["commit", "-q", "--no-edit"], args].concat())
}

fn conclude_unguarded(scene: &Scene) {
    scene.git_in(ONE, &["-c", "core.hooksPath=/dev/null", "commit", "-q", "--no-edit"]).done();
}

#[track_caller]
pub fn gate_accepts(scene: &Scene) {
    let said = check(scene, "task-1").done();
    assert!(said.contains("nothing to object to"), "{said}");
}

#[track_caller]
pub fn gate_refuses(scene: &Scene, path: &str) {
    let said = check(scene, "task-1").ended(1);
    assert!(said.contains(path), "{said}");
}

#[test]
fn a_clean_merge_carries_foreign_changes() {
    let scene = diverged();
    merge(&scene, &[THEIRS]).done();
    gate_accepts(&scene);
    check(&scene, "task-2").done();
}

#[test]
fn a_foreign_file_changed_on_both_sides_merges_by_itself() {
    let scene = diverged();
    scene.write("b/both", &bottom("bottom\n"));
    scene.git(&["commit", "-q", "-am", "base"]);
    merge(&scene, &["main"]).done();
    merge(&scene, &[THEIRS]).done();
    gate_accepts(&scene);
}

/// Foreign edits inside a merge commit; the content is set before the merge is concluded.
#[test]
fn nothing_foreign_is_edited_in_a_merge() {
    let cases: [(&str, &str); 5] = [
        ("b/y", "edited\n"),
        ("c/z", "edited\n"),
        ("b/brand-new", "added\n"),
        ("c/z", ""),
        ("b/y", "y\n"),
    ];
    for (path, content) in cases {
        for no_verify in [false, true] {
            let scene = diverged();
            merge(&scene, &["--no-commit", "--no-ff", THEIRS]).done();
            stage(&scene, ONE, &[(path, content)]);
            let args: &[&str] = if no_verify { &["--no-verify"] } else { &[] };
            refused(conclude(&scene, args), path);
            conclude_unguarded(&scene);
            gate_refuses(&scene, path);
        }
    }
}

#[test]
fn a_foreign_mode_is_not_changed_in_a_merge() {
    let scene = diverged();
    merge(&scene, &["--no-commit", "--no-ff", THEIRS]).done();
    scene.git_in(ONE, &["update-index", "--chmod=+x", "b/y"]).done();
    refused(conclude(&scene, &[]), "b/y");
    conclude_unguarded(&scene);
    gate_refuses(&scene, "b/y");
}

#[test]
fn own_files_are_edited_in_a_merge() {
    let scene = diverged();
    merge(&scene, &["--no-commit", "--no-ff", THEIRS]).done();
    stage(&scene, ONE, &[("a/x", "more\n"), ("a/new", "new\n")]);
    conclude(&scene, &[]).done();
    gate_accepts(&scene);
}

#[test]
fn strategies_that_drop_foreign_work_are_refused() {
    for args in [&["-s", "ours", THEIRS][..], &["-s", "ours", "--no-verify", THEIRS]] {
        let scene = diverged();
        refused(merge(&scene, args), "b/new");
        scene.git_in(ONE, &["reset", "-q", "--merge"]).ended(0);
        merge_unguarded(&scene, args).done();
        gate_refuses(&scene, "b/y");
    }
}

#[test]
fn dropping_what_the_base_did_is_refused_too() {
    let scene = guarded();
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    refused(merge(&scene, &["-s", "ours", "main"]), "b/y");
    scene.git_in(ONE, &["reset", "-q", "--merge"]).done();
    merge_unguarded(&scene, &["-s", "ours", "main"]).done();
    assert!(check(&scene, "task-1").ended(1).contains("b/y"));
}

/// Both sides changed the same line of a foreign file: task 1 by way of the base.
fn foreign_conflict() -> Scene {
    let scene = diverged();
    scene.write("b/both", &top("base\n"));
    scene.git(&["commit", "-q", "-am", "base"]);
    merge(&scene, &["main"]).done();
    scene
}

#[test]
fn options_that_prefer_ours_drop_foreign_hunks() {
    for args in [&["-X", "ours", THEIRS][..], &["-X", "ours", "--no-verify", THEIRS]] {
        let scene = foreign_conflict();
        refused(merge(&scene, args), "b/both");
        scene.git_in(ONE, &["reset", "-q", "--merge"]).done();
        merge_unguarded(&scene, args).done();
        gate_refuses(&scene, "b/both");
    }
    let scene = foreign_conflict();
    merge(&scene, &["-X", "theirs", THEIRS]).done();
    // The hunk in conflict is theirs and the rest was the same: that is their version.
    gate_accepts(&scene);
}

#[test]
fn a_foreign_conflict_is_resolved_to_their_version_only() {
    for (resolve, fine) in [("--theirs", true), ("--ours", false)] {
        let scene = foreign_conflict();
        merge(&scene, &[THEIRS]).ended(1);
        scene.git_in(ONE, &["checkout", resolve, "--", "b/both"]).done();
        scene.git_in(ONE, &["add", "b/both"]).done();
        if fine {
            conclude(&scene, &[]).done();
            gate_accepts(&scene);
        } else {
            refused(conclude(&scene, &[]), "b/both");
            conclude_unguarded(&scene);
            gate_refuses(&scene, "b/both");
        }
    }
}

#[test]
fn a_foreign_conflict_is_never_mixed_or_left_marked() {
    for content in [None, Some("mixed\n")] {
        let scene = foreign_conflict();
        merge(&scene, &[THEIRS]).ended(1);
        match content {
            None => drop(scene.git_in(ONE, &["add", "b/both"]).done()),
            Some(content) => stage(&scene, ONE, &[("b/both", content)]),
        }
        let continued = edited(&scene, ONE, "true", &["merge", "--continue"]);
        refused(continued, "b/both");
        conclude_unguarded(&scene);
        gate_refuses(&scene, "b/both");
    }
}

#[test]
fn a_conflict_in_an_own_file_is_resolved_freely() {
    let scene = guarded();
    scene.write("a/x", "base\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    merge(&scene, &["main"]).ended(1);
    stage(&scene, ONE, &[("a/x", "mixed\n")]);
    edited(&scene, ONE, "true", &["merge", "--continue"]).done();
    gate_accepts(&scene);
}

#[test]
fn a_file_they_removed_is_not_brought_back() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    merge(&scene, &["--no-commit", "--no-ff", THEIRS]).done();
    stage(&scene, ONE, &[("b/y", "y\n")]);
    refused(conclude(&scene, &[]), "b/y");
    conclude_unguarded(&scene);
    gate_refuses(&scene, "b/y");
}

#[test]
fn an_octopus_is_refused() {
    let scene = diverged();
    scene.git(&["switch", "-q", "-c", "third"]);
    scene.write("c/z", "third\n");
    scene.git(&["commit", "-q", "-am", "third"]);
    scene.git(&["switch", "-q", "main"]);
    refused(merge(&scene, &[THEIRS, "third"]), "more than two parents");
    scene.git_in(ONE, &["reset", "-q", "--merge"]).done();
    merge_unguarded(&scene, &[THEIRS, "third"]).done();
    gate_refuses(&scene, "more than two parents");
}

#[test]
fn a_squashed_merge_is_foreign_work_under_an_own_name() {
    let scene = diverged();
    merge(&scene, &["--squash", THEIRS]).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/new");
    refused(scene.git_in(ONE, &["commit", "-q", "--no-verify", "-m", MESSAGE]), "b/new");
}

#[test]
fn a_fast_forward_makes_no_commit_of_ones_own() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    merge(&scene, &["--ff-only", THEIRS]).done();
    gate_accepts(&scene);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    gate_accepts(&scene);
    refused(commit(&scene, ONE, &[("b/y", "mine\n")], MESSAGE), "b/y");
}

#[test]
fn criss_cross_merges_are_judged_by_git_itself() {
    let scene = diverged();
    let two = scene.git(&["rev-parse", THEIRS]);
    scene.git_in(TWO, &["merge", "--no-edit", "work/task-1-one"]).done();
    merge(&scene, &[&two]).done();
    commit(&scene, ONE, &[("a/x", "after\n")], MESSAGE).done();
    commit(&scene, TWO, &[("b/y", "after\n")], MESSAGE).done();
    merge(&scene, &[THEIRS]).done();
    gate_accepts(&scene);
    check(&scene, "task-2").done();
}

#[test]
fn a_pull_from_a_clone_is_a_merge_like_any_other() {
    let scene = diverged();
    scene.git(&["clone", "-q", ".", "../clone"]);
    let branch = "refs/remotes/origin/work/task-2-two";
    let pull = ["pull", "-q", "--no-rebase", "--no-edit", "../../../clone", branch];
    let done = scene.git_in(ONE, &pull);
    assert_eq!(done.code, 0, "{done}");
    gate_accepts(&scene);
}

#[test]
fn shared_files_are_merged_by_anyone() {
    let scene = guarded();
    commit(&scene, TWO, &[("Cargo.lock", "two\n")], MESSAGE).done();
    commit(&scene, ONE, &[("Cargo.lock", "one\n")], MESSAGE).done();
    merge(&scene, &[THEIRS]).ended(1);
    stage(&scene, ONE, &[("Cargo.lock", "both\n"), ("a/x", "with it\n")]);
    conclude(&scene, &[]).done();
    gate_accepts(&scene);
}

#[test]
fn history_that_is_nobodys_comes_with_no_merge() {
    let scene = guarded();
    scene.git(&["switch", "-q", "--orphan", "away"]);
    scene.write("f", "f\n");
    scene.git(&["add", "f"]);
    scene.git(&["commit", "-qm", "Plain words"]);
    scene.git(&["switch", "-q", "-f", "main"]);
    let unrelated =
        &["merge", "-q", "-s", "ours", "--no-commit", "--allow-unrelated-histories", "away"];
    scene.git_in(ONE, unrelated).done();
    scene.git_in(ONE, &["read-tree", "--prefix=a/sub/", "-u", "away"]).done();
    let said = conclude(&scene, &[]);
    assert!(said.code != 0 && said.stderr.contains("the merge brings "), "{said}");
    assert!(said.stderr.contains("git merge --abort"), "{said}");
    conclude_unguarded(&scene);
    gate_refuses(&scene, "begins with no prefix");
    // The files alone are the worker's own.
    scene.git_in(ONE, &["reset", "-q", "--keep", "HEAD^"]).done();
    scene.git_in(ONE, &["read-tree", "--prefix=a/sub/", "-u", "away"]).done();
    scene.git_in(ONE, &["commit", "-qm", MESSAGE]).done();
    gate_accepts(&scene);
    // What has gone its right way comes along in any number of steps.
    for step in ["one\n", "two\n"] {
        commit(&scene, TWO, &[("b/y", step)], MESSAGE).done();
    }
    merge(&scene, &["--no-ff", &format!("{THEIRS}~1")]).done();
    merge(&scene, &["--no-ff", THEIRS]).done();
    gate_accepts(&scene);
}
