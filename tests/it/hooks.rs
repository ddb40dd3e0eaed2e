//! Installing, chaining, drifting and uninstalling, on real repositories of every layout.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::chaining::{said, script, telling};
use crate::guarded::{ONE, PLAN, TWO, check, commit, guarded, refused, stage};
use crate::scene::{Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";

/// Everything uninstalling must bring back.
fn state(scene: &Scene) -> String {
    let listed = scene
        .command("sh", ".")
        .args(["-c", "cd .git && find config config.worktree hooks worktrees/*/config.worktree parallel/hooks -type f -exec sha256sum {} + 2>/dev/null | sort -k2"])
        .output()
        .expect("a listing");
    String::from_utf8_lossy(&listed.stdout).into_owned()
}

#[test]
fn installing_again_changes_nothing_and_uninstalling_restores_every_bit() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene
        .write(".git/config", &format!("# mine\n{}\t; odd   spacing\n", scene.read(".git/config")));
    telling(&scene, ".git/hooks/pre-commit");
    let before = state(&scene);
    scene.parallel(&["start", "-q"]).done();
    let installed = state(&scene);
    assert_ne!(before, installed);
    scene.parallel(&["hooks", "install"]).done();
    scene.parallel(&["start", "-q"]).done();
    assert_eq!(state(&scene), installed);
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    scene.parallel(&["hooks", "uninstall"]).done();
    assert_eq!(state(&scene), before);
    scene.git_in(ONE, &["commit", "-q", "-m", "free again"]).done();
    scene.parallel(&["hooks", "uninstall"]).done();
    scene.parallel(&["hooks", "install"]).done();
    assert_eq!(state(&scene), installed);
}

#[test]
fn what_others_configured_since_stays() {
    let scene = guarded();
    scene.git(&["config", "user.nick", "later"]);
    scene.git_in(ONE, &["config", "--worktree", "user.nick", "own"]).done();
    let told = scene.parallel(&["hooks", "uninstall"]);
    assert!(told.stderr.contains("stays on"), "{told}");
    assert_eq!(scene.git_in(ONE, &["config", "user.nick"]).done().trim(), "own");
    assert_eq!(scene.git(&["config", "user.nick"]), "later");
    assert_eq!(scene.git_in(ONE, &["config", "--get", "core.hooksPath"]).code, 1);
}

#[test]
fn a_dry_run_writes_nothing() {
    let scene = guarded();
    let before = scene.fingerprint();
    scene.parallel(&["hooks", "install", "--dry-run"]).done();
    scene.parallel(&["hooks", "uninstall", "--dry-run"]).done();
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn drift_is_told_and_mended() {
    type Break = fn(&Scene);
    let cases: [(Break, &str); 6] = [
        (
            |s| drop(s.git(&["config", "extensions.worktreeConfig", "false"])),
            "extensions.worktreeConfig is off",
        ),
        (
            |s| drop(s.git_in(ONE, &["config", "--worktree", "--unset", "core.hooksPath"]).done()),
            "not set",
        ),
        (
            |s| drop(s.git_in(ONE, &["config", "--worktree", "core.hooksPath", "/nowhere"]).done()),
            "/nowhere",
        ),
        (
            |s| fs::remove_file(s.path(".git/parallel/hooks/commit-msg")).expect("a hook"),
            "'commit-msg' is missing",
        ),
        (
            |s| {
                fs::remove_file(s.path(".git/parallel/hooks/pre-commit")).expect("a hook");
                script(s, ".git/parallel/hooks/pre-commit", "exit 0");
            },
            "'pre-commit' was changed",
        ),
        (
            |s| {
                let path = s.path(".git/parallel/hooks/pre-commit");
                fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("a mode");
            },
            "not executable",
        ),
    ];
    let scene = guarded();
    scene.parallel(&["hooks", "status"]).done();
    for (breaks, told) in cases {
        breaks(&scene);
        let status = scene.parallel(&["hooks", "status"]).ended(1);
        assert!(status.contains(told) && status.contains("hooks install"), "{told}: {status}");
        scene.parallel(&["hooks", "install"]).done();
        scene.parallel(&["hooks", "status"]).done();
        refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    }
    let answer = scene.parallel(&["hooks", "status", "--json"]).json();
    assert_eq!(answer["worktrees"][0]["worker"], "task-1");
}

#[test]
fn a_hook_added_later_is_told_as_missing_its_stub() {
    let scene = guarded();
    telling(&scene, ".git/hooks/post-rewrite");
    assert!(scene.parallel(&["hooks", "status"]).ended(1).contains("'post-rewrite' is missing"));
    scene.parallel(&["hooks", "install"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "base"]);
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.git_in(ONE, &["commit", "-q", "--amend", "--no-edit"]).done();
    assert!(said(&scene).contains("post-rewrite 1 "), "{}", said(&scene));
}

#[test]
fn a_moved_repository_is_noticed_and_mended() {
    let scene = guarded();
    fs::rename(scene.root(), scene.path("../moved")).expect("a move");
    let moved = "../moved";
    scene.write(".keep", "");
    let trees = [format!("{moved}/{ONE}"), format!("{moved}/{TWO}")];
    let paths = trees.clone().map(|tree| scene.path(&tree).to_string_lossy().into_owned());
    scene.git_in(moved, &["worktree", "repair", &paths[0], &paths[1]]).done();
    assert!(scene.parallel_in(moved, &["hooks", "status"]).ended(1).contains("core.hooksPath is"));
    scene.parallel_in(moved, &["hooks", "install"]).done();
    scene.parallel_in(moved, &["hooks", "status"]).done();
    scene.write(&format!("{}/b/y", trees[0]), "1\n");
    refused(scene.git_in(&trees[0], &["commit", "-q", "-am", MESSAGE]), "b/y");
}

#[test]
fn a_moved_worktree_stays_guarded() {
    let scene = guarded();
    scene.git(&["worktree", "move", ONE, "../elsewhere"]);
    scene.write("../elsewhere/b/y", "1\n");
    refused(scene.git_in("../elsewhere", &["commit", "-q", "-am", MESSAGE]), "b/y");
}

#[test]
fn a_worktree_added_inside_a_worker_is_not_that_worker() {
    let scene = guarded();
    scene.git_in(ONE, &["worktree", "add", "-q", "../../../ninth", "-b", "ninth"]).done();
    assert_eq!(scene.git_in("../ninth", &["config", "core.hooksPath"]).code, 0, "git copies it");
    scene.write("../ninth/c/z", "free\n");
    fs::create_dir_all(scene.path("../ninth/c")).expect("a folder");
    scene.write("../ninth/c/z", "free\n");
    scene.git_in("../ninth", &["add", "."]).done();
    scene.git_in("../ninth", &["commit", "-q", "-m", "not a worker's"]).done();
    let forced = ["checkout", "-q", "--ignore-other-worktrees", "work/task-2-two"];
    scene.git_in("../ninth", &forced).done();
    let done = scene.git_in("../ninth", &["commit", "-q", "--allow-empty", "-m", MESSAGE]);
    refused(done, "task-2's, and this is not its worktree");
    scene.parallel(&["hooks", "uninstall"]).done();
    assert_eq!(scene.git_in("../ninth", &["config", "core.hooksPath"]).code, 1);
}

#[test]
fn stubs_fail_closed_with_one_line_when_the_program_is_gone() {
    let scene = guarded();
    let stub = scene.read(".git/parallel/hooks/pre-commit");
    let guard = stub
        .split("guard='")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("a program")
        .to_owned();
    let hook = scene.path(".git/parallel/hooks/pre-commit");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
    fs::write(&hook, stub.replace(&guard, "/gone/git-parallel")).expect("a stub");
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let mut without = scene.command("git", ONE);
    without.args(["commit", "-q", "-m", MESSAGE]).env("PATH", "/usr/bin:/bin");
    let done = run(without, None);
    assert_eq!((done.code, done.stderr.lines().count()), (1, 1), "{done}");
    assert!(done.stderr.contains("'/gone/git-parallel' is gone"), "{done}");
    assert!(scene.parallel(&["hooks", "status"]).ended(1).contains("which is gone"));
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}

/// The first line of a stub.
fn starts(scene: &Scene) -> String {
    let stub = scene.read(".git/parallel/hooks/pre-commit");
    stub.lines().next().unwrap_or_default().to_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn no_shell_is_between_git_and_the_program() {
    let scene = guarded();
    let guard = scene.path(".git/parallel/guard");
    assert_eq!(starts(&scene), format!("#!{}", guard.display()));
    // A shell that the stubs are not to need.
    stage(&scene, ONE, &[("b/y", "1\n")]);
    let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
    assert!(!said.contains("guard"), "{said}");
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    // Another program in its place is told; what is gone stops every commit.
    for replace in [true, false] {
        fs::remove_file(&guard).expect("the program");
        if replace {
            script(&scene, ".git/parallel/guard", "exit 0");
        } else {
            stage(&scene, ONE, &[("a/x", "1\n")]);
            assert_ne!(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).code, 0);
        }
        let told = scene.parallel(&["hooks", "status"]).ended(1);
        let wrong = if replace { "is not this program" } else { "is gone" };
        assert!(told.contains("/.git/parallel/guard', which") && told.contains(wrong), "{told}");
        scene.parallel(&["hooks", "install"]).done();
        assert!(scene.parallel(&["hooks", "status"]).done().contains("stands"));
    }
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    scene.parallel(&["hooks", "uninstall"]).done();
    assert!(!guard.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_path_that_no_script_can_name_has_the_shell_run_the_stubs() {
    let scene = guarded();
    scene.parallel(&["hooks", "uninstall"]).done();
    scene.git(&["clone", "-q", ".", "../with a blank"]);
    let done = scene.parallel_in("../with a blank", &["start", "-q", "--trust"]);
    done.done();
    let stub = fs::read_to_string(scene.path("../with a blank/.git/parallel/hooks/pre-commit"));
    assert!(stub.expect("a stub").starts_with("#!/bin/sh\n"));
    let there = "../with a blank/worktrees/task-1-one";
    refused(commit(&scene, there, &[("b/y", "1\n")], MESSAGE), "b/y");
}

#[test]
fn installers_of_other_hooks_cannot_replace_ours() {
    let scene = guarded();
    let meta =
        |path: &str| fs::metadata(scene.path(path)).expect("there").permissions().mode() & 0o777;
    assert_eq!(meta(".git/parallel/hooks"), 0o755, "its owner can delete it");
    assert_eq!(meta(".git/parallel/hooks/pre-commit"), 0o555);
}

#[test]
fn a_bare_repository_with_worktrees_is_not_broken() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene.git(&["clone", "-q", "--bare", ".", "../proj/.bare"]);
    scene.git_in("../proj/.bare", &["worktree", "add", "-q", "../lead", "main"]).done();
    let before = scene.read("../proj/.bare/config");
    scene.parallel_in("../proj/.bare", &["start", "-q"]).done();
    scene.git_in("../proj/lead", &["status"]).done();
    assert_eq!(
        scene.git_in("../proj/.bare", &["rev-parse", "--is-bare-repository"]).done(),
        "true\n"
    );
    let one = format!("../proj/{ONE}");
    scene.write(&format!("{one}/b/y"), "1\n");
    refused(scene.git_in(&one, &["commit", "-q", "-am", MESSAGE]), "b/y");
    scene.git_in(&one, &["checkout", "-q", "b/y"]).done();
    scene.write(&format!("{one}/a/x"), "1\n");
    scene.git_in(&one, &["commit", "-q", "-am", MESSAGE]).done();
    scene.parallel_in("../proj/.bare", &["hooks", "uninstall"]).done();
    assert_eq!(scene.read("../proj/.bare/config"), before);
    assert!(!scene.path("../proj/.bare/config.worktree").exists());
    scene.git_in(&one, &["status"]).done();
    scene.git_in("../proj/lead", &["status"]).done();
}

#[test]
fn a_separate_git_directory_is_not_broken() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene.git(&["init", "-q", "--separate-git-dir", "../meta"]);
    let before = fs::read(scene.path("../meta/config")).expect("a configuration");
    scene.parallel(&["start", "-q"]).done();
    scene.git(&["status"]);
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    scene.parallel_in(ONE, &["check", "task-1"]).done();
    scene.parallel(&["hooks", "uninstall"]).done();
    assert_eq!(fs::read(scene.path("../meta/config")).expect("a configuration"), before);
    scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", "free again"]).done();
}

/// A submodule is a repository like any other: its own plan guards its own workers.
#[test]
fn a_submodule_has_workers_of_its_own() {
    let scene = Scene::with(&[("top", "1\n")]);
    let inner = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    let url = inner.root().to_string_lossy().into_owned();
    scene.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", &url, "sub"]);
    let before = scene.read(".git/modules/sub/config");
    scene.parallel_in("sub", &["start", "-q"]).done();
    let one = format!("sub/{ONE}");
    refused(commit(&scene, &one, &[("b/y", "1\n")], MESSAGE), "b/y");
    scene.git_in(&one, &["reset", "-q", "--hard"]).done();
    commit(&scene, &one, &[("a/x", "1\n")], MESSAGE).done();
    scene.parallel_in("sub", &["hooks", "uninstall"]).done();
    assert_eq!(scene.read(".git/modules/sub/config"), before);
    scene.git_in("sub", &["status"]).done();
    scene.git_in(&one, &["status"]).done();
}

#[test]
fn a_submodule_is_not_broken() {
    let scene = Scene::with(&[("top", "1\n")]);
    let inner = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    let url = inner.root().to_string_lossy().into_owned();
    scene.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", &url, "sub"]);
    scene.git_in("sub", &["config", "--get", "core.worktree"]).done();
    scene.parallel_in("sub", &["hooks", "install"]).done();
    let top = scene.git_in("sub", &["rev-parse", "--show-toplevel"]).done();
    assert!(top.trim().ends_with("/sub"), "{top}");
    scene.git_in("sub", &["worktree", "add", "-q", "-b", "other", "../../linked"]).done();
    let top = scene.git_in("../linked", &["rev-parse", "--show-toplevel"]).done();
    assert!(top.trim().ends_with("/linked"), "the linked worktree works on its own tree: {top}");
    scene.parallel_in("sub", &["hooks", "uninstall"]).done();
    scene.git_in("sub", &["status"]).done();
}

#[test]
fn grants_are_recorded_and_refused_where_they_overlap() {
    let scene = guarded();
    scene.write(".parallel.toml", &format!("# keep me\n{}", scene.read(".parallel.toml")));
    refused(commit(&scene, ONE, &[("c/z", "1\n")], MESSAGE), "c/z");
    scene.parallel(&["grant", "task-1", "c/z", "--reason", "the router needs it"]).done();
    let text = scene.read(".parallel.toml");
    assert!(text.contains("# keep me") && text.contains("the router needs it"), "{text}");
    scene.parallel(&["grant", "task-1", "c/z", "--reason", "the router needs it"]).done();
    assert_eq!(scene.read(".parallel.toml"), text);
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    check(&scene, "task-1").done();
    let told = scene.parallel(&["grant", "task-1", "b/", "--reason", "x"]).refused();
    assert!(told.contains("belongs to task-2") && told.contains("reassign"), "{told}");
    assert!(
        scene
            .parallel_in(ONE, &["grant", "task-1", "d/", "--reason", "x"])
            .refused()
            .contains("the lead's")
    );
    assert!(
        scene.parallel(&["grant", "task-9", "d/", "--reason", "x"]).refused().contains("no worker")
    );
    assert_eq!(scene.read(".parallel.toml"), text);
}

#[test]
fn a_grant_that_says_or_gives_nothing_is_refused() {
    let scene = guarded();
    let before = scene.read(".parallel.toml");
    for (path, reason, want) in [
        ("c/z", "", "the reason is empty"),
        ("c/z", " ", "the reason is empty"),
        (".parallel.toml", "x", "'.parallel.toml' belongs to no worker, ever"),
        ("worktrees/", "x", "'worktrees/' belongs to no worker, ever"),
        ("worktrees/task-2/x", "x", "belongs to no worker, ever"),
        (".git/hooks", "x", "git tracks nothing in '.git'"),
        ("c/.GIT/config", "x", "git tracks nothing in '.git'"),
        (".claude/settings.json", "x", "is a setting of Claude Code"),
        ("../x", "x", "name paths from the root of the repository"),
        ("/etc", "x", "name paths from the root of the repository"),
    ] {
        let said = scene.parallel(&["grant", "task-1", path, "--reason", reason]).refused();
        assert!(said.contains(want) && !said.contains("edit .parallel.toml"), "{path}: {said}");
    }
    let said = scene.parallel(&["add", "9", "Hooks", "--scope", ".git/hooks/"]).refused();
    assert!(
        said.contains("is git's own") && said.contains("name files of the repository"),
        "{said}"
    );
    assert_eq!(scene.read(".parallel.toml"), before);
    // Another reason is recorded, the same one is not called so.
    scene.parallel(&["grant", "task-1", "c/z", "--reason", "one"]).done();
    scene.parallel(&["grant", "task-1", "c/z", "--reason", "two"]).done();
    let text = scene.read(".parallel.toml");
    assert!(text.contains("\"one\"") && text.contains("\"two\""), "{text}");
    let output = scene.parallel(&["grant", "task-1", "c/z", "--reason", "two"]);
    assert!(output.stdout.contains("may change c/z already"), "{output}");
    assert!(!output.stderr.contains("recorded"), "{output}");
    assert_eq!(scene.read(".parallel.toml"), text);
}

#[test]
fn scope_is_handed_over_once_nothing_stands_against_it() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
    let both =
        ["reassign", "b/both", "--from", "task-2", "--to", "task-1", "--reason", "they are one"];
    scene.parallel(&both).done();
    assert!(scene.read(".parallel.toml").contains("from task-2: they are one"));
    commit(&scene, ONE, &[("b/both", "mine\n")], MESSAGE).done();
    refused(commit(&scene, TWO, &[("b/both", "mine\n")], MESSAGE), "belongs to task-1");
}
