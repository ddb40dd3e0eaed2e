//! What a worker can write below `.git` changes neither what is merged nor where work begins.

use crate::guarded::{LINES, ONE, TWO, commit, guarded, smuggle};
use crate::scene::{Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";

fn quietly(scene: &Scene, worktree: &str, args: &[&str]) -> String {
    scene.git_in(worktree, &[&["-c", "core.hooksPath=/dev/null"], args].concat()).done()
}

fn done(scene: &Scene) {
    for worktree in [ONE, TWO] {
        quietly(scene, worktree, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] done"]);
    }
}

/// A commit of evil on top of main that no branch of ours has.
fn parked(scene: &Scene) -> String {
    quietly(scene, ONE, &["switch", "-q", "--detach"]);
    smuggle(scene, ONE, &[("b/y", "evil\n")], MESSAGE);
    let evil = scene.git_in(ONE, &["rev-parse", "HEAD"]).done();
    quietly(scene, ONE, &["switch", "-q", "work/task-1-one"]);
    evil.trim().to_owned()
}

#[test]
fn a_reference_called_like_a_commit_is_not_that_commit() {
    for kind in ["heads", "tags"] {
        let scene = guarded();
        let (base, evil) = (scene.git(&["rev-parse", "main"]), parked(&scene));
        scene.git(&["update-ref", &format!("refs/{kind}/{base}"), &evil]);
        done(&scene);
        scene.parallel(&["integrate", "all"]).done();
        assert_eq!(scene.git(&["show", "integration/all:b/y"]), "y", "{kind}");
        scene.parallel(&["land", "--yes"]).done();
        assert_eq!(scene.git(&["show", "refs/heads/main:b/y"]), "y", "{kind}");
        // And so where a worker begins.
        let now = scene.git(&["rev-parse", "refs/heads/main"]);
        scene.git(&["update-ref", &format!("refs/{kind}/{now}"), &evil]);
        scene.parallel(&["add", "task-9", "new", "--scope", "n/"]).done();
        scene.parallel(&["start", "task-9"]).done();
        assert_eq!(scene.read("worktrees/task-9-new/b/y"), "y\n", "{kind}");
    }
}

#[test]
fn a_replaced_commit_leads_nobody_round_in_circles() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    done(&scene);
    let tip = scene.git(&["rev-parse", "work/task-1-one"]);
    let tree = format!("{tip}^{{tree}}");
    let ring = scene.git(&["commit-tree", "-p", &tip, "-m", MESSAGE, &tree]);
    scene.git(&["update-ref", &format!("refs/replace/{tip}"), &ring]);
    let told = scene.parallel(&["status", "--json"]).done();
    assert!(!told.contains(&ring), "{told}");
    for verb in [&["recover"][..], &["retro"], &["clean", "-n"], &["integrate", "all"]] {
        let output = scene.parallel(verb);
        assert!(output.code <= 1, "{verb:?}: {output}");
    }
    assert_eq!(scene.git(&["show", "integration/all:a/x"]), "1");
}

#[test]
fn attributes_of_one_clone_decide_no_merge() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/both", &LINES.replacen("5\n", "two\n", 1))], MESSAGE).done();
    scene.write("b/both", &LINES.replacen("5\n", "lead\n", 1));
    scene.git(&["commit", "-q", "-am", "The lead's"]);
    done(&scene);
    scene.write(".git/info/attributes", "# b/both merge=ours\n*.png -merge\nb/both merge=evil\n");
    scene.git(&["config", "merge.evil.driver", "touch ../../../driver-ran; true"]);
    let told = scene.parallel(&["integrate", "all"]).ended(2);
    assert!(told.contains("says how files are merged: 'b/both merge=evil'"), "{told}");
    assert!(!scene.path("../driver-ran").exists());
    let way = told.lines().find_map(|line| line.split_once("to put it away: ")).expect("a way").1;
    let mut shell = scene.command("sh", ".");
    shell.args(["-c", way]);
    run(shell, None).done();
    scene.parallel(&["integrate", "all"]).ended(3);
}

#[test]
fn configuration_of_one_clone_chooses_no_driver() {
    let driver = "[merge \"evil\"]\ndriver = \"echo evil >%A\"\n";
    let named = format!("[core]\nattributesFile = ATTRIBUTES\n{driver}");
    let union = "[merge \"union\"]\ndriver = \"echo evil >%A\"\n".to_owned();
    for (settings, tracked, told) in [
        (named, "", "says how files are merged: 'b/both merge=evil'"),
        (union, "b/both merge=union\n", "says how files are merged: 'merge.union.driver'"),
    ] {
        let scene = guarded();
        if !tracked.is_empty() {
            scene.write(".gitattributes", tracked);
            scene.git(&["add", ".gitattributes"]);
        }
        commit(&scene, TWO, &[("b/both", &LINES.replacen("5\n", "two\n", 1))], MESSAGE).done();
        scene.write("b/both", &LINES.replacen("5\n", "lead\n", 1));
        scene.git(&["commit", "-q", "-am", "The lead's"]);
        done(&scene);
        let attributes = scene.path("../attributes").display().to_string();
        scene.write("../attributes", "b/both merge=evil\n");
        scene.write("../included", &settings.replace("ATTRIBUTES", &attributes));
        scene.git(&["config", "include.path", &scene.path("../included").display().to_string()]);
        let output = scene.parallel(&["integrate", "all"]).ended(2);
        assert!(output.contains(told) && output.contains("git config --show-origin"), "{output}");
    }
}

#[test]
fn a_default_driver_of_one_clone_is_no_measure_of_a_merge() {
    let scene = guarded();
    commit(&scene, TWO, &[("b/both", &LINES.replacen("5\n", "two\n", 1))], MESSAGE).done();
    scene.write("b/both", &LINES.replacen("5\n", "lead\n", 1));
    scene.git(&["commit", "-q", "-am", "The lead's"]);
    scene.git(&["config", "merge.default", "evil"]);
    scene.git(&["config", "merge.evil.driver", "echo evil >%A"]);
    scene.git_in(ONE, &["merge", "-q", "--no-edit", "work/task-2-two"]).done();
    let evil = scene.git_in(ONE, &["merge", "-q", "--no-edit", "main"]);
    assert!(format!("{evil}").contains("'b/both' belongs to task-2"), "{evil}");
    quietly(&scene, ONE, &["commit", "-q", "--no-edit"]);
    assert_eq!(scene.git(&["show", "work/task-1-one:b/both"]), "evil");
    scene.parallel(&["check", "task-1"]).ended(1);
}

#[test]
fn what_plumbing_had_the_base_at_for_a_moment_is_no_place_to_begin() {
    let scene = guarded();
    let (base, evil) = (scene.git(&["rev-parse", "main"]), parked(&scene));
    scene.git(&["update-ref", "refs/heads/main", &evil]);
    scene.git(&["update-ref", "refs/heads/main", &base]);
    quietly(&scene, ONE, &["reset", "-q", "--hard", &evil]);
    for entry in std::fs::read_dir(scene.path(".git/parallel/workers")).expect("them") {
        let path = entry.expect("one").path();
        let text = std::fs::read_to_string(&path).expect("it").replace(&base, &evil);
        std::fs::write(&path, text).expect("it");
    }
    let told = format!("{}", scene.parallel(&["check", "task-1"]));
    assert!(told.contains("'b/y' belongs to task-2"), "{told}");
}

#[test]
fn settings_of_one_clone_lose_no_work_in_a_merge() {
    for (key, value) in [
        ("branch.integration/all.mergeOptions", "-s ours"),
        ("branch.integration/all.mergeOptions", "--squash"),
        ("branch.main.mergeOptions", "-s ours"),
        ("branch.main.mergeOptions", "--squash"),
        ("pull.twohead", "ours"),
        ("merge.ff", "only"),
    ] {
        let scene = guarded();
        scene.git(&["config", key, value]);
        commit(&scene, ONE, &[("a/x", "one\n")], MESSAGE).done();
        commit(&scene, TWO, &[("b/y", "two\n")], MESSAGE).done();
        done(&scene);
        scene.parallel(&["integrate", "all"]).done();
        scene.parallel(&["land", "--yes"]).done();
        for (path, text) in [("a/x", "one"), ("b/y", "two")] {
            let landed = scene.git(&["show", &format!("refs/heads/main:{path}")]);
            assert_eq!(landed, text, "{key} {value}");
            assert_eq!(scene.read(path), format!("{text}\n"), "{key} {value}");
        }
    }
    for (key, value) in
        [("branch.integration/all.mergeOptions", "-X ours"), ("merge.default", "union")]
    {
        let scene = guarded();
        scene.git(&["config", key, value]);
        commit(&scene, TWO, &[("b/both", &LINES.replacen("5\n", "two\n", 1))], MESSAGE).done();
        scene.write("b/both", &LINES.replacen("5\n", "lead\n", 1));
        scene.git(&["commit", "-q", "-am", "The lead's"]);
        done(&scene);
        scene.parallel(&["integrate", "all"]).ended(3);
    }
}

#[test]
fn nothing_is_written_through_a_link_among_what_is_kept() {
    for name in ["lock", "cache", "workers", "workers/other.toml"] {
        let scene = guarded();
        scene.parallel(&["status"]).done();
        scene.write("../victim/keep", "mine\n");
        let place = scene.path(&format!(".git/parallel/{name}"));
        std::fs::remove_dir_all(&place).or_else(|_| std::fs::remove_file(&place)).ok();
        let to = scene.path(if name == "lock" { "../victim/keep" } else { "../victim" });
        std::os::unix::fs::symlink(to, &place).expect("a link");
        for verb in [&["status"][..], &["start"], &["grant", "task-1", "n", "--reason", "x"]] {
            let told = scene.parallel(verb).ended(2);
            assert!(
                told.contains("is a link") && told.contains("hint: to take it away: rm "),
                "{told}"
            );
        }
        assert_eq!(scene.read("../victim/keep"), "mine\n");
        let there = std::fs::read_dir(scene.path("../victim")).expect("it").count();
        assert_eq!(there, 1, "{name}");
    }
}

/// The files below `folder` with their permissions.
fn modes(folder: &std::path::Path) -> Vec<(std::path::PathBuf, u32)> {
    use std::os::unix::fs::PermissionsExt;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry")) {
        let meta = entry.metadata().expect("it");
        if meta.is_dir() {
            found.extend(modes(&entry.path()));
        } else {
            found.push((entry.path(), meta.permissions().mode() & 0o777));
        }
    }
    found
}

#[test]
fn what_is_kept_is_for_whom_the_repository_is_shared_with() {
    // What is asked for, and what of the permissions has to be there and may be.
    for (shared, least, most) in [
        ("group", 0o060, 0o770),
        ("all", 0o064, 0o775),
        ("0640", 0o040, 0o750),
        ("umask", 0, 0o700),
    ] {
        let scene = crate::start::planned();
        scene.git(&["config", "core.sharedRepository", shared]);
        // What is there keeps its permissions.
        std::fs::remove_dir_all(scene.path(".git/parallel")).ok();
        let mut shell = scene.command("sh", ".");
        shell.args(["-c", "umask 077; git parallel start -q && git parallel status -q"]);
        run(shell, None).done();
        // What an agent tells of its session is kept there, too.
        let tree = scene.path("worktrees/task-1-api-endpoints");
        let mut shell = scene.command("sh", "worktrees/task-1-api-endpoints");
        shell.args(["-c", "umask 077; git parallel hook session-busy"]);
        let told = format!("{{\"cwd\":\"{}\"}}", tree.display());
        run(shell, Some(&told)).done();
        assert!(scene.path(".git/parallel/sessions").is_dir(), "the session is told");
        for (path, mode) in modes(&scene.path(".git/parallel")) {
            // Stubs are for nobody to write and for everybody to run.
            let stub = path.parent().is_some_and(|it| it.ends_with("hooks"));
            // So is the program that the system starts for them, which is as it was installed.
            let guard = path.ends_with("parallel/guard");
            let (least, most) = match (stub, guard) {
                (true, _) => (0o555, 0o555),
                (_, true) => (0o555, 0o775),
                _ => (least, most),
            };
            assert_eq!(mode & least, least, "{shared}: {} has {mode:o}", path.display());
            assert_eq!(mode & !most, 0, "{shared}: {} has {mode:o}", path.display());
        }
    }
}
