//! Landing where the base is in somebody's hands: refused before anything is written, with a way that works.

use crate::integrate::complete;
use crate::scene::Scene;

/// A finished integration, and a branch that conflicts with the base in a file of nobody's.
fn integrated() -> Scene {
    let scene = complete("true");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["switch", "-qc", "side"]);
    scene.commit_in(".", "notes", "side\n", "Side").done();
    scene.git(&["switch", "-q", "main"]);
    scene.commit_in(".", "notes", "main\n", "Main").done();
    scene.parallel(&["integrate", "f"]).done();
    scene
}

/// Lands are refused with these words, and the base stays where it is.
#[track_caller]
fn refused(scene: &Scene, args: &[&str], words: &[&str]) {
    let before = scene.git(&["rev-parse", "main"]);
    let said = scene.parallel(args).refused();
    for word in words {
        assert!(said.contains(word), "{word} in:\n{said}");
    }
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
}

const LAND: &[&str] = &["land", "--yes"];

#[test]
fn a_base_that_is_rebased_or_bisected_is_not_moved_under_it() {
    let scene = integrated();
    assert_ne!(scene.git_in(".", &["rebase", "side"]).code, 0);
    refused(&scene, LAND, &["a rebase is under way", "rebase --abort"]);
    scene.git(&["rebase", "--abort"]);
    scene.git(&["bisect", "start", "main", "main~2"]);
    refused(&scene, LAND, &["a bisection is under way", "bisect reset"]);
    scene.git(&["bisect", "reset"]);
    scene.parallel(LAND).done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
}

#[test]
fn what_is_under_way_where_the_base_is_checked_out_is_named_with_its_way_out() {
    let scene = integrated();
    for (begin, words) in [
        (&["merge", "-q", "side"][..], ["a merge is under way", "merge --abort"]),
        (&["cherry-pick", "side"], ["a cherry-pick is under way", "cherry-pick --abort"]),
    ] {
        assert_ne!(scene.git_in(".", begin).code, 0);
        refused(&scene, LAND, &words);
        scene.git(&[begin[0], "--abort"]);
    }
    scene.parallel(LAND).done();
    assert_ne!(scene.git_in(".", &["merge", "-q", "side"]).code, 0);
    refused(&scene, &["integrate", "--undo"], &["a merge is under way", "merge --abort"]);
}

#[test]
fn no_worktree_of_the_base_is_left_behind_or_lost() {
    let scene = integrated();
    scene.git(&["worktree", "add", "-qf", "../second", "main"]);
    refused(&scene, LAND, &["in 2 worktrees", "switch --detach"]);
    scene.git(&["-C", "../second", "switch", "-q", "--detach"]);
    scene.git(&["switch", "-q", "side"]);
    scene.git(&["worktree", "add", "-q", "../third", "main"]);
    std::fs::remove_dir_all(scene.path("../third")).expect("to remove it");
    refused(&scene, LAND, &["no longer there", "git worktree prune"]);
    scene.git(&["worktree", "prune"]);
    scene.parallel(LAND).done();
}

#[test]
fn what_lies_in_the_way_is_told_from_what_was_changed() {
    let scene = integrated();
    scene.commit_in("worktrees/integration-f", "src/ui/new.rs", "new\n", "New").done();
    scene.write("src/ui/new.rs", "mine\n");
    refused(&scene, LAND, &["untracked files", "src/ui/new.rs", "move them away"]);
    std::fs::remove_file(scene.path("src/ui/new.rs")).expect("to remove it");
    scene.write("src/ui/b.rs", "mine\n");
    refused(&scene, LAND, &["not committed there: src/ui/b.rs", "stash"]);
    scene.git(&["stash", "-q"]);
    scene.parallel(LAND).done();
}

#[test]
fn why_a_push_failed_is_told_by_whose_word_it_was() {
    let scene = integrated();
    refused(
        &scene,
        &["land", "--yes", "--push"],
        &["there is no remote 'origin'", "git remote add"],
    );
    scene.git(&["remote", "add", "origin", "../nowhere"]);
    refused(&scene, &["land", "--yes", "--push"], &["'origin' cannot be reached", "push later"]);
    let said = scene.parallel(&["status", "--fetch"]).refused();
    assert!(said.contains("'origin' cannot be reached"), "{said}");
    scene.git(&["init", "-q", "--bare", "../far"]);
    scene.git(&["remote", "set-url", "origin", "../far"]);
    let refuse = "#!/bin/sh\necho no-such-luck >&2\nexit 1\n";
    let hook = |file: &str| {
        scene.write(file, refuse);
        let mut chmod = scene.command("chmod", ".");
        chmod.args(["+x", file]);
        crate::scene::run(chmod, None).done();
    };
    hook("../far/hooks/pre-receive");
    let said = scene.parallel(&["land", "--yes", "--push"]).refused();
    assert!(said.contains("'origin' did not take main") && said.contains("  # or open"), "{said}");
    hook(".git/hooks/pre-push");
    let words = ["hook pre-push of this repository", "no-such-luck"];
    refused(&scene, &["land", "--yes", "--push"], &words);
}
