//! Planning again while the work goes on: what is done by now, and scopes as they were.

use crate::scene::Scene;

#[test]
fn what_the_document_says_is_done_is_asked_of_nobody_any_more() {
    let files = ["web/a.ts", "web/[slug]/b.ts", "api/a.py", "api/b.py"];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    scene.parallel(&["init"]).done();
    let document = "- [ ] Fix rounding in `web/a.ts`\n- [ ] Rewrite the whole `web/[slug]/b.ts`\n\
         - [ ] Fix the leak in `api/a.py`\n- [ ] Rewrite the whole `api/b.py`\n";
    scene.write("work.md", document);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start"]).done();
    let before = scene.parallel(&["prompt", "task-1"]).done();
    assert!(before.contains("Fix rounding"), "{before}");

    scene.write("work.md", &document.replacen("[ ]", "[x]", 1));
    for _ in 0..2 {
        scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
        for more in [&["prompt", "task-1"][..], &["prompt", "task-1", "--continue"]] {
            let prompt = scene.parallel(more).done();
            let tasks = prompt.split("## ").find(|part| part.contains("asks\n")).expect("tasks");
            assert!(!tasks.contains("Fix rounding") && tasks.contains("Rewrite"), "{prompt}");
        }
        let config = scene.read(".parallel.toml");
        assert_eq!(config.matches("done = true").count(), 1, "{config}");
        for line in config.lines().filter(|line| line.starts_with("scope = ")) {
            let patterns: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let mut once = patterns.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), patterns.len(), "nothing twice: {line}");
        }
    }
}

/// Four items in four files and a split that nobody would propose, written by hand.
fn by_hand() -> Scene {
    let files = ["a/one.py", "a/two.py", "b/one.py", "b/two.py", "tools/build.py"];
    let scene = Scene::with(&files.map(|file| (file, "x = 1\n")));
    scene.parallel(&["init"]).done();
    let work = "- [ ] Rewrite the whole `a/one.py`\n- [ ] Rewrite the whole `a/two.py`, after `b/one.py`\n\
         - [ ] Rewrite the whole `b/one.py`\n- [ ] Rewrite the whole `b/two.py`\n";
    scene.write("work.md", work);
    let split = "worker task-1 mixed\n scope a/one.py b/two.py docs/\n item-1\n item-4\n\
         worker task-2 rest\n item-3\n item-2\n";
    scene.write("../split.txt", split);
    let split = scene.outside().join("split.txt").display().to_string();
    scene.parallel(&["plan", "--split", &split, "--yes", "work.md"]).done();
    let task = ["--scope", "tools/", "--task", "Mend the build"];
    scene.parallel(&[&["add", "mend", "Build"], &task[..]].concat()).done();
    scene
}

#[test]
fn a_split_that_was_accepted_outlives_planning_again() {
    let scene = by_hand();
    let before = scene.read(".parallel.toml");
    let said = scene.parallel(&["plan", "--yes", "work.md"]).done();
    assert!(said.contains("task-1, task-2 keep their items and files"), "{said}");
    assert!(said.contains("Mend the build (given to it before)"), "{said}");
    assert_eq!(scene.read(".parallel.toml"), before);

    // New work goes to whoever owns its files, or to somebody new.
    let more = "- [ ] Rewrite the whole `a/one.py` again, with types\n\
         - [ ] Rewrite the whole `new/file.py`, all over the place\n";
    scene.write("work.md", &(scene.read("work.md") + more));
    let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
    let has = |worker: &str| {
        let all = plan["workers"].as_array().expect("workers");
        all.iter().find(|it| it["id"] == worker).map(|it| it["items"].to_string())
    };
    let first = has("task-1").expect("task-1");
    assert!(first.contains("item-1\"") && first.contains("item-4") && !first.contains("item-2"));
    assert_eq!(first.matches("item-").count(), 3, "{first}");
    assert_eq!(has("task-2").expect("task-2").matches("item-").count(), 2);
    assert_eq!(has("mend").as_deref(), Some("[]"));
    assert_eq!(plan["workers"].as_array().map(Vec::len), Some(4), "{plan}");
}

#[test]
fn asking_for_a_number_of_workers_says_that_it_replaces_the_split() {
    let scene = by_hand();
    let said = scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
    assert!(
        said.contains("(task-1, task-2) gives way to a new one: without --workers 2"),
        "{said}"
    );
    let config = scene.read(".parallel.toml");
    assert!(
        config.contains("Mend the build") && !config.contains("b/two.py\", \"docs/"),
        "{config}"
    );
    assert_eq!(config.matches("[[worker]]").count(), 3, "the added one is none of the two");
}

#[test]
fn where_all_is_done_nothing_is_to_be_planned() {
    let scene = Scene::with(&[("a/x", "x\n")]);
    scene.parallel(&["init"]).done();
    scene.write(
        "work.md",
        "# Tasks\n\n- [x] Fix the parser in `a/x`\n- [x] Fix the printer in `a/y`\n",
    );
    for yes in [&[][..], &["--yes"]] {
        let said = scene.parallel(&[&["plan"], yes, &["work.md"]].concat()).done();
        assert!(
            said.contains("Nothing to do: all of it is done") && !said.contains("0 min"),
            "{said}"
        );
    }
}

#[test]
fn what_landed_as_one_commit_is_not_handed_out_again() {
    for by_hand in [false, true] {
        let scene = Scene::with(&[("a/one.py", "x = 1\n"), ("b/two.py", "x = 1\n")]);
        scene.parallel(&["init"]).done();
        scene.write(
            "todo.md",
            "- [ ] Rewrite the whole `a/one.py`\n- [ ] Rewrite the whole `b/two.py`\n",
        );
        scene.git(&["add", "-A"]);
        scene.git(&["commit", "-qm", "Work"]);
        scene.parallel(&["plan", "--yes", "--workers", "2", "todo.md"]).done();
        scene.git(&["commit", "-qam", "Plan"]);
        scene.parallel(&["start"]).done();
        let report = scene.parallel(&["status", "--json"]).json();
        for worker in report["workers"].as_array().expect("workers") {
            let path = worker["path"].as_str().expect("a path").to_owned();
            let (file, item) =
                if worker["worker"] == "task-1" { ("a/one.py", 1) } else { ("b/two.py", 2) };
            let tree = path.rsplit_once("worktrees/").expect("a worktree").1;
            let subject = format!("[COMPLETE] item-{item}: Rewrite it");
            scene.commit_in(&format!("worktrees/{tree}"), file, "x = 2\n", &subject).done();
        }
        scene.parallel(&["integrate", "f"]).done();
        if by_hand {
            scene.git(&["merge", "-q", "--squash", "integration/f"]);
            scene.git(&["commit", "-qm", "Rewrite both (#12)"]);
        } else {
            scene.parallel(&["land", "--squash", "--yes"]).done();
        }
        scene.parallel(&["clean"]).done();
        scene.git(&["commit", "-qam", "Clean up"]);
        let again = scene.parallel(&["plan", "--json", "todo.md"]).json();
        assert_eq!(again["items"].as_array().map(Vec::len), Some(2), "{again:#}");
        for item in again["items"].as_array().expect("items") {
            assert_eq!(item["status"], "landed", "by hand: {by_hand}: {item:#}");
        }
    }
}

#[test]
fn a_file_of_somebody_who_has_landed_waits_for_clean_alone() {
    let scene = Scene::with(&[("a/one.py", "x = 1\n"), ("b/two.py", "x = 1\n")]);
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "1", "One", "--scope", "a/", "--feature", "f"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start"]).done();
    scene.write(
        "more.md",
        "- [ ] Rewrite the whole `a/one.py`\n- [ ] Rewrite the whole `b/two.py`\n",
    );
    let plan = ["plan", "--markdown", "--feature", "more", "more.md"];
    let told = scene.parallel(&plan).done();
    assert!(told.contains("'a/one.py' belongs to task-1 of 'f', which is under way"), "{told}");
    scene.commit_in("worktrees/task-1-one", "a/one.py", "x = 2\n", "[COMPLETE] It").done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    let told = scene.parallel(&plan).done();
    assert!(
        told.contains("of 'f', which has landed: git parallel clean, then plan again"),
        "{told}"
    );
    scene.parallel(&["clean"]).done();
    assert!(!scene.parallel(&plan).done().contains("belongs to task-1 of"));
}

#[test]
fn what_went_to_nobody_keeps_the_number_it_was_shown_with() {
    let scene = Scene::with(&["a/x", "b/y", "c/z"].map(|file| (file, "x\n")));
    scene.parallel(&["init", "-q"]).done();
    let document = "- [ ] Invite the users\n- [ ] Fix the cart in `a/x`\n- [x] Fix the mail\n\
        - [ ] Translate the letters\n- [ ] Fix the order in `b/y`\n- [ ] Ask the lawyers\n";
    scene.write("work.md", document);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    let ids = || -> Vec<String> {
        let plan = scene.parallel(&["plan", "--json", "work.md"]).json();
        let items = plan["items"].as_array().expect("items").clone();
        items.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect()
    };
    let first = ids();
    scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
    assert_eq!(ids(), first);
    // What is new between them has a name nobody had.
    scene
        .write("work.md", &document.replace("- [ ] Ask", "- [ ] Fix the news in `c/z`\n- [ ] Ask"));
    let later = ids();
    assert_eq!(later[..5], first[..5]);
    assert!(later.len() == 7 && later[5] != later[6], "{later:?}");
}
