//! Feature after feature, two at once, one given up: a plan knows its own commits.

use crate::integrate::{API, UI, complete};
use crate::scene::{Scene, run};
use crate::start::{planned, started};

/// A document of one item in each of `web/` and `srv/`, planned for two workers and committed.
fn plan(scene: &Scene, name: &str, what: &str, more: &[&str]) -> Vec<String> {
    let text =
        format!("# To do\n\n- [ ] Fix the {what} in `web/a`\n- [ ] Fix the {what} in `srv/b`\n");
    scene.write(name, &text);
    let args = [&["plan", "--yes", "--workers", "2", name], more].concat();
    scene.parallel(&args).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    ids(scene)
}

fn ids(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let rows = report["workers"].as_array().expect("workers").clone();
    rows.iter().map(|row| row["worker"].as_str().expect("a name").to_owned()).collect()
}

fn states(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let rows = report["workers"].as_array().expect("workers").clone();
    rows.iter().map(|row| row["state"].as_str().expect("a state").to_owned()).collect()
}

fn shop() -> Scene {
    let scene = Scene::with(&[("web/a", "a\n"), ("srv/b", "b\n"), ("doc/c", "c\n")]);
    scene.parallel(&["init"]).done();
    scene
}

/// Runs a line that was printed, in `directory`.
#[track_caller]
pub fn sh(scene: &Scene, directory: &str, line: &str) {
    let mut command = scene.command("sh", directory);
    command.args(["-c", line]);
    run(command, None).done();
}

/// A bare repository beside it, which is `origin` and has `main`.
fn hub(scene: &Scene) {
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.git(&["push", "-q", "origin", "main"]);
}

/// Every worker changes its file and is complete; each branch is pushed.
fn work(scene: &Scene, ids: &[String]) {
    let plan = git_parallel::config::load("plan", &scene.read(".parallel.toml")).expect("a plan");
    for id in ids {
        let web = plan.find(id).expect("a worker").scope.iter().any(|path| path.contains("web"));
        let tree = tree(scene, id);
        let file = if web { "web/a" } else { "srv/b" };
        scene.commit_in(&tree, file, id, "[COMPLETE] Done").done();
        scene.git_in(&tree, &["push", "-q", "origin", "HEAD"]).done();
    }
}

fn tree(scene: &Scene, id: &str) -> String {
    let listed = scene.git(&["worktree", "list", "--porcelain"]);
    let own = listed.lines().find(|line| line.contains(&format!("worktrees/{id}-")));
    own.and_then(|line| line.strip_prefix("worktree ")).expect("a worktree").to_owned()
}

#[test]
fn a_second_feature_in_the_same_folders_is_its_own() {
    let scene = shop();
    hub(&scene);
    let first = plan(&scene, "one.md", "cart", &[]);
    assert_eq!(first, ["task-1", "task-2"]);
    scene.parallel(&["start"]).done();
    work(&scene, &first);
    scene.parallel(&["integrate", "one"]).done();
    scene.parallel(&["land", "--yes", "--push"]).done();
    let cleaned = scene.parallel(&["clean"]);
    assert!(cleaned.stderr.contains("on origin, as it was last seen: work/task-1"), "{cleaned}");
    scene.git(&["commit", "-qam", "Cleaned"]);
    let second = plan(&scene, "two.md", "order", &[]);
    assert_eq!(second, ["task-3", "task-4"], "no name is given out twice");
    assert_eq!(states(&scene), ["missing", "missing"]);
    let output = scene.parallel(&["clean"]);
    assert_eq!(output.code, 1, "{output}");
    assert_eq!(ids(&scene), second);
    let again = scene.parallel(&["add", "1", "Again", "--scope", "doc/"]).refused();
    assert!(again.contains("was given out before"), "{again}");
    let gone = scene.parallel(&["clean", "--remote", "--yes"]);
    assert!(gone.stdout.contains("origin/work/task-1"), "{gone}");
    assert_eq!(scene.git(&["ls-remote", "--heads", "origin", "work/*"]), "");
}

#[test]
fn a_branch_of_the_name_from_before_the_plan_is_told_and_not_taken_up() {
    let scene = planned();
    let old = scene.git(&["commit-tree", "-m", "[COMPLETE] Then", "main^{tree}"]);
    scene.git(&["branch", "work/task-2-ui", &old]);
    let said = scene.parallel(&["start", "task-2"]).refused();
    assert!(said.contains("from before this plan") && said.contains("git branch -m"), "{said}");
    assert_eq!(states(&scene), ["missing", "missing"]);
    let kept = scene.parallel(&["clean", "task-2"]);
    assert!(kept.code == 1 && kept.stdout.contains("holds something else"), "{kept}");
    scene.git(&["branch", "-D", "work/task-2-ui"]);
    scene.git(&["update-ref", "refs/remotes/origin/work/task-2-ui", &old]);
    let output = scene.parallel(&["start", "task-2"]);
    assert!(
        output.code == 0 && output.stderr.contains("git push --atomic origin refs/remotes/"),
        "{output}"
    );
    assert_eq!(states(&scene), ["missing", "idle"]);
}

#[test]
fn a_plan_written_by_hand_knows_its_commits_by_history() {
    let scene = complete("true");
    let plan = scene.read(".parallel.toml");
    let plan: String = plan
        .lines()
        .filter(|line| !line.starts_with("planned"))
        .fold(String::new(), |text, line| text + line + "\n");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["update-ref", "refs/remotes/origin/work/task-2-ui", "work/task-2-ui"]);
    scene.parallel(&["clean"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Cleaned"]);
    scene.write(".parallel.toml", &plan);
    scene.git(&["commit", "-qam", "The same again, by hand"]);
    assert_eq!(states(&scene), ["missing", "missing"]);
    scene.parallel(&["start", "--trust"]).done();
    assert_eq!(states(&scene), ["idle", "idle"]);
    let main = scene.git(&["rev-parse", "main"]);
    assert_eq!(scene.git(&["rev-parse", "work/task-2-ui"]), main);
}

#[test]
fn records_of_a_plan_that_was_thrown_away_do_not_speak_for_the_next() {
    let scene = started();
    scene.git(&["worktree", "remove", API]);
    scene.git(&["branch", "-D", "work/task-1-api-endpoints"]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Later"]);
    scene.parallel(&["start"]).done();
    assert_eq!(states(&scene), ["idle", "idle"]);
    let text = scene.read(".parallel.toml").replace("\"ui\"", "\"view\"");
    scene.git(&["worktree", "remove", UI]);
    scene.git(&["branch", "-D", "work/task-2-ui"]);
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start"]).done();
    assert_eq!(states(&scene), ["idle", "idle"]);
}

#[test]
fn who_is_dropped_comes_back_whole_by_the_lines_that_are_printed() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    scene.write(&format!("{UI}/src/ui/b.rs"), "more\n");
    scene.write(&format!("{UI}/src/ui/new.rs"), "new\n");
    let before = scene.fingerprint();
    let dry = scene.parallel(&["drop", "task-2", "--dry-run"]).done();
    assert!(dry.contains("would drop task-2"), "{dry}");
    assert_eq!(scene.fingerprint(), before);
    let output = scene.parallel(&["drop", "task-2"]);
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(ids(&scene), ["task-1"]);
    assert!(!scene.path(UI).exists() && !scene.path("scripts/worker-2-ui.sh").exists());
    let entries = std::fs::read_dir(scene.path(".git/parallel/workers")).expect("entries").count();
    assert_eq!(entries, 1, "its record is gone");
    let lines: Vec<&str> =
        output.stderr.lines().filter_map(|line| line.split("to bring it back: ").nth(1)).collect();
    for line in lines {
        sh(&scene, ".", line);
    }
    assert_eq!(scene.read(&format!("{UI}/src/ui/b.rs")), "more\n");
    assert_eq!(scene.read(&format!("{UI}/src/ui/new.rs")), "new\n");
    assert_eq!(states(&scene), ["idle", "working"]);
}

#[test]
fn two_features_run_at_once_and_land_one_by_one() {
    let scene = shop();
    let first = plan(&scene, "one.md", "cart", &["--feature", "cart"]);
    scene.write(
        "doc.md",
        "# To do\n\n- [ ] Fix the intro in `doc/c`\n- [ ] Fix the cart in `web/a`\n",
    );
    let args = ["plan", "--yes", "--workers", "1", "--feature", "manual", "doc.md"];
    let told = scene.parallel(&args).done();
    assert!(told.contains("'web/a' belongs to task-"), "{told}");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan two"]);
    assert_eq!(ids(&scene), ["task-1", "task-2", "task-3"]);
    scene.parallel(&["start"]).done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("cart\n") && report.contains("manual\n"), "{report}");
    let one = scene.parallel(&["status", "--feature", "manual", "--json"]).json();
    assert_eq!(one["workers"].as_array().map(Vec::len), Some(1));
    let again = scene.parallel(&["plan", "--yes", "--workers", "1", "one.md"]).refused();
    assert!(again.contains("--feature"), "{again}");

    let manual = tree(&scene, "task-3");
    scene.commit_in(&manual, "doc/c", "intro\n", "[COMPLETE] Intro").done();
    let unnamed = scene.parallel(&["integrate"]).refused();
    assert!(unnamed.contains("several features"), "{unnamed}");
    scene.parallel(&["integrate", "manual"]).done();
    for id in &first {
        let tree = tree(&scene, id);
        scene.git_in(&tree, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] Done"]).done();
    }
    scene.parallel(&["integrate", "cart"]).done();
    let both = scene.parallel(&["status", "--json"]).json();
    assert_eq!(both["integrations"].as_array().map(Vec::len), Some(2));
    let which = scene.parallel(&["land", "--yes"]).refused();
    assert!(which.contains("several integrations"), "{which}");
    scene.parallel(&["land", "manual", "--yes"]).done();
    assert_eq!(scene.read("doc/c"), "intro\n");
    scene.parallel(&["clean", "--feature", "manual"]).done();
    assert_eq!(ids(&scene), first);
    scene.git(&["commit", "-qam", "Cleaned"]);
    let output = scene.parallel(&["land", "cart", "--yes", "--update"]);
    assert_eq!(output.code, 0, "{output}");
    scene.parallel(&["land", "cart", "--yes"]).done();
    assert_eq!(states(&scene), ["merged", "merged"]);
}

#[test]
fn what_stands_on_another_feature_lands_after_it() {
    let scene = shop();
    let first = plan(&scene, "one.md", "cart", &["--feature", "cart"]);
    scene.parallel(&["start"]).done();
    for id in &first {
        let tree = tree(&scene, id);
        scene.git_in(&tree, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] Done"]).done();
    }
    scene.parallel(&["integrate", "cart"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "The base moves on"]);
    scene.parallel(&["add", "9", "Manual", "--scope", "doc/", "--feature", "manual"]).done();
    scene.parallel(&["start", "task-9", "--from", "integration/cart"]).done();
    let own = tree(&scene, "task-9");
    scene.commit_in(&own, "doc/c", "all\n", "[COMPLETE] Manual").done();
    assert!(scene.parallel(&["check", "task-9"]).code == 0);
    scene.parallel(&["integrate", "manual"]).done();
    let early = scene.parallel(&["land", "manual", "--yes", "--update"]);
    let early = if early.code == 0 { scene.parallel(&["land", "manual", "--yes"]) } else { early };
    assert_eq!(early.code, 1, "{early}");
    assert!(early.stdout.contains("cart has not: git parallel land cart"), "{early}");
}

#[test]
fn a_worker_that_goes_on_after_complete_is_led_to_its_end() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.commit_in(API, "src/api/a.rs", "late\n", "[CHECKPOINT] One more").done();
    let report = scene.parallel(&["status"]).done();
    assert!(!report.contains("can land"), "{report}");
    assert!(report.contains("git parallel prompt task-1 --continue"), "{report}");
    let output = scene.parallel(&["integrate", "--continue"]);
    assert!(output.code == 1 && output.stdout.contains("without the last of task-1"), "{output}");
}

#[test]
fn what_was_taken_back_can_be_brought_back_and_land() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Later"]);
    let dry = scene.parallel(&["integrate", "--undo", "--dry-run"]);
    let wet = scene.parallel(&["integrate", "--undo"]);
    assert_eq!((dry.code, &dry.stderr), (2, &wet.stderr), "{dry}");
    scene.git(&["reset", "-q", "--hard", "HEAD^"]);
    let output = scene.parallel(&["integrate", "--undo"]);
    let line = output.stderr.lines().find_map(|line| line.strip_prefix("to bring it back: "));
    let mut command = scene.command("sh", ".");
    command.args(["-c", line.expect("a way back")]);
    run(command, None).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
}

#[test]
fn what_is_printed_can_be_run_where_it_is_printed() {
    let scene = planned();
    for (place, args) in [("src", &["start"][..]), (API, &["start"])] {
        let said = scene.parallel_in(place, args).done();
        let script = said.lines().map(str::trim).find(|line| line.ends_with("worker-2-ui.sh"));
        let script = script.expect(&said);
        assert!(scene.path(place).join(script).exists(), "{script} from {place}");
    }
    scene.git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[BLOCKED:spec] Which"]).done();
    for place in [".", "src", API] {
        let report = scene.parallel_in(place, &["status", "--json"]).json();
        let runs = report["actions"].as_array().expect("actions").iter();
        let run_here = runs.filter_map(|it| it["run"].as_str()).find(|it| it.ends_with("log -1"));
        let mut command = scene.command("sh", place);
        command.args(["-c", run_here.expect("an action")]);
        run(command, None).done();
    }
    let elsewhere = scene.parallel_in("..", &["-C", "repo", "status", "--json"]).json();
    let runs = elsewhere["actions"].as_array().expect("actions").clone();
    assert!(
        runs.iter().filter_map(|it| it["run"].as_str()).all(|it| it.contains("-C /")),
        "{elsewhere}"
    );
}

#[test]
fn a_guard_that_was_taken_off_is_one_alert_and_kills_no_verb() {
    let scene = started();
    scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", "[BLOCKED:spec] Which"]).done();
    scene.parallel(&["hooks", "uninstall"]).done();
    scene.commit_in(API, "src/ui/b.rs", "foreign\n", "foreign").done();
    let report = scene.parallel(&["status", "--json"]).json();
    let alerts = report["alerts"].as_array().expect("alerts").iter();
    assert_eq!(alerts.filter(|it| it["kind"] == "guard").count(), 1, "{report}");
    let runs = report["actions"].as_array().expect("actions").iter();
    assert_eq!(runs.filter(|it| it["run"] == "git parallel hooks install").count(), 1);
    assert!(scene.parallel(&["recover"]).code < 2);
}

#[test]
fn no_feature_brings_the_unreviewed_work_of_another_to_the_base() {
    let scene = shop();
    let add = |id: &str, feature: &str, path: &str| {
        scene.parallel(&["add", id, feature, "--feature", feature, "--scope", path]).done();
    };
    add("1", "docs", "web/");
    add("2", "typing", "srv/");
    scene.parallel(&["start"]).done();
    let (docs, typing) = ("worktrees/task-1-docs", "worktrees/task-2-typing");
    scene.commit_in(typing, "srv/b", "typed\n", "[CHECKPOINT] Types").done();
    scene.git_in(docs, &["merge", "-q", "--no-ff", "--no-edit", "work/task-2-typing"]).done();
    scene.commit_in(docs, "web/a", "docs\n", "[COMPLETE] Docs").done();
    let before = scene.fingerprint();
    for more in [&[][..], &["--dry-run"]] {
        let output = scene.parallel(&[&["integrate", "docs"][..], more].concat());
        assert_eq!(output.code, 1, "{output}");
        let said = "task-1 has 1 commit of task-2 (typing), which has not landed";
        assert!(output.stderr.contains(said), "{output}");
        assert!(output.stderr.contains("git parallel integrate typing"), "{output}");
        assert!(output.stderr.contains("git parallel integrate docs --skip task-2"), "{output}");
    }
    assert_eq!(scene.fingerprint(), before);
    // Who is left out by name comes along knowingly, and the review says nothing against it.
    let output = scene.parallel(&["integrate", "docs", "--skip", "task-2"]);
    assert!(output.code == 0 && output.stderr.contains("comes along"), "{output}");
    let shown = scene.parallel(&["land", "--dry-run"]);
    assert_eq!(shown.code, 0, "{shown}");
    scene.parallel(&["integrate", "--abort"]).done();
    // What was taken after the integration began is seen by the review.
    scene.git_in(docs, &["reset", "-q", "--hard", "main"]).ended(0);
    scene.commit_in(docs, "web/a", "docs\n", "[COMPLETE] Docs").done();
    scene.parallel(&["integrate", "docs"]).done();
    scene.git_in(docs, &["merge", "-q", "--no-ff", "--no-edit", "work/task-2-typing"]).done();
    scene.commit_in(docs, "web/a", "more\n", "[COMPLETE] Docs again").done();
    scene.parallel(&["integrate", "--continue"]).ended(0);
    let shown = scene.parallel(&["land", "--yes"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.stdout.contains("[ ] what comes along has landed"), "{shown}");
    // Once the other one has landed, nothing is in the way.
    scene.commit_in(typing, "srv/b", "typed too\n", "[COMPLETE] Types").done();
    scene.parallel(&["integrate", "typing"]).done();
    scene.parallel(&["land", "typing", "--yes"]).done();
    scene.parallel(&["land", "docs", "--update", "--yes"]).done();
    assert_eq!((scene.read("web/a"), scene.read("srv/b")), ("more\n".into(), "typed too\n".into()));
}

#[test]
fn what_was_integrated_under_a_name_no_worker_bears_is_cleaned_up_by_it() {
    let scene = Scene::with(&["docs/a", "bill/a"].map(|file| (file, "x\n")));
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "x", "Guide", "--scope", "docs/"]).done();
    scene.parallel(&["add", "y", "Bills", "--scope", "bill/", "--feature", "bill"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start", "--trust"]).done();
    scene.commit_in("worktrees/x-guide", "docs/a", "y\n", "[COMPLETE] Guide").done();
    scene.parallel(&["integrate", "core1"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let told = scene.parallel(&["status", "--json"]).json();
    let runs = told["actions"].as_array().expect("actions").iter();
    let run = runs.filter_map(|it| it["run"].as_str()).find(|run| run.contains("clean"));
    let words: Vec<&str> = run.expect("a command").split(' ').skip(2).collect();
    let said = scene.parallel(&words).done();
    assert!(!scene.path("worktrees/x-guide").exists(), "{said}");
    assert!(scene.path("worktrees/y-bills").exists());
    assert!(!scene.git(&["branch"]).contains("integration/core1"));
}

#[test]
fn what_landed_before_the_last_is_taken_back_by_its_name() {
    let scene = shop();
    let before = scene.git(&["rev-parse", "main"]);
    for (name, folder) in [("one", "web"), ("two", "srv")] {
        let scope = format!("{folder}/");
        scene.parallel(&["add", name, "Work", "--scope", &scope, "--feature", name]).done();
        scene.parallel(&["start", "--trust"]).done();
        let tree = format!("worktrees/{name}-work");
        scene.commit_in(&tree, &format!("{folder}/n"), "n\n", "[COMPLETE] all").done();
        scene.parallel(&["integrate", name]).done();
        scene.parallel(&["land", "--yes"]).done();
        scene.parallel(&["clean"]).done();
    }
    let first = scene.git(&["rev-parse", "main^1"]);
    scene.parallel(&["integrate", "--undo", "two"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), first);
    scene.parallel(&["integrate", "--undo", "one"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
    scene.parallel(&["integrate", "--undo", "one"]).refused();
}
