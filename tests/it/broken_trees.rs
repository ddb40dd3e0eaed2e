//! A worktree whose git directory a crash left broken: every verb names it, `recover` and `start` mend
//! it, and what was edited stays.

use std::fs;

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::{planned, started};

/// Git's own folder for the worktree of task-2.
const ADMIN: &str = ".git/worktrees/task-2-ui";

const ZEROS: &str = "0000000000000000000000000000000000000000\n";

/// What a crash leaves of one file: the file, and its content; none where it is gone.
type Damage = (&'static str, Option<&'static str>);

fn damage(scene: &Scene, (file, content): Damage) {
    match content {
        Some(content) => scene.write(file, content),
        None => fs::remove_file(scene.path(file)).expect("a file to lose"),
    }
}

/// Edits in the worktree of task-2 of every kind: staged, not staged, not tracked.
fn edited() -> Scene {
    let scene = started();
    scene.write(&format!("{UI}/src/ui/b.rs"), "staged\n");
    scene.git_in(UI, &["add", "src/ui/b.rs"]).done();
    scene.write(&format!("{UI}/src/ui/b.rs"), "edited\n");
    scene.write(&format!("{UI}/src/ui/new.rs"), "new\n");
    scene
}

#[test]
fn one_broken_worktree_takes_down_neither_report_nor_repair() {
    let cases: [Damage; 13] = [
        (".git/worktrees/task-2-ui/HEAD", None),
        (".git/worktrees/task-2-ui/HEAD", Some("")),
        (".git/worktrees/task-2-ui/HEAD", Some(ZEROS)),
        (".git/worktrees/task-2-ui/commondir", None),
        (".git/worktrees/task-2-ui/commondir", Some("")),
        (".git/worktrees/task-2-ui/gitdir", None),
        (".git/worktrees/task-2-ui/gitdir", Some("")),
        (".git/worktrees/task-2-ui/index", Some("")),
        (".git/worktrees/task-2-ui/index", Some("DIRC cut off somewhere in the middle of it")),
        (".git/worktrees/task-2-ui/config.worktree", Some("[co")),
        ("worktrees/task-2-ui/.git", None),
        ("worktrees/task-2-ui/.git", Some("")),
        ("worktrees/task-2-ui/.git", Some("gitdir: ")),
    ];
    for case in cases {
        let when = format!("{case:?}");
        let scene = edited();
        damage(&scene, case);

        let status = scene.parallel(&["status"]).done();
        assert!(status.contains("the worktree of task-2 is broken: "), "{when}: {status}");
        assert!(status.contains("\n     git parallel recover --apply\n"), "{when}: {status}");
        assert!(status.contains("idle, broken"), "{when}: {status}");
        let answer = scene.parallel(&["--json", "status"]).json();
        assert_eq!(answer["workers"][1]["worktree"]["harm"], "broken", "{when}");
        assert!(scene.parallel(&["doctor"]).ended(1).contains("worktree: task-2: "), "{when}");
        let check = scene.parallel(&["check"]).ended(1);
        assert!(check.contains("nothing to object to in task-1\ntask-2 could not be"), "{check}");
        let refused = scene.parallel(&["start"]).refused();
        assert!(refused.contains("git parallel recover --apply"), "{when}: {refused}");
        let kept = scene.parallel(&["clean"]).ended(1);
        assert!(kept.contains("its worktree is broken"), "{when}: {kept}");

        let found = scene.parallel(&["recover"]).ended(1);
        assert!(found.contains("1 finding\n") && found.contains("task-2: "), "{when}: {found}");
        let mended = scene.parallel(&["recover", "--apply"]).ended(0);
        assert!(mended.contains("mended 1 of 1"), "{when}: {mended}");

        assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n", "{when}");
        assert_eq!(scene.read(&format!("{UI}/src/ui/b.rs")), "edited\n", "{when}");
        assert_eq!(scene.read(&format!("{UI}/src/ui/new.rs")), "new\n", "{when}");
        let on = scene.git_in(UI, &["branch", "--show-current"]).done();
        assert_eq!(on, "work/task-2-ui\n", "{when}");
        if !case.0.ends_with("index") {
            let staged = scene.git_in(UI, &["show", ":src/ui/b.rs"]).done();
            assert_eq!(staged, "staged\n", "{when}: what was staged is staged");
        }
        let refused = scene.commit_in(UI, "src/api/x.rs", "x\n", "[CHECKPOINT] Foreign");
        assert_eq!(refused.code, 1, "{when}: the guard stands: {refused}");
    }
}

#[test]
fn an_index_git_cannot_read_is_kept_beside() {
    let scene = edited();
    damage(&scene, (".git/worktrees/task-2-ui/index", Some("DIRC")));
    let mended = scene.parallel(&["recover", "--apply"]).ended(0);
    assert!(mended.contains(&format!("{ADMIN}/index.broken-1")), "{mended}");
    assert_eq!(scene.read(&format!("{ADMIN}/index.broken-1")), "DIRC");
    let status = scene.git_in(UI, &["status", "--porcelain"]).done();
    assert_eq!(status, " M src/ui/b.rs\n?? src/ui/new.rs\n");
}

#[test]
fn commits_of_a_lost_head_that_no_branch_has_are_kept() {
    let scene = started();
    scene.git_in(UI, &["checkout", "-q", "--detach"]).done();
    scene.write(&format!("{UI}/src/ui/b.rs"), "off the branch\n");
    let hookless = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", "Off the branch"];
    scene.git_in(UI, &hookless).done();
    let lost = scene.git_in(UI, &["rev-parse", "HEAD"]).done();
    damage(&scene, (".git/worktrees/task-2-ui/HEAD", Some("")));
    let mended = scene.parallel(&["recover", "--apply"]).ended(0);
    let name = mended.split_whitespace().find(|word| word.ends_with("/task-2/head"));
    let name = name.unwrap_or_else(|| panic!("no backup named in: {mended}"));
    assert_eq!(scene.git(&["rev-parse", name]), lost.trim());
    assert_eq!(scene.read(&format!("{UI}/src/ui/b.rs")), "off the branch\n");
}

#[test]
fn inside_a_broken_worktree_the_way_out_is_named() {
    let scene = started();
    damage(&scene, (".git/worktrees/task-2-ui/HEAD", None));
    let said = scene.parallel_in(UI, &["status"]).refused();
    assert!(said.contains("git cannot use '") && !said.contains("git init"), "{said}");
    let root = scene.root().canonicalize().expect("the repository");
    let hint = format!("git parallel -C {} recover --apply", root.display());
    assert!(said.contains(&hint), "{said}");
    scene.parallel(&["recover", "--apply"]).ended(0);
    scene.parallel_in(UI, &["status"]).done();
}

#[test]
fn start_finishes_whatever_it_was_killed_in() {
    // In the order git writes them: each cut leaves all before it.
    let cuts: [&[Damage]; 6] = [
        &[],
        &[(".git/worktrees/task-2-ui/HEAD", None)],
        &[(".git/worktrees/task-2-ui/HEAD", Some(ZEROS))],
        &[(".git/worktrees/task-2-ui/HEAD", None), (".git/worktrees/task-2-ui/commondir", None)],
        &[
            (".git/worktrees/task-2-ui/HEAD", None),
            (".git/worktrees/task-2-ui/commondir", Some("")),
        ],
        &[
            (".git/worktrees/task-2-ui/HEAD", None),
            (".git/worktrees/task-2-ui/commondir", None),
            ("worktrees/task-2-ui/.git", None),
        ],
    ];
    for cut in cuts {
        let scene = planned();
        let reason = ["--no-checkout", "--lock", "--reason", "parallel: starting task-2"];
        let mut add = vec!["worktree", "add", "-q"];
        add.extend(reason);
        add.extend(["-b", "work/task-2-ui", UI]);
        scene.git(&add);
        for one in cut {
            damage(&scene, *one);
        }
        let when = format!("{cut:?}");

        let status = scene.parallel(&["status"]).done();
        assert!(status.contains("the worktree of task-2 is not finished"), "{when}: {status}");
        assert!(status.contains("\n     git parallel start task-2\n"), "{when}: {status}");
        assert!(!status.contains("outside its scope"), "nobody edited that: {when}: {status}");
        assert!(status.contains("idle, not set up"), "{when}: {status}");
        assert!(scene.parallel(&["doctor"]).ended(1).contains("was never finished"), "{when}");
        is_started(&scene, &when);
    }
}

#[test]
fn start_finishes_what_git_does_not_even_list() {
    let stubs: [&[Damage]; 2] = [
        &[(".git/worktrees/task-2-ui/locked", Some("parallel: starting task-2"))],
        &[
            (".git/worktrees/task-2-ui/locked", Some("parallel: starting task-2")),
            (".git/worktrees/task-2-ui/gitdir", Some("")),
        ],
    ];
    for stub in stubs {
        let scene = planned();
        scene.git(&["branch", "work/task-2-ui"]);
        fs::create_dir_all(scene.path(UI)).expect("a folder");
        for one in stub {
            damage(&scene, *one);
        }
        is_started(&scene, &format!("{stub:?}"));
    }
}

/// Starts, and asserts that everything is as if nothing had been there before.
#[track_caller]
fn is_started(scene: &Scene, when: &str) {
    scene.parallel(&["start"]).done();
    for tree in [API, UI] {
        assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "", "{when}");
    }
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n", "{when}");
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 3, "{when}");
    assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"), "{when}");
    let folders = fs::read_dir(scene.path(".git/worktrees")).expect("git's folders").count();
    assert_eq!(folders, 2, "{when}: nothing is left over");
}

#[test]
fn a_stale_lock_that_stops_start_comes_with_the_way_out() {
    let scene = planned();
    scene.write(".git/config.lock", "");
    let said = scene.parallel(&["start"]).refused();
    assert!(said.contains("cannot lock '") && !said.contains("os error"), "{said}");
    assert!(said.contains("run: git parallel recover --apply"), "{said}");
    let doctor = scene.parallel(&["doctor"]).ended(1);
    assert!(doctor.contains("lock: ") && doctor.contains("git parallel recover"), "{doctor}");
    let found = scene.parallel(&["recover"]).ended(1);
    assert_eq!(found.matches("config.lock").count(), 1, "{found}");
    scene.parallel(&["recover", "--apply"]).ended(0);
    scene.parallel(&["start"]).done();
}

#[test]
fn a_lock_that_stops_git_itself_comes_with_the_way_out() {
    let scene = planned();
    scene.write(".git/refs/heads/work/task-1-api-endpoints.lock", "");
    let said = scene.parallel(&["start"]).refused();
    assert!(said.contains("run: git parallel recover --apply"), "{said}");
    scene.parallel(&["recover", "--apply"]).ended(0);
    scene.parallel(&["start"]).done();
}

/// Where the system tells who works where, neither a git in another worktree nor a running report is a
/// reason to leave a stale lock.
#[cfg(target_os = "linux")]
#[test]
fn nobody_who_works_elsewhere_keeps_a_stale_lock() {
    let scene = planned();
    scene.parallel(&["start", "task-1"]).done();
    let reason = "parallel: starting task-2";
    let add = ["worktree", "add", "-q", "--no-checkout", "--lock", "--reason", reason];
    scene.git(&[&add[..], &["-b", "work/task-2-ui", UI]].concat());
    scene.write(&format!("{ADMIN}/index.lock"), "");
    // It reads until its input ends.
    let mut busy = scene.command("git", API);
    busy.args(["hash-object", "--stdin"]).stdin(std::process::Stdio::piped());
    let mut busy = busy.stdout(std::process::Stdio::null()).spawn().expect("a git at work");
    // And this program watches, with the git that waits for it.
    let mut watch = scene.command("git", ".");
    watch.args(["parallel", "status", "--watch"]).stdout(std::process::Stdio::piped());
    let mut watch = watch.spawn().expect("a watch");
    let mut first = String::new();
    let output = watch.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut first).expect("a line");
    let started = scene.parallel(&["start"]);
    drop(busy.stdin.take());
    busy.wait().expect("its end");
    watch.kill().expect("the watch to end");
    watch.wait().expect("its end");
    started.done();
    assert_eq!(scene.git_in(UI, &["status", "--porcelain"]).done(), "");
}

#[test]
fn start_goes_on_over_every_lock_it_was_killed_with() {
    for lock in ["index.lock", "config.worktree.lock", "HEAD.lock"] {
        let scene = planned();
        let reason = "parallel: starting task-2";
        let add = ["worktree", "add", "-q", "--no-checkout", "--lock", "--reason", reason];
        scene.git(&[&add[..], &["-b", "work/task-2-ui", UI]].concat());
        scene.write(&format!("{ADMIN}/{lock}"), "");
        is_started(&scene, lock);
    }
}
