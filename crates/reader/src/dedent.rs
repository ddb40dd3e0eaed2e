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
            return below(text);
        } else if !is_rule(bare) {
            flush += 1;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            return below(text);
        }
    }
    if indented <= flush {
        return below(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        out.push_str(without(line, common));
    }
    Cow::Owned(out)
}

/// `text` with the lists that stand four columns in, right below their headings, out there.
fn below(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out: Option<String> = None;
    let (mut heading, mut fenced, mut inside) = (false, false, false);
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        let columns = width(line);
        if !bare.trim().is_empty() && (columns < 4 || fenced) {
            heading = bare.starts_with('#') && !fenced;
            inside = false;
        } else if !bare.trim().is_empty() {
            inside |= heading && is_bullet(bare);
            heading = false;
        }
        if inside && columns >= 4 {
            let out = out.get_or_insert_with(|| lines[..at].concat());
            out.push_str(without(line, 4));
        } else if let Some(out) = &mut out {
            out.push_str(line);
        }
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether the line begins with a bullet or a number.
fn is_bullet(bare: &str) -> bool {
    !bare.starts_with(['#', '|', '>']) && is_marked(bare)
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
