//! What holds for every document and every split: no panic, one answer, one place, one owner.

use git_parallel::document::{self, Reading, Verdict, WorkItem};
use git_parallel::plan::{self, Ground, Manifest, Options, Status};
use git_parallel::scope::Scope;
use proptest::prelude::*;

/// Pieces documents are made of; any sequence of them is a document.
#[expect(clippy::too_many_lines, reason = "a list, one piece a line")]
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "# ",
        "## ",
        "### 1. ",
        "- [ ] ",
        "- [x] ",
        "* ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "```\n",
        "~~~",
        "| a | b |\n|---|---|\n",
        "|",
        "**",
        "__",
        "~~",
        "`",
        "[P]",
        "[#1](x)",
        "T001 ",
        "T002: ",
        "Task 3: ",
        "Phase 1",
        "P0",
        "(depends on T001)",
        "after ",
        "blocked by ",
        "Status: done",
        "**File:** ",
        "`src/a.rs:1-9`",
        "src/b/",
        "✅",
        "🔴",
        "é",
        "修复",
        "\u{202e}",
        "---\n",
        "<!-- ",
        " -->",
        "<details>",
        "Fix ",
        "Add ",
        "File",
        ":",
        " - ",
        "—",
        "(",
        ")",
        "[",
        "]",
        "(done)",
        "DONE",
        "```mermaid\ngraph TD\nT001-->T002\n```\n",
        "etc.",
        "?",
        "…",
        "\r\n",
        "\r",
        "\u{feff}",
        "0x",
    ]);
    prop_oneof![fixed.prop_map(str::to_owned), "[a-zA-Z0-9 ./_*-]{0,12}", "\\PC{0,3}"]
}

fn planned(work: &[WorkItem], ground: &Ground, workers: Option<usize>) -> Manifest {
    plan::build(work, ground, &Options { workers })
}

/// What every manifest must satisfy.
fn sound(manifest: &Manifest) -> Result<(), TestCaseError> {
    let mut ids: Vec<&str> = manifest.items.iter().map(|item| item.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    prop_assert_eq!(ids.len(), manifest.items.len(), "every item has a name of its own");
    for item in &manifest.items {
        let workers =
            manifest.workers.iter().filter(|worker| worker.items.contains(&item.id)).count();
        let unplaced = manifest.unplaced.iter().filter(|unplaced| unplaced.item == item.id).count();
        let places = usize::from(item.status == Status::Ready);
        prop_assert_eq!(
            workers + unplaced,
            places,
            "{} is in {} workers and {} times unplaced",
            &item.id,
            workers,
            unplaced
        );
    }
    let scopes: Vec<Scope> = manifest
        .workers
        .iter()
        .map(|worker| Scope::parse(&worker.scope).expect("patterns"))
        .collect();
    for (at, one) in scopes.iter().enumerate() {
        for other in &scopes[at + 1..] {
            prop_assert_eq!(one.overlap(other), None);
        }
    }
    let open = manifest.items.iter().filter(|item| item.status != Status::Done).count();
    prop_assert_eq!(manifest.order.len(), open, "the order holds every open item");
    Ok(())
}

/// Every line that is not blank is in exactly one block, and every block ends in one place.
fn accounted(text: &str, reading: &Reading) -> Result<(), TestCaseError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // The mark of the byte order is no text.
    let blank = |line: &str| line.trim_start_matches('\u{feff}').trim().is_empty();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !blank(line)) {
        let at = at + 1;
        let block = reading.blocks.iter().find(|block| (block.line..=block.to).contains(&at));
        prop_assert!(block.is_some(), "line {at} is in no block: {line:?}");
    }
    for block in &reading.blocks {
        let told = match block.verdict {
            Verdict::Item | Verdict::Done => {
                reading.items.iter().any(|item| item.line == block.line)
            }
            Verdict::Part => reading.items.iter().any(|item| item.parts.contains(&block.line)),
            Verdict::Also => reading.items.iter().any(|item| item.also.contains(&block.line)),
            Verdict::Group => true,
            Verdict::Drop => {
                reading.left_out.iter().any(|out| (out.line..=out.to).contains(&block.line))
            }
        };
        prop_assert!(told, "{block:?} is told nowhere");
        prop_assert!(!block.rule.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(items) = document::read("x", &bytes).map(|reading| reading.items) {
            sound(&planned(&items, &Ground::default(), None))?;
        }
    }

    #[test]
    fn any_document_gives_one_sound_plan(pieces in prop::collection::vec(piece(), 0..120)) {
        let text = pieces.concat();
        // A carriage return alone ends a line too (CommonMark 2.1), so both kinds count.
        let lines = text.lines().count() + text.matches('\r').count() + 1;
        if let Ok(reading) = document::read("x", text.as_bytes()) {
            accounted(&text, &reading)?;
            let items = reading.items;
            prop_assert!(items.iter().all(|item| (1..=lines).contains(&item.line) && !item.title.is_empty()));
            prop_assert!(items.windows(2).all(|pair| pair[0].line <= pair[1].line));
            prop_assert_eq!(&items, &document::read("x", text.as_bytes()).expect("the same again").items);
            let manifest = planned(&items, &Ground::default(), None);
            sound(&manifest)?;
            prop_assert_eq!(&manifest, &planned(&items, &Ground::default(), None));
        }
    }

    #[test]
    fn any_work_in_any_tree_is_split_soundly(
        work in prop::collection::vec((0..7_usize, prop::collection::vec(0..24_usize, 0..4), prop::option::of(0..20_usize)), 1..24),
        workers in prop::option::of(1..6_usize),
        started in any::<bool>(),
    ) {
        const PATHS: [&str; 24] = [
            "src/a.rs", "src/b.rs", "src/a/", "src/a/x.rs", "src/a/y.rs", "lib/", "lib/c/d.rs", "lib/c/", "docs/*.md", "docs/a.md", "src/**/*.ts",
            "src/q/z.ts", "Cargo.toml", "Cargo.lock", "x/__init__.py", "x/m.py", "x/n.py", "tests/test_m.py", "new/file.rs", "new/", "app/[id]/page.tsx",
            "app/[id]/", "README.md", "a.rs",
        ];
        const VERBS: [&str; 7] = ["Fix", "Add", "Refactor", "Remove", "Update all of", "Test", "Investigate"];
        let mut text = String::new();
        for (at, (verb, paths, wait)) in work.iter().enumerate() {
            let spelled: String = paths.iter().map(|path| format!(" `{}`", PATHS[*path])).collect();
            let wait = wait.map(|on| format!(" (depends on T{on:03})")).unwrap_or_default();
            text.push_str(&format!("- [ ] T{at:03} {} thing {at} in{spelled}{wait}\n", VERBS[*verb]));
        }
        let files = PATHS.iter().filter(|path| !path.ends_with('/') && !path.contains('*')).map(ToString::to_string).collect();
        let mut ground = Ground { files, ..Ground::default() };
        let items = document::read("x.md", text.as_bytes()).expect("a document").items;
        prop_assert_eq!(items.len(), work.len());
        let first = planned(&items, &ground, workers);
        sound(&first)?;

        // Planned again on top of what was accepted: the same owners, whatever has started.
        ground.workers = plan::accepted(&first, &[]);
        if started {
            ground.started = ground.workers.iter().step_by(2).map(|worker| worker.id.clone()).collect();
        }
        let second = planned(&items, &ground, workers);
        sound(&second)?;
        for worker in ground.workers.iter().filter(|worker| ground.started.contains(&worker.id)) {
            let now = second.workers.iter().find(|now| now.id == worker.id);
            prop_assert!(now.is_some_and(|now| worker.scope.iter().all(|path| now.scope.contains(path))), "{} keeps its scope", worker.id);
            let tasks: Vec<&String> = worker.task.iter().map(|task| &task.id).collect();
            prop_assert!(now.is_some_and(|now| tasks.iter().all(|task| now.items.contains(task))), "{} keeps its tasks", worker.id);
        }
        let accepted = plan::accepted(&second, &ground.workers);
        let mut tasks: Vec<&str> = accepted.iter().flat_map(|worker| &worker.task).map(|task| task.id.as_str()).collect();
        let count = tasks.len();
        tasks.sort_unstable();
        tasks.dedup();
        prop_assert_eq!(tasks.len(), count, "no task twice");
    }
}
