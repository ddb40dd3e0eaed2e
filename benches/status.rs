//! The report of many workers: against the shell loop of `git log`, ten times the workers, a long base.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]
#![expect(clippy::disallowed_methods, reason = "the programs under test are started as users do")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many workers, commits of each, and commits of the base before them.
struct Shape {
    workers: usize,
    commits: usize,
    base: usize,
}

fn git(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(args)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn must(mut command: Command) {
    let output = command.output().expect("a program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A repository of that shape, made by one `git fast-import`, with its plan.
fn repository(dir: &Path, shape: &Shape) {
    fs::create_dir_all(dir).expect("a folder");
    must(git(dir, &["init", "-q", "-b", "main", "."]));
    let mut import =
        git(dir, &["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
    let stream = stream(shape);
    import.stdin.take().expect("its input").write_all(stream.as_bytes()).expect("the stream");
    assert!(import.wait().expect("git").success());
    must(git(dir, &["pack-refs", "--all"]));
    let mut plan = String::from("version = 1\nbase = \"main\"\n");
    for n in 0..shape.workers {
        write!(plan, "\n[[worker]]\nid = \"task-{n}\"\nslug = \"part\"\nscope = [\"part{n}/\"]\n")
            .expect("a string");
    }
    fs::write(dir.join(".parallel.toml"), plan).expect("the plan");
}

fn stream(shape: &Shape) -> String {
    let mut text = String::new();
    let mut commit = |branch: &str, from: Option<&str>, n: usize, file: &str, subject: &str| {
        let time = 1_700_000_000 + n;
        writeln!(
            text,
            "commit {branch}\ncommitter A <a@b> {time} +0000\ndata {}\n{subject}",
            subject.len()
        )
        .expect("a string");
        if let Some(from) = from {
            writeln!(text, "from {from}").expect("a string");
        }
        writeln!(text, "M 100644 inline {file}\ndata {}\n{n}\n", n.to_string().len() + 1)
            .expect("a string");
    };
    for n in 0..shape.base {
        commit("refs/heads/main", None, n, &format!("base{}/f", n % 50), &format!("Base {n}"));
    }
    for worker in 0..shape.workers {
        let branch = format!("refs/heads/work/task-{worker}-part");
        for n in 0..shape.commits {
            let from = (n == 0).then_some("refs/heads/main");
            let at = shape.base + n * shape.workers + worker;
            commit(
                &branch,
                from,
                at,
                &format!("part{worker}/f{n}"),
                &format!("[CHECKPOINT] Step {n}"),
            );
        }
    }
    text
}

/// Runs both in turn and gives the median of each, and of their ratios.
fn paired(
    runs: usize,
    mut one: impl FnMut(),
    mut other: impl FnMut(),
) -> (Duration, Duration, f64) {
    let timed = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let pairs: Vec<(Duration, Duration)> =
        (0..runs).map(|_| (timed(&mut one), timed(&mut other))).collect();
    let median = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let seconds = |pick: fn(&(Duration, Duration)) -> Duration| {
        Duration::from_secs_f64(median(pairs.iter().map(|pair| pick(pair).as_secs_f64()).collect()))
    };
    let ratios = pairs.iter().map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect();
    (seconds(|pair| pair.0), seconds(|pair| pair.1), median(ratios))
}

fn report(dir: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_git-parallel"));
    command.current_dir(dir).arg("status").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.output().expect("the report");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn main() {
    let scratch = tempfile::tempdir().expect("a folder");
    let make = |name: &str, shape: &Shape| {
        let dir = scratch.path().join(name);
        repository(&dir, shape);
        dir
    };
    let small = make("small", &Shape { workers: 100, commits: 20, base: 200 });
    let many = make("many", &Shape { workers: 1_000, commits: 20, base: 200 });
    let long = make("long", &Shape { workers: 100, commits: 20, base: 50_000 });
    let by_shell = || {
        let script = "for b in $(git for-each-ref --format='%(refname:short)' refs/heads/work); do git log --oneline main..$b >/dev/null; done";
        let mut command = Command::new("sh");
        command.current_dir(&small).args(["-c", script]);
        must(command);
    };
    let (own, shell, ratio) = paired(15, || report(&small), by_shell);
    println!(
        "100 workers x 20 commits: {own:?}, the shell loop of git log {shell:?}: {ratio:.3} x"
    );
    println!(
        "| status, 100 workers x 20 commits | the shell loop of git log | {ratio:.3} | 0.04 |"
    );
    let (more, less, ratio) = paired(9, || report(&many), || report(&small));
    println!("1000 workers {more:?}, 100 workers {less:?}: {ratio:.1} x");
    println!("| status, 1 000 workers | status, 100 workers | {ratio:.1} | 12 |");
    let (deep, flat, ratio) = paired(15, || report(&long), || report(&small));
    println!("a base of 50000 commits {deep:?}, of 200 {flat:?}: {ratio:.2} x");
    println!("| status, a base of 50 000 commits | status, a base of 200 | {ratio:.2} | 1.1 |");
}
