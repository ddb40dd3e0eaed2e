//! `[hooks]`: the user's own commands at the turns of the work, trusted, told, and stopping what comes after.

use serde_json::Value;

use crate::scene::Scene;

const API: &str = "worktrees/task-1-api";
const WEB: &str = "worktrees/task-2-web";

/// A plan whose every turn writes its name, its variables and what it is told into `../told/`.
fn planned(more: &str) -> Scene {
    let turn = |name: &str| {
        format!(
            "{name} = ['echo {name} ${{PARALLEL_WORKER:-none}} $PARALLEL_BRANCH $PARALLEL_PORT $(basename \"$PWD\") >>$PARALLEL_ROOT/../told/turns; cat >$PARALLEL_ROOT/../told/{name}.json']\n"
        )
    };
    let turns: String = [
        "post-start",
        "pre-integrate",
        "post-merge",
        "pre-land",
        "post-land",
        "pre-clean",
        "post-clean",
    ]
    .map(turn)
    .concat();
    let plan = format!(
        r#"version = 1
base = "main"
feature = "shop"

[setup]
ports = {{ base = 4000, each = 10 }}

[hooks]
{turns}
{more}
[[worker]]
id = "task-1"
slug = "api"
scope = ["a/"]

[[worker]]
id = "task-2"
slug = "web"
scope = ["b/"]
"#
    );
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", &plan)]);
    std::fs::create_dir(scene.path("../told")).expect("a folder");
    scene
}

fn told(scene: &Scene, name: &str) -> Value {
    serde_json::from_str(&scene.read(&format!("../told/{name}.json"))).expect("JSON")
}

fn turns(scene: &Scene) -> Vec<String> {
    let text = std::fs::read_to_string(scene.path("../told/turns")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn finish(scene: &Scene) {
    scene.commit_in(API, "a/x", "1\n", "[COMPLETE] The API").done();
    scene.commit_in(WEB, "b/y", "2\n", "[COMPLETE] The pages").done();
}

#[test]
fn every_turn_of_a_day_runs_with_its_variables() {
    let scene = planned("");
    let shown = scene.parallel(&["start", "--dry-run"]);
    assert!(shown.stderr.contains("would run post-start (task-2): echo post-start"), "{shown}");
    scene.parallel(&["start", "--trust"]).done();
    scene.parallel(&["start", "--trust"]).done();
    assert_eq!(
        turns(&scene),
        [
            "post-start task-1 work/task-1-api 4000 task-1-api",
            "post-start task-2 work/task-2-web 4010 task-2-web",
        ],
        "once, in the worktree"
    );
    let start = told(&scene, "post-start");
    assert_eq!((&start["kind"], &start["hook"]), (&"hook".into(), &"post-start".into()));
    assert_eq!((&start["worker"], &start["port"]), (&"task-2".into(), &4010.into()));
    assert_eq!(start["worktree"], scene.path(WEB).to_string_lossy().as_ref());
    finish(&scene);
    let shown = scene.parallel(&["integrate", "--dry-run"]);
    assert!(shown.stderr.contains("would run pre-integrate (shop): "), "{shown}");
    assert!(shown.stderr.contains("would run post-merge (task-1): "), "{shown}");
    scene.parallel(&["integrate"]).done();
    let shown = scene.parallel(&["land", "--dry-run"]);
    assert!(shown.stderr.contains("would run post-land (shop): "), "{shown}");
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(told(&scene, "post-land")["commit"], scene.git(&["rev-parse", "main"]));
    let shown = scene.parallel(&["clean", "--dry-run"]);
    assert!(shown.stderr.contains("would run pre-clean (task-1): "), "{shown}");
    assert_eq!(turns(&scene).len(), 7, "showing runs nothing");
    scene.parallel(&["clean"]).done();
    let seen = turns(&scene);
    let of = |name: &str| -> Vec<&str> {
        seen.iter().filter_map(|line| line.strip_prefix(name)).map(str::trim).collect()
    };
    assert_eq!(of("pre-integrate"), ["none integration/shop 4020 repo"]);
    assert_eq!(
        of("post-merge"),
        ["task-1", "task-2"].map(|it| format!("{it} integration/shop 4020 integration-shop"))
    );
    assert_eq!(of("pre-land").len() + of("post-land").len(), 2);
    assert_eq!(of("pre-clean").len(), 3, "each worker's and the integration's: {seen:?}");
    assert_eq!(
        of("pre-clean")[..2],
        ["task-1 work/task-1-api 4000 task-1-api", "task-2 work/task-2-web 4010 task-2-web"]
    );
    assert_eq!(of("post-clean")[0], "task-1 work/task-1-api 4000 repo");
}

#[test]
fn nothing_runs_before_it_is_trusted() {
    let scene = planned("");
    let said = scene.parallel(&["start"]).refused();
    assert!(said.contains("hooks.post-start: echo"), "{said}");
    scene.parallel(&["start", "--trust"]).done();
    scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", "[CHECKPOINT] x"]).done();
    let text = scene.read(".parallel.toml").replace("echo pre-clean", "echo other pre-clean");
    scene.write(".parallel.toml", &text);
    let before = scene.fingerprint();
    let said = scene.parallel(&["drop", "task-1"]).refused();
    assert!(said.contains("echo other pre-clean"), "{said}");
    let said = scene.parallel(&["clean"]).refused();
    assert!(said.contains("echo other pre-clean"), "{said}");
    assert_eq!(scene.fingerprint(), before);
    scene.parallel(&["drop", "task-1", "--trust"]).done();
    assert!(turns(&scene).iter().any(|line| line.starts_with("post-clean task-1 ")));
}

/// What stops: the turn, its verb, and a command that names the way out.
#[test]
fn a_failing_turn_before_stops_before_the_first_write() {
    type Step = (&'static str, &'static [&'static [&'static str]], &'static [&'static str]);
    let steps: [Step; 3] = [
        ("pre-integrate", &[], &["integrate"]),
        ("pre-land", &[&["integrate"]], &["land", "--yes"]),
        ("pre-clean", &[&["integrate"], &["land", "--yes"]], &["clean"]),
    ];
    for (turn, before, verb) in steps {
        let scene = planned("");
        let text = scene.read(".parallel.toml");
        let text: Vec<String> = text
            .lines()
            .map(|line| {
                let own = line.starts_with(turn);
                if own { format!("{turn} = ['test -e ../told/ok || exit 3']") } else { line.into() }
            })
            .collect();
        scene.write(".parallel.toml", &(text.join("\n") + "\n"));
        scene.git(&["commit", "-qam", "Another plan"]);
        scene.parallel(&["start", "--trust"]).done();
        finish(&scene);
        for step in before {
            scene.parallel(step).done();
        }
        let before = scene.fingerprint();
        let said = scene.parallel(verb).refused();
        assert!(said.contains(turn) && said.contains("exit 3' ended with 3"), "{said}");
        assert!(said.contains(&format!("git parallel {}", verb[0])), "{said}");
        assert_eq!(scene.fingerprint(), before, "{turn}");
    }
}

#[test]
fn a_failing_turn_after_is_told_and_undoes_nothing() {
    let scene = planned("");
    let text = scene.read(".parallel.toml");
    scene.write(".parallel.toml", &text.replace("['echo post-", "['exit 4; echo post-"));
    scene.git(&["commit", "-qam", "Another plan"]);
    let output = scene.parallel(&["start", "--trust"]);
    assert!(output.stderr.contains("the post-start hook failed for task-1: "), "{output}");
    output.done();
    finish(&scene);
    let output = scene.parallel(&["integrate"]);
    assert!(output.stderr.contains("the post-merge hook failed for task-2: "), "{output}");
    output.done();
    scene.parallel(&["land", "--yes"]).done();
    assert_eq!(scene.read("b/y"), "2\n");
    let output = scene.parallel(&["clean"]);
    assert!(output.stderr.contains("the post-clean hook failed for task-1: "), "{output}");
    output.done();
    assert!(!scene.path(API).exists());
}

#[test]
fn an_integration_given_up_is_cleaned_by_the_same_commands() {
    let scene = planned("");
    scene.parallel(&["start", "--trust"]).done();
    finish(&scene);
    scene.parallel(&["integrate"]).done();
    scene.parallel(&["integrate", "--abort"]).done();
    let seen = turns(&scene);
    assert!(seen.iter().any(|line| line.starts_with("pre-clean none integration/shop 4020 ")));
    assert!(seen.iter().any(|line| line == "post-clean none integration/shop 4020 repo"));
}
