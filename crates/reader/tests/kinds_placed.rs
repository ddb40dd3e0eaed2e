//! Kinds of documents that say where work is before what it is: notes by line, places over lists, trackers.

use git_parallel_reader::{State, WorkItem, read};

fn items(document: &str) -> Vec<WorkItem> {
    read("doc.md", document.as_bytes()).expect("a document").items
}

/// The lines of the open items, with their places.
fn open(document: &str) -> Vec<(usize, String)> {
    let items = items(document).into_iter().filter(|item| item.state != State::Done);
    items.map(|item| (item.line, item.scope.join(" "))).collect()
}

fn lines(document: &str) -> Vec<usize> {
    open(document).into_iter().map(|(line, _)| line).collect()
}

fn placed(want: &[(usize, &str)]) -> Vec<(usize, String)> {
    want.iter().map(|(line, place)| (*line, (*place).to_owned())).collect()
}

#[test]
fn lines_that_begin_with_a_line_of_a_file_are_one_item_each() {
    let document = "Review of the merge\n\nlib/pool.c:14: the lock is taken twice\nlib/pool.c:90-99: nit: split it\n\
        lib/wire.c:7: why so many?\ntests/pool.c: needs a case for the first\nlib/main.c:3: LGTM\n";
    assert_eq!(lines(document), [3, 4, 5, 6]);
    assert!(items(document)[3].title.ends_with("needs a case for the first"));
    let by_file = "# Notes\n\n## lib/pool.c\n* line 14: the lock is taken twice. **Important.**\n* line 90: dead, remove.\n\n\
        ## lib/wire.c\nNothing, clean.\n";
    assert_eq!(open(by_file), placed(&[(4, "lib/pool.c"), (5, "lib/pool.c")]));
    assert!(items(by_file)[0].priority.is_some());
    let mail = "# Review\n\n> lib/pool.c:14\nThe lock is taken twice.\n\n> lib/wire.c:7\nCould this be one call?\n";
    assert_eq!(open(mail), placed(&[(3, "lib/pool.c"), (6, "lib/wire.c")]));
}

#[test]
fn places_over_lists_are_where_the_lines_below_are() {
    let want = |lines: [usize; 3]| {
        placed(&[(lines[0], "lib/a.js"), (lines[1], "lib/a.js"), (lines[2], "lib/b.js")])
    };
    let bullets = "# Review\n\n- `lib/a.js`\n  - set twice\n  - remove the end\n- `lib/b.js`\n  - stats too often\n";
    assert_eq!(open(bullets), want([4, 5, 7]));
    let bold = "# Review\n\n**lib/a.js**\n\n- set twice\n- remove the end\n";
    assert_eq!(open(bold), want([5, 6, 0])[..2]);
}

#[test]
fn an_order_behind_a_file_is_work_under_any_heading() {
    for heading in ["Work", "To do", "Changes", "Part 1", "Core"] {
        let document = format!(
            "# Release 8\n\nGround rules for all: no new packages.\n\n## {heading}\n\n1. `src/core.py`: validate the range\n\
             2. `src/utils.py`: close it on error\n3. `docs/options.md`: say so\n"
        );
        assert_eq!(lines(&document), [7, 8, 9], "{heading}");
    }
}

#[test]
fn details_below_the_name_of_a_row_are_those_of_the_row() {
    let document = "# Audit\n\n| ID | Where | Finding | Sev | Status |\n|---|---|---|---|---|\n\
        | R-1 | lib/a.js | tag of an empty body | High | open |\n| R-2 | lib/b.js | name has no bound | Low | wontfix |\n\
        | R-3 | lib/c.js | header is split | Low | open |\n\n## Details\n\n### R-1\n\nReproduce:\n\n```js\nsend()\n```\n\nCompute it first. Tests go to test/send.js.\n\n\
        ### R-3\n\nSplit it so:\n\n```js\ncut()\n```\n\nAdd a case to `test/split.js`.\n";
    assert_eq!(
        open(document),
        placed(&[(5, "lib/a.js test/send.js"), (7, "lib/c.js test/split.js")])
    );
}

#[test]
fn a_column_that_asks_whether_it_is_done_is_a_state() {
    for (head, yes, no) in
        [("Done", "yes", "no"), ("Done?", "[x]", "[ ]"), ("Fertig", "ja", "nein"), ("✓", "☑", "☐")]
    {
        let document = format!(
            "# Sprint\n\n| Task | Owner | Files | {head} |\n|---|---|---|---|\n| Pager | Ana | a.py | {no} |\n| Wrap | Bo | b.py | {yes} |\n"
        );
        assert_eq!(open(&document), placed(&[(5, "a.py")]), "{head}");
    }
}

#[test]
fn milestones_hold_their_boxes_and_what_is_all_ticked_is_done() {
    let document = "# Migration TOD\u{4f}\n\n## M0 — Base\n- [x] Ground\n- [x] Walls\n\n## M1 — Roof\n- [x] Beams\n- [ ] Tiles\n\n\
        ## Sample rooms\n\n- [ ] Paint the hall\n\n## Examples\n\n- [ ] Replace `rooms/hall.md`\n";
    assert_eq!(lines(document), [9, 13, 17]);
    let task = "# Plan\n\n### Task 1: Base\n\n- [x] Ground\n- [x] Walls\n\n### Task 2: Roof\n\n- [ ] Beams\n- [ ] Tiles\n";
    assert!(!lines(task).contains(&3), "{:?}", lines(task));
}

#[test]
fn names_keep_their_underscores_and_their_colons() {
    let tasks = items(
        "- [ ] T001 Create src/shell/__init__.py\n- [ ] T002 Fill `__main__.py`\n\n## Dependencies\n\n- T001 blocks T002\n",
    );
    assert_eq!(tasks.len(), 2, "{tasks:?}");
    assert_eq!(tasks[0].scope, ["src/shell/__init__.py"]);
    let heading = items(
        "# Review\n\n### 2. Shell splits words at `=` and `:` (high)\n\n**File:** `a.py`\n\nQuote them. Size: large. Depends on nothing.\n",
    );
    assert_eq!(heading[0].title, "Shell splits words at = and :");
    assert_eq!(heading[0].effort.as_deref(), Some("large"));
}

#[test]
fn the_tests_or_documents_of_a_file_are_other_files() {
    let document = "# Todo\n\n- [ ] app.js tests: split test/app.router.js\n\
        - [ ] response.js docs: say it in Readme.md\n- [ ] app.js: split it\n";
    let items = read("doc.md", document.as_bytes()).expect("a document").items;
    let scopes: Vec<_> = items.iter().map(|item| item.scope.join(" ")).collect();
    assert_eq!(scopes, ["test/app.router.js", "Readme.md", "app.js"]);
}

#[test]
fn a_finding_in_two_documents_is_told_once_wherever_its_file_stands() {
    let one = "# Review\n\n## lib/app.js\n* `logerror` prints in the tests.\n* `use` is slow.\n";
    let two = "# More\n\n- [ ] `lib/view.js`: mend the lookup\n- [ ] `lib/app.js`: `logerror` prints in the tests\n";
    let both = [("one.md", one.as_bytes()), ("two.md", two.as_bytes())];
    let reading = git_parallel_reader::read_all(both, &git_parallel_reader::Said::default())
        .expect("documents");
    let told: Vec<_> = reading.items.iter().map(|item| (&*item.document, item.line)).collect();
    assert_eq!(told, [("one.md", 4), ("one.md", 5), ("two.md", 3)]);
}
