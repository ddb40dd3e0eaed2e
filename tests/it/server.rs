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
    let output = push(&scene, &[FIRST]);
    told(&output, "'b/y' belongs to task-2, and no branch here has this commit");
    // Nobody is to drop what is another's: its owner is to come first.
    assert!(output.stderr.contains(&format!("→ git push origin {SECOND}")), "{output}");
    assert!(!output.stderr.contains("git checkout"), "{output}");
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
fn a_broken_plan_does_not_come_in() {
    let scene = shared();
    push(&scene, &[FIRST]).done();
    let push = |text: &str| {
        scene.write(".parallel.toml", text);
        scene.git(&["commit", "-q", "-am", "plan"]);
        scene.git_in(".", &["push", "-q", "shared", "main"])
    };
    let broken = push("broken");
    told(&broken, "refs/heads/main would be at ");
    assert!(broken.stderr.contains("main:.parallel.toml:1:"), "{broken}");
    told(&push(&PLAN.replace("scope = [\"b/\"]", "scope = [\"b/\", \"a/x\"]")), "a/x");
    scene.git(&["rm", "-q", "--cached", ".parallel.toml"]);
    scene.git(&["commit", "-q", "-m", "none"]);
    told(&scene.git_in(".", &["push", "-q", "shared", "main"]), "refs/heads/main would be at ");
    scene.git(&["add", ".parallel.toml"]);
    push(&format!("{PLAN}# mended\n")).done();
}

#[test]
fn a_broken_plan_stops_everything_but_its_mend() {
    let scene = shared();
    scene.parallel_in("../shared.git", &["hooks", "uninstall", "--server"]).done();
    scene.write(".parallel.toml", "broken");
    scene.git(&["commit", "-q", "-am", "broken"]);
    scene.git(&["push", "-q", "shared", "main"]);
    let installed = scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).ended(1);
    assert!(installed.contains("main:.parallel.toml:1:"), "{installed}");
    stage(&scene, ONE, &[("a/x", "1\n")]);
    scene.git_in(ONE, &["-c", "core.hooksPath=/dev/null", "commit", "-qm", MESSAGE]).done();
    told(&push(&scene, &[FIRST]), ".parallel.toml");
    scene.write(".parallel.toml", PLAN);
    scene.git(&["commit", "-q", "-am", "mended"]);
    scene.git(&["push", "-q", "shared", "main"]);
    push(&scene, &[FIRST]).done();
}

/// A shared repository with nothing in it yet, whose HEAD names another branch than the base.
fn unborn() -> Scene {
    let scene = guarded();
    scene.git(&["init", "-q", "--bare", "-b", "trunk", "../shared.git"]);
    let url = scene.path("../shared.git").canonicalize().expect("it");
    scene.git(&["remote", "add", "shared", &url.to_string_lossy()]);
    scene
}

#[test]
fn the_plan_is_found_whatever_head_says() {
    let scene = unborn();
    scene.git(&["push", "-q", "shared", "main"]);
    let said = scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).done();
    assert!(said.contains("judges by the plan on 'main'"), "{said}");
    smuggle(&scene, ONE, &[("b/y", "1\n")], MESSAGE);
    let refused = push(&scene, &[FIRST]);
    told(&refused, "'b/y' belongs to task-2 (");
    let id = scene.git(&["rev-parse", "--short=12", FIRST]);
    assert!(refused.stderr.contains(&format!("{id} on refs/heads/{FIRST}")), "{refused}");
    assert!(refused.stderr.contains("git checkout ") && !refused.stderr.contains("--staged"));
    scene.git(&["push", "-q", "shared", "main:refs/heads/trunk"]);
    told(&push(&scene, &[FIRST]), "b/y");
    // What else it may say is about this machine.
    let said = scene.parallel_in("../shared.git", &["doctor"]);
    assert!(!said.stdout.contains("server:"), "{said}");
}

#[test]
fn once_a_branch_has_a_plan_one_must_be_found() {
    let scene = unborn();
    let said = scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).ended(1);
    assert!(said.contains("no branch has a .parallel.toml yet"), "{said}");
    assert!(scene.parallel_in("../shared.git", &["doctor"]).ended(1).contains("no push is judged"));
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    let refused = push(&scene, &[FIRST]);
    told(&refused, "no .parallel.toml on the base branch 'main'");
    assert!(!refused.stderr.contains("GIT_PARALLEL"), "nobody passes by a server: {refused}");
    scene.git(&["push", "-q", "shared", "main"]);
    push(&scene, &[FIRST]).done();
}

#[test]
fn the_base_may_be_named_at_the_installation() {
    let scene = unborn();
    scene.git(&["push", "-q", "shared", "main"]);
    scene.git(&["switch", "-q", "-c", "other"]);
    scene.write(".parallel.toml", &PLAN.replace("\"main\"", "\"other\""));
    scene.git(&["commit", "-q", "-am", "another base"]);
    scene.git(&["push", "-q", "shared", "other"]);
    let install = |args: &[&str]| {
        scene.parallel_in("../shared.git", &[&["hooks", "install", "--server"], args].concat())
    };
    assert!(install(&[]).ended(1).contains("several branches have a .parallel.toml"));
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    told(&push(&scene, &[FIRST]), "several branches");
    assert!(install(&["--base", "main"]).done().contains("judges by the plan on 'main'"));
    push(&scene, &[FIRST]).done();
    scene.parallel_in("../shared.git", &["hooks", "uninstall", "--server"]).done();
    assert_eq!(scene.git_in("../shared.git", &["config", "parallel.base"]).code, 1);
}

#[test]
fn what_was_judged_once_is_not_judged_again() {
    let scene = shared();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    push(&scene, &[FIRST, SECOND]).done();
    stage(&scene, TWO, &[("b/y", "another way\n")]);
    scene.git_in(TWO, &["commit", "-q", "--amend", "--no-edit"]).done();
    push(&scene, &[SECOND]).done();
    commit(&scene, ONE, &[("a/x", "more\n")], MESSAGE).done();
    push(&scene, &[FIRST]).done();
    let own = scene.git_in(ONE, &["push", "-q", "shared", FIRST]);
    assert_eq!(own.code, 0, "{own}");
}

#[test]
fn the_attributes_of_the_base_count() {
    let scene = guarded();
    scene.write(".gitattributes", "b/log merge=union\n");
    scene.write("b/log", "0\n");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "-m", "attributes"]);
    scene.git(&["clone", "-q", "--bare", ".", "../shared.git"]);
    let url = scene.path("../shared.git").canonicalize().expect("it");
    scene.git(&["remote", "add", "shared", &url.to_string_lossy()]);
    scene.parallel_in("../shared.git", &["hooks", "install", "--server"]).done();
    for worktree in [ONE, TWO] {
        scene.git_in(worktree, &["merge", "-q", "--no-edit", "main"]).done();
    }
    commit(&scene, TWO, &[("b/log", "two\n0\n")], MESSAGE).done();
    push(&scene, &[SECOND]).done();
    scene.write("b/log", "lead\n0\n");
    scene.git(&["commit", "-q", "-am", "lead"]);
    scene.git(&["push", "-q", "shared", "main"]);
    commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", SECOND]).done();
    scene.git_in(ONE, &["merge", "-q", "--no-edit", "main"]).done();
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

#[test]
fn a_hook_that_git_does_not_run_judges_nothing_and_is_told() {
    let ways: [fn(&Scene); 3] = [
        |scene| {
            let hook = scene.path("../shared.git/hooks/pre-receive");
            fs::set_permissions(hook, fs::Permissions::from_mode(0o644)).expect("a mode");
        },
        |scene| {
            scene.git_in("../shared.git", &["config", "core.hooksPath", "elsewhere"]).done();
        },
        |scene| fs::remove_file(scene.path("../shared.git/hooks/pre-receive")).expect("a hook"),
    ];
    for silence in ways {
        let scene = shared();
        scene
            .parallel_in("../shared.git", &["hooks", "install", "--server", "--base", "main"])
            .done();
        scene.parallel_in("../shared.git", &["hooks", "status"]).done();
        silence(&scene);
        let output = scene.parallel_in("../shared.git", &["hooks", "status"]);
        assert!(output.stdout.contains("does not judge pushes"), "{output}");
        assert!(output.stderr.contains("hooks install --server"), "{output}");
        assert_eq!(output.code, 1, "{output}");
        let told = scene.parallel_in("../shared.git", &["doctor"]).ended(1);
        assert!(told.contains("no push is judged"), "{told}");
    }
}

#[test]
fn what_the_owner_has_not_pushed_is_told_to_come_first_however_it_was_taken() {
    for form in ["--ff-only", "--no-ff"] {
        let scene = shared();
        commit(&scene, TWO, &[("b/y", "two\n")], "[CHECKPOINT] Two").done();
        scene.git_in(ONE, &["merge", "-q", "--no-edit", form, SECOND]).done();
        let output = push(&scene, &[FIRST]);
        let way = format!("→ git push origin {SECOND}   # by task-2");
        assert!(output.code != 0 && output.stderr.contains(&way), "{form}: {output}");
        push(&scene, &[SECOND]).done();
        push(&scene, &[FIRST]).done();
    }
}
