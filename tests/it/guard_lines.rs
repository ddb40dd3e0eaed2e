//! Whose work a commit is, by whose line it is on: what is merged is judged, and nothing of an owner's
//! is dropped, however it came.

use crate::guard_merges::{MESSAGE, THEIRS, diverged, gate_accepts, gate_refuses, merge};
use crate::guarded::{LINES, ONE, TWO, check, commit, guarded, refused, smuggle, stage};
use crate::scene::{Output, Scene, run};

const OWN: &str = "work/task-1-one";

fn quietly(scene: &Scene, worktree: &str, args: &[&str]) -> Output {
    scene.git_in(worktree, &[&["-c", "core.hooksPath=/dev/null"], args].concat())
}

fn merge_in(scene: &Scene, worktree: &str, args: &[&str]) {
    scene.git_in(worktree, &[&["merge", "-q", "--no-edit"], args].concat()).done();
}

fn done(scene: &Scene, worktree: &str) {
    let args = ["commit", "-q", "--allow-empty", "-m", "[COMPLETE] done"];
    quietly(scene, worktree, &args).done();
}

/// Puts a shared repository beside it.
fn share(scene: &Scene) {
    scene.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
    let url = scene.path("../shared.git").canonicalize().expect("it");
    scene.git(&["remote", "add", "origin", &url.to_string_lossy()]);
}

/// Task 1 has merged task 2's line in `b/both`, and the base another one there.
fn with_siblings_line() -> Scene {
    let scene = guarded();
    commit(&scene, TWO, &[("b/both", &LINES.replacen("9\n", "two\n", 1))], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    merge(&scene, &[THEIRS]).done();
    scene.write("b/both", &LINES.replacen("9\n", "lead\n", 1));
    scene.git(&["commit", "-q", "-am", "base"]);
    merge(&scene, &["main"]).ended(1);
    scene
}

#[test]
fn the_owners_version_is_right_on_whichever_side_it_is() {
    for (side, fine) in [("--ours", true), ("--theirs", false)] {
        let scene = with_siblings_line();
        scene.git_in(ONE, &["checkout", "-q", side, "--", "b/both"]).done();
        scene.git_in(ONE, &["add", "b/both"]).done();
        let concluded = scene.git_in(ONE, &["commit", "-q", "--no-edit"]);
        if fine {
            concluded.done();
            gate_accepts(&scene);
            continue;
        }
        let said = refused(concluded, "b/both");
        assert!(said.contains("→ git checkout HEAD -- ':/b/both'"), "{said}");
        assert!(said.contains("let task-2 take main first"), "{said}");
        quietly(&scene, ONE, &["commit", "-q", "--no-edit"]).done();
        gate_refuses(&scene, "b/both");
    }
}

#[test]
fn a_fast_forward_protects_as_a_merge_does() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    merge(&scene, &["--ff-only", THEIRS]).done();
    refused(commit(&scene, ONE, &[("b/y", "y\n")], MESSAGE), "b/y");
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    smuggle(&scene, ONE, &[("b/y", "y\n")], MESSAGE);
    gate_refuses(&scene, "b/y");
    commit(&scene, ONE, &[("b/y", "two\n")], "[CHECKPOINT] as it came").done();
    assert!(check(&scene, "task-1").done().contains("put it back since"));
    check(&scene, "task-2").done();
}

#[test]
fn what_its_owner_has_by_anothers_merge_is_the_owners_in_a_fresh_clone() {
    let third = "\n[[worker]]\nid = \"task-3\"\nslug = \"three\"\nscope = [\"c/\"]\n";
    let scene = crate::guarded::with_plan(&format!("{}{third}", crate::guarded::PLAN));
    share(&scene);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    merge_in(&scene, TWO, &["--ff-only", OWN]);
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    let three = "worktrees/task-3-three";
    commit(&scene, three, &[("c/z", "three\n")], MESSAGE).done();
    merge_in(&scene, three, &[OWN]);
    merge_in(&scene, ONE, &["--ff-only", "work/task-3-three"]);
    let fresh = |name: &str| {
        scene.git(&["push", "-q", "-f", "--no-verify", "origin", "--all"]);
        scene.git(&["clone", "-q", "../shared.git", name]);
        scene.parallel_in(name, &["check", &format!("origin/main..origin/{THEIRS}")])
    };
    fresh("../first").done();
    commit(&scene, ONE, &[("a/x", "on\n")], MESSAGE).done();
    fresh("../second").done();
    scene.parallel(&["check"]).done();
    // What another than the owner makes of it is foreign as before.
    smuggle(&scene, TWO, &[("a/x", "evil\n")], MESSAGE);
    let said = fresh("../third").ended(1);
    assert!(said.contains("'a/x' belongs to task-1"), "{said}");
}

#[test]
fn a_repair_is_not_warned_about() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "bad\n")], MESSAGE);
    let mended = commit(&scene, ONE, &[("b/y", "y\n")], "[CHECKPOINT] put back");
    assert_eq!((mended.code, mended.stderr.as_str()), (0, ""));
}

#[test]
fn a_branch_that_is_further_on_the_remote_is_judged_there() {
    let scene = guarded();
    share(&scene);
    scene.git(&["clone", "-q", "-b", OWN, "../shared.git", "../other"]);
    scene.commit_in("../other", "b/y", "evil\n", "[COMPLETE] and more").done();
    scene.git_in("../other", &["push", "-q", "origin", OWN]).done();
    scene.git(&["fetch", "-q"]);
    gate_refuses(&scene, "'b/y' belongs to task-2");
    let said = scene.parallel(&["integrate", "f", "--skip", "task-2"]).ended(1);
    assert!(said.contains("'b/y' belongs to task-2"), "{said}");
}

#[test]
fn late_commits_on_the_remote_are_judged_too() {
    let scene = guarded();
    share(&scene);
    commit(&scene, ONE, &[("a/x", "1\n")], "[COMPLETE] one").done();
    scene.git_in(ONE, &["push", "-q", "origin", OWN]).done();
    scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    scene.git(&["clone", "-q", "-b", OWN, "../shared.git", "../other"]);
    scene.commit_in("../other", "b/y", "evil\n", "[COMPLETE] and more").done();
    scene.git_in("../other", &["push", "-q", "origin", OWN]).done();
    scene.git(&["fetch", "-q"]);
    let said = scene.parallel(&["integrate", "--continue"]).ended(1);
    assert!(said.contains("'b/y' belongs to task-2"), "{said}");
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    assert!(said.contains("[ ] no commit breaks the rules"), "{said}");
}

#[test]
fn who_is_left_out_brings_nothing_unjudged_and_nothing_unsaid() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    merge(&scene, &[THEIRS]).done();
    done(&scene, ONE);
    let planned = scene.parallel(&["integrate", "f", "--skip", "task-2", "--dry-run"]);
    let said = planned.ended(0);
    assert!(said.contains("task-2 is left out, but 1 commit of it comes along"), "{said}");
    smuggle(&scene, TWO, &[("a/x", "evil\n")], "no prefix");
    quietly(&scene, ONE, &["merge", "-q", "-X", "theirs", "--no-edit", THEIRS]).done();
    let said = scene.parallel(&["integrate", "f", "--skip", "task-2"]).ended(1);
    assert!(said.contains("'a/x' belongs to task-1") && said.contains("no prefix"), "{said}");
    let said = scene.parallel(&["check", "main..work/task-1-one"]).ended(1);
    assert!(said.contains("'a/x' belongs to task-1"), "{said}");
}

#[test]
fn a_branch_is_no_integration_by_its_name() {
    let plan = crate::guarded::PLAN.replace("base = \"main\"", "base = \"main\"\nfeature = \"f\"");
    let scene = crate::guarded::with_plan(&plan);
    smuggle(&scene, ONE, &[("b/y", "evil\n")], MESSAGE);
    scene.git_in(ONE, &["branch", "integration/f"]).done();
    gate_refuses(&scene, "b/y");
}

#[test]
fn a_fork_point_is_not_trusted_by_being_written_down() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "evil\n")], MESSAGE);
    let evil = scene.git(&["rev-parse", OWN]);
    let file = scene.path(".git/parallel/workers/task-1-one.toml");
    let text = std::fs::read_to_string(&file).expect("the registry");
    let line = text.lines().find(|line| line.starts_with("fork")).expect("a fork point");
    std::fs::write(&file, text.replace(line, &format!("fork = \"{evil}\""))).expect("a file");
    gate_refuses(&scene, "b/y");
}

#[test]
fn a_commit_is_seen_as_git_sees_it() {
    let scene = guarded();
    let parent = scene.git(&["rev-parse", OWN]);
    stage(&scene, ONE, &[("b/y", "evil\n")]);
    let tree = scene.git_in(ONE, &["write-tree"]).done();
    let junk = scene.git_in(ONE, &["commit-tree", "-p", &parent, "-m", "junk", tree.trim()]).done();
    let who = "T <t@e> 1700000000 +0000";
    let (tree, junk) = (tree.trim(), junk.trim());
    let forged = [
        format!(
            "tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\nparent {junk}\n\nx\n"
        ),
        format!("tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\ntree {tree}\n\nx\n"),
    ];
    for text in forged {
        let mut command = scene.command("git", ONE);
        command.args(["hash-object", "-t", "commit", "-w", "--stdin", "--literally"]);
        let made = run(command, Some(&text)).done();
        scene.git(&["update-ref", &format!("refs/heads/{OWN}"), made.trim()]);
        gate_refuses(&scene, "'b/y' belongs to task-2");
    }
}

/// Task 1 has merged what task 2 rewrites then; gives a fresh clone's verdict on task 1.
fn rewritten(rewrite: &[&[&str]]) -> (Scene, Output) {
    let scene = diverged();
    share(&scene);
    merge(&scene, &[THEIRS]).done();
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    for args in rewrite {
        quietly(&scene, TWO, args).done();
    }
    check(&scene, "task-1").done();
    scene.git(&["push", "-q", "-f", "--no-verify", "origin", "--all"]);
    scene.git(&["clone", "-q", "../shared.git", "../fresh"]);
    let judged = scene.parallel_in("../fresh", &["check", &format!("origin/main..origin/{OWN}")]);
    (scene, judged)
}

#[test]
fn a_sibling_may_say_it_anew_or_stand_on_a_newer_base() {
    for rewrite in [
        &["commit", "-q", "--amend", "-m", "[CHECKPOINT] said better"][..],
        &["rebase", "-q", "main"],
    ] {
        let (_scene, judged) = rewritten(&[rewrite]);
        judged.done();
    }
}

#[test]
fn what_a_sibling_rebased_and_then_took_back_is_told_where_the_old_commits_are_nobodys() {
    let scene = diverged();
    share(&scene);
    merge(&scene, &[THEIRS]).done();
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    quietly(&scene, TWO, &["rebase", "-q", "main"]).done();
    quietly(&scene, TWO, &["revert", "--no-edit", "HEAD"]).done();
    quietly(&scene, TWO, &["commit", "-q", "--amend", "-m", MESSAGE]).done();
    let merged = scene.git(&["merge-tree", "--write-tree", OWN, THEIRS]);
    let tree = merged.lines().next().expect("a tree");
    assert_eq!(scene.git(&["show", &format!("{tree}:b/new")]), "new", "git brings it back");
    gate_refuses(&scene, "'b/new' is as task-2 had it");
    scene.git(&["push", "-q", "-f", "--no-verify", "origin", "--all"]);
    scene.git(&["clone", "-q", "../shared.git", "../fresh"]);
    let said = scene.parallel_in("../fresh", &["check", "task-1"]).ended(1);
    assert!(said.contains("'b/new' is as task-2 had it"), "{said}");
}

#[test]
fn what_a_sibling_took_back_is_told_with_a_way_out_that_works() {
    let scene = diverged();
    merge(&scene, &[THEIRS]).done();
    stage(&scene, TWO, &[("b/new", "other\n")]);
    scene.git_in(TWO, &["rm", "-q", "-f", "b/both"]).done();
    scene.git_in(TWO, &["commit", "-q", "--amend", "--no-edit"]).done();
    commit(&scene, ONE, &[("a/x", "on\n")], MESSAGE).done();
    quietly(&scene, TWO, &["reset", "-q", "--hard", "main"]).done();
    commit(&scene, TWO, &[("b/y", "another way\n")], MESSAGE).done();
    gate_refuses(&scene, "'b/new' is as task-2 had it before it rewrote its branch");
    let told = check(&scene, "task-1").stderr;
    assert!(
        told.contains(" rm -f -- ':/b/new'") && told.contains("as its owner has it now: git -C "),
        "{told}"
    );
    merge(&scene, &[THEIRS]).ended(1);
    scene.git_in(ONE, &["checkout", "-q", THEIRS, "--", "b/y", "b/both"]).done();
    scene.git_in(ONE, &["rm", "-q", "-f", "b/new"]).done();
    scene.git_in(ONE, &["commit", "-q", "--no-edit"]).done();
    check(&scene, "task-1").done();
}

#[test]
fn what_one_takes_back_after_its_owner_took_it_is_told_before_the_merge_undoes_it() {
    let scene = guarded();
    let line = LINES.replacen("9\n", "one\n", 1);
    smuggle(&scene, ONE, &[("b/both", &line)], MESSAGE);
    scene.git_in(TWO, &["merge", "-q", "--no-ff", "--no-edit", OWN]).done();
    quietly(&scene, ONE, &["revert", "--no-edit", "HEAD"]).done();
    scene.git_in(ONE, &["commit", "-q", "--amend", "-m", MESSAGE]).done();
    let both = ["--no-optional-locks", "merge-tree", "--write-tree", OWN, THEIRS];
    let merged = scene.git(&both);
    let tree = merged.lines().next().expect("a tree");
    assert_eq!(
        scene.git(&["show", &format!("{tree}:b/both")]),
        LINES.trim_end(),
        "git undoes it by itself"
    );
    for worker in ["task-1", "task-2"] {
        check(&scene, worker).done();
    }
    let said = scene.parallel(&["check"]).ended(1);
    assert!(said.contains("'b/both' is not as task-2 has it"), "{said}");
    done(&scene, ONE);
    done(&scene, TWO);
    let said = scene.parallel(&["integrate", "both"]).ended(1);
    assert!(said.contains("'b/both' is not as task-2 has it"), "{said}");
    for remedy in [
        &["merge", "-q", "--no-edit", THEIRS][..],
        &["checkout", "-q", THEIRS, "--", ":/b/both"],
        &["commit", "-q", "-m", "[CHECKPOINT] take what the owner has now"],
    ] {
        scene.git_in(ONE, remedy).done();
    }
    done(&scene, ONE);
    scene.parallel(&["check"]).done();
    scene.parallel(&["integrate", "both"]).done();
    assert_eq!(scene.git(&["show", "integration/both:b/both"]), line.trim_end());
}

#[test]
fn what_a_fast_forward_brings_from_nowhere_is_told() {
    let scene = guarded();
    scene.git(&["worktree", "add", "-q", "../agent", "-b", "agent"]);
    scene.commit_in("../agent", "b/y", "evil\n", "anything goes").done();
    let said = scene.git_in(ONE, &["merge", "-q", "--ff-only", "agent"]).ended(0);
    assert!(said.contains("warning: 'b/y' belongs to task-2"), "{said}");
    assert!(said.contains("begins with no prefix"), "{said}");
}

#[test]
fn a_rebase_over_a_merge_says_how_to_get_out() {
    let scene = diverged();
    merge(&scene, &[THEIRS]).done();
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    let said = refused(scene.git_in(ONE, &["rebase", "-q", "main"]), "b/new");
    assert!(
        said.contains("→ git rebase --abort\n") && said.contains("→ git merge main\n"),
        "{said}"
    );
}

/// The root tree of the first worker's HEAD with one entry more, where `place` says.
fn odd_tree(scene: &Scene, entry: &str, place: &str) -> String {
    let script = format!(
        r"blob=$(echo evil | git hash-object -w --stdin)
        inner=$(printf '100644 blob %s\ty\n' $blob | git mktree)
        git cat-file tree 'main^{{tree}}' >../before
        git cat-file tree $(printf '100644 blob %s\tq\n040000 tree %s\tq0\n' $blob $inner | git mktree) >../ids
        {{ {place}; }} | git hash-object -t tree -w --stdin --literally",
        place =
            place.replace("NEW", &format!("printf '{entry}\\0'; head -c 29 ../ids | tail -c 20")),
    );
    let mut shell = scene.command("sh", ONE);
    shell.args(["-c", &script]);
    run(shell, None).done().trim().to_owned()
}

#[test]
fn a_tree_that_git_would_not_write_passes_nowhere() {
    let scene = guarded();
    scene.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
    scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).done();
    let before = scene.git_in(ONE, &["rev-parse", "HEAD"]).done().trim().to_owned();
    for (entry, place, why) in [
        ("100644 b", "cat ../before; NEW", "is there twice"),
        ("100644 b/y", "cat ../before; NEW", "is no name of a file"),
        ("100644 b/y", "NEW; cat ../before", "is no name of a file"),
        ("100644 ..", "NEW; cat ../before", "is no name of a file"),
        ("100644 .git", "NEW; cat ../before", "is no name of a file"),
        ("100644 0", "cat ../before; NEW", "is not in its place"),
        ("0100644 zz", "cat ../before; NEW", "has a mode that git does not know"),
    ] {
        let tree = odd_tree(&scene, entry, place);
        let mut at = before.clone();
        for _ in 0..2 {
            let args = ["commit-tree", "-p", &at, "-m", "[CHECKPOINT] x", &tree];
            at = scene.git_in(ONE, &args).done().trim().to_owned();
        }
        scene.git(&["update-ref", &format!("refs/heads/{OWN}"), &at]);
        gate_refuses(&scene, why);
        let url = "../../../shared.git";
        let args = ["push", "-q", "--no-verify", "-f", url, OWN];
        let output = scene.git_in(ONE, &args);
        assert!(output.code != 0 && output.stderr.contains(why), "{entry}: {output}");
    }
}
