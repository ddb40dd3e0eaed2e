//! Predicting the 45 merges of ten branches: against `git merge-tree --write-tree --stdin`.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]
#![expect(clippy::disallowed_methods, reason = "the repository is made and measured by git itself")]

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use git_parallel::seams::{Depth, Repo};

fn git(at: &Path, args: &[&str], input: &str) -> String {
    let mut child = Command::new("git")
        .current_dir(at)
        .args(["-c", "user.name=b", "-c", "user.email=b", "-c", "gc.auto=0"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git to start");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("git to read");
    let output = child.wait_with_output().expect("git to end");
    assert!(output.status.success(), "git {args:?}");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// `branches` that each change 20 files, three of them shared with others, of 2 000.
fn repository(at: &Path, branches: usize) -> (String, Vec<String>) {
    git(at, &["init", "-q", "-b", "main", "."], "");
    let text = |mark: &str| {
        (0..80)
            .map(|n| if n == 40 { format!("{mark}\n") } else { format!("line {n}\n") })
            .collect::<String>()
    };
    for n in 0..2_000 {
        let folder = at.join(format!("area{}/part{}", n % 40, n % 7));
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("f{n}.txt")), text(&n.to_string())).expect("a file");
    }
    git(at, &["add", "-A"], "");
    git(at, &["commit", "-qm", "Start"], "");
    let tips = (0..branches).map(|branch| {
        git(at, &["switch", "-q", "-c", &format!("b{branch}"), "main"], "");
        for n in 0..20 {
            let n = if n < 3 { n + branch / 3 } else { 20 + branch * 20 + n } % 2_000;
            let file = at.join(format!("area{}/part{}/f{n}.txt", n % 40, n % 7));
            fs::write(file, text(&format!("by {branch}"))).expect("a file");
        }
        git(at, &["commit", "-qam", "change"], "");
        git(at, &["rev-parse", "HEAD"], "")
    });
    let tips = tips.collect();
    git(at, &["switch", "-q", "main"], "");
    git(at, &["repack", "-adq"], "");
    (git(at, &["rev-parse", "main"], ""), tips)
}

fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[runs / 2]
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let (base, tips) = repository(folder.path(), 10);
    let repo = Repo::discover(folder.path()).expect("a repository");
    let mut pairs = Vec::new();
    for (n, one) in tips.iter().enumerate() {
        pairs.extend(tips[n + 1..].iter().map(|other| (one.as_str(), other.as_str())));
    }
    let asked: String = pairs.iter().map(|(one, other)| format!("{one} {other}\n")).collect();
    let theirs = median(31, || {
        black_box(git(folder.path(), &["merge-tree", "--write-tree", "--stdin"], &asked));
    });
    let ratio = |ours: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
    let clashing = repo.predict_each(&pairs, Depth::All).expect("a prediction");
    let clashing = clashing.iter().filter(|clashes| !clashes.is_empty()).count();
    println!("{} pairs, {clashing} clash; git merge-tree --stdin {theirs:?}", pairs.len());
    for (depth, name) in [(Depth::First, "yes or no"), (Depth::All, "every path")] {
        let each = median(31, || {
            black_box(repo.predict_each(&pairs, depth).expect("a prediction"));
        });
        let meeting = median(31, || {
            black_box(repo.predict(&base, &tips, depth).expect("a prediction"));
        });
        println!(
            "| conflict prediction, 10 workers pairwise, {name} | git merge-tree --write-tree --stdin | {:.2} | 0.7 |",
            ratio(each)
        );
        println!("{name}: every pair merged {each:?}, {:.2} x", ratio(each));
        println!("{name}: with the base, and pairs that meet {meeting:?}, {:.2} x", ratio(meeting));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (base, tips) = repository(folder.path(), 97);
    let repo = Repo::discover(folder.path()).expect("a repository");
    let many = median(9, || {
        black_box(repo.predict(&base, &tips, Depth::First).expect("a prediction"));
    });
    println!("97 branches with the base and in 4656 pairs, yes or no: {many:?}");
}
