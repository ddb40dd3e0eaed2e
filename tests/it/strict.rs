//! The strict mode: what plumbing does is stopped too, and daily life goes on.

use crate::bypass::{OWN, clone_with, forged};
use crate::guarded::{ONE, PLAN, check, commit, edited, refused, stage, with_plan};
use crate::scene::{Output, Scene};

const MESSAGE: &str = "[CHECKPOINT] step";

fn strict() -> Scene {
    with_plan(&PLAN.replace("[guard]", "[guard]\nstrict = true"))
}

type Way = fn(&Scene, &str) -> Output;

/// Each way to get a commit that changes `b/y` onto the worker's branch.
const WAYS: [(&str, Way); 9] = [
    ("update-ref", |s, id| s.git_in(ONE, &["update-ref", OWN, id])),
    ("reset", |s, id| s.git_in(ONE, &["reset", "-q", "--hard", id])),
    ("fast-forward merge", |s, id| s.git_in(ONE, &["merge", "-q", "--ff-only", id])),
    ("cherry-pick --ff", |s, id| s.git_in(ONE, &["cherry-pick", "--ff", id])),
    ("pull", |s, id| {
        clone_with(s, id);
        s.git_in(ONE, &["pull", "-q", "--ff-only", "../../../clone", "parked"])
    }),
    ("fetch into the branch", |s, id| {
        clone_with(s, id);
        s.git_in(ONE, &["fetch", "-q", "-u", "../../../clone", &format!("parked:{OWN}")])
    }),
    ("fetch of what is here", |s, id| {
        s.git_in(ONE, &["fetch", "-q", "-u", ".", &format!("{id}:{OWN}")])
    }),
    ("detached HEAD", |s, id| {
        s.git_in(ONE, &["checkout", "-q", "--detach", id]).done();
        s.git_in(ONE, &["update-ref", OWN, "HEAD"])
    }),
    ("branch -f", |s, id| {
        s.git_in(ONE, &["checkout", "-q", "--detach"]).done();
        s.git_in(ONE, &["branch", "-f", "work/task-1-one", id])
    }),
];

#[test]
fn no_plumbing_moves_the_branch_to_foreign_work() {
    for (name, way) in WAYS {
        let scene = strict();
        let id = forged(&scene);
        let before = scene.git(&["rev-parse", OWN]);
        let done = way(&scene, &id);
        assert!(done.code != 0 && done.stderr.contains("b/y"), "{name}: {done}");
        assert_eq!(scene.git(&["rev-parse", OWN]), before, "{name}");
    }
}

#[test]
fn a_parked_commit_is_judged_too() {
    let scene = strict();
    let id = forged(&scene);
    refused(scene.git_in(ONE, &["update-ref", "refs/heads/parked", &id]), "b/y");
    scene.git_in(ONE, &["update-ref", "refs/parked", &id]).done();
    refused(scene.git_in(ONE, &["update-ref", OWN, "refs/parked"]), "b/y");
}

#[test]
fn what_is_not_the_workers_does_not_move() {
    let scene = strict();
    commit(&scene, ONE, &[("a/x", "ahead\n")], MESSAGE).done();
    refused(scene.git_in(ONE, &["update-ref", "refs/heads/main", "HEAD"]), "main");
    let id = forged(&scene);
    refused(scene.git_in(ONE, &["update-ref", "refs/heads/work/task-2-two", &id]), "task-2");
    let head = ["update-ref", "--no-deref", "worktrees/task-2-two/HEAD", &id];
    refused(scene.git_in(ONE, &head), "worktrees/");
    refused(scene.git_in(ONE, &["update-ref", "--no-deref", "main-worktree/HEAD", &id]), "main-w");
    for forged in ["refs/remotes/origin/main", "refs/remotes/origin/work/task-2-two"] {
        refused(scene.git_in(ONE, &["update-ref", forged, &id]), forged);
    }
    refused(scene.git_in(ONE, &["replace", "main", &id]), "refs/replace/");
    scene.git_in(ONE, &["update-ref", "refs/remotes/other/topic", "HEAD"]).done();
    clone_with(&scene, "HEAD");
    scene.git(&["remote", "add", "clone", "../../../clone"]);
    scene.git_in(ONE, &["fetch", "-q", "clone"]).done();
}

#[test]
fn another_branch_under_head_helps_nobody() {
    let scene = strict();
    let before = scene.git(&["rev-parse", "main"]);
    scene.git_in(ONE, &["symbolic-ref", "HEAD", "refs/heads/main"]).done();
    for args in [&["commit", "-qm", MESSAGE][..], &["commit", "-q", "--no-verify", "-m", MESSAGE]] {
        stage(&scene, ONE, &[("a/x", &format!("{args:?}\n"))]);
        refused(scene.git_in(ONE, args), "main");
    }
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
}

#[test]
fn a_subject_past_the_message_hook_is_judged() {
    let scene = strict();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let bare = ["commit", "-q", "--no-verify", "-m", "no prefix"];
    refused(scene.git_in(ONE, &bare), "begins with no prefix");
    scene.git_in(ONE, &["commit", "-q", "--no-verify", "-m", MESSAGE]).done();
}

#[test]
fn the_stub_is_there_only_where_it_is_asked_for() {
    let scene = strict();
    let stub = scene.path(".git/parallel/hooks/reference-transaction");
    assert!(stub.exists());
    scene.write(".parallel.toml", PLAN);
    scene.parallel(&["hooks", "install"]).done();
    assert!(!stub.exists(), "several processes for each commit, for nothing");
}

#[test]
fn daily_life_goes_on() {
    let scene = strict();
    for number in 1..4 {
        commit(&scene, ONE, &[("a/x", &format!("{number}\n"))], MESSAGE).done();
    }
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    let steps: [&[&str]; 20] = [
        &["merge", "-q", "--no-edit", "main"],
        &["reset", "-q", "--hard", "HEAD~1"],
        &["rebase", "-q", "main"],
        &["rebase", "-q", "--apply", "--force-rebase", "main"],
        &["branch", "spare"],
        &["branch", "-D", "spare"],
        &["tag", "here"],
        &["tag", "-d", "here"],
        &["stash", "list"],
        &["gc", "-q", "--prune=now"],
        &["pack-refs", "--all"],
        &["commit", "-q", "--amend", "--no-edit"],
        &["revert", "--no-edit", "HEAD"],
        &["worktree", "add", "-q", "../../../spare", "-b", "spare"],
        &["worktree", "remove", "../../../spare"],
        &["switch", "-q", "-c", "side"],
        &["switch", "-q", "work/task-1-one"],
        &["branch", "-m", "side", "renamed"],
        &["reset", "-q", "--hard", "main"],
        &["merge", "-q", "--ff-only", "renamed"],
    ];
    for step in steps {
        let done = edited(&scene, ONE, "true", step);
        assert_eq!(done.code, 0, "{step:?}: {done}");
    }
    scene.write(&format!("{ONE}/a/x"), "dirty\n");
    scene.git_in(ONE, &["stash", "-q"]).done();
    scene.git_in(ONE, &["stash", "pop", "-q"]).done();
    scene.git_in(ONE, &["checkout", "-q", "."]).done();
    scene.write("a/x", "conflict\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    for stopped in [&["rebase", "-q", "main"][..], &["merge", "-q", "main"]] {
        scene.git_in(ONE, stopped).ended(1);
        scene.git_in(ONE, &[stopped[0], "--abort"]).done();
    }
    check(&scene, "task-1").done();
}

#[test]
fn the_base_comes_in_by_fast_forward() {
    let scene = strict();
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    scene.git_in(ONE, &["merge", "-q", "--ff-only", "main"]).done();
    check(&scene, "task-1").done();
}
