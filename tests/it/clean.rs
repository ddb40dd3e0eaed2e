//! `clean`: what it knows before it removes, what it tells, and how everything comes back.

use crate::integrate::{API, UI, complete};
use crate::scene::{Scene, run};

/// Both landed by merges.
fn landed() -> Scene {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene
}

#[test]
fn a_squashed_branch_counts_as_landed_even_after_the_base_moved_on() {
    let scene = complete("true");
    scene.commit_in(UI, "src/ui/c.rs", "more\n", "[COMPLETE] More").done();
    scene.git(&["merge", "-q", "--squash", "work/task-2-ui"]);
    scene.git(&["commit", "-qm", "UI, squashed"]);
    scene.write("src/ui/c.rs", "later\n");
    scene.git(&["commit", "-qam", "Later"]);
    let output = scene.parallel(&["clean", "task-2"]);
    assert!(output.code == 0 && output.stdout.contains("squashed or picked"), "{output}");
    assert!(output.stderr.contains(".parallel.toml; commit it on 'main'"), "{output}");
    let output = scene.parallel(&["clean", "task-1"]);
    assert!(
        output.code == 1 && output.stdout.contains("1 commit is not on main, nor on any remote"),
        "{output}"
    );
}

#[test]
fn what_landed_can_be_taken_back_after_a_clean() {
    let scene = complete("true");
    let before = scene.git(&["rev-parse", "main"]);
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let tip = scene.git(&["rev-parse", "work/task-2-ui"]);
    scene.parallel(&["clean"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
    let told = scene.parallel(&["integrate", "--undo", "--dry-run"]).done();
    assert_eq!(told, format!("would set main back to {before}\n"));
    let output = scene.parallel(&["integrate", "--undo"]);
    assert_eq!(output.code, 0, "{output}");
    assert_eq!(scene.git(&["rev-parse", "main"]), before);
    assert_eq!(scene.read("src/ui/b.rs"), "b\n");
    let back = format!("git branch work/task-2-ui {tip}");
    assert!(output.stderr.contains(&back), "{output}");
    scene.git(&["branch", "work/task-2-ui", &tip]);
    let again = scene.parallel(&["integrate", "--undo"]).refused();
    assert!(again.contains("no integration is under way"), "{again}");
}

#[test]
fn what_came_after_a_clean_is_not_taken_back_with_it() {
    let scene = landed();
    scene.parallel(&["clean"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "More"]);
    let tip = scene.git(&["rev-parse", "main"]);
    let said = scene.parallel(&["integrate", "--undo"]).refused();
    assert!(said.contains("has moved on") && said.contains("git revert -m 1"), "{said}");
    assert_eq!(scene.git(&["rev-parse", "main"]), tip);
}

#[test]
fn ignored_files_are_kept_and_caches_told() {
    let scene = landed();
    let exclude = scene.path(".git/info/exclude");
    let text =
        std::fs::read_to_string(&exclude).expect("excludes") + "\n.env\nnode_modules/\n*.db\n";
    std::fs::write(&exclude, text).expect("excludes");
    scene.write(".env", "same\n");
    scene.write(&format!("{UI}/.env"), "same\n");
    scene.write(&format!("{UI}/data/x.db"), "precious\n");
    scene.write(&format!("{UI}/node_modules/a.js"), "a\n");
    let output = scene.parallel(&["clean"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("gone with it: .env, node_modules/"), "{output}");
    let line = output
        .stderr
        .lines()
        .find(|line| line.contains("cp -a") && line.contains("task-2"))
        .expect("a way back");
    let from = line.split("cp -a ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a path");
    assert_eq!(
        std::fs::read_to_string(format!("{from}/data/x.db")).expect("the file"),
        "precious\n"
    );
}

#[test]
fn the_guards_own_settings_go_without_a_word_but_the_users_stay() {
    let scene = landed();
    let settings = format!("{UI}/.claude/settings.local.json");
    let mine = scene.read(&settings).replacen('{', "{ \"model\": \"mine\",", 1);
    scene.write(&settings, &mine);
    let output = scene.parallel(&["clean"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(!output.stderr.contains("task-1: ignored"), "{output}");
    assert!(output.stderr.contains("task-2: ignored, kept: .claude/"), "{output}");
}

#[test]
fn who_still_works_there_is_told() {
    let scene = landed();
    let mut sleeper = scene.command("sleep", UI);
    let mut sleeper = sleeper.arg("60").spawn().expect("a process");
    let output = scene.parallel(&["clean", "task-2"]);
    sleeper.kill().expect("an end");
    sleeper.wait().expect("an end");
    if cfg!(target_os = "linux") {
        assert!(
            output.code == 1 && output.stdout.contains("a process works in it: sleep"),
            "{output}"
        );
        scene.parallel(&["clean", "task-2"]).done();
    }
}

#[test]
fn locked_and_detached_worktrees_stay() {
    let scene = landed();
    scene.git(&["worktree", "lock", "--reason", "mine", API]);
    let quiet = &["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "Lost?"];
    scene.git_in(UI, &["switch", "-q", "--detach"]).done();
    scene.git_in(UI, quiet).done();
    let output = scene.parallel(&["clean"]);
    assert!(output.stdout.contains("kept task-1: its worktree is locked: mine"), "{output}");
    assert!(output.stdout.contains("HEAD is on no branch, with 1 commit of its own"), "{output}");
    assert!(scene.path(API).exists() && scene.path(UI).exists());
}

#[test]
fn commits_that_only_the_reflog_knows_are_kept() {
    let scene = landed();
    let quiet =
        &["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "Forgotten"];
    scene.git_in(UI, &["switch", "-q", "--detach"]).done();
    scene.git_in(UI, quiet).done();
    let lost = scene.git_in(UI, &["rev-parse", "HEAD"]).done();
    scene.git_in(UI, &["switch", "-q", "work/task-2-ui"]).done();
    scene.parallel(&["clean"]).done();
    assert!(scene.git(&["for-each-ref", "refs/parallel/backup"]).contains(lost.trim()));
}

#[test]
fn a_worker_that_was_never_started_keeps_its_place_in_the_plan() {
    let scene = crate::start::planned();
    let output = scene.parallel(&["clean"]);
    assert!(
        output.code == 1 && output.stdout.contains("kept task-1: it was never started"),
        "{output}"
    );
    assert!(scene.read(".parallel.toml").contains("id = \"task-1\""));
}

#[test]
fn remote_branches_go_after_a_yes_and_come_back() {
    let scene = complete("true");
    let far = scene.outside().join("far").to_string_lossy().into_owned();
    scene.git(&["init", "-q", "--bare", "-b", "main", &far]);
    scene.git(&["remote", "add", "origin", &far]);
    scene.git(&["push", "-q", "origin", "main", "work/task-1-api-endpoints", "work/task-2-ui"]);
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes", "--push"]).done();
    let there =
        |scene: &Scene| scene.git(&["ls-remote", "--heads", "origin", "work/*"]).lines().count();
    assert!(scene.parallel(&["clean", "--remote"]).refused().contains("needs a yes"));
    assert_eq!(there(&scene), 2);
    let dry = scene.parallel(&["clean", "--remote", "--dry-run"]).done();
    assert!(dry.contains("origin/work/task-2-ui"), "{dry}");
    assert_eq!(there(&scene), 2);
    let output = scene.parallel(&["clean", "--remote", "--yes"]);
    assert_eq!((output.code, there(&scene)), (0, 0), "{output}");
    let line = output.stderr.lines().find(|line| line.contains("git push")).expect("a way back");
    let mut command = scene.command("sh", ".");
    command.args(["-c", line.split("back: ").nth(1).expect("a command")]);
    run(command, None).done();
    assert_eq!(there(&scene), 1);
}

#[test]
fn backups_are_dropped_when_they_are_old() {
    let scene = landed();
    scene.parallel(&["clean"]).done();
    let count =
        |scene: &Scene| scene.git(&["for-each-ref", "refs/parallel/backup"]).lines().count();
    let before = count(&scene);
    assert!(before > 3);
    scene.parallel(&["clean", "--backups"]).done();
    assert_eq!(count(&scene), before, "nothing is 30 days old");
    scene.git(&["update-ref", "refs/parallel/backup/20200101-000000-1/heads/x", "HEAD"]);
    scene.parallel(&["clean", "--backups"]).done();
    assert_eq!(count(&scene), before);
    assert!(scene.parallel(&["clean", "--backups=soon"]).refused().contains("'soon' is no time"));
}
