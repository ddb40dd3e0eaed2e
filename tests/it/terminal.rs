//! A real pseudo-terminal, read as a person would.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtyPair, PtySize, native_pty_system};

use crate::scene::Scene;

/// A terminal of 100 × 24 with one program in it.
pub struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    pub raw: Arc<Mutex<Vec<u8>>>,
    keys: Box<dyn Write + Send>,
    pub child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

fn pair() -> PtyPair {
    let size = PtySize { rows: 24, cols: 100, pixel_width: 0, pixel_height: 0 };
    native_pty_system().openpty(size).expect("a pseudo-terminal")
}

fn command(scene: &Scene, program: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program[0]);
    command.args(&program[1..]);
    command.cwd(scene.root());
    command.env_clear();
    for (name, value) in scene.command("git", ".").get_envs() {
        command.env(name, value.expect("a value"));
    }
    command.env("TERM", "xterm-256color");
    command
}

impl Terminal {
    /// Starts `program` in the main worktree.
    pub fn open(scene: &Scene, program: &[&str]) -> Self {
        let pair = pair();
        let child = pair.slave.spawn_command(command(scene, program)).expect("the command");
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

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.screen.lock().expect("the screen").screen().contents()
    }

    /// Waits until the screen shows `wanted`.
    #[track_caller]
    pub fn shows(&self, wanted: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.text().contains(wanted) {
            assert!(Instant::now() < until, "'{wanted}' never came:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Types `keys`.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("a key");
        self.keys.flush().expect("a key");
    }
}
