//! Plain text that stands indented as a whole, which CommonMark would take for code.

use std::borrow::Cow;

/// `text` without the indentation most of its lines share, where it is plain text: no fence, no
/// heading, no list outside what is indented.
pub(super) fn dedent(text: &str) -> Cow<'_, str> {
    let (mut indented, mut flush, mut common) = (0, 0, usize::MAX);
    for line in text.lines() {
        let width = width(line);
        let bare = line.trim_start();
        if bare.is_empty() {
            continue;
        }
        if width >= 4 {
            indented += 1;
            common = common.min(width);
        } else if is_marked(bare) {
            return Cow::Borrowed(text);
        } else if !is_rule(bare) {
            flush += 1;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            return Cow::Borrowed(text);
        }
    }
    if indented <= flush {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        out.push_str(without(line, common));
    }
    Cow::Owned(out)
}

/// How many columns the line is indented by; a tab goes to the next stop of four.
fn width(line: &str) -> usize {
    let blanks = line.bytes().take_while(|b| matches!(b, b' ' | b'\t'));
    blanks.fold(0, |width, b| if b == b'\t' { (width / 4 + 1) * 4 } else { width + 1 })
}

/// `line` without its first `columns` of indentation.
fn without(line: &str, columns: usize) -> &str {
    let mut at = 0;
    for (index, b) in line.bytes().enumerate() {
        if at >= columns || !matches!(b, b' ' | b'\t') {
            return &line[index..];
        }
        at = if b == b'\t' { (at / 4 + 1) * 4 } else { at + 1 };
    }
    ""
}

/// Whether the line only underlines the one before it.
fn is_rule(bare: &str) -> bool {
    ['=', '-', '~'].iter().any(|mark| bare.trim_end().trim_matches(*mark).is_empty())
}

/// Whether the line is a heading, an item or a row: Markdown, whose indentation means something.
fn is_marked(bare: &str) -> bool {
    let item = |rest: &str| rest.starts_with([' ', '\t']);
    let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    bare.starts_with(['#', '|', '>'])
        || bare.strip_prefix(['-', '*', '+']).is_some_and(item)
        || number.len() < bare.len() && number.strip_prefix(['.', ')']).is_some_and(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_indented_as_a_whole_is_moved() {
        for (text, want) in [
            ("Bugs\n----\n\n    a\n      b\n\n    c\n    d\n", "Bugs\n----\n\na\n  b\n\nc\nd\n"),
            ("\t* a\n\t  b\n\n\t* c", "* a\n  b\n\n* c"),
            ("    - a\n\n        - b", "- a\n\n    - b"),
        ] {
            assert_eq!(dedent(text), want, "{text}");
        }
        for text in [
            "- a\n    - b\n    - c",
            "# A\n\n    code\n    code",
            "1. a\n\n    b\n\n    c",
            "a\nb\n    c",
            "    ```\n    a\n    ```",
            "",
        ] {
            assert_eq!(dedent(text), text);
        }
    }
}
