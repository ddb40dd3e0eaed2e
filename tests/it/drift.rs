//! A guard that no longer stands is told by every verb that looks, and mended by one; what is harmless is
//! not told.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::guarded::{ONE, TWO, commit, guarded, refused, smuggle, stage};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] one step";
const HOOKS: &str = ".git/parallel/hooks";
const CONFIG: &str = ".git/worktrees/task-1-one/config.worktree";

/// Adds lines to the own configuration of the first worker's worktree.
fn configure(scene: &Scene, text: &str) {
    let before = scene.read(CONFIG);
    scene.write(CONFIG, &format!("{before}{text}"));
}

fn rewrite(scene: &Scene, hook: &str, change: impl Fn(&str) -> String) {
    let path = format!("{HOOKS}/{hook}");
    let text = change(&scene.read(&path));
    fs::remove_file(scene.path(&path)).expect("a stub");
    scene.write(&path, &text);
    fs::set_permissions(scene.path(&path), fs::Permissions::from_mode(0o755)).expect("a mode");
}

fn drift_of(scene: &Scene, worker: &str) -> String {
    let output = scene.parallel(&["hooks", "status", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    let trees = told["worktrees"].as_array().expect("worktrees").iter();
    let own = trees.filter(|tree| tree["worker"] == worker).map(|tree| tree["drift"].to_string());
    own.collect::<Vec<_>>().join(" ")
}

fn alerts(scene: &Scene) -> String {
    scene.parallel(&["status", "--json"]).json()["alerts"].to_string()
}

/// Everything that is told as long as nothing is wrong.
fn stands(scene: &Scene, what: &str) {
    assert_eq!(drift_of(scene, "task-1"), "[]", "{what}");
    scene.parallel(&["hooks", "status"]).done();
    assert!(!alerts(scene).contains("\"guard\""), "{what}");
    let doctor = scene.parallel(&["doctor", "--json"]).stdout;
    assert!(!doctor.contains("\"kind\": \"guard\""), "{what}: {doctor}");
}

/// A change that no hook of the guard sees any more, in words, and how it is made.
type Case = (&'static str, fn(&Scene));

const DRIFTS: [Case; 17] = [
    ("included", |scene| {
        scene.write("inc", "[core]\n\thooksPath = /dev/null\n");
        let at = scene.path("inc");
        configure(scene, &format!("[include]\n\tpath = {}\n", at.display()));
    }),
    ("included under a condition", |scene| {
        scene.write(".git/inc", "[CORE]\n\tHooksPath = /dev/null\n");
        configure(scene, "[includeIf \"onbranch:work/**\"]\n\tpath = ../../inc\n");
    }),
    ("included under a condition that does not hold yet", |scene| {
        scene.write(".git/inc", "[core]\n\thooksPath = /dev/null\n");
        configure(scene, "[includeIf \"onbranch:later\"]\n\tpath = ../../inc\n");
    }),
    ("included by what is included", |scene| {
        scene.write(".git/inc", "[include]\n\tpath = more\n");
        scene.write(".git/more", "[core]\n\thooksPath = /dev/null\n");
        configure(scene, "[include]\n\tpath = ../../inc\n");
    }),
    ("set again", |scene| configure(scene, "[core]\n\thooksPath = /dev/null\n")),
    ("set to nothing", |scene| configure(scene, "[core]\n\thooksPath =\n")),
    ("taken out", |scene| scene.write(CONFIG, "")),
    ("another program", |scene| {
        rewrite(scene, "pre-commit", |text| text.replacen("guard='", "guard='/bin/true' #", 1));
    }),
    ("exactly a stub, of another program", |scene| {
        for hook in ["pre-commit", "prepare-commit-msg", "commit-msg"] {
            rewrite(scene, hook, |text| {
                let line = text.lines().find(|line| line.starts_with("guard=")).expect("a line");
                text.replace(line, "guard='/bin/true'")
            });
        }
    }),
    ("a line more", |scene| {
        rewrite(scene, "pre-commit", |text| text.replacen('\n', "\nexit 0\n", 1));
    }),
    ("a link to the same", |scene| {
        let (stub, copy) = (scene.path(&format!("{HOOKS}/commit-msg")), scene.path(".git/copy"));
        fs::rename(&stub, &copy).expect("a stub");
        symlink(copy, stub).expect("a link");
    }),
    ("the folder is a link", |scene| {
        fs::rename(scene.path(HOOKS), scene.path(".git/elsewhere")).expect("a folder");
        symlink("../elsewhere", scene.path(HOOKS)).expect("a link");
    }),
    ("a hook of its own", |scene| {
        scene.write(&format!("{HOOKS}/post-rewrite"), "#!/bin/sh\nexit 0\n");
        let at = scene.path(&format!("{HOOKS}/post-rewrite"));
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("a mode");
    }),
    ("not registered", |scene| {
        fs::remove_file(scene.path(".git/parallel/workers/task-1-one.toml")).expect("an entry");
    }),
    ("the registry moved", |scene| {
        fs::rename(scene.path(".git/parallel/workers"), scene.path(".git/parallel/w")).expect("it");
    }),
    ("registered for another", |scene| {
        let path = ".git/parallel/workers/task-1-one.toml";
        scene.write(path, &scene.read(path).replace("\"task-1\"", "\"task-2\""));
    }),
    ("registered on another branch", |scene| {
        let path = ".git/parallel/workers/task-1-one.toml";
        scene.write(path, &scene.read(path).replace("work/task-1-one", "work/else"));
    }),
];

#[test]
fn every_drift_is_told_by_all_and_mended_by_one() {
    for (what, make) in DRIFTS {
        let scene = guarded();
        stands(&scene, what);
        make(&scene);
        let drift = drift_of(&scene, "task-1");
        assert!(drift.contains("\"drift\""), "{what}: {drift}");
        let status = scene.parallel(&["hooks", "status"]).ended(1);
        assert!(status.contains("drifted"), "{what}: {status}");
        let told = alerts(&scene);
        assert!(told.contains("\"guard\"") && told.contains("task-1"), "{what}: {told}");
        let doctor = scene.parallel(&["doctor"]).ended(1);
        assert!(doctor.contains("guard: task-1"), "{what}: {doctor}");
        let recover = scene.parallel(&["recover"]).ended(1);
        assert!(recover.contains("task-1: the guard does not stand"), "{what}: {recover}");
        // One command, named by all of them, mends it.
        scene.parallel(&["hooks", "install"]).done();
        stands(&scene, what);
        refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    }
}

#[test]
fn what_changes_nothing_is_not_told() {
    let scene = guarded();
    scene.write(".git/inc", "[user]\n\tname = Bot\n");
    configure(
        &scene,
        "[include]\n\tpath = ../../inc\n[includeIf \"gitdir:x\"]\n\tpath = nowhere\n",
    );
    stands(&scene, "an include that says nothing of hooks");
    let before = scene.read(CONFIG);
    scene.write(".git/first", "[core]\n\thooksPath = /dev/null\n");
    scene.write(CONFIG, &format!("[include]\n\tpath = ../../first\n{before}"));
    stands(&scene, "an include that ours comes after");
    // Only the worktree's own configuration comes after everything else.
    scene.git(&["config", "core.hooksPath", "/dev/null"]);
    scene.git(&["config", "--global", "core.hooksPath", "/dev/null"]);
    stands(&scene, "hooks paths of all worktrees and of the user");
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
}

fn surrounded(scene: &Scene, variables: &[(&str, &str)], args: &[&str]) -> Output {
    let mut command = scene.command("git-parallel", ONE);
    command.envs(variables.iter().copied()).args(args);
    run(command, None)
}

#[test]
fn an_environment_that_switches_hooks_off_is_told_there() {
    let scene = guarded();
    let hooks = scene.path(HOOKS);
    let key = ("GIT_CONFIG_KEY_0", "core.hooksPath");
    let cases: [&[(&str, &str)]; 5] = [
        &[("GIT_CONFIG_COUNT", "1"), key, ("GIT_CONFIG_VALUE_0", "")],
        &[("GIT_CONFIG_COUNT", "1"), key, ("GIT_CONFIG_VALUE_0", "/dev/null")],
        &[("GIT_CONFIG_PARAMETERS", "'core.hooksPath='")],
        &[("GIT_CONFIG_PARAMETERS", "'Core.HooksPath'='/nowhere'")],
        &[("GIT_PARALLEL", "0")],
    ];
    for variables in cases {
        let told = surrounded(&scene, variables, &["hooks", "status"]).ended(1);
        assert!(told.contains(variables[0].0) && told.contains("unset"), "{told}");
        assert!(!told.contains("hooks install"), "that would not mend it: {told}");
        let json = surrounded(&scene, variables, &["hooks", "status", "--json"]).stdout;
        assert!(json.contains("\"drift\": \"environment\""), "{json}");
        let told = surrounded(&scene, variables, &["doctor"]).ended(1);
        assert!(told.contains("environment: "), "{told}");
    }
    // One that says what is right, as our own launch scripts do.
    let right = format!("'core.hooksPath={}'", hooks.display());
    for variables in [
        &[("GIT_CONFIG_PARAMETERS", right.as_str())][..],
        &[
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "user.name"),
            ("GIT_CONFIG_VALUE_0", "x"),
        ],
    ] {
        surrounded(&scene, variables, &["hooks", "status"]).done();
    }
}

#[test]
fn a_worktree_off_its_branch_is_told_with_the_way_back() {
    let past = ["-c", "core.hooksPath=/dev/null"];
    let off: [(&[&str], &str, bool); 4] = [
        (&["switch", "-q", "-c", "other"], "is on 'other'", false),
        (&["switch", "-q", "--detach"], "is on no branch", false),
        (&["symbolic-ref", "HEAD", "refs/heads/sub/x"], "is on 'sub/x'", false),
        (&["switch", "-q", "-c", "with/work"], "with 1 commit of its own", true),
    ];
    for (args, want, work) in off {
        let scene = guarded();
        commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
        scene.git_in(ONE, &[&past[..], args].concat()).done();
        if work {
            stage(&scene, ONE, &[("a/x", "2\n")]);
            scene.git_in(ONE, &[&past[..], &["commit", "-qm", "x"]].concat()).done();
        }
        let told = alerts(&scene);
        assert!(told.contains("off_branch") && told.contains(want), "{args:?}: {told}");
        let doctor = scene.parallel(&["doctor"]).ended(1);
        assert!(doctor.contains(want), "{doctor}");
        let recover = scene.parallel(&["recover"]).ended(1);
        let back = recover.split("to go back: ").nth(1).and_then(|rest| rest.lines().next());
        let back = back.unwrap_or_else(|| panic!("{recover}"));
        if work {
            assert!(recover.contains("cherry-pick work/task-1-one..with/work"), "{recover}");
        }
        if !args.contains(&"symbolic-ref") {
            run(
                {
                    let mut sh = scene.command("sh", ".");
                    sh.args(["-c", back]);
                    sh
                },
                None,
            )
            .done();
            assert!(!alerts(&scene).contains("off_branch"));
        }
    }
    // A rebase of its own branch takes HEAD off it for a while.
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.git_in(ONE, &["rebase", "-q", "--exec", "false", "HEAD~"]).ended(1);
    assert!(!alerts(&scene).contains("off_branch"));
}

#[test]
fn a_workers_commit_on_the_base_is_told_whosever_its_files_are() {
    // A signal without files, of nobody in particular, takes nothing from anybody: see `recover_clues`.
    let cases: [(&[&str], &str); 3] = [
        (&["a/x", "b/y"], "task-1, task-2"),
        (&["c/z"], "nobody"),
        (&["a/x", "new"], "nobody, task-1"),
    ];
    for (paths, whose) in cases {
        let scene = guarded();
        for path in paths {
            scene.write(path, "by an agent in the wrong folder\n");
        }
        scene.git(&["add", "-A", "--", "."]);
        scene.git(&["commit", "-q", "-m", "[CHECKPOINT] in the main worktree"]);
        let told = alerts(&scene);
        assert!(told.contains("a worker committed on main"), "{whose}: {told}");
        let recover = scene.parallel(&["recover"]).ended(1);
        assert!(recover.contains(whose), "{whose}: {recover}");
        // What is taken back is told no more, and the lead's own never was.
        scene.git(&["revert", "--no-edit", "HEAD"]);
        scene.write("a/x", "the lead's\n");
        scene.write("b/y", "the lead's\n");
        scene.git(&["commit", "-q", "-am", "The lead's own"]);
        assert!(!alerts(&scene).contains("wrong_branch"), "{whose}");
        scene.parallel(&["recover"]).done();
    }
}

/// A commit of the first worker that changes the second's file, by hooks passed over.
fn foreign(subject: &str) -> Scene {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "evil\n")], subject);
    scene
}

#[test]
fn what_a_worker_wrote_is_its_own_wherever_it_was_moved() {
    let head = format!("$(git -C {ONE} rev-parse HEAD)");
    for subject in [MESSAGE, "plain words"] {
        for how in [
            format!("git update-ref refs/heads/main {head}"),
            format!("echo {head} >.git/refs/heads/main"),
            format!("git branch other {head} && git symbolic-ref refs/heads/main refs/heads/other"),
            format!("git -C {ONE} push -q --no-verify ../shared.git HEAD:main; git fetch -q"),
        ] {
            let scene = foreign(subject);
            if how.contains("push") {
                scene.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
                let url = scene.path("../shared.git").canonicalize().expect("it");
                scene.git(&["remote", "add", "origin", &url.to_string_lossy()]);
                scene.git(&["fetch", "-q"]);
            }
            let mut shell = scene.command("sh", ".");
            shell.args(["-c", &how.replace("../shared.git", "origin")]);
            run(shell, None).done();
            let told = alerts(&scene);
            assert!(told.contains("with files of task-2"), "{how}: {told}");
            let told = scene.parallel(&["recover"]).ended(1);
            assert!(told.contains("task-1 committed on "), "{how}: {told}");
            assert!(!told.contains("task-2: committed"), "{how}: {told}");
            let told = scene.parallel(&["doctor"]).ended(1);
            assert!(told.contains("task-1 committed on "), "{how}: {told}");
            let told = scene.parallel(&["check"]).ended(1);
            assert!(told.contains("without having been judged"), "{how}: {told}");
            done(&scene);
            let told = scene.parallel(&["integrate", "all"]).ended(1);
            assert!(told.contains("without having been judged"), "{how}: {told}");
        }
    }
}

fn done(scene: &Scene) {
    for worktree in [ONE, TWO] {
        let args = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty"];
        scene.git_in(worktree, &[&args[..], &["-m", "[COMPLETE] done"]].concat()).done();
    }
}

#[test]
fn what_the_lead_took_of_a_worker_or_took_back_is_nobodys_fault() {
    // Its own work, fast-forwarded; and what was not its own, taken back since.
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "fine\n")], MESSAGE).done();
    scene.git(&["merge", "-q", "--ff-only", "work/task-1-one"]);
    assert!(!alerts(&scene).contains("wrong_branch"));
    scene.parallel(&["check"]).done();
    let scene = foreign(MESSAGE);
    scene.git(&["merge", "-q", "--ff-only", "work/task-1-one"]);
    scene.parallel(&["check"]).ended(1);
    scene.git(&["revert", "--no-edit", "HEAD"]);
    scene.parallel(&["check"]).done();
}

#[test]
fn a_remotes_base_that_no_remote_stands_behind_counts_for_nothing() {
    let scene = foreign(MESSAGE);
    scene.git_in(ONE, &["update-ref", "refs/remotes/origin/main", "HEAD"]).done();
    assert!(scene.parallel(&["check"]).ended(1).contains("'b/y' belongs to task-2"));
    done(&scene);
    let told = scene.parallel(&["integrate", "all"]).ended(1);
    assert!(told.contains("'b/y' belongs to task-2"), "{told}");
}
