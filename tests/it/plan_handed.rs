//! Items handed in as JSON: by an agent that has read the document, or as `plan --json` answered them.

use crate::scene::Scene;

fn scene() -> Scene {
    let scene = Scene::with(&["a/x", "b/y", "c/z.py"].map(|file| (file, "x\n")));
    scene.parallel(&["init"]).done();
    scene
}

const DOCUMENT: &str = "# Review\n\n## T1. Order is lost\n\n**File:** `b/y`\n**Severity:** High\n\nKeep it:\n\n```\nkeep()\n```\n\n\
    ## T2. Rewrite the cart\n\n**File:** `a/x`\n\nAfter T1.\n\n## T3. Rework the prices\n\n**File:** `c/z.py`\n\nAll of them.\n";

#[test]
fn its_own_answer_comes_back_as_the_same_plan() {
    let scene = scene();
    scene.write("review.md", DOCUMENT);
    let plan = scene.parallel(&["plan", "--json", "review.md"]).json();
    scene.write("p.json", &plan.to_string());
    for args in [&["plan", "--json", "--items", "p.json"][..], &["plan", "--json", "p.json"]] {
        let again = scene.parallel(args).json();
        for key in ["documents", "workers", "assessment", "unplaced"] {
            assert_eq!(again[key], plan[key], "{key}");
        }
        let told = |plan: &serde_json::Value| -> Vec<serde_json::Value> {
            let of = |item: &serde_json::Value| {
                serde_json::json!([
                    item["id"],
                    item["description"],
                    item["text"],
                    item["scope"],
                    item["depends_on"],
                    item["priority"],
                    item["size"],
                    item["source"]
                ])
            };
            plan["items"].as_array().expect("items").iter().map(of).collect()
        };
        assert_eq!(told(&again), told(&plan));
    }
}

#[test]
fn items_are_taken_with_the_text_of_their_place_and_misfits_are_told() {
    let scene = scene();
    scene.write("review.md", DOCUMENT);
    let items = r#"{"items":[
        {"id":"one","description":"Keep the order that is lost","source":"review.md:3","scope":["b/y"]},
        {"id":"two","description":"Paint the fence","document":"review.md","line":15,"scope":["a/x"],"depends_on":["one"],"priority":"critical"},
        {"description":"Rework `c/z.py`, all prices of it","document":"review.md","line":200}]}"#;
    let plan =
        scene.parallel_with(&["plan", "--json", "--workers", "3", "--items", "-"], items).json();
    assert!(plan["items"][0]["text"].as_str().expect("text").contains("keep()"), "{plan}");
    assert_eq!(plan["items"][1]["depends_on"][0], plan["items"][0]["id"]);
    assert_eq!(
        plan["items"][2]["scope"][0], "c/z.py",
        "a scope that is not said is told from the words"
    );
    let told = plan["assumptions"].to_string();
    assert!(
        told.contains("'Paint the fence' is said to stand at review.md:15")
            && told.contains("review.md:200"),
        "{told}"
    );
    let yes = ["plan", "--yes", "--workers", "3", "--items", "-"];
    scene.parallel_with(&yes, items).done();
    assert!(scene.read(".parallel.toml").contains("priority = \"critical\""));
}

#[test]
fn json_of_another_kind_is_refused_by_name_and_the_schema_is_published() {
    let scene = scene();
    let before = scene.fingerprint();
    for text in [r#"{"name":"x"}"#, "[1]", r#"[{"description":"x"}]"#] {
        let said = scene.parallel_with(&["plan", "--items", "-"], text).refused();
        assert!(said.contains("stdin"), "{said}");
    }
    let issues = r#"[{"number":7,"title":"Fix the total in `a/x`","body":"It is wrong."}]"#;
    assert!(
        scene.parallel_with(&["plan", "--items", "-"], issues).refused().contains("neither items")
    );
    let plan = scene.parallel_with(&["plan", "--json", "-"], issues).json();
    assert_eq!(plan["items"][0]["source"], "#7");
    let schema = scene.parallel(&["plan", "--schema=items"]).json();
    assert!(schema.to_string().contains("depends_on"), "{schema}");
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn an_item_that_cannot_be_so_is_refused_with_its_number() {
    let scene = scene();
    let before = scene.fingerprint();
    for (items, want) in [
        (
            r#"[{"description":"x","scope":["a/x"]},{"description":"y","scope":["../etc"]}]"#,
            "item 2 of 'stdin': '../etc' leads out",
        ),
        (r#"[{"description":"x","scope":["/etc/passwd"]}]"#, "leads out of the repository"),
        (
            r#"[{"description":"x","scope":["a/x"],"depends_on":["item-77"]}]"#,
            "'x' waits for 'item-77', which is no item",
        ),
        (
            r#"[{"descripton":"x","scope":["a/x"]}]"#,
            "item 1 of 'stdin': 'descripton' is no key of an item; 'description' is",
        ),
        ("[]", "no work items in '-'"),
    ] {
        let said = scene.parallel_with(&["plan", "--yes", "--items", "-"], items).refused();
        assert!(said.contains(want), "{said}");
    }
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn what_a_document_says_for_all_its_work_reaches_every_worker() {
    let scene = scene();
    let document = "# Hardening\n\nGround rules for everybody: no new dependencies, and\nrun `tox` first.\n\n\
        ## Tasks\n\n- [ ] Rewrite the whole `a/x`\n- [ ] Rewrite the whole `b/y`\n\n\
        ### Out of scope\n\n- Windows\n";
    scene.write("work.md", document);
    let plan = scene.parallel(&["plan", "--json", "work.md"]);
    scene.write("items.json", &plan.stdout);
    let plan = plan.json();
    assert_eq!(plan["for_all"].as_array().map(Vec::len), Some(2), "{plan}");
    // They are no items, and so accounted for among what is left out, by a rule of their own.
    let left = plan["left_out"].as_array().expect("a list");
    assert!(left.len() == 2 && left.iter().all(|it| it["rule"] == "for-all"), "{plan}");
    let again = scene.parallel(&["plan", "--json", "--items", "items.json"]).json();
    assert_eq!(again["for_all"], plan["for_all"]);
    let split = scene.outside().join("split.txt").display().to_string();
    scene.write("../split.txt", "worker one a\n item-1\nworker two b\n item-2\n");
    scene.parallel(&["plan", "--yes", "--split", &split, "work.md"]).done();
    // Planned again they are told once.
    for _ in 0..2 {
        for worker in ["one", "two"] {
            let prompt = scene.parallel(&["prompt", worker]).done();
            for said in
                ["no new dependencies, and\n  run `tox` first.", "Out of scope:\n  - Windows"]
            {
                assert_eq!(prompt.matches(said).count(), 1, "{prompt}");
            }
        }
        scene.parallel(&["plan", "--yes", "work.md"]).done();
    }
}
