//! What git leaves where a submodule was, and what no record leads to any more: each has a way out.

use std::fs;
use std::time::{Duration, Instant};

use crate::integrate::{API, complete};
use crate::layouts::prepared;
use crate::scene::Scene;

/// Both workers complete beside a submodule at `src/api/lib` that has a file; `more` is done before they start.
fn with_submodule(more: impl FnOnce(&Scene)) -> Scene {
    prepared(|scene| {
        let home = scene.outside().join("home/.gitconfig");
        fs::write(home, "[protocol \"file\"]\n\tallow = always\n").expect("configuration");
        scene.git(&["init", "-q", "-b", "main", "../lib"]);
        fs::write(scene.outside().join("lib/old.txt"), "old\n").expect("a file");
        scene.git_in("../lib", &["add", "-A"]).done();
        scene.git_in("../lib", &["commit", "-q", "-m", "Start"]).done();
        let lib = scene.outside().join("lib").to_string_lossy().into_owned();
        scene.git(&["submodule", "--quiet", "add", &lib, "src/api/lib"]);
        more(scene);
    })
}

fn without_it(scene: &Scene) {
    scene.git_in(API, &["update-index", "--force-remove", "src/api/lib"]).done();
    fs::remove_dir_all(scene.path(&format!("{API}/src/api/lib"))).expect("its files");
}

#[test]
fn the_files_of_a_submodule_go_with_it() {
    let scene = with_submodule(|_| ());
    without_it(&scene);
    scene.git_in(API, &["commit", "-qm", "[COMPLETE] No library"]).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert!(!scene.path("src/api/lib").exists());
    scene.parallel(&["integrate", "--undo"]).done();
    assert_eq!(scene.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_files_of_a_submodule_give_way_to_those_of_a_worker() {
    let scene = with_submodule(|_| ());
    without_it(&scene);
    let message = "[COMPLETE] A library of our own";
    scene.commit_in(API, "src/api/lib/new.txt", "new\n", message).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.git(&["status", "--porcelain"]), "");
    assert!(!scene.path("src/api/lib/old.txt").exists());
    assert_eq!(scene.read("src/api/lib/new.txt"), "new\n");
}

#[test]
fn what_is_changed_in_a_submodule_that_goes_stays() {
    let scene = with_submodule(|_| ());
    scene.write("src/api/lib/mine.txt", "mine\n");
    without_it(&scene);
    scene.git_in(API, &["commit", "-qm", "[COMPLETE] No library"]).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).refused();
    assert_eq!(scene.read("src/api/lib/mine.txt"), "mine\n");
}

#[test]
fn a_repository_added_by_mistake_beside_submodules_is_no_hindrance() {
    let scene = with_submodule(|scene| {
        scene.git(&["init", "-q", "-b", "main", "vendor"]);
        scene.git_in("vendor", &["commit", "-q", "--allow-empty", "-m", "Inner"]).done();
        scene.git(&["add", "vendor"]);
    });
    assert_eq!(scene.read(&format!("{API}/src/api/lib/old.txt")), "old\n");
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["clean"]).done();
    assert!(!scene.path(API).exists());
}

#[test]
fn a_submodule_that_cannot_be_had_can_be_left_out() {
    let scene = complete("true");
    let home = scene.outside().join("home/.gitconfig");
    fs::write(home, "[protocol \"file\"]\n\tallow = always\n").expect("configuration");
    let gone = scene.outside().join("gone");
    scene.git(&["init", "-q", "-b", "main", "../gone"]);
    scene.git_in("../gone", &["commit", "-q", "--allow-empty", "-m", "Start"]).done();
    scene.git(&["submodule", "--quiet", "add", &gone.to_string_lossy(), "far/lib"]);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Library"]);
    fs::remove_dir_all(&gone).expect("the far one");
    let told = scene.parallel(&["integrate", "f"]).refused();
    let way = "run: git config submodule.far/lib.update none\n";
    assert!(told.contains(way), "{told}");
    scene.git(&["config", "submodule.far/lib.update", "none"]);
    scene.parallel(&["integrate", "--continue"]).done();
}

#[test]
fn an_integration_that_no_record_leads_to_can_be_set_aside() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    let tip = scene.git(&["rev-parse", "integration/f"]);
    fs::remove_dir_all(scene.path(".git/parallel")).expect("the records");
    scene.parallel(&["hooks", "install"]).done();
    let told = scene.parallel(&["integrate", "f", "--trust"]).refused();
    let way = told.lines().find_map(|line| line.split_once("commits: "));
    let way = way.unwrap_or_else(|| panic!("{told}")).1;
    for step in way.split(" && ") {
        let words: Vec<&str> = step.split(' ').skip(1).collect();
        scene.git(&words);
    }
    assert_eq!(scene.git(&["rev-parse", "former/integration/f-1"]), tip);
    scene.parallel(&["integrate", "f", "--trust"]).done();
}

#[cfg(unix)]
#[test]
fn what_a_hook_leaves_running_is_waited_for_by_no_verb() {
    use std::os::unix::fs::PermissionsExt;
    let scene = complete("true");
    for name in ["post-merge", "post-index-change", "reference-transaction"] {
        let at = scene.path(&format!(".git/hooks/{name}"));
        fs::write(&at, "#!/bin/sh\nsleep 20 &\n").expect("a hook");
        fs::set_permissions(&at, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    let begun = Instant::now();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["integrate", "--undo"]).done();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
