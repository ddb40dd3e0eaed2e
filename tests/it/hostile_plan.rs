//! A `.parallel.toml` and a repository made to do harm: nothing leaves the repository, no shell runs
//! what is only a name, and every refusal says what is wrong.

use std::fs;
use std::os::unix::fs::symlink;

use crate::scene::Scene;
use crate::start::{planned, started};

const API: &str = "worktrees/task-1-api-endpoints";

/// A planned scene whose file is changed so, and a folder outside that nothing may write to.
fn with(from: &str, to: &str) -> Scene {
    let scene = planned();
    fs::create_dir(scene.outside().join("victim")).expect("a folder");
    let text = scene.read(".parallel.toml");
    assert!(text.contains(from), "{from}");
    scene.write(".parallel.toml", &text.replacen(from, to, 1));
    scene
}

/// Refused, nothing written anywhere, not even outside.
#[track_caller]
fn refuses(scene: &Scene, want: &str) {
    let before = scene.fingerprint();
    let said = scene.parallel(&["start", "--trust"]).refused();
    assert!(said.contains(want), "{want}: {said}");
    assert_eq!(scene.fingerprint(), before);
    nothing_outside(scene);
}

#[track_caller]
fn nothing_outside(scene: &Scene) {
    let listed = fs::read_dir(scene.outside().join("victim")).expect("a folder");
    assert_eq!(listed.count(), 0, "something was written outside");
    assert!(!scene.outside().join("pwned").exists() && !scene.path("pwned").exists());
}

#[test]
fn folders_lie_where_they_may() {
    for (from, to, want) in [
        ("# scripts = \"scripts\"", "scripts = \"../victim\" #", "inside the repository"),
        ("# scripts = \"scripts\"", "scripts = \"/tmp/victim\" #", "inside the repository"),
        ("# scripts = \"scripts\"", "scripts = \".git/hooks\" #", "inside the repository"),
        ("# scripts = \"scripts\"", "scripts = \"a/.GIT/x\" #", "inside the repository"),
        ("# prompts = \".parallel\"", "prompts = \"../victim\" #", "inside the repository"),
        ("# prompts = \".parallel\"", "prompts = \".git\" #", "inside the repository"),
        ("# worktrees = \"worktrees\"", "worktrees = \".git/x\" #", ".git"),
        ("# worktrees = \"worktrees\"", "worktrees = \"a/../.git/worktrees\" #", ".git"),
        ("# worktrees = \"worktrees\"", "worktrees = \".\" #", "worktrees"),
    ] {
        refuses(&with(from, to), want);
    }
}

#[test]
fn folders_that_are_links_lead_nowhere() {
    for (folder, link) in [("scripts", "../victim"), ("worktrees", "../victim")] {
        let scene = with("", "");
        symlink(link, scene.path(folder)).expect("a link");
        refuses(&scene, &format!("'{folder}' leads out of the repository"));
        // A link that is committed comes with every clone.
        scene.git(&["add", "-f", folder]);
        scene.git(&["commit", "-qm", "Link"]);
        refuses(&scene, folder);
    }
    let scene = with("# prompts = \".parallel\"", "prompts = \"templates\" #");
    scene.write("../victim2/kickoff.md", "secret");
    symlink("../victim2", scene.path("templates")).expect("a link");
    refuses(&scene, "leads out of the repository");
}

#[test]
fn what_is_a_name_never_runs() {
    let evil = "x\\\"; touch ../pwned; `touch ../pwned` $(touch ../pwned) '\\n' touch ../pwned #";
    for (from, to) in [
        ("slug = \"ui\"", "slug = \"$(touch ../pwned)\""),
        ("id = \"task-2\"", "id = \"-rf\""),
        ("id = \"task-2\"", "id = \"a\\u0000b\""),
        ("id = \"task-2\"", "id = \"a\\nb\""),
        ("base = \"main\"", "base = \"--output=../pwned\""),
        ("remote = \"origin\"", "remote = \"--upload-pack=touch ../pwned\""),
        ("# branch = \"work/{id}-{slug}\"", "branch = \"{id} $(touch ../pwned)\" #"),
        ("# branch = \"work/{id}-{slug}\"", "branch = \"-D{id}\" #"),
        ("# branch = \"work/{id}-{slug}\"", "branch = \"{id}\\u0000\" #"),
    ] {
        let scene = with(from, to);
        let output = scene.parallel(&["start", "--trust"]);
        assert!(
            output.code == 2 || (output.code == 0 && from.starts_with("remote")),
            "{to}: {output}"
        );
        nothing_outside(&scene);
    }
    // Text that may hold anything reaches the agent letter for letter, and nothing else.
    let scene = with(
        "[agent]",
        "[agent]\ncommand = [\"printf\", \"%s\", \"{prompt}\", \"$(touch ../pwned)\", \"'; touch ../pwned; '\"] #",
    );
    let text = scene.read(".parallel.toml");
    let text = text.replace("Fix `x` for $HOME", evil);
    assert!(text.contains("touch ../pwned #"), "{text}");
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start", "--trust"]).done();
    let mut command = scene.command("sh", ".");
    command.arg(scene.path("scripts/worker-1-api-endpoints.sh"));
    let said = crate::scene::run(command, None).done();
    assert!(said.contains("`touch ../pwned` $(touch ../pwned)"), "{said}");
    assert!(said.contains("'; touch ../pwned; '"), "{said}");
    nothing_outside(&scene);
}

#[test]
fn a_file_that_is_no_plan_is_refused() {
    for text in [
        "\0\0\0".to_owned(),
        "version = 1\n".repeat(200_000),
        "[".repeat(100_000),
        "a.".repeat(50_000),
    ] {
        let scene = planned();
        scene.write(".parallel.toml", &text);
        let said = scene.parallel(&["status"]).refused();
        assert!(said.len() < 2_000, "a refusal is short: {} bytes", said.len());
    }
    let scene = planned();
    fs::remove_file(scene.path(".parallel.toml")).expect("it was there");
    fs::write(scene.path(".parallel.toml"), b"version = 1\nbase = \"\xff\"\n").expect("a file");
    let _said = scene.parallel(&["status"]).refused();
}

#[test]
fn an_integration_is_not_led_out_either() {
    let scene = started();
    fs::create_dir(scene.outside().join("victim")).expect("a folder");
    symlink("../victim", scene.path("elsewhere")).expect("a link");
    let text = scene.read(".parallel.toml");
    let text = text.replacen("# worktrees = \"worktrees\"", "worktrees = \"elsewhere\" #", 1);
    scene.write(".parallel.toml", &text);
    let said = scene.parallel(&["integrate", "x", "--skip", "task-2"]).refused();
    assert!(said.contains("elsewhere"), "{said}");
    nothing_outside(&scene);
}

#[test]
fn links_and_paths_without_end_do_not_fell_the_edit_guard() {
    let scene = started();
    symlink("round", scene.path(&format!("{API}/about"))).expect("a link");
    symlink("about", scene.path(&format!("{API}/round"))).expect("a link");
    for path in
        ["about".to_owned(), "about/x".to_owned(), "a/".repeat(200_000), "../".repeat(50_000)]
    {
        let request = serde_json::json!({
            "cwd": scene.path(API), "tool_name": "Edit", "tool_input": { "file_path": path },
        });
        let mut command = scene.command("git-parallel", API);
        command.args(["hook", "pre-tool-use"]);
        let output = crate::scene::run(command, Some(&request.to_string()));
        assert!([0, 2].contains(&output.code), "{}: {output}", &path[..path.len().min(20)]);
    }
}
