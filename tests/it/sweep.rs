//! Killing verbs at every tenth system call that changes a file, git's own included, or refusing it: they
//! go on, and nothing of anybody is lost.

use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

use crate::faults::Treasure;
use crate::integrate::{API, UI, complete};
use crate::scene::{Output, Scene, run};

/// How many calls lie between two that are tried.
const EVERY: u64 = 10;

/// The library that kills; none where it cannot be built, which is said.
fn shim(folder: &Path) -> Option<PathBuf> {
    let library = folder.join("fault.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fault.c");
    let built = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-w", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .output();
    if built.is_ok_and(|built| built.status.success()) && cfg!(target_env = "gnu") {
        return Some(library);
    }
    let why = "skipped: no C compiler that builds a library to be loaded first";
    writeln!(std::io::stderr(), "{why}").expect("a word");
    None
}

/// A scene that can be put back as it was.
struct Stage {
    scene: Scene,
    shim: PathBuf,
}

impl Stage {
    fn of(scene: Scene) -> Option<Self> {
        let shim = shim(scene.outside())?;
        // A copy has other times.
        scene.git(&["config", "core.checkStat", "minimal"]);
        scene.git(&["config", "core.trustctime", "false"]);
        let stage = Self { scene, shim };
        stage.copy("repo", "before");
        Some(stage)
    }

    fn put_back(&self) {
        fs::remove_dir_all(self.scene.root()).expect("a folder to remove");
        self.copy("before", "repo");
    }

    fn copy(&self, from: &str, to: &str) {
        let outside = self.scene.outside();
        let mut copy = std::process::Command::new("cp");
        let copied = copy.arg("-a").args([outside.join(from), outside.join(to)]).status();
        assert!(copied.expect("a copy").success());
    }

    /// Runs it, with the fault at call `at`; gives how many calls there were as well.
    fn disturbed(&self, fault: Fault, at: Option<u64>, args: &[&str]) -> (Output, u64) {
        let file = self.scene.outside().join("count");
        fs::remove_file(&file).ok();
        let mut command = self.scene.command("git-parallel", ".");
        command.args(args).env("LD_PRELOAD", &self.shim).env("FAULT_FILE", &file).process_group(0);
        if let Some(at) = at {
            command.env("FAULT_AT", at.to_string());
        }
        if fault == Fault::Refused {
            command.env("FAULT_REFUSE", "1");
        }
        let output = run(command, None);
        let counted = fs::read(&file).expect("a count");
        let number = counted.first_chunk::<8>().expect("a number");
        (output, u64::from_ne_bytes(*number))
    }
}

/// What happens at one call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// All that runs is killed.
    Killed,
    /// The call alone fails, once.
    Refused,
}

/// One verb, and what must hold whatever happens to it.
struct Sweep<'s> {
    verb: &'s [&'s str],
    fault: Fault,
    /// What goes on: where none of them does at once, one does after `recover --apply`.
    ways: &'s [&'s [&'s str]],
    precious: &'s [&'s str],
    end: &'s dyn Fn(&Scene, &str),
}

impl Sweep<'_> {
    fn over(&self, scene: Scene) {
        let Some(stage) = Stage::of(scene) else { return };
        let (output, calls) = stage.disturbed(self.fault, None, self.verb);
        assert_eq!(output.code, 0, "{output}");
        (self.end)(&stage.scene, "undisturbed");
        assert!(calls > EVERY, "only {calls} calls were seen");
        let mut at = EVERY / 2;
        while at < calls {
            self.at(&stage, at, calls);
            at += EVERY;
        }
    }

    fn at(&self, stage: &Stage, at: u64, calls: u64) {
        let scene = &stage.scene;
        stage.put_back();
        let treasure = Treasure::of(scene, self.precious);
        let (output, _) = stage.disturbed(self.fault, Some(at), self.verb);
        let when = format!("{}, call {at} of {calls}: {output}", self.verb.join(" "));
        if output.code == 0 {
            return (self.end)(scene, &when);
        }
        // A git that dies while it registers a worktree leaves a file that no git can read before it is mended.
        let mut asked = scene.command("git", ".");
        asked.args(["rev-list", "--all", "--reflog", "--count"]);
        if run(asked, None).code == 0 {
            treasure.is_there(scene, &format!("{when}, then"));
        }
        assert_eq!(scene.parallel(&["status", "--porcelain"]).code, 0, "{when}");
        let mut told = Vec::new();
        let mut goes_on = || {
            self.ways.iter().any(|way| {
                let output = scene.parallel(way);
                told.push(format!("{}: {output}", way.join(" ")));
                // What is gone cannot be dropped again.
                output.code == 0 || output.stderr.contains("there is no worker")
            })
        };
        if !goes_on() {
            let _whatever = scene.parallel(&["recover", "--apply"]).code;
            assert!(goes_on(), "{when}: {}", told.join("\n"));
        }
        treasure.is_whole(scene, &format!("{when}, after the next run"));
        (self.end)(scene, &when);
    }
}

fn busy() -> Scene {
    let scene = complete("true");
    scene.commit_in(API, "src/api/new.rs", "new\n", "[COMPLETE] API, with more").done();
    scene.write("README.md", "not committed\n");
    scene
}

#[test]
fn integrate_killed_at_every_tenth_call_goes_on() {
    let end = |scene: &Scene, when: &str| {
        let subjects = scene.git(&["log", "--first-parent", "--format=%s", "main..integration/f"]);
        assert_eq!(subjects, "Merge task-2: UI\nMerge task-1: API endpoints", "{when}");
        let left = scene.git_in("worktrees/integration-f", &["status", "--porcelain"]).done();
        assert_eq!(left, "", "{when}");
    };
    let ways: &[&[&str]] = &[&["integrate", "--continue"], &["integrate", "f"]];
    let (verb, fault) = (&["integrate", "f"], Fault::Killed);
    Sweep { verb, fault, ways, precious: &["README.md"], end: &end }.over(busy());
}

const LAND: &[&str] = &["land", "--yes"];

#[test]
fn land_killed_at_every_tenth_call_lands() {
    let scene = busy();
    scene.parallel(&["integrate", "f"]).done();
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.read("src/api/new.rs"), "new\n", "{when}");
        assert_eq!(
            scene.git(&["status", "--porcelain", "-uno", "src", "README.md"]),
            " M README.md"
        );
    };
    let (verb, fault) = (LAND, Fault::Killed);
    Sweep { verb, fault, ways: &[LAND], precious: &["README.md"], end: &end }.over(scene);
}

#[test]
fn clean_killed_at_every_tenth_call_cleans() {
    let scene = busy();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main", "{when}");
        assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1, "{when}");
        assert!(!scene.path(UI).exists() && !scene.path(API).exists(), "{when}");
    };
    let (verb, fault): (&[&str], _) = (&["clean"], Fault::Killed);
    Sweep { verb, fault, ways: &[verb], precious: &["README.md"], end: &end }.over(scene);
}

/// The base is checked out nowhere: it moves by refs alone.
#[test]
fn land_refused_at_every_tenth_call_lands() {
    let scene = busy();
    scene.parallel(&["integrate", "f"]).done();
    scene.git(&["switch", "-q", "-c", "elsewhere"]);
    let before = scene.git(&["rev-parse", "main"]);
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["show", "main:src/api/new.rs"]), "new", "{when}");
        let kept = ["for-each-ref", "--format=%(objectname)", "refs/parallel/backup/*/heads/main"];
        assert!(scene.git(&kept).contains(&before), "{when}: where it was is kept");
    };
    let (verb, fault) = (LAND, Fault::Refused);
    Sweep { verb, fault, ways: &[LAND], precious: &["README.md"], end: &end }.over(scene);
}

/// A worktree without its `.git` file, a stale lock, and a commit on the base that is a worker's.
fn swept_recover(fault: Fault) {
    let scene = complete("true");
    let before = scene.git(&["rev-parse", "main"]);
    scene.commit_in(".", "src/ui/new.rs", "astray\n", "[CHECKPOINT] Astray").done();
    scene.write("README.md", "not committed\n");
    let admin = scene.git_in(UI, &["rev-parse", "--absolute-git-dir"]).done();
    fs::write(Path::new(admin.trim()).join("index.lock"), "").expect("a lock");
    fs::remove_file(scene.path(&format!("{API}/.git"))).expect("a link");
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["rev-parse", "main"]), before, "{when}");
        assert_eq!(scene.read(&format!("{UI}/src/ui/new.rs")), "astray\n", "{when}");
        assert_eq!(scene.git_in(UI, &["status", "--porcelain"]).done(), "", "{when}");
        assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n", "{when}");
    };
    let verb: &[&str] = &["recover", "--apply"];
    Sweep { verb, fault, ways: &[verb], precious: &["README.md"], end: &end }.over(scene);
}

#[test]
fn recover_killed_at_every_tenth_call_recovers() {
    swept_recover(Fault::Killed);
}

#[test]
fn recover_refused_at_every_tenth_call_recovers() {
    swept_recover(Fault::Refused);
}

fn behind() -> Scene {
    let scene = busy();
    scene.git(&["restore", "README.md"]);
    scene.commit_in(".", "README.md", "newer\n", "Newer").done();
    scene.commit_in(".", "lib/new.rs", "new\n", "A new file").done();
    scene
}

fn swept_sync(fault: Fault) {
    let end = |scene: &Scene, when: &str| {
        for tree in [API, UI] {
            assert_eq!(scene.read(&format!("{tree}/lib/new.rs")), "new\n", "{when}");
            assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "", "{when}");
            let merges = scene.git_in(tree, &["rev-list", "--merges", "--count", "HEAD"]).done();
            assert_eq!(merges.trim(), "1", "{when}");
        }
    };
    let verb: &[&str] = &["sync"];
    Sweep { verb, fault, ways: &[verb], precious: &["README.md"], end: &end }.over(behind());
}

#[test]
fn sync_killed_at_every_tenth_call_brings_everybody_up_to_the_base() {
    swept_sync(Fault::Killed);
}

#[test]
fn sync_refused_at_every_tenth_call_brings_everybody_up_to_the_base() {
    swept_sync(Fault::Refused);
}

fn swept_drop(fault: Fault) {
    let scene = busy();
    scene.write(&format!("{UI}/src/ui/b.rs"), "not committed either\n");
    scene.write(&format!("{UI}/src/ui/more.rs"), "not tracked\n");
    let end = |scene: &Scene, when: &str| {
        assert!(!scene.read(".parallel.toml").contains("task-2"), "{when}");
        assert!(!scene.path(UI).exists(), "{when}");
        let heads = scene.git(&["for-each-ref", "--format=%(refname)", "refs/heads/work"]);
        assert_eq!(heads, "refs/heads/work/task-1-api-endpoints", "{when}");
        for (path, text) in [("src/ui/b.rs", "either"), ("src/ui/more.rs", "not tracked")] {
            let kept =
                scene.git(&["for-each-ref", "--format=%(objectname)", "refs/parallel/backup"]);
            let has = |at: &str| {
                let shown = scene.git_in(".", &["show", &format!("{at}:{path}")]);
                shown.code == 0 && shown.stdout.contains(text)
            };
            assert!(kept.lines().any(has), "{when}: {path} is kept nowhere");
        }
    };
    let verb: &[&str] = &["drop", "task-2"];
    Sweep { verb, fault, ways: &[verb], precious: &["README.md"], end: &end }.over(scene);
}

#[test]
fn drop_killed_at_every_tenth_call_drops() {
    swept_drop(Fault::Killed);
}

#[test]
fn drop_refused_at_every_tenth_call_drops() {
    swept_drop(Fault::Refused);
}
