//! `sync`: clean workers are brought up to the base, and everybody else is told why not.

use crate::integrate::{API, UI, complete};

#[test]
fn clean_workers_take_the_base_and_others_say_why_not() {
    let scene = complete("true");
    scene.commit_in(".", "README.md", "newer\n", "Newer").done();
    scene.write(&format!("{API}/src/api/a.rs"), "half done\n");
    let told = scene.parallel(&["sync", "--dry-run"]).ended(1);
    assert!(told.contains("would merge task-2: 1 commit of main"), "{told}");
    assert_eq!(scene.git_in(UI, &["status", "-sb"]).done().lines().count(), 1);
    let told = scene.parallel(&["sync"]).ended(1);
    assert!(
        told.contains("merged task-2") && told.contains("kept task-1: not committed: src/api/a.rs"),
        "{told}"
    );
    assert_eq!(scene.read(&format!("{UI}/README.md")), "newer\n");
    assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "half done\n");
    scene.parallel(&["check", "task-2"]).done();
    let again = scene.parallel(&["sync", "task-2"]).done();
    assert!(again.contains("up to date task-2"), "{again}");
    let told = scene.parallel(&["sync", "task-2", "--json"]).json();
    assert_eq!(
        (&told["base"], &told["workers"][0]["outcome"]),
        (&"main".into(), &"current".into())
    );
}

#[test]
fn what_would_conflict_or_is_amid_something_stays_as_it_is() {
    let scene = complete("true");
    scene.commit_in(".", "src/ui/b.rs", "the lead's\n", "The same lines").done();
    let tip = scene.git(&["rev-parse", "work/task-2-ui"]);
    let told = scene.parallel(&["sync", "task-2"]).ended(1);
    assert!(told.contains("it would conflict in src/ui/b.rs"), "{told}");
    scene.git_in(API, &["bisect", "start", "-q"]).done();
    let told = scene.parallel(&["sync", "task-1"]).ended(1);
    assert!(told.contains("a bisection is under way"), "{told}");
    assert_eq!(scene.git(&["rev-parse", "work/task-2-ui"]), tip);
}

#[test]
fn who_is_far_behind_is_told() {
    let scene = complete("true");
    for n in 0..20 {
        scene.git(&["commit", "-q", "--allow-empty", "-m", &n.to_string()]);
    }
    let told = scene.parallel(&["status"]).done();
    assert!(told.contains("task-1 is 20 commits behind main (git parallel sync task-1)"), "{told}");
    let output = scene.parallel(&["start", "task-1"]);
    assert!(output.stderr.contains("task-1 is 20 commits behind main"), "{output}");
    scene.parallel(&["sync"]).done();
    let told = scene.parallel(&["status"]).done();
    assert!(!told.contains("commits behind"), "{told}");
}
