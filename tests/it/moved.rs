//! Branches that somebody moved from outside the worktree where they are checked out: told until looked at.

use crate::guarded::{ONE, TWO, commit, guarded};
use crate::scene::{Output, Scene, run};

const FIRST: &str = "work/task-1-one";
const SECOND: &str = "work/task-2-two";

/// A commit with `path` changed on top of `on`, made by plumbing in the first worker's worktree.
fn made(scene: &Scene, on: &str, path: &str, subject: &str) -> String {
    let index = scene.path("made-index");
    let plumb = |args: &[&str], input: Option<&str>| -> String {
        let mut git = scene.command("git", ONE);
        git.env("GIT_INDEX_FILE", &index).args(args);
        run(git, input).done().trim().to_owned()
    };
    plumb(&["read-tree", on], None);
    let blob = plumb(&["hash-object", "-w", "--stdin"], Some("moved\n"));
    plumb(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")], None);
    let tree = plumb(&["write-tree"], None);
    plumb(&["commit-tree", "-p", on, "-m", subject, &tree], None)
}

const VERBS: [&[&str]; 4] = [&["status"], &["doctor"], &["recover"], &["check"]];

fn told(scene: &Scene, branch: &str, is: bool) {
    for verb in VERBS {
        let output = format!("{}", scene.parallel(verb));
        let says = output.contains(&format!("{branch} was moved from"));
        assert_eq!(says, is, "{verb:?}: {output}");
    }
}

/// The command that `recover` prints for what begins with `wish`.
fn way(scene: &Scene, wish: &str) -> String {
    let output = format!("{}", scene.parallel(&["recover"]));
    let line = output.lines().find_map(|line| line.split_once(wish));
    line.unwrap_or_else(|| panic!("no way '{wish}': {output}")).1.to_owned()
}

fn paste(scene: &Scene, line: &str) -> Output {
    let mut shell = scene.command("sh", ".");
    shell.args(["-c", line]);
    run(shell, None)
}

fn clean(scene: &Scene, worktree: &str) {
    assert_eq!(scene.git_in(worktree, &["status", "--porcelain", "-uno"]).done(), "", "{worktree}");
}

/// However the branch is moved, as its own worktree would word it, and in whatever words of a commit.
#[test]
fn a_siblings_branch_that_another_moved_is_told_and_can_be_kept_or_taken_back() {
    for keep in [true, false] {
        let scene = guarded();
        commit(&scene, TWO, &[("b/n", "n\n")], "[CHECKPOINT] own").done();
        told(&scene, SECOND, false);
        let before = scene.git(&["rev-parse", SECOND]);
        let forged = made(&scene, SECOND, "b/y", "[COMPLETE] as if task-2 had");
        let name = format!("refs/heads/{SECOND}");
        let words = ["update-ref", "-m", "commit: [COMPLETE] as if task-2 had", &name, &forged];
        scene.git_in(ONE, &words).done();
        told(&scene, SECOND, true);
        let wish = if keep { "to keep it: " } else { "to take it off again: " };
        paste(&scene, &way(&scene, wish)).done();
        told(&scene, SECOND, false);
        clean(&scene, TWO);
        assert_eq!(scene.git(&["rev-parse", SECOND]), if keep { forged } else { before });
    }
}

#[test]
fn the_base_that_a_worker_moved_is_told_whatever_the_commit_says() {
    for path in ["a/x", "b/y", "c/z"] {
        let scene = guarded();
        let forged = made(&scene, "main", path, "Tidy up, says the lead");
        let words = ["update-ref", "-m", "merge: Fast-forward", "refs/heads/main", &forged];
        scene.git_in(ONE, &words).done();
        told(&scene, "main", true);
        paste(&scene, &way(&scene, "to take it off again: ")).done();
        told(&scene, "main", false);
        clean(&scene, ".");
    }
}

#[test]
fn what_was_moved_is_told_after_others_committed_above_it() {
    let scene = guarded();
    let forged = made(&scene, "main", "c/new", "Tidy up");
    scene.git_in(ONE, &["update-ref", "refs/heads/main", &forged]).done();
    scene.git(&["reset", "-q", "--hard", "HEAD"]);
    told(&scene, "main", false);
    let again = made(&scene, "main", "c/newer", "Tidy up more");
    scene.git_in(ONE, &["update-ref", "refs/heads/main", &again]).done();
    scene.write("d", "d\n");
    scene.git(&["add", "d"]);
    scene.git(&["commit", "-qm", "The lead's own"]);
    scene.git(&["switch", "-q", "-c", "aside"]);
    scene.git(&["switch", "-q", "main"]);
    told(&scene, "main", true);
    paste(&scene, &way(&scene, "to keep it: ")).done();
    told(&scene, "main", false);
}

#[test]
fn a_base_that_is_checked_out_nowhere_moves_with_a_reason() {
    let scene = guarded();
    scene.git(&["switch", "-q", "-c", "aside"]);
    let lead = made(&scene, "main", "d", "The lead's own");
    scene.git(&["branch", "-f", "main", &lead]);
    told(&scene, "main", false);
    let forged = made(&scene, "main", "c/z", "Tidy up");
    scene.git_in(ONE, &["update-ref", "refs/heads/main", &forged]).done();
    told(&scene, "main", true);
    paste(&scene, &way(&scene, "to keep it: ")).done();
    told(&scene, "main", false);
}

#[test]
fn a_branch_that_lost_work_from_outside_is_told() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/n", "n\n")], "[CHECKPOINT] own").done();
    scene.git_in(ONE, &["update-ref", &format!("refs/heads/{SECOND}"), "main"]).done();
    told(&scene, SECOND, true);
    paste(&scene, &way(&scene, "to take it off again: ")).done();
    told(&scene, SECOND, false);
    assert_eq!(scene.git(&["show", &format!("{SECOND}:b/n")]), "n");
}

#[test]
fn what_reflogs_forgot_is_no_move() {
    let scene = guarded();
    for n in ["1", "2"] {
        commit(&scene, ONE, &[(&format!("a/{n}"), n)], "[CHECKPOINT] step").done();
    }
    scene.git_in(ONE, &["commit", "-q", "--amend", "-m", "[CHECKPOINT] again"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "The lead's own"]);
    scene.git(&["commit", "-q", "--amend", "--allow-empty", "-m", "Said anew"]);
    scene.git(&["reflog", "expire", "--expire-unreachable=now", "--all"]);
    told(&scene, "main", false);
    told(&scene, FIRST, false);
    commit(&scene, ONE, &[("a/3", "3")], "[CHECKPOINT] step").done();
    told(&scene, FIRST, false);
}

#[test]
fn what_somebody_struck_out_of_a_reflog_is_no_move() {
    for at in ["HEAD@{0}", "HEAD@{1}", "HEAD@{2}"] {
        let scene = guarded();
        for n in ["1", "2", "3"] {
            let files = [(&*format!("a/{n}"), n), ("a/x", n)];
            commit(&scene, ONE, &files, "[CHECKPOINT] step").done();
        }
        scene.git_in(ONE, &["reflog", "delete", at]).done();
        told(&scene, FIRST, false);
        commit(&scene, ONE, &[("a/4", "4"), ("a/x", "4")], "[CHECKPOINT] step").done();
        told(&scene, FIRST, false);
    }
}

/// Neither the words of a commit nor work done above it make a move from outside the holder's own.
#[test]
fn what_was_moved_and_is_not_in_the_index_was_not_struck_out() {
    let scene = guarded();
    let forged = made(&scene, SECOND, "b/y", "[CHECKPOINT] As if two did");
    let name = format!("refs/heads/{SECOND}");
    let words = ["update-ref", "-m", "commit: [CHECKPOINT] As if two did", &name, &forged];
    scene.git_in(ONE, &words).done();
    commit(&scene, TWO, &[("b/n", "n\n")], "[CHECKPOINT] own").done();
    told(&scene, SECOND, true);
}

#[test]
fn what_another_wrote_was_not_struck_out_by_the_holder() {
    let scene = guarded();
    scene.git_in(ONE, &["checkout", "-q", "--detach", SECOND]).done();
    scene.write(&format!("{ONE}/b/y"), "evil\n");
    let off = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", "[CHECKPOINT] As if two did"];
    scene.git_in(ONE, &off).done();
    let name = format!("refs/heads/{SECOND}");
    let words = ["update-ref", "-m", "commit: [CHECKPOINT] As if two did", &name, "HEAD"];
    scene.git_in(ONE, &words).done();
    scene.git_in(ONE, &["checkout", "-q", FIRST]).done();
    scene.git_in(TWO, &["checkout", "-q", "HEAD", "--", "."]).done();
    told(&scene, SECOND, true);
}

#[test]
fn what_is_done_where_a_branch_is_checked_out_moves_nothing_from_outside() {
    let scene = guarded();
    let quiet = |scene: &Scene| {
        told(scene, "main", false);
        told(scene, FIRST, false);
    };
    for n in ["1", "2", "3"] {
        commit(&scene, ONE, &[(&format!("a/{n}"), n)], "[CHECKPOINT] step").done();
    }
    let one = |args: &[&str]| scene.git_in(ONE, args).done();
    one(&["commit", "-q", "--amend", "-m", "[CHECKPOINT] step, again"]);
    one(&["reset", "-q", "--hard", "HEAD~1"]);
    one(&["reset", "-q", "--hard", "ORIG_HEAD"]);
    one(&["switch", "-q", "--detach", "HEAD~1"]);
    one(&["switch", "-q", FIRST]);
    one(&["rebase", "-q", "--force-rebase", "HEAD~2"]);
    one(&["bisect", "start", "HEAD", "main"]);
    one(&["bisect", "reset"]);
    scene.write(&format!("{ONE}/a/x"), "stashed\n");
    one(&["stash"]);
    one(&["stash", "pop"]);
    one(&["commit", "-q", "-am", "[CHECKPOINT] popped"]);
    one(&["revert", "--no-edit", "HEAD"]);
    quiet(&scene);
    scene.write("d", "d\n");
    scene.git(&["add", "d"]);
    scene.git(&["commit", "-qm", "The lead's own"]);
    scene.git(&["switch", "-q", "-c", "aside"]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Aside"]);
    scene.git(&["branch", "-f", "main", "aside"]);
    scene.git(&["switch", "-q", "main"]);
    scene.parallel(&["sync"]).done();
    quiet(&scene);
    one(&["commit", "-q", "--allow-empty", "-m", "[COMPLETE] done"]);
    commit(&scene, TWO, &[("b/n", "n\n")], "[COMPLETE] done").done();
    scene.parallel(&["integrate", "all"]).done();
    scene.parallel(&["land", "--yes"]).done();
    quiet(&scene);
    scene.parallel(&["integrate", "--undo"]).done();
    quiet(&scene);
}
