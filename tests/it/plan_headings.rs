//! What headings make of the lists below them: work, praise, advice, order, history.

use snapbox::{assert_data_eq, str};

use crate::plan_documents::read;

#[test]
fn phases_named_after_features_hold_work_and_told_dependencies_count() {
    assert_data_eq!(
        read("shop-tasks.md"),
        str![[r"
Parallel
5 ready add - T001 | Create the order model in src/orders/model.r | src/orders/model.rs | 
6 ready add - T002 | Create the price model in src/prices/model.r | src/prices/model.rs | 
10 ready add - T003 | Implement the history query in src/orders/hi | src/orders/history.rs | item-1
11 ready add - T004 | Implement the page in src/web/history.rs | src/web/history.rs | item-3
15 ready add - T005 | Implement the delivery query in src/delivery | src/delivery/query.rs | 
16 ready add - T006 | Implement the badge in src/web/badge.rs | src/web/badge.rs | item-2 item-5
20 ready fix - T007 | Escape names in src/web/template.rs | src/web/template.rs | item-4 item-6

"]]
    );
}

#[test]
fn advice_adds_what_no_finding_says_and_praise_is_none() {
    assert_data_eq!(
        read("quality-advice.md"),
        str![[r"
Parallel
10 ready fix high 1 | Panic when the socket is gone | net/socket.go | 
14 ready fix - 2 | The parser copies its input | parse/parser.go | 
18 ready fix - 3 | Clock is read in a loop | time/clock.go | 
29 ready test low - | Add load tests for the dispatcher |  | 
30 ready investigate low - | Consider a linter configuration in .golangci | .golangci.yml | 

"]]
    );
}

#[test]
fn a_japanese_report_has_its_known_problems_read() {
    assert_data_eq!(
        read("progress-ja.md"),
        str![[r"
Sequential
5 done add - - | 検索画面 |  | 
6 done add - - | 設定の保存 |  | 
17 ready add - - | sync.py が空のファイルで落ちる | sync.py | 
18 ready add - - | menu.py の表示が遅い | menu.py | 

"]]
    );
}
