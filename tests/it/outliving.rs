//! The program is killed and a git that it began lives on: nobody else goes to work there before it has ended, and
//! nothing of it is taken for somebody else's.

use std::fs;
use std::path::Path;

use crate::integrate::{API, UI, complete};
use crate::interrupted::dies_in;
use crate::scene::Scene;
use crate::start::planned;

const REFUSED: &str = "began is at work still, though that has ended: process ";

/// Runs `verb` and kills it as it runs a git whose arguments hold `when`; that git does its work only once somebody
/// has tried `again` and was told to wait for it, and then `again` goes on. Gives what is said then.
#[track_caller]
fn outlived(scene: &Scene, when: &str, verb: &[&str], again: &[&str]) -> String {
    let go = scene.outside().join("go");
    fs::remove_file(&go).ok();
    let script = format!(
        "kill -9 $PPID\nwhile [ ! -e '{}' ]; do sleep 0.05; done\nexec $git \"$@\"",
        go.display()
    );
    dies_in(scene, when, &script, verb);
    let told = scene.parallel(again).refused();
    let words = format!("a git that '{}", verb[0]);
    assert!(told.contains(&words) && told.contains(REFUSED), "{told}");
    assert!(told.contains("wait for it to end, then run again: git parallel "), "{told}");
    fs::write(&go, "").expect("a word");
    scene.parallel(again).done()
}

fn behind() -> Scene {
    let scene = complete("true");
    scene.commit_in(".", "lib/new.rs", "new\n", "A new file").done();
    scene
}

/// Everybody has the base by one merge, and nothing is left of any other.
#[track_caller]
fn is_synced(scene: &Scene) {
    for tree in [API, UI] {
        assert_eq!(scene.read(&format!("{tree}/lib/new.rs")), "new\n");
        assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
        let merges = scene.git_in(tree, &["rev-list", "--merges", "--count", "HEAD"]).done();
        assert_eq!(merges, "1\n");
        let admin = scene.git_in(tree, &["rev-parse", "--absolute-git-dir"]).done();
        for name in ["MERGE_HEAD", "parallel-syncing"] {
            assert!(!Path::new(admin.trim()).join(name).exists(), "{name} of {tree}");
        }
    }
}

#[test]
fn a_merge_of_sync_is_made_once() {
    let scene = behind();
    outlived(&scene, " merge --no-ff ", &["sync"], &["sync"]);
    is_synced(&scene);
}

#[test]
fn nobody_commits_what_a_merge_of_sync_is_writing() {
    let scene = behind();
    let script = "kill -9 $PPID\n$git merge -q --no-ff --no-commit $last\n: >../../../holds\nwhile [ ! -e ../../../go ]; do sleep 0.05; done\nexec $git commit -q --no-edit";
    dies_in(&scene, " merge --no-ff ", script, &["sync", "task-1"]);
    while !scene.outside().join("holds").exists() {
        std::thread::yield_now();
    }
    let refused = scene.git_in(API, &["commit", "-qam", "[CHECKPOINT] With half of it"]);
    assert!(refused.code != 0 && refused.stderr.contains("sync"), "{refused}");
    fs::write(scene.outside().join("go"), "").expect("a word");
    scene.parallel(&["sync"]).done();
    is_synced(&scene);
}

#[test]
fn a_merge_of_integrate_is_made_once() {
    let scene = complete("true");
    outlived(&scene, " merge --no-ff ", &["integrate", "f"], &["integrate", "--continue"]);
    let subjects = scene.git(&["log", "--first-parent", "--format=%s", "main..integration/f"]);
    assert_eq!(subjects, "Merge task-2: UI\nMerge task-1: API endpoints");
    let left = scene.git_in("worktrees/integration-f", &["status", "--porcelain"]).done();
    assert_eq!(left, "");
}

#[test]
fn land_start_clean_and_drop_wait_for_it_too() {
    let scene = planned();
    outlived(&scene, " worktree add ", &["start"], &["start"]);
    for tree in [API, UI] {
        assert_eq!(scene.git_in(tree, &["status", "--porcelain"]).done(), "");
    }
    outlived(&scene, " worktree remove ", &["drop", "task-2"], &["recover", "--apply"]);

    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    outlived(&scene, " merge --ff-only ", &["land", "--yes"], &["land", "--yes"]);
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
    outlived(&scene, " worktree remove ", &["clean"], &["clean"]);
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1);
}

/// Git died between making the file that says what is merged and writing it.
#[test]
fn a_merge_that_git_died_beginning_is_put_back_and_made() {
    let scene = behind();
    let script = "$git merge -q --no-ff --no-commit $last; : >\"$($git rev-parse --absolute-git-dir)/MERGE_HEAD\"";
    dies_in(&scene, " merge --no-ff ", script, &["sync"]);
    scene.parallel(&["sync"]).done();
    is_synced(&scene);
}

#[test]
fn a_branch_that_git_died_making_or_moving_is_made_and_moved() {
    let scene = complete("true");
    let lock = ".git/refs/heads/integration/f.lock";
    scene.write(lock, "");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["integrate", "--abort"]).done();
    let script =
        format!("$git merge -q --no-ff --no-commit $last; : >'{}'", scene.path(lock).display());
    dies_in(&scene, " merge --no-ff ", &script, &["integrate", "f"]);
    scene.parallel(&["integrate", "--continue"]).done();
    scene.parallel(&["integrate", "--abort"]).done();
    dies_in(&scene, " merge --no-ff ", &script, &["integrate", "f"]);
    scene.parallel(&["integrate", "--abort"]).done();
    assert!(!scene.path("worktrees/integration-f").exists());
}

#[test]
fn locks_of_a_git_that_died_in_a_merge_of_sync_are_in_nobodys_way() {
    let scene = behind();
    for lock in ["index.lock", "HEAD.lock", "AUTO_MERGE.lock"] {
        let script = format!(": >\"$($git rev-parse --absolute-git-dir)/{lock}\"");
        dies_in(&scene, " merge --no-ff ", &script, &["sync"]);
    }
    let lock = scene.path(".git/refs/heads/work/task-1-api-endpoints.lock");
    fs::write(lock, "").expect("a lock");
    scene.parallel(&["sync"]).done();
    is_synced(&scene);
    // Where no run was left midway it is somebody's.
    scene.commit_in(".", "lib/more.rs", "more\n", "More").done();
    let admin = scene.git_in(API, &["rev-parse", "--absolute-git-dir"]).done();
    fs::write(Path::new(admin.trim()).join("index.lock"), "").expect("a lock");
    let told = scene.parallel(&["sync", "task-1"]).ended(1);
    assert!(told.contains("kept task-1: it is locked"), "{told}");
}

#[test]
fn a_merge_that_died_beginning_by_hand_is_never_ended_as_a_commit() {
    let scene = behind();
    scene.git_in(API, &["merge", "-q", "--no-ff", "--no-commit", "main"]).done();
    let admin = scene.git_in(API, &["rev-parse", "--absolute-git-dir"]).done();
    fs::write(Path::new(admin.trim()).join("MERGE_HEAD"), "").expect("a torn file");
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("task-1 has a merge that git died beginning"), "{told}");
    assert!(told.contains("git parallel recover --apply") && !told.contains("--no-edit"), "{told}");
    let told = scene.parallel(&["recover"]).ended(1);
    assert!(told.contains("a merge was begun and never ended"), "{told}");
    scene.parallel(&["recover", "--apply"]).done();
    assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), "");
    let kept = scene.git(&["for-each-ref", "--format=%(objectname)", "refs/parallel/backup"]);
    assert_eq!(scene.git(&["show", &format!("{kept}:lib/new.rs")]), "new");
    scene.parallel(&["sync"]).done();
    is_synced(&scene);
}
