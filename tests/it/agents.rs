//! Agents by their profiles: how they are launched and guarded, and what their sessions tell.

use serde_json::{Value, json};

use crate::scene::{Output, Scene, run};
use crate::start::{planned, started};

const API: &str = "worktrees/task-1-api-endpoints";

/// Tells of `event` as an agent in the first worker's worktree does.
fn tell(scene: &Scene, event: &str, told: Value) -> Output {
    let mut request = told;
    request["cwd"] = scene.path(API).to_string_lossy().into();
    let mut command = scene.command("git-parallel", API);
    command.args(["hook", event]);
    run(command, Some(&request.to_string()))
}

fn with_agent(lines: &str) -> Scene {
    let scene = planned();
    let plan = scene.read(".parallel.toml").replace("[agent]", &format!("[agent]\n{lines}"));
    scene.write(".parallel.toml", &plan);
    scene
}

#[test]
fn an_agent_is_chosen_for_all_for_one_or_for_today() {
    let scene = with_agent("name = \"gemini\"");
    let plan = scene.read(".parallel.toml");
    scene.write(
        ".parallel.toml",
        &plan.replace("id = \"task-2\"", "id = \"task-2\"\nagent = \"aider\""),
    );
    let answer = scene.parallel(&["start", "--json"]).json();
    let agents: Vec<&str> = answer["starts"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["agent"].as_str())
        .collect();
    assert_eq!(agents, ["gemini", "aider"]);
    assert!(scene.read("scripts/worker-1-api-endpoints.sh").contains("exec gemini --yolo"));
    assert!(scene.read("scripts/worker-2-ui.sh").contains("--message-file \"$prompt\""));
    scene.parallel(&["start", "task-2", "--agent", "codex"]).done();
    scene.parallel(&["start"]).done();
    assert!(scene.read("scripts/worker-2-ui.sh").contains("exec codex"), "the choice is kept");
    scene.parallel(&["start", "--agent", "nobody"]).ended(2);
    let plan = scene.read(".parallel.toml");
    scene.write(".parallel.toml", &plan.replace("agent = \"aider\"", "agent = \"nobody\""));
    assert!(scene.parallel(&["status"]).refused().contains("nobody"));
}

#[test]
fn a_permission_is_one_the_agent_has() {
    let scene = with_agent("permission = \"accept-edits\"");
    scene.parallel(&["start"]).done();
    assert!(
        scene.read("scripts/worker-1-api-endpoints.sh").contains("--permission-mode acceptEdits")
    );
    let scene = with_agent("permission = \"sandbox\"");
    assert!(scene.parallel(&["start"]).refused().contains("has no permission 'sandbox'"));
}

#[test]
fn every_agent_gets_its_guard_and_commits_nothing_of_it() {
    for (agent, file) in [
        ("gemini", ".gemini/settings.json"),
        ("qwen", ".qwen/settings.json"),
        ("copilot", ".claude/settings.local.json"),
        ("opencode", ".opencode/plugin/git-parallel.js"),
        ("cursor", ".cursor/hooks.json"),
    ] {
        let scene = with_agent(&format!("name = \"{agent}\""));
        scene.parallel(&["start"]).done();
        let text = scene.read(&format!("{API}/{file}"));
        assert!(text.contains(" hook pre-tool-use"), "{agent}: {text}");
        assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), "", "{agent}");
        let refused = scene.parallel(&["doctor", "--json"]);
        let answer: Value = serde_json::from_str(&refused.stdout).expect("JSON");
        let known = &answer["agents"][0];
        assert_eq!((&known["name"], &known["edit_guard"]), (&json!(agent), &json!(true)));
        let findings = answer["findings"].to_string();
        assert!(!findings.contains("edit guard"), "{agent}: {findings}");
        std::fs::remove_file(scene.path(API).join(file)).expect("a file");
        let told = scene.parallel(&["doctor"]).ended(1);
        assert!(told.contains("the edit guard of task-1"), "{agent}: {told}");
    }
}

#[test]
fn a_wrapped_agent_is_known_and_tracked_settings_are_told() {
    let scene = with_agent("command = [\"env\", \"A=b\", \"claude\", \"{prompt}\"]");
    scene.parallel(&["start", "--trust"]).done();
    assert!(
        scene.read(&format!("{API}/.claude/settings.local.json")).contains("hook pre-tool-use")
    );
    let scene = planned();
    scene.write(".claude/settings.local.json", "{}\n");
    scene.git(&["add", "-f", ".claude"]);
    scene.git(&["commit", "-q", "-m", "Settings"]);
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("is tracked, so it was left alone"), "{output}");
    let output = scene.parallel(&["doctor"]);
    assert!(output.stderr.contains("asks where its launch script starts it"), "{output}");
}

#[test]
fn an_agent_without_hooks_is_told_so() {
    let output = with_agent("name = \"aider\"").parallel(&["start"]);
    assert!(output.stderr.contains("aider has no hooks"), "{output}");
    let output = with_agent("command = [\"my-own\", \"{prompt}\"]").parallel(&["start", "--trust"]);
    assert!(output.stderr.contains("nothing is known of 'my-own'"), "{output}");
}

#[test]
fn a_session_that_waits_is_told_by_its_agent_until_it_goes_on() {
    let scene = started();
    let waiting = |scene: &Scene| {
        scene.parallel(&["status", "--json"]).json()["workers"][0]["waiting"].clone()
    };
    assert_eq!(waiting(&scene), Value::Null);
    let said = json!({ "notification_type": "auth_success", "message": "hello" });
    tell(&scene, "session-waiting", said).done();
    assert_eq!(waiting(&scene), Value::Null, "that is no question");
    let asks =
        json!({ "notification_type": "permission_prompt", "message": "needs your permission" });
    tell(&scene, "session-waiting", asks.clone()).done();
    assert_eq!(waiting(&scene)["what"], "needs your permission");
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains(" waits") && told.contains("needs your permission"), "{told}");
    let agent = |scene: &Scene| {
        let told = scene.parallel(&["status", "--json"]).json()["workers"][0]["session"].clone();
        let table = scene.parallel(&["status"]).done();
        (told["doing"].clone(), table.lines().nth(2).expect("a heading").contains("Agent"))
    };
    assert_eq!(agent(&scene), ("waiting".into(), true));
    tell(&scene, "session-busy", json!({})).done();
    assert_eq!(waiting(&scene), Value::Null);
    assert_eq!(agent(&scene), ("busy".into(), true));
    let permission = json!({ "hook_event_name": "PermissionRequest", "tool_name": "Bash" });
    tell(&scene, "session-waiting", permission).done();
    assert_eq!(waiting(&scene)["what"], "permission to use Bash");
    tell(&scene, "session-waiting", asks).done();
    tell(&scene, "session-end", json!({})).done();
    assert_eq!(waiting(&scene), Value::Null);
    assert_eq!(agent(&scene), ("ended".into(), true));
}

#[test]
fn a_session_is_told_where_it_stands_and_reminded_once() {
    let scene = started();
    scene.commit_in(API, "src/api/n.rs", "n\n", "[CHECKPOINT] First step").done();
    let told = tell(&scene, "session-start", json!({ "source": "startup" })).json();
    let text = told["hookSpecificOutput"]["additionalContext"].as_str().expect("a text");
    assert!(
        text.contains("task-1") && text.contains("First step") && text.contains("src/api/"),
        "{text}"
    );
    let told = tell(&scene, "session-start", json!({ "source": "compact" })).done();
    assert!(told.contains("Commit protocol"), "all of it: {told}");
    scene.write(&format!("{API}/src/api/loose.rs"), "x\n");
    let told = tell(&scene, "session-stop", json!({})).json();
    let reason = told["reason"].as_str().expect("a reason");
    assert!(told["decision"] == "block" && reason.contains("src/api/loose.rs"), "{told}");
    assert_eq!(tell(&scene, "session-stop", json!({})).done(), "", "once");
    scene.commit_in(API, "src/api/loose.rs", "x\n", "[COMPLETE] All of it").done();
    assert_eq!(tell(&scene, "session-stop", json!({})).done(), "");
}

#[test]
fn a_session_is_told_to_merge_what_is_met_without_moving_forward() {
    let scene = started();
    let need = "[NEEDS:task-2/task-2-1] For the routes";
    scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", need]).done();
    let tree = "worktrees/task-2-ui";
    scene.commit_in(tree, "src/ui/n.rs", "n\n", "[COMPLETE] task-2-1: The view").done();
    let told = tell(&scene, "session-start", json!({ "source": "resume" })).json();
    let text = told["hookSpecificOutput"]["additionalContext"].as_str().expect("a text");
    assert!(text.contains("git merge --no-ff --no-edit work/task-2-ui"), "{text}");
}

#[test]
fn an_agents_own_worktree_is_refused_and_one_that_is_there_is_told() {
    let scene = started();
    let refused = tell(&scene, "worktree-create", json!({ "name": "x" }));
    assert!(refused.code == 2 && refused.stderr.contains("worktree of task-1"), "{refused}");
    scene.git(&["worktree", "add", "-q", "-b", "worktree-x", ".claude/worktrees/x"]);
    assert!(
        scene
            .parallel(&["doctor"])
            .ended(1)
            .contains("'.claude/worktrees/x', which no guard watches")
    );
    let alerts = scene.parallel(&["status", "--json"]).json()["alerts"].to_string();
    assert!(alerts.contains("foreign_worktree"), "{alerts}");
    assert!(!scene.git(&["status", "--porcelain"]).contains(".claude"), "it is excluded");
}

#[test]
fn skills_are_put_where_agents_look() {
    let scene = planned();
    let told = scene.parallel(&["skill", "--install"]).done();
    for folder in [".claude/skills", ".agents/skills"] {
        for skill in ["git-parallel-orchestrator", "git-parallel-worker"] {
            let file = format!("{folder}/{skill}/SKILL.md");
            assert!(told.contains(&file) && scene.read(&file).starts_with("---\nname: "), "{told}");
        }
    }
    assert!(scene.parallel(&["skill"]).code == 2);
}

#[test]
fn the_launch_can_be_printed_for_every_terminal() {
    let scene = planned();
    for (flag, words) in [
        ("--zellij", " run --name task-1 -- sh -c "),
        ("--wezterm", "wezterm cli spawn --cwd . -- sh -c "),
        ("--kitty", "kitty --detach --title task-1 --directory . sh -c "),
    ] {
        let told = scene.parallel(&["start", "--dry-run", flag]).done();
        assert!(told.contains(words) && told.contains("|| exec"), "{told}");
    }
}

#[test]
fn a_terminals_session_is_of_one_feature_and_keeps_what_fails() {
    let scene = with_agent("command = [\"false\"]");
    let text = scene.read(".parallel.toml");
    let text = text.replace("id = \"task-1\"\n", "id = \"task-1\"\nfeature = \"shop\"\n");
    scene.write(".parallel.toml", &text);
    let mut listed = None;
    for _ in 0..2 {
        // The second time, both sessions are there already.
        let told = scene.parallel(&["start", "--trust", "--tmux"]).done();
        let lines = told.lines().map(str::trim).filter(|line| line.starts_with("tmux "));
        let lines: Vec<&str> = lines.filter(|line| !line.contains("attach-session")).collect();
        let mut command = scene.command("sh", ".");
        let ask = "tmux list-windows -a -F '#{session_name} #{window_name}' | sort";
        command.env("SHELL", "sh").env("TMUX_TMPDIR", scene.outside());
        command.args(["-c", &format!("{}\n{ask}", lines.join(" &&\n"))]);
        let ran = run(command, None);
        if ran.code != 0 && ran.stderr.contains("not found") {
            return;
        }
        listed = Some(ran.done());
    }
    let mut end = scene.command("tmux", ".");
    end.arg("kill-server").env("TMUX_TMPDIR", scene.outside());
    run(end, None).done();
    let windows = listed.unwrap_or_default();
    let of = |line: &str| {
        let (session, window) = line.split_once(' ').expect("a session and a window");
        let (name, _) = session.rsplit_once('-').expect("the repository's mark");
        format!("{name} {window}")
    };
    assert_eq!(
        windows.lines().map(of).collect::<Vec<_>>(),
        [
            "repo-parallel lead",
            "repo-parallel task-2",
            "repo-parallel task-2",
            "repo-shop lead",
            "repo-shop task-1",
            "repo-shop task-1"
        ]
    );
}

#[test]
fn a_plugin_tells_what_its_session_does() {
    let scene = with_agent("name = \"opencode\"");
    scene.parallel(&["start"]).done();
    let plugin = scene.read(&format!("{API}/.opencode/plugin/git-parallel.js"));
    scene.write("../plugin.mjs", &plugin);
    let told = |event: Value| {
        let program = format!(
            "import {{ GitParallel }} from {};\n\
             const it = await GitParallel({{ directory: process.cwd() }});\n\
             await it.event({{ event: {event} }});\n",
            json!(scene.outside().join("plugin.mjs"))
        );
        let mut node = scene.command("node", API);
        node.args(["--input-type=module", "-e", &program]);
        run(node, None).done();
        let row = scene.parallel(&["status", "--json"]).json()["workers"][0].clone();
        (row["session"]["doing"].clone(), row["waiting"]["what"].clone())
    };
    if std::process::Command::new("node").arg("--version").output().is_err() {
        return;
    }
    let busy = json!({ "type": "session.status", "properties": { "status": { "type": "busy" } } });
    assert_eq!(told(busy), ("busy".into(), Value::Null));
    let asks = json!({ "type": "permission.asked", "properties": { "permission": "bash" } });
    assert_eq!(told(asks), ("waiting".into(), "permission for bash".into()));
    assert_eq!(told(json!({ "type": "permission.replied" })), ("busy".into(), Value::Null));
    assert_eq!(told(json!({ "type": "session.idle" })), ("stopped".into(), Value::Null));
}
