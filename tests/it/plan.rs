//! `plan`: documents in, workers out, and everything the lead can answer in between.

use crate::scene::Scene;

const FILES: [(&str, &str); 12] = [
    ("src/auth/login.py", "from src.store.db import connect\n"),
    ("src/auth/session.py", "import os\n"),
    ("src/store/db.py", "import sqlite3\n"),
    ("src/store/cache.py", ""),
    ("src/web/page.ts", "import { api } from './api';\n"),
    ("src/web/api.ts", "export const api = 1;\n"),
    ("docs/guide.md", "# Guide\n"),
    ("docs/api.md", "# API\n"),
    ("tests/test_login.py", ""),
    ("tests/test_db.py", ""),
    ("package.json", "{}\n"),
    ("other/page.ts", ""),
];

const DOCUMENT: &str = "\
# Work

- [ ] Fix the null check in `login.py`
- [ ] Refactor session handling in `src/auth/session.py` and `src/auth/login.py`
- [ ] Add retries to `db.py` (after the cache is split)
- [ ] Split `src/store/cache.py` into read and write cache
- [ ] Add dark mode to `src/web/page.ts`, new dependency in `package.json`
- [ ] Rewrite the whole `docs/guide.md`, mention `package.json`
- [ ] Improve performance
- [ ] Add tests for `page.ts`
- [x] Update `docs/api.md`
";

fn scene() -> Scene {
    let scene = Scene::with(&FILES);
    scene.parallel(&["init"]).done();
    scene.write("work.md", DOCUMENT);
    scene
}

/// The workers in `.parallel.toml` with their scopes and tasks.
fn workers(scene: &Scene) -> Vec<(String, Vec<String>, Vec<String>)> {
    let table: toml::Table = scene.read(".parallel.toml").parse().expect("TOML");
    let list = table.get("worker").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let texts = |value: Option<&toml::Value>| {
        let list = value.and_then(toml::Value::as_array).cloned().unwrap_or_default();
        list.iter()
            .map(|v| {
                v.as_str().or(v.get("id").and_then(toml::Value::as_str)).expect("text").to_owned()
            })
            .collect()
    };
    list.iter()
        .map(|w| {
            (w["id"].as_str().expect("id").to_owned(), texts(w.get("scope")), texts(w.get("task")))
        })
        .collect()
}

#[test]
fn an_accepted_split_is_written_and_holds_every_ready_item_once() {
    let scene = scene();
    let comment = "# my own words\n";
    scene.write(".parallel.toml", &format!("{comment}{}", scene.read(".parallel.toml")));
    let said = scene.parallel_with(&["plan", "work.md"], "y\n").done();
    for part in [
        "Work Item Manifest",
        "Source documents: work.md",
        "Total items extracted: 9 (1 done already)",
        "Needs Clarification",
        "\"Improve performance\"",
        "work.md:3",
        "Proposed Workstream Split",
    ] {
        assert!(said.contains(part), "{part} missing in:\n{said}");
    }
    assert!(scene.read(".parallel.toml").starts_with(comment));
    let workers = workers(&scene);
    assert!((2..=4).contains(&workers.len()), "{workers:?}");
    let mut tasks: Vec<&String> = workers.iter().flat_map(|(_, _, tasks)| tasks).collect();
    tasks.sort();
    assert_eq!(tasks, ["item-1", "item-2", "item-3", "item-4", "item-5", "item-6"]);
    let of = |task: &str| {
        workers
            .iter()
            .find(|(_, _, tasks)| tasks.iter().any(|have| have == task))
            .expect(task)
            .0
            .clone()
    };
    assert_eq!(of("item-1"), of("item-2"), "both touch login.py");
    assert_eq!(of("item-3"), of("item-4"), "a chain stays together");
    let scopes: Vec<&String> = workers.iter().flat_map(|(_, scope, _)| scope).collect();
    assert!(
        scopes.iter().any(|scope| *scope == "src/auth/"),
        "a directory nobody else works in: {scopes:?}"
    );
    assert!(
        scopes.iter().any(|scope| *scope == "tests/test_db.py"),
        "the tests of a file go with it: {scopes:?}"
    );
    let shared = scene.read(".parallel.toml");
    assert!(shared.contains("shared = [\"package.json\"]"), "two workers touch it:\n{shared}");
}

#[test]
fn planning_again_keeps_ids_started_workers_and_done_items() {
    let scene = scene();
    scene.parallel(&["plan", "--yes", "work.md"]).done();
    let before = workers(&scene);
    let text = scene.read(".parallel.toml");
    scene.parallel(&["plan", "--yes", "work.md"]).done();
    assert_eq!(scene.read(".parallel.toml"), text, "the same plan twice changes nothing");

    scene.git(&["branch", "work/task-1-x"]);
    let started = scene.read(".parallel.toml");
    let slug = started
        .lines()
        .find_map(|line| line.strip_prefix("slug = "))
        .expect("a slug")
        .trim_matches('"')
        .to_owned();
    scene.git(&["branch", &format!("work/task-1-{slug}")]);
    let edited = DOCUMENT.replace(
        "- [ ] Fix the null check",
        "- [ ] Add `src/web/theme.ts` with the colours\n- [x] Fix the null check",
    );
    scene.write("work.md", &edited);
    scene.parallel(&["plan", "--yes", "work.md"]).done();
    let after = workers(&scene);
    let first = |list: &[(String, Vec<String>, Vec<String>)]| {
        list.iter().find(|w| w.0 == "task-1").cloned().expect("task-1")
    };
    assert!(
        first(&before).2.iter().all(|task| first(&after).2.contains(task)),
        "{before:?} {after:?}"
    );
    assert!(first(&before).1.iter().all(|path| first(&after).1.contains(path)));
    let mut tasks: Vec<String> = after.iter().flat_map(|w| w.2.clone()).collect();
    let count = tasks.len();
    tasks.sort();
    tasks.dedup();
    assert_eq!(tasks.len(), count, "nothing twice: {after:?}");
    let known: Vec<String> = before.iter().flat_map(|w| w.2.clone()).collect();
    let fresh: Vec<&String> = tasks.iter().filter(|task| !known.contains(task)).collect();
    assert_eq!(fresh.len(), 1, "the new item has a name of its own: {tasks:?}");
}

#[test]
fn clarifying_asks_one_by_one_and_plans_again() {
    let scene = scene();
    let said = scene.parallel_with(
        &["plan", "work.md"],
        "c\ncache the queries in src/store/cache.py\nsrc/web/page.ts\ny\n",
    );
    let text = said.done();
    assert_eq!(text.matches("Work Item Manifest").count(), 2);
    let tasks: Vec<String> = workers(&scene).into_iter().flat_map(|w| w.2).collect();
    assert!(tasks.contains(&"item-7".into()) && tasks.contains(&"item-8".into()), "{tasks:?}");
    // The answer goes with the item to its worker, and is not asked for again.
    let config = scene.read(".parallel.toml");
    assert!(config.contains("detail = \"cache the queries in src/store/cache.py"), "{config}");
    let again = scene.parallel(&["plan", "--json", "work.md"]).json();
    assert!(again["items"].as_array().expect("items").iter().all(|i| i["status"] != "clarify"));
    let worker = workers(&scene).into_iter().find(|w| w.2.contains(&"item-7".into())).expect("one");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start", "--quiet", &worker.0]).done();
    let prompt = scene.parallel(&["prompt", &worker.0]).done();
    assert!(prompt.contains("cache the queries in src/store/cache.py"), "{prompt}");
}

#[test]
fn an_ambiguous_name_is_asked_about() {
    let scene = scene();
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    let item = &manifest["items"][7];
    assert_eq!(item["status"], "clarify");
    assert!(
        item["question"].as_str().expect("a question").contains("other/page.ts, src/web/page.ts"),
        "{item}"
    );
}

#[test]
fn a_name_means_the_source_rather_than_its_test_and_what_others_spell_out() {
    let scene = Scene::with(&[("src/verb/watch.rs", ""), ("tests/it/watch.rs", "")]);
    scene.write(
        "work.md",
        "- [ ] Fix the loop in `watch.rs`\n- [ ] Test `watch.rs` at night\n\
         - [ ] Add a queue in `src/jobs/queue.rs`\n- [ ] Document the errors of `queue.rs`\n\
         - [ ] Add `Clock.rs` in `src/verb/`\n",
    );
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    let scopes: Vec<String> = (0..5).map(|at| manifest["items"][at]["scope"].to_string()).collect();
    assert_eq!(scopes[0], r#"["src/verb/watch.rs"]"#);
    assert_eq!(manifest["items"][1]["status"], "clarify", "a test may be of either");
    assert_eq!(scopes[3], r#"["src/jobs/queue.rs"]"#);
    assert_eq!(scopes[4], r#"["src/verb/Clock.rs"]"#);
    assert_eq!(manifest["items"][3]["dependencies"][0]["on"], "item-3", "it is created first");
    let assumed = manifest["assumptions"].to_string();
    assert!(assumed.contains("not the test of that name"), "{assumed}");
    assert!(assumed.contains("item-3: src/jobs/queue.rs not tracked"), "{assumed}");
    assert!(!assumed.contains("item-4"), "{assumed}");
}

#[test]
fn the_sequential_list_has_an_order_reasons_and_checkpoints() {
    let scene = scene();
    let before = scene.fingerprint();
    for said in [
        scene.parallel_with(&["plan", "work.md"], "S\n").done(),
        scene.parallel(&["plan", "--sequential", "work.md"]).done(),
    ] {
        let list = said.split("Ordered Task List").nth(1).expect("the list").to_owned();
        let place =
            |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} missing in:\n{list}"));
        assert!(place("Split src/store/cache.py") < place("Add retries"), "{list}");
        assert!(
            list.contains("after item-4:") && list.contains("[CHECKPOINT] commit here"),
            "{list}"
        );
    }
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn a_document_for_one_session_is_not_split_unasked() {
    let scene = scene();
    scene.write("one.md", "- [ ] Fix a in `docs/api.md`\n- [ ] Fix b in `docs/api.md`\n");
    let before = scene.fingerprint();
    let said = scene.parallel(&["plan", "--yes", "one.md"]);
    assert!(format!("{said}").contains("one session is simpler"), "{said}");
    assert_eq!(scene.fingerprint(), before);
    scene.parallel(&["plan", "--yes", "--workers", "2", "one.md"]).done();
    assert_eq!(workers(&scene).len(), 1, "one file has one owner, whatever number was asked for");
}

#[test]
fn graphs_and_markdown_are_for_other_programs() {
    let scene = scene();
    let before = scene.fingerprint();
    let dot = scene.parallel(&["plan", "--graph", "dot", "work.md"]).done();
    assert!(dot.starts_with("digraph plan {") && dot.contains("\"item-4\" -> \"item-3\""), "{dot}");
    let mermaid = scene.parallel(&["plan", "--graph", "mermaid", "work.md"]).done();
    assert!(
        mermaid.starts_with("flowchart LR\n") && mermaid.contains("item-4 --> item-3"),
        "{mermaid}"
    );
    let text = scene.parallel(&["plan", "--graph", "text", "work.md"]).done();
    assert!(text.contains("after item-4: after the cache is split"), "{text}");
    let markdown = scene.parallel(&["plan", "--markdown", "work.md"]).done();
    assert!(
        markdown.starts_with("## Work Item Manifest") && markdown.contains("- **Scope**: `"),
        "{markdown}"
    );
    assert!(!markdown.contains('\u{1b}'));
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn json_works_anywhere_and_writes_nothing() {
    let nowhere = Scene::empty();
    nowhere.write("../todo.md", "- [ ] Fix `a.py`\n- [ ] Add tests for `b.py` after item one\n");
    let manifest = nowhere.parallel(&["plan", "--json", "../todo.md"]).json();
    assert_eq!((&manifest["schema"], &manifest["kind"]), (&1.into(), &"plan".into()));
    assert_eq!(manifest["items"][0]["scope"][0], "a.py");
    let input = nowhere.parallel_with(&["plan", "--json", "-"], "- [ ] Fix `a.py`\n").json();
    assert_eq!(input["items"][0]["source"], "stdin:1");

    let scene = Scene::with(&FILES);
    scene.write("work.md", DOCUMENT);
    let before = scene.fingerprint();
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    assert_eq!(manifest["assessment"], "parallel");
    assert_eq!(manifest["items"][2]["depends_on"][0], "item-4");
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn a_dry_run_writes_nothing() {
    let scene = scene();
    let before = scene.fingerprint();
    let said = scene.parallel(&["plan", "--yes", "--dry-run", "work.md"]);
    assert!(said.stderr.contains("would write"), "{said}");
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn it_refuses_what_it_cannot_do() {
    let scene = scene();
    scene.write("empty.md", " \n");
    scene.write("prose.md", "## Overview\n\nNothing to do here.\n");
    scene.write("data", "\0\u{1}\0\0");
    let before = scene.fingerprint();
    assert!(scene.parallel(&["plan", "nope.md"]).refused().contains("cannot read 'nope.md'"));
    assert!(scene.parallel(&["plan", "."]).refused().contains("is a directory"));
    assert!(scene.parallel(&["plan", "empty.md"]).refused().contains("'empty.md' is empty"));
    assert!(
        scene.parallel(&["plan", "prose.md"]).refused().contains("no work items in 'prose.md'")
    );
    assert!(scene.parallel(&["plan", "data"]).refused().contains("is a binary file"));
    scene.parallel(&["plan", ".git/index"]).refused();
    assert!(scene.parallel_with(&["plan", "work.md"], "").refused().contains("nobody answered"));
    assert!(
        scene.parallel_with(&["plan", "work.md"], "what?\n").refused().contains("nobody answered")
    );
    assert_eq!(scene.fingerprint(), before);

    let bare = Scene::with(&FILES);
    bare.write("work.md", DOCUMENT);
    assert!(bare.parallel(&["plan", "--yes", "work.md"]).refused().contains("git parallel init"));
    let broken = scene_with_broken_plan();
    for args in
        [&["plan", "work.md"][..], &["plan", "--yes", "work.md"], &["plan", "--json", "work.md"]]
    {
        assert!(broken.parallel(args).refused().contains(".parallel.toml:1"), "{args:?}");
    }
}

/// A repository whose plan has a fault in it.
fn scene_with_broken_plan() -> Scene {
    let scene = scene();
    scene.write(".parallel.toml", "worker = 3\n");
    scene
}

#[test]
fn a_document_can_be_looked_at_where_nothing_can_be_written() {
    let bare = Scene::with(&FILES);
    bare.write("work.md", DOCUMENT);
    let said = bare.parallel(&["plan", "work.md"]);
    assert_eq!(said.code, 0, "{said}");
    assert!(said.stdout.contains("Proposed Workstream Split"), "{said}");
    assert!(said.stderr.contains("to write one, run: git parallel init"), "{said}");
    let said = bare.parallel_in("..", &["plan", "repo/work.md"]);
    assert_eq!(said.code, 0, "{said}");
    assert!(said.stderr.contains("to make it one, run: git init"), "{said}");
}

#[test]
fn items_without_a_place_are_told_one_by_one_below_their_reason() {
    let scene = scene();
    let many: String =
        (1..=6).map(|n| format!("- [ ] Polish the welcome text of day {n}\n")).collect();
    scene.write("many.md", &many);
    let said = scene.parallel(&["plan", "--markdown", "many.md"]);
    assert_eq!(said.stdout.matches("names no path").count(), 1, "{said}");
    assert!(
        said.stdout.contains("- item-6: Polish the welcome text of day 6 (many.md:6)"),
        "{said}"
    );
}

#[test]
fn the_list_for_one_session_names_items_and_asks_where_they_belong() {
    let scene = Scene::with(&[("src/a.py", "x\n")]);
    scene.write("work.md", "- [ ] Fix `src/a.py`\n- [ ] Rework the wizard for guests\n");
    let list = scene.parallel(&["plan", "--sequential", "work.md"]).done();
    assert!(list.contains(", item-1)") && list.contains(", item-2)"), "{list}");
    assert!(list.contains("ask first: names no path"), "{list}");
}

#[test]
fn a_worker_is_not_named_by_the_title_of_its_document() {
    let rows = |n: usize, path: &str| {
        format!(
            "| R-{n} | {path} | the {path} part {n} is wrong and has to be rewritten | High |\n"
        )
    };
    let files = ["lib/view.js", "lib/route.js", "docs/guide.md", "docs/faq.md"];
    let scene = Scene::with(&files.map(|path| (path, "x\n")));
    scene.parallel(&["init"]).done();
    let table: String = files.iter().enumerate().map(|(n, path)| rows(n + 1, path)).collect();
    scene.write(
        "audit.md",
        &format!("# Audit of the whole thing\n\n| ID | File | Finding | Severity |\n|---|---|---|---|\n{table}\n## Later\n\n- [ ] Fix the index in docs/index.md\n"),
    );
    let plan = scene.parallel(&["plan", "--json", "--workers", "2", "audit.md"]).json();
    for worker in plan["workers"].as_array().expect("workers") {
        let title = worker["title"].as_str().expect("a title");
        assert!(!title.contains("Audit of the whole"), "{plan:#}");
    }
    let table = scene.parallel(&["plan", "--markdown", "audit.md"]).done();
    assert!(table.contains("| R-1: "), "{table}");
}

#[test]
fn programs_are_told_of_failures_and_of_the_reading_in_json() {
    let scene = Scene::with(&[("src/a.py", "x\n")]);
    scene.write("work.md", "- [ ] Fix `src/a.py`\n");
    let read = scene.parallel(&["plan", "--explain", "--json", "work.md"]).json();
    assert_eq!(read["blocks"][0]["verdict"], "item");
    let failed = scene.parallel(&["status", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&failed.stdout).expect("JSON");
    assert_eq!((failed.code, &told["kind"], &told["exit"]), (2, &"error".into(), &2.into()));
    assert!(told["hints"][0].as_str().is_some_and(|hint| hint.contains("git parallel init")));
}
