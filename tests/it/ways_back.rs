//! Commands as printed: they work where they are printed, in their order, and bring back what went and
//! nothing else.

use crate::features::sh;
use crate::integrate::{API, UI, complete};
use crate::scene::{Output, run};
use crate::start::started;

/// The commands that were printed to bring something back.
fn ways(output: &Output) -> Vec<String> {
    let lines = output.stderr.lines().filter(|line| line.starts_with("to bring"));
    lines.filter_map(|line| Some(line.split_once(": ")?.1.to_owned())).collect()
}

#[test]
fn who_is_dropped_in_a_subfolder_comes_back_from_there() {
    let scene = started();
    scene.commit_in(UI, "src/ui/b.rs", "half\n", "[CHECKPOINT] Half").done();
    scene.write(&format!("{UI}/src/ui/b.rs"), "more\n");
    let plan = scene.read(".parallel.toml");
    let output = scene.parallel_in("src", &["drop", "task-2"]);
    assert_eq!(output.code, 0, "{output}");
    // What the lead has not committed, and what was granted since, stays.
    scene.write("src/ui/b.rs", "the lead's\n");
    for way in ways(&output) {
        sh(&scene, "src", &way);
    }
    assert_eq!(scene.read(".parallel.toml"), plan);
    assert_eq!(scene.read("src/ui/b.rs"), "the lead's\n");
    assert_eq!(scene.read(&format!("{UI}/src/ui/b.rs")), "more\n");
    assert!(!scene.path("src/.parallel.toml").exists());
}

#[test]
fn tables_come_back_into_the_plan_as_it_is_now() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let cleaned = scene.parallel(&["clean", "task-1"]);
    scene.parallel(&["grant", "task-2", "docs/", "--reason", "later"]).done();
    let undone = scene.parallel(&["integrate", "--undo"]);
    let tables: Vec<String> =
        ways(&undone).into_iter().filter(|way| way.contains("--tables")).collect();
    assert_eq!(tables.len(), 1, "{undone}");
    assert_eq!(ways(&cleaned).last(), tables.first(), "{cleaned}");
    sh(&scene, ".", &tables[0]);
    let text = scene.read(".parallel.toml");
    assert!(text.contains("docs/") && text.find("task-1") < text.find("id = \"task-2\""), "{text}");
    let again = scene.parallel(&["recover", "--tables", "refs/none"]).refused();
    assert!(again.contains("no plan that was kept"), "{again}");
}

#[test]
fn what_is_printed_by_a_verb_that_was_led_elsewhere_leads_there() {
    let scene = complete("true");
    let away = |args: &[&str]| scene.parallel_in("..", &[&["-C", "repo"], args].concat());
    let told = away(&["integrate", "f"]);
    assert!(told.stderr.contains("next: git parallel -C repo land\n"), "{told}");
    let told = away(&["land", "--yes"]);
    assert!(told.stderr.contains("next: git parallel -C repo clean\n"), "{told}");
    let told = away(&["clean"]);
    for way in ways(&told) {
        sh(&scene, "..", &way);
    }
    assert!(scene.read(".parallel.toml").contains("id = \"task-2\""));
    scene.git(&["rev-parse", "--verify", "work/task-1-api-endpoints"]);
    // Git's own -C tells nobody how it was written.
    let mut command = scene.command("git", "..");
    command.env("PWD", scene.outside()).args(["-C", "repo", "parallel", "start", "task-9"]);
    let told = run(command, None).refused();
    assert!(!told.contains("run: git parallel s"), "{told}");
}

#[test]
fn of_two_integrations_each_printed_command_names_its_own() {
    let scene = started();
    let text = scene.read(".parallel.toml");
    let text = text.replace("id = \"task-1\"\n", "id = \"task-1\"\nfeature = \"shop\"\n");
    let text = text.replace("id = \"task-2\"\n", "id = \"task-2\"\nfeature = \"billing\"\n");
    scene.write(".parallel.toml", &text.replace("needs = [\"task-1/Model\"]\n", ""));
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    let told = scene.parallel(&["integrate", "shop"]);
    assert!(told.stderr.contains("next: git parallel land\n"), "{told}");
    let told = scene.parallel(&["integrate", "billing"]);
    assert!(told.stderr.contains("next: git parallel land billing\n"), "{told}");
    let which = scene.parallel(&["integrate", "--abort"]).refused();
    assert!(which.contains("as in: git parallel integrate --abort "), "{which}");
    scene.parallel(&["land", "shop", "--yes"]).done();
    let told = scene.parallel(&["land", "billing", "--yes", "--update"]);
    let told = if told.stdout.contains("landed") {
        told
    } else {
        scene.parallel(&["land", "billing", "--yes"])
    };
    assert!(
        told.stderr.contains("to take it back: git parallel integrate --undo billing\n"),
        "{told}"
    );
    scene.parallel(&["integrate", "--undo", "billing"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "b\n");
}

#[test]
fn names_are_written_in_full_where_a_tag_is_called_alike() {
    let scene = complete("true");
    let far = scene.outside().join("far").to_string_lossy().into_owned();
    scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["tag", "main", "HEAD"]);
    scene.git(&["push", "-q", "origin", "refs/heads/main"]);
    scene.parallel(&["integrate", "f"]).done();
    let told = scene.parallel(&["land", "--yes"]);
    let next = told.stderr.lines().find_map(|line| line.strip_prefix("next: ")).expect("a line");
    let push = next.split(", then").next().expect("a command");
    assert_eq!(push, "git push origin refs/heads/main");
    sh(&scene, ".", push);
}

#[test]
fn a_worktree_that_was_moved_is_named_where_it_is() {
    let scene = started();
    let new = scene.outside().join("else where");
    let new = new.to_string_lossy();
    scene.git(&["worktree", "move", API, &new]);
    scene.git_in("../else where", &["commit", "-q", "--allow-empty", "-m", "[BLOCKED:x] y"]).done();
    let report = scene.parallel(&["status", "--json"]).json();
    let runs = report["actions"].as_array().expect("actions").iter();
    let log = runs.filter_map(|it| it["run"].as_str()).find(|it| it.ends_with("log -1"));
    sh(&scene, ".", log.expect("an action"));
}

#[test]
fn whoever_stands_in_what_goes_is_told() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let told = scene.parallel_in("worktrees/integration-f", &["clean"]).ended(0);
    assert!(
        told.contains("you stand in the worktree of integration/f, which is gone: cd "),
        "{told}"
    );
}

#[test]
fn the_base_is_brought_up_by_the_command_that_is_printed() {
    let scene = started();
    let far = scene.outside().join("far").to_string_lossy().into_owned();
    scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Far"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.git(&["reset", "-q", "--hard", "HEAD^"]);
    let told = scene.parallel(&["status"]).done();
    let way = told.split("behind origin/main (").nth(1).and_then(|it| it.split(')').next());
    sh(&scene, ".", way.expect(&told));
    assert_eq!(scene.git(&["rev-parse", "main"]), scene.git(&["rev-parse", "origin/main"]));
}

#[test]
fn a_merge_that_git_does_not_make_names_its_ways_on() {
    let scene = complete("true");
    scene.git(&["config", "commit.gpgSign", "true"]);
    scene.git(&["config", "gpg.program", "false"]);
    let said = scene.parallel(&["integrate", "f"]).refused();
    assert!(said.contains("git did not make the merge 'Merge task-1: API endpoints'"), "{said}");
    assert!(!said.contains("exit code"), "{said}");
    for way in ["git parallel integrate --continue", "git parallel integrate --abort"] {
        assert!(said.contains(way), "{said}");
    }
    scene.git(&["config", "--unset", "commit.gpgSign"]);
    scene.parallel(&["integrate", "--continue"]).done();
    scene.git(&["config", "commit.gpgSign", "true"]);
    let said = scene.parallel(&["land", "--yes"]).refused();
    assert!(said.contains("nothing has landed; mend that, then run: git parallel land"), "{said}");
    assert!(!said.contains("commit-tree"), "{said}");
}

#[test]
fn a_merge_that_goes_on_has_no_comments_in_its_message() {
    let scene = started();
    let text = scene.read(".parallel.toml").replace("shared = []", "shared = [\"README.md\"]");
    scene.write(".parallel.toml", &text);
    scene.git(&["config", "commit.cleanup", "scissors"]);
    scene.git(&["config", "core.commentChar", "auto"]);
    scene.commit_in(API, "README.md", "one\n", "[COMPLETE] API done").done();
    scene.commit_in(UI, "README.md", "two\n", "[COMPLETE] UI done").done();
    scene.parallel(&["integrate", "f"]).ended(3);
    scene.write("worktrees/integration-f/README.md", "both\n");
    scene.git_in("worktrees/integration-f", &["add", "README.md"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(
        scene.git(&["log", "-1", "--format=%B", "integration/f"]).trim(),
        "Merge task-2: UI"
    );
}

#[test]
fn a_check_that_leaves_the_branch_does_not_take_the_merges_along() {
    let scene = complete("git checkout -q --detach HEAD");
    let told = scene.parallel(&["integrate", "f", "--trust"]).ended(0);
    assert!(told.contains("2 workers merged and checked"), "{told}");
    for tip in ["work/task-1-api-endpoints", "work/task-2-ui"] {
        scene.git(&["merge-base", "--is-ancestor", tip, "integration/f"]);
    }
}

#[test]
fn the_way_that_recover_prints_ends_what_it_found() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "own\n", "[CHECKPOINT] Own").done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "plan"]);
    scene.commit_in(".", "src/api/a.rs", "mistake\n", "[CHECKPOINT] By mistake").done();
    let said = scene.parallel(&["recover", "--apply"]).refused();
    let way = said.lines().find_map(|line| line.strip_prefix("hint: copy it yourself: "));
    let mut copy = scene.command("sh", ".");
    copy.args(["-c", way.expect(&said)]);
    let conflict = run(copy, None);
    assert_eq!(conflict.code, 1, "{conflict}");
    scene.write(&format!("{API}/src/api/a.rs"), "both\n");
    scene.git_in(API, &["add", "src/api/a.rs"]).done();
    scene.git_in(API, &["-c", "core.editor=true", "cherry-pick", "--continue"]).done();
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "a\n");
    assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "both\n");
}

#[test]
fn hooks_taken_down_are_told_to_programs_too() {
    let scene = started();
    for args in [&["hooks", "uninstall", "-n", "--json"][..], &["hooks", "uninstall", "--json"]] {
        assert_eq!(scene.parallel(args).json()["kind"], "hooks", "{args:?}");
    }
}
