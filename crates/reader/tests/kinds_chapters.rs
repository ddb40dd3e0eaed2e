//! Chapters, legends of order and lists that lead elsewhere are no work; what stands in them may be.

use git_parallel_reader::{Priority, State, read};

fn lines(document: &str, state: State) -> Vec<usize> {
    let items = read("doc.md", document.as_bytes()).expect("a document").items;
    items.iter().filter(|item| item.state == state).map(|item| item.line).collect()
}

fn open(document: &str) -> Vec<usize> {
    lines(document, State::Open)
}

#[test]
fn a_heading_over_topics_is_a_chapter_and_no_finding() {
    let document = "# Hand-off\n\n## 1. What is there\n\nA server and a client, in one tree of sources.\n\n\
        ## 2. What still needs to be done\n\n### Imports\n\n- **Spreadsheets**\n  - The reader takes one sheet.\n\
        \x20 - Totals are not checked.\n- **Text**\n  - Wire the adapter.\n\n### Backups\n\n\
        - A dump of each night, kept for thirty days.\n- Restoring from a given day.\n";
    assert_eq!(open(document), [11, 14, 19, 20]);
}

#[test]
fn a_sign_and_a_word_behind_a_title_tell_its_state() {
    let document = "# Sprint 6\n\n### T30. Incremental search ✅ done\n\n- Index the moves\n\n\
        ### T31. Pruning 🔄 in progress\n\n- Order the moves\n\n### T32. Deepening\n\n- Count the nodes\n";
    assert_eq!(lines(document, State::Done), [3]);
    assert_eq!(open(document), [7, 11]);
    // A point between parts is no sign: the first of them is how urgent it is.
    let parts = "# Epic\n\n## T3 — Priors · P1 · High · Medium\n\n- [ ] Unify the method\n";
    let items = read("doc.md", parts.as_bytes()).expect("a document").items;
    assert_eq!(items[0].priority, Some(Priority::High));
}

#[test]
fn a_table_of_contents_hands_nothing_out() {
    let document = "# TODO\n\n- [Done](#done)\n  - [Done 10/18](#done-1018)\n  - [Done 10/21](#done-1021)\n\
        - [Todo](#todo)\n  - [Fix the login](#fix-the-login)\n\n## Todo\n\n- Fix the login\n- Add a logout\n";
    assert_eq!(open(document), [11, 12]);
}

#[test]
fn rules_of_what_must_never_be_are_no_work() {
    let document = "# Plan\n\n## Absolute safety rules (never violate)\n\n- NEVER delete a listing\n\
        - NEVER push without a yes\n- Do not log secrets\n\n## Tasks\n\n- Add a lock\n- Write the report\n";
    assert_eq!(open(document), [11, 12]);
}

#[test]
fn what_waits_for_what_is_told_beside_boxes_and_is_no_work() {
    let document = "# Tasks\n\n## 1. Logger\n\n- [ ] 1.1 Write the logger\n- [ ] 1.2 Rotate its files\n\n\
        ## 2. Routes\n\n- [ ] 2.1 Serve the log\n\n## Dependencies\n\n- Tasks 2.x depend on 1.x (they need the logger)\n\
        - Task 3.x can only start after 2.x is complete\n\n## Parallelizable work\n\n\
        - The logger and the front end can be built in parallel\n";
    assert_eq!(open(document), [5, 6, 10]);
}

#[test]
fn a_heading_that_calls_itself_a_task_is_one_with_all_below_it() {
    let document = "# To do\n\n## Phase 1\n\n### Task: Replace the pool\n\n- **Context**:\n  - It allocates.\n\
        - **To-Do**:\n  - [ ] Add a pool\n  - [ ] Switch the handle\n- **Constraints**:\n  - No locks\n\n\
        ### Task: Draw the meter\n\n- **To-Do**:\n  - [ ] Read the level\n- **Output**:\n  - A moving bar\n";
    assert_eq!(open(document), [5, 15]);
}

#[test]
fn features_of_a_roadmap_are_told_by_the_few_lines_below_them() {
    let document = "# Roadmap\n\n## High Priority\n\n### Fuzzy Search\n\n- Critical for large libraries\n\
        - Levenshtein distance or the like\n\n### Star Ratings\n\n- 1-5 stars in place of favourites\n\
        - Filter by the least rating\n\n### Color Inheritance\n\n- Folders may have colors\n\
        - Templates inside take them over\n";
    assert_eq!(open(document), [5, 10, 15]);
}

#[test]
fn a_sentence_that_mentions_findings_does_not_make_praise_one() {
    let document = "# Audit\n\n## 1. Issues\n\n- Fix the parser\n- Add tests\n\n## 2. What Works Well\n\n\
        Despite the issues above, a new engineer would quickly understand:\n\n\
        - **The vision is coherent.** Levels and entries fit.\n- **The language is steady.** One word a thing.\n";
    assert_eq!(open(document), [5, 6]);
}

#[test]
fn a_title_that_ends_in_done_says_it_of_all_below() {
    let document = "# Board\n\n## Maya (core) and Jon (web) Done\n\n- Combining all kinds of lines\n- Spread errors to all of them\n\n\
        ## Maya and Jon Todo\n\n- Draw the tree\n\n## Findings (fixed in this commit)\n\n- The frame was not checked\n";
    assert_eq!(lines(document, State::Done), [5, 6, 14]);
    assert_eq!(open(document), [10]);
}

#[test]
fn lists_with_the_same_keys_below_headings_are_their_fields() {
    let document = "# Debt\n\n## Current priorities\n\n### Keep classes thin\n\n- Evidence: two are long.\n\
        - Maintenance risk: High.\n- Direction: split them.\n\n### Check what authors write\n\n- Evidence: files fail late.\n\
        - Maintenance risk: Low.\n- Direction: say it at load.\n";
    assert_eq!(open(document), [5, 11]);
}
