//! `land` where the base has moved, is protected, is changed, or the landing was interrupted.

use std::fs;

use crate::integrate::complete;
use crate::scene::Scene;

const TREE: &str = "worktrees/integration-f";

/// Integrated, not landed, with a remote that has the base.
fn integrated() -> Scene {
    let scene = complete("true");
    let far = scene.outside().join("far").to_string_lossy().into_owned();
    scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.parallel(&["integrate", "f"]).done();
    scene
}

fn far(scene: &Scene) -> String {
    scene.git(&["ls-remote", "origin", "refs/heads/main"])[..40].to_owned()
}

#[test]
fn a_push_goes_along() {
    let scene = integrated();
    scene.parallel(&["land", "--yes", "--push"]).done();
    assert_eq!(far(&scene), scene.git(&["rev-parse", "main"]));
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
    let again = scene.parallel(&["land", "--yes", "--push"]).done();
    assert!(again.contains("f has landed on main already"), "{again}");
}

#[test]
fn a_protected_base_refuses_and_nothing_lands_here_either() {
    let scene = integrated();
    let hook = scene.outside().join("far/hooks/pre-receive");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\necho protected >&2\nexit 1\n").expect("a hook");
    std::process::Command::new("chmod").arg("+x").arg(&hook).status().expect("chmod");
    let before = scene.git(&["rev-parse", "main"]);
    let said = scene.parallel(&["land", "--yes", "--push"]).refused();
    assert!(
        said.contains("nothing has landed") && said.contains("git push origin integration/f"),
        "{said}"
    );
    assert_eq!((scene.git(&["rev-parse", "main"]), far(&scene)), (before.clone(), before));
    let offered = scene.parallel(&["land", "--pr"]).done();
    assert!(
        offered.contains("git push origin integration/f\ngit request-pull main origin"),
        "{offered}"
    );
    fs::remove_file(&hook).expect("the hook");
    scene.parallel(&["land", "--yes", "--push"]).done();
    assert_eq!(far(&scene), scene.git(&["rev-parse", "main"]));
}

#[test]
fn a_base_that_moved_on_is_merged_in_first_on_request() {
    let scene = integrated();
    scene.write("README.md", "moved on\n");
    scene.git(&["commit", "-qam", "Move on"]);
    let output = scene.parallel(&["land", "--yes"]);
    assert!(output.code == 1 && output.stdout.contains("land --update"), "{output}");
    scene.parallel(&["land", "--yes", "--update"]).done();
    assert_eq!(
        (scene.read("README.md"), scene.read("src/ui/b.rs")),
        ("moved on\n".into(), "ui\n".into())
    );
}

#[test]
fn a_base_that_conflicts_stops_it_readably() {
    let scene = integrated();
    scene.write("src/ui/b.rs", "base\n");
    scene.git(&["commit", "-qam", "Move on"]);
    let output = scene.parallel(&["land", "--yes", "--update"]);
    assert!(
        output.code == 3 && output.stdout.contains("src/ui/b.rs  (owned by task-2)"),
        "{output}"
    );
    let output = scene.parallel(&["land", "--yes"]);
    assert!(output.code == 1 && output.stdout.contains("[ ] all conflicts resolved"), "{output}");
    scene.write(&format!("{TREE}/src/ui/b.rs"), "both\n");
    scene.git_in(TREE, &["commit", "-qam", "Resolve"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "both\n");
}

#[test]
fn markers_left_behind_are_found() {
    let scene = integrated();
    scene.commit_in(TREE, "src/ui/b.rs", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", "Oops").done();
    let output = scene.parallel(&["land", "--yes"]);
    assert!(
        output.code == 1 && output.stdout.contains("[ ] no conflict markers left: src/ui/b.rs"),
        "{output}"
    );
}

#[test]
fn what_is_left_in_the_integration_is_told_with_a_command() {
    let scene = integrated();
    scene.write(&format!("{TREE}/src/ui/b.rs"), "half\n");
    let said = scene.parallel(&["land", "--yes"]).ended(1);
    let line = said.lines().find(|line| line.contains("[ ] nothing left uncommitted"));
    let line = line.expect("the entry");
    assert!(line.contains(": src/ui/b.rs (commit or remove it; to see it: git -C "), "{line}");
    scene.git_in(TREE, &["checkout", "-q", "--", "."]).done();
    // Without an answer the checklist is there, and nothing has landed.
    let unasked = scene.parallel(&["land", "--json"]);
    assert_eq!(unasked.code, 2, "{unasked}");
    let shown: serde_json::Value = serde_json::from_str(&unasked.stdout).expect("an answer");
    assert_eq!((&shown["ready"], &shown["landed"]), (&true.into(), &serde_json::Value::Null));
    let landed = scene.parallel(&["land", "--yes"]);
    assert!(landed.stderr.contains("next: git push origin main\n"), "{landed}");
}

#[test]
fn what_is_changed_elsewhere_stays_and_stops_nothing() {
    let scene = integrated();
    scene.write("README.md", "not committed\n");
    scene.write("notes.txt", "not tracked\n");
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(
        (scene.read("README.md"), scene.read("notes.txt"), scene.read("src/ui/b.rs")),
        ("not committed\n".into(), "not tracked\n".into(), "ui\n".into())
    );
}

#[test]
fn an_untracked_file_in_the_way_is_not_overwritten() {
    let scene = complete("true");
    scene.commit_in(crate::integrate::UI, "src/ui/new.rs", "worker\n", "[COMPLETE] New").done();
    scene.parallel(&["integrate", "f"]).done();
    scene.write("src/ui/new.rs", "mine\n");
    let before = scene.git(&["rev-parse", "main"]);
    assert!(scene.parallel(&["land", "--yes"]).refused().contains("src/ui/new.rs"));
    assert_eq!(
        (scene.git(&["rev-parse", "main"]), scene.read("src/ui/new.rs")),
        (before, "mine\n".into())
    );
}
