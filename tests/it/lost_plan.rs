//! A plan whose file is put back, stashed or written anew: nobody who was started is forgotten.

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::{planned, started};

fn without_workers(scene: &Scene) {
    let text = scene.read(".parallel.toml");
    let head = text.split("[[worker]]").next().expect("a head").to_owned();
    scene.write(".parallel.toml", &head);
}

#[test]
fn a_plan_is_not_replaced_under_workers_that_are_started() {
    let scene = started();
    let before = scene.read(".parallel.toml");
    let said = scene.parallel(&["init"]).refused();
    assert!(!said.contains("--force"), "{said}");
    let said = scene.parallel(&["init", "--force"]).refused();
    assert!(said.contains("task-1, task-2 are started by the plan"), "{said}");
    assert!(said.contains("git parallel drop task-1 task-2"), "{said}");
    assert_eq!(scene.read(".parallel.toml"), before);
    // A worktree that is gone leaves a branch behind, which is as much of a worker.
    scene.parallel(&["drop", "task-2"]).done();
    scene.git(&["worktree", "remove", API]);
    let said = scene.parallel(&["init", "--force"]).refused();
    assert!(said.contains("task-1 is started"), "{said}");
}

#[test]
fn a_replaced_plan_is_kept_whatever_it_says() {
    let scene = planned();
    for before in [scene.read(".parallel.toml"), "no [plan at all\n".into()] {
        scene.write(".parallel.toml", &before);
        let output = scene.parallel(&["init", "--force"]);
        assert_eq!(output.code, 0, "{output}");
        assert!(!scene.read(".parallel.toml").contains("[[worker]]"));
        let line = output.stderr.lines().find_map(|line| line.strip_prefix("to bring it back: "));
        let line = line.unwrap_or_else(|| panic!("{output}"));
        assert!(scene.command("sh", ".").args(["-c", line]).status().expect("a shell").success());
        assert_eq!(scene.read(".parallel.toml"), before);
    }
}

#[test]
fn workers_whose_tables_are_lost_are_seen_and_put_back() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    scene.parallel(&["grant", "task-2", "docs/", "--reason", "its manual"]).done();
    let before = scene.read(".parallel.toml");
    without_workers(&scene);
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("task-2 was started here and is in the plan no more"), "{status}");
    assert!(status.contains("git parallel recover"), "{status}");
    let report = scene.parallel(&["status", "--json"]).json();
    assert_eq!(report["alerts"][0]["kind"], "orphan", "{report}");
    let doctor = scene.parallel(&["doctor"]);
    assert!(doctor.stdout.contains("task-1 was started here"), "{doctor}");
    let found = scene.parallel(&["recover"]);
    assert!(found.code == 1 && found.stdout.contains("work/task-2-ui"), "{found}");
    scene.parallel(&["recover", "--apply"]).done();
    let read = |text: &str| git_parallel::config::load("plan", text).expect("a plan");
    assert_eq!(read(&scene.read(".parallel.toml")), read(&before));
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    scene.parallel(&["drop", "task-2"]).done();
}

#[test]
fn who_cannot_be_put_back_is_told_with_what_can_be_done() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    without_workers(&scene);
    std::fs::remove_file(scene.path(".git/parallel/plan.toml")).expect("the copy");
    let found = scene.parallel(&["recover", "--apply"]);
    assert!(found.code == 1 && found.stdout.contains("git log work/task-2-ui"), "{found}");
    assert!(found.stdout.contains("with id = \"task-2\""), "{found}");
    // Where it has landed, there is only something to tidy up.
    scene.git(&["merge", "-q", "--no-ff", "-m", "Take it", "work/task-2-ui"]);
    let found = scene.parallel(&["recover"]).stdout;
    assert!(!found.contains("task-2"), "{found}");
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("task-2 is no longer in the plan"), "{status}");
    assert!(!status.contains("task-2 was started here"), "{status}");
    scene.parallel(&["clean", "task-2"]).done();
    let found = scene.parallel(&["status"]).stdout;
    assert!(!found.contains("task-2"), "{found}");
}

#[test]
fn a_table_that_a_commit_took_out_is_over_and_one_that_a_file_lost_is_not() {
    let kinds = |scene: &Scene| -> Vec<String> {
        let report = scene.parallel(&["status", "--json"]).json();
        let alerts = report["alerts"].as_array().expect("alerts").iter();
        let kinds = alerts.filter_map(|it| it["kind"].as_str());
        kinds.filter(|it| ["orphan", "leftover"].contains(it)).map(str::to_owned).collect()
    };
    let scene = started();
    scene.git(&["add", ".parallel.toml"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    without_workers(&scene);
    assert_eq!(kinds(&scene), ["orphan", "orphan"]);
    let said = scene.parallel(&["clean"]).stdout;
    assert!(!said.contains("removed task-1"), "{said}");
    // As a clone sees it whose plan was changed in another: dropped there.
    scene.git(&["commit", "-qam", "Without them"]);
    assert_eq!(kinds(&scene), ["leftover", "leftover"]);
    assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n");
    scene.parallel(&["drop", "task-2"]).done();
    scene.parallel(&["clean", "task-1"]).done();
    assert!(kinds(&scene).is_empty());
}
