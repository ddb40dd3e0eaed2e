//! What a session is told where its worktree is not as its commits need it.

use serde_json::{Value, json};

use crate::scene::{Output, Scene, run};
use crate::start::started;

const API: &str = "worktrees/task-1-api-endpoints";
const UI: &str = "worktrees/task-2-ui";

fn tell(scene: &Scene, event: &str, told: Value) -> Output {
    let mut request = told;
    request["cwd"] = scene.path(API).to_string_lossy().into();
    let mut command = scene.command("git-parallel", API);
    command.args(["hook", event]);
    // As some shells pipe it.
    run(command, Some(&format!("\u{feff}{request}")))
}

#[test]
fn a_session_is_told_of_a_head_elsewhere_and_of_what_is_under_way() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "mine\n", "[CHECKPOINT] First").done();
    let both = |scene: &Scene, want: &str| {
        for (event, told) in
            [("session-start", json!({ "source": "resume" })), ("session-stop", json!({}))]
        {
            let said = tell(scene, event, told).done();
            assert!(said.contains(want), "{event}: {said}");
        }
    };
    scene.git_in(API, &["checkout", "-q", "--detach"]).done();
    both(
        &scene,
        "HEAD is on no branch, and your commits belong on work/task-1-api-endpoints: git switch",
    );
    scene.git_in(API, &["switch", "-q", "-c", "aside"]).done();
    both(&scene, "HEAD is on aside, and your commits belong on");
    scene.git_in(API, &["switch", "-q", "work/task-1-api-endpoints"]).done();
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Base"]);
    assert_eq!(scene.git_in(API, &["merge", "-q", "main"]).code, 1);
    both(
        &scene,
        "a merge is under way, with conflicts; to end it: git merge --continue or --abort",
    );
    scene.git_in(API, &["merge", "--abort"]).done();
    let said = tell(&scene, "session-start", json!({ "source": "resume" })).done();
    assert!(!said.contains("under way") && !said.contains("HEAD is"), "{said}");
}

#[test]
fn a_request_is_judged_where_its_agent_says_it_works() {
    let scene = started();
    for name in ["cwd", "working_directory", "working_dir"] {
        let mut command = scene.command("git-parallel", "..");
        command.args(["hook", "pre-tool-use", "--plain"]);
        let told = json!({ name: scene.path(API), "tool_name": "developer__write",
            "tool_input": { "path": "src/ui/x.rs", "content": "x" } });
        let refused = run(command, Some(&told.to_string()));
        assert_eq!(refused.code, 2, "{name}: {refused}");
    }
}

#[test]
fn a_session_that_went_into_anothers_worktree_writes_nothing_there() {
    let scene = started();
    let asked = |variable: &str, path: &str| {
        let mut command = scene.command("git-parallel", UI);
        command.args(["hook", "pre-tool-use", "--plain"]).env("PARALLEL_WORKER", variable);
        let told = json!({ "cwd": scene.path(UI), "tool_name": "Write",
            "tool_input": { "file_path": path } });
        run(command, Some(&told.to_string()))
    };
    let refused = asked("task-1", "src/ui/x.rs");
    assert!(refused.code == 2 && refused.stderr.contains("says that you are task-1"), "{refused}");
    assert_eq!(asked("task-2", "src/ui/x.rs").code, 0);
    assert_eq!(asked("a-word-of-others", "src/ui/x.rs").code, 0);
    let outside = scene.outside().join("x").display().to_string();
    assert_eq!(asked("task-1", &outside).code, 0, "that is nobody's");
}
