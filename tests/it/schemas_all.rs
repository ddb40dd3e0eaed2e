//! Every verb's `--json` in every state of the work: JSON, by the schema it publishes, with a known exit.

#![expect(clippy::print_stderr, reason = "what a verb could not do explains what fails next")]

use std::collections::BTreeMap;

use serde_json::Value;

use crate::scene::Scene;

/// The schemas by the command that prints them.
#[derive(Default)]
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    /// Runs `args` with `--json` and holds the answer to its schema; gives the exit code.
    #[track_caller]
    fn hold(&mut self, scene: &Scene, args: &[&str]) -> i32 {
        let (before, command) = match args.iter().position(|arg| *arg == "--") {
            Some(at) => args.split_at(at),
            None => (args, [].as_slice()),
        };
        let told = scene.parallel(&[before, &["--json"], command].concat());
        let shown = args.join(" ");
        assert!((0..=3).contains(&told.code), "{shown}: {told}");
        let answer: Value = serde_json::from_str(&told.stdout)
            .unwrap_or_else(|error| panic!("{shown}: no JSON: {error}: {told}"));
        if answer["kind"] == "error" {
            assert!(answer["error"].is_string() && answer["hints"].is_array(), "{shown}: {answer}");
            assert_eq!(answer["exit"], told.code, "{shown}");
            eprintln!("{shown}: {}", answer["error"]);
            return told.code;
        }
        let asks = match args {
            ["init", ..] => "init --schema=answer".to_owned(),
            ["plan", rest @ ..] if rest.contains(&"--explain") => {
                "plan --schema=reading".to_owned()
            }
            ["status", worker, ..] if worker.starts_with("task") => {
                format!("status {worker} --schema")
            }
            ["hooks", which, ..] => format!("hooks {which} --schema"),
            [verb, ..] => format!("{verb} --schema"),
            [] => return told.code,
        };
        let schema = self.0.entry(asks.clone()).or_insert_with(|| {
            let words: Vec<&str> = asks.split(' ').collect();
            scene.parallel(&words).json()
        });
        let validator = jsonschema::validator_for(schema).expect("a schema");
        let wrong: Vec<String> = validator
            .iter_errors(&answer)
            .map(|it| format!("{} at {}", it, it.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{shown}: {wrong:#?}\n{answer:#}");
        told.code
    }

    /// What differs by how the work stands.
    #[track_caller]
    fn read(&mut self, scene: &Scene) {
        let lines = "status|status task-1|status task-2|check|doctor|recover|prompt task-1|start -n|\
                     integrate f -n|land -n|land --pr|clean -n|drop task-1 -n|sync -n|retro";
        for line in lines.split('|') {
            self.hold(scene, &line.split(' ').collect::<Vec<_>>());
        }
    }

    /// The rest of what only reads, and what only shows.
    #[track_caller]
    fn show(&mut self, scene: &Scene) {
        let lines = "prompt --feature f|path task-1|switch task-1|hooks status|\
                     wait task-1 --until any --timeout 1s|exec -- true|start -n --tmux|integrate f --pr|\
                     integrate --preview -n|clean --backups 30d -n|grant task-1 more/ --reason WHY -n|\
                     reassign task-1-1 --from task-1 --to task-2 -n|add 9 More --scope more/ -n|\
                     plan doc.md -n|plan doc.md --explain|skill worker|skill --install -n|\
                     completions bash --install -n|man --install -n|init -n|init --force -n";
        for line in lines.split('|') {
            self.hold(scene, &line.split(' ').collect::<Vec<_>>());
        }
    }
}

const ONE: &str = "worktrees/task-1-one";
const TWO: &str = "worktrees/task-2-two";

#[test]
fn every_answer_fits_its_schema_from_document_to_landing() {
    let document = "- [ ] Mend `a/x`\n- [ ] Mend `b/y` after item 1\n";
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), ("doc.md", document)]);
    let mut all = Schemas::default();
    all.read(&scene);
    all.show(&scene);
    assert_eq!(all.hold(&scene, &["init"]), 0);
    all.read(&scene);
    let add = |all: &mut Schemas, id, title, scope, needs: &[&str]| {
        let own = ["add", id, title, "--scope", scope, "--task", title];
        assert_eq!(all.hold(&scene, &[&own, needs].concat()), 0);
    };
    add(&mut all, "1", "One", "a/", &[]);
    add(&mut all, "2", "Two", "b/", &["--needs", "task-1/One"]);
    all.read(&scene);
    assert_eq!(all.hold(&scene, &["start"]), 0);
    all.read(&scene);
    all.show(&scene);
    // A guard that does not stand, an agent that is not there, a worktree of nobody's.
    scene.git(&["worktree", "add", "-q", "-b", "other", "../other"]);
    scene.git_in(TWO, &["config", "--worktree", "core.hooksPath", "/nowhere"]).done();
    all.read(&scene);
    assert_eq!(all.hold(&scene, &["hooks", "install"]), 0);
    scene.commit_in(ONE, "a/x", "1\n", "[CHECKPOINT] One").done();
    let said = |tree, text| {
        scene.git_in(tree, &["commit", "-q", "--allow-empty", "-m", text]).done();
    };
    said(TWO, "[NEEDS:task-1/One] for b");
    all.read(&scene);
    said(ONE, "[BLOCKED:no-access] the host is away");
    all.read(&scene);
    // Amid a merge; the base goes another way.
    scene.write("a/x", "base\n");
    scene.git(&["commit", "-qam", "Base"]);
    assert_ne!(scene.git_in(ONE, &["merge", "-q", "main"]).code, 0);
    all.read(&scene);
    scene.git_in(ONE, &["merge", "--abort"]).done();
    assert_eq!(all.hold(&scene, &["sync", "task-2"]), 0);
    scene.commit_in(TWO, "b/y", "2\n", "[COMPLETE] Two").done();
    said(ONE, "[COMPLETE] One");
    all.read(&scene);
    assert_eq!(all.hold(&scene, &["integrate", "f"]), 3);
    all.read(&scene);
    assert_eq!(all.hold(&scene, &["integrate", "--abort"]), 0);
    assert_eq!(all.hold(&scene, &["integrate", "f", "--take-owner"]), 0);
    all.hold(&scene, &["integrate", "--preview"]);
    all.read(&scene);
    // What would be asked is answered by a flag.
    all.show(&scene);
    assert_eq!(all.hold(&scene, &["land"]), 2);
    assert_eq!(all.hold(&scene, &["land", "--yes"]), 0);
    all.read(&scene);
    all.show(&scene);
    assert_eq!(all.hold(&scene, &["clean"]), 0);
    all.read(&scene);
    all.hold(&scene, &["retro", "--write"]);
    assert_eq!(all.hold(&scene, &["integrate", "--undo"]), 0);
    all.hold(&scene, &["recover", "--apply"]);
    all.read(&scene);
}

#[test]
fn every_verb_that_answers_in_json_publishes_its_schema() {
    let scene = Scene::with(&[]);
    // `open` starts an editor, `demo` plays for people.
    for verb in [
        "init",
        "plan",
        "add",
        "start",
        "prompt",
        "status",
        "sync",
        "check",
        "path",
        "switch",
        "wait",
        "exec",
        "grant",
        "reassign",
        "hooks",
        "integrate",
        "land",
        "clean",
        "drop",
        "recover",
        "retro",
        "doctor",
        "skill",
        "completions",
        "man",
    ] {
        let words = if verb == "hooks" { vec![verb, "status"] } else { vec![verb] };
        let schema = scene.parallel(&[&words[..], &["--schema"]].concat()).json();
        assert!(schema["properties"].is_object(), "{verb}: {schema}");
        assert!(
            scene.parallel(&[&words[..], &["-h"]].concat()).done().contains("--schema"),
            "{verb}"
        );
    }
}
