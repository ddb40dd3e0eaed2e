//! Documents of many kinds, read as a lead would read them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use git_parallel::document;
use git_parallel::plan::{Ground, Options, build};
use snapbox::{assert_data_eq, str};

use crate::scene::Scene;

/// One line an item: line, status, action, priority, label, title, scope, what it waits for.
pub fn read(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let bytes = fs::read(file).expect("a fixture");
    let items = document::read(name, &bytes).expect("a document").items;
    let manifest = build(&items, &Ground::default(), &Options::default());
    let mut out = format!("{:?}\n", manifest.assessment);
    for item in &manifest.items {
        let priority =
            item.priority.map_or("-".into(), |priority| format!("{priority:?}").to_lowercase());
        let label = item.label.as_deref().unwrap_or("-");
        let title: String = item.description.chars().take(44).collect();
        let status = format!("{:?}", item.status).to_lowercase();
        let action = item.action.name();
        write!(
            out,
            "{} {status} {action} {priority} {label} | {title} | {}",
            item.line,
            item.scope.join(" ")
        )
        .expect("a string");
        let on: Vec<&str> = item.depends_on.iter().map(String::as_str).collect();
        writeln!(out, " | {}", on.join(" ")).expect("a string");
    }
    out
}

#[test]
fn speckit_reads_well() {
    assert_data_eq!(
        read("speckit.md"),
        str![[r"
Parallel
21 done add - T001 | Create project structure per implementation  |  | 
22 done add - T002 | Initialize TypeScript project with Vite depe |  | 
23 ready update - T003 | Configure linting in .eslintrc.json | .eslintrc.json | 
31 ready add - T004 | Set up SQLite schema in src/db/schema.sql | src/db/schema.sql | item-1 item-2 item-3
32 ready add - T005 | Implement migration runner in src/db/migrate | src/db/migrate.ts | item-4 item-1 item-2 item-3
44 ready test high T006 | Contract test for albums API in tests/contra | tests/contract/albums.test.ts | item-4 item-5
48 ready add high T007 | Create Album model in src/models/album.ts | src/models/album.ts | item-4 item-5
49 ready add high T008 | Create Photo model in src/models/photo.ts | src/models/photo.ts | item-4 item-5
50 ready add high T009 | Implement AlbumService in src/services/album | src/services/album.ts | item-7 item-8 item-4 item-5
51 ready add high T010 | Implement album page in src/pages/albums.tsx | src/pages/albums.tsx | item-4 item-5
55 ready add medium T011 | Drag handles in src/components/tile.tsx | src/components/tile.tsx | item-9
59 ready document - T012 | Documentation updates in docs/ | docs/ | 
60 clarify refactor - T013 | Code cleanup and refactoring |  | 

"]]
    );
}

#[test]
fn a_review_reads_well() {
    assert_data_eq!(
        read("review.md"),
        str![[r"
Parallel
18 ready fix critical 1 | SQL injection in invoice search | src/billing/search.py | 
28 ready fix critical - | Race condition when two webhooks arrive toge | tests/test_webhooks.py src/webhooks/stripe.py | 
34 ready fix critical 3 | Secrets are written to the log | src/billing/log.py | 
40 ready fix high - | Retry without backoff — src/http/client.py r | src/http/client.py | 
41 ready fix high - | N+1 queries in src/billing/report.py: load t | src/billing/report.py | 
45 ready refactor low - | src/billing/util.py: round2 duplicates money | src/billing/util.py | 
46 ready fix low - | Typo in the error text of src/billing/errors | src/billing/errors.py | 
47 ready document low - | The README does not say how to run the worke |  | 
48 ready remove low - | Unused import in src/http/client.py | src/http/client.py | 

"]]
    );
}

#[test]
fn a_debt_table_reads_well() {
    assert_data_eq!(
        read("debt.md"),
        str![[r"
Sequential
7 ready update high TD-01 | Replace hand-written date parser | core/dates.go | 
8 ready refactor high TD-02 | Split the 3000-line handler | api/handler.go | item-1
9 done remove low TD-03 | Drop Python 2 shims | scripts/ | 
10 ready refactor medium TD-04 | Cache invalidation is global | cache/store.go | item-2
12 ready fix medium TD-06 | Flaky integration test TestSync | sync/sync_test.go | 

"]]
    );
}

#[test]
fn roadmap_reads_well() {
    assert_data_eq!(
        read("roadmap.md"),
        str![[r"
Parallel
7 done add - - | Basic editor |  | 
8 done add - - | File tree |  | 
12 done add - - | Syntax highlighting |  | 
13 ready add - - | Multiple cursors |  | 
14 ready add - - | Command palette |  | 
18 ready add - - | Plugin API |  | 
22 ready add - - | Remote editing over SSH |  | item-6
32 ready add - - | Collaborative editing |  | 
33 clarify add - - | Vim mode? |  | 
34 clarify update - - | Better performance |  | 

"]]
    );
}

#[test]
fn plain_text_reads_well() {
    assert_data_eq!(
        read("plain.txt"),
        str![[r"
Parallel
4 ready fix - - | handle folded headers (rfc822.c) | rfc822.c | 
5 ready add - - | reject 8-bit garbage in header names |  | 
6 done add - - | unquote quoted-printable |  | 
9 ready add - - | fsync the mbox after append (mbox.c) | mbox.c | 
10 ready fix - - | lock file is left behind when we crash |  | 
11 done add - - | maildir support |  | 
14 clarify update - - | port to windows |  | 
15 clarify investigate - - | IMAP? |  | 

"]]
    );
}

#[test]
fn german_reads_well() {
    assert_data_eq!(
        read("german.md"),
        str![[r"
Parallel
5 ready fix critical - | Anmeldung schlägt fehl, wenn das Passwort Um | src/auth/login.php | 
6 ready fix critical - | Behebe den Absturz in src/export/pdf.php, na | src/export/pdf.php | 
7 done add critical - | Tippfehler in der Fußzeile |  | 
11 ready add - - | Rechnungsliste nach Datum sortieren |  | 
12 ready document - - | Dokumentation für die Schnittstelle ergänzen | docs/api.md | 
16 done add - - | Umstellung auf PHP 8 |  | 

"]]
    );
}

#[test]
fn chinese_reads_well() {
    assert_data_eq!(
        read("chinese.md"),
        str![[r"
Parallel
5 ready fix high - | 修复登录页面的内存泄漏（src/login.vue） | src/login.vue | 
6 ready add high - | 添加单元测试覆盖 src/api/user.ts | src/api/user.ts | 
10 ready refactor medium - | 重构 src/store/index.ts，依赖 T3 | src/store/index.ts | item-4
11 ready update medium T3 | 升级到 Vue 3 |  | 
12 done remove medium - | 删除旧的接口 |  | 

"]]
    );
}

#[test]
fn exported_issues_read_well() {
    assert_data_eq!(
        read("issues.json"),
        str![[r"
Parallel
4 ready fix high #41 | Crash when the config file is empty | config/app.toml src/config.rs | 
10 ready add - #42 | Support TOML includes |  | item-1
16 ready document - #43 | Document the search path |  | 

"]]
    );
}

#[test]
fn missing_tests_read_well() {
    assert_data_eq!(
        read("tests.md"),
        str![[r"
Parallel
8 ready test high - | empty input | lib/parser.js | 
9 ready test high - | unterminated strings | lib/parser.js | 
10 ready test high - | deeply nested arrays | lib/parser.js | 
13 ready test high - | unicode escapes | lib/writer.js | 
14 ready test high - | very large numbers | lib/writer.js | 
19 ready test medium - | back pressure | lib/stream.js | 
20 ready test medium - | errors in the middle of a chunk | lib/stream.js | 

"]]
    );
}

#[test]
fn a_plan_reads_well() {
    assert_data_eq!(
        read("plan.md"),
        str![[r"
Sequential
14 ready add - Step 1 | Queue | client/src/queue.ts | 
22 ready add - Step 2 | Sync worker | client/src/sync.ts | item-1
26 ready add - Step 3 | Settings page | client/src/settings.tsx | 
30 ready document - Step 4 | Documentation | docs/offline.md | item-3

"]]
    );
}

#[test]
fn what_is_required_in_another_file_is_a_dependency_not_a_scope() {
    let scene =
        Scene::with(&[("server/orders.py", ""), ("web/checkout.js", ""), ("web/cart.js", "")]);
    scene.write(
        "review.md",
        "- [ ] Add an `Order` model in `server/orders.py`\n\
         - [ ] **HIGH** Add the checkout page in `web/checkout.js`; requires the `Order` model in `server/orders.py`\n\
         - [ ] Fix the cart in `web/cart.js`\n",
    );
    let plan = scene.parallel(&["plan", "review.md", "--json"]).json();
    let second = &plan["items"][1];
    assert_eq!(second["scope"], serde_json::json!(["web/checkout.js"]));
    assert_eq!(second["depends_on"], serde_json::json!(["item-1"]));
    assert_eq!((&second["priority"], &second["action"]), (&"high".into(), &"add".into()));
}
