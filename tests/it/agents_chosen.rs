//! Which agent works for whom: what is found, asked, allowed and told, and how each is named.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::scene::{Output, Scene, run};
use crate::start::planned;
use crate::terminal::Terminal;

const API: &str = "worktrees/task-1-api-endpoints";

fn with_agent(lines: &str) -> Scene {
    let scene = planned();
    let plan = scene.read(".parallel.toml").replace("[agent]", &format!("[agent]\n{lines}"));
    scene.write(".parallel.toml", &plan);
    scene
}

/// A folder with programs of these names that do nothing, and what a machine has to have beside them.
fn programs(scene: &Scene, names: &[&str]) -> String {
    let folder = scene.outside().join("programs");
    fs::create_dir_all(&folder).expect("a folder");
    for name in names {
        fs::write(folder.join(name), "#!/bin/sh\n").expect("a program");
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    for name in ["git", "sh"] {
        let there = which(name);
        std::os::unix::fs::symlink(there, folder.join(name)).ok();
    }
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_git-parallel"));
    std::os::unix::fs::symlink(bin, folder.join("git-parallel")).ok();
    folder.display().to_string()
}

fn which(name: &str) -> std::path::PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all = std::env::split_paths(&path).map(|folder| folder.join(name));
    all.find(|it| it.exists()).expect("a program")
}

/// `git parallel ARGS` where nothing but `names` and git is on PATH.
fn beside(scene: &Scene, names: &[&str], args: &[&str]) -> Output {
    let path = programs(scene, names);
    let mut command = scene.command("git", ".");
    command.env("PATH", path).arg("parallel").args(args);
    run(command, None)
}

#[test]
fn init_says_which_agents_it_found_and_takes_the_one_it_is_told() {
    let scene = Scene::with(&[]);
    let told = beside(&scene, &["codex", "qwen"], &["init"]);
    assert!(told.stderr.contains("the agent is codex; on PATH too: qwen."), "{told}");
    assert!(scene.read(".parallel.toml").contains("\nname = \"codex\""));
    let answer = beside(&scene, &[], &["init", "--force", "--agent", "qwen", "--json"]).json();
    assert_eq!((&answer["agent"], &answer["agents"][0]), (&"qwen".into(), &"codex".into()));
    assert!(scene.read(".parallel.toml").contains("\nname = \"qwen\""));
    let told = beside(&scene, &["claude"], &["init", "--force"]);
    assert!(told.stderr.contains("the agent is claude; on PATH too: codex, qwen."), "{told}");
    let told = beside(&scene, &[], &["init", "--force", "--agent", "goose"]);
    assert!(told.stderr.contains("the agent is goose, whose program is not on PATH"), "{told}");
    let other = Scene::with(&[]);
    let told = beside(&other, &[], &["init"]);
    assert!(told.stderr.contains("no agent is on PATH that is known"), "{told}");
}

#[test]
fn init_asks_at_a_terminal() {
    let scene = Scene::with(&[]);
    let path = programs(&scene, &["claude", "gemini"]);
    let asked = format!("PATH={path} git parallel init");
    let mut terminal = Terminal::open(&scene, &["sh", "-c", &asked]);
    terminal.shows("Which one works? [claude]");
    terminal.press("nobody\r");
    terminal.shows("there is no agent 'nobody'");
    terminal.press("gemini\r");
    terminal.shows("next: git parallel plan");
    assert!(scene.read(".parallel.toml").contains("\nname = \"gemini\""));
}

#[test]
fn a_permission_is_judged_for_each_worker_by_the_agent_it_has() {
    let scene = with_agent("permission = \"sandbox\"");
    scene.parallel(&["status"]).done();
    let told = scene.parallel(&["start"]).refused();
    let line = scene.read(".parallel.toml").lines().position(|it| it.starts_with("permission"));
    let at = format!(".parallel.toml:{}: task-1: Claude Code has no", line.expect("a line") + 1);
    assert!(told.contains(&at) && told.contains("it has bypass, accept-edits, ask"), "{told}");
    scene.parallel(&["start", "--agent", "codex"]).done();
    let script = scene.read("scripts/worker-1-api-endpoints.sh");
    assert!(script.contains("--sandbox workspace-write"), "{script}");
    scene.parallel(&["start"]).done();
    // One of them another agent: only that one is refused, by its own name.
    let plan = scene.read(".parallel.toml");
    let scene = planned();
    let plan = plan
        .replace("id = \"task-1\"\n", "id = \"task-1\"\nagent = \"codex\"\n")
        .replace("id = \"task-2\"\n", "id = \"task-2\"\nagent = \"qwen\"\n")
        .replace("\"sandbox\"", "\"accept-edits\"");
    scene.write(".parallel.toml", &plan);
    scene.parallel(&["start", "task-2"]).done();
    let told = scene.parallel(&["start"]).refused();
    assert!(told.contains("task-1: Codex has no permission 'accept-edits'"), "{told}");
    let findings = scene.parallel(&["doctor"]).ended(1);
    assert!(findings.contains("task-1: Codex has no permission 'accept-edits'"), "{findings}");
}

#[test]
fn a_permission_that_reaches_no_command_is_told() {
    let scene = with_agent("permission = \"ask\"\ncommand = [\"env\", \"claude\", \"{prompt}\"]");
    let told = scene.parallel(&["start", "--trust"]);
    assert!(told.stderr.contains("permission 'ask' reaches task-1, task-2 not"), "{told}");
    assert!(scene.parallel(&["doctor"]).ended(1).contains("permission 'ask' reaches"));
    let placed =
        "permission = \"ask\"\ncommand = [\"env\", \"claude\", \"{permission}\", \"{prompt}\"]";
    let scene = with_agent(placed);
    let told = scene.parallel(&["start", "--trust"]);
    assert!(!told.stderr.contains("reaches"), "{told}");
    let script = scene.read("scripts/worker-1-api-endpoints.sh");
    assert!(script.contains("exec env claude --permission-mode default \"$text\""), "{script}");
}

#[test]
fn a_dry_run_says_who_would_work_and_how() {
    let scene = with_agent("name = \"qwen\"\npermission = \"ask\"");
    let plan = scene.read(".parallel.toml");
    let plan = plan.replace("id = \"task-2\"\n", "id = \"task-2\"\nagent = \"aider\"\n");
    scene.write(".parallel.toml", &plan);
    let told = scene.parallel(&["start", "-n"]).done();
    for line in [
        "  agent qwen, permission ask for task-1\n",
        "    qwen --approval-mode default --prompt-interactive {prompt}\n",
        "  agent aider, permission ask for task-2\n",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let starts = scene.parallel(&["start", "-n", "--json"]).json()["starts"].clone();
    assert_eq!(starts[0]["permission"], "ask");
    assert_eq!(starts[0]["command"][0], "qwen");
    let told = scene.parallel(&["start", "-n", "--agent", "codex", "task-1"]).done();
    assert!(told.contains("  agent codex, permission ask for task-1\n"), "{told}");
}

#[test]
fn tracked_settings_are_judged_once_for_each_agent() {
    for (agent, file, guarded) in [
        ("gemini", ".gemini/settings.json", false),
        ("qwen", ".qwen/settings.json", false),
        // It is given ours by its command, whatever stands in the worktree.
        ("claude", ".claude/settings.local.json", true),
        ("copilot", ".claude/settings.local.json", false),
    ] {
        let scene = with_agent(&format!("name = \"{agent}\""));
        scene.write(file, "{}\n");
        scene.git(&["add", "-f", file]);
        scene.git(&["commit", "-q", "-m", "Settings"]);
        let started = scene.parallel(&["start"]);
        assert!(started.stderr.contains("is tracked, so it was left alone"), "{started}");
        assert_eq!(started.stderr.contains("warning: the edit guard"), !guarded, "{started}");
        let doctor = scene.parallel(&["doctor"]);
        let told = format!("{}{}", doctor.stdout, doctor.stderr);
        assert_eq!(
            told.matches("the edit guard of task-1, task-2: ").count(),
            usize::from(!guarded)
        );
        assert_eq!(told.contains("): asks before it writes"), guarded, "{agent}: {told}");
        assert_eq!(told.contains("): does not ask before it writes"), !guarded, "{agent}: {told}");
        let answer = scene.parallel(&["doctor", "--json"]);
        let answer: Value = serde_json::from_str(&answer.stdout).expect("JSON");
        assert_eq!(answer["agents"][0]["edit_guard"], guarded, "{agent}");
    }
}

#[test]
fn a_guard_that_is_switched_off_or_left_out_is_told() {
    let scene = planned();
    scene.parallel(&["start"]).done();
    scene.write(&format!("{API}/.claude/settings.json"), "{ \"disableAllHooks\": true }\n");
    let told = scene.parallel(&["doctor"]).ended(1);
    assert!(told.contains("the edit guard of task-1: '.claude/settings.json' switches"), "{told}");
    let scene = with_agent("command = [\"codex\", \"{prompt}\"]");
    scene.parallel(&["start", "--trust"]).done();
    let told = scene.parallel(&["doctor"]).ended(1);
    assert!(told.contains("leaves out '{options}'"), "{told}");
}

#[test]
fn what_agents_call_is_found_when_the_program_moves() {
    let scene = with_agent("name = \"codex\"");
    // A machine where nothing of this program is on PATH.
    let aside = scene.outside().join("aside");
    fs::create_dir(&aside).expect("a folder");
    let moved = aside.join("git-parallel");
    fs::copy(env!("CARGO_BIN_EXE_git-parallel"), &moved).expect("a copy");
    let mut start = scene.command(moved.to_str().expect("a name"), ".");
    start.arg("start");
    run(start, None).done();
    let ask = |path: Option<String>| {
        let script =
            "PATH=$1; export PATH; .git/parallel/agents/git-parallel hook pre-tool-use --plain";
        let mut command = scene.command("sh", ".");
        let own = format!("{}:/usr/bin:/bin", which("git").parent().expect("a folder").display());
        command.args(["-c", script, "sh"]).arg(path.unwrap_or(own));
        let told = serde_json::json!({ "cwd": scene.path(API), "tool_name": "Write",
            "tool_input": { "file_path": "src/ui/x" } });
        run(command, Some(&told.to_string()))
    };
    assert_eq!(ask(None).code, 2);
    fs::remove_file(&moved).expect("a file");
    let gone = ask(None);
    assert!(gone.code == 1 && gone.stderr.contains("no edit is judged"), "{gone}");
    assert_eq!(ask(Some(programs(&scene, &[]))).code, 2, "another one on PATH does");
    // The launch script gives the agent the same.
    let folder = scene.outside().join("programs");
    let codex = "#!/bin/sh\ncase $1 in --help) echo --dangerously-bypass-hook-trust;; *) printf '%s\\n' \"$PARALLEL_GUARD\" \"$@\";; esac\n";
    fs::write(folder.join("codex"), codex).expect("a program");
    fs::set_permissions(folder.join("codex"), fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut launch = scene.command("sh", ".");
    let old = std::env::var("PATH").unwrap_or_default();
    launch.env("PATH", format!("{}:{old}", folder.display()));
    launch.arg("scripts/worker-1-api-endpoints.sh");
    let told = run(launch, None).done();
    let place = scene.path(".git/parallel/agents/git-parallel");
    assert!(
        told.starts_with(&format!("{}\n", place.canonicalize().expect("a file").display())),
        "{told}"
    );
    assert!(told.contains(r#"command="\"$PARALLEL_GUARD\" hook pre-tool-use""#), "{told}");
}

#[test]
fn a_skill_that_was_edited_stays() {
    let scene = planned();
    scene.parallel(&["skill", "--install"]).done();
    let file = ".claude/skills/git-parallel-worker/SKILL.md";
    let ours = scene.read(file);
    assert!(scene.parallel(&["skill", "--install"]).done().contains("is as it should be"));
    scene.write(file, "mine\n");
    let told = scene.parallel(&["skill", "--install"]).ended(1);
    assert!(told.contains(&format!("{file} was edited and stays as it is")), "{told}");
    assert_eq!(scene.read(file), "mine\n");
    let answer = scene.parallel(&["skill", "--install", "--json"]);
    let answer: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    assert_eq!(answer["edited"], serde_json::json!([file]));
    let forced = scene.parallel(&["skill", "--install", "--force"]);
    assert_eq!((forced.code, scene.read(file)), (0, ours), "{forced}");
    let way = forced.stderr.lines().find_map(|it| it.strip_prefix("to bring it back: "));
    let mut back = scene.command("sh", ".");
    back.args(["-c", way.expect("a way back")]);
    run(back, None).done();
    assert_eq!(scene.read(file), "mine\n");
    // What an earlier version wrote is nobody's edit.
    scene.write(file, "earlier\n");
    scene.write(&format!(".git/parallel/skills/{}", &file[1..]), "earlier\n");
    scene.parallel(&["skill", "--install"]).done();
    assert_ne!(scene.read(file), "earlier\n");
}

#[test]
fn a_session_of_a_terminal_is_of_one_repository() {
    let names: Vec<String> = (0..2)
        .map(|_| {
            let scene = planned();
            let told = scene.parallel(&["start", "-n", "--tmux"]).done();
            assert_eq!(told, scene.parallel(&["start", "-n", "--tmux"]).done());
            let (_, rest) = told.split_once("new-session -d -s ").expect("a session");
            rest.split(' ').next().expect("a name").to_owned()
        })
        .collect();
    assert_ne!(names[0], names[1], "both are called repo");
    assert!(names.iter().all(|name| name.starts_with("repo-parallel-")), "{names:?}");
}

#[test]
fn the_command_a_refusal_prints_hands_over_all_that_belongs_together() {
    let scene = Scene::with(&[("src/a.rs", "a\n"), ("src/b.rs", "b\n"), ("doc/x", "x\n")]);
    let items = r#"{ "items": [
        { "id": "one", "description": "Mend a", "scope": ["src/a.rs"], "workers": "1" },
        { "id": "two", "description": "Mend a and b", "scope": ["src/a.rs", "src/b.rs"] },
        { "id": "three", "description": "Write x", "scope": ["doc/x"] } ] }"#;
    let items = items.replace(", \"workers\": \"1\"", "");
    scene.write("../items.json", &items);
    scene.parallel(&["init"]).done();
    scene.parallel(&["plan", "--items", "../items.json", "--workers", "2", "--yes"]).done();
    let plan = scene.read(".parallel.toml");
    let parsed: toml::Table = plan.parse().expect("a table");
    let workers = parsed["worker"].as_array().expect("workers").clone();
    let of = |path: &str| {
        let owns = |it: &&toml::Value| it["scope"].to_string().contains(path);
        workers.iter().find(owns).expect("an owner")["id"].as_str().expect("an id").to_owned()
    };
    let (owner, other) = (of("src"), of("doc"));
    assert_ne!(owner, other);
    // So that something is left to the giver.
    scene.parallel(&["grant", &owner, "more/", "--reason", "it needs a place"]).done();
    let plan = scene.read(".parallel.toml").replace("scope = [\"src/", "scope = [\"lib/\", \"src/");
    scene.write(".parallel.toml", &plan);
    scene.parallel(&["start"]).done();
    let tree = scene.parallel(&["path", &other]).done();
    let mut command = scene.command("git-parallel", ".");
    command.args(["hook", "pre-tool-use", "--plain"]);
    let told = serde_json::json!({ "cwd": tree.trim(), "tool_name": "Write",
        "tool_input": { "file_path": "src/a.rs" } });
    let refused = run(command, Some(&told.to_string()));
    assert_eq!(refused.code, 2, "{refused}");
    let way = refused.stderr.lines().find_map(|line| line.split_once("main worktree: "));
    let mut command = scene.command("sh", ".");
    command.args(["-c", way.expect(&refused.stderr).1]);
    run(command, None).done();
    assert!(way.expect("a way").1.contains("reassign item-1 item-2 src/a.rs"), "{way:?}");
}
