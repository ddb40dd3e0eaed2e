//! `status --watch`, driven through a real pseudo-terminal, and its plain lines without one.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::start::started;
use crate::terminal::Terminal;

const API: &str = "worktrees/task-1-api-endpoints";

#[test]
fn the_screen_follows_the_commits_and_answers_keys() {
    let scene = started();
    let mut terminal = Terminal::open(&scene, &["git", "parallel", "status", "--watch", "--bell"]);
    terminal.shows("2 workers");
    terminal.shows("q quit");
    let commit =
        |subject: &str| scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", subject]).done();
    commit("[BLOCKED:no-spec] Which endpoints");
    terminal.shows("[BLOCKED:no-spec]");
    terminal.shows("! task-1 is blocked: no-spec");
    assert!(terminal.raw.lock().expect("the bytes").contains(&7), "the bell rang");
    terminal.press("\r");
    terminal.shows("Timeline");
    terminal.shows("Which endpoints");
    terminal.press("x");
    terminal.shows("q quit");
    terminal.press("jp");
    terminal.shows("prompt of task-2, copied to the clipboard");
    let raw = String::from_utf8_lossy(&terminal.raw.lock().expect("the bytes")).into_owned();
    assert!(raw.contains("\u{1b}]52;c;"), "the clipboard was asked");
    terminal.press("x");
    terminal.shows("q quit");
    terminal.press("r");
    terminal.shows("run: git -C worktrees/task-1-api-endpoints log -1  [y/N]");
    terminal.press("y");
    terminal.shows("press enter to go back");
    terminal.press("\r");
    terminal.shows("q quit");
    terminal.press("q");
    let ended = terminal.child.wait().expect("the end");
    assert!(ended.success(), "{ended:?}");
}

#[test]
fn without_a_terminal_every_change_is_a_line() {
    let scene = started();
    let mut command = scene.command("git", ".");
    command.args(["parallel", "status", "--watch"]).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the command");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut next = || lines.next().expect("a line").expect("text");
    assert_eq!((next(), next()), ("task-1 idle".into(), "task-2 idle".into()));
    scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] Done"]).done();
    assert_eq!(next(), "task-1 [COMPLETE] - 1 commit");
    child.kill().expect("its end");
    child.wait().expect("its end");
}

#[cfg(unix)]
#[test]
fn a_signal_that_ends_it_gives_the_terminal_back() {
    let scene = started();
    for signal in ["TERM", "HUP", "QUIT"] {
        // The modes before and after, as one line each, and the number of what is to be ended.
        let script = "stty -g >../before
            sh -c 'echo $$ >../pid; exec git-parallel status --watch'
            code=$?; stty -g >../after; exit $code";
        let program = ["sh", "-c", script];
        let mut terminal = Terminal::open(&scene, &program);
        terminal.shows("q quit");
        let number = scene.read("../pid").trim().to_owned();
        let mut kill = scene.command("kill", ".");
        kill.args([&format!("-{signal}"), &number]);
        crate::scene::run(kill, None).done();
        let ended = terminal.child.wait().expect("the end");
        assert!(!ended.success(), "{signal}: {ended:?}");
        assert_eq!(scene.read("../after"), scene.read("../before"), "{signal}: other modes");
        std::thread::sleep(std::time::Duration::from_millis(200));
        let raw = String::from_utf8_lossy(&terminal.raw.lock().expect("the bytes")).into_owned();
        assert!(raw.contains("\u{1b}[?1049l"), "{signal}: the alternate screen stays");
        assert!(raw.rfind("\u{1b}[?25h") > raw.rfind("\u{1b}[?25l"), "{signal}: no cursor");
    }
}
