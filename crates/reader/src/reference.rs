//! Words that say one item waits for another.

use std::sync::LazyLock;

use regex::Regex;

use super::content::shorten;
use super::item::Reference;
use super::words::{self, Concept};

static WAITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| words::whole(&[Concept::Awaits, Concept::Waits]));

static BLOCKS: LazyLock<Option<Regex>> = LazyLock::new(|| words::whole(&[Concept::Blocks]));

/// The references in running text.
pub(super) fn in_prose(text: &str, waits: &mut Vec<Reference>, blocks: &mut Vec<Reference>) {
    for (pattern, into) in [(&WAITS, waits), (&BLOCKS, blocks)] {
        let Some(pattern) = pattern.as_ref() else { continue };
        let mut remark = 0..0;
        for found in pattern.find_iter(text) {
            if remark.contains(&found.start()) {
                continue;
            }
            let rest = &text[found.end()..];
            let end = thought(rest);
            let mut to = &rest[..end];
            // What stands in brackets behind a name is a remark: "T001 (beside T002)".
            if let Some((name, _)) = to.split_once(" (")
                && name.contains(|c: char| c.is_ascii_digit())
            {
                remark = found.end() + name.len()..found.end() + end;
                to = name;
            }
            let to = to.trim().trim_matches([':', '.', '*', ' ']);
            // "Retry after 3" counts, "depends on 3" names.
            let counts =
                matches!(found.as_str().to_lowercase().as_str(), "after" | "once" | "nach")
                    && to.chars().all(|c| c.is_ascii_digit());
            if !to.is_empty() && !counts {
                let start = text[..found.start()].rfind(['.', '\n', '(']).map_or(0, |at| at + 1);
                let said = shorten(text[start..found.end() + end].trim(), 80);
                into.push(Reference { to: shorten(to, 120), said });
            }
        }
    }
}

/// Where the thought that starts `rest` ends: at a full stop, or at the bracket it stands in.
fn thought(rest: &str) -> usize {
    let mut open = 0_u32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ';' | ')' | '\n' | '。' | '（' => return at,
            '.' if rest[at + 1..].starts_with(' ') => return at,
            _ => {}
        }
    }
    rest.len()
}

/// Where the first words of waiting or blocking stand.
pub(super) fn first(text: &str) -> Option<usize> {
    [&WAITS, &BLOCKS]
        .into_iter()
        .filter_map(|pattern| pattern.as_ref()?.find(text))
        .map(|found| found.start())
        .min()
}

/// Who waits for the item itself where a field of dependencies says so: "BUG-4 is blocked by this".
pub(super) fn turned(value: &str) -> Option<&str> {
    let value = value.trim().trim_end_matches('.');
    let value = [" this", " it", " this one", " this issue", " this bug", " this task"]
        .iter()
        .find_map(|own| value.strip_suffix(own))?;
    let words =
        ["is blocked by", "are blocked by", "depends on", "depend on", "waits for", "wait for"];
    words.iter().find_map(|words| value.strip_suffix(words)).map(str::trim)
}

/// The references in a field that lists them; `None` and dashes are none.
pub(super) fn list(value: &str, said: &str) -> Vec<Reference> {
    let mut named = parts(value, said);
    // "Story 6.1, 6.2": what is a number only goes on with the word before.
    let mut word = String::new();
    for reference in &mut named {
        let number = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || c == '.')
        };
        if number(&reference.to) && !word.is_empty() {
            reference.to = format!("{word} {}", reference.to);
        } else {
            let said = reference.to.split_once(' ').filter(|(_, rest)| number(rest));
            word = said.map(|(word, _)| word.to_owned()).unwrap_or_default();
        }
    }
    named
}

fn parts(value: &str, said: &str) -> Vec<Reference> {
    value
        .split([',', ';', '\n', '、', '，'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" + "))
        .map(|part| {
            part.trim()
                .trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != ')' && c != '(')
        })
        .filter(|part| !part.is_empty() && !is_none(part) && !part.contains("://"))
        .map(|part| Reference { to: part.to_owned(), said: said.to_owned() })
        .collect()
}

fn is_none(part: &str) -> bool {
    let lower = part.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    matches!(first, "none" | "nothing" | "keine" | "нет" | "无" | "なし")
        || matches!(lower.as_str(), "n/a" | "na" | "tbd")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let (mut waits, mut blocks) = (Vec::new(), Vec::new());
        in_prose(text, &mut waits, &mut blocks);
        waits.into_iter().map(|found| found.to).collect()
    }

    #[test]
    fn phrases_name_what_comes_first() {
        assert_eq!(of("Create service (depends on T010, T011)"), ["T010, T011"]);
        assert_eq!(of("Stream it once M-7 is fixed. Then rest"), ["M-7 is fixed"]);
        assert_eq!(of("blocked by #12; urgent"), ["#12"]);
        assert_eq!(of("Depends on T001 (beside T002, other file)"), ["T001"]);
        assert_eq!(of("Depends on Phase 3 (needs a list of things)"), ["Phase 3"]);
        assert_eq!(
            of("(after Foundational (Phase 2) is done)"),
            ["Foundational (Phase 2) is done"]
        );
        assert_eq!(of("Erst wenn T1 und T2 stabil sind. Danach mehr"), ["T1 und T2 stabil sind"]);
        assert_eq!(of("Umstellen, nur wenn M-7 fertig ist"), ["M-7 fertig ist"]);
        assert_eq!(of("nothing here"), Vec::<String>::new());
    }

    #[test]
    fn a_field_may_say_it_the_other_way_round() {
        assert_eq!(turned("BUG-4 is blocked by this."), Some("BUG-4"));
        assert_eq!(turned("T1 and T2 depend on it"), Some("T1 and T2"));
        assert_eq!(turned("depends on T1"), None);
        assert_eq!(turned("T1 does not use this"), None);
    }

    #[test]
    fn lists_leave_none_out() {
        let names = |text| list(text, "").into_iter().map(|r| r.to).collect::<Vec<_>>();
        assert_eq!(names("T001, T002 and T003"), ["T001", "T002", "T003"]);
        assert_eq!(names("1 + IT answer"), ["1", "IT answer"]);
        assert_eq!(names("C++ parser"), ["C++ parser"]);
        assert_eq!(names("None (start here)"), Vec::<String>::new());
        assert_eq!(names("—"), Vec::<String>::new());
    }
}
