//! Refs that name what is not there, as a power cut leaves them: told for whom they are, and everybody else
//! goes on.

use crate::integrate::{API, UI, complete};
use crate::scene::Scene;
use crate::start::started;

const BRANCH: &str = "work/task-1-api-endpoints";
const NOWHERE: &str = "1234567890123456789012345678901234567890\n";

/// The kinds of alerts, each with its worker.
fn alerts(scene: &Scene) -> Vec<String> {
    let report = scene.parallel(&["status", "--json"]).json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let alert = |it: &serde_json::Value| format!("{} {}", text(&it["kind"]), text(&it["worker"]));
    report["alerts"].as_array().expect("alerts").iter().map(alert).collect()
}

#[test]
fn a_workers_torn_branch_stops_nobody_else() {
    for torn in ["", NOWHERE] {
        let scene = complete("true");
        scene.write(&format!(".git/refs/heads/{BRANCH}"), torn);
        assert!(alerts(&scene).contains(&"torn task-1".to_owned()), "{torn:?}");
        let told = scene.parallel(&["status"]).done();
        assert!(told.contains("branch torn") && told.contains("git parallel recover --apply"));
        assert!(!told.contains("git parallel start task-1"), "{told}");
        scene.parallel(&["check", "task-2"]).done();
        let kept = scene.parallel(&["drop", "task-1"]).ended(1);
        assert!(kept.contains("git cannot read its branch"), "{kept}");
        let kept = scene.parallel(&["clean"]).ended(1);
        assert!(kept.contains("git cannot read its branch"), "{kept}");
        scene.parallel(&["integrate", "f", "--skip", "task-1", "--trust"]).done();
        scene.parallel(&["land", "--yes"]).done();
        assert_eq!(scene.read("src/ui/b.rs"), "ui\n");
        scene.parallel(&["recover", "--apply"]).done();
        assert!(!alerts(&scene).contains(&"torn task-1".to_owned()), "{torn:?}");
        assert_eq!(scene.git(&["show", &format!("{BRANCH}:src/api/a.rs")]), "api");
    }
}

#[test]
fn any_other_torn_ref_is_named_and_taken_away() {
    let scene = started();
    scene.git(&["init", "-q", "--bare", "../hub.git"]);
    scene.git(&["remote", "add", "origin", "../hub.git"]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[CHECKPOINT] Mine").done();
    scene.git(&["clone", "-q", "../hub.git", "../mate"]);
    let names = ["heads/side", "tags/v1", "remotes/origin/side", "parallel/backup/x/heads/y"];
    for name in names {
        scene.write(&format!(".git/refs/{name}"), NOWHERE);
        scene.parallel(&["status"]).done();
        // Where nothing new comes, git has nothing to look through.
        scene.git_in("../mate", &["commit", "-q", "--allow-empty", "-m", name]).done();
        scene.git_in("../mate", &["push", "-q"]).done();
        let fetched = scene.parallel(&["status", "--fetch"]);
        let told = fetched.stderr.contains("it names what is not there")
            && fetched.stderr.contains("git parallel recover --apply");
        assert!(fetched.code == 0 || told, "{name}: {fetched}");
        if !scene.path(&format!(".git/refs/{name}")).exists() {
            continue; // pruned
        }
        let told = scene.parallel(&["recover"]).ended(1);
        assert!(told.contains(&format!("the ref refs/{name} is torn")), "{told}");
        scene.parallel(&["recover", "--apply"]).done();
        assert!(!scene.path(&format!(".git/refs/{name}")).exists(), "{name}");
        scene.parallel(&["status", "--fetch"]).done();
    }
    let there = scene.git_in(API, &["status", "--short"]).done();
    assert_eq!(there, "");
}

#[test]
fn refs_of_a_lender_that_is_away_are_not_taken_away() {
    let scene = started();
    scene.git(&["clone", "-q", "--shared", ".", "../lent"]);
    scene.git_in("../lent", &["branch", "side"]).done();
    scene.git_in("../lent", &["commit", "-q", "--allow-empty", "-m", "Own"]).done();
    let (objects, away) = (scene.path(".git/objects"), scene.path(".git/away"));
    std::fs::rename(&objects, &away).expect("moved");
    let said = scene.parallel_in("../lent", &["recover", "--apply"]);
    std::fs::rename(&away, &objects).expect("moved back");
    assert_eq!(said.code, 2, "{said}");
    scene.git_in("../lent", &["rev-parse", "--verify", "side^{commit}"]).done();
}
