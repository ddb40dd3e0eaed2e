//! What a verb costs: no git process for each worker that it was not asked about.

use std::fmt::Write as _;
use std::fs;

use crate::scene::{Scene, run};

/// A plan of so many workers, committed, none of them started but the first.
fn planned(workers: usize) -> Scene {
    let scene = Scene::with(&[("README.md", "r\n")]);
    let mut plan = String::from("version = 1\nbase = \"main\"\n");
    for n in 1..=workers {
        write!(plan, "\n[[worker]]\nid = \"task-{n}\"\nslug = \"part\"\nscope = [\"d{n}/\"]\n")
            .expect("a string");
    }
    scene.write(".parallel.toml", &plan);
    scene.git(&["add", ".parallel.toml"]);
    scene.git(&["commit", "-q", "-m", "Plan"]);
    scene.parallel(&["start", "-q", "task-1"]).done();
    scene
}

/// How many git processes a verb runs.
fn processes(scene: &Scene, args: &[&str]) -> usize {
    let trace = scene.outside().join("trace");
    fs::remove_file(&trace).ok();
    let mut command = scene.command("git-parallel", ".");
    command.args(args).env("GIT_TRACE2_EVENT", &trace);
    assert!(run(command, None).code <= 1);
    let text = fs::read_to_string(&trace).expect("a trace");
    text.lines().filter(|line| line.contains("\"event\":\"start\"")).count()
}

#[test]
fn workers_that_are_not_started_cost_no_processes() {
    let (few, many) = (planned(3), planned(40));
    for args in [&["status"][..], &["check"], &["start", "-q", "task-2"]] {
        let (less, more) = (processes(&few, args), processes(&many, args));
        assert!(more <= less + 2, "{args:?}: {less} for 3 workers, {more} for 40");
    }
}

#[test]
fn started_workers_cost_the_report_no_processes() {
    let (few, many) = (planned(3), planned(20));
    for scene in [&few, &many] {
        scene.parallel(&["start", "-q"]).done();
        scene.parallel(&["status"]).done();
    }
    let (less, more) = (processes(&few, &["status"]), processes(&many, &["status"]));
    assert!(more <= less, "{less} for 3 workers, {more} for 20");
}

#[test]
fn a_start_runs_git_for_what_only_git_does() {
    let scene = planned(3);
    let ran = processes(&scene, &["start", "-q", "task-2"]);
    // Two of them look in the base for what has landed as other commits.
    assert!(ran <= 17, "{ran}");
}
