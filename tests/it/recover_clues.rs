//! Strays that no path betrays: found by reflog and author, told by `status`, moved by one `recover`.

use crate::integrate::{API, UI};
use crate::scene::{Scene, run};
use crate::start::started;

const BRANCH: &str = "work/task-1-api-endpoints";
const SIGNAL: &str = "[NEEDS:task-2/View] For the routes";

/// Commits nothing but a message in `directory`, around the guard, as `author`.
fn says(scene: &Scene, directory: &str, message: &str, author: Option<&str>) {
    let mut command = scene.command("git", directory);
    command.args([
        "-c",
        "core.hooksPath=/dev/null",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        message,
    ]);
    if let Some(author) = author {
        command.args(["--author", author]);
    }
    run(command, None).done();
}

/// What `status` says of commits on wrong branches.
fn told(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let alerts = report["alerts"].as_array().expect("alerts");
    let wrong = alerts.iter().filter(|alert| alert["kind"] == "wrong_branch");
    wrong.map(|alert| alert["text"].as_str().expect("a text").to_owned()).collect()
}

/// `status` tells task-1's signal on `on`, `recover --apply` moves it, and both are content then.
#[track_caller]
fn is_found_and_moved(scene: &Scene, on: &str, before: &str) {
    let said = told(scene);
    assert!(
        said.len() == 1
            && said[0].starts_with(&format!("task-1 committed on {on}, not on its own")),
        "{said:?}"
    );
    let report = scene.parallel(&["status", "--json"]).json();
    let actions = report["actions"].as_array().expect("actions");
    assert!(actions.iter().any(|action| action["run"] == "git parallel recover"), "{report:#}");
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains(&format!("task-1: committed on {on}:")), "{shown}");
    let output = scene.parallel(&["recover", "--apply"]);
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(scene.git(&["rev-parse", on]), before);
    assert_eq!(scene.git(&["log", "-1", "--format=%s", BRANCH]), SIGNAL, "nothing is lost");
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    assert_eq!(told(scene), Vec::<String>::new());
}

#[test]
fn a_signal_on_the_base_is_found_by_the_reflog_of_its_worktree() {
    let scene = started();
    let before = scene.git(&["rev-parse", "main"]);
    scene.git(&["switch", "-q", "--detach"]);
    scene.git_in(API, &["switch", "-q", "main"]).done();
    says(&scene, API, SIGNAL, None);
    scene.git_in(API, &["switch", "-q", BRANCH]).done();
    is_found_and_moved(&scene, "main", &before);
}

#[test]
fn a_signal_on_anothers_branch_is_found_by_the_reflog_of_its_worktree() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "own\n", "[CHECKPOINT] Own").done();
    let before = scene.git(&["rev-parse", "work/task-2-ui"]);
    scene.git_in(UI, &["switch", "-q", "--detach"]).done();
    scene.git_in(API, &["switch", "-q", "work/task-2-ui"]).done();
    says(&scene, API, SIGNAL, None);
    scene.git_in(API, &["switch", "-q", BRANCH]).done();
    scene.git_in(UI, &["switch", "-q", "work/task-2-ui"]).done();
    is_found_and_moved(&scene, "work/task-2-ui", &before);
}

#[test]
fn a_signal_is_found_by_the_author_its_worktree_is_set_to() {
    let scene = started();
    scene.git_in(API, &["config", "--worktree", "user.name", "One"]).done();
    scene.git_in(API, &["config", "--worktree", "user.email", "one@example.com"]).done();
    let before = scene.git(&["rev-parse", "main"]);
    says(&scene, ".", SIGNAL, Some("One <one@example.com>"));
    is_found_and_moved(&scene, "main", &before);
}

#[test]
fn a_signal_is_found_by_the_author_only_its_worker_was() {
    let scene = started();
    let author = "One <one@example.com>";
    scene.write(&format!("{API}/src/api/a.rs"), "mine\n");
    scene.git_in(API, &["commit", "-qam", "[CHECKPOINT] Mine", "--author", author]).done();
    scene.commit_in(UI, "src/ui/b.rs", "own\n", "[CHECKPOINT] Own").done();
    let before = scene.git(&["rev-parse", "work/task-2-ui"]);
    says(&scene, UI, SIGNAL, Some(author));
    is_found_and_moved(&scene, "work/task-2-ui", &before);
}

#[test]
fn a_signal_of_an_author_everybody_is_belongs_to_nobody() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "mine\n", "[CHECKPOINT] Mine").done();
    scene.commit_in(UI, "src/ui/b.rs", "own\n", "[CHECKPOINT] Own").done();
    says(&scene, ".", SIGNAL, None);
    assert_eq!(told(&scene), Vec::<String>::new());
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn two_signals_that_change_nothing_are_both_moved() {
    let scene = started();
    let before = scene.git(&["rev-parse", "main"]);
    scene.git(&["switch", "-q", "--detach"]);
    scene.git_in(API, &["switch", "-q", "main"]).done();
    says(&scene, API, "[BLOCKED:no-spec] Which one", None);
    says(&scene, API, SIGNAL, None);
    scene.git_in(API, &["switch", "-q", BRANCH]).done();
    is_found_and_moved(&scene, "main", &before);
    let moved = scene.git(&["log", "--format=%s", &format!("main..{BRANCH}")]);
    assert_eq!(moved, format!("{SIGNAL}\n[BLOCKED:no-spec] Which one"));
}

#[test]
fn commits_with_files_on_the_base_are_told_by_status() {
    let scene = started();
    scene.commit_in(".", "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.commit_in(".", "src/api/n.rs", "two\n", "[CHECKPOINT] Two").done();
    let said = told(&scene);
    assert!(said.len() == 1 && said[0].ends_with("[CHECKPOINT] One (and 1 more)"), "{said:?}");
    assert_eq!(told(&scene), said, "the second time from what was kept");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(told(&scene), Vec::<String>::new());
}

/// A lead who merges without a merge commit, and a worker who takes what another has the same way.
#[test]
fn what_was_merged_by_moving_forward_has_not_strayed() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "mine\n", "[CHECKPOINT] Mine").done();
    says(&scene, API, SIGNAL, None);
    scene.git_in(UI, &["merge", "-q", "--ff-only", BRANCH]).done();
    scene.git(&["merge", "-q", "--ff-only", BRANCH]);
    scene.commit_in(UI, "src/ui/b.rs", "own\n", "[CHECKPOINT] Own").done();
    assert_eq!(told(&scene), Vec::<String>::new());
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn commits_astray_are_shown_beside_a_lost_link_and_moved_in_the_same_run() {
    let scene = started();
    let before = scene.git(&["rev-parse", "main"]);
    scene.commit_in(".", "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    std::fs::remove_file(scene.path(&format!("{UI}/.git"))).expect("a link");
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains("committed on main"), "{shown}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn commits_of_whoever_must_be_mended_first_are_shown_before_they_are_moved() {
    let scene = started();
    let before = scene.git(&["rev-parse", "main"]);
    scene.commit_in(".", "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    let admin = scene.git_in(API, &["rev-parse", "--absolute-git-dir"]).done();
    std::fs::remove_file(std::path::Path::new(admin.trim()).join("HEAD")).expect("its HEAD");
    let shown = scene.parallel(&["recover"]);
    assert!(!shown.stdout.contains("committed on main"), "{shown}");
    let moved = scene.git(&["rev-parse", "main"]);
    let output = scene.parallel(&["recover", "--apply"]);
    assert!(output.code == 1 && output.stderr.contains("there is more now"), "{output}");
    assert_eq!(scene.git(&["rev-parse", "main"]), moved);
    let shown = scene.parallel(&["recover"]);
    assert!(shown.stdout.contains("committed on main"), "{shown}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
}

#[test]
fn nobodys_commit_on_the_base_is_told_when_others_have_begun_above_it() {
    let scene = started();
    scene.commit_in(".", "odd.txt", "odd\n", "[CHECKPOINT] Odd").done();
    let said = told(&scene);
    assert!(said.len() == 1 && said[0].contains("with files of nobody"), "{said:?}");
    scene.parallel(&["sync", "task-1"]).done();
    assert_eq!(told(&scene), said, "task-1 has it only because it took the base");
    scene.git(&["branch", "later"]);
    assert_eq!(told(&scene), said, "and a branch because it began above it");
}
