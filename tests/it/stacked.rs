//! A feature that was begun on another one's integration lands after it, and never brings it along.

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::planned;

/// task-1 is of `shop` and integrated; task-2 is of `billing`, was started from there and is complete.
fn stacked() -> Scene {
    let scene = planned();
    let text = scene.read(".parallel.toml");
    let text = text.replace("id = \"task-1\"\n", "id = \"task-1\"\nfeature = \"shop\"\n");
    let text = text.replace("id = \"task-2\"\n", "id = \"task-2\"\nfeature = \"billing\"\n");
    scene.write(".parallel.toml", &text.replace("needs = [\"task-1/Model\"]\n", ""));
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "plan"]);
    scene.parallel(&["start", "task-1"]).done();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[COMPLETE] API done").done();
    scene.parallel(&["integrate", "shop"]).done();
    scene.parallel(&["start", "task-2", "--from", "integration/shop"]).done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[COMPLETE] UI done").done();
    scene
}

#[test]
fn what_was_given_up_does_not_land_with_what_stands_on_it() {
    let scene = stacked();
    let fork = scene.git(&["rev-parse", "integration/shop"]);
    let told = scene.parallel(&["integrate", "--abort", "shop"]).ended(0);
    assert!(told.contains("task-2 was started from it"), "{told}");
    scene.parallel(&["integrate", "billing"]).done();
    let said = scene.parallel(&["land", "--yes", "billing"]).ended(1);
    assert!(said.contains("shop, which task-2 was started from and which was given up"), "{said}");
    assert_eq!(scene.read("src/api/a.rs"), "a\n");
    // The way out that is named.
    assert!(said.contains(&format!("rebase --onto main {fork}")), "{said}");
    scene.parallel(&["integrate", "--abort", "billing"]).done();
    scene.git_in(UI, &["rebase", "-q", "--onto", "main", &fork]).done();
    scene.parallel(&["integrate", "billing"]).done();
    scene.parallel(&["land", "--yes", "billing"]).done();
    assert_eq!([scene.read("src/api/a.rs"), scene.read("src/ui/b.rs")], ["a\n", "ui\n"]);
}

#[test]
fn it_lands_once_the_other_one_was_squashed() {
    let scene = stacked();
    scene.git(&["merge", "-q", "--squash", "integration/shop"]);
    scene.git(&["commit", "-qm", "shop (#1)"]);
    scene.parallel(&["integrate", "billing"]).done();
    let said = scene.parallel(&["land", "--yes", "billing"]);
    let said = if said.code == 0 {
        said
    } else {
        scene.parallel(&["land", "--yes", "--update", "billing"])
    };
    assert!(!said.stdout.contains("has not"), "{said}");
    said.done();
    assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
}

#[test]
fn what_comes_along_of_another_feature_is_told() {
    let scene = stacked();
    let told = scene.parallel(&["integrate", "billing", "--dry-run"]).ended(0);
    assert!(told.contains("task-1 is left out, but 1 commit of it comes along"), "{told}");
}

#[test]
fn it_is_led_to_its_end_after_the_other_one() {
    let scene = stacked();
    scene.parallel(&["integrate", "billing"]).done();
    let actions = || -> Vec<String> {
        let report = scene.parallel(&["status", "--json"]).json();
        let actions = report["actions"].as_array().expect("actions").clone();
        actions.iter().filter_map(|it| it["run"].as_str().map(str::to_owned)).collect()
    };
    let told = scene.parallel(&["status"]).done();
    assert!(
        told.contains("integration of billing") && told.contains("can land once shop has"),
        "{told}"
    );
    assert_eq!(actions(), ["git parallel land shop"]);
    scene.parallel(&["land", "shop", "--yes"]).done();
    assert_eq!(
        actions(),
        ["git parallel clean --feature shop", "git parallel land --update billing"]
    );
    scene.parallel(&["land", "--update", "billing", "--yes"]).done();
    scene.parallel(&["clean", "--feature", "shop"]).done();
    scene.parallel(&["clean"]).done();
    assert_eq!([scene.read("src/api/a.rs"), scene.read("src/ui/b.rs")], ["api\n", "ui\n"]);
    assert_eq!(scene.git(&["branch", "--list", "work/*", "integration/*"]), "");
}
