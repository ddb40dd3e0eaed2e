//! What `status` recommends works when it is typed, from the first worker to the clean-up.

use crate::integrate::{API, complete};
use crate::scene::{Output, Scene};

/// The commands that are recommended now.
fn commands(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let actions = report["actions"].as_array().expect("actions").clone();
    actions.iter().filter_map(|action| action["run"].as_str().map(str::to_owned)).collect()
}

/// Types a recommended command.
fn typed(scene: &Scene, command: &str) -> Output {
    let words: Vec<&str> = command.split(' ').skip(2).collect();
    scene.parallel(&words)
}

#[test]
fn the_recommended_commands_lead_from_complete_to_clean() {
    let scene = complete("true");
    assert_eq!(commands(&scene), ["git parallel integrate task-1-to-task-2"]);
    typed(&scene, "git parallel integrate task-1-to-task-2").done();
    assert_eq!(commands(&scene), ["git parallel land"]);
    let porcelain = scene.parallel(&["status", "--porcelain"]).done();
    assert!(porcelain.contains("\nintegration ready task-1-to-task-2\n"), "{porcelain}");
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(commands(&scene), ["git parallel clean"]);
    typed(&scene, "git parallel clean").done();
    assert!(commands(&scene).is_empty());
}

#[test]
fn a_plan_with_a_name_needs_none_typed() {
    let scene = complete("true");
    let text =
        scene.read(".parallel.toml").replacen("\nbase =", "\nfeature = \"audit\"\nbase =", 1);
    scene.write(".parallel.toml", &text);
    assert_eq!(commands(&scene), ["git parallel integrate"]);
    typed(&scene, "git parallel integrate").done();
}

#[test]
fn an_integration_that_stopped_is_told_with_both_ways_out() {
    let scene = complete("true");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    let take = format!("git -C {API} merge --no-ff --no-edit main");
    assert_eq!(commands(&scene)[0], take, "while nothing is merged, the conflict is the worker's");
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);

    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("the integration of f stands at task-1"), "{status}");
    assert!(!status.contains("will conflict"), "{status}");
    let both = ["git parallel integrate --continue", "git parallel integrate --abort"];
    assert_eq!(commands(&scene), both);

    scene.write("worktrees/integration-f/src/api/a.rs", "both\n");
    scene.git_in("worktrees/integration-f", &["add", "src/api/a.rs"]).done();
    typed(&scene, both[0]).done();
    assert_eq!(commands(&scene), ["git parallel land"]);
}

#[test]
fn what_keeps_clean_from_cleaning_comes_before_it() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.write(&format!("{API}/src/api/left.rs"), "left\n");
    assert_eq!(commands(&scene), [format!("git -C {API} status --short")]);
    std::fs::remove_file(scene.path(&format!("{API}/src/api/left.rs"))).expect("the file");
    assert_eq!(commands(&scene), ["git parallel clean"]);
}

#[test]
fn a_worker_without_a_commit_has_no_last_one() {
    let scene = crate::start::started();
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("  —\n"), "{status}");
    assert!(!scene.parallel(&["status", "--porcelain"]).done().contains("\nlast "));
    let report = scene.parallel(&["status", "--json"]).json();
    assert!(report["workers"][0]["last_commit"].is_null(), "{report:#}");
}

#[test]
fn what_was_committed_after_the_merge_comes_before_landing() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(API, "src/api/late.rs", "late\n", "[CHECKPOINT] Late").done();
    assert!(commands(&scene).iter().all(|it| it != "git parallel land"), "it could not land");
    scene.commit_in(API, "src/api/late.rs", "done\n", "[COMPLETE] All of it").done();
    let go_on = "git parallel integrate --continue";
    assert_eq!(commands(&scene), [go_on]);
    typed(&scene, go_on).done();
    assert_eq!(commands(&scene), ["git parallel land"]);
    scene.parallel(&["land", "--yes"]).done();
}

#[test]
fn what_would_keep_an_integration_from_landing_is_told_before_it_is_tried() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("the integration of f is merged and checked: it can land"), "{status}");
    scene.write("README.md", "moved on\n");
    scene.git(&["commit", "-qam", "Move on"]);
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("is merged and checked, and main has moved on since"), "{status}");
    assert_eq!(commands(&scene), ["git parallel land --update"]);
    typed(&scene, "git parallel land --update --yes").done();

    let scene = complete("true");
    let text = scene.read(".parallel.toml").replace("run = [\"true\"]", "run = []");
    scene.write(".parallel.toml", &text);
    scene.parallel(&["integrate", "f"]).done();
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("is merged, and nothing was checked"), "{status}");
    let at = "worktrees/integration-f";
    let marked =
        format!("{} ours\n1\n{}\n2\n{} theirs\n", "<".repeat(7), "=".repeat(7), ">".repeat(7));
    scene.write(&format!("{at}/src/api/a.rs"), &marked);
    scene.git_in(at, &["commit", "-qam", "With markers"]).done();
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("with conflict markers in src/api/a.rs"), "{status}");
}

#[test]
fn complete_work_that_was_left_out_comes_after_the_landing() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let next = commands(&scene);
    assert_eq!(next, ["git parallel clean", "git parallel integrate f"]);
    let cleaned = typed(&scene, &next[0]);
    assert!(cleaned.stdout.contains("kept task-2: "), "{cleaned}");
    typed(&scene, &next[1]).done();
    scene.parallel(&["land", "--yes"]).done();
}

#[test]
fn taking_back_answers_programs_too() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    let would = scene.parallel(&["integrate", "--abort", "--dry-run", "--json"]).json();
    assert_eq!(would["did"], "would give up");
    let did = scene.parallel(&["integrate", "--abort", "--json"]).json();
    assert_eq!((&did["did"], &did["feature"]), (&"given up".into(), &"f".into()));
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let did = scene.parallel(&["integrate", "--undo", "--json"]).json();
    assert_eq!(did["did"], "taken back");
    assert_eq!(did["tip"], scene.git(&["rev-parse", "main"]).trim());
}

#[test]
fn a_conflict_with_the_base_is_its_owner_s_to_settle_and_others_take_it_from_there() {
    let scene = crate::start::started();
    let ui = crate::integrate::UI;
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] a").done();
    let take = ["merge", "-q", "--no-ff", "--no-edit", "work/task-1-api-endpoints"];
    scene.git_in(ui, &take).done();
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a"]);
    let merges = || -> Vec<String> {
        commands(&scene).into_iter().filter(|run| run.contains(" merge ")).collect()
    };
    assert_eq!(merges(), [format!("git -C {API} merge --no-ff --no-edit main")]);
    scene.git_in(API, &["merge", "-q", "--no-ff", "--no-edit", "main"]).ended(1);
    scene.write(&format!("{API}/src/api/a.rs"), "both\n");
    scene.git_in(API, &["commit", "-qam", "Merge main"]).done();
    let settled = "merge --no-ff --no-edit work/task-1-api-endpoints";
    assert_eq!(merges(), [format!("git -C {ui} {settled}")]);
    scene.git_in(ui, &take).done();
    assert!(merges().is_empty());
}
