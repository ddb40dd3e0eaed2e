//! The guard of a shared repository: one push judged as a whole, against what is trusted only.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::guarded::{ONE, PLAN, TWO, commit, guarded, smuggle, stage};
use crate::machines;
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";
const FIRST: &str = "work/task-1-one";
const SECOND: &str = "work/task-2-two";

/// A guarded scene with a shared repository beside it that judges pushes.
fn shared() -> Scene {
    let scene = guarded();
    scene.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
    scene.git_in("../shared.git", &["update-ref", "-d", &format!("refs/heads/{FIRST}")]).done();
    scene.git_in("../shared.git", &["update-ref", "-d", &format!("refs/heads/{SECOND}")]).done();
    scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).done();
    let url =
        format!("file://{}", scene.path("../shared.git").canonicalize().expect("it").display());
    scene.git(&["remote", "add", "shared", &url]);
    scene
}

/// Pushes past the worker's own hooks, as a clone without the guard would.
fn push(scene: &Scene, refs: &[&str]) -> Output {
    let args = ["-c", "core.hooksPath=/dev/null", "push", "-q", "-f", "shared"];
    scene.git_in(ONE, &[&args, refs].concat())
}

fn told(output: &Output, wants: &str) {
    assert!(output.code != 0 && output.stderr.contains(wants), "'{wants}' wanted: {output}");
}

#[test]
fn good_pushes_pass_and_bad_ones_do_not() {
    let scene = shared();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    push(&scene, &[FIRST]).done();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    told(&push(&scene, &[FIRST]), "'b/y' belongs to task-2");
    assert_ne!(scene.git(&["ls-remote", "shared", FIRST]), "");
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~1"]).done();
    smuggle(&scene, ONE, &[("a/x", "2\n")], "no prefix");
    told(&push(&scene, &[FIRST]), "begins with no prefix");
    push(&scene, &[&format!(":{FIRST}")]).done();
}

#[test]
fn the_pushers_environment_does_not_count() {
    let scene = shared();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    let mut command = scene.command("git", ONE);
    command.args(["push", "-q", "shared", FIRST]).env("GIT_PARALLEL", "0");
    told(&run(command, None), "b/y");
}

#[test]
fn commits_cannot_be_laundered() {
    let scene = shared();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    let parked = format!("{FIRST}:refs/for/review");
    push(&scene, &[&parked]).done();
    push(&scene, &[&format!("{FIRST}:refs/heads/unguarded")]).done();
    told(&push(&scene, &[FIRST]), "b/y");
    told(&push(&scene, &[&format!("{FIRST}:refs/heads/main"), FIRST]), "b/y");
}

#[test]
fn one_push_may_carry_both_sides_of_a_merge() {
    let scene = shared();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    told(&push(&scene, &[FIRST]), "b/y");
    push(&scene, &[FIRST, SECOND]).done();
    commit(&scene, TWO, &[("b/y", "more\n")], MESSAGE).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    push(&scene, &[SECOND]).done();
    push(&scene, &[FIRST]).done();
}

#[test]
fn a_detached_head_launders_nothing() {
    let scene = shared();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    push(&scene, &[&format!("{FIRST}:refs/x/parked")]).done();
    let id = scene.git(&["rev-parse", FIRST]);
    scene.git_in("../shared.git", &["update-ref", "--no-deref", "HEAD", &id]).done();
    let plan = scene.git_in("../shared.git", &["show", "HEAD:.parallel.toml"]).done();
    assert_eq!(plan, PLAN, "the plan is still read");
    told(&push(&scene, &[FIRST]), "b/y");
}

#[test]
fn a_push_is_all_or_nothing() {
    let scene = shared();
    commit(&scene, TWO, &[("b/y", "fine\n")], MESSAGE).done();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    told(&push(&scene, &[FIRST, SECOND]), "'b/y' belongs to task-2");
    assert_eq!(scene.git(&["ls-remote", "shared", FIRST, SECOND]), "", "nothing moved");
    let objects =
        scene.git_in("../shared.git", &["cat-file", "-t", &scene.git(&["rev-parse", FIRST])]);
    assert_ne!(objects.code, 0, "what was refused stayed in quarantine");
    push(&scene, &[SECOND]).done();
}

#[test]
fn pushes_over_ssh_are_judged() {
    let scene = shared();
    let Some(server) = machines::server(&scene) else {
        eprintln!("skipped: no ssh server is installed");
        return;
    };
    let url = server.url(&scene.path("../shared.git").canonicalize().expect("it"));
    let push = |refs: &[&str]| {
        let mut command = scene.command("git", ONE);
        command.args(["-c", "core.hooksPath=/dev/null", "push", "-q", "-f", &url]).args(refs);
        command.env("GIT_SSH_COMMAND", server.ssh());
        run(command, None)
    };
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    told(&push(&[FIRST]), "b/y");
    push(&[FIRST, SECOND]).done();
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    push(&[&format!("{FIRST}:refs/for/review")]).done();
    told(&push(&[FIRST]), "'b/y' belongs to task-2");
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~1"]).done();
    smuggle(&scene, ONE, &[("a/x", "2\n")], "no prefix");
    told(&push(&[FIRST]), "begins with no prefix");
}

#[test]
fn the_hook_that_was_there_runs_after_ours_and_comes_back() {
    let scene = shared();
    scene.parallel_in("../shared.git", &["hooks", "uninstall", "--server"]).done();
    let hook = scene.path("../shared.git/hooks/pre-receive");
    assert!(!hook.exists());
    let out = scene.outside().join("received");
    let text = format!("#!/bin/sh\ncat >'{}'\n", out.display());
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    fs::write(&hook, &text).expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
    for _ in 0..2 {
        scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).done();
    }
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    push(&scene, &[FIRST]).done();
    assert!(fs::read_to_string(&out).expect("its input").contains(FIRST));
    scene.parallel_in("../shared.git", &["hooks", "uninstall", "--server"]).done();
    assert_eq!(fs::read_to_string(&hook).expect("the hook"), text);
}

#[test]
fn a_broken_plan_stops_everything_but_its_mend() {
    let scene = shared();
    scene.write(".parallel.toml", "broken");
    scene.git(&["commit", "-q", "-am", "broken"]);
    scene.git(&["push", "-q", "shared", "main"]);
    stage(&scene, ONE, &[("a/x", "1\n")]);
    scene.git_in(ONE, &["-c", "core.hooksPath=/dev/null", "commit", "-qm", MESSAGE]).done();
    told(&push(&scene, &[FIRST]), ".parallel.toml");
    scene.write(".parallel.toml", PLAN);
    scene.git(&["commit", "-q", "-am", "mended"]);
    scene.git(&["push", "-q", "shared", "main"]);
    push(&scene, &[FIRST]).done();
}

#[test]
fn only_a_bare_repository_judges_pushes() {
    let scene = guarded();
    let refused = scene.parallel(&["hooks", "install", "--server"]).refused();
    assert!(refused.contains("not bare"), "{refused}");
}

#[test]
fn the_status_of_a_bare_repository_tells_of_its_hook() {
    let scene = shared();
    let status = |scene: &Scene| scene.parallel_in("../shared.git", &["hooks", "status"]).done();
    assert!(status(&scene).contains("judges every push into this repository, by "));
    let answer = scene.parallel_in("../shared.git", &["--json", "hooks", "status"]).json();
    assert!(answer["server"].as_str().is_some_and(|hook| hook.ends_with("/pre-receive")));
    scene.parallel_in("../shared.git", &["hooks", "uninstall", "--server"]).done();
    assert!(status(&scene).contains("does not judge pushes"));
}
