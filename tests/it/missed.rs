//! What is easily missed: work that landed from afar or came along with another's, commands that cannot be
//! run here, a hand's own copy, refs that a power cut tore, a commit in the midst of `sync`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::{planned, started};

const SECOND: &str = "../second";
const THIRD: &str = "../third";
const BRANCH: &str = "work/task-1-api-endpoints";

/// The plan is committed, and there is a remote with two more clones of it.
fn shared() -> Scene {
    let scene = planned();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.git(&["push", "-q", "-u", "origin", "main"]);
    scene.git(&["clone", "-q", &hub, SECOND]);
    scene.git(&["clone", "-q", &hub, THIRD]);
    scene
}

fn state(scene: &Scene, directory: &str, worker: usize) -> String {
    let report = scene.parallel_in(directory, &["status", "--json"]).json();
    report["workers"][worker]["state"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_landed_from_another_clone_and_was_never_pushed_is_merged_here() {
    let scene = shared();
    scene.parallel(&["start"]).done();
    scene.parallel_in(SECOND, &["start"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.parallel(&["integrate", "f", "--skip", "task-2"]).done();
    scene.parallel(&["land", "--yes", "--push"]).done();

    scene.git_in(SECOND, &["fetch", "-q"]).done();
    assert_eq!(
        (state(&scene, SECOND, 0), state(&scene, SECOND, 1)),
        ("merged".into(), "idle".into())
    );
    let said = scene.parallel_in(SECOND, &["sync"]).done();
    assert!(said.contains("landed task-1") && said.contains("merged task-2"), "{said}");
    assert_eq!(state(&scene, SECOND, 0), "merged");
    let kept = scene.parallel_in(SECOND, &["clean", "task-1"]).ended(1);
    assert!(kept.contains("it landed on origin/main"), "{kept}");
    // Nothing was started in this one.
    scene.git_in(THIRD, &["fetch", "-q"]).done();
    let said = scene.parallel_in(THIRD, &["start"]).ended(0);
    assert!(said.contains("task-1 has landed") && !said.contains("worker-1"), "{said}");

    scene.git_in(SECOND, &["pull", "-q", "--ff-only"]).done();
    assert_eq!(state(&scene, SECOND, 0), "merged");
    // Moving forward to the base is no beginning anew.
    let tree = format!("{SECOND}/{API}");
    scene.git_in(&tree, &["merge", "-q", "--ff-only", "main"]).done();
    assert_eq!(state(&scene, SECOND, 0), "merged");
    scene.parallel_in(SECOND, &["clean", "task-1"]).done();
    assert!(!scene.path(&tree).exists());
    // By its name it is a second round, and that is not over.
    scene.git_in(THIRD, &["pull", "-q", "--ff-only"]).done();
    scene.parallel_in(THIRD, &["start", "task-1"]).done();
    assert_eq!(state(&scene, THIRD, 0), "idle");
}

#[test]
fn what_came_along_with_another_is_not_over() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "half\n", "[CHECKPOINT] Half").done();
    scene.git_in(UI, &["merge", "-q", "--no-ff", "--no-edit", BRANCH]).done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene.parallel(&["integrate", "f", "--skip", "task-1"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!((state(&scene, ".", 0), state(&scene, ".", 1)), ("idle".into(), "merged".into()));
    let kept = scene.parallel(&["clean"]).ended(1);
    assert!(kept.contains("kept task-1") && kept.contains("it has not said [COMPLETE]"), "{kept}");
    assert!(scene.path(API).exists() && !scene.path(UI).exists());
    assert_eq!(state(&scene, ".", 0), "idle");
    scene.commit_in(API, "src/api/a.rs", "whole\n", "[COMPLETE] API done").done();
    scene.parallel(&["integrate", "g"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn what_was_merged_by_its_name_is_over_without_a_word_of_its_own() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "half\n", "[CHECKPOINT] Enough").done();
    scene.git_in(UI, &["merge", "-q", "--no-ff", "--no-edit", BRANCH]).done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene.git(&["merge", "-q", "--no-ff", "--no-edit", BRANCH]);
    scene.git(&["merge", "-q", "--no-ff", "--no-edit", "work/task-2-ui"]);
    assert_eq!((state(&scene, ".", 0), state(&scene, ".", 1)), ("merged".into(), "merged".into()));
}

#[test]
fn nothing_is_to_be_run_in_a_worktree_that_is_not_here() {
    let scene = shared();
    scene.parallel(&["start"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] Mine").done();
    scene.git_in(API, &["push", "-q", "origin", "HEAD"]).done();
    let need = ["commit", "-q", "--allow-empty", "-m", "[BLOCKED:which one] ask"];
    scene.git_in(UI, &need).done();
    scene.git_in(UI, &["push", "-q", "origin", "HEAD"]).done();
    scene.git_in(SECOND, &["fetch", "-q"]).done();
    scene.commit_in(SECOND, "src/api/a.rs", "the lead's\n", "Mine too").done();
    let report = scene.parallel_in(SECOND, &["status", "--json"]).json();
    let actions = report["actions"].as_array().expect("actions");
    for run in actions.iter().filter_map(|it| it["run"].as_str()) {
        assert!(!run.contains("git -C worktrees/"), "{run}");
    }
    let said = |what: &str| {
        actions.iter().any(|it| it["why"].as_str().is_some_and(|why| why.contains(what)))
    };
    assert!(said("where it works, git merge --no-ff --no-edit main"), "{report}");
    let log = "git log -1 origin/work/task-2-ui --";
    assert!(actions.iter().any(|it| it["run"] == log), "{report}");
    scene.git_in(SECOND, &log.split(' ').skip(1).collect::<Vec<_>>()).done();
}

#[test]
fn a_copy_that_was_made_by_hand_in_a_conflict_is_one() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "worker\n", "[CHECKPOINT] Own").done();
    scene.commit_in(".", "src/api/a.rs", "mistake\n", "[CHECKPOINT] By mistake").done();
    scene.commit_in(".", "README.md", "lead\n", "Lead").done();
    let said = scene.parallel(&["recover", "--apply"]).ended(2);
    let line = said.lines().find_map(|line| line.strip_prefix("hint: copy it yourself: git "));
    let line: Vec<&str> = line.expect(&said).split(' ').collect();
    assert_eq!(scene.git_in(".", &line).code, 1, "a conflict");
    scene.write(&format!("{API}/src/api/a.rs"), "both\n");
    scene.git_in(API, &["add", "src/api/a.rs"]).done();
    scene.git_in(API, &["-c", "core.editor=true", "cherry-pick", "--continue"]).done();
    assert_eq!(scene.parallel(&["recover", "--apply"]).done(), "nothing is broken\n");
}

#[test]
fn a_commit_beside_its_branch_comes_to_it_and_edits_stay() {
    let quiet = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", "[CHECKPOINT] Beside"];
    let ways: [&[&str]; 5] = [
        &["switch", "-q", "-c", "tryout"],
        &["switch", "-q", "--detach"],
        &["branch", "-q", "-m", "mine"],
        &["switch", "-q", "main"],
        // The branch is gone with all that names it but the worktree.
        &["switch", "-q", "--detach", BRANCH],
    ];
    for (number, way) in ways.iter().enumerate() {
        let scene = started();
        scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
        if way.contains(&"main") {
            scene.git(&["merge", "-q", "--ff-only", BRANCH]);
            scene.git(&["switch", "-q", "-c", "lead"]);
        }
        scene.git_in(API, way).done();
        if number == 4 {
            scene.git(&["branch", "-q", "-D", BRANCH]);
        }
        scene.write(&format!("{API}/src/api/a.rs"), "two\n");
        scene.git_in(API, &quiet).done();
        scene.write(&format!("{API}/src/api/a.rs"), "an hour\n");
        let tip = scene.git_in(API, &["rev-parse", "HEAD"]).done();
        let told = scene.parallel(&["recover"]).ended(1);
        assert!(told.contains("have HEAD on work/task-1-api-endpoints again"), "{way:?} {told}");
        scene.parallel(&["recover", "--apply"]).done();
        assert_eq!(scene.git(&["rev-parse", BRANCH]), tip.trim(), "{way:?}");
        assert_eq!(scene.git_in(API, &["branch", "--show-current"]).done().trim(), BRANCH);
        assert_eq!(scene.git_in(API, &["status", "--short"]).done(), " M src/api/a.rs\n");
        if way.contains(&"main") {
            assert_ne!(scene.git(&["rev-parse", "main"]), tip.trim(), "taken off again");
        }
        scene.git_in(API, &["commit", "-qam", "[CHECKPOINT] Go on"]).done();
        assert_eq!(scene.parallel(&["recover"]).done(), "nothing is broken\n", "{way:?}");
    }
}

#[test]
fn head_on_somebody_elses_branch_moves_nothing() {
    let scene = started();
    scene.git_in(UI, &["switch", "-q", "--detach"]).done();
    scene.git_in(API, &["switch", "-q", "work/task-2-ui"]).done();
    let before = scene.git(&["for-each-ref", "refs/heads"]);
    let told = scene.parallel(&["recover", "--apply"]).ended(1);
    assert!(told.contains("choose: to go back: git -C "), "{told}");
    assert_eq!(scene.git(&["for-each-ref", "refs/heads"]), before);
}

#[test]
fn what_a_merge_left_that_found_no_room_stops_no_other_sync() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.commit_in(".", "docs/l1.md", "lead\n", "Lead").done();
    scene.commit_in(".", "README.md", "lead too\n", "Lead").done();
    // As git leaves it that could write files and no index.
    scene.write(&format!("{API}/docs/l1.md"), "lead\n");
    scene.write(&format!("{API}/README.md"), "lead too\n");
    let said = scene.parallel(&["sync", "task-1"]).done();
    assert!(said.contains("merged task-1"), "{said}");
    assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), "");
    // What a hand wrote is no merge's.
    scene.commit_in(".", "docs/l2.md", "lead\n", "Lead").done();
    scene.write(&format!("{API}/docs/l2.md"), "an hour\n");
    let kept = scene.parallel(&["sync", "task-1"]).ended(1);
    assert!(kept.contains("not committed: docs/l2.md"), "{kept}");
    assert_eq!(scene.read(&format!("{API}/docs/l2.md")), "an hour\n");
    // Nor what a hand began, or took away.
    fs::write(scene.path(&format!("{API}/docs/l2.md")), "le").expect("a file");
    scene.commit_in(".", "README.md", "lead again\n", "Lead").done();
    fs::remove_file(scene.path(&format!("{API}/README.md"))).expect("a file");
    let kept = scene.parallel(&["sync", "task-1"]).ended(1);
    assert!(kept.contains("not committed: README.md, docs/l2.md"), "{kept}");
    assert!(!scene.path(&format!("{API}/README.md")).exists());
    assert_eq!(scene.read(&format!("{API}/docs/l2.md")), "le");
}

#[test]
fn a_drop_that_died_once_its_files_were_kept_is_finished() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.write(&format!("{API}/src/api/a.rs"), "an hour\n");
    scene.git_in(API, &["switch", "-q", "--detach"]).done();
    let past = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", "what was not committed"];
    scene.git_in(API, &past).done();
    let tip = scene.git_in(API, &["rev-parse", "HEAD"]).done();
    let kept = scene.parallel(&["drop", "task-1"]).ended(1);
    assert!(kept.contains("HEAD is on no branch"), "{kept}");
    scene.git(&["update-ref", "refs/parallel/backup/x/unsaved/api", tip.trim()]);
    scene.parallel(&["drop", "task-1"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn a_ref_that_a_power_cut_tore_is_mended() {
    for torn in ["", "1234567890123456789012345678901234567890\n"] {
        let scene = started();
        scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
        let tip = scene.git(&["rev-parse", BRANCH]);
        scene.write(&format!("{API}/src/api/a.rs"), "an hour\n");
        scene.write(&format!(".git/refs/heads/{BRANCH}"), torn);
        let told = scene.parallel(&["recover"]).ended(1);
        assert!(
            told.contains("task-1: the ref of its branch") && told.contains(&tip[..10]),
            "{told}"
        );
        let said = scene.parallel(&["status"]).done();
        assert!(said.contains("git parallel recover --apply"), "{said}");
        scene.parallel(&["recover", "--apply"]).done();
        assert_eq!(scene.git(&["rev-parse", BRANCH]), tip);
        assert_eq!(scene.git_in(API, &["status", "--short"]).done(), " M src/api/a.rs\n");
        assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "an hour\n");
        scene.parallel(&["status"]).done();
    }
}

#[test]
fn nobody_commits_what_sync_is_just_bringing() {
    let scene = started();
    scene.commit_in(".", "README.md", "newer\n", "Newer").done();
    let (hook, made) = (scene.path(".git/hooks/pre-merge-commit"), scene.outside().join("made"));
    let made_at = made.display();
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    let body = format!(
        "#!/bin/sh\nunset GIT_INDEX_FILE\necho mine >>src/api/a.rs\n\
         git commit -qam '[CHECKPOINT] Mine' 2>{made_at}.said && touch {made_at}\nexit 0\n"
    );
    fs::write(&hook, body).expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a hook");
    scene.parallel(&["hooks", "install"]).done();
    let said = scene.parallel(&["sync", "task-1"]).done();
    assert!(said.contains("merged task-1"), "{said}");
    let refused = fs::read_to_string(format!("{made_at}.said")).expect("it ran");
    assert!(!made.exists() && refused.contains("sync is merging"), "{refused}");
    fs::remove_file(&hook).expect("the hook");
    scene.git_in(API, &["commit", "-qam", "[CHECKPOINT] Mine"]).done();
    scene.parallel(&["check", "task-1"]).done();
    let paths = scene.git(&["show", "--format=", "--name-only", BRANCH]);
    assert_eq!(paths, "src/api/a.rs");
    // What a sync that died left behind stops nobody.
    scene.write(".git/worktrees/task-1-api-endpoints/parallel-syncing", "");
    scene.commit_in(API, "src/api/a.rs", "more\n", "[CHECKPOINT] More").done();
    // And where a git is at work, nothing is merged.
    scene.commit_in(".", "README.md", "newest\n", "Newest").done();
    scene.write(".git/worktrees/task-1-api-endpoints/index.lock", "");
    let mut command = scene.command("git", API);
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut busy = command.spawn().expect("a git at work");
    let kept = scene.parallel(&["sync", "task-1"]);
    drop(busy.stdin.take());
    busy.wait().expect("its end");
    assert!(kept.ended(1).contains("a git is at work"));
    // A lock that nobody holds is told with what takes it away.
    let kept = scene.parallel(&["sync", "task-1"]).ended(1);
    assert!(kept.contains("index.lock (git parallel recover)"), "{kept}");
    scene.parallel(&["recover", "--apply"]).done();
    assert!(scene.parallel(&["sync", "task-1"]).done().contains("merged task-1"));
}

#[test]
fn a_remote_that_is_none_or_was_guessed_is_told() {
    let scene = Scene::with(&[("a", "a\n")]);
    for name in ["up", "fork"] {
        scene.git(&["remote", "add", name, "../nowhere.git"]);
    }
    let said = scene.parallel(&["init"]).ended(0);
    assert!(said.contains("the remote is 'fork'; where another is meant (up)"), "{said}");
    let text = scene.read(".parallel.toml").replace("remote = \"fork\"", "remote = \"else\"");
    scene.write(".parallel.toml", &text);
    let told = scene.parallel(&["doctor"]).ended(1);
    assert!(told.contains("there is no remote 'else'") && told.contains("fork or up"), "{told}");
}

#[test]
fn what_was_squashed_with_more_than_is_here_stays_landed_once_its_branch_is_deleted_there() {
    let scene = shared();
    scene.parallel(&["start", "task-1"]).done();
    scene.commit_in(API, "src/api/a.rs", "one\n", "[CHECKPOINT] One").done();
    scene.git_in(API, &["push", "-q", "origin", "HEAD"]).done();
    scene.parallel_in(SECOND, &["start", "task-1"]).ended(0);
    scene.git_in(SECOND, &["fetch", "-q"]).done();
    let there = format!("{SECOND}/{API}");
    scene.git_in(&there, &["pull", "-q", "--ff-only", "origin", BRANCH]).done();
    scene.commit_in(&there, "src/api/a.rs", "two\n", "[COMPLETE] Two").done();
    scene.git_in(&there, &["push", "-q", "origin", "HEAD"]).done();
    scene.git_in(SECOND, &["merge", "-q", "--squash", BRANCH]).done();
    scene.git_in(SECOND, &["commit", "-qm", "#1"]).done();
    scene.git_in(SECOND, &["push", "-q", "origin", "main"]).done();
    scene.git(&["pull", "-q", "--ff-only"]);
    assert_eq!(state(&scene, ".", 0), "merged");
    scene.git_in(SECOND, &["push", "-q", "origin", &format!(":{BRANCH}")]).done();
    scene.git(&["fetch", "-qp"]);
    assert_eq!(state(&scene, ".", 0), "merged");
    // What is taken back is not.
    scene.git(&["revert", "--no-edit", "HEAD"]);
    assert_ne!(state(&scene, ".", 0), "merged");
    scene.git(&["reset", "-q", "--keep", "HEAD^"]);
    scene.parallel(&["clean", "task-1"]).done();
}
