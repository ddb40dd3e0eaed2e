//! What the edit-time guard makes of patches that stand in files, and of paths taken from a revision: it
//! refuses what their commit would be refused for, and leaves alone what that would let pass.

use serde_json::json;

use crate::guarded::{ONE, TWO, commit, guarded};
use crate::scene::{Output, Scene, run};

fn shell(scene: &Scene, command: &str) -> Output {
    let mut guard = scene.command("git-parallel", ONE);
    guard.args(["hook", "pre-tool-use", "--plain"]);
    let input = json!({ "command": command });
    let asked = json!({ "cwd": scene.path(ONE), "tool_name": "Bash", "tool_input": input });
    run(guard, Some(&asked.to_string()))
}

#[track_caller]
fn passes(scene: &Scene, command: &str) {
    assert_eq!(shell(scene, command).done(), "", "{command}");
}

#[track_caller]
fn stopped(scene: &Scene, command: &str) {
    let output = shell(scene, command);
    assert_eq!(output.code, 2, "{command}: {output}");
    assert!(output.stderr.contains("'b/y' belongs to task-2"), "{command}: {output}");
}

#[test]
fn a_patch_is_judged_by_the_file_it_is_in() {
    let scene = guarded();
    let patch = |path: &str| format!("--- a/{path}\n+++ b/{path}\n@@ -1 +1 @@\n-y\n+z\n");
    scene.write("../own.diff", &patch("a/x"));
    scene.write("../foreign.diff", &(patch("a/x") + &patch("b/y")));
    for form in [
        "git apply ../../../FILE",
        "git apply --check ../../../FILE && git apply --whitespace=fix ../../../FILE",
        "patch -p1 < ../../../FILE",
        "patch -p1 -i ../../../FILE",
        "P=../../../FILE; git apply < $P",
        "cd a && patch -p2 -d . < /dev/null; cd .. && patch -p1 --input=../../../FILE",
    ] {
        passes(&scene, &form.replace("FILE", "own.diff"));
        stopped(&scene, &form.replace("FILE", "foreign.diff"));
    }
    for command in [
        "git apply --check ../../../foreign.diff; git apply --stat ../../../foreign.diff",
        "git apply -R ../../../foreign.diff; patch -R -p1 < ../../../foreign.diff",
        "git apply --include='a/*' ../../../foreign.diff",
        "git diff a > ../../../foreign.diff && git apply ../../../foreign.diff",
        "./fetch-it && git apply ../../../foreign.diff",
        "git apply ../../../nowhere.diff; patch -p1 < /dev/zero",
    ] {
        passes(&scene, command);
    }
}

#[test]
fn a_path_taken_from_a_revision_is_judged_as_its_commit_would_be() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/y", "two\n")], "[CHECKPOINT] two").done();
    commit(&scene, ONE, &[("a/x", "one\n")], "[CHECKPOINT] one").done();
    for form in
        ["git checkout FROM -- b/y", "git restore -s FROM b", "git restore --source=FROM -SW b/y"]
    {
        stopped(&scene, &form.replace("FROM", "work/task-2-two"));
        for from in ["HEAD", "main", "HEAD~1"] {
            passes(&scene, &form.replace("FROM", from));
        }
    }
    passes(&scene, "git checkout work/task-2-two -- a; git checkout -- b/y; git restore b");
    passes(&scene, "git restore --source=nothing b/y; git checkout work/task-2-two -- ':b/y'");
    // What the base has now may be taken; what it had before would undo that.
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    passes(&scene, "git checkout main -- b/y");
    scene.git_in(ONE, &["merge", "-q", "--no-edit", "main"]).done();
    stopped(&scene, "git checkout main~1 -- b/y");
    // With the owner's work merged, its version is what is there.
    scene.git_in(ONE, &["merge", "-q", "--no-edit", "-X", "theirs", "work/task-2-two"]).done();
    passes(&scene, "git checkout work/task-2-two -- b/y");
    stopped(&scene, "git checkout main -- b/y");
}
