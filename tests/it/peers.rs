//! Worktree managers beside us, where they are installed: theirs are told apart and survive, ours are listed by
//! them; and the same with worktrees made by git alone, as agents make them.

use std::path::{Path, PathBuf};

use crate::integrate::{API, complete};
use crate::scene::{Output, Scene, run};

/// Where `program` is; none, said aloud, where it is not installed.
#[expect(clippy::print_stderr, reason = "what is skipped must be seen")]
fn found(program: &str) -> Option<PathBuf> {
    let at = which::which(program).ok();
    if at.is_none() {
        eprintln!("skipped: {program} is not installed");
    }
    at
}

/// Runs an installed program in the main worktree.
fn peer(scene: &Scene, program: &Path, args: &[&str]) -> Output {
    let mut command = scene.command(&program.to_string_lossy(), ".");
    // It may be a script that calls others of the system's.
    let own = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path);
    let own = own.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let system = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{own}:{system}")).args(args);
    run(command, None)
}

/// Where the worktree on `branch` is.
fn tree_of(scene: &Scene, branch: &str) -> String {
    let listed = scene.git(&["worktree", "list", "--porcelain"]);
    let entry = listed.split("\n\n").find(|it| it.ends_with(&format!("refs/heads/{branch}")));
    let path = entry.and_then(|it| it.lines().next()?.strip_prefix("worktree "));
    path.unwrap_or_else(|| panic!("no worktree on {branch} in {listed}")).to_owned()
}

/// What holds of a worktree that is nobody's of the plan, from the first look until ours are cleaned away.
fn lives_beside(scene: &Scene, branch: &str) {
    let at = tree_of(scene, branch);
    let report = scene.parallel(&["status", "--json"]).json();
    assert_eq!(report["workers"].as_array().map(Vec::len), Some(2), "{report:#}");
    // Nobody guards it: its subjects are its own.
    scene.write(&format!("{at}/src/ui/b.rs"), "theirs\n");
    scene.git_in(&at, &["commit", "-qam", "no prefix at all"]).done();
    scene.parallel(&["check"]).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["clean"]).done();
    assert_eq!(tree_of(scene, branch), at);
    assert_eq!(scene.git_in(&at, &["log", "-1", "--format=%s"]).done(), "no prefix at all\n");
    assert!(!scene.path(API).exists(), "ours is gone");
}

#[test]
fn a_worktree_that_git_alone_made_lives_beside_ours() {
    let scene = complete("true");
    scene.git(&["worktree", "add", "-q", "-b", "side", "../side"]);
    lives_beside(&scene, "side");
}

#[test]
fn a_worktree_of_an_agents_own_is_told_and_left_alone() {
    let scene = complete("true");
    scene.git(&["worktree", "add", "-q", "-b", "worktree-side", ".claude/worktrees/side"]);
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains(".claude/worktrees/side"), "{status}");
    lives_beside(&scene, "worktree-side");
}

#[test]
fn git_worktree_runner_sees_ours_and_keeps_its_own() {
    let Some(gtr) = found("git-gtr") else { return };
    let scene = complete("true");
    peer(&scene, &gtr, &["new", "side", "--no-fetch", "--from", "main", "--yes"]).done();
    let listed = peer(&scene, &gtr, &["list"]).done();
    assert!(listed.contains("work/task-1-api-endpoints") && listed.contains("side"), "{listed}");
    lives_beside(&scene, "side");
    peer(&scene, &gtr, &["rm", "side", "--force", "--yes"]).done();
    scene.parallel(&["status"]).done();
}

#[test]
fn worktrunk_sees_ours_and_keeps_its_own() {
    let Some(wt) = found("wt") else { return };
    let scene = complete("true");
    peer(&scene, &wt, &["switch", "--create", "side"]).done();
    let listed = peer(&scene, &wt, &["list"]);
    assert!(listed.to_string().contains("task-1-api-endpoints"), "{listed}");
    lives_beside(&scene, "side");
}
