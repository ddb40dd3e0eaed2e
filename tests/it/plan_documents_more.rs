//! More documents as people write them: mails, sprints, outlines, proposals.

use snapbox::{assert_data_eq, str};

use crate::plan_documents::read;

#[test]
fn a_review_by_severity_reads_well() {
    assert_data_eq!(
        read("payments-review.md"),
        str![[r#"
Parallel
12 ready fix critical 1 | SQL injection in order search | tests/test_orders.py src/api/orders.py | 
22 ready fix critical 2 | Session tokens never expire | session.py | 
28 ready fix medium - | pool.py: connections leak when execute() rai | pool.py | 
29 ready fix medium - | users.py — N+1 queries when listing users wi | src/api/users.py | 
30 ready fix medium - | The cart (Cart.tsx) re-renders on every keys | Cart.tsx | 
31 ready add medium - | Missing input validation on POST /users (src | src/api/users.py | 
35 ready fix low - | typo in docs/api.md ("recieve") | docs/api.md | 
36 ready refactor low - | rename tmp2 in login.py to something meaning | login.py | 
37 clarify investigate low - | Consider moving constants out of app.tsx? | app.tsx | 

"#]]
    );
}

#[test]
fn a_plain_release_list_reads_well() {
    assert_data_eq!(
        read("release.txt"),
        str![[r"
Parallel
4 ready fix - - | login: lock the account after 5 failed attem | src/auth/login.py | 
5 ready add - - | session: rotate tokens on privilege change [ | src/auth/session.py | 
6 ready add - - | orders api: pagination, default 50 per page |  | 
7 done remove - - | remove the old v1 routes |  | 
8 clarify add - - | dark mode |  | 
9 ready document - - | write docs for pagination -> docs/api.md | docs/api.md | 
10 done update - - | upgrade pyproject deps |  | 
11 ready add - - | CI: cache pip downloads (.github/workflows/c | .github/workflows/ci.yml | 
14 ready add - - | i18n |  | 
15 clarify investigate - - | mobile app??? |  | 

"]]
    );
}

#[test]
fn a_plan_with_numbered_steps_reads_well() {
    assert_data_eq!(
        read("wishlist-plan.md"),
        str![[r"
Sequential
17 ready add - - | Create wishlist table migration in migration | migrations/002_wishlist.sql | 
18 ready add - - | Add Wishlist model to src/db/models.py | src/db/models.py | item-1
19 ready test - - | Unit tests for the model |  | 
22 ready add - - | GET /wishlist and POST /wishlist endpoints i | src/api/wishlist.py | item-2
23 ready add - - | Rate limit both endpoints |  | 
28 ready add - - | Wishlist.tsx component in src/ui/components/ | Wishlist.tsx src/ui/components/ | item-4
29 ready add - - | Add a heart button to Cart.tsx | Cart.tsx | 

"]]
    );
}

#[test]
fn a_sprint_with_names_and_points_reads_well() {
    assert_data_eq!(
        read("sprint.md"),
        str![[r"
Parallel
3 done add - - | Groom backlog |  | 
5 ready add - - | server: challenge endpoint in src/api/routes | src/api/routes.py | 
6 ready add - - | client: button in src/ui/app.tsx | src/ui/app.tsx | 
7 ready add - - | Support passkeys: tests |  | 
8 ready add - AUTH-102 | Session listing page @tom #auth #ui blocked  |  | item-2 item-3 item-4
9 ready update - OPS-7 | Pin actions by SHA in .github/workflows/ci.y | .github/workflows/ci.yml | 
10 ready add - OPS-8 | Rotate deploy keys |  | 

"]]
    );
}

#[test]
fn a_security_review_reads_well() {
    assert_data_eq!(
        read("storefront-security.md"),
        str![[r"
Sequential
8 ready fix critical CRITICAL-01 | Hardcoded JWT secret | src/auth/session.py | 
16 done fix high HIGH-01 | Unrestricted upload | src/api/users.py | 
23 ready fix medium MEDIUM-01 | Verbose errors | src/api/routes.py | item-1

"]]
    );
}

#[test]
fn a_mail_reads_well() {
    assert_data_eq!(
        read("mail.md"),
        str![[r"
Parallel
5 ready fix - - | the profile page flickers on load (src/ui/co | src/ui/components/Profile.tsx | 
6 ready fix - - | /orders returns 500 for unknown customers -  | orders.py | 
7 ready add - - | we need rate limiting on login, otherwise we |  | 
8 ready document - - | update the README with the new env vars |  | 
9 ready add low - | nice to have: cache eviction metrics in lru. | lru.go | 

"]]
    );
}

#[test]
fn a_breakdown_in_a_proposal_reads_well() {
    assert_data_eq!(
        read("rfc.md"),
        str![[r"
Sequential
12 ready add - 1 | Add queue client in src/jobs/queue.py | src/jobs/queue.py | 
13 ready add - 2 | Worker process cmd/worker/main.py | cmd/worker/main.py | item-1
14 ready refactor - 3 | Move mail sending out of src/api/users.py | src/api/users.py | item-1 item-2
15 ready add - 4 | Dashboards |  | item-2

"]]
    );
}

#[test]
fn an_outline_of_org_mode_reads_well() {
    assert_data_eq!(
        read("standup.org"),
        str![[r"
Sequential
3 ready fix critical - | users endpoint returns password hash!! | users.py | 
4 ready fix - - | pool exhaustion under load => pool.py, max 5 | pool.py | 
6 ready add - - | Profile: avatar upload (Profile.tsx, needs b | Profile.tsx | 
7 done add - - | cart badge |  | 

"]]
    );
}

#[test]
fn german_notes_read_well() {
    assert_data_eq!(
        read("offene-punkte.md"),
        str![[r"
Parallel
4 ready fix critical - | Fehler: Warenkorb verliert Inhalt (src/ui/co | src/ui/components/Cart.tsx | 
5 ready fix critical - | Passwort-Reset schickt keine Mail, siehe src |  | 
8 ready update medium - | Suche beschleunigen (src/api/orders.py), ers | src/api/orders.py | item-4
9 ready add medium - | Index auf orders.name anlegen (migrations/00 | migrations/002_index.sql | 
12 done add - - | Impressum ergänzt |  | 

"]]
    );
}

#[test]
fn a_bug_bash_reads_well() {
    assert_data_eq!(
        read("bug-bash.md"),
        str![[r"
Parallel
7 ready fix critical - | Checkout: double charge when the user double | src/ui/components/Cart.tsx src/api/orders.py | 
8 ready fix high - | Login: error message reveals whether the e-m | src/auth/login.py | 
9 ready fix medium - | Profile: long names overflow (Profile.tsx) | Profile.tsx | 
11 ready fix low - | Footer year is wrong |  | 

"]]
    );
}

#[test]
fn numbers_of_an_outline_read_well() {
    assert_data_eq!(
        read("outline.md"),
        str![[r"
Parallel
2 ready add - 1.1 | Add pre-commit config (.pre-commit-config.ya | .pre-commit-config.yaml | 
3 ready update - 1.2 | Pin Python version in pyproject.toml | pyproject.toml | 
5 ready update - 2.1 | Replace print by logging in src/api/routes.p | src/api/routes.py | 
6 ready add - 2.2 | Type hints for src/db/ | src/db/ | 
7 ready remove - 2.3 | Remove unused imports everywhere |  | 
9 ready update - 3.1 | Convert app.tsx to function components | app.tsx | 
10 ready add - 3.2 | Lazy-load Profile.tsx | Profile.tsx | item-6

"]]
    );
}

#[test]
fn findings_in_quotes_read_well() {
    assert_data_eq!(
        read("audit-quotes.md"),
        str![[r"
Sequential
7 ready add high F-1 | Missing lock in pool | src/db/pool.py | 
12 ready fix medium F-2 | LRU cache not bounded | pkg/cache/lru.go | 
16 done fix low F-3 | Dead handler | cmd/server/main.go | 

"]]
    );
}

#[test]
fn findings_in_bold_read_well() {
    assert_data_eq!(
        read("bold-findings.md"),
        str![[r"
Sequential
3 ready fix high BUG-1 | Session fixation | src/auth/session.py | 
7 ready update - BUG-2 | Slow list | src/api/orders.py | 

"]]
    );
}

#[test]
fn running_text_in_order_reads_well() {
    assert_data_eq!(
        read("steps-in-prose.md"),
        str![[r"
Sequential
3 ready add - - | First, add the tags column to the orders tab | migrations/004_tags.sql src/db/models.py | 
4 ready add - - | Then expose it in the API: src/api/orders.py | src/api/orders.py | item-1
5 ready add - - | After that, show tags in src/ui/app.tsx | src/ui/app.tsx | item-2
6 ready document - - | Finally, document everything in docs/api.md | docs/api.md | item-3

"]]
    );
}

#[test]
fn an_outline_without_states_reads_well() {
    assert_data_eq!(
        read("stars.txt"),
        str![[r"
Parallel
4 ready investigate - - | spool/queue.c: Check the owner of the spool  | spool/queue.c | 
7 ready add - - | spool/queue.c: When a second client connects | spool/queue.c | 
11 ready add - - | spool/: Refuse tickets older than a day | spool/ | 
14 ready add - - | net/listen.c, net/accept.c: Support abstract | net/listen.c net/accept.c | 
16 ready refactor - - | Move the option parser into the library |  | 
19 ready add - - | Rotation |  | 
21 ready add - - | Print the time with every line |  | 
23 ready add - - | lib/ticket.c: The parser should not live in  | lib/ticket.c | 

"]]
    );
}

#[test]
fn an_outline_with_states_reads_well() {
    assert_data_eq!(
        read("kennel.org"),
        str![[r"
Sequential
3 ready update high - | Use OwnedSocket instead of RawSocket in src/ | src/net/socket.rs | 
11 done refactor - - | Split src/net/mod.rs | src/net/mod.rs | 
13 ready test - - | Test the reconnect in tests/reconnect.rs | tests/reconnect.rs | 
14 ready add - - | Write the manual page man/kennel.1.md | man/kennel.1.md | 

"]]
    );
}

#[test]
fn plain_text_that_is_indented_as_a_whole_reads_well() {
    assert_data_eq!(
        read("indented.txt"),
        str![[r"
Sequential
7 ready fix - - | bar.c: the lid is closed twice when the barr | bar.c | 
8 ready fix - - | hoop.c: rusty hoops are not replaced, which  | hoop.c | 
14 ready test - - | Add a test for empty barrels in tests/empty. | tests/empty.c | 
18 ready document - - | Document the hoop sizes in docs/hoops.md | docs/hoops.md | 

"]]
    );
}

#[test]
fn a_table_with_pipes_and_two_word_columns_reads_well() {
    assert_data_eq!(
        read("severities.md"),
        str![[r"
Sequential
5 ready fix high G-1 | Gate opens for open || force | gate/open.go | 
6 done fix medium G-2 | Latch ignores a | b | gate/latch.go | 
7 ready fix low G-3 | Hinge squeaks || binds | gate/hinge.go | 
8 ready fix critical G-4 | Bolt logged in clear text | gate/bolt.go | 

"]]
    );
}

#[test]
fn routes_are_told_from_files() {
    assert_data_eq!(
        read("routes-tasks.md"),
        str![[r"
Parallel
3 done add - 1 | Add GET /api/walks endpoint in server.js | server.js | 
5 ready add - 2.1 | Add POST /api/walks/:id/photos to walkServic | walkService.js | 
6 ready test low 2.2 | Write property tests for walkService.js | walkService.js | 
7 ready add - 2.3 | Build the tab in apps/phone/app/(tabs)/walks | apps/phone/app/(tabs)/walks.tsx | 
8 ready add - 2.4 | Read the id in app/routes/walks.$walkId.tsx | app/routes/walks.$walkId.tsx | 
9 ready test low 3 | Run all tests in tests/walks.test.js | tests/walks.test.js | 

"]]
    );
}

#[test]
fn keys_of_other_languages_read_well() {
    assert_data_eq!(
        read("keys.md"),
        str![[r"
Sequential
3 ready add high 1 | Walk/Edit.vue stráca zmeny | client/pages/Walk/Edit.vue | 
8 ready remove high 2 | Leine löschen | lib/leash.ts | 
13 ready remove low 3 | 古い首輪の削除 | lib/collar.ts | 
17 ready remove medium 4 | Удалить миску | lib/bowl.ts | 

"]]
    );
}

#[test]
fn orders_further_on_tell_what_a_debt_asks_for() {
    assert_data_eq!(
        read("debts.md"),
        str![[r"
Parallel
5 ready update low D-1 | The pin of the runner is a year old. Bump it | ci/runner.yml | 
6 ready remove low D-2 | The build shells out to make. If that ends,  |  | 
7 ready add high D-3 | The reader stops at the first gap; needs a w |  | 
8 ready refactor high D-4 | The walker has too many branches. |  | 
12 ready fix - - | Don't export the internals of lib/walk.ts | lib/walk.ts | 
13 ready update - - | Use slices instead of lists in lib/slice.ts | lib/slice.ts | 
14 ready refactor - - | Try to merge lib/a.ts and lib/b.ts | lib/a.ts lib/b.ts | 

"]]
    );
}
