//! Killing verbs at every tenth system call that changes a file, git's own included: they go on, and
//! nothing of anybody is lost.

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

    /// Runs it, killed at call `at`; gives how many calls there were as well.
    fn killed(&self, at: Option<u64>, args: &[&str]) -> (Output, u64) {
        let file = self.scene.outside().join("count");
        fs::remove_file(&file).ok();
        let mut command = self.scene.command("git-parallel", ".");
        command.args(args).env("LD_PRELOAD", &self.shim).env("FAULT_FILE", &file).process_group(0);
        if let Some(at) = at {
            command.env("FAULT_AT", at.to_string());
        }
        let output = run(command, None);
        let counted = fs::read(&file).expect("a count");
        let number = counted.first_chunk::<8>().expect("a number");
        (output, u64::from_ne_bytes(*number))
    }
}

/// Sweeps one verb: where none of `ways` goes on at once, one does after `recover --apply`.
fn sweep(
    scene: Scene,
    verb: &[&str],
    ways: &[&[&str]],
    precious: &[&str],
    end: &dyn Fn(&Scene, &str),
) {
    let Some(stage) = Stage::of(scene) else { return };
    let scene = &stage.scene;
    let (output, calls) = stage.killed(None, verb);
    assert_eq!(output.code, 0, "{output}");
    assert!(calls > EVERY, "only {calls} calls were seen");
    let mut at = EVERY / 2;
    while at < calls {
        stage.put_back();
        let treasure = Treasure::of(scene, precious);
        let (output, _) = stage.killed(Some(at), verb);
        let when = format!("{}, call {at} of {calls}", verb.join(" "));
        at += EVERY;
        if output.code == 0 {
            continue;
        }
        // A git that dies while it registers a worktree leaves a file that no git can read before it is mended.
        let mut asked = scene.command("git", ".");
        asked.args(["rev-list", "--all", "--reflog", "--count"]);
        if run(asked, None).code == 0 {
            treasure.is_there(scene, &format!("{when}, dead"));
        }
        assert_eq!(scene.parallel(&["status", "--porcelain"]).code, 0, "{when}");
        let mut told = Vec::new();
        let mut goes_on = || {
            ways.iter().any(|way| {
                let output = scene.parallel(way);
                told.push(format!("{}: {output}", way.join(" ")));
                output.code == 0
            })
        };
        if !goes_on() {
            let _whatever = scene.parallel(&["recover", "--apply"]).code;
            assert!(goes_on(), "{when}: {}", told.join("\n"));
        }
        treasure.is_whole(scene, &format!("{when}, after the next run"));
        end(scene, &when);
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
    sweep(busy(), &["integrate", "f"], ways, &["README.md"], &end);
}

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
    sweep(scene, &["land", "--yes"], &[&["land", "--yes"]], &["README.md"], &end);
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
    sweep(scene, &["clean"], &[&["clean"]], &["README.md"], &end);
}
