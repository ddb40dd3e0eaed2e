//! What users have set for themselves changes nothing of what the verbs do.

use crate::integrate::{API, complete};
use crate::scene::{Scene, run};
use crate::start::planned;

#[test]
fn submodules_that_git_follows_by_itself_keep_nobody_from_starting() {
    let scene = Scene::empty();
    std::fs::create_dir(scene.outside().join("lib")).expect("a folder");
    scene.git_in("../lib", &["init", "-q", "-b", "main", "."]).done();
    scene.git_in("../lib", &["commit", "-q", "--allow-empty", "-m", "Lib"]).done();
    scene.git(&["init", "-q", "-b", "main", "."]);
    let allow = ["-c", "protocol.file.allow=always"];
    scene.git(&[&allow[..], &["submodule", "--quiet", "add", "../lib", "a/lib"]].concat());
    scene.git(&["commit", "-qm", "Start"]);
    scene.git(&["config", "--global", "protocol.file.allow", "always"]);
    scene.git(&["config", "--global", "submodule.recurse", "true"]);
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "1", "Lib", "--scope", "a/"]).done();
    scene.parallel(&["start"]).done();
    let tree = "worktrees/task-1-lib";
    assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
    // What the base moves it to, `sync` checks out.
    scene.git_in("a/lib", &["commit", "-q", "--allow-empty", "-m", "More"]).done();
    scene.git_in("a/lib", &["push", "-q", "origin", "HEAD:refs/heads/more"]).done();
    scene.git(&["commit", "-qam", "Move lib"]);
    scene.parallel(&["sync"]).done();
    assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
    scene.commit_in(tree, "a/x", "x\n", "[COMPLETE] Lib").done();
    scene.parallel(&["integrate", "f"]).done();
}

#[test]
fn settings_for_pathspecs_reach_none_of_our_commands() {
    let scene = planned();
    for name in ["GIT_ICASE_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_LITERAL_PATHSPECS"] {
        let mut command = scene.command("git", ".");
        command.env(name, "1").args(["parallel", "start"]);
        run(command, None).done();
    }
}

#[test]
fn a_plan_that_is_written_anew_is_kept() {
    let scene = planned();
    let before = scene.read(".parallel.toml");
    let told = scene.parallel(&["init", "--force"]).ended(0);
    let way = told.split("workers back: git ").nth(1).and_then(|it| it.lines().next());
    let words: Vec<&str> = way.expect(&told).split(' ').collect();
    let kept = words.last().expect("a name");
    assert_eq!(scene.git(&["cat-file", "blob", kept]), before.trim_end());
    scene.git(&words);
    assert!(scene.read(".parallel.toml").contains("id = \"task-2\""));
}

#[test]
fn a_command_that_could_not_run_where_it_was_meant_to_failed() {
    let scene = complete("true");
    scene.git(&["worktree", "remove", "--force", API]);
    scene.parallel(&["exec", "task-2", "--", "true"]).done();
    scene.parallel(&["exec", "--", "true"]).done();
    scene.parallel(&["exec", "task-1", "--", "true"]).ended(1);
}

#[test]
fn a_layout_that_would_mix_things_up_is_refused_when_it_is_read() {
    let scene = planned();
    let text = scene.read(".parallel.toml");
    let layout = |line: &str| text.replace("[layout]\n", &format!("[layout]\n{line}\n"));
    let twins = text.replace("id = \"task-2\"", "id = \"task-1-api\"");
    let twins = twins.replace("slug = \"ui\"", "slug = \"endpoints\"");
    for (text, want) in [
        (layout("worktrees = \"~/wt\""), "begins with '~'"),
        (layout("integration = \"int\""), "must contain '{feature}'"),
        (twins, "would have one branch: 'work/task-1-api-endpoints'"),
    ] {
        scene.write(".parallel.toml", &text);
        let said = scene.parallel(&["start"]).refused();
        assert!(said.contains(want), "{said}");
    }
}
