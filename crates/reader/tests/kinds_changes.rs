//! Where work lies by code and columns, tags beside titles, and what is said about the list itself.

use git_parallel_reader::{Priority, State, WorkItem, read};

fn open(name: &str, document: &str) -> Vec<WorkItem> {
    let items = read(name, document.as_bytes()).expect("a document").items;
    items.into_iter().filter(|item| item.state == State::Open).collect()
}

fn lines(name: &str, document: &str) -> Vec<usize> {
    open(name, document).iter().map(|item| item.line).collect()
}

#[test]
fn code_below_an_item_says_which_file_it_is_from() {
    let document = "# TODO\n\n- [ ] Limit the length of names\n  ```ts\n  // server.ts line 15\n  app.use(x);\n  ```\n\
        - [ ] Drop the mask\n  ```12:34:src/App.tsx\n  const mask = 1;\n  ```\n- [ ] Count the rows\n  ```sh\n  # now\n  ls\n  ```\n";
    let scopes: Vec<Vec<String>> =
        open("doc.md", document).into_iter().map(|item| item.scope).collect();
    assert_eq!(scopes, [vec!["server.ts".to_owned()], vec!["src/App.tsx".to_owned()], vec![]]);
}

#[test]
fn a_column_of_nothing_but_paths_says_where_whatever_its_head() {
    let document = "# Review\n\n| # | Severity | Problem | Spot | Told by |\n|---|---|---|---|---|\n\
        | 1 | High | Names are not escaped | [index.html#L8](../index.html#L8), [index.html#L9](../index.html#L9) | Ann |\n\
        | 2 | Low | Rows are cut | `src/rows.js:12` | Bob |\n";
    let items = open("doc.md", document);
    assert_eq!(items[0].scope, ["index.html"]);
    assert_eq!(items[1].scope, ["src/rows.js"]);
}

#[test]
fn files_to_be_made_changed_or_taken_away_are_items() {
    let document = "# Implementation plan\n\n## Proposed changes\n\n### Sign-in\n\nIt is to be simpler.\n\n\
        #### [MODIFY] [auth.ts](file:///home/a/src/auth.ts)\n- Rotate the tokens\n- The old cookie goes\n\n\
        #### [NEW] src/token.ts\n- Holds the type\n\n#### [DELETE] src/old.ts\n\n## Verification plan\n\n- Run `npm test`\n";
    assert_eq!(lines("doc.md", document), [9, 13, 16]);
}

#[test]
fn tags_in_code_type_behind_a_title_are_no_part_of_it() {
    let document = "# Board\n\n- [ ] **[1.1] Movement of figures** `CRITICAL` `2-3d`\n- [ ] Rename the state to `LOW`\n\
        - [ ] **Maps** `MEDIUM`\n- [ ] [info] Timeouts are not told\n";
    let items = open("doc.md", document);
    let told: Vec<(&str, Option<Priority>)> =
        items.iter().map(|item| (item.title.as_str(), item.priority)).collect();
    assert_eq!(
        told,
        [
            ("[1.1] Movement of figures", Some(Priority::Critical)),
            ("Rename the state to LOW", None),
            ("Maps", Some(Priority::Medium)),
            ("Timeouts are not told", Some(Priority::Low)),
        ]
    );
}

#[test]
fn paragraphs_below_a_title_of_work_are_items_with_the_lists_below_them() {
    let document = "General things to do:\n\nChange the portal to stairs.\n\nAdd curtains that close.\n\n\
        Make it possible to choose during the turns of others.\nProbably the best way:\n- tell the screen\n- check the turn\n\n\
        Teleporters within one world.\n\nShow the turns that are left.\n";
    assert_eq!(lines("todo.txt", document), [3, 5, 7, 12, 14]);
}

#[test]
fn an_order_that_ends_in_a_word_for_prose_is_work() {
    let document = "# Debt\n\n## Cache\n\n### Optimize the lookup method\n**Priority**: Medium\n**Effort**: 2 hours\n\n\
        Keep what was resolved.\n";
    assert_eq!(lines("doc.md", document), [5]);
}

#[test]
fn how_a_list_is_kept_is_no_work() {
    let document = "# Tasks\n\n## Agent protocol\n\n### Executing tasks\n\n1. **Read**: find the next task.\n2. **Lock**: change its state.\n\n\
        ### Adding new tasks\n\n1. **Register**: add an entry at the top.\n\n## Backlog\n\n- [ ] Add an export\n\n\
        ## Priority rules\n\n1. Data loss first\n2. Crashes second\n\n## Release timeline\n\n\
        | Version | Phase | Scope |\n|---|---|---|\n| 1.5 | 1 - Hardening | All bugs fixed |\n| 1.6 | 2 - Tests | Tests |\n";
    assert_eq!(lines("doc.md", document), [16]);
}

#[test]
fn what_is_kept_or_only_counted_is_no_work() {
    let document = "# Review\n\n## Dead code\n\n| File | Verdict | Why |\n|---|---|---|\n| `a.sh` | **Keep** | Used |\n\
        | `b.sh` | **Keep** | Used by a |\n\n## Test coverage\n\n| Area | File | Tests | What it covers |\n|---|---|---|---|\n\
        | Login | `tests/login.ts` | 26 | Redirects |\n| Session | `tests/session.ts` | 17 | Cookies |\n\n\
        ## Bugs\n\n- Fix the redirect in `src/a.ts`\n";
    assert_eq!(lines("doc.md", document), [19]);
}

#[test]
fn risks_that_are_ranked_are_work_and_those_that_are_met_are_not() {
    let document = "# Follow-ups\n\n## Stall risks (P0)\n\n1) Calls have no timeout.\n   - Pointers: `a.py:3`\n   - Fix: add one.\n\n\
        2) The search may hang.\n   - Pointers: `b.py:3`\n   - Fix: bound it.\n\n## Risks\n\n\
        | Risk | Impact | Mitigation |\n|---|---|---|\n| Size of the bundle | Slow start | Split the code |\n| Scope creep | Delay | Keep phases |\n";
    let items = open("doc.md", document);
    let told: Vec<(usize, &[String])> =
        items.iter().map(|item| (item.line, item.scope.as_slice())).collect();
    assert_eq!(told, [(5, ["a.py".to_owned()].as_slice()), (9, ["b.py".to_owned()].as_slice())]);
}

#[test]
fn a_finding_that_a_table_calls_fixed_by_its_name_is_done() {
    let document = "# Review\n\n## Minor\n\n### m1 — The rate of nought divides\n**Fix:** return early.\n\n\
        ### m2 — The name is lost\n**Fix:** keep it.\n\n\
        ## Resolution\n\n| ID | Finding | Status |\n|---|---|---|\n| m1 | The rate of nought divides | ✅ fixed |\n\
        | r3 | The log grows | ⏸ accepted |\n";
    assert_eq!(lines("doc.md", document), [8]);
}

#[test]
fn a_remark_on_a_gate_of_quality_makes_no_criteria_of_the_waves() {
    let document = "# Plan\n\n## Waves (small requests, quality gate passed each)\n\n### D1 — Schema and seed\n- Add the table\n\n\
        ### D2 — Reports\n- Draw the page\n";
    assert_eq!(lines("doc.md", document), [5, 8]);
}
