//! `integrate` beyond the straight road: forecast, owners, batches, rerere, offers, undoing.

use crate::chaining::script;
use crate::integrate::{API, UI, complete};
use crate::scene::{Scene, run};
use crate::start::started;

/// The base changed what task-1 changed.
fn clashing(check: &str) -> Scene {
    let scene = complete(check);
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    scene
}

#[test]
fn a_dry_run_foresees_who_conflicts_where_and_why() {
    let scene = clashing("true");
    let before = scene.fingerprint();
    let output = scene.parallel(&["integrate", "f", "--dry-run"]);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stdout.contains("src/api/a.rs  (owned by task-1; both changed"), "{output}");
    assert!(output.stdout.contains("task-1 and main: src/api/a.rs"), "{output}");
    let output = scene.parallel(&["integrate", "f", "--dry-run", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    let conflict = &told["forecast"]["conflicts"][0];
    assert_eq!((&conflict["worker"], &conflict["with"]), (&"task-1".into(), &"main".into()));
    assert_eq!(conflict["conflicts"][0]["owner"], "task-1");
    assert_eq!(told["forecast"]["chain"][1]["conflicts"], serde_json::json!([]));
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn what_is_not_committed_is_foreseen_on_request() {
    let scene = complete("true");
    scene.write("src/ui/b.rs", "base\n");
    scene.write("src/ui/new.rs", "base\n");
    scene.git(&["add", "-A", "src"]);
    scene.git(&["commit", "-qm", "Change the base"]);
    let clean = scene.parallel(&["integrate", "f", "--dry-run", "--skip", "task-2"]);
    assert!(clean.code == 0 && clean.stdout.contains("no conflict is expected"), "{clean}");
    scene.write(&format!("{UI}/src/ui/new.rs"), "worker\n");
    let index = scene.git_in(UI, &["ls-files", "-s"]).done();
    let output = scene.parallel(&["integrate", "f", "--dry-run", "--include-dirty"]);
    assert!(output.code == 1 && output.stdout.contains("src/ui/new.rs"), "{output}");
    let plain = scene.parallel(&["integrate", "f", "--dry-run"]);
    assert!(!plain.stdout.contains("src/ui/new.rs"), "{plain}");
    assert_eq!(scene.git_in(UI, &["ls-files", "-s"]).done(), index, "its index is not touched");
}

#[test]
fn the_owner_has_the_last_word_on_request() {
    let scene = clashing("true");
    let output = scene.parallel(&["integrate", "f", "--take-owner"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("will conflict in src/api/a.rs with main"), "{output}");
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "api");
    // The same afterwards, on a conflict that stopped it.
    scene.parallel(&["integrate", "--abort"]).done();
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene.parallel(&["integrate", "--continue", "--take-owner"]).done();
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "api");
}

/// Lines 1 to 9 and a last one in the file of task-1, which both sides change there; the base changes
/// another line as well.
fn clashing_in_one_line() -> Scene {
    let scene = started();
    let text = |fifth: &str, last: &str| {
        (1..10)
            .map(|n| if n == 5 { format!("{fifth}\n") } else { format!("{n}\n") })
            .collect::<String>()
            + last
    };
    scene.write("src/api/a.rs", &text("5", "last\n"));
    scene.git(&["commit", "-qam", "Ten lines"]);
    scene.parallel(&["sync"]).done();
    scene.commit_in(API, "src/api/a.rs", &text("5", "last\nnew\n"), "[COMPLETE] Add a line").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene.write("src/api/a.rs", &text("five", "the very last\n"));
    scene.git(&["commit", "-qam", "Change two lines"]);
    scene
}

#[test]
fn the_owner_has_only_what_both_changed_and_what_gives_way_is_told() {
    for stopped in [false, true] {
        let scene = clashing_in_one_line();
        let output = if stopped {
            assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
            scene.parallel(&["integrate", "--continue", "--take-owner"])
        } else {
            scene.parallel(&["integrate", "f", "--take-owner"])
        };
        assert_eq!(output.code, 0, "{output}");
        let merged = scene.git(&["show", "integration/f:src/api/a.rs"]);
        assert_eq!(merged, "1\n2\n3\n4\nfive\n6\n7\n8\n9\nlast\nnew", "{output}");
        assert!(output.stderr.contains("what main changed gives way"), "{output}");
        assert!(output.stderr.contains("'Change two lines'"), "{output}");
        let landed = scene.parallel(&["land", "--yes"]).done();
        let line = landed.lines().find(|line| line.contains("gives way")).expect("an entry");
        assert!(line.contains("src/api/a.rs") && line.contains("'Change two lines'"), "{landed}");
    }
}

#[test]
fn where_lines_cannot_be_told_apart_the_owner_has_the_whole() {
    let scene = complete("true");
    scene.git(&["rm", "-q", "src/api/a.rs"]);
    scene.git(&["commit", "-qm", "Remove a"]);
    let output = scene.parallel(&["integrate", "f", "--take-owner"]);
    assert!(output.code == 0 && output.stderr.contains("'Remove a'"), "{output}");
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "api");
}

#[test]
fn what_was_resolved_once_is_laid_there_again_to_be_looked_at() {
    let scene = clashing("true");
    scene.git(&["config", "rerere.enabled", "true"]);
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene.write("worktrees/integration-f/src/api/a.rs", "both\n");
    scene.git_in("worktrees/integration-f", &["add", "-A"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["integrate", "--abort"]).done();
    // Whoever settled it then, nobody has looked at it now.
    let told = scene.parallel(&["integrate", "f"]).ended(3);
    assert!(told.contains("as it was settled once before (git rerere)"), "{told}");
    assert_eq!(scene.read("worktrees/integration-f/src/api/a.rs"), "both\n");
    scene.git_in("worktrees/integration-f", &["add", "-A"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(scene.git(&["show", "integration/f:src/api/a.rs"]), "both");
}

#[test]
fn a_batch_checks_once_and_finds_who_broke_it() {
    let scene = complete("echo ran >>../../ran; ! grep -q ui src/ui/b.rs");
    let output = scene.parallel(&["integrate", "f", "--batch"]);
    assert_eq!(output.code, 3, "{output}");
    assert!(output.stdout.contains("after merging task-2 (work/task-2-ui)"), "{output}");
    assert_eq!(
        scene.git_in("worktrees/integration-f", &["branch", "--show-current"]).done(),
        "integration/f\n"
    );
    scene.commit_in("worktrees/integration-f", "src/ui/b.rs", "mended\n", "Mend").done();
    std::fs::remove_file(scene.path("ran")).expect("the record");
    scene.parallel(&["integrate", "--continue"]).done();
    assert_eq!(scene.read("ran"), "ran\n", "one check for all");
}

#[test]
fn a_check_that_fails_on_the_base_blames_no_worker() {
    for flags in [&["integrate", "f"][..], &["integrate", "f", "--batch"]] {
        let scene = complete("! grep -q r README.md");
        let output = scene.parallel(flags);
        assert_eq!(output.code, 3, "{output}");
        assert!(output.stdout.contains("on main itself, before any merge"), "{output}");
    }
}

#[test]
fn a_landed_integration_is_taken_back_whole() {
    for held in [true, false] {
        let scene = complete("true");
        let before = scene.git(&["for-each-ref", "refs/heads"]);
        scene.parallel(&["integrate", "f"]).done();
        if !held {
            scene.git(&["switch", "-q", "--detach"]);
        }
        scene.parallel(&["land", "--yes"]).done();
        scene.write("README.md", "not committed\n");
        scene.parallel(&["integrate", "--undo"]).done();
        assert_eq!(scene.git(&["for-each-ref", "refs/heads"]), before);
        assert_eq!(
            (scene.read("README.md"), scene.read("src/api/a.rs")),
            ("not committed\n".into(), "a\n".into())
        );
        assert!(!scene.path("worktrees/integration-f").exists());
    }
}

#[test]
fn what_others_have_or_built_upon_is_not_taken_back() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert!(scene.parallel(&["integrate", "--abort"]).refused().contains("--undo"));
    let landed = scene.git(&["rev-parse", "main"]);
    scene.git(&["commit", "-q", "--allow-empty", "-m", "More"]);
    assert!(scene.parallel(&["integrate", "--undo"]).refused().contains("git revert -m 1"));
    scene.git(&["reset", "-q", "--keep", &landed]);
    scene.git(&["update-ref", "refs/remotes/origin/main", &landed]);
    assert!(scene.parallel(&["integrate", "--undo"]).refused().contains("has been pushed"));
}

#[test]
fn giving_up_keeps_what_was_resolved_by_hand() {
    let scene = clashing("true");
    assert_eq!(scene.parallel(&["integrate", "f"]).code, 3);
    scene.write("worktrees/integration-f/src/api/a.rs", "an hour's work\n");
    let output = scene.parallel(&["integrate", "--abort"]);
    let kept = output.stderr.split_whitespace().find(|word| word.contains("half-resolved"));
    let kept = kept.expect("where it is kept").to_owned();
    assert_eq!(scene.git(&["show", &format!("{kept}:src/api/a.rs")]), "an hour's work");
}

#[test]
fn offers_are_commands_to_paste() {
    let scene = complete("true");
    scene.git(&["remote", "add", "origin", "https://github.com/a/b.git"]);
    let said = scene.parallel(&["integrate", "f", "--pr"]).done();
    let tip = scene.git(&["rev-parse", "work/task-1-api-endpoints"]);
    assert!(
        said.contains(&format!(
            "git push origin {tip}:refs/heads/work/task-1-api-endpoints\ngh pr create --base main"
        )),
        "{said}"
    );
    assert!(said.contains("--title 'Merge task-1: API endpoints'"), "{said}");
    assert!(!scene.path("worktrees/integration-f").exists());
}

#[test]
fn requests_are_opened_and_asked_for_by_the_forges_own_program() {
    let scene = complete("true");
    scene.git(&["init", "-q", "--bare", "../github.git"]);
    let hub = scene.outside().join("github.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    if std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .all(|folder| !folder.join("gh").exists())
    {
        let refused = scene.parallel(&["integrate", "f", "--pr", "--open"]);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stderr.contains("'gh' is not on PATH"), "{refused}");
        let asked = scene.parallel(&["status", "--requests"]).done();
        assert!(asked.contains("not known: 'gh' is not on PATH"), "{asked}");
    }
    // A program that notes how it is called, and tells of one request.
    let log = scene.outside().join("called");
    let list = r#"[{"headRefName":"work/task-1-api-endpoints","number":4,"state":"OPEN","url":"https://h/4"}]"#;
    let program = format!(
        "printf '%s\\n' \"$@\" >>'{}'\ncase $2 in list) echo '{list}';; esac\n",
        log.display()
    );
    let bin = scene.outside().join("forge");
    script(&scene, "../forge/gh", &program);
    let with_gh = |args: &[&str]| {
        let mut command = scene.command("git-parallel", ".");
        let path = std::env::var("PATH").unwrap_or_default();
        let built = std::path::Path::new(env!("CARGO_BIN_EXE_git-parallel")).parent();
        let built = built.expect("a folder").display();
        command.args(args).env("PATH", format!("{}:{built}:{path}", bin.display()));
        run(command, None)
    };
    with_gh(&["integrate", "f", "--pr", "--open"]).done();
    let called = std::fs::read_to_string(&log).expect("a log");
    for part in ["pr\ncreate\n", "--head\nwork/task-1-api-endpoints", "Items\n", "[COMPLETE]"] {
        assert!(called.contains(part), "{part}: {called}");
    }
    assert!(scene.git(&["ls-remote", "--heads", "origin"]).contains("work/task-1"));
    let asked = with_gh(&["status", "--requests"]).done();
    assert!(asked.contains("work/task-1-api-endpoints: #4 open, https://h/4"), "{asked}");
    let told = with_gh(&["status", "--requests", "--json"]).json();
    assert_eq!(told["requests"]["found"][0]["number"], 4);
    scene.parallel(&["integrate", "f"]).done();
    with_gh(&["land", "--pr", "--open"]).done();
    let called = std::fs::read_to_string(&log).expect("a log");
    assert!(
        called.contains("--head\nintegration/f") && called.contains("- [x] checks pass"),
        "{called}"
    );
}

#[test]
fn a_fetch_brings_the_further_tips_and_a_diverged_branch_is_refused() {
    let scene = complete("true");
    let far = scene.outside().join("far");
    let far = far.to_string_lossy();
    scene.git(&["init", "-q", "--bare", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["push", "-q", "origin", "main", "work/task-1-api-endpoints"]);
    // Another machine commits on the worker's branch and on the base.
    scene.git(&["clone", "-q", &far, "../else"]);
    let other = "../else";
    scene.git_in(other, &["switch", "-q", "work/task-1-api-endpoints"]).done();
    scene.commit_in(other, "src/api/more.rs", "more\n", "[COMPLETE] More").done();
    scene.git_in(other, &["switch", "-q", "main"]).done();
    scene.commit_in(other, "README.md", "further\n", "Further").done();
    scene.git_in(other, &["push", "-q", "origin", "main", "work/task-1-api-endpoints"]).done();
    let output = scene.parallel(&["integrate", "f", "--fetch"]);
    assert!(output.code == 0 && output.stderr.contains("origin/main is 1 ahead"), "{output}");
    assert_eq!(scene.git(&["show", "integration/f:src/api/more.rs"]), "more");
    assert_eq!(scene.git(&["show", "integration/f:README.md"]), "further");
    scene.parallel(&["integrate", "--abort"]).done();
    scene.commit_in(API, "src/api/a.rs", "mine\n", "[COMPLETE] Mine").done();
    assert!(scene.parallel(&["integrate", "f"]).refused().contains("task-1 has diverged"));
}
