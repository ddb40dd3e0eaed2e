//! Scopes in which the work can be done, whole findings, and items that landed.

use crate::scene::Scene;

fn planned(scene: &Scene, document: &str, workers: &str) {
    scene.write("work.md", document);
    scene.parallel(&["init", "-q"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    scene.parallel(&["plan", "--yes", "--workers", workers, "work.md"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start", "--quiet"]).done();
}

fn worktree(scene: &Scene, id: &str) -> String {
    let listed = scene.git(&["worktree", "list", "--porcelain"]);
    let path = listed.lines().find(|line| line.contains(&format!("/{id}-"))).expect(&listed);
    path.strip_prefix("worktree ").expect("a path").to_owned()
}

#[test]
fn a_unit_is_one_s_with_its_manifest_and_tests_go_where_tests_go() {
    let files = [
        "Cargo.lock",
        "core/crypto/Cargo.toml",
        "core/crypto/src/a.rs",
        "core/vault/Cargo.toml",
        "core/vault/src/v.rs",
        "core/vault/src/w.rs",
        "app/core.py",
        "app/util.py",
        "app/cli.py",
        "tests/test_core.py",
        "pyproject.toml",
    ];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    let document = "- [ ] Rewrite the comparison in `core/crypto/src/a.rs`\n\
        - [ ] Rewrite the vault in `core/vault/src/v.rs`\n- [ ] Rework `app/util.py`\n- [ ] Rework `app/cli.py`\n";
    planned(&scene, document, "4");
    let one = worktree(&scene, "task-1");
    for path in ["core/crypto/Cargo.toml", "core/crypto/tests/new.rs"] {
        let subject = format!("[CHECKPOINT] item-1: {path}");
        scene.commit_in(&one, path, "y\n", &subject).done();
    }
    scene.commit_in(&one, "Cargo.lock", "y\n", "[CHECKPOINT] item-1: lock").done();
    let config = scene.read(".parallel.toml");
    assert!(
        config.contains("tests/test_util.py") && config.contains("tests/test_cli.py"),
        "{config}"
    );
    assert!(config.contains("\"pyproject.toml\""), "two work in the root's unit: {config}");
}

#[test]
fn who_could_only_wait_is_nobody_s_second_worker_unless_asked_for() {
    let scene = Scene::with(&["a/x.rs", "b/y.rs", "c/z.rs"].map(|file| (file, "x\n")));
    scene.write("work.md", "- [ ] T1 Rewrite the model in `a/x.rs`\n- [ ] T2 Rewrite the view in `b/y.rs`, after T1\n- [ ] T3 Rewrite the mail in `c/z.rs`\n");
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    let of = |at: usize| plan["items"][at]["worker"].clone();
    assert_eq!((of(0), plan["workers"].as_array().expect("workers").len()), (of(1), 2), "{plan}");
    let asked = scene.parallel(&["plan", "--json", "--workers", "3", "work.md"]).json();
    let reasons = asked["reasons"].to_string();
    if asked["workers"].as_array().expect("workers").len() == 3 {
        assert!(reasons.contains("can start nothing before item-1"), "{asked}");
    }
}

#[test]
fn the_whole_finding_is_in_the_prompt_and_the_most_urgent_comes_first() {
    let scene = Scene::with(&["a/x", "a/p", "b/y"].map(|file| (file, "x\n")));
    let document = "# Review\n\n## 1. Typo in the greeting\n\n**File:** `a/x`\n**Severity:** Low\n\nCorrect it.\n\n\
        ## 2. Any password is accepted\n\n**File:** `a/p:10-20`\n**Severity:** Critical\n\n**Impact:** Every tenant.\n\n\
        ```python\ncompare(a, b)\n\n    deep\n```\n\n## 3. Order is lost\n\n**File:** `b/y`\n\nKeep it.\n";
    planned(&scene, document, "2");
    std::fs::remove_file(scene.path("work.md")).expect("the document goes");
    let prompt = scene.parallel(&["prompt", "task-1"]).done();
    for part in [
        "Every tenant",
        "a/p:10-20",
        "  compare(a, b)\n\n      deep\n",
        "(critical, from work.md:10",
    ] {
        assert!(prompt.contains(part), "{part} missing in:\n{prompt}");
    }
    assert!(prompt.find("Any password") < prompt.find("Typo"), "{prompt}");
    assert!(prompt.contains("`[CHECKPOINT] item-2: <what you did>`"), "{prompt}");
}

#[test]
fn what_has_landed_is_not_handed_out_again_and_running_workers_are_told_of_more() {
    let scene = Scene::with(&["a/x", "a/q", "b/y", "d/n"].map(|file| (file, "x\n")));
    let document = "- [ ] Fix the cart in `a/x`\n- [ ] Fix the order of rows in `b/y`\n";
    planned(&scene, document, "2");
    let more = format!("{document}- [ ] Add a chart in `a/q`\n- [ ] Fix the news in `d/n`\n");
    scene.write("work.md", &more);
    let said = scene.parallel(&["plan", "--yes", "--workers", "1", "work.md"]);
    assert!(
        said.stderr.contains("task-1 is already running")
            && said.stderr.contains("the prompts of task-1"),
        "{said}"
    );
    said.done();
    let plan = scene.parallel(&["plan", "--json", "--workers", "1", "work.md"]).json();
    assert_eq!(plan["items"][2]["worker"], "task-1", "who owns the file gets it");
    assert_eq!(plan["items"][3]["worker"], "task-3", "nobody who runs gets what is new elsewhere");

    scene.git(&["checkout", "-q", ".parallel.toml"]);
    for (id, path, item) in [("task-1", "a/x", "item-1"), ("task-2", "b/y", "item-2")] {
        let subject = format!("[COMPLETE] {item}: done");
        scene.commit_in(&worktree(&scene, id), path, "y\n", &subject).done();
    }
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "More"]);
    scene.parallel(&["integrate", "f", "--trust"]).done();
    scene.parallel(&["land", "--yes", "--trust"]).done();
    scene.parallel(&["clean"]).done();
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    let status: Vec<&str> = plan["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|it| it["status"].as_str().expect("one"))
        .collect();
    assert_eq!(status, ["landed", "landed", "ready", "ready"]);
    scene.write("work.md", &more.replace("order of rows in", "order of all rows in"));
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    assert_eq!(
        (&plan["items"][1]["id"], &plan["items"][1]["status"]),
        (&"item-2".into(), &"clarify".into())
    );
    assert!(
        plan["items"][1]["question"].as_str().expect("a question").contains("It landed in"),
        "{plan}"
    );
}

#[test]
fn a_path_of_nobody_s_is_asked_for_and_granted_by_the_printed_command() {
    let scene = Scene::with(&["a/x", "b/y", "d/u"].map(|file| (file, "x\n")));
    planned(&scene, "- [ ] Fix the cart in `a/x`\n- [ ] Fix the order in `b/y`\n", "2");
    let one = worktree(&scene, "task-1");
    let asked = ["commit", "-q", "--allow-empty", "-m", "[NEEDS:lead/d/u] its table is there"];
    scene.git_in(&one, &asked).done();
    let status = scene.parallel(&["status", "--json"]).json();
    let actions = status["actions"].as_array().expect("actions").clone();
    let run = actions
        .iter()
        .find_map(|it| it["run"].as_str().filter(|run| run.contains("grant")))
        .expect("a grant");
    let args: Vec<&str> = run.split(' ').skip(2).collect();
    assert_eq!(args[..3], ["grant", "task-1", "d/u"], "{run}");
    scene.git_in(".", &["parallel", "grant", "task-1", "d/u", "--reason", "asked for it"]).done();
    scene.commit_in(&one, "d/u", "y\n", "[CHECKPOINT] item-1: the table").done();
    let status = scene.parallel(&["status", "--json"]).json();
    assert!(!status["alerts"].to_string().contains("asks to change"), "{status}");
    // What is edited before anybody asked has its way too, but nothing of another's.
    let runs = |path: &str| {
        scene.write(&format!("{}/{path}", worktree(&scene, "task-2")), "y\n");
        scene.parallel(&["status", "--json"]).json()["actions"].to_string()
    };
    let actions = runs("d/w");
    assert!(actions.contains("git parallel grant task-2 d/w --reason"), "{actions}");
    let actions = runs("a/x");
    assert!(!actions.contains("grant task-2") && actions.contains("status --short"), "{actions}");
}

#[test]
fn an_item_about_all_folders_glues_nobody_together() {
    let files = ["api/mod.rs", "api/auth.rs", "db/mod.rs", "web/a.ts", "web/b.ts", "ws/mod.rs"];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    let mut document = String::from("- [ ] Rework the layout of `api/`, `db/`, `ws/` and `web/`\n");
    for file in files {
        document.push_str(&format!("- [ ] Rewrite `{file}`\n- [ ] Refactor `{file}`\n"));
    }
    scene.write("work.md", &document);
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    let workers = plan["workers"].as_array().expect("workers");
    assert!(workers.len() > 1, "{plan}");
    let left = plan["unplaced"].to_string();
    assert!(left.contains("item-1\"") && left.contains("touches files of several"), "{left}");
}

#[test]
fn items_are_named_as_the_plan_names_them_and_by_what_they_make() {
    let files = ["models.py", "report.py", "api/users.py", "web/a.js"];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    scene.write(
        "work.md",
        "- [ ] Rework the users in `api/users.py`\n\
         - [ ] Create helper `fmt()` in `fmt.py`\n\
         - [ ] Print totals by `fmt()` in `report.py`\n\
         - [ ] Rework `web/a.js`, depends on item-1\n\
         - [ ] Refactor the user model in `models.py`\n\
         - [ ] Add the user endpoint to `api/users.py`\n",
    );
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    let on = |at: usize| -> Vec<String> {
        let all = plan["items"][at]["dependencies"].as_array().expect("a list");
        all.iter().map(|it| it["on"].as_str().expect("an item").to_owned()).collect()
    };
    assert_eq!(on(2), ["item-2"], "{plan}");
    assert_eq!(on(3), ["item-1"], "{plan}");
    assert_eq!(on(5), ["item-5"], "{plan}");
    assert_eq!((on(0), on(1), on(4)), (vec![], vec![], vec![]), "{plan}");
    // As Markdown a list with numbers would be counted anew.
    let text = scene.parallel(&["plan", "--markdown", "work.md"]).done();
    assert!(text.contains("  - **2.** add: Create helper"), "{text}");
}
