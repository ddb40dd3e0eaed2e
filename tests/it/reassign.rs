//! `reassign`: items and paths change hands, proved disjoint, recorded, and judged so afterwards.

use crate::scene::Scene;
use crate::start::planned;

/// A third worker with two tasks, all started.
fn three() -> Scene {
    let scene = planned();
    scene
        .parallel(&[
            "add",
            "3",
            "Docs",
            "-s",
            "docs/",
            "-t",
            "Write the guide",
            "-t",
            "Write the index",
        ])
        .done();
    scene.parallel(&["start"]).done();
    scene
}

#[test]
fn an_item_and_a_path_change_hands() {
    let scene = three();
    scene
        .parallel(&["reassign", "task-3-2", "docs/index/", "--from", "task-3", "--to", "task-2"])
        .done();
    let text = scene.read(".parallel.toml");
    assert!(text.contains("\"!docs/index/\""), "{text}");
    let report = scene.parallel(&["status", "task-2", "--json"]).json();
    assert_eq!(report["tasks"][0]["id"], "task-3-2");
    scene.commit_in("worktrees/task-2-ui", "docs/index/a.md", "a\n", "[CHECKPOINT] Index").done();
    let refused =
        scene.commit_in("worktrees/task-3-docs", "docs/index/b.md", "b\n", "[CHECKPOINT] Index");
    assert!(refused.code == 1 && refused.stderr.contains("belongs to task-2"), "{refused}");
}

#[test]
fn what_cannot_change_hands_is_refused() {
    let scene = three();
    scene.commit_in("worktrees/task-3-docs", "docs/guide.md", "g\n", "[CHECKPOINT] Guide").done();
    let before = scene.read(".parallel.toml");
    for (args, want) in [
        (
            ["docs/guide.md", "--from", "task-3", "--to", "task-2"],
            "has changed these paths already",
        ),
        (["docs/", "--from", "task-3", "--to", "task-2"], "without a scope"),
        (["task-1-1", "--from", "task-3", "--to", "task-2"], "task-3 has no task 'task-1-1'"),
        (["item-99", "--from", "task-3", "--to", "task-2"], "its items are: task-3-1, task-3-2"),
        (
            ["task-3-11", "--from", "task-3", "--to", "task-2"],
            "'task-3-11' is no item of task-3, and no path in its scope",
        ),
        (["README.md", "--from", "task-3", "--to", "task-2"], "its scope is: docs/"),
        (["!docs/x", "--from", "task-3", "--to", "task-2"], "gives nothing"),
        (["../x", "--from", "task-3", "--to", "task-2"], "name paths from the root"),
        ([".parallel.toml", "--from", "task-3", "--to", "task-2"], "belongs to no worker"),
        (["docs/x", "--from", "task-9", "--to", "task-2"], "task-9"),
        (["docs/x", "--from", "task-3", "--to", "task-3"], "has it already"),
    ] {
        let mut all = vec!["reassign"];
        all.extend(args);
        let said = scene.parallel(&all).refused();
        assert!(said.contains(want), "{args:?}: {said}");
    }
    assert_eq!(scene.read(".parallel.toml"), before);
}

#[test]
fn a_mistyped_item_is_no_path_of_somebody_who_owns_everything() {
    let scene = Scene::with(&[("a/x", "x\n"), ("tools", "x\n")]);
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "1", "All", "-s", "**", "-s", "!z/", "-t", "Do it"]).done();
    scene.parallel(&["add", "2", "Other", "-s", "z/"]).done();
    let to = ["--from", "task-1", "--to", "task-2"];
    let hand = |what: &str| scene.parallel(&[&["reassign", what][..], &to].concat());
    assert!(hand("task-1-11").refused().contains("its items are: task-1-1"));
    for path in ["tools", "new/", "a"] {
        hand(path).done();
    }
}
