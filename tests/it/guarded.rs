//! A repository with two guarded workers: task-1 owns `a/`, task-2 owns `b/`, nobody owns `c/`.

use crate::scene::{Output, Scene, run};

/// The plan every guarded scene starts with.
pub const PLAN: &str = r#"version = 1
base = "main"

[guard]
shared = ["Cargo.lock"]

[[prefix]]
name = "REVIEW"

[[worker]]
id = "task-1"
slug = "one"
scope = ["a/", "!a/generated/"]

[[worker]]
id = "task-2"
slug = "two"
scope = ["b/"]
"#;

/// The worktrees, from the main one.
pub const ONE: &str = "worktrees/task-1-one";
/// The second worker's.
pub const TWO: &str = "worktrees/task-2-two";

/// Lines enough for two changes to merge by themselves.
pub const LINES: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

/// Both workers started.
pub fn guarded() -> Scene {
    with_plan(PLAN)
}

/// The same with another plan.
pub fn with_plan(plan: &str) -> Scene {
    let scene = Scene::with(&[
        ("a/x", "x\n"),
        ("b/y", "y\n"),
        ("b/both", LINES),
        ("c/z", "z\n"),
        ("Cargo.lock", "lock\n"),
        (".parallel.toml", plan),
    ]);
    scene.parallel(&["start", "-q", "--trust"]).done();
    scene
}

/// Writes, stages and commits files in `worktree`; an empty content removes.
pub fn commit(scene: &Scene, worktree: &str, files: &[(&str, &str)], message: &str) -> Output {
    stage(scene, worktree, files);
    scene.git_in(worktree, &["commit", "-q", "-m", message])
}

/// Writes and stages files in `worktree`; an empty content removes.
pub fn stage(scene: &Scene, worktree: &str, files: &[(&str, &str)]) {
    for (path, content) in files {
        if content.is_empty() {
            scene.git_in(worktree, &["rm", "-q", "-f", "--", path]).done();
        } else {
            scene.write(&format!("{worktree}/{path}"), content);
            scene.git_in(worktree, &["add", "-f", "--", path]).done();
        }
    }
}

/// Commits past every guard, as somebody bent on it would.
pub fn smuggle(scene: &Scene, worktree: &str, files: &[(&str, &str)], message: &str) {
    stage(scene, worktree, files);
    let args = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", message];
    scene.git_in(worktree, &args).done();
}

/// Runs git in `worktree` with `editor` as its editor.
pub fn edited(scene: &Scene, worktree: &str, editor: &str, args: &[&str]) -> Output {
    let mut command = scene.command("git", worktree);
    command.args(args).env("GIT_EDITOR", editor);
    run(command, None)
}

/// The subject of `worktree`'s HEAD.
pub fn head(scene: &Scene, worktree: &str) -> String {
    scene.git_in(worktree, &["log", "-1", "--format=%s"]).done().trim().to_owned()
}

/// What `check` says about `worker`.
pub fn check(scene: &Scene, worker: &str) -> Output {
    scene.parallel(&["check", worker])
}

/// Asserts that the guard refused, and gives what it said.
#[track_caller]
pub fn refused(output: Output, wants: &str) -> String {
    assert_ne!(output.code, 0, "accepted: {output}");
    let said = output.stderr.clone();
    assert!(said.contains("refused:") && said.contains(wants), "'{wants}' wanted: {output}");
    said
}
