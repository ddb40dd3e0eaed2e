//! `retro`: what history tells of work that goes on, has landed, or was cleaned up, and what the next plan learns.

use serde_json::Value;

use crate::integrate::{API, UI};
use crate::scene::{Output, Scene, run};
use crate::start::started;

/// Commits in `directory` at `minute` of the day, with a line in `path` for each minute.
pub fn at(
    scene: &Scene,
    directory: &str,
    minute: u32,
    path: Option<&str>,
    message: &str,
) -> Output {
    if let Some(path) = path {
        let lines: String = (0..=minute).map(|n| format!("{n}\n")).collect();
        scene.write(&format!("{directory}/{path}"), &lines);
        scene.git_in(directory, &["add", "--", path]).done();
    }
    let date = format!("2026-03-04T{:02}:{:02}:00Z", 8 + minute / 60, minute % 60);
    let mut command = scene.command("git", directory);
    command.args(["commit", "-q", "--allow-empty", "-m", message]);
    command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    run(command, None)
}

/// A day of two workers with sizes in their plan: 50 minutes of one, 20 and a block of the other.
fn day() -> Scene {
    let scene = started();
    let text = scene.read(".parallel.toml");
    let mut text = text.replacen("text = \"Fix `x`", "size = \"M\"\ntext = \"Fix `x`", 1);
    text.push_str("\n  [[worker.task]]\n  id = \"ui-1\"\n  text = \"Show it\"\n  size = \"L\"\n");
    scene.write(".parallel.toml", &text);
    let listed = "[CHECKPOINT] Model\n\nIt is there.\nFiles changed: src/api/a.rs";
    at(&scene, API, 0, Some("src/api/a.rs"), listed).done();
    at(&scene, API, 10, Some("src/api/b.rs"), "[CHECKPOINT] Routes").done();
    at(&scene, API, 50, Some("src/api/c.rs"), "[COMPLETE] API done").done();
    at(&scene, UI, 5, None, "[NEEDS:task-1/Routes] For the list").done();
    at(&scene, UI, 15, Some("src/ui/b.rs"), "[CHECKPOINT] List").done();
    at(&scene, UI, 25, None, "[BLOCKED:no-icons] Where are they").done();
    at(&scene, UI, 85, Some("src/ui/c.rs"), "[COMPLETE] UI done").done();
    scene
}

fn told(scene: &Scene, args: &[&str]) -> Value {
    scene.parallel(&[&["retro", "--json"], args].concat()).json()
}

/// What must be the same however far the work has come.
#[track_caller]
fn is_the_day(told: &Value) {
    let shares = &told["shares"];
    assert_eq!(
        (&shares[0]["commits"], &shares[0]["files"], &shares[0]["added"]),
        (&3.into(), &3.into(), &Value::from(1 + 11 + 51)),
        "{told:#}"
    );
    // 10 and 40 minutes between commits, and their mean before the first.
    assert_eq!(shares[0]["active_minutes"], 75);
    // 10 and 10, and their mean; the hour of the block is no work.
    assert_eq!(shares[1]["active_minutes"], 30);
    assert_eq!(told["gaps"][0]["longest_minutes"], 40);
    assert_eq!(told["waits"][0]["what"], "task-1/Routes");
    assert_eq!(
        (&told["waits"][0]["met_minutes"], &told["waits"][0]["next_minutes"]),
        (&5.into(), &10.into())
    );
    assert_eq!(
        (&told["waits"][1]["what"], &told["waits"][1]["next_minutes"]),
        (&"no-icons".into(), &60.into())
    );
    assert_eq!(
        (&told["habits"][0]["listing"], &told["habits"][0]["changing"]),
        (&1.into(), &3.into())
    );
    assert_eq!(
        (&told["habits"][0]["in_time"], &told["habits"][0]["steps"]),
        (&1.into(), &2.into())
    );
    assert_eq!(told["shared"], Value::Array(Vec::new()));
    assert_eq!(told["sizes"]["workers"][0]["planned_minutes"], 30);
    assert_eq!(told["sizes"]["workers"][1]["actual_minutes"], 30);
    // 105 of 135 planned minutes, for no size has three items.
    let proposed = &told["sizes"]["proposed"];
    assert_eq!([&proposed["S"], &proposed["M"], &proposed["L"], &proposed["XL"]], [6, 23, 81, 186]);
    let weights: u64 = told["grade"]["marks"]
        .as_array()
        .expect("marks")
        .iter()
        .map(|mark| mark["weight"].as_u64().expect("a weight"))
        .sum();
    assert_eq!((weights, &told["grade"]["letter"]), (100, &"C".into()), "{told:#}");
}

#[test]
fn it_tells_the_same_of_open_landed_and_cleaned_work() {
    let scene = day();
    let before = scene.fingerprint();
    let open = told(&scene, &[]);
    is_the_day(&open);
    assert_eq!(open["shares"][0]["merged"], false);
    assert_eq!(scene.fingerprint(), before, "it only reads");
    scene.parallel(&["integrate", "f"]).done();
    is_the_day(&told(&scene, &[]));
    scene.parallel(&["land", "--yes"]).done();
    let landed = told(&scene, &[]);
    is_the_day(&landed);
    assert_eq!(landed["shares"][1]["merged"], true);
    scene.parallel(&["clean"]).done();
    let cleaned = told(&scene, &[]);
    is_the_day(&cleaned);
    assert_eq!(cleaned["about"], "what landed last: f");
    let range = told(&scene, &["main~1..main"]);
    is_the_day(&range);
    assert_eq!(range["about"], "main~1..main");
    let said = scene.parallel(&["retro", "main~1..main~1"]).refused();
    assert!(said.contains("no worker was merged in 'main~1..main~1'"), "{said}");
    let said = scene.parallel(&["retro", "nowhere..main"]).refused();
    assert!(said.contains("'nowhere..main' names no commits"), "{said}");
}

#[test]
fn a_squash_that_was_cleaned_up_is_found_by_what_clean_kept() {
    let scene = day();
    scene.git(&["checkout", "-q", "main", "--", "."]);
    scene.git(&["merge", "-q", "--squash", "work/task-1-api-endpoints", "work/task-2-ui"]);
    scene.git(&["commit", "-q", "-m", "All in one"]);
    scene.parallel(&["clean"]).done();
    let found = told(&scene, &[]);
    assert_eq!(found["about"], "what was cleaned up last");
    is_the_day(&found);
}

#[test]
fn nothing_to_look_back_on_is_told() {
    let scene = crate::start::planned();
    let said = scene.parallel(&["retro"]).refused();
    assert!(said.contains("no work to look back on"), "{said}");
}

#[test]
fn the_next_plan_counts_what_was_measured() {
    let scene = day();
    let text = scene.read(".parallel.toml");
    let prints = scene.fingerprint();
    let shown = scene.parallel(&["retro", "--write", "--dry-run"]);
    assert!(shown.stderr.contains("would write [estimate]"), "{shown}");
    assert_eq!(scene.fingerprint(), prints);
    let said = scene.parallel(&["retro", "--write"]);
    assert!(said.stderr.contains("S 6, M 23, L 81, XL 186"), "{said}");
    assert!(scene.read(".parallel.toml").contains(text.lines().next().expect("a line")));
    let plan = |effort: &str| {
        let document =
            format!("- [ ] Fix the null check in `src/api/a.rs` \n  - **Effort:** {effort}\n");
        let manifest = scene.parallel_with(&["plan", "-", "--json"], &document).json();
        manifest["items"][0]["minutes"].clone()
    };
    assert_eq!(
        (plan("S"), plan("M"), plan("L"), plan("XL")),
        (6.into(), 23.into(), 81.into(), 186.into())
    );
    // Measured against what is counted now, nothing is off any more.
    let again = scene.parallel(&["retro", "--write"]);
    assert_eq!(again.code, 0, "{again}");
    scene.parallel(&["status"]).done();
}

#[test]
fn it_reads_like_the_other_reports_and_as_markdown() {
    let scene = day();
    let text = scene.parallel(&["retro"]).done();
    let markdown = scene.parallel(&["retro", "--markdown"]).done();
    for part in [
        "Distribution",
        "Gaps",
        "Blocks and Needs",
        "Conventions",
        "Planned and Actual",
        "Recommended Actions",
        "git parallel retro --write",
        "| [BLOCKED:no-icons]",
        "1 h 15",
        "| own files | 25",
    ] {
        assert!(text.contains(part), "{part} missing in:\n{text}");
        assert!(markdown.contains(part), "{part} missing in:\n{markdown}");
    }
    assert!(markdown.starts_with("## Retrospective\n") && markdown.contains("\n### Gaps\n"));
}

#[test]
fn the_json_answer_fits_its_published_schema() {
    let scene = day();
    let schema = scene.parallel(&["retro", "--schema"]).json();
    let fits = jsonschema::validator_for(&schema).expect("a schema");
    let mut answer = told(&scene, &[]);
    let wrong: Vec<String> = fits.iter_errors(&answer).map(|it| it.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((&answer["schema"], &answer["kind"]), (&1.into(), &"retro".into()));
    answer["shares"][0]["commits"] = "three".into();
    assert!(!fits.is_valid(&answer));
}

#[test]
fn files_of_several_workers_and_bare_subjects_are_told() {
    let scene = day();
    let around = |message: &str| {
        scene.write(&format!("{UI}/src/api/a.rs"), message);
        scene.git_in(UI, &["-c", "core.hooksPath=/dev/null", "commit", "-qam", message]).done();
    };
    around("around the guard");
    let found = told(&scene, &[]);
    assert_eq!(found["shared"][0]["path"], "src/api/a.rs");
    assert_eq!(found["shared"][0]["workers"], serde_json::json!(["task-1", "task-2"]));
    assert_eq!(
        (&found["habits"][1]["prefixed"], &found["habits"][1]["commits"]),
        (&4.into(), &5.into())
    );
    let text = scene.parallel(&["retro"]).done();
    assert!(text.contains("- src/api/a.rs: task-1, task-2"), "{text}");
}

/// Workers that took each other's work by the merges that are recommended, one of them fast-forwarded by hand.
#[test]
fn each_commit_counts_once_and_for_whoever_made_it() {
    let scene = started();
    at(&scene, API, 0, Some("src/api/a.rs"), "[CHECKPOINT] Model").done();
    at(&scene, UI, 5, None, "[NEEDS:task-1/Routes] For the list").done();
    at(&scene, UI, 10, Some("src/ui/b.rs"), "[CHECKPOINT] List").done();
    let merge = |tree: &str, branch: &str, how: &str| {
        scene.git_in(tree, &["merge", "-q", how, "--no-edit", branch]).done()
    };
    merge(UI, "work/task-1-api-endpoints", "--no-ff");
    at(&scene, UI, 15, None, "[NEEDS:lead/NOTES.md] To say so").done();
    at(&scene, API, 20, Some("src/api/b.rs"), "[CHECKPOINT] Routes").done();
    merge(API, "work/task-2-ui", "--no-ff");
    merge(UI, "work/task-1-api-endpoints", "--ff");
    scene.parallel(&["grant", "task-2", "NOTES.md", "--reason", "asked"]).done();
    at(&scene, UI, 30, Some("NOTES.md"), "[CHECKPOINT] Notes").done();
    at(&scene, API, 40, Some("src/api/c.rs"), "[COMPLETE] API done").done();
    at(&scene, UI, 45, Some("src/ui/c.rs"), "[COMPLETE] UI done").done();
    let counted = |step: &str| {
        let told = told(&scene, &[]);
        let commits = |n: usize| told["shares"][n]["commits"].clone();
        assert_eq!((commits(0), commits(1)), (3.into(), 5.into()), "{step}: {told:#}");
        let waits: Vec<(&Value, &Value)> = told["waits"]
            .as_array()
            .expect("waits")
            .iter()
            .map(|wait| (&wait["what"], &wait["met_minutes"]))
            .collect();
        let (routes, notes) = (Value::from("task-1/Routes"), Value::from("lead/NOTES.md"));
        assert_eq!(waits, [(&routes, &15.into()), (&notes, &15.into())], "{step}");
        told["shares"].clone()
    };
    let open = counted("open");
    scene.parallel(&["integrate", "f"]).done();
    counted("integrated");
    scene.parallel(&["land", "--yes"]).done();
    counted("landed");
    scene.parallel(&["clean"]).done();
    let cleaned = counted("cleaned");
    assert_eq!(open[0]["added"], cleaned[0]["added"]);
    let range = told(&scene, &["main~1..main"]);
    assert_eq!(range["shares"], cleaned);
    let named = told(&scene, &["--feature", "f"]);
    assert_eq!((&named["about"], &named["shares"]), (&"what landed as f".into(), &cleaned));
    scene.parallel(&["retro", "--feature", "other"]).refused();
}

#[test]
fn the_page_stands_alone_and_escapes_everything() {
    let scene = day();
    let hostile = "[CHECKPOINT] <script>alert('x')</script> \u{1b}[31m & \"more\"";
    at(&scene, UI, 55, Some("src/ui/b.rs"), hostile).done();
    for verb in [&["retro", "--html"][..], &["status", "--html"]] {
        let page = scene.parallel(verb).done();
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
        for part in [
            "<svg class=\"timeline\"",
            "<svg class=\"graph\"",
            "None: every file was changed by one worker.",
            "Planned and Actual",
            "prefers-color-scheme: dark",
            "@media print",
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; \\x1b[31m &amp; &quot;more&quot;",
        ] {
            assert!(page.contains(part), "{part} missing in:\n{page}");
        }
        for bad in ["<script", "http://", "https://", "src=", "@import", "\u{1b}"] {
            assert!(!page.contains(bad), "{bad} in:\n{page}");
        }
        let opened = |tag: &str| page.matches(&format!("<{tag}")).count();
        for tag in ["svg", "table", "ul", "li>", "tr", "td", "text"] {
            let closed = page.matches(&format!("</{}", tag.trim_end_matches('>'))).count();
            assert_eq!(opened(tag), closed, "{tag}");
        }
    }
}

#[test]
fn the_page_of_open_work_shows_who_would_not_merge_with_whom() {
    let scene = started();
    scene.commit_in(API, "src/api/a.rs", "api\n", "[CHECKPOINT] a").done();
    scene.commit_in(UI, "src/ui/b.rs", "ui\n", "[CHECKPOINT] b").done();
    let page = scene.parallel(&["status", "--html"]).done();
    assert!(page.contains("Conflicts Foreseen") && !page.contains("class=\"hit\""), "{page}");
    assert!(page.contains("None: all of it would merge as it is now."), "{page}");
    scene.write("src/api/a.rs", "base\n");
    scene.git(&["commit", "-qam", "Change a"]);
    let page = scene.parallel(&["status", "--html"]).done();
    assert!(page.contains("<th>main</th>"), "{page}");
    assert!(page.contains("\">src/api/a.rs</td>"), "{page}");
    assert!(!scene.parallel(&["retro", "--html"]).done().contains("Conflicts Foreseen"));
}
