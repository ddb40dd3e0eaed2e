//! The GitHub Action's script, run as the action runs it: in a checkout of a pull request.

use std::fs;
use std::path::{Path, PathBuf};

use crate::guarded::{LINES, ONE, PLAN, commit, smuggle, with_plan};
use crate::scene::{Output, Scene, run};

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action/annotate")
}

/// Two guarded workers, their branches on a remote.
fn remote(plan: &str) -> Scene {
    let scene = with_plan(plan);
    scene.git(&["init", "-q", "--bare", "../origin.git"]);
    scene.git(&["remote", "add", "origin", "../origin.git"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene
}

/// A fresh checkout of all there is, detached at the commit of `branch`, and what the action says there.
fn judged(scene: &Scene, branch: &str) -> Output {
    scene.git(&["push", "-q", "--no-verify", "origin", branch]);
    scene.git(&["clone", "-q", "../origin.git", "../checkout"]);
    let tip = scene.git(&["rev-parse", branch]);
    scene.git_in("../checkout", &["checkout", "-q", "--detach", &tip]).done();
    annotated(scene, branch, &tip)
}

fn annotated(scene: &Scene, branch: &str, tip: &str) -> Output {
    let mut command = scene.command("sh", "../checkout");
    command.arg(script()).env("BASE", "main").env("BRANCH", branch).env("COMMIT", tip);
    run(command, None)
}

/// What the runner would take for commands: beyond what is printed while commands are stopped.
fn commands(told: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut lines = told.lines().map(str::trim_start);
    while let Some(line) = lines.next() {
        if let Some(token) = line.strip_prefix("::stop-commands::") {
            assert!(token.len() == 32, "{line}");
            lines.by_ref().find(|line| *line == format!("::{token}::")).expect("commands go on");
        } else if line.starts_with("::") || line.contains("##[") {
            found.push(line);
        }
    }
    found
}

#[test]
fn a_violation_is_marked_in_its_file() {
    let scene = remote(PLAN);
    commit(&scene, ONE, &[("a/x", "mine\n")], "[CHECKPOINT] Mine").done();
    smuggle(&scene, ONE, &[("b/y", "not mine\n")], "[CHECKPOINT] 100% ::error::done");
    let told = judged(&scene, "work/task-1-one").ended(1);
    let found = commands(&told);
    assert_eq!(found.len(), 1, "{told}");
    assert!(
        found[0].starts_with("::error file=b/y,title=git parallel check::'b/y' belongs to task-2"),
        "{told}"
    );
    assert!(found[0].ends_with(": [CHECKPOINT] 100%25 ::error::done)"), "{told}");
}

#[test]
fn what_breaks_no_rule_is_no_news() {
    let scene = remote(PLAN);
    commit(&scene, ONE, &[("a/x", "mine\n")], "[CHECKPOINT] Mine").done();
    let told = judged(&scene, "work/task-1-one").done();
    assert_eq!(commands(&told), Vec::<&str>::new());
    assert!(told.contains("nothing to object to in task-1"), "{told}");
}

#[test]
fn names_and_words_of_a_pull_request_give_no_commands() {
    let scene = remote(PLAN);
    let evil = "b/\n::error::gone,line=1\n##[error]x%0A::notice::";
    smuggle(&scene, ONE, &[(evil, "x\n")], "x\r\n\n##[set-env name=A]b\n::add-mask::main");
    let told = judged(&scene, "work/task-1-one").ended(1);
    let found = commands(&told);
    assert!(!found.is_empty() && found.iter().all(|line| line.starts_with("::error ")), "{told}");
    let file =
        "file=b/%0A%3A%3Aerror%3A%3Agone%2Cline=1%0A##[error]x%250A%3A%3Anotice%3A%3A,title=";
    assert!(found.iter().any(|line| line.contains(file)), "{told}");
}

#[test]
fn the_plan_of_the_base_counts_and_no_command_of_any_plan_runs() {
    let trap = "\n[check]\nrun = [\"touch ../ran\"]\n";
    let scene = remote(&format!("{PLAN}{trap}"));
    let own = PLAN.replace("scope = [\"a/\", \"!a/generated/\"]", "scope = [\"**\"]");
    let own = own.replace("scope = [\"b/\"]", "scope = [\"zzz/\"]");
    let hostile = format!(
        "{own}\n[setup]\nrun = [\"touch ../ran\"]\n{trap}\n[hooks]\npost-start = [\"touch ../ran\"]\n"
    );
    smuggle(
        &scene,
        ONE,
        &[
            (".parallel.toml", &hostile),
            (".gitattributes", "* filter=evil\n"),
            ("b/both", &LINES.replace('5', "five")),
        ],
        "[CHECKPOINT] All mine",
    );
    let told = judged(&scene, "work/task-1-one").ended(1);
    let marked =
        |path: &str| commands(&told).iter().any(|line| line.contains(&format!("file={path},")));
    assert!(marked(".parallel.toml") && marked("b/both"), "{told}");
    assert!(!scene.path("../ran").exists() && !scene.path("../checkout/ran").exists());
    let left: Vec<_> = fs::read_dir(scene.outside())
        .expect("the scene")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("tmp."))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn what_is_no_worker_s_is_not_judged_and_what_cannot_be_is_no_yes() {
    let scene = remote(PLAN);
    scene.git(&["switch", "-q", "-c", "docs%0A"]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Words"]);
    let told = judged(&scene, "docs%0A").done();
    let want =
        "::notice title=git parallel check::nothing was judged: docs%250A is no worker's branch";
    assert_eq!(commands(&told), [want]);

    let tip = scene.git(&["rev-parse", "HEAD"]);
    for (branch, commit, want) in [
        ("a..b", &*tip, "has no valid name"),
        ("work/task-1-one", "--help", "is no object id"),
        ("work/task-1-one", "0123456789012345678901234567890123456789", "fetch-depth: 0"),
    ] {
        let told = annotated(&scene, branch, commit).ended(2);
        let found = commands(&told);
        assert!(found.len() == 1 && found[0].contains(want), "{told}");
    }

    scene.git(&[
        "clone",
        "-q",
        "-b",
        "main",
        "--depth=1",
        "--no-local",
        "../origin.git",
        "../shallow",
    ]);
    fs::remove_dir_all(scene.path("../checkout")).expect("the checkout");
    fs::rename(scene.path("../shallow"), scene.path("../checkout")).expect("another checkout");
    let base = scene.git(&["rev-parse", "main"]);
    let told = annotated(&scene, "work/task-1-one", &base).ended(2);
    assert!(told.contains("lacks history: give actions/checkout fetch-depth: 0"), "{told}");
}

#[test]
fn a_base_without_a_plan_is_said_so() {
    let scene = remote(PLAN);
    scene.git(&["rm", "-q", ".parallel.toml"]);
    scene.git(&["commit", "-q", "-m", "No plan"]);
    scene.git(&["push", "-q", "origin", "main"]);
    let told = judged(&scene, "work/task-1-one").done();
    assert!(told.contains("::notice ") && told.contains("main has no .parallel.toml"), "{told}");
}
