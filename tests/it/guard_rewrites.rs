//! Picks, reverts, rebases and patches through the real hooks: foreign work does not come in by them.

use crate::guard_merges::{MESSAGE, THEIRS, diverged, gate_accepts, gate_refuses, merge};
use crate::guarded::{ONE, check, commit, edited, guarded, refused, smuggle, stage};

#[test]
fn picks_and_reverts_are_judged_without_pre_commit() {
    let scene = diverged();
    refused(scene.git_in(ONE, &["cherry-pick", THEIRS]), "b/new");
    scene.git_in(ONE, &["cherry-pick", "--abort"]).done();
    refused(scene.git_in(ONE, &["cherry-pick", "-x", THEIRS]), "b/new");
    scene.git_in(ONE, &["cherry-pick", "--abort"]).done();
    scene.git_in(ONE, &["revert", "--no-edit", "HEAD"]).done();
    scene.git_in(ONE, &["cherry-pick", "HEAD~1"]).done();
    gate_accepts(&scene);
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    merge(&scene, &["main"]).done();
    refused(scene.git_in(ONE, &["revert", "--no-edit", "main"]), "b/y");
}

#[test]
fn taking_back_a_merge_would_drop_what_it_brought() {
    let scene = diverged();
    merge(&scene, &[THEIRS]).done();
    refused(scene.git_in(ONE, &["revert", "--no-edit", "-m", "1", "HEAD"]), "b/new");
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    smuggle(&scene, ONE, &[("b/y", "y\n")], MESSAGE);
    gate_refuses(&scene, "b/y");
    commit(&scene, ONE, &[("b/y", "two\n")], "[CHECKPOINT] as merged").done();
    check(&scene, "task-1").done();
}

#[test]
fn rebases_of_ones_own_work_pass() {
    let scene = guarded();
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    for number in 1..4 {
        commit(&scene, ONE, &[("a/x", &format!("{number}\n"))], MESSAGE).done();
    }
    for args in [&["rebase", "-q", "main"][..], &["rebase", "-q", "--force-rebase", "main"]] {
        let done = scene.git_in(ONE, args);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    }
    scene.git_in(ONE, &["rebase", "-q", "--apply", "--force-rebase", "main"]).done();
    for todo in ["2s/pick/squash/", "2s/pick/fixup/", "1s/pick/reword/"] {
        let mut command = scene.command("git", ONE);
        command.args(["rebase", "-q", "-i", "HEAD~2"]);
        command.env("GIT_SEQUENCE_EDITOR", format!("sed -i {todo}")).env("GIT_EDITOR", "true");
        crate::scene::run(command, None).done();
        commit(&scene, ONE, &[("a/x", todo)], MESSAGE).done();
    }
    for number in 4..7 {
        commit(&scene, ONE, &[("a/x", &format!("{number}\n"))], MESSAGE).done();
    }
    // On the way git writes a heading of its own, which is nobody's subject.
    let mut command = scene.command("git", ONE);
    command.args(["rebase", "-q", "-i", "HEAD~3"]);
    command.env("GIT_SEQUENCE_EDITOR", "sed -i '2,$s/pick/squash/'").env("GIT_EDITOR", "true");
    let folded = crate::scene::run(command, None);
    assert!(folded.code == 0 && !folded.stderr.contains("prefix"), "{folded}");
    gate_accepts(&scene);
}

#[test]
fn a_rebase_cannot_be_used_to_slip_something_in() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "2\n")], MESSAGE).done();
    let mut command = scene.command("git", ONE);
    command
        .args(["rebase", "-q", "-i", "HEAD~2"])
        .env("GIT_SEQUENCE_EDITOR", "sed -i 1s/pick/edit/");
    crate::scene::run(command, None).done();
    stage(&scene, ONE, &[("b/y", "slipped\n")]);
    refused(edited(&scene, ONE, "true", &["commit", "-q", "--amend"]), "b/y");
    refused(edited(&scene, ONE, "true", &["rebase", "--continue"]), "b/y");
    scene.git_in(ONE, &["rebase", "--abort"]).done();
}

#[test]
fn a_conflict_in_a_rebase_is_resolved_within_the_scope() {
    let scene = guarded();
    scene.write("a/x", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene.git_in(ONE, &["rebase", "main"]).ended(1);
    stage(&scene, ONE, &[("a/x", "both\n"), ("b/y", "slipped\n")]);
    refused(edited(&scene, ONE, "true", &["rebase", "--continue"]), "b/y");
    scene.git_in(ONE, &["restore", "--staged", "--worktree", "b/y"]).done();
    edited(&scene, ONE, "true", &["rebase", "--continue"]).done();
    gate_accepts(&scene);
}

#[test]
fn rebasing_a_merge_would_copy_foreign_commits() {
    let scene = diverged();
    merge(&scene, &[THEIRS]).done();
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    refused(scene.git_in(ONE, &["rebase", "-q", "--rebase-merges", "main"]), "b/new");
    scene.git_in(ONE, &["rebase", "--abort"]).done();
    merge(&scene, &["main"]).done();
    gate_accepts(&scene);
}

#[test]
fn patches_are_judged() {
    let scene = diverged();
    let foreign = scene.git(&["format-patch", "-1", "--stdout", THEIRS]);
    scene.write("../foreign.patch", &format!("{foreign}\n"));
    let said =
        refused(scene.git_in(ONE, &["am", "--keep-non-patch", "../../../foreign.patch"]), "b/new");
    assert!(said.contains("task-2"), "{said}");
    scene.git_in(ONE, &["am", "--abort"]).done();
    commit(&scene, ONE, &[("a/x", "patched\n")], MESSAGE).done();
    let own = scene.git(&["format-patch", "-1", "--stdout", "-k", "work/task-1-one"]);
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~1"]).done();
    scene.write("../own.patch", &format!("{own}\n"));
    scene.git_in(ONE, &["am", "-k", "../../../own.patch"]).done();
    gate_accepts(&scene);
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~1"]).done();
    scene.write("../bare.patch", &format!("{}\n", own.replace("[CHECKPOINT] ", "")));
    refused(scene.git_in(ONE, &["am", "../../../bare.patch"]), "begins with no prefix");
}
