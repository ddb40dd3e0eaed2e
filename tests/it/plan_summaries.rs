//! What sums up, explains or reports a state is told from the work it is about.

use snapbox::{assert_data_eq, str};

use crate::plan_documents::read;

#[test]
fn a_list_of_states_marks_the_findings_it_calls_by_number() {
    assert_data_eq!(
        read("review-status.md"),
        str![[r"
Sequential
17 done fix high 1 | Patterns are compiled in a loop | src/scan/pattern.rs | 
22 done fix high 2 | Invalid migrations are ignored | src/store/migrate.rs | 
29 ready fix medium 3 | Tags are stored twice | src/store/tags.rs | 
34 ready add medium 4 | Log lines without a time | src/log.rs | 
60 ready fix - - | Report what a migration did not do |  | 
63 ready test - - | Add a bigger set of records to the tests |  | 

"]]
    );
}

#[test]
fn an_order_that_only_names_findings_gives_out_none_twice() {
    assert_data_eq!(
        read("audit-order.md"),
        str![[r"
Parallel
5 ready add critical C1 | Missing login on the export | api/export.py | 
10 ready fix critical C2 | Orders of others can be read | api/orders.py | 
15 ready fix critical C3 | Fixed signing key | auth/key.py | 
22 ready fix high H1 | Any origin is let in | web/cors.py | 
37 ready fix - - | Turn on the dependency scanner |  | 

"]]
    );
}

#[test]
fn signs_before_words_and_turned_dependencies_are_read() {
    assert_data_eq!(
        read("bug-tracker.md"),
        str![[r"
Parallel
5 ready fix critical BUG-F2 | Credits stay after a run |  | 
10 ready fix high BUG-F3 | Price tab answers 429 | backend/price.py | 
14 ready fix medium BUG-F4 | Banner stays gold |  | item-1
20 ready fix - BUG-F8 | Checkout not tested |  | item-1

"]]
    );
}

#[test]
fn the_steps_of_a_plan_are_its_items_and_not_what_it_explains() {
    assert_data_eq!(
        read("meta-plan.md"),
        str![[r"
Sequential
22 ready add - Step 1 | Toggle in the settings | src/settings.rs | 
26 ready add - Step 2 | Count what waits | src/count.rs | 
30 ready add - Step 3 | Parcels first | src/dispatch.rs | item-1 item-2

"]]
    );
}

#[test]
fn the_action_items_of_a_phase_are_work_and_the_issues_they_mend_are_not() {
    assert_data_eq!(
        read("phases-actions.md"),
        str![[r"
Parallel
7 ready fix - - | Fix the order of base classes in reporters |  | 
8 ready update - - | Update all test files to the new reporter |  | 
17 ready fix - - | Fix the rounding of coverage |  | 
18 ready update - - | Update the expectations of the parser tests |  | 
23 ready refactor - - | Commands |  | 
25 ready refactor - - | Scanner | scan.dart scan_new.dart | 

"]]
    );
}

#[test]
fn a_list_announced_as_implemented_is_done() {
    assert_data_eq!(
        read("library-roadmap.rst"),
        str![[r"
Sequential
9 done add - - | Wide containers: hold more than memory |  | 
11 done add - - | Filters: more of them, such as |  | 
18 ready add - - | Checksums: write one for each chunk, in fram |  | 
20 ready add - - | Locks: two processes must not write one cont |  | 

"]]
    );
}

#[test]
fn a_line_of_its_own_says_that_all_below_is_done() {
    assert_data_eq!(
        read("todo-done.txt"),
        str![[r"
Parallel
3 ready add - - | Send it to the teachers |  | 
4 ready document - - | README of how to start |  | 
7 ready add - - | cosine distance |  | 
8 ready add - - | word movers |  | 
12 done add - - | Method file |  | 
16 done add - - | Models to compare |  | 

"]]
    );
}

#[test]
fn a_list_of_phases_gives_way_to_the_tasks_under_their_headings() {
    assert_data_eq!(
        read("milestones.md"),
        str![[r"
Sequential
13 done add - Phase 1 | Map (2/2 plans) |  | 
14 done add - Phase 2 | Search (1/1 plans) |  | 
27 ready add - - | 03-01: Store the history in src/history.rs | src/history.rs | item-2
28 ready add - - | 03-02: Show it in src/page.rs | src/page.rs | item-2
34 ready add - - | 04-01: Send a mail in src/mail.rs | src/mail.rs | item-3 item-4

"]]
    );
}

#[test]
fn a_text_that_begins_with_places_is_about_those() {
    assert_data_eq!(
        read("places.md"),
        str![[r"
Parallel
5 ready fix - - | Queue is one file of 900 lines |  | 
13 ready fix high 1 | Settings lost when state.json is locked | src/state.rs | 
16 ready fix high 2 | Panic on long names | src/name.rs src/ui/row.rs | 
19 ready fix high 3 | Layout assumptions | src/ui/*.rs | 
24 ready remove low - | Unused function | src/merge.rs | 
29 ready fix low - | Typography of help texts | src/help.rs | 
34 ready fix low - | Path assumptions | src/dirs.rs | 
48 ready refactor - 1 | Extract the helpers | src/help/cut.rs | 
51 ready refactor - 2 | Schema check for settings | src/settings.psd1 | 

"]]
    );
}

#[test]
fn a_test_report_gives_out_its_bugs_and_not_what_should_work() {
    assert_data_eq!(
        read("test-report.md"),
        str![[r"
Parallel
14 ready fix critical Bug #1 | Source of news is empty | web/app.js | 
18 ready fix - Bug #2 | GET /status is never called | web/app.js | 
24 ready add - S5.3a | Default password in config.py | core/config.py | 
27 ready add - S5.3b | Fallback in migrate/env.py | migrate/env.py | 

"]]
    );
}

#[test]
fn a_phase_without_boxes_holds_work_and_what_is_left_alone_is_none() {
    assert_data_eq!(
        read("shop-roadmap.md"),
        str![[r"
Parallel
5 done add - - | Login |  | 
6 ready add - - | Orders |  | 
10 ready add - - | Vouchers |  | 
11 ready add - - | Cart in two columns |  | 
15 ready add - T002 | Sort in web/b.js | web/b.js | 
27 ready fix - BUG-1 | Crash in a.c | a.c | 
33 clarify update - - | Rewrite in C |  | 

"]]
    );
}

#[test]
fn lines_that_begin_with_a_mark_are_lines_of_their_own() {
    assert_data_eq!(
        read("urgent.txt"),
        str![[r"
Sequential
3 ready fix - - | server/a.py: rounding is off | server/a.py | 
4 ready fix - - | fix web/b.js errors | web/b.js | 
5 clarify update - - | maybe switch to postgres? |  | 
6 ready add - - | add retry to tools/c.sh | tools/c.sh | 

"]]
    );
}
