//! `status`: states, needs, deadlocks, alerts and what to do next.

use crate::scene::Scene;
use crate::start::{planned, started};

const API: &str = "worktrees/task-1-api-endpoints";
const UI: &str = "worktrees/task-2-ui";

fn says(scene: &Scene, directory: &str, subject: &str) {
    scene.git_in(directory, &["commit", "-q", "--allow-empty", "-m", subject]).done();
}

fn state(scene: &Scene, worker: usize) -> String {
    let report = scene.parallel(&["status", "--json"]).json();
    report["workers"][worker]["state"].as_str().expect("a state").to_owned()
}

fn kinds(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let alerts = report["alerts"].as_array().expect("alerts");
    let kinds = alerts.iter().map(|alert| alert["kind"].as_str().expect("a kind").to_owned());
    // The dates of a scene are fixed, so everyone has long been stalled.
    kinds.filter(|kind| kind != "stalled").collect()
}

#[test]
fn every_state_is_told_from_commits() {
    let scene = planned();
    assert_eq!(state(&scene, 0), "missing");
    scene.parallel(&["start"]).done();
    assert_eq!(state(&scene, 0), "idle");
    for (subject, want) in [
        ("[CHECKPOINT] One", "working"),
        ("[BLOCKED:no-spec] Which one", "blocked"),
        ("[CHECKPOINT] Two", "working"),
        ("[NEEDS:task-2/View] For the list", "needs"),
        ("[CHECKPOINT] Three", "needs"),
        ("[COMPLETE] All done", "complete"),
        ("[CHECKPOINT] One more", "reopened"),
    ] {
        says(&scene, API, subject);
        assert_eq!(state(&scene, 0), want, "{subject}");
    }
}

#[test]
fn a_need_is_open_then_met_then_taken() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/Model] For the list");
    assert!(kinds(&scene).contains(&"need_open".to_owned()));
    says(&scene, API, "[CHECKPOINT] Add supermodels");
    assert_eq!(kinds(&scene), ["need_open"]);
    says(&scene, API, "[CHECKPOINT] Add Model with tests");
    assert!(kinds(&scene).contains(&"need_met".to_owned()));
    let report = scene.parallel(&["status", "--json"]).json();
    let run = report["actions"][0]["run"].as_str().expect("a command");
    assert_eq!(run, "git -C worktrees/task-2-ui merge --no-ff --no-edit work/task-1-api-endpoints");
    scene.git_in(UI, &["merge", "-q", "work/task-1-api-endpoints"]).done();
    assert_eq!(kinds(&scene), Vec::<String>::new());
    assert_eq!(state(&scene, 1), "working");
}

#[test]
fn workers_that_wait_for_each_other_are_told() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/Model] For the list");
    says(&scene, API, "[NEEDS:task-2/View] For the routes");
    let output = scene.parallel(&["status", "--exit-code"]);
    assert!(
        output.code == 1 && output.stdout.contains("task-1, task-2 wait for each other"),
        "{output}"
    );
}

#[test]
fn the_report_reads_like_the_one_of_the_seed() {
    let scene = started();
    says(&scene, UI, "[BLOCKED:missing-api] Need endpoints");
    scene.write(&format!("{API}/src/api/new.rs"), "");
    let report = scene.parallel(&["status"]).done();
    for part in [
        "Worker Status Report",
        "   Worker ",
        "✗  task-2 ui",
        "[BLOCKED:missing-api]",
        "idle, 1 dirty",
        "Alerts",
        "Recommended Actions",
        "1. unblock task-2",
    ] {
        assert!(report.contains(part), "{part} missing in:\n{report}");
    }
}

#[test]
fn a_worker_without_a_commit_for_long_is_stalled() {
    let scene = started();
    let old = "2020-01-01T00:00:00Z";
    let mut command = scene.command("git", API);
    command.args(["commit", "-q", "--allow-empty", "-m", "[CHECKPOINT] Long ago"]);
    command.env("GIT_COMMITTER_DATE", old);
    crate::scene::run(command, None).done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("task-1 has not committed for"), "{report}");
}

#[test]
fn hostile_text_is_shown_inert() {
    let scene = started();
    says(&scene, API, "[BLOCKED:\u{1b}[31mred\u{202e}] evil");
    let report = scene.parallel(&["status", "--color", "never"]).done();
    assert!(!report.contains('\u{1b}') && !report.contains('\u{202e}'), "{report:?}");
    assert!(report.contains("\\x1b[31mred"), "{report}");
}

#[test]
fn work_pushed_from_another_clone_is_seen_after_a_fetch() {
    let scene = planned();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    scene.git(&["remote", "add", "origin", "../hub.git"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.git(&["clone", "-q", "../hub.git", "../second"]);
    scene.parallel_in("../second", &["start", "task-2"]).done();
    says(&scene, "../second/worktrees/task-2-ui", "[CHECKPOINT] From afar");
    scene.git_in("../second/worktrees/task-2-ui", &["push", "-q", "origin", "HEAD"]).done();
    assert_eq!(state(&scene, 1), "missing");
    scene.parallel(&["status", "--fetch"]).done();
    assert_eq!(state(&scene, 1), "working");
    assert_eq!(state(&scene, 0), "missing");
}

#[test]
fn one_worker_is_shown_in_detail() {
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
    let tree = "worktrees/task-3-docs";
    scene.commit_in(tree, "docs/guide.md", "g\n", "[CHECKPOINT] task-3-1: the guide").done();
    scene.write(&format!("{tree}/src/ui/b.rs"), "not mine\n");
    let said = scene.parallel(&["status", "3"]).done();
    for part in [
        "[x] task-3-1 Write the guide",
        "[ ] task-3-2 Write the index",
        "docs/guide.md\n",
        "src/ui/b.rs  (owned by task-2)  not committed",
        "[CHECKPOINT] task-3-1: the guide",
    ] {
        assert!(said.contains(part), "{part} missing in:\n{said}");
    }
    let detail = scene.parallel(&["status", "task-3", "--json"]).json();
    assert_eq!(
        (&detail["state"], &detail["files"][0]["owner"]),
        (&"working".into(), &"task-2".into())
    );
}

#[test]
fn scripts_get_one_fact_a_line() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/Model] For the list");
    let said = scene.parallel(&["status", "--porcelain"]).done();
    assert!(said.starts_with("version 1\nbase main\n\nworker task-1\nbranch work/task-1-api-endpoints\nstate idle\ncommits 0\n"), "{said}");
    assert!(said.contains("\nneed open task-1/Model\n"), "{said}");
    assert!(
        said.contains("\nalert note need_open task-2 task-2 waits for task-1/Model\n"),
        "{said}"
    );
}

/// The answers of `status` fit the schema it publishes, and another layout would not.
#[test]
fn the_json_answers_fit_their_published_schema() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/Model] For the list");
    says(&scene, API, "[BLOCKED:no-spec] Which one");
    scene.write(&format!("{API}/src/api/new.rs"), "");
    for worker in [None, Some("task-2")] {
        let with = |flag: &'static str| -> Vec<&str> {
            [Some("status"), worker, Some(flag)].into_iter().flatten().collect()
        };
        let schema = scene.parallel(&with("--schema")).json();
        let answer = scene.parallel(&with("--json")).json();
        let fits = jsonschema::validator_for(&schema).expect("a schema");
        let wrong: Vec<String> = fits.iter_errors(&answer).map(|it| it.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let mut other = answer.clone();
        other.as_object_mut().expect("an object").remove("schema");
        assert!(!fits.is_valid(&other));
    }
}

#[test]
fn a_subject_of_ten_thousand_letters_breaks_no_table() {
    let scene = started();
    says(&scene, API, &format!("[BLOCKED:{}] long", "x".repeat(10_000)));
    let report = scene.parallel(&["status"]).done();
    let row = report.lines().find(|line| line.contains("task-1 ")).expect("its row");
    assert!(row.chars().count() <= 160, "{report}");
}

#[test]
fn a_need_is_met_by_the_file_that_defines_it() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/UserModel] For the list");
    scene.commit_in(API, "src/api/other.rs", "// none\n", "[CHECKPOINT] Something else").done();
    assert_eq!(kinds(&scene), ["need_open"]);
    let text = "pub struct UserModel;\n";
    scene.commit_in(API, "src/api/people.rs", text, "[CHECKPOINT] People").done();
    assert_eq!(kinds(&scene), ["need_met"]);
}

#[test]
fn what_guard_gate_and_prediction_find_is_told() {
    let scene = started();
    scene.git_in(UI, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
    assert_eq!(kinds(&scene), ["guard"]);
    scene.commit_in(UI, "src/api/a.rs", "theirs\n", "no prefix").done();
    let found = kinds(&scene);
    assert!(found.contains(&"violation".to_owned()), "{found:?}");
    scene.commit_in(API, "src/api/a.rs", "ours\n", "[CHECKPOINT] Ours").done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("task-1 will conflict with task-2 in 'src/api/a.rs'"), "{report}");
    assert!(report.contains("git parallel hooks install"), "{report}");
}

#[test]
fn a_circle_has_three_ways_out_each_a_command() {
    let scene = started();
    says(&scene, UI, "[NEEDS:task-1/Model] For the list");
    says(&scene, API, "[NEEDS:task-2/View] For the routes");
    let report = scene.parallel(&["status", "--json"]).json();
    let run = |n: usize| report["actions"][n]["run"].as_str().expect("a command").to_owned();
    assert_eq!(run(0), "git parallel prompt task-1 --deadlock");
    assert_eq!(
        run(1),
        "git -C worktrees/task-1-api-endpoints merge --no-ff --no-edit work/task-2-ui"
    );
    let handed = run(2);
    assert!(
        handed.starts_with("git parallel reassign src/ui")
            && handed.ends_with("--from task-2 --to task-1"),
        "{handed}"
    );
}

#[test]
fn branches_that_went_apart_are_told() {
    let scene = started();
    says(&scene, API, "[CHECKPOINT] Here");
    scene.git(&[
        "update-ref",
        "refs/remotes/origin/work/task-1-api-endpoints",
        "work/task-1-api-endpoints~1",
    ]);
    assert!(kinds(&scene).is_empty());
    let elsewhere = scene.git(&[
        "commit-tree",
        "-p",
        "work/task-1-api-endpoints~1",
        "-m",
        "[CHECKPOINT] There",
        "main^{tree}",
    ]);
    scene.git(&["update-ref", "refs/remotes/origin/work/task-1-api-endpoints", &elsewhere]);
    assert_eq!(kinds(&scene), ["diverged"]);
}
