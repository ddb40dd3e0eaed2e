//! Ways around the guard, one a test case, each with the layers that catch it: the local hooks, the
//! strict mode, or the gate. The gate catches every one.

use crate::guarded::{
    ONE, PLAN, check, commit, edited, guarded, refused, smuggle, stage, with_plan,
};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";
const OWN: &str = "refs/heads/work/task-1-one";

fn strict() -> Scene {
    with_plan(&PLAN.replace("[guard]", "[guard]\nstrict = true"))
}

/// A commit that changes `b/y`, made of plumbing alone; no reference names it.
fn forged(scene: &Scene) -> String {
    stage(scene, ONE, &[("b/y", "forged\n"), ("a/x", "1\n")]);
    let tree = scene.git_in(ONE, &["write-tree"]).done();
    let made = scene.git_in(ONE, &["commit-tree", tree.trim(), "-p", "HEAD", "-m", MESSAGE]).done();
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    made.trim().to_owned()
}

/// A clone whose branch carries the forged commit.
fn clone_with(scene: &Scene, forged: &str) {
    scene.git(&["update-ref", "refs/heads/parked", forged]);
    scene.git(&["clone", "-q", "-b", "parked", ".", "../clone"]);
    scene.git(&["update-ref", "-d", "refs/heads/parked"]);
}

type Way = fn(&Scene, &str) -> Output;

/// Each way around, and whether the everyday hooks stop it.
const WAYS: [(&str, Way, bool); 15] = [
    (
        "no-verify",
        |s, _| {
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["commit", "-q", "--no-verify", "-m", MESSAGE])
        },
        true,
    ),
    (
        "hooksPath by -c",
        |s, _| {
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["-c", "core.hooksPath=/dev/null", "commit", "-qm", MESSAGE])
        },
        false,
    ),
    ("hooksPath by environment", by_environment, false),
    (
        "extension by -c",
        |s, _| {
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["-c", "extensions.worktreeConfig=false", "commit", "-qm", MESSAGE])
        },
        true,
    ),
    (
        "extension off",
        |s, _| {
            s.git(&["config", "extensions.worktreeConfig", "false"]);
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["commit", "-qm", MESSAGE])
        },
        false,
    ),
    (
        "hooksPath unset",
        |s, _| {
            s.git_in(ONE, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["commit", "-qm", MESSAGE])
        },
        false,
    ),
    (
        "hooks removed",
        |s, _| {
            std::fs::remove_dir_all(s.path(".git/parallel/hooks")).expect("hooks");
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["commit", "-qm", MESSAGE])
        },
        false,
    ),
    ("update-ref", |s, id| s.git_in(ONE, &["update-ref", OWN, id]), false),
    ("reset", |s, id| s.git_in(ONE, &["reset", "-q", "--hard", id]), false),
    (
        "loose file",
        |s, id| {
            s.write(&format!(".git/{OWN}"), &format!("{id}\n"));
            s.git_in(ONE, &["rev-parse", "HEAD"])
        },
        false,
    ),
    ("cherry-pick", |s, id| s.git_in(ONE, &["cherry-pick", id]), true),
    ("fast-forward merge", |s, id| s.git_in(ONE, &["merge", "-q", "--ff-only", id]), false),
    (
        "pull",
        |s, id| {
            clone_with(s, id);
            s.git_in(ONE, &["pull", "-q", "--ff-only", "../../../clone", "parked"])
        },
        false,
    ),
    (
        "fetch into the branch",
        |s, id| {
            clone_with(s, id);
            s.git_in(ONE, &["fetch", "-q", "-u", "../../../clone", &format!("parked:{OWN}")])
        },
        false,
    ),
    ("detached commits", detached, false),
];

fn by_environment(scene: &Scene, _: &str) -> Output {
    stage(scene, ONE, &[("b/y", "1\n")]);
    let mut command = scene.command("git", ONE);
    command.args(["commit", "-qm", MESSAGE]);
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.hooksPath");
    command.env("GIT_CONFIG_VALUE_0", "/dev/null");
    run(command, None)
}

fn detached(scene: &Scene, id: &str) -> Output {
    scene.git_in(ONE, &["checkout", "-q", "--detach", id]).done();
    scene.git_in(ONE, &["update-ref", OWN, "HEAD"]).ended(0);
    scene.git_in(ONE, &["switch", "-q", "work/task-1-one"])
}

#[test]
fn every_way_around_the_hooks_ends_at_the_gate() {
    for (name, way, stopped) in WAYS {
        let scene = guarded();
        let id = forged(&scene);
        let done = way(&scene, &id);
        assert_eq!(done.code != 0, stopped, "{name}: {done}");
        if stopped {
            assert!(done.stderr.contains("b/y"), "{name}: {done}");
        } else {
            let said = check(&scene, "task-1").ended(1);
            assert!(said.contains("'b/y' belongs to task-2"), "{name}: {said}");
        }
    }
}

/// What the strict mode stops that the everyday hooks do not.
#[test]
fn the_strict_mode_stops_plumbing() {
    for name in ["update-ref", "reset", "fast-forward merge", "pull", "fetch into the branch"] {
        let scene = strict();
        let id = forged(&scene);
        if matches!(name, "pull" | "fetch into the branch") {
            clone_with(&scene, &id);
            std::fs::create_dir_all(scene.path("../spare")).expect("a folder");
        }
        let before = scene.git(&["rev-parse", OWN]);
        let args: Vec<String> = match name {
            "update-ref" => vec!["update-ref".into(), OWN.into(), id],
            "reset" => vec!["reset".into(), "-q".into(), "--hard".into(), id],
            "fast-forward merge" => vec!["merge".into(), "-q".into(), "--ff-only".into(), id],
            "pull" => {
                ["pull", "-q", "--ff-only", "../../../clone", "parked"].map(String::from).into()
            }
            _ => vec![
                "fetch".into(),
                "-q".into(),
                "-u".into(),
                "../../../clone".into(),
                format!("parked:{OWN}"),
            ],
        };
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        refused(scene.git_in(ONE, &args), "b/y");
        assert_eq!(scene.git(&["rev-parse", OWN]), before, "{name}");
    }
    let scene = strict();
    commit(&scene, ONE, &[("a/x", "ahead\n")], MESSAGE).done();
    refused(scene.git_in(ONE, &["update-ref", "refs/heads/main", "HEAD"]), "main");
    let id = forged(&scene);
    refused(scene.git_in(ONE, &["update-ref", "refs/heads/work/task-2-two", &id]), "task-2");
    refused(
        scene.git_in(ONE, &["update-ref", "--no-deref", "worktrees/task-2-two/HEAD", &id]),
        "worktrees/",
    );
}

#[test]
fn the_strict_mode_lets_daily_life_through() {
    let scene = strict();
    for number in 1..4 {
        commit(&scene, ONE, &[("a/x", &format!("{number}\n"))], MESSAGE).done();
    }
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    let steps: [&[&str]; 17] = [
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
    scene.git_in(ONE, &["rebase", "-q", "main"]).ended(1);
    scene.git_in(ONE, &["rebase", "--abort"]).done();
    check(&scene, "task-1").done();
}

#[test]
fn configuration_on_the_command_line_is_honoured() {
    let scene = guarded();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let strip = ["-c", "commit.cleanup=strip", "commit", "-q", "-m", "# x", "-m", MESSAGE];
    scene.git_in(ONE, &strip).done();
    stage(&scene, ONE, &[("b/y", "1\n")]);
    let blind =
        ["-c", "diff.ignoreSubmodules=all", "-c", "diff.external=true", "commit", "-qm", MESSAGE];
    refused(scene.git_in(ONE, &blind), "b/y");
}

#[test]
fn pushes_are_judged_before_they_leave() {
    let scene = guarded();
    scene.git(&["init", "-q", "--bare", "../remote.git"]);
    let remote = "../../../remote.git";
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.git_in(ONE, &["push", "-q", remote, "work/task-1-one"]).done();
    refused(scene.git_in(ONE, &["push", "-q", remote, "HEAD:refs/heads/main"]), "not to 'main'");
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    refused(scene.git_in(ONE, &["push", "-q", remote, "work/task-1-one"]), "b/y");
}

#[test]
fn a_commit_made_past_the_message_hooks_is_told_afterwards() {
    let scene = guarded();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let done = scene.git_in(ONE, &["commit", "-q", "--no-verify", "-m", "no prefix"]);
    assert_eq!(done.code, 0, "{done}");
    assert!(done.stderr.contains("warning: the subject begins with no prefix"), "{done}");
}

#[test]
fn the_gate_answers_for_ranges_and_in_json() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    smuggle(&scene, ONE, &[("b/y", "1\n")], "no prefix");
    let answer = scene.parallel_in(ONE, &["check", "main..HEAD", "--json"]);
    assert_eq!(answer.code, 1, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).expect("JSON");
    assert_eq!((&answer["schema"], &answer["clean"]), (&1.into(), &false.into()));
    let violations = answer["findings"][0]["violations"].as_array().expect("violations");
    let rules: Vec<_> = violations.iter().map(|it| it["rule"].as_str().expect("a rule")).collect();
    assert_eq!(rules, ["scope", "grammar"]);
    assert_eq!(violations[0]["path"], "b/y");
    assert_eq!(violations[0]["owner"], "task-2");
    scene.parallel(&["check", "main..work/task-1-one"]).ended(1);
    scene.parallel(&["check", "main..work/task-1-one~1", "--worker", "task-1"]).done();
    assert!(
        scene
            .parallel(&["check", "main..work/task-1-one~1"])
            .refused()
            .contains("no worker's branch")
    );
    assert!(scene.parallel(&["check", "task-9"]).refused().contains("no worker"));
    assert!(scene.parallel(&["check"]).ended(1).contains("task-1"));
    assert!(scene.parallel(&["check", "task-2"]).done().contains("nothing to object to"));
}
