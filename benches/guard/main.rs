//! The guarded commit against the same commit without hooks, with hooks that do nothing, and with
//! hand-written ones; staged judgement against `git diff-index`. All interleaved in one run.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]
#![expect(clippy::disallowed_methods, reason = "a bench runs git and shells as users do")]

mod peers;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use git_parallel::seams::Site;

const PLAN: &str = "version = 1\nbase = \"main\"\n\n[[worker]]\nid = \"task-1\"\nslug = \"one\"\nscope = [\"d00/\"]\n\n[[worker]]\nid = \"task-2\"\nslug = \"two\"\nscope = [\"d01/\", \"d02/\"]\n";
const MESSAGE: &str = "[CHECKPOINT] step";
const BINARY: &str = env!("CARGO_BIN_EXE_git-parallel");

/// What a commit may run: a name, and the hooks by name with their text.
type Rival = (&'static str, PathBuf);

fn main() {
    for (files, folders, rounds) in [(200, 20, 60), (2_000, 100, 40), (100_000, 5_000, 15)] {
        let bench = Bench::new(files, folders);
        bench.commits(files, rounds);
        bench.judgement(files, rounds);
    }
}

/// A repository with a guarded worktree.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(files: usize, folders: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(
            folder.path().join("config"),
            "[user]\n\tname = a\n\temail = a@example.com\n[gc]\n\tauto = 0\n",
        )
        .expect("a configuration");
        let bench = Self { folder };
        fs::create_dir(bench.repo()).expect("a folder");
        bench.git(&bench.repo(), &["init", "-q", "-b", "main"]);
        bench.import(files, folders);
        bench.git(&bench.repo(), &["reset", "-q", "--hard"]);
        let mut start = bench.command(BINARY, &bench.repo());
        let started = start.args(["start", "-q", "task-1"]).output().expect("git parallel");
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        bench
    }

    fn repo(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn tree(&self) -> PathBuf {
        self.repo().join("worktrees/task-1-one")
    }

    fn command(&self, program: &str, directory: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(directory)
            .env("GIT_CONFIG_GLOBAL", self.folder.path().join("config"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn git(&self, directory: &Path, args: &[&str]) {
        let done = self.command("git", directory).args(args).output().expect("git");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// One commit of `files` files in `folders` folders below `d00`, `d01`, ….
    fn import(&self, files: usize, folders: usize) {
        let top = (folders / 100).max(4);
        let mut stream = format!(
            "commit refs/heads/main\ncommitter a <a@example.com> 1700000000 +0000\ndata 5\nStart\nM 100644 inline .parallel.toml\ndata {}\n{PLAN}\n",
            PLAN.len()
        );
        for n in 0..files {
            let folder = n % folders;
            let text = format!("{n} {}\n", "content ".repeat(20));
            write!(
                stream,
                "M 100644 inline d{:02}/s{:03}/f{:02}.txt\ndata {}\n{text}\n",
                folder % top,
                folder / top,
                n / folders,
                text.len()
            )
            .expect("a string takes everything");
        }
        let mut import = self.command("git", &self.repo());
        let mut child = import
            .args(["fast-import", "--quiet"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("git fast-import");
        let mut stdin = child.stdin.take().expect("an input");
        stdin.write_all(stream.as_bytes()).expect("an import");
        drop(stdin);
        assert!(child.wait().expect("git fast-import").success());
    }

    /// A folder of hooks.
    fn hooks(&self, name: &str, hooks: &[(&str, &str)]) -> PathBuf {
        let folder = self.folder.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        for (hook, text) in hooks {
            executable(&folder.join(hook), text);
        }
        folder
    }

    /// The first one is what the others are measured by; the guarded ones come before the peers.
    fn rivals(&self) -> Vec<Rival> {
        let noop = "#!/bin/sh\nexit 0\n";
        let grammar = "#!/bin/sh\nhead -n 1 \"$1\" | grep -Eq '^\\[(CHECKPOINT|COMPLETE|BLOCKED:[^]]+|NEEDS:[^]]+)\\] .'\n";
        let scope =
            "#!/bin/sh\nif git diff --cached --name-only | grep -qv '^d00/'; then exit 1; fi\n";
        let installed = self.repo().join(".git/parallel/hooks");
        let everyday: Vec<(&str, String)> = ["pre-commit", "prepare-commit-msg", "commit-msg"]
            .into_iter()
            .map(|name| (name, fs::read_to_string(installed.join(name)).expect("a stub")))
            .collect();
        let everyday: Vec<(&str, &str)> =
            everyday.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let mut rivals = vec![
            ("no hooks", self.hooks("none", &[])),
            ("no-op pair", self.hooks("noop", &[("pre-commit", noop), ("commit-msg", noop)])),
            ("sh job", self.hooks("sh", &[("pre-commit", scope), ("commit-msg", grammar)])),
            ("three guards", self.hooks("three", &everyday)),
            ("everything installed", installed),
        ];
        for (name, [pre_commit, commit_msg]) in peers::peers(self.folder.path(), scope, grammar) {
            let hooks = [("pre-commit", pre_commit.as_str()), ("commit-msg", commit_msg.as_str())];
            rivals.push((name, self.hooks(&format!("{name} hooks"), &hooks)));
        }
        rivals
    }

    fn commit(&self, hooks: &Path, message: &str) -> (Duration, bool) {
        let setting = format!("core.hooksPath={}", hooks.display());
        let mut command = self.command("git", &self.tree());
        command.args(["-c", &setting, "commit", "-q", "-m", message]);
        let start = Instant::now();
        let done = command.output().expect("git");
        (start.elapsed(), done.status.success())
    }

    fn stage(&self, path: &str, content: &str) {
        fs::write(self.tree().join(path), content).expect("a file");
        self.git(&self.tree(), &["add", path]);
    }

    fn commits(&self, files: usize, rounds: usize) {
        let rivals = self.rivals();
        for (name, hooks) in rivals.iter().skip(2) {
            self.stage("d01/s000/f00.txt", name);
            assert!(!self.commit(hooks, MESSAGE).1, "{name} lets foreign work through");
            self.git(&self.tree(), &["reset", "-q", "--hard"]);
        }
        // The peers start whole runtimes, which would cool the caches for what is measured beside them.
        let (ours, peers) = rivals.split_at(5);
        println!("a commit among {files} files");
        let medians = self.interleaved(ours, rounds);
        let goal = match files {
            200 => "1.9",
            100_000 => "1.18",
            _ => "",
        };
        row(&format!("a guarded commit, {files} files"), ours[0].0, medians[3] / medians[0], goal);
        if peers.is_empty() {
            return;
        }
        println!("the same beside hook managers");
        let all = [&ours[..1], &ours[3..4], peers].concat();
        let medians = self.interleaved(&all, rounds.min(20));
        for ((name, _), median) in all.iter().zip(&medians).skip(2) {
            let goal = if matches!(*name, "lefthook" | "prek") { "1" } else { "0.2" };
            let added = (medians[1] - medians[0]) / (median - medians[0]);
            row(&format!("what the guard adds to it, {files} files"), name, added, goal);
        }
    }

    /// The median time of a commit with each, in turns so that nobody always follows the same one.
    fn interleaved(&self, rivals: &[Rival], rounds: usize) -> Vec<f64> {
        let mut times = vec![Vec::new(); rivals.len()];
        for round in 0..rounds {
            for turn in 0..rivals.len() {
                let which = (turn + round) % rivals.len();
                self.stage("d00/s000/f00.txt", &format!("{} {round} {turn}\n", rivals.len()));
                let (time, done) = self.commit(&rivals[which].1, MESSAGE);
                assert!(done, "{} refuses", rivals[which].0);
                times[which].push(time);
            }
        }
        let medians = times.iter_mut().map(|times| median(times)).collect();
        report(rivals.iter().map(|(name, _)| *name).zip(times));
        medians
    }

    fn judgement(&self, files: usize, rounds: usize) {
        self.stage("d00/s000/f00.txt", "judged\n");
        self.git(&self.tree(), &["write-tree"]);
        let site = Site::of_worktree(&self.tree()).expect("a worktree");
        let mut times = vec![Vec::new(); 3];
        let mut time = |which: usize, work: &mut dyn FnMut()| {
            let start = Instant::now();
            work();
            times[which].push(start.elapsed());
        };
        for _ in 0..rounds {
            time(0, &mut || {
                self.git(&self.tree(), &["diff-index", "--cached", "--name-only", "HEAD"]);
            });
            time(1, &mut || assert_eq!(site.scanned().map(|paths| paths.len()), Some(1)));
            time(2, &mut || {
                let mut hook = self.command(BINARY, &self.tree());
                assert!(hook.args(["hook", "pre-commit"]).status().expect("it").success());
            });
        }
        println!("judging what is staged among {files} files");
        let share = median(&mut times[2]) / median(&mut times[0]);
        if files == 100_000 {
            row("judging staged paths, 100 000 files", "git diff-index --cached", share, "0.3");
        }
        let names =
            ["git diff-index --cached", "reading the staged paths", "the whole pre-commit process"];
        report(names.into_iter().zip(times));
    }
}

fn executable(file: &Path, text: &str) {
    fs::write(file, text).expect("a script");
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// The median, in seconds.
fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// A line that `benches/table` picks up: what, against what, the ratio, and the most it should be.
fn row(what: &str, against: &str, ratio: f64, goal: &str) {
    println!("| {what} | {against} | {ratio:.2} | {goal} |");
}

/// Prints medians and least times, each against the first one.
fn report<'n>(times: impl IntoIterator<Item = (&'n str, Vec<Duration>)>) {
    let mut first = None;
    for (name, mut times) in times {
        times.sort_unstable();
        let (median, least) = (times[times.len() / 2], times[0]);
        let (by_median, by_least) = *first.get_or_insert((median, least));
        println!(
            "  {name:<30} median {:>8.2} ms {:>5.2} x   least {:>8.2} ms {:>5.2} x",
            median.as_secs_f64() * 1e3,
            median.as_secs_f64() / by_median.as_secs_f64(),
            least.as_secs_f64() * 1e3,
            least.as_secs_f64() / by_least.as_secs_f64()
        );
    }
}
