//! Kinds of documents, each by a small one: which lines are open work, and where.

use git_parallel_reader::{State, read};

/// The lines of the open items, with their places.
fn open(document: &str) -> Vec<(usize, String)> {
    let reading = read("doc.md", document.as_bytes()).expect("a document");
    let items = reading.items.into_iter().filter(|item| item.state != State::Done);
    items.map(|item| (item.line, item.scope.join(" "))).collect()
}

fn lines(document: &str) -> Vec<usize> {
    open(document).into_iter().map(|(line, _)| line).collect()
}

#[test]
fn one_file_makes_no_two_pieces_of_work_one() {
    let document = "# Review\n\n## Findings\n\n### 1. Pool hands out closed connections\n\n\
        **File:** `db/pool.go`\n**Severity:** High\n\n### 2. Rows are never closed\n\n\
        **File:** `db/rows.go`\n**Severity:** High\n\n## Next steps\n\n\
        - [ ] Add a soak test for `db/pool.go`\n- [ ] Tell the operators\n";
    assert_eq!(lines(document), [5, 10, 17, 18]);
    let bullets = document.replace("- [ ] Add", "- Add").replace("- [ ] Tell", "- Tell");
    assert_eq!(lines(&bullets)[..3], [5, 10, 17]);
}

#[test]
fn what_is_finished_takes_nothing_open_away() {
    let document = "# Audit\n\n## High\n\n### 2.1 ✅ Timeout not set (fixed)\n\n**File:** `io/wire.c`\n\n\
        ## Recommendations\n\n### 4.1 Timeout of the handshake is too long\n\n**File:** `io/wire.c`\n\n\
        Halve it.\n\n### 4.2 Frames have no bound\n\n**File:** `io/frame.c`\n\nBound them.\n";
    assert_eq!(lines(document), [11, 17]);
}

#[test]
fn a_number_calls_what_it_numbers() {
    let document = "# Audit\n\n## Critical\n\n### 2.3 Salt is the same for all\n\n**File:** `auth/salt.c`\n\n\
        Draw one each.\n\n### 2.4 Tokens never expire\n\n**File:** `auth/token.c`\n\nEnd them.\n\n\
        ## Order of work\n\n1. **2.4 Tokens** - small\n2. **2.3 Salt** - large\n";
    assert_eq!(lines(document), [5, 11]);
}

#[test]
fn a_severity_makes_a_finding_of_any_heading() {
    let document = "# Review\n\n### HIGH: Introduction page loops in `web/intro.js`\n\n\
        ### LOW: Conclusions are cut off\n\n**File:** `web/end.js`\n\n\
        ### MEDIUM: Timeline shows the wrong year in `web/time.js`\n";
    assert_eq!(lines(document), [3, 5, 9]);
}

#[test]
fn findings_below_modules_are_the_items() {
    let document = "# Review\n\n## 1. Parser (`parse/`)\n\n### Strengths\n\n- Small functions\n\n\
        ### Issues\n\n#### HIGH: Depth has no limit\n**File**: `parse/deep.rs:9`\n\nLimit it.\n\n\
        ## 2. Printer (`print/`)\n\n### Strengths\n\n- No state\n\n### Problems\n\n\
        #### Widths are counted in bytes\n**File**: `print/width.rs:3`\n**Fix**: count signs.\n";
    assert_eq!(lines(document), [11, 24]);
}

#[test]
fn one_finding_with_fields_is_as_good_as_several() {
    let document = "# Review\n\n## Critical Issues\n\n1. **Key in the source**\n   - **File:** `a/key.rs`\n   \
        - **Fix:** read it.\n\n2. **Key in the log**\n   - **File:** `a/log.rs`\n   - **Fix:** drop it.\n\n\
        ## Minor Issues\n\n1. **Typing error**\n   - **File:** `a/help.rs`\n   - **Fix:** mend it.\n";
    let want = [(5, "a/key.rs".into()), (9, "a/log.rs".into()), (15, "a/help.rs".into())];
    assert_eq!(open(document), want);
}

#[test]
fn orders_in_files_are_work_below_any_ordinary_heading() {
    let document = "# TODO\n\n## Board\n\n- Fix the clock in src/clock.rs\n\n## Packing notes\n\n\
        - Move the list to src/notes.rs\n- Add a feed in src/feed.rs\n\n## Storage architecture\n\n\
        - Remove the cache from src/cache.rs\n";
    assert_eq!(lines(document), [5, 9, 10, 14]);
}

#[test]
fn words_and_links_around_a_path_say_where_it_is() {
    let document = "# Tasks\n\n- [ ] Mend the stepper `src/step.py`\n- [ ] Mend a stopper src/stop.py\n\
        - [ ] Move it as in `docs/how.md` to `src/to.py`\n- [ ] Call it in [pool.js:4](lib/two/pool.js#L4)\n";
    let want = ["src/step.py", "src/stop.py", "src/to.py", "lib/two/pool.js"];
    assert_eq!(open(document).into_iter().map(|(_, scope)| scope).collect::<Vec<_>>(), want);
}

#[test]
fn a_state_behind_a_dash_counts_with_its_sign_and_its_date() {
    let document = "# Review\n\n## Fehler\n\n### 1. Uhr geht nach — ✅ ERLEDIGT (20260104, Punkt C)\n\nGestellt.\n\n\
        ### 2. Zeiger klemmt\n\n**Datei:** `uhr/zeiger.c`\n\nEr klemmt.\n";
    assert_eq!(lines(document), [9]);
}
