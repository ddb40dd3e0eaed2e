//! `status --watch`, driven through a real pseudo-terminal, and its plain lines without one.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::scene::Scene;
use crate::start::started;

const API: &str = "worktrees/task-1-api-endpoints";

/// A terminal of 100 × 24 with `git parallel status --watch` in it.
struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn open(scene: &Scene) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { rows: 24, cols: 100, pixel_width: 0, pixel_height: 0 })
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new("git");
        command.args(["parallel", "status", "--watch", "--bell"]);
        command.cwd(scene.root());
        command.env_clear();
        for (name, value) in scene.command("git", ".").get_envs() {
            command.env(name, value.expect("a value"));
        }
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).expect("the command");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, 100, 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut output = pair.master.try_clone_reader().expect("a reader");
        let (to_screen, to_raw) = (Arc::clone(&screen), Arc::clone(&raw));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                to_screen.lock().expect("the screen").process(&buffer[..read]);
                to_raw.lock().expect("the bytes").extend_from_slice(&buffer[..read]);
            }
        });
        let keys = pair.master.take_writer().expect("a writer");
        Self { screen, raw, keys, child, _master: pair.master }
    }

    fn text(&self) -> String {
        self.screen.lock().expect("the screen").screen().contents()
    }

    #[track_caller]
    fn shows(&self, wanted: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.text().contains(wanted) {
            assert!(Instant::now() < until, "'{wanted}' never came:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("a key");
        self.keys.flush().expect("a key");
    }
}

#[test]
fn the_screen_follows_the_commits_and_answers_keys() {
    let scene = started();
    let mut terminal = Terminal::open(&scene);
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
