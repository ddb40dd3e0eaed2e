//! What a refusal says, and that the ways out it names lead out.

use crate::guarded::{ONE, check, commit, guarded, refused, stage};
use crate::scene::Scene;

const MESSAGE: &str = "[CHECKPOINT] step";

#[test]
fn a_refusal_names_path_owner_and_ways_out() {
    let scene = guarded();
    let said = refused(commit(&scene, ONE, &[("a/x", "1\n"), ("b/y", "1\n")], MESSAGE), "b/y");
    for part in [
        "'b/y' belongs to task-2",
        "git restore --staged -- ':/b/y'\n",
        "[NEEDS:task-2/b/y]",
        "→ the lead, in the main worktree: git parallel reassign b/y --from task-2 --to task-1",
    ] {
        assert!(said.contains(part), "{part} missing in:\n{said}");
    }
    scene.git_in(ONE, &["restore", "--staged", "--", "b/y"]).done();
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    let said = refused(
        commit(&scene, ONE, &[("c/z", "1\n"), ("e", "1\n")], MESSAGE),
        "'c/z' belongs to nobody",
    );
    assert!(
        said.contains(
            "the lead, in the main worktree: git parallel grant task-1 c/z e --reason WHY"
        ),
        "{said}"
    );
    scene.git_in(ONE, &["restore", "--staged", "--", "e"]).done();
    refused(commit(&scene, ONE, &[("a/generated/z", "1\n")], MESSAGE), "a/generated/z");
}

#[test]
fn the_way_out_that_is_told_works() {
    let scene = guarded();
    for (path, verb) in [("b/y", "reassign"), ("c/[id]", "grant")] {
        let said = refused(commit(&scene, ONE, &[(path, "1\n")], MESSAGE), path);
        let way = said.lines().find_map(|line| line.split_once("the lead, in the main worktree: "));
        let way = way.expect("a way").1;
        assert!(way.starts_with(&format!("git parallel {verb} ")), "{way}");
        let mut shell = scene.command("sh", ".");
        shell.args(["-c", way]);
        crate::scene::run(shell, None).done();
        scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    }
    check(&scene, "task-1").done();
}

/// Runs the way out of `said` that unstages, in `folder` of the first worker's worktree.
fn unstage(scene: &Scene, folder: &str, said: &str) {
    let way = said.lines().find_map(|line| line.strip_prefix("  → git restore"));
    let mut shell = scene.command("sh", &format!("{ONE}/{folder}"));
    shell.args(["-c", &format!("git restore{}", way.expect("a way out"))]);
    crate::scene::run(shell, None).done();
}

#[test]
fn unstaging_works_from_anywhere_and_by_its_exact_name() {
    let scene = guarded();
    for path in ["b/y", "b/[id]/p", "b/*", "_b", "(b)"] {
        stage(&scene, ONE, &[("a/x", &format!("{path}\n")), (path, "1\n")]);
        let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), path);
        unstage(&scene, "a", &said);
        assert_eq!(scene.git_in(ONE, &["diff", "--cached", "--name-only"]).done(), "a/x\n");
        scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    }
    // Several paths are one command.
    stage(&scene, ONE, &[("b/y", "2\n"), ("b/[id]/p", "2\n")]);
    let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
    assert!(said.contains("-- ':(top,literal)b/[id]/p' ':/b/y'\n"), "{said}");
    unstage(&scene, "a", &said);
    scene.git_in(ONE, &["diff", "--cached", "--exit-code"]).done();
}

#[test]
fn what_git_commits_past_the_index_is_told_too() {
    let scene = guarded();
    scene.write(&format!("{ONE}/a/x"), "1\n");
    scene.write(&format!("{ONE}/b/y"), "1\n");
    for (args, way) in [
        (&["commit", "-q", "-am", MESSAGE][..], "  → then commit without -a: git add"),
        (&["commit", "-q", "-m", MESSAGE, "--", "b/y"], "  → then leave it out of the paths"),
    ] {
        let said = refused(scene.git_in(ONE, args), "'b/y'");
        assert!(said.contains(way), "{said}");
    }
    scene.git_in(ONE, &["add", "a/x", "b/y"]).done();
    let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "'b/y'");
    assert!(!said.contains("→ then"), "{said}");
}

/// Commits past the hooks, as who switched them off.
fn past(scene: &Scene, path: &str, message: &str) {
    scene.write(&format!("{ONE}/{path}"), message);
    scene.git_in(ONE, &["add", "--", path]).done();
    let mut command = scene.command("git", ONE);
    command.env("GIT_PARALLEL", "0").args(["commit", "-q", "-m", message]);
    crate::scene::run(command, None).done();
}

#[test]
fn the_gate_names_ways_out_that_can_be_pasted() {
    let scene = guarded();
    past(&scene, "b/y", "no prefix");
    past(&scene, "c/z", "[CHECKPOINT] nobody's");
    let found = scene.parallel(&["check", "task-1"]);
    assert_eq!(found.code, 1, "{found}");
    for way in [
        "git parallel reassign b/y --from task-2 --to task-1\n",
        "git parallel grant task-1 c/z --reason WHY\n",
        "or have task-1 put 'b/y', 'c/z' back in a new commit",
        "reword it: GIT_PARALLEL=0 git -C ",
    ] {
        assert!(found.stderr.contains(way), "{way} missing in:\n{found}");
    }
    // What a subject needs is a rebase that is let through.
    scene.git_in(ONE, &["checkout", "-q", "main", "--", "."]).done();
    let mut back = scene.command("git", ONE);
    back.env("GIT_PARALLEL", "0").args(["commit", "-qam", "[CHECKPOINT] back"]);
    crate::scene::run(back, None).done();
    let line = scene.parallel(&["check", "task-1"]).stderr;
    let line = line.lines().find(|line| line.contains("rebase -i")).expect("a way").to_owned();
    let command = line.split("reword it: ").nth(1).expect("a command");
    let mut rebase = scene.command("sh", ".");
    let edit = "sed -i 's/^no prefix/[CHECKPOINT] prefix/'";
    rebase.env("GIT_SEQUENCE_EDITOR", "sed -i '1s/^pick/reword/'").env("GIT_EDITOR", edit);
    rebase.args(["-c", command]);
    crate::scene::run(rebase, None).done();
    scene.parallel(&["check", "task-1"]).done();
}

#[test]
fn what_only_a_worktree_off_its_branch_has_is_not_judged_in_silence() {
    let scene = guarded();
    scene.git_in(ONE, &["switch", "-qc", "elsewhere"]).done();
    past(&scene, "b/y", "no prefix");
    let found = scene.parallel(&["check"]);
    assert_eq!(found.code, 1, "{found}");
    assert!(found.stdout.contains("task-1 could not be judged whole"), "{found}");
    assert!(!found.stdout.contains("nothing to object to in task-1"), "{found}");
}

#[test]
fn a_worker_whose_branch_was_renamed_is_told_a_way_that_works() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.git_in(ONE, &["branch", "-m", "mine"]).done();
    let said = refused(commit(&scene, ONE, &[("a/x", "2\n")], MESSAGE), "not on 'mine'");
    let way = said.lines().find_map(|line| line.trim().strip_prefix("→ ")).expect(&said).to_owned();
    let mut shell = scene.command("sh", ONE);
    shell.args(["-c", &way]);
    crate::scene::run(shell, None).done();
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}
