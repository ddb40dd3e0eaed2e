//! `doctor`: each finding with its mend, and what `--fix` mends.

use crate::scene::Scene;
use crate::start::started;

/// The kinds of everything found.
fn kinds(scene: &Scene) -> Vec<String> {
    let output = scene.parallel(&["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(told["sound"], output.code == 0, "{output}");
    let found = told["findings"].as_array().expect("findings");
    let kinds = found.iter().map(|it| it["kind"].as_str().expect("a kind").to_owned());
    // Whether an agent is installed is the machine's affair.
    kinds.filter(|kind| kind != "agent").collect()
}

#[test]
fn what_is_broken_is_named_and_what_can_be_is_mended() {
    let scene = started();
    assert_eq!(kinds(&scene), Vec::<String>::new());
    let ui = "worktrees/task-2-ui";
    scene.git_in(ui, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
    scene.write(".git/info/exclude", "");
    assert_eq!(kinds(&scene), ["exclude", "guard"]);
    let before = scene.fingerprint();
    let said = scene.parallel(&["doctor", "--fix", "--dry-run"]).ended(1);
    assert!(said.contains("guard: task-2-ui: core.hooksPath is not set"), "{said}");
    assert!(said.contains("→ git parallel hooks install"), "{said}");
    assert_eq!(scene.fingerprint(), before);
    let output = scene.parallel(&["doctor", "--fix"]);
    assert!(output.stderr.contains("installed the hooks again"), "{output}");
    assert_eq!(kinds(&scene), Vec::<String>::new());
    scene.commit_in(ui, "src/api/a.rs", "x\n", "[CHECKPOINT] Not mine").ended(1);
}

#[test]
fn a_branch_that_could_overwrite_a_worker_is_named() {
    let scene = started();
    scene.write("worktrees/task-1-api-endpoints.txt", "x\n");
    scene.git(&["add", "-f", "worktrees/task-1-api-endpoints.txt"]);
    scene.git(&["commit", "-qm", "Track it"]);
    assert_eq!(kinds(&scene), ["tracked"]);
}

#[test]
fn commands_nobody_trusts_are_named() {
    let scene = started();
    let plan = scene.read(".parallel.toml");
    scene.write(
        ".parallel.toml",
        &plan.replace("[check]\n", "[check]\n# now\n").replace("run = [", "run = [\"rm x\", "),
    );
    let found = kinds(&scene);
    assert!(found.contains(&"trust".to_owned()), "{found:?}");
}
