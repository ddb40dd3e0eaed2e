//! Links that a clone brings along: followed where they stay inside, and nowhere else, neither to write nor
//! to read; and what is no file at all.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::scene::Scene;
use crate::start::planned;

const TREE: &str = "worktrees/task-1-api-endpoints";
const SCRIPT: &str = "scripts/worker-1-api-endpoints.sh";
const PROMPT: &str = "scripts/worker-1-api-endpoints.md";

/// A planned scene with `setup` under `[setup]`, and a secret and a file of the user's beside it.
fn stage(setup: &str) -> Scene {
    let scene = planned();
    let text = scene.read(".parallel.toml").replace("copy = []", setup);
    scene.write(".parallel.toml", &text);
    scene.write("../home/mine", "mine\n");
    scene.write("../home/secret", "SECRET\n");
    scene
}

fn link(scene: &Scene, target: impl AsRef<Path>, at: &str) {
    let at = scene.path(at);
    fs::create_dir_all(at.parent().expect("a parent")).expect("folders");
    symlink(target, at).expect("a link");
}

fn commit(scene: &Scene) {
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Links"]);
}

/// Everything outside the repository that a link could lead to.
#[track_caller]
fn is_untouched(scene: &Scene, when: &str) {
    assert_eq!(scene.read("../home/mine"), "mine\n", "{when}");
    let listed = fs::read_dir(scene.path("../home")).expect("the home");
    let mut names: Vec<String> = listed
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".gitconfig")
        .collect();
    names.sort();
    assert_eq!(names, ["mine", "secret"], "{when}");
}

#[test]
fn start_writes_through_no_link_and_says_so_first() {
    let home = |scene: &Scene| scene.outside().canonicalize().expect("a home").join("home");
    let cases: [(&str, &str); 11] = [
        ("../../home/mine", PROMPT),
        ("../../home/mine", SCRIPT),
        ("../../home/new", PROMPT),
        ("ABSOLUTE/mine", SCRIPT),
        ("../README.md", PROMPT),
        ("nowhere", PROMPT),
        ("../home", "scripts"),
        ("ABSOLUTE", "scripts"),
        (".git/hooks", "scripts"),
        ("scripts", "scripts"),
        ("../nowhere", "scripts"),
    ];
    for (target, at) in cases {
        let scene = stage("copy = []");
        link(&scene, target.replace("ABSOLUTE", &home(&scene).to_string_lossy()), at);
        commit(&scene);
        let before = scene.fingerprint();
        let when = format!("{at} -> {target}");
        let said = scene.parallel(&["start"]).refused();
        assert!(said.contains(&format!("'{at}")), "{when}: {said}");
        assert_eq!(scene.fingerprint(), before, "{when}");
        is_untouched(&scene, &when);
        assert_eq!(scene.read("README.md"), "r\n", "{when}");
    }
}

#[test]
fn a_folder_of_scripts_may_be_a_link_inside() {
    let scene = stage("copy = []");
    scene.write("tools/run/keep", "");
    link(&scene, "tools/run", "scripts");
    commit(&scene);
    scene.parallel(&["start"]).done();
    assert!(scene.read("tools/run/worker-1-api-endpoints.sh").starts_with("#!/bin/sh"));
    assert_eq!(scene.git(&["status", "--porcelain"]), "");
    scene.parallel(&["grant", "task-1", "README.md", "--reason", "it is told there"]).done();
    assert!(scene.read(PROMPT).contains("README.md"));
    scene.parallel(&["start"]).done();
}

#[test]
fn no_template_is_read_from_elsewhere() {
    let scene = stage("copy = []");
    let text = scene.read(".parallel.toml");
    scene.write(
        ".parallel.toml",
        &format!("agent.prompts = \"words\"\n{text}").replace("[agent]", "[other]"),
    );
    let toml = scene.read(".parallel.toml");
    let toml: String = toml
        .lines()
        .filter(|line| *line != "[other]")
        .fold(String::new(), |all, line| all + line + "\n");
    scene.write(".parallel.toml", &toml);
    for (target, at) in [
        ("../../home/secret", "words/kickoff.md"),
        ("../../home/secret", "words/continue.md"),
        ("../home", "words"),
        ("/dev/zero", "words/kickoff.md"),
        ("../.git/config", "words/deadlock.md"),
    ] {
        fs::remove_dir_all(scene.path("words")).ok();
        fs::remove_file(scene.path("words")).ok();
        link(&scene, target, at);
        if at == "words" {
            scene.write("../home/kickoff.md", "SECRET");
        }
        for args in [&["start"][..], &["prompt", "task-1"]] {
            let output = scene.parallel(args);
            assert!(!format!("{output}").contains("SECRET"), "{at} -> {target}: {output}");
            assert!(output.refused().contains("'words"), "{at} -> {target}");
        }
        assert!(!scene.path(TREE).exists());
    }
    fs::remove_file(scene.path("words")).ok();
    fs::remove_dir_all(scene.path("words")).ok();
    scene.write("texts/plain.md", "Do {{ title }}.\n");
    link(&scene, "../texts/plain.md", "words/kickoff.md");
    assert_eq!(scene.parallel(&["prompt", "task-1"]).done(), "Do API endpoints.\n");
}

#[test]
fn the_plan_is_a_file_of_its_own() {
    for target in ["../home/plan.toml", "inside.toml", "/dev/zero"] {
        let scene = planned();
        let text = scene.read(".parallel.toml");
        scene.write("../home/plan.toml", &text);
        scene.write("inside.toml", &text);
        fs::remove_file(scene.path(".parallel.toml")).expect("the plan");
        link(&scene, target, ".parallel.toml");
        for args in [
            &["add", "task-9", "More", "--scope", "more/"][..],
            &["init", "--force"],
            &["status"],
            &["start"],
            &["grant", "task-1", "README.md", "--reason", "so"],
        ] {
            let said = scene.parallel(args).refused();
            assert!(said.contains("'.parallel.toml' is a link"), "{target} {args:?}: {said}");
        }
        assert_eq!(scene.read("../home/plan.toml"), text);
        assert_eq!(scene.read("inside.toml"), text);
    }
}

#[test]
fn settings_of_agents_go_only_into_the_worktree() {
    for (target, at) in [
        ("../../home", ".claude"),
        ("../shared", ".claude"),
        ("../../../../home/mine", ".claude/settings.local.json"),
        (".git", ".claude"),
    ] {
        let scene = stage("copy = []");
        link(&scene, target, at);
        scene.git(&["add", "-f", at]);
        commit(&scene);
        let when = format!("{at} -> {target}");
        let output = scene.parallel(&["start"]);
        assert!(output.stderr.contains("the edit guard of task-1: "), "{when}: {output}");
        output.done();
        is_untouched(&scene, &when);
        assert!(!scene.path("worktrees/shared").exists(), "{when}");
        let told = scene.parallel(&["doctor"]);
        assert!(told.stderr.contains("'.claude/settings.local.json'"), "{when}: {told}");
    }
    let scene = stage("copy = []");
    scene.write(".claude", "a file");
    commit(&scene);
    scene.parallel(&["start"]).done();
    // A link inside leads to where they are written, and nothing of it is in the worker's way.
    let scene = stage("copy = []");
    scene.write("agents/note", "n");
    link(&scene, "agents", ".claude");
    commit(&scene);
    scene.parallel(&["start"]).done();
    assert!(scene.read(&format!("{TREE}/agents/settings.local.json")).contains("pre-tool-use"));
    assert_eq!(scene.git_in(TREE, &["status", "--porcelain"]).done(), "");
    scene.git_in(TREE, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] Done"]).done();
    let clean = scene.parallel(&["clean", "task-1", "--dry-run"]);
    assert!(!format!("{clean}").contains("settings.local.json"), "{clean}");
}

#[test]
fn a_linked_folder_of_an_agent_keeps_the_leads_own_settings() {
    for list in ["\".claude\"", "\".claude/settings.local.json\"", "\".claude\", \".gemini\""] {
        let scene = stage(&format!("link = [{list}]"));
        scene.write(".git/info/exclude", "/worktrees/\n.claude\n.gemini\n");
        scene.write(".claude/settings.local.json", "{\"permissions\":{}}");
        scene.write(".claude/commands/one.md", "one");
        scene.write(".gemini/settings.json", "{}");
        let output = scene.parallel(&["start"]);
        assert!(!output.stderr.contains("the edit guard of"), "{list}: {output}");
        output.done();
        assert_eq!(scene.read(".claude/settings.local.json"), "{\"permissions\":{}}", "{list}");
        assert_eq!(scene.read(".gemini/settings.json"), "{}", "{list}");
        let own = scene.read(&format!("{TREE}/.claude/settings.local.json"));
        assert!(own.contains("permissions") && own.contains("pre-tool-use"), "{list}: {own}");
        if !list.contains("json") {
            assert!(scene.path(&format!("{TREE}/.claude/commands")).is_symlink(), "{list}");
        }
        assert_eq!(scene.git_in(TREE, &["status", "--porcelain"]).done(), "", "{list}");
    }
}

#[test]
fn what_is_brought_is_found_by_patterns_and_told() {
    let scene = stage("copy = [\".env*\", \"conf\", \"packages/*/.env\", \"!.env.old\"]");
    scene.write("conf/tracked", "t");
    commit(&scene);
    scene.write(".git/info/exclude", "/worktrees/\n.env*\nconf/secret*\ncerts/\n*.pem\n");
    for path in [
        ".env",
        ".env.local",
        ".env.old",
        "packages/a/.env",
        "packages/b/.env",
        "conf/secret",
        "certs/k",
        "certs/deep/l",
        "x.pem",
    ] {
        scene.write(path, "s");
    }
    scene.write("x y.pem", "s");
    scene.write(".worktreeinclude", "# what is taken along\ncerts/\n*.pem\n!x.pem\n");
    let output = scene.parallel(&["start"]);
    for path in [
        ".env",
        ".env.local",
        "packages/a/.env",
        "packages/b/.env",
        "conf/secret",
        "conf/tracked",
        "certs/k",
        "certs/deep/l",
        "x y.pem",
    ] {
        assert!(scene.path(&format!("{TREE}/{path}")).exists(), "{path}: {output}");
    }
    for path in [".env.old", "x.pem", ".worktreeinclude"] {
        assert!(!scene.path(&format!("{TREE}/{path}")).exists(), "{path}: {output}");
    }
    assert!(output.stderr.contains("taken along into new worktrees: .env, .env.local"), "{output}");
    output.done();
}

#[test]
fn what_is_not_there_to_be_brought_is_told() {
    let scene = stage("copy = [\".env\", \"*.key\", \"gone\"]\nlink = [\"deps\"]");
    link(&scene, "nothing", "gone");
    let start = scene.parallel(&["start"]);
    let doctor = scene.parallel(&["doctor"]).stdout;
    for wanted in [
        "'.env' of setup.copy is not in the main worktree",
        "'*.key' of setup.copy matches nothing",
        "'gone' of setup.copy leads to nothing",
        "'deps' of setup.link is not in the main worktree",
    ] {
        assert!(start.stderr.contains(wanted), "{wanted}: {start}");
        assert!(doctor.contains(wanted), "{wanted}: {doctor}");
    }
    start.done();
}

#[test]
fn links_out_and_pipes_among_what_is_brought_stop_nothing() {
    for (how, setup) in [
        ("copy", "copy = [\"run\", \"certs\"]"),
        ("pattern", "copy = [\"run\", \"certs/*\"]"),
        ("include", "copy = [\"run\"]"),
    ] {
        let scene = stage(setup);
        scene.write(".git/info/exclude", "/worktrees/\nrun/\ncerts/\n");
        if how == "include" {
            scene.write(".worktreeinclude", "certs/\n");
        }
        scene.write("certs/k", "k");
        link(&scene, "/etc/hostname", "certs/far");
        link(&scene, "../../home/secret", "certs/up");
        link(&scene, "../../nowhere", "certs/dangling");
        link(&scene, "k", "certs/near");
        scene.write("run/file", "1");
        let made = scene.command("mkfifo", ".").arg("run/pipe").status().expect("a pipe");
        assert!(made.success());
        let output = scene.parallel(&["start"]);
        for path in ["certs/far", "certs/up", "certs/dangling"] {
            assert!(fs::symlink_metadata(scene.path(&format!("{TREE}/{path}"))).is_err(), "{path}");
            assert!(output.stderr.contains(path), "{how} {path}: {output}");
        }
        assert!(output.stderr.contains("'run/pipe' is a pipe"), "{how}: {output}");
        assert_eq!(output.stderr.matches("run/pipe").count(), 1, "{how}: {output}");
        output.done();
        assert_eq!(scene.read(&format!("{TREE}/certs/near")), "k", "{how}");
        assert_eq!(scene.read(&format!("{TREE}/run/file")), "1", "{how}");
    }
    let scene = stage("copy = []");
    let made = scene.command("mkfifo", ".").arg(".worktreeinclude").status().expect("a pipe");
    assert!(made.success());
    assert!(scene.parallel(&["start"]).stderr.contains("'.worktreeinclude' is a pipe"));
    let scene = stage("copy = [\"trees\"]");
    scene.write(
        ".parallel.toml",
        &scene
            .read(".parallel.toml")
            .replace("# worktrees = \"worktrees\"", "worktrees = \"trees/w\""),
    );
    scene.write("trees/x", "x");
    scene.write(".git/info/exclude", "trees/\n");
    scene.parallel(&["start"]).done();
}

#[test]
fn documents_and_skills_follow_no_link_out() {
    let scene = stage("copy = []");
    scene.write("../home/review.md", "- [ ] Fix the SECRET in src/api/a.rs\n");
    link(&scene, "../home/review.md", "review.md");
    let said = scene.parallel(&["plan", "review.md", "--yes"]).refused();
    assert!(said.contains("'review.md' leads out of the repository"), "{said}");
    scene.write("sub/x", "");
    let said = scene.parallel_in("sub", &["plan", "../review.md", "--dry-run"]).refused();
    assert!(said.contains("leads out of the repository"), "{said}");
    let outside = scene.parallel(&["plan", "../home/review.md", "--dry-run"]);
    assert!(outside.code < 2, "{outside}");
    link(&scene, "../home", ".agents");
    let said = scene.parallel(&["skill", "--install"]).refused();
    assert!(said.contains("'.agents"), "{said}");
    assert!(!scene.path(".claude").exists(), "nothing was written");
    assert!(!scene.path("../home/skills").exists());
}

#[test]
fn a_link_in_the_place_of_a_worktree_is_told_and_not_followed() {
    type Replace<'r> = &'r dyn Fn(&Scene);
    let cases: [(&str, Replace<'_>); 3] = [
        ("the worktree", &|scene| {
            fs::rename(scene.path(TREE), scene.path("moved")).expect("moved");
            link(scene, scene.path("../home"), TREE);
        }),
        ("the .git file", &|scene| {
            let file = format!("gitdir: {}\n", scene.path("../home").display());
            scene.write(&format!("{TREE}/.git"), &file);
        }),
        ("git's own folder", &|scene| {
            let admin = ".git/worktrees/task-1-api-endpoints";
            fs::rename(scene.path(admin), scene.path(".git/moved")).expect("moved");
            link(scene, scene.path("../home"), admin);
        }),
    ];
    for (what, replace) in cases {
        let scene = stage("copy = []");
        commit(&scene);
        scene.parallel(&["start", "--trust"]).done();
        replace(&scene);
        for verb in [&["doctor"][..], &["recover"], &["status"]] {
            let said = scene.parallel(verb);
            let said = format!("{}{}", said.stdout, said.stderr);
            let told = match (what, verb) {
                (_, ["status"]) => "broken",
                ("the .git file", _) => ".git",
                _ => "is a link",
            };
            assert!(said.contains(told), "{what}, {verb:?}: {said}");
        }
        for verb in
            [&["hooks", "install"][..], &["recover", "--apply"], &["doctor", "--fix"], &["start"]]
        {
            let said = scene.parallel(verb);
            assert!(!said.stderr.contains("panicked"), "{what}, {verb:?}: {said}");
            is_untouched(&scene, &format!("{what}, {verb:?}"));
        }
    }
}
