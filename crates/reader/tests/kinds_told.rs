//! Kinds of documents in which something beside the work is told: states, sums, talk, facts.

use git_parallel_reader::{State, WorkItem, read};

fn items(name: &str, document: &str) -> Vec<WorkItem> {
    read(name, document.as_bytes()).expect("a document").items
}

/// The lines of the open items.
fn open(document: &str) -> Vec<usize> {
    let items = items("doc.md", document).into_iter();
    items.filter(|item| item.state != State::Done).map(|item| item.line).collect()
}

#[test]
fn a_sentence_that_names_findings_says_that_they_are_done() {
    let document = |told: &str| {
        format!(
            "# Audit\n\n{told}\n\n## High\n\n### S1. Salt is fixed\n\n**File:** `a/salt.c`\n\n\
             ### S2. Key is logged\n\n**File:** `a/key.c`\n\n### S3. Port is open\n\n**File:** `a/port.c`\n"
        )
    };
    for (told, want) in [
        ("S1 and S3 have been implemented.", &[11][..]),
        ("Fixed: S1-S2", &[15]),
        ("S2 is done.", &[7, 15]),
        ("✅ S1, S2, S3", &[]),
        ("Once S1 has been fixed we go on.", &[7, 11, 15]),
        ("S1 has not been fixed.", &[7, 11, 15]),
        ("S1 is only partially done.", &[7, 11, 15]),
        (
            "The report of S1 reached many people who had long asked for it and were done.",
            &[7, 11, 15],
        ),
    ] {
        assert_eq!(open(&document(told)), want, "{told}");
    }
}

#[test]
fn a_list_that_names_findings_by_number_tells_them_again() {
    let document = "# Review\n\n### #1: Cart forgets its sums\n\n**File:** `shop/cart.ts`\n\nKeep them.\n\n\
        ### #2: Mails go out twice\n\n**File:** `shop/mail.ts`\n\nSend once.\n\n## Who does what\n\n\
        - Monday: #2 Mails\n- Tuesday: #1 Cart\n- both: #1, #2\n";
    assert_eq!(open(document), [3, 9]);
}

#[test]
fn what_recommendations_order_in_a_new_place_is_an_item_whatever_its_verb() {
    let document = "# Review\n\n## Findings\n\n### 1. Leak in the pool\n\n**File:** `db/pool.c`\n\nClose it.\n\n\
        ### 2. Race in the queue\n\n**File:** `db/queue.c`\n\nLock it.\n\n### 3. Retry has no end\n\n\
        **File:** `db/retry.c`\n\nEnd it.\n\n## Recommendations\n\n1. Fix the leak first\n\
        2. Pin the images of `ci/build.yml`\n";
    assert_eq!(open(document), [5, 11, 17, 26]);
}

#[test]
fn what_was_said_in_a_meeting_takes_no_box_away() {
    let document = "# Call\n\n## Action items\n\n- [ ] RT - write the plan of the release\n- [ ] LU - ask the translators\n\n\
        ## Minutes\n\n- RT - the plan of the release is late, who writes it?\n- LU: me\n- RT: we should ask the translators\n";
    assert_eq!(open(document), [5, 6]);
}

#[test]
fn beside_boxes_lists_that_tell_how_things_are_are_no_work() {
    let document = "# Change of the store\n\n## Problems of the present store\n\n- It was written in 2015.\n- Each page opens its own file.\n\n\
        ## If problems arise\n\n- Set `OLD_STORE` again.\n- Restore the copy of last night.\n\n## Tasks\n\n- [ ] Port the reader\n- [ ] Port the writer\n";
    assert_eq!(open(document), [15, 16]);
}

#[test]
fn bold_words_at_the_start_make_each_line_a_thing_of_its_own() {
    let document = "# Outstanding\n\n## Map\n\nWhat is left, the largest first:\n\n- **Streets with names.** In two sizes.\n\
        - **Parks in green** where there are any.\n\n## Later\n\n1. **A day again.** Hour by hour.\n2. **A sheet of paper.** All on one.\n";
    assert_eq!(open(document), [7, 8, 12, 13]);
}

#[test]
fn what_is_fine_is_no_work_under_whatever_numbers() {
    let document = "# Audit\n\n## Problems\n\n### 1. Index is rebuilt each time\n\n**File:** `db/index.go`\n\nKeep it.\n\n\
        ## Already handled (no action needed)\n\n### 1. Pool\n\nIt has a bound.\n\n## What not to change\n\n### 2. One machine\n\nIt is enough.\n";
    assert_eq!(open(document), [5]);
}

#[test]
fn headings_with_the_same_parts_are_findings() {
    let document = "# Dette\n\n## Passage au nouveau cadre\n\n### État actuel\n- Deux cadres\n\n### Objectifs\n- Un seul\n\n### Impact\n- Plus simple\n\n\
        ## Feuilles de style\n\n### État actuel\n- Trois fichiers\n\n### Objectifs\n- Un fichier\n\n### Impact\n- Plus court\n";
    assert_eq!(open(document), [3, 14]);
    // Kinds of work below each part of a program are no fields of it.
    let document = "# Work\n\n## Server\n\n### Bugs\n- Fix the clock\n\n### Features\n- Add a log\n\n## Client\n\n### Bugs\n- Fix the menu\n\n### Features\n- Add a map\n";
    assert_eq!(open(document), [6, 9, 14, 17]);
}

#[test]
fn beside_a_list_of_what_is_done_the_others_are_open() {
    let document = "# Notes on the plotter\n\n## ✅ Done\n\n- Axes\n- Colours\n\n## Next in line\n\n- Grid\n- Second axis\n- Legend outside\n";
    assert_eq!(open(document), [10, 11, 12]);
    let board = "# Board\n\n**In progress**\n- Core: Map on paper — drawn by hand\n\n**Done**\n- Core: Map on screen\n";
    assert_eq!(open(board), [4]);
}

#[test]
fn outlines_of_one_level_and_boxes_of_other_systems_are_read() {
    let todo = "TOD\u{4f}";
    let org = format!(
        "* {todo} Mail is cut\n\n+ only long ones\n\n* DONE Mail is lost\n\n* {todo} Mail is late\n- on Mondays\n"
    );
    let lines = |items: Vec<WorkItem>| {
        items.iter().filter(|i| i.state != State::Done).map(|i| i.line).collect::<Vec<_>>()
    };
    assert_eq!(lines(items("bugs.org", &org)), [1, 7]);
    let rst = ".. |on| raw:: html\n\n    <input checked=\"\" type=\"checkbox\">\n\n.. |off| raw:: html\n\n    <input type=\"checkbox\">\n\nList\n----\n\n| |off| a colour\n| |on| a shape\n";
    assert_eq!(lines(items("todo.rst", rst)), [12]);
    let paper = "- Maps\n- Roads @done(2024-05-01)\n- Parks @cancelled\n- Rivers\n";
    assert_eq!(lines(items("todo.txt", paper)), [1, 4]);
    let deep = "## Work\n\n    - ✅Draw it\n    - Print it\n    - Send it\n";
    assert_eq!(lines(items("todo.md", deep)), [4, 5]);
}

#[test]
fn names_that_stand_twice_are_one() {
    let document = "# Plan\n\n### T2.1 Split the parser\n\n**File:** `p/parse.c`\n\nIn two.\n\n### T2.2 Drop the cache\n\n**File:** `p/cache.c`\n\nAll.\n\n\
        ## Good to begin with\n\n- T2.2 the cache.\n- T2.1 until the reader is there.\n";
    assert_eq!(open(document), [3, 9]);
}

#[test]
fn what_is_told_again_by_headings_names_and_marks_is_told_once() {
    let open = |name: &str, text: &str| -> Vec<usize> {
        let reading = read(name, text.as_bytes()).expect("text");
        let open = reading.items.iter().filter(|item| item.state == State::Open);
        open.map(|item| item.line).collect()
    };
    // Lines that name headings and go on with words of what stands there.
    let overview = "# Audit\n\n## Sessions list\n\n- Fix the card layout\n- Fix the status badge\n\n\
        ## Dashboard\n\n- Add a trend chart\n- Add alerts\n\n## What first\n\n\
        1. Session list: card layout + badge\n2. Dashboard: chart\n";
    assert_eq!(open("a.md", overview), [5, 6, 10, 11]);
    // Boxes that name the findings of a row are the work.
    let tracked = "# Review\n\n### Finding 1 — Slow\n\nIt is slow.\n\n### Finding 2 — Big\n\nIt is big.\n\n\
        ### Finding 3 — Old\n\nIt is old.\n\n## Todos\n\n- [ ] Cache it (Finding 1)\n\
        - [ ] Split it (Finding 2)\n- [ ] Replace it (Finding 3)\n";
    assert_eq!(open("a.md", tracked), [17, 18, 19]);
    // What is not done is not done, what is struck out and done is.
    let states = "# Review\n\n### R1 — Menu opens twice · NOT FIXED\n\nIt does.\n\n\
        ### ~~R2 — Hook is slow~~ — done on main\n\nIt was.\n\n### R3 — List flickers\n\nIt does.\n";
    assert_eq!(open("a.md", states), [3, 11]);
    // A file over paragraphs is the place of all up to the next.
    let placed = "src/a.c\n\nAdd a check for null here.\n\nsrc/b.c\nRemove the second loop.\n";
    let reading = read("a.txt", placed.as_bytes()).expect("text");
    let scopes: Vec<_> = reading.items.iter().map(|item| item.scope.join(" ")).collect();
    assert_eq!(scopes, ["src/a.c", "src/b.c"]);
}

#[test]
fn what_bold_findings_wait_for_is_theirs_and_not_their_chapters() {
    let document = "# Roadmap\n\n## A. Base\n\n**▪ W0 — router.** **Deps:** none. Routes.\n\n\
                    **▪ W1 — log.** **Deps:** W0. Lines.\n\n## B. Sessions\n\n\
                    **▪ W2 — cookies.** **Deps:** W0, W1. Signed.\n\n**▪ W3 — stores.** **Deps:** W2. Files.\n";
    let name = |to: &str| to.split('.').next().unwrap_or(to).to_owned();
    let waits = |item: &WorkItem| {
        let names: Vec<String> = item.waits.iter().map(|wait| name(&wait.to)).collect();
        names.join(" ")
    };
    let all: Vec<String> = items("doc.md", document).iter().map(waits).collect();
    assert_eq!(all, ["", "W0", "W0 W1", "W2"]);
}

#[test]
fn praise_is_no_work_however_it_is_marked() {
    for document in [
        "# Review\n\n**praise:** The `Sentinel` in `src/a.py` is lovely.\n\n\
         **todo:** Add `docs/faq.md`.\n\n**suggestion:** Use a cache in `src/b.py`.\n",
        "# Review\n\n## Findings\n\n- praise (non-blocking): `src/a.py` reads well\n\
         - Leak in `src/b.py`, close the handle\n- Race in `src/c.py`, take the lock\n",
    ] {
        let items = items("doc.md", document);
        assert_eq!(items.len(), 2, "{items:?}");
        assert!(items.iter().all(|item| !item.scope.contains(&"src/a.py".to_owned())), "{items:?}");
    }
}

#[test]
fn fields_beside_a_title_are_no_part_of_it() {
    let document = "# Prüfung\n\n## Befunde\n\n\
        1. **Absturz bei leerer Liste** – Datei: src/a.py. Schweregrad: hoch. Behebung: Vorgaben nehmen.\n\
        2. Slow start - Severity: medium, in `src/b.py`. Fix: import late.\n\
        3. Say in `src/c.py` what it does. Note: nobody knows.\n";
    let items = items("doc.md", document);
    let told: Vec<_> =
        items.iter().map(|item| (item.title.as_str(), item.scope.join(" "))).collect();
    let want = [
        ("Absturz bei leerer Liste", "src/a.py".to_owned()),
        ("Slow start", "src/b.py".to_owned()),
        ("Say in src/c.py what it does", "src/c.py".to_owned()),
    ];
    assert_eq!(told, want);
    assert!(items[0].remedy.contains("Vorgaben"), "{items:?}");
}

#[test]
fn an_estimate_in_brackets_needs_no_colon() {
    let items = items(
        "doc.md",
        "# Todo\n\n- [ ] Add a hook in `src/a.py` (size L)\n- [ ] Mend `src/b.py` (effort 2h)\n",
    );
    let told: Vec<_> =
        items.iter().map(|item| (item.title.as_str(), item.effort.as_deref())).collect();
    assert_eq!(told, [("Add a hook in src/a.py", Some("L")), ("Mend src/b.py", Some("2h"))]);
}

#[test]
fn steps_that_lead_to_a_fault_are_none_of_its_mend() {
    for body in [
        "## Steps\n1. Open it\n2. See the crash in `src/a.py`\n\n## Expected\n- no crash\n",
        "### Steps to reproduce\n1. Open it\n2. See the crash in `src/a.py`\n",
        "### Schritte zum Nachstellen\n1. Öffnen\n2. Absturz in `src/a.py`\n",
    ] {
        let issues = serde_json::json!([{ "number": 1, "title": "Crash", "body": body }]);
        let items = items("issues.json", &issues.to_string());
        assert_eq!(items[0].steps, Vec::<String>::new(), "{body}");
    }
    let body = "## Steps\n- [x] split it\n- [ ] move the rest of `src/a.py`\n";
    let issues = serde_json::json!([{ "number": 1, "title": "Refactor", "body": body }]);
    assert_eq!(items("issues.json", &issues.to_string())[0].steps, ["move the rest of src/a.py"]);
}

#[test]
fn issues_that_come_to_nothing_are_not_handed_out() {
    for (title, label) in [
        ("Crash in `src/a.py`", "duplicate"),
        ("Crash in `src/a.py`", "status: wontfix"),
        ("Crash in `src/a.py`", "resolution/duplicate"),
        ("Duplicate of #1", "bug"),
    ] {
        let issues = serde_json::json!([{ "number": 2, "title": title, "labels": [label] }]);
        assert!(items("issues.json", &issues.to_string()).is_empty(), "{title} {label}");
    }
    let kept =
        serde_json::json!([{ "number": 2, "title": "Duplicate keys pass", "labels": ["bug"] }]);
    assert_eq!(items("issues.json", &kept.to_string()).len(), 1);
}
