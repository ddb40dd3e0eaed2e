//! `land --squash` and `land --rebase`, judged as landed by every verb and taken back; the forecast of
//! what is not finished.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;
use crate::start::started;

fn base(scene: &Scene) -> String {
    scene.git(&["rev-parse", "main"])
}

/// What every verb says of work that has landed as other commits.
#[track_caller]
fn is_landed(scene: &Scene) {
    let report = scene.parallel(&["status", "--json"]).json();
    for worker in report["workers"].as_array().expect("workers") {
        assert_eq!(worker["state"], "merged", "{report:#}");
    }
    let told = scene.parallel(&["status"]).done();
    assert!(!told.contains("not on its own branch"), "{told}");
    let told = scene.parallel(&["recover"]);
    assert!(!told.stdout.contains("committed on main"), "{told}");
}

#[test]
fn each_way_lands_the_same_tree_in_one_line() {
    for (way, subjects) in [
        ("--squash", &["f: parallel implementation complete"][..]),
        ("--rebase", &["[COMPLETE] UI done", "[COMPLETE] API done"]),
    ] {
        let scene = complete("true");
        scene.git(&["add", "-A"]);
        scene.git(&["commit", "-qm", "Plan"]);
        let before = base(&scene);
        scene.parallel(&["integrate", "f"]).done();
        scene.parallel(&["land", "--yes", way]).done();
        let range = format!("{before}..main");
        let made = scene.git(&["log", "--format=%s", &range]);
        assert_eq!(made.lines().collect::<Vec<_>>(), subjects, "{way}");
        assert_eq!(scene.git(&["rev-list", "--merges", "--count", &range]), "0", "{way}");
        assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
        scene.git(&["diff", "--quiet", "main", "integration/f"]);
        is_landed(&scene);
        let again = scene.parallel(&["land", "--yes", way]).done();
        assert!(again.contains("f has landed on main already"), "{again}");
        // The same lines change, so that no patch tells any more.
        scene.commit_in(".", "src/ui/b.rs", "other\n", "Later").done();
        is_landed(&scene);
        let said = scene.parallel(&["integrate", "--undo"]).refused();
        assert!(said.contains("moved on") && !said.contains("-m 1"), "{said}");
        scene.git(&["reset", "-q", "--hard", "HEAD~1"]);
        scene.parallel(&["clean"]).done();
        assert!(!scene.path(UI).exists());
        scene.git(&["checkout", "-q", "--", "."]);
        scene.parallel(&["integrate", "--undo"]).done();
        assert_eq!(base(&scene), before, "{way}");
    }
}

#[test]
fn what_was_taken_back_has_not_landed() {
    let scene = complete("true");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes", "--squash"]).done();
    is_landed(&scene);
    scene.git(&["revert", "--no-edit", "HEAD"]);
    let report = scene.parallel(&["status", "--json"]).json();
    assert_eq!(report["workers"][1]["state"], "complete", "{report:#}");
    assert_eq!(scene.parallel(&["clean", "--dry-run"]).code, 1);
}

#[test]
fn authors_and_what_a_conflict_settled_survive_a_line() {
    let scene = complete("true");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    let mut commit = scene.command("git", UI);
    commit.args(["commit", "-q", "--allow-empty", "-m", "[COMPLETE] By another"]);
    commit.env("GIT_AUTHOR_NAME", "Grace").env("GIT_AUTHOR_EMAIL", "grace@example.com");
    crate::scene::run(commit, None).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in("worktrees/integration-f", "src/api/a.rs", "mended\n", "Mend it").done();
    scene.parallel(&["land", "--yes", "--rebase"]).done();
    let made = scene.git(&["log", "--format=%an %s", "-4"]);
    assert_eq!(
        made.lines().collect::<Vec<_>>(),
        [
            "Ada Mend it",
            "Grace [COMPLETE] By another",
            "Ada [COMPLETE] UI done",
            "Ada [COMPLETE] API done"
        ]
    );
    assert_eq!(scene.read("src/api/a.rs"), "mended\n");
}

#[test]
fn a_forecast_is_to_be_had_while_all_work() {
    let scene = started();
    let said = scene.parallel(&["integrate", "--dry-run"]).refused();
    assert!(said.contains("nothing to integrate"), "{said}");
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] Half").done();
    let told = scene.parallel(&["integrate", "--dry-run"]).done();
    assert!(
        told.contains("if all stopped now; not complete: task-1 (working), task-2 (idle)"),
        "{told}"
    );
    assert!(told.contains("Merge task-1") && !told.contains("Merge task-2"), "{told}");
    scene.git(&["checkout", "-q", "-b", "aside"]);
    scene.commit_in(".", "src/api/a.rs", "other\n", "Other").done();
    scene.git(&["checkout", "-q", "main"]);
    scene.git(&["merge", "-q", "--ff-only", "aside"]);
    let told = scene.parallel(&["integrate", "--dry-run", "--json"]).ended(1);
    assert!(told.contains("\"unfinished\"") && told.contains("src/api/a.rs"), "{told}");
}

/// A clone made only now, of a remote that has the base alone.
const LATE: &str = "../late";

/// Both workers complete on a remote, each naming its item; the address of that.
fn shared() -> (Scene, String) {
    let scene = Scene::with(&[("cart/file", "cart\n"), ("order/file", "order\n")]);
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.parallel(&["init"]).done();
    scene.write("todo.md", "# To do\n\n- [ ] Fix the `cart/file`\n- [ ] Fix the `order/file`\n");
    scene.parallel(&["plan", "--yes", "--workers", "2", "todo.md"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["push", "-q", "-u", "origin", "main"]);
    scene.parallel(&["start"]).done();
    let listed = scene.git(&["worktree", "list", "--porcelain"]);
    let trees = listed.lines().filter_map(|line| line.strip_prefix("worktree "));
    for (n, tree) in (1..).zip(trees.filter(|tree| tree.contains("/worktrees/"))) {
        let file = ["cart/file", "order/file"][n - 1];
        scene.commit_in(tree, file, "half\n", &format!("[CHECKPOINT] item-{n} half")).done();
        scene.commit_in(tree, file, "done\n", &format!("[COMPLETE] item-{n} done")).done();
        scene.git_in(tree, &["push", "-q", "origin", "HEAD"]).done();
    }
    (scene, hub)
}

/// What a clone made now says of each worker of the plan, and what it would start.
fn in_a_new_clone(scene: &Scene, hub: &str) -> (Vec<String>, String) {
    std::fs::remove_dir_all(scene.path(LATE)).ok();
    scene.git(&["clone", "-q", hub, LATE]);
    let report = scene.parallel_in(LATE, &["status", "--json"]).json();
    let rows = report["workers"].as_array().expect("workers").iter();
    let states = rows.map(|row| row["state"].as_str().expect("a state").to_owned()).collect();
    let started = scene.parallel_in(LATE, &["start", "--dry-run"]);
    (states, format!("{}{}", started.stdout, started.stderr))
}

#[test]
fn a_clone_made_later_knows_what_has_landed_however_it_did() {
    for way in ["--squash", "--rebase"] {
        let (scene, hub) = shared();
        scene.parallel(&["integrate", "shop"]).done();
        scene.parallel(&["land", "--yes", "--push", way]).done();
        scene.parallel(&["clean", "--remote", "--yes"]).done();
        let (states, started) = in_a_new_clone(&scene, &hub);
        assert_eq!(states, ["merged"; 2], "{way}");
        assert!(started.contains("nothing to start: everything has landed or"), "{way}: {started}");
        let planned = scene.parallel_in(LATE, &["plan", "--yes", "todo.md"]).done();
        assert!(planned.contains("2 landed before"), "{way}: {planned}");
        let last = scene.git(&["log", "-1", "--format=%(trailers:key=Parallel-Worker,valueonly)"]);
        let want = if way == "--squash" { "task-1\ntask-2" } else { "task-2" };
        assert_eq!(last.trim(), want, "{way}");
    }
}

#[test]
fn a_clone_made_later_reads_what_a_forge_wrote_and_what_was_taken_back() {
    let (scene, hub) = shared();
    for (n, file) in [(1, "cart/file"), (2, "order/file")] {
        scene.write(file, "done\n");
        let listed =
            format!("Fix it (#{n})\n\n* [CHECKPOINT] item-{n} half\n\n* [COMPLETE] item-{n} done");
        scene.git(&["commit", "-qam", &listed]);
    }
    scene.git(&["push", "-q", "origin", "main"]);
    scene.parallel(&["clean", "--remote", "--yes"]).done();
    assert_eq!(in_a_new_clone(&scene, &hub).0, ["merged"; 2]);
    scene.git(&["stash", "-q"]);
    scene.git(&["revert", "--no-edit", "HEAD~1"]);
    scene.git(&["push", "-q", "origin", "main"]);
    assert_eq!(in_a_new_clone(&scene, &hub).0, ["missing", "merged"]);
    let planned = scene.parallel_in(LATE, &["plan", "--yes", "--json", "todo.md"]).json();
    assert!(!planned.to_string().contains("2 landed before"), "{planned:#}");
}

#[test]
fn a_clone_made_later_is_shown_what_may_be_work_and_told_how_to_say_so() {
    let (scene, hub) = shared();
    scene.write("cart/file", "done\n");
    scene.git(&["commit", "-qam", "Cart (#1)"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.git(&["push", "-q", "origin", "--delete", "work/task-1-cart", "work/task-2-order"]);
    assert_eq!(in_a_new_clone(&scene, &hub).0, ["missing"; 2]);
    let said = scene.parallel_in(LATE, &["status"]).done();
    assert!(
        said.contains("main has 1 commit in its scope since it was planned ('Cart (#1)')")
            && said.contains("task-2 has not been started\n"),
        "{said}"
    );
    let trailer = ["commit", "-q", "--allow-empty", "-m", "Landed", "--trailer"];
    scene.git(&[&trailer[..], &["Parallel-Worker: task-1"]].concat());
    scene.git(&["push", "-q", "origin", "main"]);
    assert_eq!(in_a_new_clone(&scene, &hub).0, ["merged", "missing"]);
}
