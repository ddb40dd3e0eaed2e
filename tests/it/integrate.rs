//! `integrate`, `land` and `clean`: the way of finished work to the base branch.

use crate::scene::Scene;
use crate::start::started;

pub const API: &str = "worktrees/task-1-api-endpoints";
pub const UI: &str = "worktrees/task-2-ui";

/// Both workers complete; the check command is `check`.
pub fn complete(check: &str) -> Scene {
    let scene = started();
    let text = scene.read(".parallel.toml").replace("run = []", &format!("run = [{check:?}]"));
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start", "--trust"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene
}

#[test]
fn finished_work_lands_and_everything_is_cleaned_up() {
    let scene = complete("test -f README.md");
    scene.parallel(&["integrate", "Dash Board"]).done();
    let subjects =
        scene.git(&["log", "--first-parent", "--format=%s", "main..integration/dash-board"]);
    // task-2 needs task-1, so task-1 is merged first.
    assert_eq!(subjects, "Merge task-2: UI\nMerge task-1: API endpoints");
    assert_eq!(scene.read("src/api/a.rs"), "a\n", "the base is not touched yet");
    let landed = scene.parallel(&["land", "--yes"]);
    assert!(landed.code == 0 && landed.stderr.contains("next: git parallel clean\n"), "{landed}");
    assert!(!landed.stderr.contains("git push"), "there is no remote: {landed}");
    assert_eq!(
        scene.git(&["log", "-1", "--format=%s"]),
        "Merge dash-board: parallel implementation complete"
    );
    assert_eq!(
        (scene.read("src/api/a.rs"), scene.read("src/ui/b.rs")),
        ("api\n".into(), "ui\n".into())
    );
    assert_eq!(scene.git(&["status", "--porcelain", "src"]), "");
    let status = scene.parallel(&["status", "--json"]).json();
    assert_eq!(status["workers"][0]["state"], "merged");
    scene.parallel(&["clean"]).done();
    assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1);
    assert!(!scene.path("scripts/worker-1-api-endpoints.sh").exists());
    assert!(!scene.read(".parallel.toml").contains("[[worker]]"));
}

#[test]
fn cleaned_branches_come_back_by_the_line_that_was_printed() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let tip = scene.git(&["rev-parse", "work/task-2-ui"]);
    let output = scene.parallel(&["clean"]);
    let line = output
        .stderr
        .lines()
        .find(|line| line.contains("git branch work/task-2-ui"))
        .expect("a way back");
    let words: Vec<&str> = line.split("git ").nth(1).expect("a command").split(' ').collect();
    scene.git(&words);
    assert_eq!(scene.git(&["rev-parse", "work/task-2-ui"]), tip);
}

#[test]
fn who_is_not_complete_stops_it_unless_skipped() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[BLOCKED:no-design] Which colours"])
        .done();
    let before = scene.git(&["for-each-ref"]);
    let said = scene.parallel(&["integrate", "My f"]).refused();
    assert!(said.contains("task-2 (blocked)"), "{said}");
    assert!(said.contains("run: git parallel integrate my-f --skip task-2\n"), "{said}");
    assert_eq!(scene.git(&["for-each-ref"]), before);
    let said = scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    assert!(said.contains("1 worker merged"), "{said}");
}

#[test]
fn nobody_is_told_to_skip_everybody() {
    let scene = started();
    let said = scene.parallel(&["integrate", "f"]).refused();
    assert!(said.contains("task-1 (idle), task-2 (idle)") && !said.contains("--skip"), "{said}");
    let said = scene.parallel(&["integrate", "f", "--skip", "task-1"]).refused();
    assert!(said.contains("task-2 (idle)") && !said.contains("--skip"), "{said}");
}

#[test]
fn a_conflict_stops_readably_and_goes_on() {
    let scene = complete("true");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    let output = scene.parallel(&["integrate", "f"]);
    assert_eq!(output.code, 3, "{output}");
    assert!(
        output.stdout.contains("src/api/a.rs  (owned by task-1; both changed the same lines)"),
        "{output}"
    );
    assert!(
        scene
            .parallel(&["integrate", "--continue"])
            .refused()
            .contains("not resolved yet: src/api/a.rs")
    );
    assert!(scene.parallel(&["integrate", "g"]).refused().contains("under way already"));
    let said = scene.parallel(&["integrate"]).refused();
    assert!(said.contains("to go on with it, run: git parallel integrate --continue f"), "{said}");
    assert_eq!(scene.parallel(&["land", "--yes"]).code, 1);
    scene.write("worktrees/integration-f/src/api/a.rs", "both\n");
    scene.git_in("worktrees/integration-f", &["add", "-A"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "both");
    assert!(!scene.git(&["log", "-1", "--merges", "--format=%B", "integration/f"]).contains('#'));
}

#[test]
fn a_failing_check_names_the_worker_that_broke_it() {
    let scene = complete("! grep -q ui src/ui/b.rs");
    let output = scene.parallel(&["integrate", "f"]);
    assert_eq!(output.code, 3, "{output}");
    assert!(
        output.stdout.contains("check failed:") && output.stdout.contains("after merging task-2"),
        "{output}"
    );
    let mended = scene.commit_in("worktrees/integration-f", "src/ui/b.rs", "mended\n", "Mend");
    mended.done();
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "mended\n");
}

#[test]
fn giving_up_leaves_everything_as_it_was() {
    let scene = complete("false");
    let before = scene.git(&["for-each-ref", "refs/heads"]);
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene.parallel(&["integrate", "--abort"]).done();
    assert_eq!(scene.git(&["for-each-ref", "refs/heads"]), before);
    assert!(!scene.path("worktrees/integration-f").exists());
    assert!(
        scene.parallel(&["integrate", "--abort"]).refused().contains("no integration is under way")
    );
}

#[test]
fn landing_asks_and_needs_a_sound_checklist() {
    let scene = complete("true");
    assert!(scene.parallel(&["land"]).refused().contains("no integration to land"));
    scene.parallel(&["integrate", "f"]).done();
    let before = scene.git(&["rev-parse", "main"]);
    assert!(scene.parallel(&["land"]).refused().contains("needs an approval"));
    let output = scene.parallel_with(&["land"], "n\n");
    assert!(
        output.code == 1 && output.stdout.contains("[x] all worker branches merged"),
        "{output}"
    );
    assert_eq!(scene.git(&["rev-parse", "main"]), before);

    scene.write("README.md", "moved on\n");
    scene.git(&["commit", "-qam", "Move on"]);
    let output = scene.parallel_with(&["land"], "y\n");
    assert!(
        output.code == 1 && output.stdout.contains("[ ] up to date with the base branch"),
        "{output}"
    );
    scene.git_in("worktrees/integration-f", &["merge", "-q", "--no-edit", "main"]).done();
    scene.parallel_with(&["land"], "y\n").done();
}

#[test]
fn landing_loses_no_change_of_the_main_worktree() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.write("src/api/a.rs", "not committed\n");
    let before = scene.git(&["rev-parse", "main"]);
    assert!(scene.parallel(&["land", "--yes"]).refused().contains("cannot be moved"));
    assert_eq!(
        (scene.git(&["rev-parse", "main"]), scene.read("src/api/a.rs")),
        (before, "not committed\n".into())
    );
    scene.git(&["stash", "-q"]);
    scene.parallel(&["land", "--yes"]).done();
}

#[test]
fn landing_works_where_the_base_is_checked_out_nowhere() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.git(&["switch", "-q", "-c", "elsewhere"]);
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.git(&["show", "main:src/ui/b.rs"]), "ui");
    assert_eq!(scene.read("src/ui/b.rs"), "b\n");
}

#[test]
fn clean_refuses_what_would_be_lost() {
    let scene = complete("true");
    let output = scene.parallel(&["clean"]);
    assert!(
        output.code == 1 && output.stdout.contains("kept task-1: 1 commit is not on main"),
        "{output}"
    );
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.write(&format!("{UI}/notes.txt"), "mine");
    let output = scene.parallel(&["clean"]);
    assert!(
        output.code == 1 && output.stdout.contains("kept task-2: not committed: notes.txt"),
        "{output}"
    );
    assert!(!scene.path(API).exists() && scene.path(UI).exists());
    assert!(scene.read(".parallel.toml").contains("id = \"task-2\""));
}
