//! `demo`: the narrated day really happens.

use crate::scene::Scene;

#[test]
fn the_day_is_played_to_its_end() {
    let scene = Scene::empty();
    let output = scene.parallel(&["demo", "../shop"]);
    let told = format!("{}{}", output.stdout, output.stderr);
    let at = |part: &str| told.find(part).unwrap_or_else(|| panic!("'{part}' missing in:\n{told}"));
    at("belongs to task-");
    at("did you mean '[CHECKPOINT]'?");
    assert!(at("waits for task-") > 0 && at("can take task-") > 0 && at("(taken)") > 0);
    at("[x] checks pass");
    output.done();
    assert_eq!(
        scene.git_in("../shop", &["log", "-1", "--format=%s"]).done(),
        "Merge summer: parallel implementation complete\n"
    );
    for file in ["server/orders.py", "web/cart.js", "tools/report.sh"] {
        assert!(scene.read(&format!("../shop/{file}")).contains("# done"), "{file}");
    }
    assert!(scene.parallel(&["demo", "../shop"]).refused().contains("not empty"));
}
