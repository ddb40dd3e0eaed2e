//! Paths as projects have them: brackets, blanks, folders without a slash, names that sound like work.

use crate::scene::Scene;

/// The scopes of the items in `document`, as JSON.
fn scopes(scene: &Scene, document: &str) -> Vec<String> {
    scene.write("work.md", document);
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    let items = manifest["items"].as_array().expect("items").clone();
    items.iter().map(|item| item["scope"].to_string()).collect()
}

#[test]
fn a_folder_in_brackets_is_no_pattern() {
    let pages = ["app/[slug]/page.tsx", "app/about/page.tsx", "app/(shop)/page.tsx"];
    let scene = Scene::with(&pages.map(|page| (page, "x\n")));
    scene.parallel(&["init"]).done();
    let quoted = "- [ ] Rewrite the entire `app/[slug]/page.tsx`\n\
         - [ ] Rewrite the whole `app/about/page.tsx`\n\
         - [ ] Rework the whole `app/(shop)/page.tsx`\n";
    for document in [quoted.to_owned(), quoted.replace('`', "")] {
        let scopes = scopes(&scene, &document);
        assert_eq!(scopes, pages.map(|page| format!("[\"{page}\"]")), "{document}");
        // Nothing is asked where nothing would be written.
        let plan = scene.parallel(&["plan", "--dry-run", "work.md"]).done();
        assert!(plan.contains("Parallel execution with 3 workers"), "{plan}");
    }
    let plan = scene.parallel(&["plan", "--dry-run", "--workers", "7", "work.md"]).done();
    assert!(plan.contains("7 workers were asked for, but the items make only 3 groups"), "{plan}");
}

#[test]
fn what_is_tracked_under_a_quoted_name_is_meant() {
    let scene = Scene::with(&[("kit/My Portal/a.js", "x\n"), ("shop/billing/x/y.py", "x\n")]);
    let scopes = scopes(
        &scene,
        "- [ ] Mend `kit/My Portal/a.js`\n- [ ] Split `shop/billing` in two\n\
         - [ ] Decide `either/or`\n",
    );
    assert_eq!(scopes, [r#"["kit/My Portal/a.js"]"#, r#"["shop/billing/"]"#, "[]"]);
}

#[test]
fn files_an_order_below_the_title_names_belong_to_the_item() {
    let scene = Scene::with(&[("src/core.py", "x\n"), ("src/util.py", "x\n")]);
    let scopes = scopes(
        &scene,
        "# Code review\n\n## High\n\n### H1. Introduce RefundError in src/core.py\n\
         Raise it in src/util.py when it is negative. It is like src/old.py.\n\n\
         ### H2. Close the file in src/core.py\nThe problem shows in src/util.py too.\n",
    );
    assert_eq!(scopes, [r#"["src/core.py","src/util.py"]"#, r#"["src/core.py"]"#]);
}

#[test]
fn a_split_of_what_is_clear_waits_for_answers() {
    let scene = Scene::with(&[("src/a.py", "x\n"), ("src/b.py", "x\n")]);
    scene.write(
        "work.md",
        "- [ ] Rewrite the whole `src/a.py`\n- [ ] Rewrite the whole `src/b.py`\n\
         - [ ] Improve performance\n- [ ] Which database?\n",
    );
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    assert_eq!(manifest["assessment"], "sequential");
    let why = "only 2 items of about 8 h can be handed out before 2 are clarified";
    assert!(manifest["reasons"][0].as_str().expect("why").starts_with(why), "{manifest}");
}

#[test]
fn a_tracked_name_is_a_path_whatever_its_ending() {
    let files = ["Tiltfile", "lib/plot.R", "game/door.gd", "README.md", "Makefile"];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    let document = "- [ ] Add a port to `Tiltfile`\n- [ ] Change the axes of plot.R\n\
         - [ ] Rename the node in `door.gd`\n- [ ] Rename `Door`\n\
         - [ ] README: explain the targets of the Makefile\n";
    let want =
        [r#"["Tiltfile"]"#, r#"["lib/plot.R"]"#, r#"["game/door.gd"]"#, "[]", r#"["README.md"]"#];
    assert_eq!(scopes(&scene, document), want);
}

#[test]
fn ranges_and_numbers_behind_a_word_name_all_they_stand_for() {
    let scene = Scene::with(&[("a", "x\n")]);
    scene.write(
        "work.md",
        "# Tasks\n\n- [ ] T001 Add the model\n- [ ] T002 Add the store\n- [ ] T003 Add the route\n\
         - [ ] T004 Add the page (depends on T001-003)\n- [ ] T005 Add the list (blocked by T002 to T003)\n\n\
         ## Story 6.1: Draw a line\n\n**Goal.** A line.\n\n## Story 6.2: Draw a box\n\n**Goal.** A box.\n\n\
         ## Story 6.3: Fill it\n\n**Goal.** Colour.\n\n**Depends on.** Story 6.1, 6.2\n",
    );
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    let items = manifest["items"].as_array().expect("items");
    let line = |id: &serde_json::Value| {
        items.iter().find(|item| &item["id"] == id).expect("an item")["line"].clone()
    };
    let waits = |at: u64| -> Vec<serde_json::Value> {
        let item = items.iter().find(|item| item["line"] == at).expect("an item");
        item["depends_on"].as_array().expect("a list").iter().map(line).collect()
    };
    assert_eq!(waits(6), [3, 4, 5]);
    assert_eq!(waits(7), [4, 5]);
    assert_eq!(waits(17), [9, 13]);
}

#[test]
fn a_question_of_a_form_makes_no_question_of_an_issue() {
    let scene = Scene::with(&[("src/menu.rs", "x\n")]);
    scene.write(
        "issues.json",
        r#"[{"number": 4, "title": "Menu stays open", "body": "It is `src/menu.rs`.\n\n**Which version do you use?**\n"}]"#,
    );
    let manifest = scene.parallel(&["plan", "--json", "issues.json"]).json();
    assert_eq!(manifest["items"][0]["status"], "ready", "{manifest}");
}

#[test]
fn a_title_names_what_is_tracked_however_it_is_spelled() {
    let scene = Scene::with(&[
        ("kit/core/src/a.rs", "x\n"),
        ("app/Services/BudgetService.php", "x\n"),
        ("tests/RuleEngineTest.php", "x\n"),
        ("data/two words.txt", "x\n"),
        ("test/ip.js", "x\n"),
        ("test/dns.js", "x\n"),
    ]);
    let scopes = scopes(
        &scene,
        "- [ ] Fix the findings in kit/core\n\
         - [ ] BudgetService unit tests (rollover)\n\
         - [ ] Complete the marks in RuleEngineTest\n\
         - [ ] Mend the text in \"data/two words.txt\"\n\
         - [ ] Tests in test/ lack one for IPv6 (test/ip.js)\n\
         - [ ] Limit requests per server/IP\n\
         - [ ] Add a new folder `server/mail`\n",
    );
    assert_eq!(
        scopes,
        [
            r#"["kit/core/"]"#,
            r#"["app/Services/BudgetService.php"]"#,
            r#"["tests/RuleEngineTest.php"]"#,
            r#"["data/two words.txt"]"#,
            r#"["test/ip.js"]"#,
            "[]",
            r#"["server/mail"]"#,
        ]
    );
}

#[test]
fn too_little_that_has_a_place_is_no_split() {
    let scene = Scene::with(&[("src/a.py", "x\n"), ("lib/b.py", "x\n")]);
    scene.parallel(&["init"]).done();
    scene.write(
        "work.md",
        "- [ ] Fix `src/a.py`\n- [ ] Fix `lib/b.py`\n- [ ] Rework the whole wizard of imports\n\
         - [ ] Write the first page for guests\n- [ ] Rework the whole mailing of letters\n",
    );
    let plan = scene.parallel(&["plan", "--dry-run", "work.md"]).done();
    assert!(plan.contains("before it is known where 3 others belong"), "{plan}");
    assert!(plan.contains("Sequential execution"), "{plan}");
}
