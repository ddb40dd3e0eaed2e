//! `[setup]`: what a new worktree gets beyond its tracked files, and what a hostile file cannot do.

use crate::scene::Scene;
use crate::start::planned;

const TREE: &str = "worktrees/task-1-api-endpoints";

/// A planned scene whose `[setup]` holds `lines`.
fn with_setup(lines: &str) -> Scene {
    let scene = planned();
    let text = scene.read(".parallel.toml").replace("copy = []", lines);
    scene.write(".parallel.toml", &text);
    scene
}

#[test]
fn files_come_over_and_commands_run_with_the_workers_environment() {
    let scene = with_setup(
        "copy = [\".env\"]\nlink = [\"deps\"]\nports = { base = 4000, each = 10 }\n\
         run = [\"echo $PARALLEL_WORKER $PARALLEL_PORT $PARALLEL_BRANCH >made.txt; echo told\"]",
    );
    scene.write(".git/info/exclude", "/worktrees/\n.env\ndeps/\nmade.txt\n*.key\n");
    scene.write(".env", "SECRET=1");
    scene.write("deps/lib.js", "lib");
    scene.write("my.key", "key");
    scene.write("other.log", "not ignored");
    scene.write(".worktreeinclude", "*.key\nother.log\n");
    scene.parallel(&["start", "--trust"]).done();
    assert_eq!(scene.read(&format!("{TREE}/.env")), "SECRET=1");
    assert_eq!(scene.read(&format!("{TREE}/my.key")), "key");
    assert!(!scene.path(TREE).join("other.log").exists(), "only ignored files are taken along");
    assert!(scene.path(TREE).join("deps").is_symlink());
    assert_eq!(scene.read(&format!("{TREE}/made.txt")), "task-1 4000 work/task-1-api-endpoints\n");
    assert_eq!(scene.read("worktrees/task-2-ui/made.txt"), "task-2 4010 work/task-2-ui\n");
    assert!(scene.read(".git/parallel/logs/task-1-setup.log").ends_with("told\n"));
    assert_eq!(scene.git_in(TREE, &["status", "--porcelain"]).done(), "");
}

#[test]
fn commands_wait_for_trust_and_a_changed_one_asks_again() {
    let scene = with_setup("run = [\"touch ran\"]");
    let before = scene.fingerprint();
    assert!(
        scene.parallel(&["start"]).refused().contains("not trusted yet: 'setup.run: touch ran'")
    );
    assert_eq!(scene.fingerprint(), before);
    scene.parallel(&["start", "task-1", "--trust"]).done();
    assert!(scene.path(TREE).join("ran").exists());
    scene.parallel(&["start", "task-2"]).done();
    scene
        .write(".parallel.toml", &scene.read(".parallel.toml").replace("touch ran", "touch other"));
    assert!(scene.parallel(&["start"]).refused().contains("touch other"));
}

#[test]
fn a_failing_command_is_shown_and_the_next_start_tries_again() {
    let scene =
        with_setup("run = [\"echo what went wrong; test -e \\\"$PARALLEL_ROOT/mended\\\"\"]");
    let said = scene.parallel(&["start", "--trust"]).refused();
    assert!(said.contains("exited with 1") && said.contains("what went wrong"), "{said}");
    scene.write("mended", "");
    scene.parallel(&["start"]).done();
    assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"));
}

#[test]
fn commands_of_two_workers_never_meet() {
    // What an installer of hooks does to the shared configuration, only slower: whoever comes while
    // the lock is held fails.
    let scene = with_setup(
        "run = ['mkdir ../lock && git config --add test.ran $PARALLEL_WORKER && sleep 0.2 && rmdir ../lock']",
    );
    scene.parallel(&["start", "--trust"]).done();
    assert_eq!(scene.git(&["config", "--get-all", "test.ran"]), "task-1\ntask-2");
}

#[test]
fn commands_that_may_meet_do() {
    // Each waits for the other through a pair of pipes: one after the other they would never end.
    let meet = "if [ $PARALLEL_WORKER = task-1 ]; then echo >../a; cat ../b; else cat ../a; echo >../b; fi";
    let scene = with_setup(&format!("parallel = true\nrun = ['{meet}']"));
    scene.write("worktrees/x", "");
    let made = scene.command("mkfifo", "worktrees").args(["a", "b"]).status().expect("pipes");
    assert!(made.success());
    scene.parallel(&["start", "--trust"]).done();
}

#[test]
fn a_hostile_file_does_nothing_it_should_not() {
    for lines in [
        "copy = [\"../secret\"]",
        "copy = [\"/etc/hostname\"]",
        "link = [\".git/hooks\"]",
        "copy = [\"out/secret\"]",
    ] {
        let scene = with_setup(lines);
        scene.write("../secret", "s");
        #[cfg(unix)]
        std::os::unix::fs::symlink(scene.outside(), scene.path("out")).unwrap();
        let said = scene.parallel(&["start", "task-1"]).refused();
        assert!(said.contains("the repository"), "{lines}: {said}");
    }
    for (from, to) in [
        ("slug = \"ui\"", "slug = \"$(touch pwned)\""),
        ("id = \"task-2\"", "id = \"../../x\""),
        ("# scripts = \"scripts\"", "scripts = \"../out\" #"),
    ] {
        let scene = planned();
        scene.write(".parallel.toml", &scene.read(".parallel.toml").replace(from, to));
        let before = scene.fingerprint();
        let _said = scene.parallel(&["start"]).refused();
        assert_eq!(scene.fingerprint(), before, "{to}");
    }
}

#[test]
fn a_sparse_worktree_holds_its_scope_only() {
    let scene = with_setup("sparse = true");
    scene.parallel(&["start", "task-1"]).done();
    assert!(scene.path(TREE).join("src/api/a.rs").exists());
    assert!(!scene.path(TREE).join("src/ui/b.rs").exists());
    assert!(scene.path(TREE).join("README.md").exists(), "tools begin with what is at the top");
    let prompt = scene.parallel(&["prompt", "task-1"]).done();
    assert!(prompt.contains("git show HEAD:<path>"), "{prompt}");
    let added = scene.git_in(TREE, &["sparse-checkout", "add", "/src/ui/"]);
    assert!(added.code == 0 && scene.path(TREE).join("src/ui/b.rs").exists(), "{added}");
    assert_eq!(scene.git_in(TREE, &["status", "--porcelain"]).done(), "");
    scene.commit_in(TREE, "src/api/a.rs", "new\n", "[CHECKPOINT] Change a").done();
    assert_eq!(scene.git(&["show", "work/task-1-api-endpoints:src/ui/b.rs"]), "b");
}

#[test]
fn submodules_are_checked_out() {
    let scene = planned();
    scene.git(&["init", "-q", "-b", "main", "../lib"]);
    scene.write("../lib/l.txt", "lib\n");
    scene.git_in("../lib", &["add", "-A"]).done();
    scene.git_in("../lib", &["commit", "-qm", "Lib"]).done();
    scene.git(&["config", "--global", "protocol.file.allow", "always"]);
    scene.git(&["submodule", "--quiet", "add", "../lib", "lib"]);
    scene.git(&["commit", "-qm", "Use the library"]);
    scene.parallel(&["start"]).done();
    assert_eq!(scene.read(&format!("{TREE}/lib/l.txt")), "lib\n");
}
