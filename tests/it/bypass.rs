//! Ways around the guard, one a test case, each with the layers that catch it: the local hooks, the
//! strict mode, or the gate. The gate catches every one.

use std::os::unix::fs::PermissionsExt;

use crate::guarded::{ONE, PLAN, check, commit, guarded, refused, smuggle, stage};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";
pub const OWN: &str = "refs/heads/work/task-1-one";

/// A commit that changes `b/y`, made of plumbing alone; no reference names it.
pub fn forged(scene: &Scene) -> String {
    stage(scene, ONE, &[("b/y", "forged\n"), ("a/x", "1\n")]);
    let tree = scene.git_in(ONE, &["write-tree"]).done();
    let made = scene.git_in(ONE, &["commit-tree", tree.trim(), "-p", "HEAD", "-m", MESSAGE]).done();
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    made.trim().to_owned()
}

/// A clone whose branch carries the forged commit.
pub fn clone_with(scene: &Scene, forged: &str) {
    scene.git(&["update-ref", "refs/heads/parked", forged]);
    scene.git(&["clone", "-q", "-b", "parked", ".", "../clone"]);
    scene.git(&["update-ref", "-d", "refs/heads/parked"]);
}

type Way = fn(&Scene, &str) -> Output;

/// Each way around, and whether the everyday hooks stop it.
const WAYS: [(&str, Way, bool); 24] = [
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
    (
        "hooks not executable",
        |s, _| {
            for hook in std::fs::read_dir(s.path(".git/parallel/hooks")).expect("hooks") {
                let mode = std::fs::Permissions::from_mode(0o444);
                std::fs::set_permissions(hook.expect("a hook").path(), mode).expect("a mode");
            }
            stage(s, ONE, &[("b/y", "1\n")]);
            s.git_in(ONE, &["commit", "-qm", MESSAGE])
        },
        false,
    ),
    ("fast-import", imported, false),
    (
        "branch -f",
        |s, id| {
            s.git_in(ONE, &["checkout", "-q", "--detach"]).done();
            s.git_in(ONE, &["branch", "-f", "work/task-1-one", id]).done();
            s.git_in(ONE, &["switch", "-q", "work/task-1-one"])
        },
        false,
    ),
    (
        "branch -M",
        |s, id| {
            s.git_in(ONE, &["switch", "-q", "-c", "side", id]).done();
            s.git_in(ONE, &["branch", "-M", "side", "work/task-1-one"])
        },
        false,
    ),
    (
        "branch -C",
        |s, id| {
            s.git_in(ONE, &["switch", "-q", "-c", "side", id]).done();
            s.git_in(ONE, &["branch", "-C", "side", "work/task-1-one"]).done();
            s.git_in(ONE, &["switch", "-q", "work/task-1-one"])
        },
        false,
    ),
    ("cherry-pick --ff", |s, id| s.git_in(ONE, &["cherry-pick", "--ff", id]), false),
    ("am", |s, id| patched(s, id, &["am", "-q", "--keep-non-patch"]), true),
    (
        "rebase --apply",
        |s, id| {
            s.git_in(ONE, &["-c", "core.hooksPath=", "merge", "-q", "--ff-only", id]).done();
            s.git_in(ONE, &["rebase", "-q", "--apply", "--force-rebase", "main"])
        },
        true,
    ),
    (
        "filter-branch",
        |s, _| {
            let id = s.git(&["hash-object", "-w", "a/x"]);
            let filter = format!("git update-index --cacheinfo 100644,{id},b/y");
            commit(s, ONE, &[("a/x", "1\n")], MESSAGE).done();
            let mut command = s.command("git", ONE);
            command.args(["filter-branch", "-f", "--index-filter", &filter, "main..HEAD"]);
            command.env("FILTER_BRANCH_SQUELCH_WARNING", "1");
            run(command, None)
        },
        false,
    ),
];

fn imported(scene: &Scene, _: &str) -> Output {
    let mut command = scene.command("git", ONE);
    command.args(["fast-import", "--quiet", "--force"]);
    let stream = format!(
        "commit {OWN}\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata <<E\n{MESSAGE}\nE\nfrom {OWN}^0\nM 100644 inline b/y\ndata 2\n1\n\n"
    );
    run(command, Some(&stream))
}

fn patched(scene: &Scene, id: &str, am: &[&str]) -> Output {
    let patch = scene.git(&["format-patch", "-1", "-k", "--stdout", id]);
    scene.write("../forged.patch", &format!("{patch}\n"));
    scene.git_in(ONE, &[am, &["../../../forged.patch"]].concat())
}

fn by_environment(scene: &Scene, _: &str) -> Output {
    stage(scene, ONE, &[("b/y", "1\n")]);
    let mut command = scene.command("git", ONE);
    command.args(["commit", "-qm", MESSAGE]);
    command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_KEY_0", "core.hooksPath");
    command.env("GIT_CONFIG_VALUE_0", "/dev/null");
    run(command, None)
}

pub fn detached(scene: &Scene, id: &str) -> Output {
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

#[test]
fn newer_git_has_more_ways_around() {
    let scene = guarded();
    let id = forged(&scene);
    let done = patched(&scene, &id, &["am", "-q", "--no-verify", "--keep-non-patch"]);
    if done.code == 129 {
        eprintln!("skipped: this git knows no am --no-verify");
        return;
    }
    done.done();
    assert!(check(&scene, "task-1").ended(1).contains("'b/y' belongs to task-2"));
}

#[test]
fn what_git_itself_refuses_needs_no_guard() {
    let scene = guarded();
    let id = forged(&scene);
    let ways: [&[&str]; 4] = [
        &["branch", "-f", "main", &id],
        &["branch", "-M", "work/task-1-one", "main"],
        &["fetch", "-q", ".", &format!("{id}:refs/heads/main")],
        &["-c", "core.hooksPath=/dev/null", "push", "-q", ".", &format!("{id}:refs/heads/main")],
    ];
    let before = scene.git(&["rev-parse", "main"]);
    for way in ways {
        assert_ne!(scene.git_in(ONE, way).code, 0, "{way:?}");
        assert_eq!(scene.git(&["rev-parse", "main"]), before, "{way:?}");
    }
    clone_with(&scene, &id);
    let push = ["push", "-q", "origin", "parked:work/task-1-one"];
    assert_ne!(scene.git_in("../clone", &push).code, 0, "a branch in use takes no push");
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

/// The README's recipe, run as its last step would be.
#[test]
fn the_recipe_for_ci_judges_what_was_pushed() {
    let readme = include_str!("../../README.md");
    let step = readme
        .lines()
        .find_map(|line| line.trim().strip_prefix("- run: git parallel check "))
        .expect("a recipe");
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.git(&["init", "-q", "--bare", "../hub.git"]);
    scene.git(&["remote", "add", "origin", "../hub.git"]);
    let ci = |wants: i32| {
        scene.git(&["push", "-q", "--no-verify", "origin", "main", "work/task-1-one"]);
        std::fs::remove_dir_all(scene.path("../ci")).ok();
        scene.git(&["clone", "-q", "-b", "main", "../hub.git", "../ci"]);
        let mut command = scene.command("sh", "../ci");
        command.arg("-c").arg(format!("git parallel check {step}"));
        command.env("BRANCH", "work/task-1-one");
        run(command, None).ended(wants)
    };
    ci(0);
    let wide = PLAN.replace("\"a/\"", "\"**\"").replace("\"b/\"", "\"d/\"");
    smuggle(&scene, ONE, &[("b/y", "1\n"), (".parallel.toml", &wide)], MESSAGE);
    let said = ci(1);
    assert!(said.contains("'b/y' belongs to task-2") && said.contains(".parallel.toml"), "{said}");
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
