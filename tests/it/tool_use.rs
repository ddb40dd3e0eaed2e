//! The edit-time guard: what an agent is told before it writes.

use std::path::Path;

use crate::scene::{Output, Scene, run};
use crate::start::started;

const API: &str = "worktrees/task-1-api-endpoints";

/// Asks as an agent in the first worker's worktree does.
fn ask(scene: &Scene, tool: &str, input: &serde_json::Value, flags: &[&str]) -> Output {
    let request = serde_json::json!({
        "session_id": "s", "hook_event_name": "PreToolUse",
        "cwd": scene.path(API), "tool_name": tool, "tool_input": input,
    });
    let mut command = scene.command("git-parallel", API);
    command.args(["hook", "pre-tool-use"]).args(flags);
    run(command, Some(&request.to_string()))
}

/// The reason an edit of `path` is denied with; none when it is allowed.
fn denied(scene: &Scene, path: &Path) -> Option<String> {
    let said = ask(scene, "Edit", &serde_json::json!({ "file_path": path }), &[]).done();
    reason(&said)
}

fn reason(said: &str) -> Option<String> {
    if said.is_empty() {
        return None;
    }
    let answer: serde_json::Value = serde_json::from_str(said).expect("JSON");
    let output = &answer["hookSpecificOutput"];
    assert_eq!(
        (&output["hookEventName"], &output["permissionDecision"]),
        (&"PreToolUse".into(), &"deny".into())
    );
    Some(output["permissionDecisionReason"].as_str().expect("a reason").to_owned())
}

#[test]
fn edits_are_judged_with_the_words_of_the_commit_hook() {
    let scene = started();
    let tree = scene.path(API);
    for allowed in ["src/api/a.rs", "src/api/new/deep.rs"] {
        assert_eq!(denied(&scene, &tree.join(allowed)), None, "{allowed}");
    }
    let told = denied(&scene, &tree.join("src/ui/b.rs")).expect("denied");
    let refused = scene.commit_in(API, "src/ui/b.rs", "x\n", "[CHECKPOINT] Stray");
    assert!(told.contains("'src/ui/b.rs' belongs to task-2"), "{told}");
    assert!(refused.stderr.contains(told.lines().next().expect("a line")), "{told}\n{refused}");
    assert!(denied(&scene, Path::new("README.md")).is_some(), "a path relative to the directory");
    assert!(
        denied(&scene, &scene.path("src/api/a.rs")).expect("denied").contains("another worktree")
    );
    assert!(denied(&scene, &scene.path("worktrees/task-2-ui/src/ui/b.rs")).is_some());
    assert_eq!(
        denied(&scene, &scene.outside().join("notes.txt")),
        None,
        "outside of every repository"
    );
}

#[cfg(unix)]
#[test]
fn links_and_detours_lead_to_the_real_file() {
    use std::os::unix::fs::symlink;
    let scene = started();
    let tree = scene.path(API);
    symlink("../ui", tree.join("src/api/link")).unwrap();
    symlink(scene.path("README.md"), tree.join("src/api/readme")).unwrap();
    assert!(denied(&scene, &tree.join("src/api/link/b.rs")).is_some());
    assert!(denied(&scene, &tree.join("src/api/readme")).is_some());
    assert!(denied(&scene, Path::new("src/api/../ui/b.rs")).is_some());
    assert_eq!(denied(&scene, Path::new("src/ui/../api/b.rs")), None);
}

#[test]
fn what_git_ignores_may_be_written() {
    let scene = started();
    scene.write(".git/info/exclude", "/worktrees/\n/target/\n");
    assert_eq!(denied(&scene, &scene.path(API).join("target/out.o")), None);
}

#[test]
fn obvious_shell_writes_are_judged_too() {
    let scene = started();
    let shell = |command: &str| {
        reason(&ask(&scene, "Bash", &serde_json::json!({ "command": command }), &[]).done())
    };
    assert_eq!(shell("cargo test 2>&1 | grep x"), None);
    assert_eq!(shell("echo x > src/api/a.rs && cat src/ui/b.rs"), None);
    for command in [
        "echo x > src/ui/b.rs",
        "cd src && rm ui/b.rs",
        "sed -i s/a/b/ README.md",
        "tee ../../README.md </dev/null",
    ] {
        assert!(shell(command).is_some(), "{command}");
    }
}

#[test]
fn other_agents_are_told_by_the_exit_code() {
    let scene = started();
    let output =
        ask(&scene, "write_file", &serde_json::json!({ "path": "src/ui/b.rs" }), &["--plain"]);
    assert!(
        output.code == 2 && output.stderr.contains("belongs to task-2") && output.stdout.is_empty(),
        "{output}"
    );
    assert_eq!(
        ask(&scene, "Read", &serde_json::json!({ "file_path": "src/ui/b.rs" }), &[]).done(),
        ""
    );
}

#[test]
fn start_puts_it_into_the_worktrees_settings_and_out_of_commits() {
    let scene = started();
    let settings = scene.read(&format!("{API}/.claude/settings.local.json"));
    assert!(
        settings.contains("hook pre-tool-use") && settings.contains("Write|Edit"),
        "{settings}"
    );
    assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), "");
    scene.parallel(&["start"]).done();
    assert_eq!(scene.read(&format!("{API}/.claude/settings.local.json")), settings);
}

#[test]
fn nobody_else_is_bothered() {
    let scene = started();
    let request = serde_json::json!({ "cwd": scene.root(), "tool_name": "Edit", "tool_input": { "file_path": "README.md" } });
    let mut command = scene.command("git-parallel", ".");
    command.args(["hook", "pre-tool-use"]);
    assert_eq!(run(command, Some(&request.to_string())).done(), "");
    let mut command = scene.command("git-parallel", ".");
    command.args(["hook", "pre-tool-use"]);
    assert!(run(command, Some("no json")).ended(0).contains("not one of the hook protocol"));
}
