//! Names mean branches, in full; what a remote has is fetched without touching what only this one has.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;

#[test]
fn a_tag_called_like_the_base_is_not_the_base() {
    let scene = complete("true");
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Newer"]);
    scene.git(&["tag", "main", "main~"]);
    scene.git(&["branch", "-q", "-m", "work/task-1-api-endpoints", "other"]);
    scene.git(&["worktree", "remove", "--force", API]);
    scene.parallel(&["start", "task-1"]).done();
    let tip = scene.git(&["rev-parse", "refs/heads/main"]);
    assert_eq!(scene.git(&["rev-parse", "refs/heads/work/task-1-api-endpoints"]), tip);
    scene.parallel(&["status"]).done();
}

#[test]
fn a_base_that_is_another_name_of_the_checked_out_branch_lands_in_its_worktree() {
    let scene = complete("true");
    scene.git(&["symbolic-ref", "refs/heads/trunk", "refs/heads/main"]);
    let plan = scene.read(".parallel.toml").replace("base = \"main\"", "base = \"trunk\"");
    scene.write(".parallel.toml", &plan);
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
    let left = scene.git(&["status", "--porcelain", "--untracked-files=no", "--", "src"]);
    assert_eq!(left, "");
}

#[test]
fn a_base_that_is_no_branch_is_told_at_the_start() {
    let scene = complete("true");
    let set = |base: &str| {
        let plan = complete("true").read(".parallel.toml");
        scene.write(
            ".parallel.toml",
            &plan.replace("base = \"main\"", &format!("base = \"{base}\"")),
        );
        scene.parallel(&["start"]).refused()
    };
    scene.git(&["tag", "v1"]);
    let told = set("v1");
    assert!(told.contains("'v1' is no branch") && told.contains("git branch NAME v1"), "{told}");
    scene.git(&["update-ref", "refs/remotes/origin/main", "main"]);
    let told = set("origin/main");
    assert!(told.contains("set base = \"main\""), "{told}");
    scene.git(&["update-ref", "refs/remotes/origin/dev", "main"]);
    let told = set("dev");
    assert!(told.contains("git branch dev origin/dev"), "{told}");
    let url = scene.root().to_string_lossy().into_owned();
    scene.git(&["remote", "add", "upstream", &url]);
    scene.git(&["update-ref", "refs/remotes/upstream/next", "main"]);
    let told = set("next");
    assert!(told.contains("git branch next upstream/next"), "{told}");
    assert!(told.contains("set remote = \"upstream\""), "{told}");
    let nowhere = set("nowhere");
    assert!(nowhere.contains("there is no branch 'nowhere'"), "{nowhere}");
}

#[test]
fn a_base_behind_its_remote_is_told_without_asking_it() {
    let scene = complete("true");
    scene.git(&["remote", "add", "origin", "../nowhere"]);
    let newer = scene.git(&["commit-tree", "main^{tree}", "-p", "main", "-m", "Newer"]);
    scene.git(&["update-ref", "refs/remotes/origin/main", &newer]);
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("main is 1 commit behind origin/main"), "{output}");
    let told = scene.parallel(&["status"]).done();
    assert!(
        told.contains("main is 1 commit behind origin/main (git merge --ff-only origin/main)"),
        "{told}"
    );
}

#[test]
fn a_branch_in_the_way_leaves_no_integration_under_way() {
    let scene = complete("true");
    scene.git(&["branch", "integration"]);
    let told = scene.parallel(&["integrate", "f", "--trust"]).refused();
    assert!(told.contains("git branch -m integration OTHER"), "{told}");
    scene.git(&["branch", "-m", "integration", "integration/f/x"]);
    let told = scene.parallel(&["integrate", "f", "--trust"]).refused();
    assert!(told.contains("git branch -m integration/f/x OTHER"), "{told}");
    scene.git(&["branch", "-m", "integration/f/x", "other"]);
    scene.parallel(&["integrate", "f", "--trust"]).done();
}

/// A server with what `complete` made.
fn served() -> Scene {
    let scene = complete("true");
    scene.write(".gitignore", "/scripts/\n");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["clone", "-q", "--bare", ".", "../server.git"]);
    scene
}

#[test]
fn a_clone_of_one_branch_takes_up_a_workers_branch_or_says_why_it_does_not_see_it() {
    let scene = served();
    let url = format!("file://{}", scene.outside().join("server.git").display());
    scene.git(&["clone", "-q", "--single-branch", &url, "../one"]);
    scene.git(&["clone", "-q", "--single-branch", &url, "../two"]);
    scene.git_in("../two", &["remote", "set-url", "origin", "../nowhere"]).done();
    let output = scene.parallel_in("../two", &["start", "--trust"]);
    assert!(output.code == 0 && output.stderr.contains("cannot be told"), "{output}");
    let told = scene.parallel_in("../one", &["start", "--trust"]).done();
    assert!(told.contains("(from origin/work/task-1-api-endpoints)"), "{told}");
}

#[test]
fn fetching_in_a_mirror_takes_nothing_of_its_own() {
    let scene = served();
    scene.git(&["clone", "-q", "--mirror", "../server.git", "../mirror.git"]);
    let mirror = "../mirror.git";
    scene.git_in(mirror, &["branch", "-q", "mine", "main"]).done();
    scene.git_in(mirror, &["update-ref", "refs/parallel/backup/x/heads/y", "main"]).done();
    let own =
        scene.git_in(mirror, &["commit-tree", "main^{tree}", "-p", "main", "-m", "Own"]).done();
    scene
        .git_in(mirror, &["update-ref", "refs/heads/work/task-1-api-endpoints", own.trim()])
        .done();
    scene.git_in("../server.git", &["branch", "-q", "work/task-9-new", "main"]).done();
    scene.parallel_in(mirror, &["status", "--fetch"]).done();
    let refs = scene.git_in(mirror, &["for-each-ref", "--format=%(objectname) %(refname)"]).done();
    for kept in
        ["refs/heads/mine", "refs/parallel/backup/x/heads/y", "refs/remotes/origin/work/task-9-new"]
    {
        assert!(refs.contains(kept), "{kept} in {refs}");
    }
    assert!(
        refs.contains(&format!("{} refs/heads/work/task-1-api-endpoints", own.trim())),
        "{refs}"
    );
}

#[test]
fn tags_and_other_remotes_stay_when_a_report_fetches() {
    let scene = served();
    scene.git(&["remote", "add", "upstream", "../server.git"]);
    scene.git(&["config", "remote.upstream.pruneTags", "true"]);
    scene.git(&["tag", "mine"]);
    let told = scene.parallel(&["status", "--fetch"]).refused();
    assert!(told.contains("set remote = \"upstream\""), "{told}");
    let plan = scene.read(".parallel.toml");
    let plan = plan.replace("remote = \"origin\"", "remote = \"upstream\"");
    scene.write(".parallel.toml", &plan);
    scene.parallel(&["status", "--fetch"]).done();
    assert_eq!(scene.git(&["tag", "--list", "mine"]), "mine");
}

#[test]
fn a_shallow_clone_names_itself_before_git_speaks_of_unrelated_histories() {
    let scene = served();
    let url = format!("file://{}", scene.outside().join("server.git").display());
    let clone = ["clone", "-q", "--depth", "1", &url, "../low"];
    scene.git(&clone);
    let low = "../low";
    let told = scene.parallel_in(low, &["start", "--trust"]).refused();
    assert!(told.contains("git fetch --unshallow origin"), "a worker's branch: {told}");
    for branch in ["work/task-1-api-endpoints", "work/task-2-ui"] {
        scene.git_in("../server.git", &["branch", "-qD", branch]).done();
    }
    std::fs::remove_dir_all(scene.outside().join("low")).expect("gone");
    scene.git(&clone);
    scene.parallel_in(low, &["start", "--trust"]).done();
    for (tree, path) in [(API, "src/api/a.rs"), (UI, "src/ui/b.rs")] {
        scene.commit_in(&format!("{low}/{tree}"), path, "new\n", "[COMPLETE] Done").done();
    }
    for n in ["1", "2"] {
        scene.git(&["commit", "-q", "--allow-empty", "-m", n]);
    }
    scene.git(&["push", "-q", "../server.git", "main"]);
    scene.git_in(low, &["fetch", "-q", "--depth", "1"]).done();
    scene.git_in(low, &["reset", "-q", "--hard", "origin/main"]).done();
    let told = scene.parallel_in(low, &["doctor"]).ended(1);
    assert!(told.contains("git fetch --unshallow origin"), "{told}");
    let told = scene.parallel_in(low, &["integrate", "f", "--trust"]).refused();
    assert!(told.contains("git fetch --unshallow origin"), "{told}");
}

#[test]
fn scopes_that_differ_in_case_meet_where_the_file_system_does_not_tell_them_apart() {
    let scene = Scene::with(&[("src/a", "a\n")]);
    scene.parallel(&["init", "-q"]).done();
    scene.parallel(&["add", "-q", "task-1", "A", "--scope", "Src/"]).done();
    scene.git(&["config", "core.ignorecase", "true"]);
    let told = scene.parallel(&["add", "-q", "task-2", "B", "--scope", "src/"]).refused();
    assert!(told.contains("could both own"), "{told}");
    scene.git(&["config", "core.ignorecase", "false"]);
    scene.parallel(&["add", "-q", "task-2", "B", "--scope", "src/"]).done();
    scene.git(&["config", "core.ignorecase", "true"]);
    scene.parallel(&["status"]).refused();
}

#[test]
fn a_remote_branch_that_landed_by_other_commits_is_not_begun_on_again() {
    let scene = served();
    scene.git(&["remote", "add", "origin", "../server.git"]);
    scene.git(&["fetch", "-q", "origin"]);
    scene.git(&["merge", "-q", "--squash", "work/task-2-ui"]);
    scene.git(&["commit", "-qm", "UI (#1)"]);
    scene.git(&["worktree", "remove", "--force", UI]);
    scene.git(&["branch", "-qD", "work/task-2-ui"]);
    let told = scene.parallel(&["start", "task-2"]).refused();
    assert!(told.contains("git push origin --delete work/task-2-ui"), "{told}");
}

#[test]
fn a_feature_has_a_branch_of_its_own_or_is_refused() {
    let scene = crate::start::planned();
    let add = |id: &str, feature: &str| {
        scene.parallel(&["add", id, "More", "--scope", id, "--feature", feature])
    };
    for name in ["..", "@", "-"] {
        let said =
            scene.parallel(&["add", "7", "More", "--scope", "7", &format!("--feature={name}")]);
        assert!(said.refused().contains("makes no name for a branch"));
    }
    add("8", "a/b").done();
    add("9", "a/b").done();
    assert!(add("10", "A-b").refused().contains("would have one branch"));
}
