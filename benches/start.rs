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
use std::time::Instant;

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
    let at = git(&["rev-parse", "main"]).output().expect("git").stdout;
    let at = String::from_utf8(at).expect("an id");
    let mut plan = String::from("version = 1\nbase = \"main\"\n");
    for n in 0..WORKERS {
        write!(
            plan,
            "\n[[worker]]\nid = \"task-{n}\"\nslug = \"part\"\nscope = [\"d{n}/\"]\nplanned = \"{}\"\n",
            at.trim()
        )
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

/// What a run took, in seconds.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    /// Of the processor, by all processes together: what others do on the machine changes it least.
    cpu: f64,
}

/// Runs `script` on a repository made just before, so that no folder is ever made a second time: the file
/// system is slower with those it has just deleted.
fn timed(scratch: &Path, name: &str, script: &str) -> Took {
    let dir = scratch.join(name);
    let mut copy = command("cp", scratch);
    copy.args(["-a", "template", name]);
    must(copy);
    // The copies have times of their own, which an index in use has noted.
    let mut refresh = command("git", &dir);
    refresh.args(["update-index", "-q", "--refresh"]);
    must(refresh);
    must(command("sync", scratch));
    let mut bash = command("bash", &dir);
    bash.arg("-c")
        .arg(format!("TIMEFORMAT='%3U %3S'; {{ time {{ {script}; }} 2>&3; }} 3>/dev/null"));
    let start = Instant::now();
    let output = bash.output().expect("bash");
    let wall = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let cpu = told.split_whitespace().filter_map(|seconds| seconds.parse::<f64>().ok()).sum();
    Took { wall, cpu }
}

fn start(workers: usize) -> String {
    let ids: Vec<String> = (0..workers).map(|n| format!("task-{n}")).collect();
    format!("{} start --quiet {} >/dev/null", env!("CARGO_BIN_EXE_git-parallel"), ids.join(" "))
}

fn by_git(workers: usize) -> String {
    let add = |n| format!("git worktree add -q -b work/task-{n}-part worktrees/task-{n}-part");
    (0..workers).map(add).collect::<Vec<_>>().join(" && ")
}

fn main() {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(&scratch.path().join("template"));
    let one = against_git(scratch.path(), 1);
    println!(
        "| start, 1 worktree, {FILES} files, processor | git worktree add | {:.2} | 1.05 |",
        one.cpu
    );
    println!("| start, 1 worktree, {FILES} files | git worktree add | {:.2} | 1.05 |", one.wall);
    let many = against_git(scratch.path(), WORKERS);
    println!(
        "| start, {WORKERS} worktrees, {FILES} files | git worktree add in turn | {:.2} | 0.55 |",
        many.wall
    );
}

/// The ratios of the least that both took.
fn against_git(scratch: &Path, workers: usize) -> Took {
    let mut pairs = Vec::new();
    for round in 0..ROUNDS {
        let ours = || timed(scratch, &format!("ours{workers}-{round}"), &start(workers));
        let gits = || timed(scratch, &format!("gits{workers}-{round}"), &by_git(workers));
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
    let least = |seconds: &dyn Fn(&(Took, Took)) -> f64| {
        pairs.iter().map(seconds).min_by(f64::total_cmp).unwrap_or_default()
    };
    let (own, git) = (least(&|pair| pair.0.wall), least(&|pair| pair.1.wall));
    println!("{workers} of {FILES} files: {own:.2} s, git worktree add in turn {git:.2} s");
    Took { wall: own / git, cpu: least(&|pair| pair.0.cpu) / least(&|pair| pair.1.cpu) }
}
