//! Plain text in, CommonMark out.

use super::markdown;

fn laid(text: &str) -> Vec<String> {
    let out = markdown("notes.txt", text).unwrap_or_default();
    out.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

#[test]
fn lists_stand_under_the_lines_that_name_them() {
    assert_eq!(
        laid("To round it off:\n * wait\n\nLater:\n * quests\n\nPort:\n* mend it"),
        [
            "##### To round it off:",
            "- wait",
            "##### Later:",
            "- quests",
            "##### Port:",
            "- mend it"
        ]
    );
}

#[test]
fn rules_frames_and_rows_of_signs_head_what_follows() {
    assert_eq!(
        laid(
            "=====\nStuff\n=====\n\nSave\n----\n- a\n\n------ polish\n* b\n\n[Later]\n- c\n[Never]\n- d"
        ),
        [
            "# Stuff",
            "#### Save",
            "- a",
            "#### polish",
            "- b",
            "#### Later",
            "- c",
            "#### Never",
            "- d"
        ]
    );
}

#[test]
fn a_short_title_has_a_short_line_below() {
    assert_eq!(
        laid("To do\n=====\n\nUI\n--\n* a\n\nOS\n==\n* b")[1..],
        ["#### UI", "- a", "### OS", "- b"]
    );
}

#[test]
fn entries_keep_what_hangs_below_them() {
    assert_eq!(
        laid(
            "To do\n\n2007  Ann  Extend the manual with all of the things that are missing in\n           chapter two\n\n\
             2008  Bob  Save planes\n\n2009  Cy   Check the walls"
        )[1..],
        [
            "- 2007  Ann  Extend the manual with all of the things that are missing in",
            "  chapter two",
            "- 2008  Bob  Save planes",
            "- 2009  Cy   Check the walls"
        ]
    );
    assert_eq!(
        laid(
            "Wishes\n======\n\n001 (old)\n\n    Keep it in a register.\n\n002 (new)\n\n    Give it a cell."
        )[1..],
        ["- 001 (old)", "  Keep it in a register.", "- 002 (new)", "  Give it a cell."]
    );
}

#[test]
fn a_text_explains_its_own_marks() {
    assert_eq!(
        laid("Roadmap\n\n- to do\no Done\nx Cancelled\n\no Basics:\n\tLOAD\n- Pointers\nx Colours")
            [1..],
        [
            "- [ ] to do",
            "- [x] Done",
            "- ~~Cancelled~~",
            "- [x] Basics:",
            "  LOAD",
            "- [ ] Pointers",
            "- ~~Colours~~"
        ]
    );
    assert_eq!(
        laid("To do\n\nX = done and tested\nIP = in progress\n\nX  1. a\nIP 2. b\n   3. c")[3..],
        ["  1. [x] a", "  2. [ ] b", "  3. c"]
    );
}

#[test]
fn bullets_may_stand_close_or_be_arrows() {
    assert_eq!(
        laid("-one thing\n-another\n    -part of it\n"),
        ["- one thing", "- another", "  - part of it"]
    );
    assert_eq!(laid("Tasks\n=> a\n==> b\n---> c")[1..], ["- a", "- b", "- c"]);
}

#[test]
fn lines_are_thoughts_unless_they_were_broken() {
    assert_eq!(
        laid("To do:\nmend the map\nadd a lake\nsell it")[1..],
        ["- mend the map", "- add a lake", "- sell it"]
    );
    let text = "To do\n\nThe whole of the parser has to be written again because it\nfails on each and every file that somebody has touched on a\nMonday.";
    assert_eq!(laid(text)[1..].len(), 3);
    assert!(laid(text)[1..].iter().all(|line| !line.starts_with('-')));
}

#[test]
fn text_with_markup_is_left_alone() {
    for text in [
        "# Plan\n- a\n- b\n- c",
        "```\n- a\n```\n- b\n- c",
        "| a |\n|--|\n- a\n- b\n- c",
        "one line",
    ] {
        assert!(markdown("notes.txt", text).is_none(), "{text}");
    }
    assert!(markdown("notes.md", "To do:\n- a\n- b\n- c").is_none());
}
