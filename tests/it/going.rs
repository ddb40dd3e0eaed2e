//! Going to worktrees, waiting for workers, one command in all of them, the state in a line.

use std::thread;
use std::time::Duration;

use crate::scene::{Scene, run};
use crate::terminal::Terminal;

const PLAN: &str = r#"version = 1
base = "main"

[setup]
ports = { base = 4000, each = 10 }

[[worker]]
id = "task-1"
slug = "api"
title = "The API"
scope = ["a/"]
checkpoints = ["one", "two"]

[[worker]]
id = "task-2"
slug = "web"
title = "The pages"
scope = ["b/"]
"#;

fn started() -> Scene {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene.parallel(&["start", "--trust"]).done();
    scene
}

#[test]
fn path_names_worktrees_from_anywhere() {
    let scene = started();
    let wanted = scene.path("worktrees/task-1-api");
    assert_eq!(scene.parallel(&["path", "task-1"]).done().trim(), wanted.to_string_lossy());
    let below = scene.parallel_in("worktrees/task-2-web/b", &["path", "main"]);
    assert_eq!(below.done().trim(), scene.root().to_string_lossy());
    let answer = scene.parallel(&["path", "task-2", "--json"]).json();
    assert_eq!(answer["path"], scene.path("worktrees/task-2-web").to_string_lossy().as_ref());
    scene.parallel(&["path", "task-9"]).refused();
    scene.parallel(&["path", "integration"]).refused();
    scene.git(&["worktree", "remove", "worktrees/task-2-web"]);
    let told = scene.parallel(&["path", "task-2"]).refused();
    assert!(told.contains("git parallel start task-2"), "{told}");
}

#[test]
fn switch_without_a_terminal_prints_the_path_or_asks_for_a_name() {
    let scene = started();
    let printed = scene.parallel(&["switch", "task-1"]).done();
    assert_eq!(printed.trim(), scene.path("worktrees/task-1-api").to_string_lossy());
    let told = scene.parallel(&["switch"]).refused();
    assert!(told.contains("git parallel switch WORKER"), "{told}");
}

/// In a real shell with the function, `switch` changes the directory, by name and by the picker.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn switches(shell: &[&str], function: &str) {
    if which::which(shell[0]).is_err() {
        eprintln!("skipped: no {} is installed", shell[0]);
        return;
    }
    let scene = started();
    let mut terminal = Terminal::open(&scene, shell);
    terminal.press(&format!("{function}; echo is''ready\r"));
    terminal.shows("isready");
    terminal.press(
        "git parallel switch task-2; echo at=(pwd)\r"
            .replace("(pwd)", if shell[0] == "fish" { "(pwd)" } else { "$(pwd)" })
            .as_str(),
    );
    terminal.shows("worktrees/task-2-web");
    terminal.press("clear; git parallel switch; echo pick''ed\r");
    terminal.shows("2/2");
    terminal.press("API");
    terminal.shows("1/2");
    terminal.press("\r");
    // What is typed while the picker still reads is the picker's.
    terminal.shows("picked");
    let pwd = if shell[0] == "fish" { "(pwd)" } else { "$(pwd)" };
    terminal.press(&format!("clear; echo now={pwd}\r"));
    terminal.shows("worktrees/task-1-api");
    terminal.child.kill().expect("its end");
}

#[test]
fn switch_changes_the_directory_of_bash() {
    switches(&["bash", "--norc", "-i"], "eval \"$(git parallel switch --function bash)\"");
}

#[test]
fn switch_changes_the_directory_of_zsh() {
    switches(&["zsh", "-f", "-i"], "eval \"$(git parallel switch --function zsh)\"");
}

#[test]
fn switch_changes_the_directory_of_fish() {
    switches(&["fish", "--no-config", "-i"], "git parallel switch --function fish | source");
}

#[test]
fn completions_install_the_function_too() {
    let scene = started();
    let told = scene.parallel(&["completions", "bash", "--install"]).ended(0);
    assert!(told.contains(".bashrc"), "{told}");
    let text = scene.read("../home/.local/share/git-parallel/switch.sh");
    assert!(text.contains("GIT_PARALLEL_SWITCH"), "{text}");
}

#[test]
fn open_hands_the_folder_to_the_editor() {
    let scene = started();
    let bare = scene.parallel(&["open", "task-1"]).refused();
    assert!(bare.contains("parallel.editor"), "{bare}");
    scene.git(&["config", "parallel.editor", "ls -d >opened.txt"]);
    scene.parallel(&["open", "task-1"]).done();
    let opened = scene.read("worktrees/task-1-api/opened.txt");
    assert!(opened.contains("worktrees/task-1-api"), "{opened}");
    scene.git(&["config", "parallel.editor", "false"]);
    scene.parallel(&["open", "task-1"]).refused();
}

#[test]
fn exec_runs_everywhere_and_tells_who_failed() {
    let scene = started();
    let command = ["exec", "--json", "--", "sh", "-c", "test $PARALLEL_PORT = 4000"];
    let told = scene.parallel(&command);
    assert_eq!(told.code, 1, "{told}");
    let answer: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    let exits: Vec<_> =
        answer["ran"].as_array().expect("a list").iter().map(|it| &it["exit"]).collect();
    assert_eq!(exits, [0, 1]);
    let told = scene.parallel(&["exec", "task-2", "--", "pwd"]).ended(0);
    assert!(told.contains("worktrees/task-2-web") && !told.contains("task-1"), "{told}");
    let absent = scene.parallel(&["exec", "task-1", "--", "no-such-program"]).ended(1);
    assert!(absent.contains("127"), "{absent}");
    let absent = scene.parallel(&["exec", "task-1", "--", "no-such-program"]);
    assert!(absent.stderr.contains("there is no program 'no-such-program'"), "{absent}");
    let dry = scene.parallel(&["exec", "-n", "--", "touch", "made"]).done();
    assert!(dry.contains("would run") && !scene.path("worktrees/task-1-api/made").exists());
}

#[test]
fn wait_ends_when_the_worker_is_there_or_the_time_is_over() {
    let scene = started();
    let late = scene.parallel(&["wait", "task-1", "--timeout", "0s"]);
    assert_eq!(late.code, 1, "{late}");
    let waiting = {
        let mut command = scene.command("git", ".");
        command.args(["parallel", "wait", "task-1", "--until", "complete", "--json"]);
        thread::spawn(move || run(command, None))
    };
    thread::sleep(Duration::from_millis(300));
    scene.commit_in("worktrees/task-1-api", "a/x", "2\n", "[COMPLETE] All of it").ended(0);
    let told = waiting.join().expect("its end");
    assert_eq!(told.code, 0, "{told}");
    assert!(told.stdout.contains("\"reached\": true"), "{told}");
    let answer: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    let path = scene.path("worktrees/task-1-api").to_string_lossy().into_owned();
    assert_eq!(answer["workers"][0]["path"], path.as_str());
    scene.commit_in("worktrees/task-2-web", "b/y", "2\n", "[BLOCKED:spec] Which").ended(0);
    scene.parallel(&["wait", "--until", "any", "--timeout", "1m"]).done();
    scene.parallel(&["wait", "--until", "blocked", "--first", "--timeout", "1m"]).done();
    scene.parallel(&["wait", "--timeout", "soon"]).ended(2);
}

#[test]
fn the_line_is_the_worker_s_own_in_its_worktree() {
    let scene = started();
    scene.commit_in("worktrees/task-1-api", "a/x", "2\n", "[CHECKPOINT] One").ended(0);
    let own = scene.parallel_in("worktrees/task-1-api", &["status", "--line"]).done();
    assert_eq!(own, "task-1 [CHECKPOINT] 1/2\n");
    let all = scene.parallel(&["status", "--line"]).done();
    assert_eq!(all, "2 workers: 1 working, 1 idle\n");
    // A prompt asks everywhere: outside of a repository, and in one without a plan.
    let mut outside = scene.command("git-parallel", ".");
    outside.current_dir(scene.outside()).args(["status", "--line"]);
    let bare = Scene::with(&[("a/x", "1\n")]);
    for told in [run(outside, None), bare.parallel(&["status", "--line"])] {
        assert_eq!((told.code, &*told.stdout, &*told.stderr), (0, "", ""), "{told}");
    }
}
