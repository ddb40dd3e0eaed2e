//! What `--json` answers fits the schema that `--schema` publishes.

use serde_json::Value;

use crate::guarded::{ONE, PLAN};
use crate::scene::Scene;

#[track_caller]
fn fits(schema: &Value, answer: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(answer).map(|it| it.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut other = answer.clone();
    other.as_object_mut().expect("an object").remove("schema");
    assert!(!validator.is_valid(&other), "another layout would not be told");
}

#[test]
fn manifests_fit_theirs() {
    let review = "# Review\n\n## High\n\n- [ ] Fix the parser in `a/x` (depends on T2)\n\
                  - [ ] T2 Add a cache in `b/y`\n- [x] Remove `c/z`\n- [ ] Improve performance\n\
                  - [ ] Rewrite everything\n- [ ] Test all of it in `tests/`\n";
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), ("review.md", review)]);
    let schema = scene.parallel(&["plan", "--schema"]).json();
    fits(&schema, &scene.parallel(&["plan", "review.md", "--json"]).json());
}

#[test]
fn findings_fit_theirs() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
    scene.parallel(&["start", "-q"]).done();
    let schema = scene.parallel(&["check", "--schema"]).json();
    fits(&schema, &scene.parallel(&["check", "--json"]).json());
    scene.write(&format!("{ONE}/b/y"), "foreign\n");
    let mut skip = scene.command("git", ONE);
    skip.args(["commit", "-qam", "no prefix"]).env("GIT_PARALLEL", "0");
    crate::scene::run(skip, None).done();
    let found = scene.parallel(&["check", "--json"]);
    assert_eq!(found.code, 1, "{found}");
    let answer: Value = serde_json::from_str(&found.stdout).expect("json");
    assert!(
        answer["findings"][0]["violations"].as_array().is_some_and(|it| it.len() == 2),
        "{answer}"
    );
    fits(&schema, &answer);
}
