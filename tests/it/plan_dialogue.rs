//! The dialogue about a split: on a terminal, through a pipe, and by flags.

use crate::scene::{Output, Scene, run};
use crate::terminal::Terminal;

const DOCUMENT: &str = "# Open\n\n- [ ] Rewrite the parser in `a/p`\n- [ ] Rewrite the printer in `b/p`\n\
    - [ ] Rewrite the reader in `a/q`\n- [ ] Rewrite the writer in `b/q`\n- [ ] Polish the welcome text\n";

fn scene() -> Scene {
    planning(DOCUMENT)
}

/// Five files, a plan without workers, and `document`, all committed.
pub fn planning(document: &str) -> Scene {
    let scene = Scene::with(&["a/p", "a/q", "b/p", "b/q", "c/u.py"].map(|file| (file, "x\n")));
    scene.parallel(&["init"]).done();
    scene.write("work.md", document);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    scene
}

fn editor(scene: &Scene, script: &str) -> String {
    scene.write("../editor.sh", script);
    format!("sh {}", scene.outside().join("editor.sh").display())
}

/// The dialogue with `answers` through a pipe, in which any editor would leave a trace.
fn piped(scene: &Scene, args: &[&str], answers: &str) -> Output {
    let mut command = scene.command("git", ".");
    command.env("GIT_EDITOR", editor(scene, "touch called\n"));
    command.args(["parallel", "plan", "--workers", "2"]).args(args).arg("work.md");
    let said = run(command, Some(answers));
    assert!(!scene.path("called").exists(), "no editor without a terminal: {said}");
    said
}

#[test]
fn through_a_pipe_the_short_form_is_printed_and_read_back() {
    let scene = scene();
    let before = scene.fingerprint();
    let said = piped(&scene, &[], "n\n").refused();
    assert!(said.contains("no terminal for an editor"), "{said}");
    assert!(
        piped(&scene, &[], "n\nworker task-1 all\n scope a/\n item-9\n.\n")
            .refused()
            .contains("line 3: 'item-9' is no item")
    );
    assert_eq!(scene.fingerprint(), before);
    let split = "worker task-1 a\n scope a/\n item-1\n item-3\nworker task-2 texts\n scope b/\n item-2\n item-4\n item-5\n";
    piped(&scene, &[], &format!("n\n{split}.\ny\n")).done();
    let config = scene.read(".parallel.toml");
    assert!(config.contains("slug = \"texts\"") && config.contains("id = \"item-5\""), "{config}");
    // The same from a file.
    scene.git(&["checkout", "-q", ".parallel.toml"]);
    scene.write("split.txt", split);
    piped(&scene, &["--split", "split.txt"], "").done();
    assert_eq!(scene.read(".parallel.toml"), config);
}

#[test]
fn in_the_editor_what_is_wrong_is_said_at_its_line_and_the_text_is_kept() {
    let scene = scene();
    let script = r#"if grep -q '^# error' "$1"; then cp "$1" seen; sed -i 's/item-77/item-1/' "$1"; else sed -i 's/item-1 /item-77 /' "$1"; fi"#;
    let editor = editor(&scene, script);
    let terminal = |answers: &[(&str, &str)]| {
        let mut terminal = Terminal::open(
            &scene,
            &[
                "env",
                &format!("GIT_EDITOR={editor}"),
                "git",
                "parallel",
                "plan",
                "--workers",
                "2",
                "work.md",
            ],
        );
        for (shown, answer) in answers {
            terminal.shows(shown);
            terminal.press(answer);
        }
        terminal.shows("wrote 2 workers");
        terminal.child.wait().expect("its end");
    };
    terminal(&[
        ("Proceed", "n\r"),
        ("Open the editor again?", "y\r"),
        ("the split is as it was written", "y\r"),
    ]);
    let seen = scene.read("seen");
    let lines: Vec<&str> = seen.lines().collect();
    let at = lines
        .iter()
        .position(|line| line.starts_with("# error: 'item-77' is no item"))
        .expect(&seen);
    assert!(lines[at + 1].contains("item-77"), "{seen}");
}

#[test]
fn answers_are_understood_and_said_back() {
    let scene = scene();
    let said = piped(&scene, &[], "c\nsame as 9\nin C/u.py\nperhaps\ny\ny\n");
    assert!(said.stderr.contains("please answer y or n"), "{said}");
    assert!(said.stderr.contains("there is no item '9'"), "{said}");
    assert!(said.stderr.contains("'C/u.py' is not tracked; is 'c/u.py' meant?"), "{said}");
    assert!(said.stderr.contains("→ in c/u.py (changes c/u.py)"), "{said}");
    said.done();
    assert!(scene.read(".parallel.toml").contains("Polish the welcome text"));
}

#[test]
fn an_item_can_be_dropped_or_told_once_by_flags_and_its_answers_stay_in_the_list() {
    let scene = scene();
    let items = |flag: &str| {
        let manifest = scene.parallel(&["plan", "--json", "--clarify", flag, "work.md"]).json();
        manifest["items"].as_array().expect("items").clone()
    };
    assert_eq!(items("item-5=drop").len(), 4);
    let same = items("item-5=same as item-1");
    assert!(
        same.len() == 4 && same[0]["text"].as_str().expect("text").contains("Polish the welcome"),
        "{same:?}"
    );
    assert_eq!(items("item-5=in c/u.py")[4]["scope"][0], "c/u.py");
    assert!(
        scene
            .parallel(&["plan", "--clarify", "item-8=drop", "work.md"])
            .refused()
            .contains("no item 'item-8'")
    );
    let slip = scene.parallel(&["plan", "--json", "--clarify", "item-5=in C/u.py", "work.md"]);
    assert!(slip.stderr.contains("'C/u.py' is not tracked; is 'c/u.py' meant?"), "{slip}");
    let list = piped(&scene, &[], "c\nin c/u.py, in two languages\ns\n").done();
    let list = list.rsplit("Ordered Task List").next().expect("the list");
    assert!(list.contains("in two languages"), "{list}");
}

#[test]
fn what_was_handed_in_is_what_is_shown_and_written() {
    let scene = scene();
    scene.write("split.txt", "worker task-1 a\n scope a/\n item-1\nworker task-2 b\n item-2\n");
    let shown = piped(&scene, &["--split", "split.txt", "--json"], "").json();
    assert_eq!(shown["written"], true);
    assert_eq!(shown["workers"][1]["items"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown["workers"][1]["scope"][0], "b/p", "of its item, as no line gives it one");
    let left: Vec<&str> = shown["unplaced"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["item"].as_str())
        .collect();
    assert!(left.contains(&"item-3") && left.contains(&"item-4"), "{left:?}");
    let config = scene.read(".parallel.toml");
    assert!(config.contains("slug = \"b\"") && !config.contains("item-3"), "{config}");
}

#[test]
fn one_session_is_recommended_with_and_without_json_alike() {
    let scene = scene();
    scene.write("work.md", "- [ ] Fix the parser in `a/p`\n- [ ] Fix the printer in `b/p`\n");
    for json in [&[][..], &["--json"]] {
        let args = [&["plan", "--yes"], json, &["work.md"]].concat();
        let said = scene.parallel(&args);
        assert_eq!(said.code, 1, "{said}");
        assert!(said.stderr.contains("nothing was written"), "{said}");
        assert!(!scene.read(".parallel.toml").contains("task-1"));
    }
}

#[test]
fn a_written_split_and_the_names_of_items_outlive_answers() {
    let scene = scene();
    let split = "worker task-1 all\n scope a/ b/ c/\n item-1\n item-2\n item-4\n.\n";
    // After N one item is answered, another dropped: the split stays, names stay.
    let said = piped(&scene, &[], &format!("n\n{split}c\nin c/u.py\ny\n"));
    assert!(said.stderr.contains("item-5 goes to task-1"), "{said}");
    said.done();
    let config = scene.read(".parallel.toml");
    assert!(config.contains("slug = \"all\"") && config.contains("item-5"), "{config}");
    assert!(!config.contains("id = \"item-3\"") && !config.contains("task-2"), "{config}");
}

#[test]
fn the_dialogue_can_be_left() {
    let scene = scene();
    let before = scene.fingerprint();
    let said = piped(&scene, &[], "x\n");
    assert!(said.stderr.contains("nothing was written"), "{said}");
    said.done();
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn what_is_asked_about_an_item_handed_in_can_be_answered() {
    let scene = scene();
    let items = r#"[{"description": "Raise the version", "scope": ["c/u.py"], "status": "clarify", "question": "Which?"}]"#;
    scene.write("items.json", items);
    let answer = ["--clarify", "item-1=to 20"];
    let args = [&["plan", "--json", "--items", "items.json"], &answer[..]].concat();
    let item = &scene.parallel(&args).json()["items"][0];
    assert_eq!((&item["status"], &item["scope"][0]), (&"ready".into(), &"c/u.py".into()), "{item}");
}

#[test]
fn the_command_that_would_be_run_next_is_the_one_that_was_given() {
    let scene = scene();
    scene.write("my work.md", &scene.read("work.md"));
    let given = ["--feature", "Bill it", "--clarify", "item-5=in c/u.py", "my work.md"];
    let said = scene.parallel(&[&["plan"], &given[..]].concat());
    let command = said
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("hint: to take it without asking, run: "));
    let command = command.unwrap_or_else(|| panic!("{said}"));
    let mut shell = scene.command("sh", ".");
    shell.args(["-c", command]);
    run(shell, None).done();
    let config = scene.read(".parallel.toml");
    assert!(
        config.contains("feature = \"Bill it\"") && config.contains("id = \"item-5\""),
        "{config}"
    );

    // Where one session is simpler, too.
    scene.write("few.md", "- [ ] Fix the parser in `d/p`\n- [ ] Fix the printer in `e/p`\n");
    let said = scene.parallel(&["plan", "--feature", "Next one", "few.md"]);
    assert!(said.stderr.contains("run: git parallel plan --workers 2 --yes"), "{said}");
    let said = scene.parallel(&["plan", "--yes", "--feature", "Next one", "few.md"]);
    let command = said.stderr.lines().find_map(|line| line.split_once("all the same, run: "));
    let (_, command) = command.unwrap_or_else(|| panic!("{said}"));
    assert_eq!(command, "git parallel plan --workers 2 --yes --feature 'Next one' few.md");
}

#[test]
fn what_was_answered_away_stays_away_in_the_next_plan() {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), ("c/z", "z\n")]);
    scene.parallel(&["init"]).done();
    let text = "# To do\n\n- [ ] Fix the cart in `a/x`\n- [ ] Tidy everything\n- [ ] Mend the cart in `a/x`\n- [ ] Fix the order in `b/y`\n";
    scene.write("todo.md", text);
    let answers = ["--clarify", "item-2=drop", "--clarify", "item-3=same as item-1"];
    let plan = ["plan", "--yes", "--workers", "2", "todo.md"];
    scene.parallel(&[&plan[..], &answers].concat()).done();
    let left = scene.read(".parallel.toml");
    assert!(left.contains("same = \"item-1\"") && left.contains("text = \"Tidy everything\""));
    scene.write("todo.md", &format!("{text}- [ ] Fix the zone in `c/z`\n"));
    let told = scene.parallel(&["plan", "--json", "todo.md"]).json();
    let items = told["items"].as_array().expect("items");
    let ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(ids, ["item-1", "item-4", "item-5"], "{told:#}");
    assert!(items[0]["text"].as_str().unwrap_or_default().contains("Mend the cart"), "{told:#}");
    let said = scene.parallel(&["plan", "--markdown", "todo.md"]).done();
    assert!(said.contains("item-2: left out, as was answered"), "{said}");
    assert!(said.contains("item-3: the same as item-1, as was answered"), "{said}");
    scene.parallel(&["plan", "--yes", "todo.md"]).done();
    let plan = scene.read(".parallel.toml");
    assert_eq!(plan.matches("[[left]]").count(), 2, "{plan}");
    assert!(plan.contains("Fix the zone"), "{plan}");
}
