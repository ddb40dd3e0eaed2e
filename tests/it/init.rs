//! `init`: what it finds, what it writes, and when it refuses.

use crate::scene::Scene;

#[test]
fn it_writes_a_commented_file_and_excludes_the_worktree_folder() {
    let scene = Scene::with(&[("Cargo.toml", ""), ("Cargo.lock", ""), (".gitignore", ".env\n")]);
    scene.write(".env", "SECRET=1");
    let said = scene.parallel(&["init"]).done();
    assert!(said.contains("base: main") && said.contains("cargo test --workspace"), "{said}");
    let text = scene.read(".parallel.toml");
    for part in
        ["base = \"main\"", "shared = [\"Cargo.lock\"]", "copy = [\".env\"]", "# stall_after"]
    {
        assert!(text.contains(part), "{part} missing in:\n{text}");
    }
    assert!(scene.read(".git/info/exclude").ends_with("/worktrees/\n"));
    scene.parallel(&["init", "--force"]).done();
    assert_eq!(scene.read(".git/info/exclude").matches("/worktrees/").count(), 1);
}

#[test]
fn the_base_follows_the_branch_that_is_there() {
    let scene = Scene::with(&[]);
    scene.git(&["branch", "-m", "trunk"]);
    scene.parallel(&["init"]).done();
    assert!(scene.read(".parallel.toml").contains("base = \"trunk\""));
}

#[test]
fn a_dry_run_writes_nothing() {
    let scene = Scene::with(&[]);
    let before = scene.fingerprint();
    assert!(scene.parallel(&["init", "--dry-run"]).done().contains("would write"));
    assert_eq!(scene.fingerprint(), before);
}

/// Editors check the file against what `init --schema` prints.
#[test]
fn the_file_fits_its_published_schema() {
    let scene = Scene::with(&[("Cargo.lock", "")]);
    scene.parallel(&["init"]).done();
    scene
        .parallel(&["add", "1", "The API", "--scope", "src/", "--task", "Fix it", "--needs", "2"])
        .refused();
    scene.parallel(&["add", "1", "The API", "--scope", "src/", "--task", "Fix it"]).done();
    let schema = scene.parallel(&["init", "--schema"]).json();
    let fits = jsonschema::validator_for(&schema).expect("a schema");
    let written: toml::Table = scene.read(".parallel.toml").parse().expect("a table");
    let mut written = serde_json::to_value(written).expect("values");
    let wrong: Vec<String> = fits.iter_errors(&written).map(|it| it.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    written["worker"][0]["scop"] = "src/".into();
    assert!(!fits.is_valid(&written), "an unknown key is no part of it");
}

#[test]
fn it_answers_in_json() {
    let scene = Scene::with(&[]);
    let answer = scene.parallel(&["init", "--json"]).json();
    assert_eq!(answer["schema"], 1);
    assert_eq!(answer["base"], "main");
}

#[test]
fn it_refuses_what_it_cannot_do() {
    let outside = Scene::empty();
    assert!(outside.parallel(&["init"]).refused().contains("not a git repository"));

    outside.git(&["init", "-q", "-b", "main", "."]);
    let before = outside.fingerprint();
    assert!(outside.parallel(&["init"]).refused().contains("no commit yet"));
    assert_eq!(outside.fingerprint(), before);

    let scene = Scene::with(&[(".parallel.toml", "mine")]);
    assert!(scene.parallel(&["init"]).refused().contains("exists already"));
    assert!(
        scene
            .parallel(&["init", "--force", "--base", "nope"])
            .refused()
            .contains("no branch 'nope'")
    );
    assert_eq!(scene.read(".parallel.toml"), "mine");

    let bare = Scene::empty();
    bare.git(&["init", "-q", "--bare", "."]);
    assert!(bare.parallel(&["init"]).refused().contains("bare repository"));
}

#[test]
fn a_plan_without_workers_has_nothing_to_judge() {
    let scene = Scene::with(&[]);
    scene.parallel(&["init"]).done();
    let said = scene.parallel(&["check"]).ended(0);
    assert!(said.starts_with("the plan has no workers"), "{said}");
}

#[test]
fn quiet_says_nothing_of_what_was_done_and_all_of_what_would_be() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n")]);
    let quiet = |args: &[&str]| scene.parallel(&[args, &["--quiet"]].concat()).done();
    assert_eq!(quiet(&["init"]), "");
    assert!(quiet(&["add", "1", "One", "-s", "a/", "--dry-run"]).contains("would add task-1"));
    assert_eq!(quiet(&["add", "1", "One", "-s", "a/", "-t", "Do it"]), "");
    assert_eq!(quiet(&["grant", "task-1", "b/", "--reason", "its table"]), "");
    assert_eq!(quiet(&["start"]), "");
    assert!(quiet(&["start", "--tmux"]).contains("tmux"), "what was asked for");
}
