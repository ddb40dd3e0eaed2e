//! The reading before the split: its questions, and the whole of it changed by hand.

use crate::plan_dialogue::planning;
use crate::scene::{Output, Scene, run};
use crate::terminal::Terminal;

const DOCUMENT: &str = "# Tasks\n\n- Rewrite the parser in `a/p`\n- Rewrite the printer in `b/p`\n\n\
    ## Thoughts\n\n- Quicker reading of `a/q` with a cache\n- Dark mode of `b/q`\n- Windows\n\n\
    ## Status\n\nAll is well with `c/u.py`.\n";

fn scene() -> Scene {
    planning(DOCUMENT)
}

fn piped(scene: &Scene, args: &[&str], answers: &str) -> Output {
    let mut command = scene.command("git", ".");
    command.args(["parallel", "plan", "--workers", "2"]).args(args).arg("work.md");
    run(command, Some(answers))
}

fn lines(scene: &Scene, args: &[&str]) -> Vec<u64> {
    let mut all = vec!["plan", "--json", "work.md"];
    all.extend(args);
    let manifest = scene.parallel(&all).json();
    let items = manifest["items"].as_array().expect("items");
    items.iter().map(|item| item["line"].as_u64().expect("a line")).collect()
}

/// What `plan --edit` prints where there is no terminal.
fn draft(scene: &Scene) -> String {
    scene.parallel(&["plan", "--edit", "work.md"]).done()
}

#[test]
fn without_a_terminal_the_reading_is_printed_and_handed_back() {
    let scene = scene();
    let before = lines(&scene, &[]);
    let draft = draft(&scene);
    scene.write("draft", &draft);
    assert_eq!(lines(&scene, &["--edit=draft"]), before, "{draft}");
    let line = |wanted: &str| {
        let mut all = draft.lines();
        all.find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted}: {draft}"))
    };
    let changed = draft
        .replace(line("All is well"), "item 14")
        .replace(line("Quicker"), "item 8 Quicker")
        .replace(line("Dark mode"), "drop 9")
        .replace(line("Windows"), "part 10 Windows")
        .replace(line("the printer"), "done 4");
    scene.write("draft", &changed);
    assert_eq!(lines(&scene, &["--edit=draft"]), [3, 4, 8, 14]);
    let manifest = scene.parallel(&["plan", "--json", "--edit=draft", "work.md"]).json();
    assert_eq!(manifest["items"][1]["status"], "done");
    assert_eq!(manifest["items"][2]["parts"][0], 10);
    assert_eq!(manifest["items"][3]["scope"][0], "c/u.py");
}

#[test]
fn what_is_wrong_in_it_is_told_with_its_line_and_nothing_is_written() {
    let scene = scene();
    let before = scene.fingerprint();
    for (text, why) in [
        ("pick 3\n", "line 1: 'pick' is none of item, part, done and drop"),
        ("item 3\nitem 400\n", "line 2: nothing stands in line '400' of the document"),
        ("# all gone\n", "the reading was left empty"),
    ] {
        scene.write("../draft", text);
        let said = scene.parallel(&["plan", "--yes", "--edit=../draft", "work.md"]).refused();
        assert!(said.contains(why), "{said}");
    }
    let said = scene.parallel(&["plan", "--yes", "--edit=../none", "work.md"]).refused();
    assert!(said.contains("cannot read '../none'"), "{said}");
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn through_a_pipe_it_is_a_choice_below_the_manifest() {
    let scene = scene();
    piped(&scene, &[], "e\nitem 3\nitem 9\n.\ny\n").done();
    let config = scene.read(".parallel.toml");
    assert!(config.contains("Dark mode") && !config.contains("the printer"), "{config}");
}

#[test]
fn guesses_are_told_with_the_flag_that_says_otherwise() {
    let scene = scene();
    let manifest = scene.parallel(&["plan", "--json", "work.md"]).json();
    let question = &manifest["questions"][0];
    let id = question["id"].as_str().expect("an id");
    let said = piped(&scene, &["--yes"], "");
    assert!(said.stderr.contains("guessed of 3 lines under 'Thoughts'"), "{said}");
    assert!(said.stderr.contains(id), "{said}");
    said.done();
    scene.git(&["checkout", "-q", ".parallel.toml"]);
    let answer = format!("{id}=items");
    assert_eq!(lines(&scene, &["--answer", &answer]), [3, 4, 8, 9, 10]);
    // The same by answering Q.
    let said = piped(&scene, &[], "q\nperhaps\ni\ny\n");
    assert!(said.stderr.contains("'perhaps' is none of the choices"), "{said}");
    said.done();
    assert!(scene.read(".parallel.toml").contains("Dark mode"));
    let shown = scene.parallel(&["plan", "--markdown", "work.md"]).done();
    assert!(shown.contains("Guessed") && shown.contains("work.md:14"), "{shown}");
}

#[test]
fn on_a_terminal_the_questions_come_first_and_the_editor_when_it_is_asked_for() {
    let scene = scene();
    let mut terminal =
        Terminal::open(&scene, &["git", "parallel", "plan", "--workers", "2", "work.md"]);
    terminal.shows("3 lines under 'Thoughts' (work.md:8-10)");
    terminal.press("i\r");
    terminal.shows("Proceed");
    terminal.press("y\r");
    terminal.child.wait().expect("its end");
    assert!(scene.read(".parallel.toml").contains("Dark mode"));
    scene.git(&["checkout", "-q", ".parallel.toml"]);
    scene.write("../editor.sh", "sed -i -e '/the printer/d' -e 's/^# drop *9 /item 9 /' \"$1\"\n");
    let editor = format!("GIT_EDITOR=sh {}", scene.outside().join("editor.sh").display());
    let plan = ["env", &editor, "git", "parallel", "plan", "--workers", "2", "--edit", "work.md"];
    let mut terminal = Terminal::open(&scene, &plan);
    terminal.shows("Proceed");
    terminal.press("y\r");
    terminal.child.wait().expect("its end");
    let config = scene.read(".parallel.toml");
    assert!(config.contains("Dark mode") && !config.contains("the printer"), "{config}");
}
