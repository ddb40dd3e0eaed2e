//! The table of `status`: what it answers, how it fits a terminal, and the other layouts of it.

use crate::scene::{Scene, run};
use crate::terminal::Terminal;

const PLAN: &str = r#"version = 1
base = "main"

[[worker]]
id = "task-1"
slug = "api"
scope = ["a/"]
checkpoints = ["one", "two"]

[[worker]]
id = "task-2"
slug = "web"
scope = ["b/"]
"#;

const API: &str = "worktrees/task-1-api";
const WEB: &str = "worktrees/task-2-web";

/// Task-1 has a checkpoint of three lines more and one less, and is a commit behind; task-2 is done.
fn worked() -> Scene {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene.parallel(&["start", "--trust"]).done();
    scene.commit_in(API, "a/x", "1\n2\n3\n", "[CHECKPOINT] The routes are there").done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Meanwhile"]);
    scene.commit_in(WEB, "b/y", "y\nz\n", "[COMPLETE] All pages").done();
    scene
}

#[test]
fn each_row_tells_progress_size_distance_and_the_last_subject() {
    let scene = worked();
    let report = scene.parallel(&["status"]).done();
    let row = |name: &str| {
        let line = report.lines().find(|line| line.contains(name)).expect("a row");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let api = row("task-1");
    for part in ["task-1 api [CHECKPOINT] - 1 commit 1/2", "+3 −1", "↓1 The routes are there"] {
        assert!(api.contains(part), "{part} missing in {api}");
    }
    assert!(row("task-2").starts_with("✓ task-2 web [COMPLETE]"), "{report}");
    assert!(!report.contains('|') && !report.contains('\u{1b}'), "{report}");
    let json = scene.parallel(&["status", "--json"]).json();
    let first = &json["workers"][0];
    assert_eq!(first["size"], serde_json::json!({"added": 3, "removed": 1}));
    assert_eq!(first["path"], scene.path(API).to_string_lossy().as_ref());
    assert_eq!(first["tip"], scene.git(&["rev-parse", "work/task-1-api"]));
    // Counted again from what is kept, and anew once the branch moved.
    assert_eq!(scene.parallel(&["status"]).done(), report);
    scene.commit_in(API, "a/z", "1\n", "[CHECKPOINT] More").done();
    assert!(scene.parallel(&["status"]).done().contains("+4 −1"));
}

#[test]
fn a_plain_encoding_has_plain_signs() {
    let scene = worked();
    let mut command = scene.command("git", ".");
    command.args(["parallel", "status"]).env("LC_ALL", "C");
    let report = run(command, None).done();
    let table: String = report.lines().take(5).collect();
    assert!(table.is_ascii() && table.contains("+  task-2") && table.contains("+3 -1"), "{report}");
}

#[test]
fn markdown_is_there_where_it_is_asked_for() {
    let scene = worked();
    let report = scene.parallel(&["status", "--markdown", "--color", "always"]).done();
    assert!(report.starts_with("## Worker Status Report\n\n| Worker | Branch "), "{report}");
    assert!(report.contains("| task-1 | work/task-1-api | "), "{report}");
    assert!(report.contains("\n### Recommended Actions\n\n1. "), "{report}");
    assert!(!report.contains('\u{1b}'), "{report:?}");
}

#[test]
fn a_terminal_gets_what_fits_and_the_names_of_the_rest() {
    let scene = worked();
    let shown = |cols: &str| {
        let run = format!("stty cols {cols}; git parallel status; echo th''e end");
        let terminal = Terminal::open(&scene, &["sh", "-c", &run]);
        terminal.shows("the end");
        terminal.text()
    };
    let wide = shown("100");
    assert!(wide.contains("The routes are there") && !wide.contains("no room for"), "{wide}");
    let narrow = shown("60");
    assert!(
        narrow.contains("no room for: ") && narrow.contains("Size, Last Subject\n"),
        "{narrow}"
    );
    assert!(narrow.lines().take(5).all(|line| line.chars().count() <= 60), "{narrow}");
}

#[test]
fn the_live_view_shows_a_diff_and_opens_a_shell() {
    let scene = worked();
    scene.write(&format!("{API}/a/x"), "not committed\n");
    let mut terminal = Terminal::open(&scene, &["git", "parallel", "status", "--watch"]);
    terminal.shows("q quit");
    terminal.press("d");
    terminal.shows("+not committed");
    terminal.press("x");
    terminal.shows("q quit");
    terminal.press("s");
    terminal.shows("exit leads back");
    terminal.press("pwd; exit\r");
    terminal.shows("q quit");
    let raw = String::from_utf8_lossy(&terminal.raw.lock().expect("the bytes")).into_owned();
    assert!(raw.contains(&*scene.path(API).to_string_lossy()), "{raw}");
    terminal.press("q");
    assert!(terminal.child.wait().expect("the end").success());
}

#[test]
fn a_worker_that_is_complete_has_done_what_its_commits_name() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n")]);
    scene.parallel(&["init"]).done();
    let tasks = ["--task", "Routes", "--task", "Errors"];
    scene.parallel(&[&["add", "1", "API", "--scope", "a/"], &tasks[..]].concat()).done();
    scene.parallel(&["start"]).done();
    scene.commit_in(API, "a/x", "1\n", "[COMPLETE] task-1-1: The routes").done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("  1/2  "), "{report}");
    assert!(report.contains("no commit of it names task-1-2"), "{report}");
    let detail = scene.parallel(&["status", "task-1"]).done();
    assert!(detail.contains("[x] task-1-1") && detail.contains("[ ] task-1-2"), "{detail}");
    scene
        .git_in(API, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] task-1-2: Errors"])
        .done();
    assert!(scene.parallel(&["status"]).done().contains("  2/2  "));
}
