//! The plan's file and the base it names, as others leave them: in conflict, with other line ends, renamed.

use crate::integrate::{API, complete};
use crate::scene::Scene;

/// Two workers who are done, and the plan committed.
fn committed() -> Scene {
    let scene = complete("true");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene
}

#[test]
fn a_conflict_in_the_plan_is_told_as_one() {
    let scene = committed();
    let text = scene.read(".parallel.toml");
    let line = text.lines().count() + 1;
    scene.write(".parallel.toml", &format!("{text}<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> o\n"));
    let said = scene.parallel(&["status"]).refused();
    assert!(said.contains(&format!(".parallel.toml:{line}: a merge left both sides")), "{said}");
}

#[test]
fn the_line_ends_of_the_plan_stay_as_they_are() {
    let scene = committed();
    scene.write(".parallel.toml", &scene.read(".parallel.toml").replace('\n', "\r\n"));
    scene.git(&["commit", "-qam", "Line ends"]);
    scene.parallel(&["grant", "task-1", "c/", "--reason", "it needs them"]).done();
    let text = scene.read(".parallel.toml");
    assert!(text.contains("c/"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text}");
}

#[test]
fn a_base_that_was_renamed_is_followed_by_what_is_integrated() {
    let scene = committed();
    scene.parallel(&["integrate", "f"]).done();
    scene.git(&["branch", "-m", "main", "trunk"]);
    let text = scene.read(".parallel.toml");
    let text = text.replace("base = \"main\"", "base = \"trunk\"");
    scene.write(".parallel.toml", &text);
    scene.git(&["commit", "-qam", "Base"]);
    assert!(scene.parallel(&["status"]).code <= 1);
    let before = scene.git(&["rev-parse", "trunk"]);
    scene.parallel(&["land", "--update", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "api\n");
    scene.parallel(&["integrate", "--undo"]).done();
    assert_eq!(scene.git(&["rev-parse", "trunk"]), before);
}

#[test]
fn a_worker_amid_a_rebase_is_not_sent_to_switch() {
    let scene = committed();
    scene.commit_in(".", "src/api/a.rs", "base\n", "Base").done();
    assert_ne!(scene.git_in(API, &["rebase", "main"]).code, 0);
    let said = scene.parallel(&["start"]).refused();
    assert!(said.contains("is amid a rebase") && said.contains(" status"), "{said}");
}

#[test]
fn what_is_no_revision_is_no_worker_in_need_of_a_name() {
    let scene = committed();
    let said = scene.parallel(&["check", "HEAD..nosuch"]).refused();
    assert!(said.contains("there is no revision 'nosuch'"), "{said}");
}
