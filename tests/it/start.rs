//! `add`, `start` and `prompt`: what a worker is given, and when it is refused.

use std::process::Command;

use crate::scene::{Scene, run};

/// A repository with a plan of two workers, not started yet.
pub fn planned() -> Scene {
    let scene =
        Scene::with(&[("src/api/a.rs", "a\n"), ("src/ui/b.rs", "b\n"), ("README.md", "r\n")]);
    scene.parallel(&["init"]).done();
    scene
        .parallel(&[
            "add",
            "1",
            "API endpoints",
            "--scope",
            "src/api/",
            "--task",
            "Fix `x` for $HOME",
        ])
        .done();
    scene.parallel(&["add", "2", "UI", "--scope", "src/ui/", "--needs", "task-1/Model"]).done();
    scene
}

/// The same, started.
pub fn started() -> Scene {
    let scene = planned();
    scene.parallel(&["start"]).done();
    scene
}

#[test]
fn it_makes_worktrees_branches_prompts_and_scripts() {
    let scene = planned();
    let said = scene.parallel(&["start"]).done();
    assert!(said.contains("  scripts/worker-1-api-endpoints.sh\n"), "{said}");
    let tree = "worktrees/task-1-api-endpoints";
    assert_eq!(
        scene.git_in(tree, &["branch", "--show-current"]).done(),
        "work/task-1-api-endpoints\n"
    );
    assert_eq!(scene.read(&format!("{tree}/src/ui/b.rs")), "b\n");
    assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
    assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"));
    assert!(!scene.git(&["status", "--porcelain"]).contains("worktrees"), "the folder is excluded");
    let prompt = scene.read("scripts/worker-1-api-endpoints.md");
    assert!(
        prompt.contains("Fix `x` for $HOME") && prompt.contains("task-2 (UI): `src/ui/`"),
        "{prompt}"
    );
    assert_eq!(scene.parallel(&["prompt", "task-1"]).done(), prompt);
}

#[test]
fn a_name_in_another_alphabet_becomes_a_branch_of_plain_letters() {
    let scene = planned();
    scene.parallel(&["add", "3", "Größen prüfen", "--scope", "docs/"]).done();
    scene.parallel(&["start", "task-3"]).done();
    assert_eq!(
        scene.git_in("worktrees/task-3-grossen-prufen", &["branch", "--show-current"]).done(),
        "work/task-3-grossen-prufen\n"
    );
}

#[test]
fn the_launch_script_hands_the_prompt_to_the_agent_in_its_worktree() {
    let scene = planned();
    let text = scene.read(".parallel.toml").replace(
        "[agent]",
        "[agent]\ncommand = [\"printf\", \"%s|%s\", \"{worktree}\", \"{prompt}\"]",
    );
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start", "task-1", "--trust"]).done();
    let script = scene.path("scripts/worker-1-api-endpoints.sh");
    let mut command: Command = scene.command("sh", "..");
    command.arg("-c").arg(script);
    let said = run(command, None).done();
    let tree = scene.path("worktrees/task-1-api-endpoints").canonicalize().unwrap();
    let prompt = scene.read("scripts/worker-1-api-endpoints.md");
    assert_eq!(said, format!("{}|{}", tree.display(), prompt.trim_end_matches('\n')));
}

#[test]
fn it_may_be_run_again() {
    let scene = started();
    scene
        .commit_in(
            "worktrees/task-1-api-endpoints",
            "src/api/a.rs",
            "new\n",
            "[CHECKPOINT] Change a",
        )
        .done();
    scene.write("worktrees/task-1-api-endpoints/src/api/a.rs", "not committed\n");
    let again = scene.parallel(&["start", "--json"]).json();
    assert_eq!(again["starts"][0]["state"], "ready");
    assert_eq!(scene.read("worktrees/task-1-api-endpoints/src/api/a.rs"), "not committed\n");
}

#[test]
fn a_branch_without_a_worktree_is_taken_up() {
    let scene = started();
    let tree = "worktrees/task-1-api-endpoints";
    scene.commit_in(tree, "src/api/a.rs", "new\n", "[CHECKPOINT] Change a").done();
    scene.git(&["worktree", "remove", tree]);
    let said = scene.parallel(&["start", "task-1"]).done();
    assert!(said.contains("taken up, 1 commit"), "{said}");
    assert_eq!(scene.read(&format!("{tree}/src/api/a.rs")), "new\n");
}

#[test]
fn an_interrupted_start_is_finished() {
    let scene = planned();
    let tree = "worktrees/task-1-api-endpoints";
    let reason = "parallel: starting task-1";
    scene.git(&[
        "worktree",
        "add",
        "-q",
        "--no-checkout",
        "--lock",
        "--reason",
        reason,
        "-b",
        "work/task-1-api-endpoints",
        tree,
    ]);
    assert_eq!(
        scene.parallel(&["start", "task-1", "--json"]).json()["starts"][0]["state"],
        "finish"
    );
    assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
    assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"));
}

#[test]
fn it_refuses_before_it_writes() {
    type Spoil = fn(&Scene);
    let refusals: [(&str, Spoil, &str); 8] = [
        (
            "tracked",
            |s| {
                s.git(&[
                    "update-index",
                    "--add",
                    "--cacheinfo",
                    "100644,e69de29bb2d1d6434b8b29ae775ad8c2e48c5391,worktrees/x",
                ]);
                s.git(&["hash-object", "-w", "/dev/null"]);
                drop(s.git(&["commit", "-qm", "Track a path there"]));
            },
            "tracks 'worktrees/x'",
        ),
        (
            "no plan",
            |s| std::fs::remove_file(s.path(".parallel.toml")).unwrap(),
            "no .parallel.toml",
        ),
        (
            "broken",
            |s| s.write(".parallel.toml", "version = 1\nbase = \"main\"\n[layuot]\n"),
            ".parallel.toml:3:2",
        ),
        ("directory", |s| s.write("worktrees/task-1-api-endpoints/x", ""), "exists already"),
        ("branch", |s| drop(s.git(&["branch", "work"])), "branch 'work' exists already"),
        (
            "used",
            |s| drop(s.git(&["worktree", "add", "-q", "-b", "work/task-2-ui", "../other"])),
            "is checked out at",
        ),
        (
            "base",
            |s| {
                s.write(
                    ".parallel.toml",
                    &s.read(".parallel.toml").replace("\"main\"", "\"nope\""),
                );
            },
            "there is no branch 'nope'",
        ),
        (
            "overlap",
            |s| s.write(".parallel.toml", &s.read(".parallel.toml").replace("src/ui/", "src/api/")),
            "could both own 'src/api/",
        ),
    ];
    for (name, spoil, want) in refusals {
        let scene = planned();
        spoil(&scene);
        let before = scene.fingerprint();
        let said = scene.parallel(&["start"]).refused();
        assert!(said.contains(want), "{name}: {said}");
        assert_eq!(scene.fingerprint(), before, "{name}");
    }
}

#[test]
fn unknown_workers_and_double_ones_are_told() {
    let scene = planned();
    assert!(scene.parallel(&["start", "task-9"]).refused().contains("there is no worker 'task-9'"));
    assert!(scene.parallel(&["prompt", "tsak-1"]).refused().contains("did you mean 'task-1'?"));
    assert!(
        scene
            .parallel(&["add", "1", "again", "-s", "x/"])
            .refused()
            .contains("a worker 'task-1' already")
    );
    assert!(
        scene
            .parallel(&["add", "3", "clash", "-s", "src/api/a.rs"])
            .refused()
            .contains("could both own")
    );
    assert!(
        scene
            .parallel(&["add", "Bad Name", "x", "-s", "x/"])
            .refused()
            .contains("no valid worker name")
    );
}

#[test]
fn what_is_not_committed_in_the_main_worktree_is_told() {
    let scene = planned();
    scene.write("README.md", "changed\n");
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("do not see it: 'README.md'"), "{output}");
    output.done();
}

#[test]
fn worktrees_may_lie_outside_the_repository() {
    let scene = planned();
    let text = scene
        .read(".parallel.toml")
        .replace("# worktrees = \"worktrees\"", "worktrees = \"../trees\" #");
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start"]).done();
    assert_eq!(scene.read("../trees/task-2-ui/src/ui/b.rs"), "b\n");
}

#[test]
fn the_named_workers_alone_are_started() {
    for named in [&["task-2"][..], &["--only", "task-2"]] {
        let scene = planned();
        scene.parallel(&[&["start"], named].concat()).done();
        assert!(scene.path("worktrees/task-2-ui").exists(), "{named:?}");
        assert!(!scene.path("worktrees/task-1-api-endpoints").exists(), "{named:?}");
    }
}

#[test]
fn who_was_started_by_another_name_is_not_begun_anew() {
    let work = "worktrees/task-1-api-endpoints";
    let edits = [
        ("slug = \"api-endpoints\"", "slug = \"web\""),
        ("# branch = \"work/{id}-{slug}\"", "branch = \"by/{id}-{slug}\""),
    ];
    for edit in edits {
        for commits in [true, false] {
            let scene = started();
            if commits {
                scene.commit_in(work, "src/api/a.rs", "mine\n", "[CHECKPOINT] Mine").done();
            }
            let plan = scene.read(".parallel.toml");
            assert!(plan.contains(edit.0), "{plan}");
            scene.write(".parallel.toml", &plan.replace(edit.0, edit.1));
            let told = scene.parallel(&["status"]).done();
            assert!(told.contains("task-1 was started as 'work/task-1-api-endpoints'"), "{told}");
            assert!(!told.contains("has not been started"), "{told}");
            let refused = scene.parallel(&["start", "task-1"]).refused();
            let way =
                refused.lines().find_map(|it| it.strip_prefix("hint: to go on with it, run: "));
            let mut shell = scene.command("sh", ".");
            shell.args(["-c", way.expect(&refused)]);
            let said = run(shell, None).done();
            assert!(said.contains("was there already"), "{said}");
            scene.commit_in(work, "src/api/a.rs", "more\n", "[CHECKPOINT] More").done();
            let rows = scene.parallel(&["status", "--json"]).json();
            assert_eq!(rows["workers"][0]["commits"], if commits { 2 } else { 1 });
            assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 3);
        }
    }
}
