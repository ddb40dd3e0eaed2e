//! Plain text divided by state: a line `DONE` or `To do:` of its own stands for a heading.

use super::role::{self, Role};
use super::tag::says_done;

/// Whether such lines divide `text`: it has no headings of its own, and one line says done.
pub(super) fn divides(text: &str) -> bool {
    let headed = |line: &str| line.starts_with('#') || line.starts_with("===");
    !text.lines().any(headed) && text.lines().any(|line| matches!(state(line), Some(Role::Done)))
}

/// What a line says about all below it, if that is all it says: capitals, or words and a colon.
pub(super) fn state(line: &str) -> Option<Role> {
    if line.len() > 40 || !line.starts_with(char::is_alphabetic) {
        return None;
    }
    let line = line.trim_end();
    let words = line.trim_end_matches([':', '：']).trim_end();
    let shouted = words.len() > 2 && words.to_uppercase() == words;
    if words.split_whitespace().count() > 3 || !(shouted || words.len() < line.len()) {
        return None;
    }
    match role::role(words) {
        Role::Done => Some(Role::Done),
        _ if says_done(words) => Some(Role::Done),
        Role::Work => Some(Role::Work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_say_nothing_else_divide() {
        for (line, want) in [
            ("DONE", Some(Role::Done)),
            ("Done:", Some(Role::Done)),
            ("FAIT", Some(Role::Done)),
            ("À faire :", Some(Role::Work)),
            ("BUGS", Some(Role::Work)),
            ("Done", None),
            ("  DONE", None),
            ("Done: the parser", None),
            ("PARSER", None),
        ] {
            assert_eq!(state(line), want, "{line}");
        }
        let todo = "TOD\u{4f}";
        assert!(divides(&format!("{todo}\na\n  - b\n\nDONE\nc\n  - d")));
        assert!(!divides("# Plan\n\nDONE\n- a"));
        assert!(!divides(&format!("{todo}\n- a")));
    }
}
