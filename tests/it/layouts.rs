//! Where a repository and its worktrees may lie: which worktree is whose, by git's own files.

use std::fs;

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;

/// A second repository beside the scene's: `layout` is a script that makes `../other` of `../repo`.
fn other(layout: &str) -> Scene {
    let scene = complete("true");
    scene.git(&["add", "-f", ".parallel.toml"]);
    scene.git(&["commit", "-qm", "Plan"]);
    let done = scene.command("sh", "..").args(["-ec", layout]).output().expect("a shell");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    scene
}

#[test]
fn every_verb_answers_in_a_bare_repository_with_worktrees() {
    let scene = other(
        "rm -rf other; mkdir other; git clone -q --bare repo other/.bare
         echo 'gitdir: ./.bare' >other/.git; git -C other worktree add -q main main",
    );
    for branch in ["work/task-1-api-endpoints", "work/task-2-ui"] {
        scene.git_in("../other", &["branch", "-qD", branch]).done();
    }
    let main = "../other/main";
    scene.parallel_in(main, &["start", "--trust"]).done();
    let api = format!("../other/{API}");
    for place in ["../other", main, &api] {
        let told = scene.parallel_in(place, &["status"]).done();
        assert!(told.contains("task-1"), "{place}: {told}");
    }
    scene.commit_in(&api, "src/api/a.rs", "new\n", "[CHECKPOINT] In a bare repository").done();
    let refused = scene.commit_in(&api, "src/ui/b.rs", "new\n", "[CHECKPOINT] Not mine");
    assert_ne!(refused.code, 0, "{refused}");
}

#[test]
fn bare_repositories_in_one_folder_leave_each_others_worktrees_alone() {
    let scene = other(
        "rm -rf other; mkdir other; for name in a b; do git clone -q --bare repo other/$name.git
         git -C other/$name.git branch -q -D work/task-1-api-endpoints work/task-2-ui
         git -C other/$name.git worktree add -q ../$name-main main; done",
    );
    let (first, second) = ("../other/a-main", "../other/b-main");
    scene.parallel_in(first, &["start", "--trust"]).done();
    let told = scene.parallel_in(second, &["start", "--trust"]).refused();
    assert!(told.contains("is another repository's"), "{told}");
    assert_eq!(scene.parallel_in(second, &["recover"]).done(), "nothing is broken\n");
    let (_, way) = told.split_once("under [layout]: ").expect("the way");
    let layout = way.lines().next().expect("a line").replace(" and ", "\n");
    let plan = format!("{second}/.parallel.toml");
    let text = scene.read(&plan);
    scene.write(&plan, &text.replacen("[layout]", &format!("[layout]\n{layout}"), 1));
    scene.parallel_in(second, &["start", "--trust"]).done();
    scene
        .commit_in("../other/b-worktrees/task-2-ui", "src/ui/b.rs", "b\n", "[CHECKPOINT] B")
        .done();
    scene.commit_in(&format!("../other/{UI}"), "src/ui/b.rs", "a\n", "[CHECKPOINT] A").done();
    for place in [first, second] {
        assert_eq!(scene.parallel_in(place, &["recover"]).done(), "nothing is broken\n");
    }
}

/// Git before 2.50 takes the branch that a bare repository's HEAD names for checked out there.
#[test]
fn what_git_no_longer_checks_out_beside_a_bare_repository_is_told_with_the_way() {
    let scene = other(
        "rm -rf other; mkdir other; git clone -q --bare repo other/.bare
         git -C other/.bare branch -q -D work/task-1-api-endpoints work/task-2-ui
         echo 'gitdir: ./.bare' >other/.git; git -C other worktree add -q -b dev dev main",
    );
    let dev = "../other/dev";
    let told = scene.parallel_in(dev, &["start", "--trust"]);
    let refused = scene.git_in(dev, &["switch", "-q", "main"]).code != 0;
    let way = "git switch --ignore-other-worktrees main";
    assert_eq!(told.stderr.contains(way), refused, "{told}");
    assert_eq!(scene.parallel_in(dev, &["doctor"]).stderr.contains(way), refused);
    if refused {
        scene.git_in(dev, &["switch", "-q", "--ignore-other-worktrees", "main"]).done();
    }
    let told = scene.parallel_in(dev, &["doctor"]);
    assert!(!told.stderr.contains(way), "{told}");
}

#[test]
fn a_git_directory_that_lies_elsewhere_lands_where_the_base_is_checked_out() {
    let scene = complete("true");
    let elsewhere = scene.outside().join("meta");
    // Worktrees that are there are told of the move.
    scene.git(&["init", "-q", "--separate-git-dir", &elsewhere.to_string_lossy()]);
    scene.git(&["worktree", "repair", API, UI]);
    scene.parallel(&["hooks", "install"]).done();
    for place in [".", UI] {
        let told = scene.parallel_in(place, &["status"]).done();
        assert!(told.contains("complete"), "{place}: {told}");
    }
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
}

#[test]
fn a_plan_that_is_not_committed_is_found_where_the_git_directory_lies_elsewhere() {
    let scene = Scene::with(&[("src/api/a.rs", "a\n"), ("src/ui/b.rs", "b\n")]);
    let elsewhere = scene.outside().join("meta");
    scene.git(&["init", "-q", "--separate-git-dir", &elsewhere.to_string_lossy()]);
    scene.write(".parallel.toml", "version = 1\nbase = \"main\"\n");
    scene.parallel(&["status"]).done();
    fs::remove_file(scene.path(".parallel.toml")).expect("a plan");
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "1", "API", "--scope", "src/api/"]).done();
    scene.git(&["worktree", "add", "-q", "../side"]);
    let told = scene.parallel_in("../side", &["status"]).done();
    assert!(told.contains("task-1"), "{told}");
}

#[test]
fn the_environment_alone_is_no_way_to_a_repository() {
    let scene = Scene::empty();
    scene.git(&["init", "-q", "--bare", "../dot"]);
    scene.write("x", "x\n");
    let mut command = scene.command("git", ".");
    command.args(["parallel", "init"]);
    command.env("GIT_DIR", scene.outside().join("dot")).env("GIT_WORK_TREE", scene.root());
    let told = crate::scene::run(command, None).refused();
    let way = told.lines().find_map(|line| line.split_once("run: ")).expect("a way out").1;
    let done = scene.command("sh", ".").args(["-c", way]).status().expect("a shell");
    assert!(done.success(), "{way}");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Start"]);
    scene.parallel(&["init", "-q"]).done();
}

#[test]
fn the_main_worktree_on_a_workers_branch_stays_its_own() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["worktree", "remove", "--force", API]);
    scene.git(&["switch", "-q", "work/task-1-api-endpoints"]);
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("task-1"), "{told}");
    assert!(scene.parallel(&["doctor"]).code <= 1);
    let kept = scene.parallel(&["clean", "task-1"]).ended(1);
    assert!(kept.contains("is checked out in the main worktree"), "{kept}");
    assert!(scene.path("src/ui/b.rs").exists() && scene.path(UI).exists());
    assert_eq!(scene.git(&["symbolic-ref", "HEAD"]), "refs/heads/work/task-1-api-endpoints");
}

#[test]
fn a_second_worktree_of_a_branch_is_not_the_workers() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["worktree", "add", "-q", "--force", "../mine", "work/task-1-api-endpoints"]);
    let kept = scene.parallel(&["clean", "task-1"]).ended(1);
    assert!(kept.contains("mine' as well"), "{kept}");
    scene.git(&["worktree", "remove", "../mine"]);
    scene.parallel(&["clean", "task-1"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn another_repository_in_a_workers_place_is_that_workers_alert_alone() {
    let scene = complete("true");
    fs::rename(scene.path(API), scene.outside().join("away")).expect("a move");
    scene.git(&["clone", "-q", ".", API]);
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("task-1 is broken: another repository lies there"), "{told}");
    assert!(!told.contains("task-2 is broken"), "{told}");
    assert!(!told.contains("git parallel recover"), "that would not help: {told}");
    let _any = scene.parallel(&["recover", "--apply"]);
    let told = scene.parallel(&["start", "task-1"]).refused();
    assert!(told.contains("another repository lies in") && told.contains("move it away"), "{told}");
    assert!(scene.path(API).join(".git").is_dir(), "it is left alone");
}

#[test]
fn a_moved_worktree_is_followed() {
    let scene = complete("true");
    scene.git(&["worktree", "move", API, "../moved"]);
    scene.parallel(&["start"]).done();
    let script = scene.read("scripts/worker-1-api-endpoints.sh");
    assert!(script.contains("moved"), "{script}");
    let told = scene.parallel(&["start"]).done();
    assert!(told.contains("was there already"), "{told}");
}

#[test]
fn the_plan_of_the_base_counts_where_the_main_worktree_has_none() {
    let scene = Scene::with(&[("src/api/a.rs", "a\n"), ("src/ui/b.rs", "b\n")]);
    scene.git(&["branch", "hotfix"]);
    let other = complete("true").read(".parallel.toml");
    scene.write(".parallel.toml", &other);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start", "--trust"]).done();
    scene.git(&["switch", "-q", "hotfix"]);
    scene.parallel(&["status"]).done();
    scene.commit_in(API, "src/api/a.rs", "new\n", "[CHECKPOINT] While the lead is away").done();
    let refused = scene.commit_in(API, "src/ui/b.rs", "new\n", "[CHECKPOINT] Not mine");
    assert_ne!(refused.code, 0, "{refused}");
    let told = scene.parallel(&["grant", "task-1", "docs/", "--reason", "x"]).refused();
    assert!(
        told.contains("the plan is the one on 'main'") && told.contains("git switch main"),
        "{told}"
    );
    let told = scene.parallel(&["init"]).refused();
    assert!(told.contains("'main' has a .parallel.toml already"), "{told}");
}

#[test]
fn a_worktree_inside_a_workers_is_not_dirt_and_not_swept_away() {
    let scene = complete("true");
    scene.git_in(UI, &["worktree", "add", "-q", ".claude/worktrees/agent", "-b", "agent"]).done();
    scene.commit_in(UI, "src/ui/b.rs", "more\n", "[COMPLETE] With an agent's own worktree").done();
    let told = scene.parallel(&["status", "--json"]).json();
    assert_eq!(told["workers"][1]["dirty"], 0, "{told}");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let kept = scene.parallel(&["clean", "task-2"]).ended(1);
    assert!(kept.contains("another worktree lies in its own"), "{kept}");
}

/// Both workers complete in a repository that `prepare` made ready before they started.
pub fn prepared(prepare: impl FnOnce(&Scene)) -> Scene {
    let scene =
        Scene::with(&[("README.md", "r\n"), ("src/api/a.rs", "a\n"), ("src/ui/b.rs", "b\n")]);
    prepare(&scene);
    scene.write(".parallel.toml", &complete("true").read(".parallel.toml"));
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start", "--trust"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene
}

/// The same with a submodule at `src/api/lib`.
fn with_submodule() -> Scene {
    prepared(|scene| {
        let home = scene.outside().join("home/.gitconfig");
        fs::write(home, "[protocol \"file\"]\n\tallow = always\n").expect("configuration");
        scene.git(&["init", "-q", "-b", "main", "../lib"]);
        scene.git_in("../lib", &["commit", "-q", "--allow-empty", "-m", "Start"]).done();
        let lib = scene.outside().join("lib").to_string_lossy().into_owned();
        scene.git(&["submodule", "--quiet", "add", &lib, "src/api/lib"]);
    })
}

#[test]
fn submodules_are_no_reason_to_keep_a_worktree_but_their_own_commits_are() {
    let scene = with_submodule();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let inner = format!("{API}/src/api/lib");
    scene.git_in(&inner, &["commit", "-q", "--allow-empty", "-m", "Only here"]).done();
    let own = scene.git_in(&inner, &["rev-parse", "HEAD"]).done();
    scene.git_in(&inner, &["switch", "-q", "--detach", "HEAD~"]).done();
    scene.git_in(&inner, &["branch", "-q", "mine", own.trim()]).done();
    let kept = scene.parallel(&["clean"]).ended(1);
    assert!(kept.contains("its submodule 'src/api/lib' has commits that no remote has"), "{kept}");
    scene.git_in(&inner, &["push", "-q", "origin", "mine"]).done();
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn a_submodules_commit_that_nobody_else_can_have_does_not_land() {
    let scene = with_submodule();
    let inner = format!("{API}/src/api/lib");
    scene.git_in(&inner, &["commit", "-q", "--allow-empty", "-m", "Only here"]).done();
    scene.git_in(API, &["add", "src/api/lib"]).done();
    scene.git_in(API, &["commit", "-qm", "[COMPLETE] Newer library"]).done();
    let told = scene.parallel(&["integrate", "f"]).refused();
    assert!(told.contains("submodules") && told.contains("push"), "{told}");
    scene.git_in(&inner, &["push", "-q", "origin", "HEAD:refs/heads/newer"]).done();
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["submodule", "--quiet", "update"]);
}

#[test]
fn submodules_follow_the_base_where_nobody_is_at_work_in_them() {
    let scene = with_submodule();
    let inner = format!("{API}/src/api/lib");
    scene.git_in(&inner, &["commit", "-q", "--allow-empty", "-m", "Newer"]).done();
    scene.git_in(&inner, &["push", "-q", "origin", "HEAD:refs/heads/newer"]).done();
    scene.git_in(API, &["add", "src/api/lib"]).done();
    scene.git_in(API, &["commit", "-qm", "[COMPLETE] Newer library"]).done();
    let clean = || scene.git(&["status", "--porcelain", "-uno"]).is_empty();
    let own = "src/api/lib";
    scene.git_in(own, &["checkout", "-q", "--detach"]).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert!(clean(), "it came along");
    scene.parallel(&["integrate", "--undo"]).done();
    assert!(clean(), "it went back");
    // On a branch of its own it is somebody's.
    scene.git_in(own, &["switch", "-q", "main"]).done();
    scene.parallel(&["integrate", "f"]).done();
    let told = scene.parallel(&["land", "--yes"]);
    let way =
        told.stderr.lines().find_map(|line| line.split_once("along, run: ")).expect("a way").1;
    assert!(!clean(), "{told}");
    assert!(scene.command("sh", ".").args(["-c", way]).status().expect("a shell").success());
    assert!(clean(), "{way}");
}

#[test]
fn who_holds_what_is_nowhere_else_is_not_dropped() {
    let scene = complete("true");
    let branch = "work/task-2-ui";
    let tip = scene.git(&["rev-parse", branch]);
    let kept = |why: &str| {
        let told = scene.parallel(&["drop", "task-2"]).ended(1);
        assert!(told.contains(why), "{why}: {told}");
        assert_eq!(scene.git(&["rev-parse", branch]), tip, "{why}");
    };
    scene.git(&["worktree", "add", "-q", "-b", "mine", &format!("{UI}/inner"), "main"]);
    kept("another worktree lies in its own");
    scene.git(&["worktree", "remove", &format!("{UI}/inner")]);
    let own = scene.git(&["commit-tree", "-p", branch, "-m", "Own", "main^{tree}"]);
    scene.git_in(UI, &["checkout", "-q", "--detach", &own]).done();
    kept("HEAD is on no branch, with 1 commit of its own");
    scene.git_in(UI, &["checkout", "-q", branch]).done();
    scene.git(&["worktree", "add", "-q", "--force", "../second", branch]);
    kept("is checked out at");
    assert!(scene.path(UI).exists());
    scene.git(&["worktree", "remove", "--force", UI]);
    scene.git(&["worktree", "remove", "../second"]);
    scene.git(&["switch", "-q", branch]);
    kept("is checked out in the main worktree");
    assert!(scene.path("src/ui/b.rs").exists());
}

#[test]
fn the_plan_is_where_the_base_is_checked_out() {
    let scene = complete("true");
    scene.git(&["add", ".parallel.toml"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["switch", "-qc", "other"]);
    scene.git(&["worktree", "add", "-q", "../base", "main"]);
    scene.parallel(&["grant", "task-1", "docs/", "--reason", "why"]).done();
    assert_eq!(scene.git(&["status", "--short", "-uno"]), "");
    let changed = scene.git_in("../base", &["status", "--short", "-uno"]).done();
    assert_eq!(changed, " M .parallel.toml\n");
    scene.commit_in(API, "docs/a.md", "a\n", "[COMPLETE] With docs").done();
    // A worker makes no plan for itself by checking the base out below its own worktree.
    scene.git_in("../base", &["commit", "-qam", "Grant"]).done();
    scene.git(&["worktree", "remove", "../base"]);
    scene.git_in(API, &["worktree", "add", "-q", "mine", "main"]).done();
    let plan = scene.read(&format!("{API}/mine/.parallel.toml"));
    scene.write(&format!("{API}/mine/.parallel.toml"), &plan.replace("src/ui/", "src/no/"));
    let refused = scene.commit_in(API, "src/ui/b.rs", "mine\n", "[CHECKPOINT] Theirs");
    assert_ne!(refused.code, 0, "{refused}");
}
