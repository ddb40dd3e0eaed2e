//! What is over: landed and cleaned up, dropped, taken back, here or in another clone.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;
use crate::start::{planned, started};

const SECOND: &str = "../second";

/// Both landed; the plan is committed.
fn landed() -> Scene {
    let scene = planned();
    commit_all(&scene, "Plan");
    scene.parallel(&["start"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene
}

fn commit_all(scene: &Scene, message: &str) {
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", message]);
}

/// Gives the scene a remote, which has `main`.
fn hub(scene: &Scene) {
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.git(&["push", "-q", "-u", "origin", "main"]);
}

/// Gives the scene a remote, and a second clone of it.
fn with_second(scene: &Scene) {
    hub(scene);
    scene.git(&["clone", "-q", "../hub.git", SECOND]);
}

fn state(scene: &Scene, directory: &str, worker: usize) -> String {
    let report = scene.parallel_in(directory, &["status", "--json"]).json();
    report["workers"][worker]["state"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_landed_and_keeps_its_tables_is_not_begun_anew() {
    let scene = landed();
    scene.parallel(&["clean", "--keep-plan"]).done();
    assert_eq!(state(&scene, ".", 0), "merged");
    let said = scene.parallel(&["start"]);
    assert!(said.code == 0 && said.stdout.contains("nothing to start"), "{said}");
    assert!(said.stderr.contains("git parallel start task-1"), "{said}");
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1);
    // Where nothing is kept, history tells.
    scene.git(&["clone", "-q", ".", SECOND]);
    assert_eq!(state(&scene, SECOND, 1), "merged");
    // Named, it is a second round.
    scene.parallel(&["start", "task-1"]).done();
    assert_eq!(state(&scene, ".", 0), "idle");
    assert_eq!(state(&scene, ".", 1), "merged");
    scene.parallel(&["drop", "task-1"]).done();
    scene.parallel(&["clean"]).done();
    assert!(!scene.read(".parallel.toml").contains("[[worker]]"));
}

#[test]
fn a_bare_repository_says_where_the_tables_stay() {
    let scene = planned();
    commit_all(&scene, "Plan");
    scene.git(&["clone", "-q", "--bare", ".", "../p/r.git"]);
    let bare = "../p/r.git";
    scene.parallel_in(bare, &["start"]).done();
    for (tree, file) in [
        ("../p/worktrees/task-1-api-endpoints", "src/api/a.rs"),
        ("../p/worktrees/task-2-ui", "src/ui/b.rs"),
    ] {
        scene.commit_in(tree, file, "more\n", "[COMPLETE] Done").done();
    }
    scene.parallel_in(bare, &["integrate", "f"]).done();
    scene.parallel_in(bare, &["land", "--yes"]).done();
    let said = scene.parallel_in(bare, &["clean"]);
    assert!(said.code == 0 && said.stderr.contains("on 'main' only"), "{said}");
    assert_eq!(state(&scene, bare, 0), "merged");
    let said = scene.parallel_in(bare, &["status"]).done();
    assert!(!said.contains("git parallel clean"), "{said}");
    let said = scene.parallel_in(bare, &["start"]).done();
    assert!(said.contains("nothing to start"), "{said}");
}

#[test]
fn the_plan_of_a_bare_repository_is_the_file_in_the_worktree_of_its_base() {
    let scene = Scene::with(&[("src/a.rs", "a\n")]);
    scene.git(&["clone", "-q", "--bare", ".", "../p/.bare"]);
    scene.write("../p/.git", "gitdir: ./.bare\n");
    let bare = scene.parallel_in("../p", &["init"]).refused();
    assert!(bare.contains("git worktree add DIR main"), "{bare}");
    scene.git_in("../p", &["worktree", "add", "-q", "main", "main"]).done();
    let main = "../p/main";
    scene.parallel_in(main, &["init"]).done();
    scene.parallel_in(main, &["add", "1", "A", "--scope", "src/"]).done();
    scene.git_in(main, &["add", "-A"]).done();
    scene.git_in(main, &["commit", "-qm", "Plan"]).done();
    scene.parallel_in(main, &["start"]).done();
    scene.parallel_in(main, &["grant", "task-1", "docs/", "--reason", "asked"]).done();
    assert!(scene.read("../p/main/.parallel.toml").contains("docs/"));
    // The guard reads the same file, committed or not.
    scene.commit_in("../p/worktrees/task-1-a", "docs/x", "x\n", "[COMPLETE] Docs").done();
    scene.git_in(main, &["commit", "-qam", "Grant"]).done();
    scene.parallel_in(main, &["integrate", "f"]).done();
    scene.parallel_in(main, &["land", "--yes"]).done();
    scene.parallel_in(main, &["clean"]).done();
    assert!(!scene.read("../p/main/.parallel.toml").contains("[[worker]]"));
}

#[test]
fn what_landed_in_another_clone_is_cleaned_here_too() {
    let scene = planned();
    commit_all(&scene, "Plan");
    with_second(&scene);
    scene.parallel(&["start"]).done();
    for (tree, file) in [(API, "src/api/a.rs"), (UI, "src/ui/b.rs")] {
        scene.commit_in(tree, file, "more\n", "[COMPLETE] Done").done();
        scene.git_in(tree, &["push", "-q", "origin", "HEAD"]).done();
    }
    scene.git_in(SECOND, &["fetch", "-q"]).done();
    scene.parallel_in(SECOND, &["integrate", "f"]).done();
    scene.parallel_in(SECOND, &["land", "--yes", "--push"]).done();
    // Whoever has none of the branches here deletes them there as well.
    scene.parallel_in(SECOND, &["clean"]).done();
    scene.parallel_in(SECOND, &["clean", "--remote", "--yes"]).done();
    assert_eq!(scene.git(&["ls-remote", "origin", "refs/heads/work/*"]), "");
    scene.git_in(SECOND, &["commit", "-qam", "Cleaned"]).done();
    scene.git_in(SECOND, &["push", "-q", "origin", "main"]).done();
    scene.git(&["pull", "-q", "--prune"]);
    // Not yet told to be gone: a commit there is refused with what happened.
    scene.write(&format!("{API}/src/api/a.rs"), "later\n");
    let late = scene.git_in(API, &["commit", "-qam", "[CHECKPOINT] More"]).ended(1);
    assert!(late.contains("task-1 is no longer in .parallel.toml"), "{late}");
    scene.git_in(API, &["checkout", "-q", "--", "."]).done();
    let said = scene.parallel(&["status"]).done();
    assert!(said.contains("git parallel clean task-1"), "{said}");
    assert!(scene.parallel(&["doctor"]).ended(1).contains("git parallel clean task-2"));
    let said = scene.parallel(&["clean"]).done();
    assert!(said.contains("removed task-1") && said.contains("removed task-2"), "{said}");
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
    assert!(!scene.path("scripts/worker-1-api-endpoints.sh").exists());
}

#[test]
fn what_was_dropped_in_another_clone_is_ended_here_and_kept() {
    let scene = planned();
    commit_all(&scene, "Plan");
    with_second(&scene);
    scene.parallel(&["start"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] Half").done();
    let tip = scene.git(&["rev-parse", "work/task-1-api-endpoints"]);
    scene.parallel_in(SECOND, &["drop", "task-1"]).done();
    scene.git_in(SECOND, &["commit", "-qam", "Dropped"]).done();
    scene.git_in(SECOND, &["push", "-q", "origin", "main"]).done();
    scene.git(&["pull", "-q"]);
    let said = scene.parallel(&["status"]).done();
    assert!(said.contains("git parallel drop task-1"), "{said}");
    let kept = scene.parallel(&["clean", "task-1"]).ended(1);
    assert!(kept.contains("1 commit is not on main"), "{kept}");
    let said = scene.parallel(&["drop", "1"]);
    assert!(
        said.code == 0 && said.stderr.contains("git branch work/task-1-api-endpoints"),
        "{said}"
    );
    assert!(!scene.path(API).exists());
    assert!(scene.git(&["for-each-ref", "refs/parallel/backup"]).contains(&tip), "kept");
    assert!(!scene.parallel(&["status"]).done().contains("task-1"));
}

#[test]
fn a_need_of_who_landed_or_was_dropped_breaks_no_rule() {
    let scene = planned();
    commit_all(&scene, "Plan");
    scene.parallel(&["start"]).done();
    let need = ["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/Model] to show it"];
    scene.git_in(UI, &need).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] Model").done();
    scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let said = scene.parallel(&["clean", "task-1"]);
    assert!(said.stderr.contains("task-2 no longer needs task-1/Model by the plan"), "{said}");
    scene.parallel(&["check"]).done();
    let said = scene.parallel(&["status"]).done();
    assert!(!said.contains("broke a rule") && !said.contains("waits for"), "{said}");
    // Never planned, it is still wrong.
    let other = ["commit", "-q", "--no-verify", "--allow-empty", "-m", "[NEEDS:task-9/X] it"];
    scene.git_in(UI, &other).done();
    assert!(scene.parallel(&["check"]).ended(1).contains("there is no worker 'task-9'"));

    let scene = started();
    scene.git_in(UI, &need).done();
    scene.parallel(&["drop", "task-1"]).done();
    scene.parallel(&["check"]).done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] Done without").done();
    scene.parallel(&["integrate", "f"]).done();
}

#[test]
fn a_shallow_clone_takes_nobody_s_branch_for_an_old_one() {
    let scene = planned();
    commit_all(&scene, "Plan");
    hub(&scene);
    scene.parallel(&["start"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] Half").done();
    scene.git_in(API, &["push", "-q", "origin", "HEAD"]).done();
    scene.write("later", "l\n");
    commit_all(&scene, "Later");
    scene.git(&["push", "-q", "origin", "main"]);
    let hub = format!("file://{}", scene.outside().join("hub.git").display());
    scene.git(&["clone", "-q", "--depth", "1", &hub, SECOND]);
    scene.parallel_in(SECOND, &["status", "--fetch"]).done();
    let said = scene.parallel_in(SECOND, &["start", "task-1"]).ended(2);
    assert!(said.contains("--unshallow") && !said.contains("--delete"), "{said}");
    let said = scene.parallel_in(SECOND, &["status"]).done();
    assert!(
        said.contains("git fetch --unshallow origin") && !said.contains("broke a rule"),
        "{said}"
    );
    assert!(scene.parallel_in(SECOND, &["check"]).refused().contains("--unshallow"));
    assert!(scene.parallel_in(SECOND, &["doctor"]).ended(1).contains("--unshallow"));
    scene.git_in(SECOND, &["fetch", "-q", "--unshallow", "origin"]).done();
    assert_eq!(state(&scene, SECOND, 0), "working");
    scene.parallel_in(SECOND, &["check"]).done();
}

#[test]
fn what_was_taken_back_from_the_base_has_not_landed() {
    let scene = landed();
    scene.git(&["revert", "--no-edit", "-m", "1", "HEAD"]);
    assert_eq!(scene.read("src/api/a.rs"), "a\n");
    assert_eq!(state(&scene, ".", 0), "reverted");
    let said = scene.parallel(&["status"]).done();
    assert!(
        said.contains("git revert --no-edit") && !said.contains("git parallel clean"),
        "{said}"
    );
    let kept = scene.parallel(&["clean", "task-1", "task-2"]).ended(1);
    assert!(kept.contains("took it back on main"), "{kept}");
    scene.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(state(&scene, ".", 0), "merged");
    scene.parallel(&["clean"]).done();
    assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
}

#[test]
fn beside_what_landed_and_was_not_cleaned_up_the_way_on_is_named() {
    let scene = complete("true");
    scene.parallel(&["add", "3", "Docs", "--scope", "docs/"]).done();
    scene.parallel(&["start", "task-3"]).done();
    scene.parallel(&["integrate", "f", "--skip", "task-3"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.commit_in("worktrees/task-3-docs", "docs/d", "d\n", "[COMPLETE] Docs").done();
    let said = scene.parallel(&["integrate", "g"]).refused();
    assert!(said.contains("'f' has landed on main"), "{said}");
    let run = said.lines().find_map(|line| line.split_once("run: git parallel "));
    let run: Vec<&str> = run.expect("a command").1.split(' ').collect();
    scene.parallel(&run).done();
    scene.parallel(&["integrate", "g"]).done();
}

#[test]
fn a_plan_that_is_not_committed_yet_spends_its_names() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), ("c/z", "z\n"), ("d/w", "w\n")]);
    scene.write("one.md", "# TODO\n\n- [ ] Fix the cart in `a/x`\n- [ ] Fix the order in `b/y`\n");
    scene.write("two.md", "# TODO\n\n- [ ] Fix the zone in `c/z`\n- [ ] Fix the wage in `d/w`\n");
    commit_all(&scene, "Documents");
    scene.parallel(&["init"]).done();
    for (feature, document) in [("shop", "one.md"), ("billing", "two.md")] {
        scene.parallel(&["plan", "--yes", "--workers", "2", "--feature", feature, document]).done();
    }
    assert!(scene.read(".parallel.toml").contains("id = \"task-4\""));
}

#[test]
fn what_a_teammate_began_is_left_to_them_and_what_i_began_elsewhere_is_taken_up() {
    let scene = planned();
    commit_all(&scene, "Plan");
    with_second(&scene);
    scene.parallel_in(SECOND, &["start"]).done();
    for (tree, email) in [(API, "mate@example.com"), (UI, "ada@example.com")] {
        let tree = format!("{SECOND}/{tree}");
        let mut made = scene.command("git", &tree);
        made.env("GIT_AUTHOR_EMAIL", email);
        made.args(["commit", "-q", "--allow-empty", "-m", "[CHECKPOINT] Half"]);
        crate::scene::run(made, None).done();
        scene.git_in(&tree, &["push", "-q", "origin", "HEAD"]).done();
    }
    scene.git(&["fetch", "-q"]);
    let said = scene.parallel(&["start"]);
    assert!(
        said.stderr.contains("task-1 is somebody else's in another clone (origin/work/task-1")
            && said.stderr.contains("to take it up here: git parallel start task-1"),
        "{said}"
    );
    assert!(!scene.path(API).exists() && scene.path(UI).exists());
    scene.parallel(&["start", "task-1"]).done();
    assert!(scene.path(API).exists());
}
