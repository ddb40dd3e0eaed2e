//! A real pseudo-terminal, read as a person would.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtyPair, PtySize, native_pty_system};

use crate::scene::Scene;

/// A terminal with one program in it.
pub struct Terminal {
    screen: Arc<Mutex<vt100::Parser>>,
    pub raw: Arc<Mutex<Vec<u8>>>,
    keys: Box<dyn Write + Send>,
    pub child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

fn pair(rows: u16, cols: u16) -> PtyPair {
    let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
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
    /// Starts `program` in the main worktree, in a terminal of 24 lines.
    pub fn open(scene: &Scene, program: &[&str]) -> Self {
        Self::sized(scene, program, 24)
    }

    /// The same with so many lines of 100 columns.
    pub fn sized(scene: &Scene, program: &[&str], rows: u16) -> Self {
        let pair = pair(rows, 100);
        let child = pair.slave.spawn_command(command(scene, program)).expect("the command");
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, 100, 0)));
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

    /// The same with its colours, a line each, as escapes for one style after another.
    pub fn ansi(&self) -> String {
        let screen = self.screen.lock().expect("the screen");
        let (rows, cols) = screen.screen().size();
        let line = |row| styled((0..cols).filter_map(|col| cell(&screen, row, col)).collect());
        let lines: Vec<String> = (0..rows).map(line).collect();
        let text = lines.join("\n");
        text.trim_end().to_owned()
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

fn cell(parser: &vt100::Parser, row: u16, col: u16) -> Option<vt100::Cell> {
    parser.screen().cell(row, col).filter(|cell| !cell.is_wide_continuation()).cloned()
}

/// Cells of a line with their styles; without the blanks at its end.
fn styled(mut cells: Vec<vt100::Cell>) -> String {
    let blank = |cell: &vt100::Cell| cell.contents().trim().is_empty() && !cell.inverse();
    while cells.last().is_some_and(blank) {
        cells.pop();
    }
    let mut text = String::new();
    let mut last = String::new();
    for cell in &cells {
        let style = style(cell);
        if style != last {
            text.push_str(&format!("\x1b[0{style}m"));
            last = style;
        }
        text.push_str(if cell.has_contents() { cell.contents() } else { " " });
    }
    if last.is_empty() { text } else { format!("{text}\x1b[0m") }
}

/// The codes of a cell's style, each after a semicolon.
fn style(cell: &vt100::Cell) -> String {
    let switched = [
        (cell.bold(), ";1"),
        (cell.dim(), ";2"),
        (cell.italic(), ";3"),
        (cell.underline(), ";4"),
        (cell.inverse(), ";7"),
    ];
    let mut codes: String = switched.iter().filter(|it| it.0).map(|it| it.1).collect();
    for (color, at) in [(cell.fgcolor(), 38), (cell.bgcolor(), 48)] {
        match color {
            vt100::Color::Default => {}
            vt100::Color::Idx(n) => codes.push_str(&format!(";{at};5;{n}")),
            vt100::Color::Rgb(r, g, b) => codes.push_str(&format!(";{at};2;{r};{g};{b}")),
        }
    }
    codes
}
