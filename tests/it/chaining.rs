//! The hooks that were there before: they are found, and run after ours as git would run them.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::guarded::{ONE, PLAN, commit, guarded, refused, stage};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";

pub fn script(scene: &Scene, path: &str, body: &str) {
    scene.write(path, &format!("#!/bin/sh\n{body}\n"));
    fs::set_permissions(scene.path(path), fs::Permissions::from_mode(0o755)).expect("a mode");
}

pub fn said(scene: &Scene) -> String {
    fs::read_to_string(scene.path("../said")).unwrap_or_default()
}

/// A hook that writes down its name, arguments, directory and input.
pub fn telling(scene: &Scene, path: &str) {
    let out = scene.outside().join("said");
    let body = format!(
        "in=$(cat)\necho \"${{0##*/}} $# [$in] ${{PWD##*/}} ${{GIT_INDEX_FILE##*/}}\" >>'{}'",
        out.display()
    );
    script(scene, path, &body);
}

#[test]
fn hooks_that_were_there_keep_running() {
    for chained in [".git/hooks", ".husky/_", "../global"] {
        let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
        scene.write(".git/info/exclude", "/.husky/\n/worktrees/\n");
        match chained {
            ".husky/_" => drop(scene.git(&["config", "core.hooksPath", ".husky/_"])),
            "../global" => {
                let path = scene.outside().join("global");
                scene.git(&["config", "--global", "core.hooksPath", &path.to_string_lossy()]);
            }
            _ => {}
        }
        let names = [
            "pre-commit",
            "prepare-commit-msg",
            "commit-msg",
            "post-commit",
            "pre-push",
            "post-rewrite",
            "p4-pre-submit",
        ];
        for name in names {
            telling(&scene, &format!("{chained}/{name}"));
        }
        scene.parallel(&["start", "-q"]).done();
        if chained == ".husky/_" {
            for name in names {
                telling(&scene, &format!("{ONE}/{chained}/{name}"));
            }
        }
        // What start had the hooks for messages say to a worker's subject.
        fs::remove_file(scene.outside().join("said")).ok();
        commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
        let want = "pre-commit 0 [] task-1-one index\nprepare-commit-msg 2 [] task-1-one index\ncommit-msg 1 [] task-1-one index\npost-commit 0 [] task-1-one index\n";
        assert_eq!(said(&scene), want, "{chained}");
        scene.git(&["init", "-q", "--bare", "../remote.git"]);
        let own = "work/task-1-one";
        scene.git_in(ONE, &["push", "-q", "../../../remote.git", own]).done();
        assert!(
            said(&scene).contains(&format!("pre-push 2 [refs/heads/{own} ")),
            "{}",
            said(&scene)
        );
        scene.git_in(ONE, &["commit", "-q", "--amend", "--no-edit"]).done();
        assert!(said(&scene).contains("post-rewrite 1 ["), "{}", said(&scene));
        scene.git_in(ONE, &["hook", "run", "p4-pre-submit", "--", "one"]).done();
        assert!(said(&scene).contains("p4-pre-submit 1 ["), "{}", said(&scene));
    }
}

/// The git commands that a commit in the first worker's worktree starts, itself aside.
fn started(scene: &Scene, content: &str, paths: &[&str]) -> Vec<String> {
    stage(scene, ONE, &[("a/x", content)]);
    let trace = scene.outside().join("trace");
    let mut command = scene.command("git", ONE);
    command.args(["commit", "-q", "-m", MESSAGE]).args(paths).env("GIT_TRACE2_EVENT", &trace);
    run(command, None).done();
    let text = fs::read_to_string(&trace).expect("a trace");
    fs::remove_file(&trace).expect("a trace");
    let events = text.lines().map(|line| serde_json::from_str(line).expect("an event"));
    let starts = events.filter(|event: &serde_json::Value| event["event"] == "start");
    let words = starts.map(|event| event["argv"][1].as_str().expect("a word").to_owned());
    words.filter(|word| !["commit", "maintenance", "gc"].contains(&word.as_str())).collect()
}

#[test]
fn an_everyday_commit_starts_no_git_of_ours() {
    let scene = guarded();
    assert_eq!(started(&scene, "plain\n", &[]), [""; 0]);
    assert_eq!(started(&scene, "one path\n", &["--", "a/x"]), [""; 0]);
    let home = scene.outside().join("home");
    let included = "[alias]\n\tst = status\n";
    fs::write(home.join("included"), included).expect("a file");
    let config = "[include]\n\tpath = included\n[includeIf \"gitdir:/\"]\n\tpath = ~/included\n";
    fs::write(home.join(".gitconfig"), config).expect("a file");
    assert_eq!(started(&scene, "included\n", &[]), [""; 0]);
    scene.git(&["config", "core.hooksPath", ".husky/_"]);
    assert_eq!(started(&scene, "husky\n", &[]), [""; 0]);
    fs::write(home.join("included"), "[core]\n\tHooksPath = /elsewhere\n").expect("a file");
    scene.git(&["config", "--unset", "core.hooksPath"]);
    assert_eq!(started(&scene, "unsure\n", &[]), ["config"; 4]);
}

#[test]
fn a_hooks_path_is_found_wherever_it_is_said() {
    let scene = guarded();
    let (home, root) = (scene.outside().join("home"), scene.outside().to_owned());
    telling(&scene, "../global/pre-commit");
    let global = root.join("global").display().to_string();
    let said_in = |file: &str, text: &str| {
        fs::create_dir_all(home.join(".config/git")).expect("a folder");
        fs::write(home.join(file), text).expect("a file");
    };
    let spoken = |what: &str| {
        stage(&scene, ONE, &[("a/x", &format!("{what}\n"))]);
        let mut command = scene.command("git", ONE);
        command.args(["commit", "-q", "-m", MESSAGE]).env_remove("GIT_CONFIG_GLOBAL");
        run(command, None).done();
        let spoken = !said(&scene).is_empty();
        fs::remove_file(scene.path("../said")).ok();
        spoken
    };
    assert!(!spoken("nowhere"));
    said_in(".config/git/config", &format!("[core]\n\thooksPath = {global}\n"));
    assert!(spoken("in the user's other file"));
    said_in(".gitconfig", "[core]\n\thooksPath = /nowhere\n");
    assert!(!spoken("in both, where the home's counts"));
    said_in(".gitconfig", "[core]\n\thooksPath = ~/../global\n");
    assert!(spoken("with a tilde"));
    said_in(".gitconfig", "[include]\n\tpath = deep/one\n[core]\n\thookspath = /nowhere\n");
    assert!(!spoken("beside an include of nothing"));
    fs::create_dir(home.join("deep")).expect("a folder");
    said_in("deep/one", "[include]\n\tpath = two\n");
    said_in("deep/two", &format!("[core]\n\thooksPath = {global}\n"));
    said_in(".gitconfig", "[core]\n\thookspath = /nowhere\n[include]\n\tpath = deep/one\n");
    assert!(spoken("two includes deep"));
    scene.git(&["config", "core.hooksPath", "/nowhere"]);
    assert!(!spoken("in the repository, which counts more"));
}

#[test]
fn a_refusal_of_the_chained_hook_counts_and_ours_comes_first() {
    let scene = guarded();
    script(&scene, ".git/hooks/commit-msg", "echo theirs >&2; exit 7");
    let done = commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE);
    assert!(done.code != 0 && done.stderr.contains("theirs"), "{done}");
    let ours = scene.git_in(ONE, &["commit", "-q", "-m", "no prefix"]);
    assert!(!ours.stderr.contains("theirs"), "{ours}");
}

#[test]
fn a_formatter_that_stages_foreign_paths_is_caught() {
    let scene = guarded();
    script(&scene, ".git/hooks/pre-commit", "echo formatted >b/y && git add b/y");
    refused(commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE), "b/y");
}

#[test]
fn a_chained_hook_without_interpreter_runs_by_the_shell() {
    let scene = guarded();
    let out = scene.outside().join("said");
    scene.write(".git/hooks/pre-commit", &format!("echo plain >'{}'\n", out.display()));
    fs::set_permissions(scene.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o755))
        .expect("a mode");
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    assert_eq!(said(&scene), "plain\n");
}

/// Two guarded workers, and hooks that do git's own work when somebody pushes: one updates the
/// worktree, one (gitprotocol-pack(5)) takes the references below `refs/for/`.
fn receiving() -> Scene {
    let scene = guarded();
    scene.git(&["config", "receive.denyCurrentBranch", "updateInstead"]);
    scene.git(&["config", "receive.procReceiveRefs", "refs/for"]);
    let out = scene.outside().join("said").display().to_string();
    let checkout = format!("echo checkout >>'{out}'; git read-tree -u -m HEAD \"$1\"");
    script(&scene, ".git/hooks/push-to-checkout", &checkout);
    let taken = "printf '000dversion=100000011ok refs/for/x0000'; cat >/dev/null";
    script(&scene, ".git/hooks/proc-receive", &format!("echo taken >>'{out}'; {taken}"));
    scene.parallel(&["hooks", "install"]).done();
    scene.git(&["clone", "-q", "-b", "work/task-1-one", ".", "../clone"]);
    commit(&scene, "../clone", &[("a/x", "1\n")], MESSAGE).done();
    scene
}

fn pushed(scene: &Scene, to: &str) -> Output {
    let there = scene.path(ONE).display().to_string();
    scene.git_in("../clone", &["push", "-q", &there, &format!("HEAD:{to}")])
}

#[test]
fn hooks_that_do_gits_work_do_it_in_a_guarded_worktree_too() {
    let scene = receiving();
    pushed(&scene, "refs/heads/work/task-1-one").done();
    pushed(&scene, "refs/for/x").done();
    assert_eq!(said(&scene), "checkout\ntaken\n");
    assert_eq!(scene.read(&format!("{ONE}/a/x")), "1\n");
    assert_eq!(scene.git(&["for-each-ref", "refs/for"]), "", "the hook took it");
}

#[test]
fn a_stub_does_not_pass_for_a_hook_that_does_gits_work_and_is_gone() {
    let scene = receiving();
    let before = scene.git(&["rev-parse", "work/task-1-one"]);
    for hook in ["push-to-checkout", "proc-receive"] {
        fs::remove_file(scene.path(".git/hooks").join(hook)).expect("a hook");
    }
    for to in ["refs/heads/work/task-1-one", "refs/for/x"] {
        let refused = pushed(&scene, to);
        assert!(refused.code != 0 && refused.stderr.contains("is gone"), "{refused}");
        assert!(refused.stderr.contains("git parallel hooks install"), "{refused}");
    }
    assert_eq!(scene.git(&["rev-parse", "work/task-1-one"]), before);
    scene.parallel(&["hooks", "install"]).done();
    pushed(&scene, "refs/heads/work/task-1-one").done();
    assert_eq!(scene.read(&format!("{ONE}/a/x")), "1\n", "git itself updates it");
}
