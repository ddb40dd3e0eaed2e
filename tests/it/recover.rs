//! `recover` after crashes: each built for real, by killing git where it hurts.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::integrate::{API, UI};
use crate::scene::{Scene, run};
use crate::start::started;

const BRANCH: &str = "work/task-1-api-endpoints";

/// A started scene in which task-1 has one commit, one dirty file and one that is not tracked.
fn worked() -> Scene {
    let scene = started();
    scene.commit_in(API, "src/api/b.rs", "b\n", "[CHECKPOINT] Add b").done();
    scene.write(&format!("{API}/src/api/a.rs"), "dirty\n");
    scene.write(&format!("{API}/src/api/new.rs"), "untracked\n");
    scene
}

/// Asserts that the commit and both files of [`worked`] are there.
#[track_caller]
fn is_whole(scene: &Scene) {
    assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "dirty\n");
    assert_eq!(scene.read(&format!("{API}/src/api/new.rs")), "untracked\n");
    assert_eq!(
        scene.git(&["log", "--format=%s", "-1", BRANCH, "--", "src/api/b.rs"]),
        "[CHECKPOINT] Add b"
    );
    scene.git_in(".", &["fsck", "--no-dangling"]).done();
}

/// Runs git in `tree` and kills it in `hook`, once `when` holds there.
fn killed(scene: &Scene, tree: &str, hook: &str, when: &str, args: &[&str]) {
    let folder = scene.outside().join("killers");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(hook);
    fs::write(&file, format!("#!/bin/sh\n{when} && kill -9 $PPID\nexit 0\n")).expect("a hook");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a hook");
    let path = format!("core.hooksPath={}", folder.display());
    let output = scene.git_in(tree, &[&["-c", &path], args].concat());
    fs::remove_dir_all(&folder).expect("the folder");
    assert_ne!(output.code, 0, "it was to be killed: {output}");
}

/// Asserts that recover finds `what`, changes nothing, mends it, and finds nothing afterwards.
#[track_caller]
fn mends(scene: &Scene, what: &str) {
    let before = scene.fingerprint();
    let shown = scene.parallel(&["recover"]);
    assert!(shown.code == 1 && shown.stdout.contains(what), "{shown}");
    assert_eq!(scene.fingerprint(), before, "showing changes nothing");
    scene.parallel(&["recover", "--apply"]).done();
    let again = scene.parallel(&["recover"]).done();
    assert_eq!(again, "nothing is broken\n");
}

/// Asserts that a worker can commit, and is still guarded.
#[track_caller]
fn works_on(scene: &Scene) {
    scene.git_in(API, &["add", "src/api"]).done();
    scene.git_in(API, &["commit", "-qm", "[CHECKPOINT] Go on"]).done();
    let refused = scene.commit_in(API, "src/ui/b.rs", "foreign\n", "[CHECKPOINT] Foreign");
    assert!(refused.code == 1 && refused.stderr.contains("task-2"), "{refused}");
}

#[test]
fn nothing_is_found_where_nothing_broke() {
    let scene = worked();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    assert_eq!(scene.parallel(&["recover", "--apply"]).done(), "nothing is broken\n");
    is_whole(&scene);
}

#[test]
fn a_commit_killed_in_pre_commit() {
    let scene = worked();
    killed(&scene, API, "pre-commit", "true", &["commit", "-qam", "[CHECKPOINT] x"]);
    mends(&scene, "index.lock");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_commit_of_paths_killed_in_pre_commit() {
    let scene = worked();
    let args = ["commit", "-qm", "[CHECKPOINT] x", "--", "src/api/a.rs"];
    killed(&scene, API, "pre-commit", "true", &args);
    mends(&scene, "next-index-");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_commit_killed_while_it_moves_the_branch() {
    let scene = worked();
    let when = "[ \"$1\" = prepared ]";
    killed(&scene, API, "reference-transaction", when, &["commit", "-qam", "[CHECKPOINT] x"]);
    mends(&scene, "HEAD.lock");
    is_whole(&scene);
    works_on(&scene);
}

/// task-2 has a commit that task-1 can merge.
fn mergeable() -> Scene {
    let scene = worked();
    scene.commit_in(UI, "src/ui/c.rs", "c\n", "[CHECKPOINT] Add c").done();
    scene
}

#[test]
fn a_merge_killed_in_commit_msg() {
    let scene = mergeable();
    killed(&scene, API, "commit-msg", "true", &["merge", "--no-edit", "work/task-2-ui"]);
    mends(&scene, "a merge was begun and never ended");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_merge_killed_before_git_knows_of_it() {
    let scene = mergeable();
    killed(&scene, API, "pre-merge-commit", "true", &["merge", "--no-edit", "work/task-2-ui"]);
    assert_ne!(scene.git_in(API, &["merge", "--abort"]).code, 0, "git itself cannot");
    mends(&scene, "a merge was begun and never ended");
    is_whole(&scene);
    assert!(!scene.path(API).join("src/ui/c.rs").exists());
    works_on(&scene);
}

#[test]
fn a_fast_forward_killed_while_it_moves_the_branch() {
    let scene = started();
    scene.commit_in(UI, "src/ui/c.rs", "c\n", "[CHECKPOINT] Add c").done();
    let when = "[ \"$1\" = prepared ] && grep -q refs/heads/";
    killed(
        &scene,
        API,
        "reference-transaction",
        when,
        &["merge", "-q", "--ff-only", "work/task-2-ui"],
    );
    mends(&scene, "a fast-forward was begun and never ended");
    assert!(!scene.path(API).join("src/ui/c.rs").exists());
    scene.git_in(API, &["merge", "-q", "--ff-only", "work/task-2-ui"]).done();
}

/// Finds what a hand has to end, changes nothing of it, and names a command that gives it up.
fn left_alone(scene: &Scene, what: &str, way: &str) {
    let before = scene.git_in(API, &["status", "--porcelain"]).stdout;
    let told = scene.parallel(&["recover", "--apply"]).ended(1);
    assert!(told.contains(what) && told.contains("mended 0 of 1"), "{told}");
    assert_eq!(scene.git_in(API, &["status", "--porcelain"]).stdout, before);
    let line =
        told.lines().find_map(|line| line.trim().strip_prefix("choose: to give it up: git "));
    let line = line.filter(|line| line.ends_with(way)).expect(&told);
    scene.git_in(".", &line.split(' ').collect::<Vec<_>>()).done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn a_merge_that_its_worker_resolves_is_left_to_it() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "worker\n", "[CHECKPOINT] Own").done();
    scene.commit_in(API, "src/api/z.rs", "worker\n", "[COMPLETE] Own").done();
    scene.commit_in(".", "README.md", "lead\n", "Lead").done();
    scene.commit_in(".", "src/api/a.rs", "lead\n", "Lead too").done();
    let begun = scene.parallel(&["status", "--json"]).json();
    let runs = |report: &serde_json::Value| -> Vec<String> {
        let actions = report["actions"].as_array().expect("actions").iter();
        actions.filter_map(|it| it["run"].as_str().map(str::to_owned)).collect()
    };
    let merge = "merge --no-ff --no-edit main";
    assert!(runs(&begun).iter().any(|run| run.ends_with(merge)), "{begun}");
    assert_eq!(scene.git_in(API, &merge.split(' ').collect::<Vec<_>>()).code, 1);
    scene.write(".git/worktrees/task-2-ui/index.lock", "");

    let report = scene.parallel(&["status", "--json"]).json();
    let text = report.to_string();
    assert!(text.contains("task-1 resolves a merge of main: 1 path is in conflict"), "{text}");
    assert!(!text.contains("outside its scope") && !text.contains("will conflict"), "{text}");
    let tree = format!("git -C {API}");
    let told = runs(&report);
    assert_eq!(told[..2], [format!("{tree} commit --no-edit"), format!("{tree} merge --abort")]);
    assert!(!told.iter().any(|run| run.ends_with(merge) || run.contains("integrate")), "{text}");
    // Whatever else is mended, it stays; resolved as well.
    for resolved in [false, true] {
        if resolved {
            scene.write(&format!("{API}/src/api/a.rs"), "both\n");
            scene.git_in(API, &["add", "src/api/a.rs"]).done();
            scene.write(".git/worktrees/task-2-ui/index.lock", "");
        }
        let before = scene.git_in(API, &["status", "--porcelain"]).done();
        let told = scene.parallel(&["recover", "--apply"]).ended(1);
        assert!(
            told.contains("task-1 resolves a merge") && told.contains("mended 1 of 2"),
            "{told}"
        );
        assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), before);
    }
    let words: Vec<&str> = told[0].split(' ').skip(1).collect();
    scene.git_in(".", &words).done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    scene.parallel(&["check"]).done();
}

#[test]
fn a_cherry_pick_that_stopped() {
    let scene = worked();
    scene.git_in(API, &["stash", "-qu"]).done();
    scene.git_in(API, &["switch", "-q", "--detach", "main"]).done();
    let quiet = ["-c", "core.hooksPath=/dev/null", "commit", "-qm", "Other b"];
    scene.write(&format!("{API}/src/api/b.rs"), "other\n");
    scene.git_in(API, &["add", "-A"]).done();
    scene.git_in(API, &quiet).done();
    let other = scene.git_in(API, &["rev-parse", "HEAD"]).done();
    scene.git_in(API, &["switch", "-q", BRANCH]).done();
    assert_ne!(scene.git_in(API, &["cherry-pick", other.trim()]).code, 0);
    left_alone(&scene, "resolves a cherry-pick", "cherry-pick --abort");
    scene.git_in(API, &["stash", "pop", "-q"]).done();
    is_whole(&scene);
}

#[test]
fn a_rebase_killed_in_the_middle() {
    let scene = worked();
    scene.git_in(API, &["stash", "-qu"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "The base moves on"]);
    killed(
        &scene,
        API,
        "prepare-commit-msg",
        "true",
        &["rebase", "-q", "--force-rebase", "-x", "true", "main"],
    );
    left_alone(&scene, "is amid a rebase onto main", "rebase --abort");
    assert_eq!(scene.git_in(API, &["branch", "--show-current"]).done().trim(), BRANCH);
    scene.git_in(API, &["stash", "pop", "-q"]).done();
    is_whole(&scene);
}

#[test]
fn a_worktree_killed_before_git_had_a_folder_for_it() {
    let scene = worked();
    let when = "[ \"$1\" = prepared ]";
    let args = ["worktree", "add", "-q", "-b", "work/x", "worktrees/x", "main"];
    killed(&scene, ".", "reference-transaction", when, &args);
    mends(&scene, "refs/heads/work/x.lock");
    scene.git(&args);
    is_whole(&scene);
}

#[test]
fn a_worktree_killed_while_git_wrote_its_files() {
    let scene = worked();
    scene.git(&["worktree", "remove", UI]);
    scene.git(&["worktree", "add", "-q", "--no-checkout", UI, "work/task-2-ui"]);
    // As git leaves it: locked, the index not yet in place, some files written.
    let admin = scene.path(".git/worktrees/task-2-ui");
    fs::write(admin.join("locked"), "initializing").expect("a lock");
    fs::write(admin.join("index.lock"), "").expect("a lock");
    scene.write(&format!("{UI}/README.md"), "half");
    mends(&scene, "was never finished");
    assert_eq!(scene.git_in(UI, &["status", "--porcelain"]).done(), "");
    let refused = scene.commit_in(UI, "src/api/a.rs", "foreign\n", "[CHECKPOINT] Foreign");
    assert_eq!(refused.code, 1, "guarded: {refused}");
    is_whole(&scene);
}

#[test]
fn a_worktree_killed_in_post_checkout_is_whole() {
    let scene = worked();
    scene.git(&["worktree", "remove", UI]);
    let args = ["worktree", "add", "-q", UI, "work/task-2-ui"];
    killed(&scene, ".", "post-checkout", "true", &args);
    scene.parallel(&["start"]).done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    is_whole(&scene);
}

#[test]
fn a_folder_that_is_gone_locked_or_not() {
    for locked in [false, true] {
        let scene = worked();
        scene.git_in(API, &["add", "src/api/new.rs"]).done();
        if locked {
            scene.git(&["worktree", "lock", "--reason", "on the usb disk", API]);
        }
        fs::remove_dir_all(scene.path(API)).expect("the folder");
        if locked {
            let told = scene.parallel(&["recover", "--apply"]).ended(1);
            assert!(told.contains("on the usb disk") && told.contains("worktree unlock"), "{told}");
            assert!(scene.git(&["worktree", "list"]).contains(API), "it is not forgotten");
            scene.git(&["worktree", "unlock", API]);
        }
        mends(&scene, "is gone");
        let kept = scene.git(&[
            "for-each-ref",
            "--format=%(refname)",
            "refs/parallel/backup/*/task-1/staged",
        ]);
        assert_eq!(
            scene.git(&["show", &format!("{kept}:src/api/new.rs")]),
            "untracked",
            "what was staged"
        );
        scene.parallel(&["start"]).done();
        assert_eq!(scene.read(&format!("{API}/src/api/b.rs")), "b\n");
    }
}

#[test]
fn a_git_file_that_is_gone() {
    let scene = worked();
    fs::remove_file(scene.path(API).join(".git")).expect("the file");
    mends(&scene, "has lost its .git file");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_worktree_git_has_forgotten() {
    let scene = worked();
    scene.git_in(API, &["add", "src/api/new.rs"]).done();
    fs::remove_dir_all(scene.path(".git/worktrees/task-1-api-endpoints")).expect("the folder");
    mends(&scene, "git has forgotten");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn an_index_that_is_gone() {
    let scene = worked();
    fs::remove_file(scene.path(".git/worktrees/task-1-api-endpoints/index")).expect("the index");
    mends(&scene, "has lost its index");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_repository_that_moved() {
    let scene = worked();
    fs::rename(scene.root(), scene.outside().join("moved")).expect("a move");
    let moved = scene.outside().join("moved").to_string_lossy().into_owned();
    let run = |args: &[&str]| scene.git_in(&moved, args);
    let shown = run(&["parallel", "recover"]);
    assert!(shown.code == 1 && shown.stdout.contains("before it moved"), "{shown}");
    run(&["parallel", "recover", "--apply"]).done();
    assert_eq!(run(&["parallel", "recover"]).done(), "nothing is broken\n");
    fs::rename(scene.outside().join("moved"), scene.root()).expect("a move back");
    mends(&scene, "before it moved");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn a_git_at_work_is_not_disturbed() {
    let scene = worked();
    let mut git = scene.command("git", API);
    let mut git = git.args(["-c", "alias.nap=!sleep 60", "nap"]).spawn().expect("a git");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let lock = scene.path(".git/worktrees/task-1-api-endpoints/index.lock");
    fs::write(&lock, "").expect("a lock");
    let output = scene.parallel(&["recover", "--apply"]);
    git.kill().expect("an end");
    git.wait().expect("an end");
    assert!(output.code == 1 && output.stdout.contains("a git may still be at work"), "{output}");
    assert!(lock.exists());
}

#[test]
fn a_lost_guard() {
    let scene = worked();
    scene.git_in(API, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
    mends(&scene, "the guard does not stand");
    is_whole(&scene);
    works_on(&scene);
}

#[test]
fn workers_that_wait_for_each_other() {
    let scene = started();
    let need = |tree: &str, of: &str| {
        let message = format!("[NEEDS:{of}] Waiting");
        scene.git_in(tree, &["commit", "-q", "--allow-empty", "-m", &message]).done();
    };
    need(API, "task-2/View");
    need(UI, "task-1/Model");
    let output = scene.parallel(&["recover"]);
    assert!(
        output.code == 1 && output.stdout.contains("task-1, task-2 wait for each other"),
        "{output}"
    );
    assert_eq!(output.stdout.matches("choose:").count(), 3, "{output}");
    assert_eq!(scene.parallel(&["recover", "--apply"]).code, 1, "a person has to choose");
    for way in output.stdout.lines().filter(|line| line.contains("choose:")) {
        let command = &way[way.find(": git ").expect("a command") + 2..];
        let dry = if command.starts_with("git parallel") { " --dry-run" } else { " --no-commit" };
        let mut tried = scene.command("sh", ".");
        tried.args(["-c", &format!("{command}{dry}")]);
        let tried = run(tried, None);
        assert_eq!(tried.code, 0, "{command}: {tried}");
    }
}

#[test]
fn a_branch_deleted_by_hand_is_told_with_the_way_back() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.commit_in(API, "src/api/a.rs", "two\n", "[CHECKPOINT] Two").done();
    let (branch, tip) =
        ("work/task-1-api-endpoints", scene.git(&["rev-parse", "work/task-1-api-endpoints"]));
    scene.git(&["worktree", "remove", API]);
    scene.git(&["branch", "-qD", branch]);

    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("branch gone") && !status.contains("not started"), "{status}");
    assert!(status.contains(&format!("its branch {branch} is gone")), "{status}");
    assert!(status.contains("\n     git parallel recover\n"), "{status}");
    let found = scene.parallel(&["recover"]).ended(1);
    let back = format!("to have it back at '[CHECKPOINT] Two': git branch {branch} {tip}, then");
    assert!(found.contains(&back), "{found}");

    let anew = scene.parallel(&["start"]);
    assert!(anew.stderr.contains(&format!("git branch NAME {tip}")), "{anew}");
    anew.done();
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}
