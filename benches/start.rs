//! `start` of eight workers, and of one, in a repository of 20 000 files against `git worktree add` one
//! after the other, interleaved, each time into fresh folders.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]
#![expect(clippy::disallowed_methods, reason = "a bench runs git as users do")]

mod bare;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bare::command;

const WORKERS: usize = 8;
const FILES: usize = 20_000;
const FOLDERS: usize = 500;
const ROUNDS: usize = 5;

fn must(mut command: Command) {
    let output = command.stderr(Stdio::piped()).output().expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A packed repository as a clone of a server is, with its plan.
fn repository(dir: &Path) {
    fs::create_dir_all(dir).expect("a folder");
    let git = |args: &[&str]| {
        let mut git = command("git", dir);
        git.args(args);
        git
    };
    must(git(&["init", "-q", "-b", "main", "."]));
    let mut import = git(&["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
    import.stdin.take().expect("its input").write_all(stream().as_bytes()).expect("the stream");
    assert!(import.wait().expect("git").success());
    must(git(&["reset", "-q", "--hard"]));
    must(git(&["config", "gc.auto", "0"]));
    let mut plan = String::from("version = 1\nbase = \"main\"\n");
    for n in 0..WORKERS {
        write!(plan, "\n[[worker]]\nid = \"task-{n}\"\nslug = \"part\"\nscope = [\"d{n}/\"]\n")
            .expect("a string");
    }
    fs::write(dir.join(".parallel.toml"), plan).expect("the plan");
}

/// One commit of all files, of about a kilobyte and a half each and all different.
fn stream() -> String {
    let mut text =
        String::from("commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 3\none\n");
    for n in 0..FILES {
        let content: String =
            (0..40).map(|line| format!("line {line} of file {n}, {}\n", n * line * 7919)).collect();
        write!(text, "M 100644 inline d{}/f{n}\ndata {}\n{content}\n", n % FOLDERS, content.len())
            .expect("a string");
    }
    text
}

/// Runs `work` on a repository made just before, so that no folder is ever made a second time:
/// the file system is slower with those it has just deleted.
fn timed(scratch: &Path, name: &str, work: impl FnOnce(&Path)) -> Duration {
    let dir = scratch.join(name);
    let mut copy = command("cp", scratch);
    copy.args(["-a", "template", name]);
    must(copy);
    must(command("sync", scratch));
    let start = Instant::now();
    work(&dir);
    start.elapsed()
}

fn start(dir: &Path, workers: usize) {
    let mut start = command(env!("CARGO_BIN_EXE_git-parallel"), dir);
    start.args(["start", "--quiet"]).args((0..workers).map(|n| format!("task-{n}")));
    must(start);
}

fn by_git(dir: &Path, workers: usize) {
    for n in 0..workers {
        let (at, branch) = (format!("worktrees/task-{n}-part"), format!("work/task-{n}-part"));
        let mut add = command("git", dir);
        add.args(["worktree", "add", "-q", "-b", &branch, &at]);
        must(add);
    }
}

fn main() {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(&scratch.path().join("template"));
    against_git(scratch.path(), 1, "start, 1 worktree", 1.05);
    against_git(scratch.path(), WORKERS, "start, 8 worktrees", 0.55);
}

fn against_git(scratch: &Path, workers: usize, what: &str, target: f64) {
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        let ours = || timed(scratch, &format!("ours{workers}-{round}"), |dir| start(dir, workers));
        let gits = || timed(scratch, &format!("gits{workers}-{round}"), |dir| by_git(dir, workers));
        // Whoever comes second finds a busier disk: they take turns.
        let pair = if round % 2 == 0 {
            let own = ours();
            (own, gits())
        } else {
            let git = gits();
            (ours(), git)
        };
        pairs.push(pair);
    }
    let median = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let ratio =
        median(pairs.iter().map(|(own, git)| own.as_secs_f64() / git.as_secs_f64()).collect());
    let seconds = |pick: fn(&(Duration, Duration)) -> Duration| {
        median(pairs.iter().map(|pair| pick(pair).as_secs_f64()).collect())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{what}, {FILES} files, {cores} cores: {:.2} s, git worktree add in turn {:.2} s: {ratio:.3} x",
        seconds(|pair| pair.0),
        seconds(|pair| pair.1),
    );
    println!("| {what}, {FILES} files | git worktree add in turn | {ratio:.2} | {target} |");
}
