//! `integrate --preview`: does it build together before anyone is done, and if not, who is it?

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::scene::Scene;

/// Four workers with a file each; the check is `check`, which `[setup]` made ready for.
fn started(check: &str) -> Scene {
    let mut plan = format!(
        "version = 1\nbase = \"main\"\n\n[setup]\nrun = [\"echo ready >made-ready\"]\n\n[check]\nrun = [{check:?}]\n"
    );
    for n in 1..=4 {
        plan.push_str(&format!(
            "\n[[worker]]\nid = \"task-{n}\"\nslug = \"w\"\nscope = [\"d{n}/\"]\n"
        ));
    }
    let scene = Scene::with(&[("d1/x", "x\n"), (".parallel.toml", &plan)]);
    scene.parallel(&["start", "--trust"]).done();
    for n in 1..=4 {
        says(&scene, n, "f", &format!("[CHECKPOINT] Step of {n}"));
    }
    scene
}

fn says(scene: &Scene, n: usize, name: &str, message: &str) {
    let tree = format!("worktrees/task-{n}-w");
    scene.commit_in(&tree, &format!("d{n}/{name}"), "new\n", message).done();
}

/// Everything but what a preview may leave: what it found, and the lock that says who was last.
fn refs(scene: &Scene) -> String {
    format!("{}{}", scene.git(&["for-each-ref"]), scene.git(&["worktree", "list"]))
}

#[test]
fn what_builds_together_is_said_and_kept_with_its_age() {
    let scene = started("test -e made-ready && echo run >>$PARALLEL_ROOT/../runs");
    let before = refs(&scene);
    let told = scene.parallel(&["integrate", "--preview"]).done();
    assert!(told.contains("builds together: task-1 + task-2 + task-3 + task-4"), "{told}");
    assert_eq!(refs(&scene), before, "no branch moved, no worktree stays");
    assert!(!scene.path("worktrees/preview").exists());
    scene.parallel(&["integrate", "--preview"]).done();
    assert_eq!(scene.read("../runs"), "run\n", "the same tips are not built again");
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("\npreview just now: builds together: "), "{status}");
    says(&scene, 3, "g", "[CHECKPOINT] More");
    let status = scene.parallel(&["status"]).done();
    assert!(status.contains("; moved since: task-3"), "{status}");
    let json = scene.parallel(&["status", "--json"]).json();
    assert_eq!(json["preview"]["outcome"], "passes");
    scene.parallel(&["integrate", "--preview"]).done();
    assert_eq!(scene.read("../runs"), "run\nrun\n");
}

#[test]
fn the_fewest_that_fail_together_are_named() {
    for (check, want) in [
        ("! { test -e d1/f && test -e d3/f; }", "builds alone, fails together: task-1 + task-3 ("),
        (
            "! { test -e d2/f && test -e d3/f && test -e d4/f; }",
            "together: task-2 + task-3 + task-4 (",
        ),
        ("! test -e d2/f", "fails with task-2 alone ("),
        ("false", "fails on the base itself"),
    ] {
        let scene = started(check);
        let before = refs(&scene);
        let told = scene.parallel(&["integrate", "--preview"]).ended(1);
        assert!(told.contains(want), "{check}: {told}");
        let mut checked: Vec<&str> = told.lines().filter(|it| it.starts_with('[')).collect();
        let times = checked.len();
        checked.sort_unstable();
        checked.dedup();
        assert_eq!(checked.len(), times, "nothing is checked twice: {told}");
        assert_eq!(refs(&scene), before, "{check}");
        let status = scene.parallel(&["status", "--exit-code"]);
        assert!(status.code == 1 && status.stdout.contains(want), "{check}: {status}");
    }
}

#[test]
fn what_conflicts_is_left_out_and_told() {
    let scene = started("true");
    scene.git(&["switch", "-q", "-c", "aside"]);
    scene.commit_in(".", "d2/f", "other\n", "Other").done();
    scene.git(&["switch", "-q", "main"]);
    scene.git(&["merge", "-q", "--ff-only", "aside"]);
    let told = scene.parallel(&["integrate", "--preview"]).ended(1);
    assert!(told.contains("builds together: task-1 + task-3 + task-4"), "{told}");
    assert!(told.contains("left out, for it conflicts: task-2 in d2/f"), "{told}");
}

#[test]
fn it_is_bounded_trusted_and_shown() {
    let scene = started("sleep 600");
    let shown = scene.parallel(&["integrate", "--preview", "--dry-run"]);
    assert!(shown.stderr.contains("would run on all of it: sleep 600"), "{shown}");
    let before = refs(&scene);
    let said = scene.parallel(&["integrate", "--preview", "--timeout", "1s"]).refused();
    assert!(said.contains("was not finished within 1s"), "{said}");
    assert_eq!(refs(&scene), before);
    let text = scene.read(".parallel.toml").replace("sleep 600", "echo other");
    scene.write(".parallel.toml", &text);
    let said = scene.parallel(&["integrate", "--preview"]).refused();
    assert!(said.contains("echo other"), "{said}");
}

#[cfg(unix)]
#[test]
fn one_that_is_killed_takes_its_commands_along_and_the_next_goes_on() {
    let scene = started("echo $$ >$PARALLEL_ROOT/../pid; sleep 600");
    let before = refs(&scene);
    let mut command = scene.command("git-parallel", ".");
    command.args(["integrate", "--preview"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the command");
    let until = Instant::now() + Duration::from_secs(60);
    let pid = scene.path("../pid");
    while std::fs::read_to_string(&pid).unwrap_or_default().trim().is_empty() {
        assert!(Instant::now() < until, "the check never ran");
        std::thread::sleep(Duration::from_millis(20));
    }
    let busy = scene.parallel(&["integrate", "--preview"]).refused();
    assert!(busy.contains("integrate --preview"), "{busy}");
    scene.command("kill", ".").arg(child.id().to_string()).status().expect("kill");
    child.wait().expect("its end");
    let check = scene.read("../pid");
    let alive =
        scene.command("kill", ".").args(["-0", check.trim()]).stderr(Stdio::null()).status();
    assert!(!alive.expect("kill").success(), "the check runs on");
    let text = scene.read(".parallel.toml").replace("sleep 600", "true");
    scene.write(".parallel.toml", &text);
    scene.parallel(&["integrate", "--preview", "--trust"]).done();
    assert_eq!(refs(&scene), before);
}

#[test]
fn whoever_watches_has_previews_made_once_the_branches_rest() {
    let scene = started("test -e made-ready && echo run >>$PARALLEL_ROOT/../runs");
    let text = scene.read(".parallel.toml");
    let status = "[status]\npreview = true\npreview_after = \"0s\"\n\n[check]";
    scene.write(".parallel.toml", &text.replace("[check]", status));
    let mut command = scene.command("git-parallel", ".");
    command.args(["status", "--watch"]).stdin(Stdio::null());
    let mut watch = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("git");
    let lines = std::io::BufReader::new(watch.stdout.take().expect("a pipe"));
    let told = std::io::BufRead::lines(lines)
        .map_while(Result::ok)
        .find(|line| line.starts_with("preview "));
    watch.kill().ok();
    watch.wait().ok();
    assert_eq!(told.as_deref(), Some("preview builds together: task-1 + task-2 + task-3 + task-4"));
    assert_eq!(scene.read("../runs"), "run\n", "once for the same tips");
    assert!(!scene.path("worktrees/preview").exists());
}
