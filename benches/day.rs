//! What a user waits for in the state that `start` leaves: a hundred checked-out workers, and the whole of
//! a thousand workers with a hundred thousand files.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]
#![expect(clippy::disallowed_methods, reason = "the programs under test are started as users do")]

mod bare;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bare::command;

const WORKERS: usize = 100;
const COMMITS: usize = 5;

fn own(dir: &Path, args: &[&str]) -> Command {
    let mut own = command(env!("CARGO_BIN_EXE_git-parallel"), dir);
    own.args(args);
    own
}

/// Runs it to its end; `answers` are exit codes that are answers.
fn done(mut command: Command, answers: &[i32]) {
    let output = command.output().expect("a program");
    let answered = output.status.code().is_some_and(|code| answers.contains(&code));
    assert!(answered, "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn git(dir: &Path, args: &[&str]) {
    let mut git = command("git", dir);
    git.args(args);
    done(git, &[0]);
}

/// A repository of so many files in folders of ten, with so many workers in its plan, not started.
fn repository(dir: &Path, files: usize, workers: usize) {
    fs::create_dir_all(dir).expect("a folder");
    git(dir, &["init", "-q", "-b", "main", "."]);
    let mut text =
        String::from("commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 3\none\n");
    for n in 0..files {
        let content = format!("file {n}\n");
        write!(text, "M 100644 inline d{}/f{n}\ndata {}\n{content}\n", n / 10, content.len())
            .expect("a string");
    }
    let mut import = command("git", dir);
    let mut import =
        import.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
    import.stdin.take().expect("its input").write_all(text.as_bytes()).expect("the stream");
    assert!(import.wait().expect("git").success());
    git(dir, &["reset", "-q", "--hard"]);
    let mut plan = String::from("version = 1\nbase = \"main\"\n");
    for n in 0..workers {
        write!(plan, "\n[[worker]]\nid = \"task-{n}\"\nslug = \"part\"\nscope = [\"d{n}/\"]\n")
            .expect("a string");
    }
    fs::write(dir.join(".parallel.toml"), plan).expect("the plan");
    git(dir, &["add", ".parallel.toml"]);
    git(dir, &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "Plan"]);
}

/// The workers started, each with its commits, all checked out.
fn started(dir: &Path) {
    repository(dir, 10 * WORKERS, WORKERS);
    done(own(dir, &["start", "--quiet"]), &[0]);
    let identity = ["-c", "user.name=A", "-c", "user.email=a@b", "-c", "core.hooksPath=/dev/null"];
    for worker in 0..WORKERS {
        let tree = dir.join(format!("worktrees/task-{worker}-part"));
        for n in 0..COMMITS {
            fs::write(tree.join(format!("d{worker}/more")), n.to_string()).expect("a file");
            git(&tree, &["add", "-A"]);
            let mut args = identity.to_vec();
            let subject = format!("[CHECKPOINT] Step {n}");
            args.extend(["commit", "-q", "-m", &subject]);
            git(&tree, &args);
        }
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The median of the ratios of both, run in turn.
fn ratio(runs: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> f64 {
    let pair = |_| timed(&mut one).as_secs_f64() / timed(&mut other).as_secs_f64();
    let mut all: Vec<f64> = (0..runs).map(pair).collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn checked_out(dir: &Path) {
    started(dir);
    let status = || done(own(dir, &["status"]), &[0]);
    // Once, so that both find what either keeps.
    status();
    let by_log = || {
        let script = "for b in $(git for-each-ref --format='%(refname:short)' refs/heads/work); do git log --oneline main..$b; done";
        let mut command = command("sh", dir);
        command.args(["-c", script]);
        done(command, &[0]);
    };
    // What the report tells beside the log: who has uncommitted work, and how far each is.
    let by_all = || {
        let script = "for t in worktrees/*; do git -C $t status --porcelain; git -C $t rev-list --count --left-right main...HEAD; git -C $t log --oneline main..HEAD; done";
        let mut command = command("sh", dir);
        command.args(["-c", script]);
        done(command, &[0]);
    };
    let what = "status, 100 workers checked out";
    println!("| {what} | the shell loop of git log | {:.2} | 1 |", ratio(9, status, by_log));
    let asked = "the shell loop of git status, rev-list and log";
    println!("| {what} | {asked} | {:.2} | 0.3 |", ratio(9, status, by_all));
    let listed = || {
        let mut list = command("wt", dir);
        list.arg("list");
        done(list, &[0]);
    };
    if command("wt", dir).arg("--version").output().is_ok() {
        listed();
        println!("| {what} | wt list, warm | {:.2} | 0.3 |", ratio(9, status, listed));
    }
}

/// The most memory that a command had at a time, in MB; nothing where the system does not tell.
fn peak(mut command: Command) -> Option<u64> {
    let mut child = command.stdout(Stdio::null()).spawn().expect("a program");
    let file = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait().expect("its state").is_none() {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let told = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let told = told.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(told);
    }
    most.map(|kilobytes| kilobytes / 1024)
}

fn large(dir: &Path) {
    repository(dir, 100_000, 1_000);
    let items: String =
        (1_000..2_000).map(|n| format!("- [ ] Fix the loop in `d{n}/f{n}0`\n")).collect();
    fs::write(dir.join("todo.md"), items).expect("a document");
    let verbs: [&[&str]; 4] = [
        &["plan", "--feature", "more", "--dry-run", "todo.md"],
        &["start", "--quiet", "task-7"],
        &["status"],
        &["check"],
    ];
    for args in verbs {
        let took = timed(|| done(own(dir, args), &[0, 1]));
        let what = args.iter().filter(|it| !it.starts_with('-')).copied().collect::<Vec<_>>();
        println!(
            "| {}, 1 000 workers, 100 000 files | seconds | {:.2} | 5 |",
            what.join(" "),
            took.as_secs_f64()
        );
    }
    if let Some(most) = peak(own(dir, &["status"])) {
        println!("| memory of status, 1 000 workers, 100 000 files | MB | {most} | 150 |");
    }
}

fn main() {
    let scratch = tempfile::tempdir().expect("a folder");
    checked_out(&scratch.path().join("hundred"));
    large(&scratch.path().join("thousand"));
}
