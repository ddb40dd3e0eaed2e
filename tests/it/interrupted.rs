//! A git that dies in the midst of its work, and what others leave that looks so: nothing is lost, and
//! it goes on.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::integrate::{API, complete};
use crate::scene::{Scene, run};

const INTEGRATION: &str = "worktrees/integration-f";

/// Runs `git parallel` with a git that, the first time its arguments hold `when`, does what `script`
/// says in place of its work and takes the program along. In the script, `$git` is the real one and
/// `$last` the last argument.
#[track_caller]
pub fn dies_in(scene: &Scene, when: &str, script: &str, args: &[&str]) {
    let folder = scene.outside().join("dying");
    fs::create_dir_all(&folder).expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let real = run(
        {
            let mut command = scene.command("sh", ".");
            command.args(["-c", "command -v git"]);
            command
        },
        None,
    )
    .done();
    let text = format!(
        "#!/bin/sh\ngit={}\nfor last; do :; done\ncase \" $* \" in *'{when}'*) if mkdir '{}' 2>/dev/null; then\n{script}\nkill -9 $PPID; exit 1; fi;; esac\nexec $git \"$@\"\n",
        real.trim(),
        scene.outside().join("dead").display(),
    );
    let file = folder.join("git");
    fs::write(&file, text).expect("a git");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a program");
    let mut command = scene.command("git-parallel", ".");
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_git-parallel")).parent().expect("a folder");
    command.env("PATH", format!("{}:{}:{path}", folder.display(), bin.display())).args(args);
    let output = run(command, None);
    assert_eq!(output.code, -1, "it was never called so: {output}");
    fs::remove_dir(scene.outside().join("dead")).expect("a mark");
}

/// Both are merged, each once, and nothing is left in the worktree.
#[track_caller]
fn is_merged(scene: &Scene) {
    let subjects = scene.git(&["log", "--first-parent", "--format=%s", "main..integration/f"]);
    assert_eq!(subjects, "Merge task-2: UI\nMerge task-1: API endpoints");
    let files = scene.git(&["show", "integration/f:src/api/a.rs", "integration/f:src/ui/b.rs"]);
    assert_eq!(files, "api\nui");
    assert_eq!(scene.git_in(INTEGRATION, &["status", "--porcelain"]).done(), "");
}

#[track_caller]
fn is_given_up(scene: &Scene) {
    assert_eq!(scene.git(&["branch", "--list", "integration/*"]), "");
    assert!(!scene.path(INTEGRATION).exists());
}

/// Two files of a merge written, one of them to its half; git knows of nothing.
const HALF: &str = "$git show \"$last:src/api/a.rs\" >src/api/a.rs; printf ne >src/api/new.rs";

fn with_new_file() -> Scene {
    let scene = complete("true");
    scene.commit_in(API, "src/api/new.rs", "new\n", "[COMPLETE] API, with more").done();
    scene
}

#[test]
fn a_merge_that_died_among_its_files_goes_on() {
    let scene = with_new_file();
    dies_in(&scene, " merge --no-ff ", HALF, &["integrate", "f"]);
    let found = scene.parallel(&["recover"]).ended(1);
    assert!(found.contains("died in the midst of a merge"), "{found}");
    scene.parallel(&["integrate", "--continue"]).done();
    is_merged(&scene);
}

#[test]
fn a_merge_that_died_among_its_files_is_given_up() {
    let scene = with_new_file();
    dies_in(&scene, " merge --no-ff ", HALF, &["integrate", "f"]);
    assert_eq!(scene.parallel(&["integrate", "--abort", "--dry-run"]).code, 0);
    scene.parallel(&["integrate", "--abort"]).done();
    is_given_up(&scene);
    scene.parallel(&["integrate", "f"]).done();
    is_merged(&scene);
}

#[test]
fn what_somebody_changed_after_a_merge_died_stays() {
    let scene = with_new_file();
    dies_in(&scene, " merge --no-ff ", HALF, &["integrate", "f"]);
    scene.write(&format!("{INTEGRATION}/src/api/a.rs"), "mine\n");
    for how in ["--continue", "--abort"] {
        let said = scene.parallel(&["integrate", how]).refused();
        assert!(said.contains("src/api/a.rs") && !said.contains("new.rs"), "{said}");
        assert_eq!(scene.read(&format!("{INTEGRATION}/src/api/a.rs")), "mine\n");
    }
}

#[test]
fn a_merge_that_was_committed_is_not_made_again() {
    let scene = complete("true");
    let script = "$git \"$@\"; echo \"$last\" >\"$($git rev-parse --git-path MERGE_HEAD)\"";
    dies_in(&scene, " merge --no-ff ", script, &["integrate", "f"]);
    scene.parallel(&["integrate", "--continue"]).done();
    is_merged(&scene);
}

#[test]
fn a_merge_whose_message_was_not_written_has_it() {
    let scene = complete("true");
    let script =
        "$git merge --no-ff --no-commit \"$last\"; : >\"$($git rev-parse --git-path MERGE_MSG)\"";
    dies_in(&scene, " merge --no-ff ", script, &["integrate", "f"]);
    scene.parallel(&["integrate", "--continue"]).done();
    is_merged(&scene);
}

#[test]
fn a_merge_that_died_before_git_wrote_its_way_keeps_both_parents() {
    let scene = complete("true");
    let script = "$git merge --no-ff --no-commit -m 'Merge task-1: API endpoints' \"$last\"; rm \"$($git rev-parse --git-path MERGE_MODE)\"";
    dies_in(&scene, " merge --no-ff ", script, &["integrate", "f"]);
    scene.parallel(&["integrate", "--continue"]).done();
    is_merged(&scene);
    let parents = scene.git(&["log", "-2", "--first-parent", "--format=%p", "integration/f"]);
    assert!(parents.lines().all(|line| line.split(' ').count() == 2), "{parents}");
}

#[test]
fn a_worktree_of_the_integration_that_was_half_made_is_finished() {
    for gone in ["HEAD", "commondir", "HEAD commondir gitdir"] {
        let scene = complete("true");
        let script = format!(
            "$git \"$@\"; cd .git/worktrees/integration-f && rm -f {gone} && echo initializing >locked"
        );
        dies_in(&scene, " worktree add ", &script, &["integrate", "f"]);
        assert_eq!(scene.parallel(&["recover"]).code, 1, "{gone}");
        scene.parallel(&["integrate", "--continue"]).done();
        is_merged(&scene);
        assert!(!scene.git(&["worktree", "list", "--porcelain"]).contains("locked"), "{gone}");
    }
}

#[test]
fn a_landing_that_died_among_its_files_lands() {
    let scene = with_new_file();
    scene.parallel(&["integrate", "f"]).done();
    scene.write("README.md", "not committed\n");
    let commit = scene.git(&["rev-parse", "main"]);
    dies_in(&scene, " merge --ff-only ", HALF, &["land", "--yes"]);
    assert_eq!(scene.git(&["rev-parse", "main"]), commit);
    let found = scene.parallel(&["recover"]).ended(1);
    assert!(found.contains("died while it moved main"), "{found}");
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.git(&["status", "--porcelain", "-uno", "src", "README.md"]), " M README.md");
    assert_eq!(
        (scene.read("src/api/a.rs"), scene.read("src/api/new.rs")),
        ("api\n".into(), "new\n".into())
    );
    // And back again, dying on the way.
    let back = "printf a >src/api/a.rs; rm src/api/new.rs";
    dies_in(&scene, " reset --quiet --keep ", back, &["integrate", "--undo"]);
    scene.parallel(&["integrate", "--undo"]).done();
    assert_eq!(scene.git(&["rev-parse", "main"]), commit);
    assert_eq!(scene.git(&["status", "--porcelain", "-uno", "src", "README.md"]), " M README.md");
    assert!(!scene.path("src/api/new.rs").exists());
}

#[test]
fn a_removal_that_died_is_done_again_and_guarded_meanwhile() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let script = "rm -r \"$last/src/api\" \"$last/README.md\"";
    dies_in(&scene, " worktree remove ", script, &["clean"]);
    let refused = scene.commit_in(API, "src/ui/b.rs", "foreign\n", "Foreign, no prefix");
    assert_ne!(refused.code, 0, "{refused}");
    scene.git_in(API, &["reset", "-q", "src/ui/b.rs"]).done();
    let found = scene.parallel(&["recover"]).ended(1);
    assert!(found.contains("its removal was begun and never ended"), "{found}");
    let kept = scene.parallel(&["clean"]);
    assert!(kept.code == 1 && kept.stdout.contains("not committed: src/ui/b.rs"), "{kept}");
    scene.git_in(API, &["checkout", "-q", "src/ui/b.rs"]).done();
    scene.parallel(&["clean"]).done();
    assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
    assert_eq!(scene.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(scene.parallel(&["recover"]).code, 0);
}

#[test]
fn what_is_staged_in_the_integration_stays_there() {
    for tried in [
        "echo x >>README.md && git stash -q && git stash pop -q && git checkout -q README.md",
        "git cherry-pick -n work/task-2-ui && git checkout -q HEAD -- . && git reset -q --hard",
    ] {
        for how in ["--continue", "--abort"] {
            let scene = complete("test -e mended");
            scene.parallel(&["integrate", "f", "--trust"]).ended(3);
            let mut command = scene.command("sh", INTEGRATION);
            command.args(["-c", tried]);
            run(command, None).done();
            scene.write(&format!("{INTEGRATION}/mended"), "an hour of work\n");
            scene.git_in(INTEGRATION, &["add", "mended"]).done();
            let said = scene.parallel(&["integrate", how]).refused();
            assert!(said.contains("mended"), "{said}");
            assert_eq!(scene.read(&format!("{INTEGRATION}/mended")), "an hour of work\n");
        }
    }
}

#[test]
fn what_a_worker_staged_is_no_merge_that_died() {
    for staged in [
        "echo x >>src/api/a.rs && git stash -q && git stash pop -q && git add -A",
        "git merge -q --squash side && echo y >src/api/more.rs && git add -A",
        "git merge -q --squash side",
        "git cherry-pick -n side",
    ] {
        let scene = complete("true");
        scene.git(&["branch", "side"]);
        scene.git(&["worktree", "add", "-q", "../side", "side"]);
        scene.commit_in("../side", "src/api/side.rs", "side\n", "Beside").done();
        let mut command = scene.command("sh", API);
        command.args(["-c", staged]);
        run(command, None).done();
        let before = scene.git_in(API, &["status", "--porcelain"]).done();
        scene.parallel(&["recover", "--apply"]).done();
        assert_eq!(scene.git_in(API, &["status", "--porcelain"]).done(), before, "{staged}");
    }
}

#[test]
fn a_touched_file_is_no_change() {
    let scene = complete("true");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    scene.parallel(&["integrate", "f"]).ended(3);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let file = scene.path(&format!("{INTEGRATION}/src/ui/b.rs"));
    let text = fs::read(&file).expect("a file");
    fs::write(&file, text).expect("a file");
    scene.parallel(&["integrate", "--abort"]).done();
    is_given_up(&scene);
}

/// A git that gave the merge up died behind the files and before the index; what was staged is kept.
#[test]
fn a_merge_that_was_given_up_by_half_is_given_up() {
    let scene = complete("true");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    scene.parallel(&["integrate", "f"]).ended(3);
    let file = format!("{INTEGRATION}/src/api/a.rs");
    scene.write(&file, "by both\n");
    scene.git_in(INTEGRATION, &["add", "src/api/a.rs"]).done();
    scene.write(&file, "base\n");
    let told = scene.parallel(&["integrate", "--abort"]);
    assert_eq!(told.code, 0, "{told}");
    is_given_up(&scene);
    let kept = scene.git(&["for-each-ref", "--format=%(objectname)", "refs/parallel/backup"]);
    let has = |at: &str| {
        scene.git_in(".", &["show", &format!("{at}:src/api/a.rs")]).stdout == "by both\n"
    };
    assert!(kept.lines().any(has), "{told}");
}

#[test]
fn what_was_taken_back_comes_back_by_the_line_that_was_printed() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let undone = scene.parallel(&["integrate", "--undo"]);
    let line = undone.stderr.lines().find_map(|line| line.strip_prefix("to bring it back: git "));
    let words: Vec<&str> = line.expect("a way back").split(' ').collect();
    scene.git(&words);
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("src/api/a.rs"), "api\n");
}

#[test]
fn a_dry_run_of_undo_refuses_what_undo_refuses() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["commit", "-q", "--allow-empty", "-m", "Later"]);
    let dry = scene.parallel(&["integrate", "--undo", "--dry-run"]).refused();
    assert_eq!(scene.parallel(&["integrate", "--undo"]).refused(), dry);
}

#[test]
fn an_integration_goes_on_where_the_repository_was_moved_to() {
    let scene = complete("true");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a on the base"]);
    scene.parallel(&["integrate", "f"]).ended(3);
    let moved = scene.outside().join("moved");
    fs::rename(scene.root(), &moved).expect("a move");
    let there = moved.to_string_lossy().into_owned();
    let tree = format!("{there}/{INTEGRATION}");
    scene.parallel_in(&there, &["recover", "--apply"]).done();
    scene.write(&format!("{tree}/src/api/a.rs"), "both\n");
    scene.git_in(&tree, &["add", "-A"]).done();
    scene.parallel_in(&there, &["integrate", "--continue"]).done();
    assert!(!scene.root().exists(), "nothing is made in the old place");
}
