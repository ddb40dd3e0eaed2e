//! Living beside others: their hooks, markers, filters, sparse checkouts, files and processes.

use std::fs;
use std::time::{Duration, Instant};

use crate::integrate::{API, UI, complete};
use crate::layouts::prepared;
use crate::scene::Scene;
use crate::start::planned;

/// Installs a hook of the user's.
fn hook(scene: &Scene, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    let file = scene.path(".git/hooks").join(name);
    fs::create_dir_all(scene.path(".git/hooks")).expect("a folder");
    fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a hook");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
}

const ONLY_GITS: &str = r#"head -1 "$1" | grep -Eq '^(feat|fix): |^Merge branch ' || { echo "type may not be empty" >&2; exit 1; }"#;

#[test]
fn a_hook_that_takes_no_prefix_is_told_before_anybody_meets_it() {
    let scene = complete("true");
    hook(&scene, "commit-msg", ONLY_GITS);
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("the commit-msg hook refuses the subject"), "{output}");
    let told = scene.parallel(&["doctor"]).ended(1);
    assert!(told.contains("message: ") && told.contains("type may not be empty"), "{told}");
    assert!(told.contains("set lead = true under [guard]"), "{told}");
    let plan = scene.read(".parallel.toml").replace("[guard]\n", "[guard]\nlead = true\n");
    scene.write(".parallel.toml", &plan);
    let told = scene.parallel(&["doctor"]).stdout;
    assert!(!told.contains("message: "), "{told}");
    scene.commit_in(API, "src/api/a.rs", "led\n", "feat: [CHECKPOINT] x").done();
    let told = scene.parallel(&["status", "--json"]).json();
    assert_eq!(told["workers"][0]["state"], "reopened", "{told}");
    scene.write(".parallel.toml", &plan.replace("lead = true\n", ""));
    hook(&scene, "commit-msg", "exit 0");
    hook(&scene, "prepare-commit-msg", r#"sed -i '1s/^/ABC-1 /' "$1""#);
    let told = scene.parallel(&["doctor"]).ended(1);
    assert!(told.contains("makes 'ABC-1 [CHECKPOINT]"), "{told}");
    hook(&scene, "prepare-commit-msg", r#"printf '\nRefs: ABC-1\n' >>"$1""#);
    let told = scene.parallel(&["doctor"]).stdout;
    assert!(!told.contains("message: "), "{told}");
}

#[test]
fn merges_pass_where_gits_own_do() {
    let scene = complete("true");
    hook(&scene, "commit-msg", ONLY_GITS);
    scene.parallel(&["integrate", "f", "--trust"]).done();
    let subjects = scene.git(&["log", "--first-parent", "--format=%s", "main..integration/f"]);
    assert!(subjects.starts_with("Merge branch 'work/task-2-ui' into integration/f"), "{subjects}");
    let body = scene.git(&["log", "-1", "--format=%b", "integration/f"]);
    assert!(body.contains("Merge task-2: UI"), "{body}");
    scene.parallel(&["land", "--yes"]).done();
}

#[test]
fn a_failing_post_checkout_leaves_a_whole_worktree_and_nothing_is_waited_for() {
    let scene = complete("true");
    scene.git(&["worktree", "remove", "--force", UI]);
    hook(
        &scene,
        "post-checkout",
        "sleep 40 &\necho $! >>../pid\necho 'not installed here' >&2; exit 1",
    );
    let begun = Instant::now();
    let output = scene.parallel(&["start"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("not installed here"), "{output}");
    assert!(begun.elapsed() < Duration::from_secs(30), "it waited for what the hook left");
    assert!(scene.path(UI).join("src/ui/b.rs").exists());
    let left = scene
        .command("sh", ".")
        .args(["-c", "find .. -name pid | xargs cat | xargs kill"])
        .status();
    assert!(left.is_ok());
}

#[test]
fn markers_are_markers_by_the_size_that_attributes_give_them() {
    let text = |n: usize| {
        let (up, down) = ("<".repeat(n), ">".repeat(n));
        format!("{up} HEAD\nmine\n{}\ntheirs\n{down} other\n", "=".repeat(n))
    };
    let scene = prepared(|scene| {
        scene.write(".gitattributes", "*.rst conflict-marker-size=32\n");
    });
    scene.commit_in(API, "src/api/how.rst", &text(7), "[COMPLETE] How to resolve").done();
    scene.parallel(&["integrate", "f"]).done();
    let shown = scene.parallel(&["land", "--dry-run"]);
    assert!(shown.stdout.contains("[x] no conflict markers left"), "{shown}");
    for (path, size) in [("src/api/how.rst", 32), ("src/api/a.rs", 7)] {
        let at = "worktrees/integration-f";
        scene.commit_in(at, path, &text(size), "Not resolved").done();
        let shown = scene.parallel(&["land", "--dry-run"]);
        assert!(shown.stdout.contains("[ ] no conflict markers left"), "{path}: {shown}");
        scene.git_in(at, &["reset", "-q", "--hard", "HEAD~"]).done();
    }
}

#[test]
fn a_filter_that_failed_leaves_no_worktree_that_passes_for_finished() {
    let scene = prepared(|_| {});
    scene.git(&["worktree", "remove", "--force", UI]);
    scene.git(&["branch", "-qD", "work/task-2-ui"]);
    scene.write(".gitattributes", "*.rs filter=f\n");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Filter"]);
    for (key, value) in [("smudge", "false"), ("clean", "cat"), ("required", "true")] {
        scene.git(&["config", &format!("filter.f.{key}"), value]);
    }
    assert_ne!(scene.parallel(&["start", "task-2"]).code, 0);
    scene.git_in(UI, &["add", "-A"]).done();
    scene.git(&["config", "filter.f.smudge", "cat"]);
    let output = scene.parallel(&["start", "task-2"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(output.stderr.contains("kept as refs/parallel/backup/"), "{output}");
    assert_eq!(scene.git_in(UI, &["status", "--short"]).done(), "");
}

#[test]
fn what_was_edited_after_the_files_were_whole_survives_a_start_that_had_failed() {
    let scene = complete("true");
    scene.git(&["worktree", "remove", "--force", UI]);
    let plan = scene.read(".parallel.toml");
    let setup = |run: &str| {
        let keys = format!("\nsparse = true\nrun = [\"{run}\"]\ncopy = ");
        scene.write(".parallel.toml", &plan.replacen("\ncopy = ", &keys, 1));
    };
    setup("false");
    assert_ne!(scene.parallel(&["start", "--trust"]).code, 0);
    scene.write(&format!("{UI}/src/ui/b.rs"), "edited\n");
    scene.write(&format!("{UI}/src/ui/new.rs"), "new\n");
    scene.git_in(UI, &["add", "src/ui/new.rs"]).done();
    setup("true");
    scene.parallel(&["start", "--trust"]).done();
    assert_eq!(scene.read(&format!("{UI}/src/ui/b.rs")), "edited\n");
    assert_eq!(scene.read(&format!("{UI}/src/ui/new.rs")), "new\n");
}

#[test]
fn a_sparse_main_worktree_leaves_no_worker_without_its_own_files() {
    let scene = prepared(|scene| {
        scene.write("docs/d.md", "d\n");
        scene.git(&["add", "-A"]);
        scene.git(&["commit", "-qm", "Docs"]);
        scene.git(&["sparse-checkout", "set", "docs"]);
    });
    for file in ["src/api/a.rs", "docs/d.md"] {
        assert!(scene.path(API).join(file).exists(), "{file}");
    }
    assert!(!scene.path(API).join("src/ui/b.rs").exists(), "the limits of the main worktree hold");
}

#[test]
fn a_users_own_file_is_no_place_for_a_script() {
    let scene = complete("true");
    fs::remove_dir_all(scene.path("scripts")).expect("gone");
    fs::remove_dir_all(scene.path(".git/parallel/written")).expect("gone");
    scene.write("scripts/worker-2-ui.sh", "mine\n");
    let told = scene.parallel(&["start"]).refused();
    assert!(told.contains("'scripts/worker-2-ui.sh' is there already"), "{told}");
    assert_eq!(scene.read("scripts/worker-2-ui.sh"), "mine\n");
    fs::remove_file(scene.path("scripts/worker-2-ui.sh")).expect("gone");
    scene.parallel(&["start"]).done();
    for path in ["scripts/worker-2-ui.sh", "scripts/worker-2-ui.md"] {
        scene.write(path, "edited\n");
        let output = scene.parallel(&["start"]);
        let kept = output.stderr.split("kept as '").nth(1).and_then(|rest| rest.split('\'').next());
        let kept =
            kept.unwrap_or_else(|| panic!("{path}: nothing says where it is kept: {output}"));
        assert_eq!(fs::read_to_string(kept).expect("kept"), "edited\n", "{path}");
    }
}

#[test]
fn the_integration_is_made_ready_as_the_workers_are() {
    let scene = prepared(|scene| scene.write(".gitignore", ".env\n"));
    scene.write(".env", "K=1\n");
    let plan = scene.read(".parallel.toml").replace(
        "run = [\"true\"]",
        "run = [\"test -f .env && test -f ready && test $PARALLEL_PORT = 4020\"]",
    );
    let setup =
        "\ncopy = [\".env\"]\nrun = [\"touch ready\"]\nports = { base = 4000, each = 10 }\n#";
    scene.write(".parallel.toml", &plan.replacen("\ncopy = ", setup, 1));
    fs::write(scene.path(".git/info/exclude"), "ready\nworktrees\n").expect("excludes");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
}

#[test]
fn configuration_is_as_it_was_once_nobody_is_guarded() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.git(&["config", "user.name", "changed since"]);
    scene.parallel(&["clean"]).done();
    let left = scene.git_in(".", &["config", "extensions.worktreeConfig"]);
    assert_eq!(left.code, 1, "{left}");
    assert_eq!(scene.git(&["config", "user.name"]), "changed since");
}

#[test]
fn every_commit_of_a_reflog_is_kept_however_long_ago() {
    let scene = complete("true");
    scene.commit_in(UI, "src/ui/b.rs", "a try\n", "[CHECKPOINT] A try").done();
    let lost = scene.git_in(UI, &["rev-parse", "HEAD"]).done();
    scene.git_in(UI, &["reset", "-q", "--hard", "HEAD~"]).done();
    let script = "for i in $(seq 110); do git update-ref HEAD HEAD~; git update-ref HEAD work/task-2-ui@{1}; done";
    assert!(scene.command("sh", UI).args(["-c", script]).status().expect("a shell").success());
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(UI).exists());
    assert_ne!(scene.git(&["for-each-ref", "--contains", lost.trim()]), "");
}

#[test]
fn what_a_worker_is_granted_comes_into_its_limited_worktree() {
    let scene = planned();
    scene.write("docs/d.md", "d\n");
    scene.write("lib/l.rs", "l\n");
    scene.git(&["add", "docs", "lib"]);
    scene.git(&["commit", "-qm", "More"]);
    let plan = scene.read(".parallel.toml");
    scene.write(".parallel.toml", &plan.replacen("\ncopy = ", "\nsparse = true\ncopy = ", 1));
    scene.parallel(&["start"]).done();
    assert!(!scene.path(API).join("docs").exists());
    scene.parallel(&["grant", "task-1", "docs/d.md", "--reason", "why"]).done();
    assert!(scene.path(API).join("docs/d.md").exists());
    assert!(!scene.path(API).join("lib").exists(), "and nothing else");
    scene.commit_in(API, "docs/d.md", "mine\n", "[CHECKPOINT] Docs").done();
    // Changed elsewhere, and pulled.
    let plan = scene.read(".parallel.toml");
    scene.write(
        ".parallel.toml",
        &plan.replace("scope = [\"src/api/\"]", "scope = [\"src/api/\", \"lib/\"]"),
    );
    scene.parallel(&["start", "task-1"]).done();
    assert!(scene.path(API).join("lib/l.rs").exists());
}

#[test]
fn a_submodule_that_its_worker_removed_is_gone_where_it_was_merged() {
    let scene = complete("true");
    scene.git(&["init", "-q", "../lib"]);
    scene.git_in("../lib", &["commit", "-q", "--allow-empty", "-m", "Lib"]).done();
    scene.git(&["config", "--global", "protocol.file.allow", "always"]);
    let scene_plan = scene.read(".parallel.toml");
    scene.write(".parallel.toml", &scene_plan.replace("shared = []", "shared = [\".gitmodules\"]"));
    let lib = scene.outside().join("lib").to_string_lossy().into_owned();
    scene.git(&["submodule", "-q", "add", &lib, "src/api/lib"]);
    scene.git(&["commit", "-qm", "Lib", "--", ".gitmodules", "src/api/lib"]);
    for tree in [API, UI] {
        scene.git_in(tree, &["merge", "-q", "--no-edit", "main"]).done();
        scene.git_in(tree, &["submodule", "-q", "update", "--init"]).done();
    }
    scene.git_in(API, &["rm", "-q", "src/api/lib"]).done();
    scene.git_in(API, &["commit", "-qm", "[CHECKPOINT] Modules", "--", ".gitmodules"]).done();
    scene.git_in(API, &["commit", "-qm", "[COMPLETE] Without"]).done();
    scene.git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] UI"]).done();
    scene.parallel(&["integrate", "f", "--trust"]).done();
    assert!(!scene.path("worktrees/integration-f/src/api/lib").exists());
    scene.parallel(&["land", "--yes"]).done();
}
