//! What a worker's plain commits pass by without the whole program, and that everything else is judged by it.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;

use crate::guarded::{ONE, PLAN, TWO, commit, stage, with_plan};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";

/// The git directory of the first worker.
const ADMIN: &str = ".git/worktrees/task-1-one";

/// The plan of every guarded scene, but for what the first worker owns.
fn plan() -> String {
    let plan = PLAN.replace(r#"["a/", "!a/generated/"]"#, r#"["a/", "d/*.txt", "e/f"]"#);
    assert_ne!(plan, PLAN);
    plan
}

/// Two workers whose hooks name a program of their own, and which both committed once.
fn scene() -> Scene {
    let scene = with_plan(&plan());
    scene.parallel(&["hooks", "uninstall"]).done();
    let program = scene.outside().join("program/git-parallel");
    fs::create_dir_all(program.parent().expect("a folder")).expect("a folder");
    let real = env!("CARGO_BIN_EXE_git-parallel");
    // What is built for a debugger is large.
    if fs::hard_link(real, &program).is_err() {
        // Written by another process: a test beside this one that forks would hold it open for writing.
        let copied = std::process::Command::new("cp").arg(real).arg(&program).status();
        assert!(copied.is_ok_and(|status| status.success()));
    }
    let mut install = scene.command(&program.to_string_lossy(), ".");
    install.args(["hooks", "install"]);
    run(install, None).done();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    commit(&scene, TWO, &[("b/y", "1\n")], MESSAGE).done();
    scene
}

/// Has a script in the program's place that cannot be told from it by its size and age: it writes down which hook
/// it is started for, and refuses.
fn replaced(scene: &Scene) {
    let (program, log) =
        (scene.outside().join("program/git-parallel"), scene.outside().join("log"));
    let meta = fs::metadata(&program).expect("a program");
    fs::remove_file(&program).expect("removed");
    let text = format!("#!/bin/sh\necho \"$2\" >>'{}'\nexit 1\n", log.display());
    fs::write(&program, text).expect("a script");
    let file = File::options().write(true).open(&program).expect("the script");
    file.set_len(meta.len()).expect("as long");
    file.set_permissions(fs::Permissions::from_mode(0o755)).expect("a mode");
    file.set_modified(meta.modified().expect("a time")).expect("as old");
}

/// Asserts that the whole program was asked, and gives for which hook.
#[track_caller]
fn asked(scene: &Scene, output: &Output) -> String {
    let log = scene.outside().join("log");
    let said = fs::read_to_string(&log).unwrap_or_default();
    fs::remove_file(log).ok();
    assert!(!said.is_empty(), "not asked: {output}");
    said.lines().next().unwrap_or_default().to_owned()
}

#[track_caller]
fn passes(scene: &Scene, output: Output) {
    let said = fs::read_to_string(scene.outside().join("log")).unwrap_or_default();
    assert_eq!(said, "", "{output}");
    output.done();
}

#[test]
fn a_plain_commit_is_not_asked_about() {
    let scene = scene();
    commit(&scene, ONE, &[("d/1.txt", "1\n"), ("e/f", "1\n")], MESSAGE).done();
    replaced(&scene);
    for files in [
        &[("a/x", "2\n")][..],
        &[("a/new/file", "1\n"), ("a/x", "3\n")],
        &[("d/1.txt", "2\n"), ("a/x", "")],
        &[("e/f", ""), ("a/new/file", "")],
    ] {
        passes(&scene, commit(&scene, ONE, files, "[REVIEW] more\nand more\n\nof [it]"));
    }
    passes(&scene, scene.git_in(ONE, &["commit", "-q", "--amend", "-m", "[CHECKPOINT] anew"]));
    passes(&scene, scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", MESSAGE]));
    scene.write(&format!("{ONE}/e/f"), "3\n");
    stage(&scene, ONE, &[("e/f", "1\n")]);
    passes(&scene, scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]));
    scene.write(&format!("{ONE}/e/f"), "4\n");
    passes(&scene, scene.git_in(ONE, &["commit", "-q", "-a", "-m", MESSAGE]));
    let mut own = scene.command("git", TWO);
    own.args(["commit", "-q", "--allow-empty", "-m", MESSAGE]).env("PARALLEL_WORKER", "task-2");
    passes(&scene, run(own, None));
}

#[test]
fn whatever_is_not_plain_is_judged_by_the_whole_program() {
    let scene = scene();
    replaced(&scene);
    // Paths of others, of nobody, shared, new ones that only a pattern names, and a file where a folder was.
    for files in [
        &[("b/y", "2\n")][..],
        &[("a/x", "2\n"), ("c/z", "2\n")],
        &[("b/y", "")],
        &[("ab/x", "1\n")],
        &[("Cargo.lock", "2\n")],
        &[("d/2.txt", "1\n")],
        &[("d/2.rs", "1\n")],
        &[(".parallel.toml", "version = 1\n")],
    ] {
        let output = commit(&scene, ONE, files, MESSAGE);
        assert_ne!(output.code, 0, "{files:?}");
        assert_eq!(asked(&scene, &output), "pre-commit", "{files:?}");
        scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    }
    let mut shell = scene.command("sh", ONE);
    shell.args(["-c", "rm -r a && echo >a && git add -A"]);
    run(shell, None).done();
    let output = scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]);
    assert_eq!(asked(&scene, &output), "pre-commit");
    scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    // Messages that are none, or say more than a word.
    for message in [
        "no prefix",
        "[REVIEW]no space",
        "[REVIEW]  two",
        "[REVIEW] [NEEDS:task-2/x] y",
        "[COMPLETE] all",
        "[OTHER] x",
        "[BLOCKED:why] x",
        "[checkpoint] x",
    ] {
        let output = scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", message]);
        assert_eq!(asked(&scene, &output), "commit-msg", "{message}");
    }
    // A session of somebody else's, and one that passes the guard by.
    for (name, value) in [("PARALLEL_WORKER", "task-2"), ("GIT_PARALLEL", "0")] {
        let mut other = scene.command("git", ONE);
        other.args(["commit", "-q", "--allow-empty", "-m", MESSAGE]).env(name, value);
        let output = run(other, None);
        assert_eq!(asked(&scene, &output), "pre-commit", "{name}");
    }
    // Off the branch, and on another's.
    for switch in [&["checkout", "-q", "--detach"][..], &["checkout", "-q", "-b", "side"]] {
        let hooks = ["-c", "core.hooksPath=/dev/null"];
        scene.git_in(ONE, &[&hooks[..], switch].concat()).done();
        let output = scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", MESSAGE]);
        assert_eq!(asked(&scene, &output), "pre-commit", "{switch:?}");
    }
}

/// Has the system start the hook as git does.
fn hook(scene: &Scene) -> Output {
    let stub = scene.path(".git/parallel/hooks/pre-commit");
    let mut hook = scene.command(&stub.to_string_lossy(), ONE);
    hook.env("GIT_DIR", scene.path(ADMIN));
    run(hook, None)
}

#[test]
fn what_a_pass_rests_on_is_looked_at_each_time() {
    let scene = scene();
    replaced(&scene);
    passes(&scene, hook(&scene));
    for path in [
        ".parallel.toml",
        ".git/config",
        ".git/parallel/workers/task-1-one.toml",
        ".git/HEAD",
        "../home/.gitconfig",
        ".git/parallel/ask-for-hooks-path",
        ".git/hooks/pre-commit",
        ".git/parallel/hooks/pre-commit",
        ".git/parallel/passes/task-1-one",
        ".git/worktrees/task-1-one/MERGE_HEAD",
        ".git/worktrees/task-1-one/parallel-syncing",
    ] {
        let file = scene.path(path);
        let before = fs::read(&file).ok();
        let modes = fs::metadata(&file).map(|meta| meta.permissions());
        let mode = |file| {
            if let Ok(modes) = &modes {
                fs::set_permissions(file, modes.clone()).expect("a mode");
            }
        };
        fs::remove_file(&file).ok();
        let changed = match path {
            ".git/HEAD" => b"ref: refs/heads/work/task-2-two\n".to_vec(),
            _ => [before.as_deref().unwrap_or_default(), b"\n"].concat(),
        };
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, changed).expect("written");
        mode(&file);
        assert_eq!(asked(&scene, &hook(&scene)), "pre-commit", "{path}");
        fs::remove_file(&file).expect("removed");
        if let Some(before) = before {
            fs::write(&file, before).expect("written");
            mode(&file);
        }
        passes(&scene, hook(&scene));
    }
}

#[test]
fn neither_a_plan_behind_a_link_nor_another_program_counts() {
    let scene = scene();
    replaced(&scene);
    passes(&scene, hook(&scene));
    // The plan's text by a link is not the plan.
    let (plan, other) = (scene.path(".parallel.toml"), scene.outside().join("plan"));
    fs::rename(&plan, &other).expect("renamed");
    std::os::unix::fs::symlink(&other, &plan).expect("a link");
    assert_eq!(asked(&scene, &hook(&scene)), "pre-commit");
    fs::rename(&other, &plan).expect("renamed");
    passes(&scene, hook(&scene));
    let program = scene.outside().join("program/git-parallel");
    let file = File::options().write(true).open(&program).expect("the script");
    file.set_modified(std::time::SystemTime::now()).expect("younger");
    drop(file);
    assert_eq!(asked(&scene, &hook(&scene)), "pre-commit");
    fs::remove_file(&program).expect("removed");
    let mut gone =
        scene.command(&scene.path(".git/parallel/hooks/pre-commit").to_string_lossy(), ONE);
    gone.env("GIT_DIR", scene.path(ADMIN)).env("PATH", "/usr/bin:/bin");
    assert!(run(gone, None).ended(1).contains("is gone"));
}
