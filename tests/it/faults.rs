//! Dying at every step boundary of every verb that writes: nothing is lost, and the next run ends.

use std::collections::BTreeSet;
use std::fs;

use crate::integrate::{API, UI, complete};
use crate::scene::{Output, Scene, run};
use crate::start::planned;

/// Runs `git parallel` and has it die at its `point`th step boundary.
fn dying(scene: &Scene, point: usize, args: &[&str]) -> Output {
    let mut command = scene.command("git-parallel", ".");
    command.args(args).env("GIT_PARALLEL_DIE_AT", point.to_string());
    run(command, None)
}

/// What must outlive anything: every commit a branch had, every file nobody committed.
pub struct Treasure {
    commits: BTreeSet<String>,
    files: Vec<(String, String)>,
}

impl Treasure {
    pub fn of(scene: &Scene, files: &[&str]) -> Self {
        let commits = scene.git(&["rev-list", "--branches"]).lines().map(str::to_owned).collect();
        let files = files.iter().map(|file| ((*file).to_owned(), scene.read(file))).collect();
        Self { commits, files }
    }

    /// Asserts that all of it is there, in refs or their backups, and that the repository is sound.
    #[track_caller]
    pub fn is_whole(&self, scene: &Scene, when: &str) {
        self.is_there(scene, when);
        let checked = scene.git_in(".", &["fsck", "--no-dangling"]);
        assert_eq!(checked.code, 0, "{when}: {checked}");
    }

    /// The same while git's own folder for a worktree may be half made, of which fsck complains.
    #[track_caller]
    pub fn is_there(&self, scene: &Scene, when: &str) {
        let now = scene.git(&["rev-list", "--all"]);
        let now: BTreeSet<&str> = now.lines().collect();
        for commit in &self.commits {
            assert!(now.contains(commit.as_str()), "{when}: commit {commit} is lost");
        }
        for (file, content) in &self.files {
            assert_eq!(&scene.read(file), content, "{when}: {file}");
        }
    }
}

/// Kills `verb` at each of its points in a fresh `scene`; then `again` must end, and `end` hold.
fn at_every_point(
    name: &str,
    least: usize,
    scene: &dyn Fn() -> Scene,
    precious: &[&str],
    verb: &[&str],
    again: &[&[&str]],
    end: &dyn Fn(&Scene, &str),
) -> usize {
    for point in 1.. {
        let scene = scene();
        let treasure = Treasure::of(&scene, precious);
        let output = dying(&scene, point, verb);
        let when = format!("{name}, point {point}");
        if output.code != -1 {
            assert_eq!(output.code, 0, "{when}: {output}");
            assert!(point > least, "only {point} points of {name} were found");
            return point - 1;
        }
        treasure.is_whole(&scene, &format!("{when}, dead"));
        // The first of the ways that goes on is the one a user would find.
        let tried: Vec<Output> = again
            .iter()
            .map(|args| scene.parallel(args))
            .scan(false, |done, output| {
                let go = !*done;
                *done = output.code == 0;
                go.then_some(output)
            })
            .collect();
        let told: Vec<String> = tried.iter().map(ToString::to_string).collect();
        assert!(tried.iter().any(|output| output.code == 0), "{when}: {}", told.join("\n"));
        treasure.is_whole(&scene, &format!("{when}, after the next run"));
        end(&scene, &when);
    }
    unreachable!("the points end")
}

#[test]
fn start_dies_anywhere_and_starts() {
    let scene = || {
        let scene = planned();
        scene.write("src/api/a.rs", "not committed\n");
        scene
    };
    let end = |scene: &Scene, when: &str| {
        for tree in [API, UI] {
            let status = scene.git_in(tree, &["status", "--porcelain"]).done();
            assert_eq!(status, "", "{when}");
        }
        assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"), "{when}");
        let refused = scene.commit_in(API, "src/ui/b.rs", "foreign\n", "[CHECKPOINT] Foreign");
        assert_ne!(refused.code, 0, "{when}: the guard stands");
    };
    let points =
        at_every_point("start", 10, &scene, &["src/api/a.rs"], &["start"], &[&["start"]], &end);
    println!("start: {points} points, 0 losses");
}

#[test]
fn integrate_dies_anywhere_and_goes_on_or_is_given_up() {
    let scene = || {
        let scene = complete("true");
        scene.write("README.md", "not committed\n");
        scene.write(&format!("{UI}/src/ui/b.rs"), "not committed either\n");
        scene
    };
    let dirty = format!("{UI}/src/ui/b.rs");
    let precious = ["README.md", dirty.as_str()];
    let verb: &[&str] = &["integrate", "f"];
    let both = |scene: &Scene, when: &str| {
        let merged =
            scene.git(&["show", "integration/f:src/api/a.rs", "integration/f:src/ui/b.rs"]);
        assert_eq!(merged, "api\nui", "{when}");
        let subjects = scene.git(&["log", "--first-parent", "--format=%s", "main..integration/f"]);
        assert_eq!(subjects, "Merge task-2: UI\nMerge task-1: API endpoints", "{when}");
    };
    let goes_on: &[&[&str]] = &[&["integrate", "--continue"], &["integrate", "f"]];
    let points = at_every_point("integrate", 8, &scene, &precious, verb, goes_on, &both);
    let before = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["branch", "--list", "integration/*"]), "", "{when}");
        assert!(!scene.path("worktrees/integration-f").exists(), "{when}");
        scene.parallel(&["integrate", "f"]).done();
    };
    // Where it died before the journal, there is nothing to give up.
    let given_up: &[&[&str]] = &[&["integrate", "--abort"], &["status"]];
    at_every_point("integrate, given up", 8, &scene, &precious, verb, given_up, &before);
    println!("integrate: {points} points twice, 0 losses");
}

#[test]
fn giving_up_dies_anywhere_and_is_given_up() {
    let scene = || {
        let scene = complete("true");
        scene.write("src/api/a.rs", "base\n");
        scene.git(&["commit", "-qam", "Change a on the base"]);
        assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
        scene
    };
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["branch", "--list", "integration/*"]), "", "{when}");
        assert!(!scene.path("worktrees/integration-f").exists(), "{when}");
    };
    let (verb, again): (&[&str], &[&[&str]]) =
        (&["integrate", "--abort"], &[&["integrate", "--abort"], &["status"]]);
    let points = at_every_point("integrate --abort", 5, &scene, &[], verb, again, &end);
    println!("integrate --abort: {points} points, 0 losses");
}

#[test]
fn land_dies_anywhere_and_lands() {
    for held in [true, false] {
        let scene = || {
            let scene = complete("true");
            let far = scene.outside().join("far").to_string_lossy().into_owned();
            scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
            scene.git(&["remote", "add", "origin", &far]);
            scene.parallel(&["integrate", "f"]).done();
            if !held {
                scene.git(&["switch", "-q", "--detach"]);
            }
            scene.write("README.md", "not committed\n");
            scene
        };
        let end = |scene: &Scene, when: &str| {
            assert_eq!(scene.git(&["show", "main:src/ui/b.rs"]), "ui", "{when}");
            let far = scene.git(&["ls-remote", "origin", "refs/heads/main"]);
            assert!(far.starts_with(&scene.git(&["rev-parse", "main"])), "{when}");
            let landed = scene.git(&["log", "--first-parent", "--format=%s", "main"]);
            assert_eq!(landed.matches("parallel implementation complete").count(), 1, "{when}");
        };
        let (verb, again): (&[&str], &[&[&str]]) =
            (&["land", "--yes", "--push"], &[&["land", "--yes", "--push"]]);
        let points = at_every_point("land", 5, &scene, &["README.md"], verb, again, &end);
        println!("land, base checked out {held}: {points} points, 0 losses");
    }
}

#[test]
fn taking_back_dies_anywhere_and_is_taken_back() {
    let scene = || {
        let scene = complete("true");
        scene.parallel(&["integrate", "f"]).done();
        scene.parallel(&["land", "--yes"]).done();
        scene.write("README.md", "not committed\n");
        scene
    };
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["show", "main:src/ui/b.rs"]), "b", "{when}");
        assert_eq!(scene.git(&["branch", "--list", "integration/*"]), "", "{when}");
    };
    let (verb, again): (&[&str], &[&[&str]]) =
        (&["integrate", "--undo"], &[&["integrate", "--undo"], &["status"]]);
    let points = at_every_point("integrate --undo", 5, &scene, &["README.md"], verb, again, &end);
    println!("integrate --undo: {points} points, 0 losses");
}

#[test]
fn clean_dies_anywhere_and_cleans() {
    let scene = || {
        let scene = complete("true");
        let exclude = scene.path(".git/info/exclude");
        let text = fs::read_to_string(&exclude).expect("excludes") + "\n*.db\n";
        fs::write(&exclude, text).expect("excludes");
        scene.parallel(&["integrate", "f"]).done();
        scene.parallel(&["land", "--yes"]).done();
        scene.write(&format!("{UI}/x.db"), "precious\n");
        scene.write("README.md", "not committed\n");
        scene
    };
    let end = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main", "{when}");
        assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1, "{when}");
        assert!(!scene.read(".parallel.toml").contains("[[worker]]"), "{when}");
        let found =
            scene.command("sh", ".").args(["-c", "cat .git/parallel/trash/*/*/x.db"]).output();
        assert_eq!(found.expect("the trash").stdout, b"precious\n", "{when}");
    };
    let (verb, again): (&[&str], &[&[&str]]) = (&["clean"], &[&["clean"]]);
    let points = at_every_point("clean", 8, &scene, &["README.md"], verb, again, &end);
    println!("clean: {points} points, 0 losses");
}

#[test]
fn recover_dies_anywhere_and_mends() {
    let strayed = || {
        let scene = crate::start::started();
        scene.commit_in(".", "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
        scene.commit_in(".", "src/api/n.rs", "two\n", "[CHECKPOINT] Two").done();
        scene.write("README.md", "not committed\n");
        scene.write(&format!("{API}/notes.txt"), "not tracked\n");
        scene
    };
    let moved = |scene: &Scene, when: &str| {
        assert_eq!(scene.git(&["log", "-1", "--format=%s", "main"]), "Start", "{when}");
        let there = scene.git(&["log", "--format=%s", "main..work/task-1-api-endpoints"]);
        assert_eq!(there, "[CHECKPOINT] Two\n[CHECKPOINT] One", "{when}");
    };
    let notes = format!("{API}/notes.txt");
    let (verb, again): (&[&str], &[&[&str]]) =
        (&["recover", "--apply"], &[&["recover", "--apply"], &["recover", "--apply"]]);
    let precious = ["README.md", notes.as_str()];
    let strays = at_every_point("recover, commits", 6, &strayed, &precious, verb, again, &moved);

    let merging = || {
        let scene = crate::start::started();
        scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
        scene.write(&format!("{API}/notes.txt"), "not tracked\n");
        // Git can make it again: nothing of it is by hand.
        scene.commit_in(UI, "src/ui/c.rs", "two\n", "[CHECKPOINT] Two").done();
        scene.git_in(API, &["merge", "-q", "--no-commit", "work/task-2-ui"]).done();
        scene
    };
    let whole = |scene: &Scene, when: &str| {
        assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "one\n", "{when}");
        assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n", "{when}");
    };
    let merges = at_every_point("recover, merge", 4, &merging, &[&notes], verb, again, &whole);

    let forgotten = || {
        let scene = crate::start::started();
        scene.write(&format!("{API}/notes.txt"), "not tracked\n");
        let admin = scene.path(".git/worktrees/task-1-api-endpoints");
        fs::remove_dir_all(admin).expect("git's folder");
        scene
    };
    let listed = |scene: &Scene, when: &str| {
        let refused = scene.commit_in(API, "src/ui/b.rs", "foreign\n", "[CHECKPOINT] Foreign");
        assert_eq!(refused.code, 1, "{when}: {refused}");
    };
    let trees = at_every_point("recover, worktree", 2, &forgotten, &[&notes], verb, again, &listed);
    println!("recover: {strays} + {merges} + {trees} points, 0 losses");
}
