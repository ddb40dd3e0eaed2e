//! Line by line to plain CommonMark, without moving a line: front matter, odd bullets, bare checkboxes.

use std::borrow::Cow;

use super::{cells, dedent, divide, odd};

/// `text` with what CommonMark does not know written in what it knows; every line keeps its number.
pub(super) fn prepare(text: &str) -> String {
    let text = &*dedent::dedent(text);
    let odd = odd::Odd::new(text);
    let mut rows = cells::Rows::default();
    let divided = divide::divides(text);
    let mut out = String::with_capacity(text.len() + 64);
    let matter = front_matter(text);
    let mut fence: Option<&str> = None;
    let (mut listed, mut numbered) = (false, false);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if at < matter {
            continue;
        }
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close))
                if open == close && bare.trim_end().trim_matches(['`', '~']).is_empty() =>
            {
                fence = None;
            }
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            out.push_str(line);
        } else {
            let done = line.strip_prefix("x ").filter(|_| listed);
            match done {
                _ if let Some(odd) = odd.line(at, listed) => out.push_str(&odd),
                Some(rest) => out.extend(["- [x] ", rest]),
                None if is_crossed(bare) => out.push_str(&line.replace('+', "|")),
                None if bare.starts_with('|') => out.push_str(&rows.row(line)),
                None if divided && divide::state(line).is_some() => out.extend(["## ", line]),
                None => out.push_str(&underscored(&rewritten(line, bare, numbered))),
            }
            rows.end_unless(bare.starts_with('|'));
            listed = done.is_some() || ["- ", "* ", "+ "].iter().any(|mark| bare.starts_with(mark));
            if !bare.trim_end().is_empty() {
                numbered = bare.split_once(' ').is_some_and(|(number, _)| {
                    number.ends_with(|c: char| c == '.' || c.is_ascii_digit())
                        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                });
            }
        }
    }
    out
}

/// How many lines a front matter takes: `---` or `+++` on the first line, keys, and the same again.
fn front_matter(text: &str) -> usize {
    let mut lines = text.lines();
    let Some(mark) =
        lines.next().map(str::trim_end).filter(|first| matches!(*first, "---" | "+++"))
    else {
        return 0;
    };
    let mut keyed = true;
    for (at, line) in lines.enumerate().take(200) {
        let line = line.trim_end();
        if line == mark || line == "..." {
            return if keyed { at + 2 } else { 0 };
        }
        let inner = line.starts_with([' ', '\t', '#', '-', '[', ']', '}']) || line.is_empty();
        keyed &= inner || line.contains([':', '=']);
    }
    0
}

/// Whether a line is the rule of a table that has crosses between its columns.
fn is_crossed(bare: &str) -> bool {
    bare.starts_with("|-")
        && bare.contains('+')
        && bare.trim_end().trim_matches(['|', '-', '+', ':']).is_empty()
}

/// Bullets CommonMark does not know, and checkboxes without a bullet; `numbered` where the line
/// before has a number, so that `1.2` goes on with it rather than saying how many.
fn rewritten<'a>(line: &'a str, bare: &'a str, numbered: bool) -> Cow<'a, str> {
    let Some(first) = bare.chars().next() else { return Cow::Borrowed(line) };
    let indent = &line[..line.len() - bare.len()];
    let rest = || bare[first.len_utf8()..].trim_start_matches(['\u{fe0f}', ' ', '\t']);
    match first {
        '•' | '◦' | '‣' | '▪' | '●' | '○' | '・' | '·' | '►' | '▸' => {
            Cow::Owned(format!("{indent}- {}", rest()))
        }
        'o' if !indent.is_empty() && bare.starts_with("o ") => {
            Cow::Owned(format!("{indent}- {}", rest()))
        }
        '☐' | '⬜' | '🔲' => Cow::Owned(format!("{indent}- [ ] {}", rest())),
        '☑' | '☒' => Cow::Owned(format!("{indent}- [x] {}", rest())),
        '[' if matches!(bare.as_bytes(), [b'[', b' ' | b'x' | b'X', b']', b' ', ..]) => {
            Cow::Owned(format!("{indent}- {bare}"))
        }
        '-' | '*' | '+' if is_optional(bare) => {
            Cow::Owned(format!("{indent}{} [optional]{}", &bare[..5], &bare[6..]))
        }
        // "!! urgent", "? perhaps": lines of their own in somebody's list.
        '!' | '?' if indent.is_empty() && remark(bare).is_some() => {
            let words = bare.trim_start_matches(first).trim();
            let asks = if first == '?' && !words.ends_with('?') { "?" } else { "" };
            Cow::Owned(format!("- {words}{asks}"))
        }
        '–' | '—' if bare[first.len_utf8()..].starts_with(' ') => {
            Cow::Owned(format!("{indent}- {}", rest()))
        }
        c if c.is_ascii_digit() && numbered && is_outline_number(bare) => {
            Cow::Owned(format!("{indent}- {bare}"))
        }
        c if c.is_ascii_digit() && bare.contains(['、', '）', '．']) => {
            let end = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            match bare[end..].strip_prefix(['、', '）', '．']) {
                Some(rest) => {
                    Cow::Owned(format!("{indent}{}. {}", &bare[..end], rest.trim_start()))
                }
                None => Cow::Borrowed(line),
            }
        }
        _ => Cow::Borrowed(line),
    }
}

/// `line` with the double underscores of names such as `pkg/__init__.py` kept from being marks, where
/// they do not stand in code.
fn underscored(line: &str) -> Cow<'_, str> {
    if !line.contains("__") {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len() + 8);
    let mut code = false;
    for word in line.split_inclusive(' ') {
        let path = word.contains(['/', '.']) && !word.starts_with(['_', '*']);
        let name = path || word.trim_start_matches('_').contains("__.");
        if name && !code && !word.contains('`') {
            out.push_str(&word.replace("__", "\\_\\_"));
        } else {
            out.push_str(word);
        }
        code ^= word.matches('`').count() % 2 == 1;
    }
    Cow::Owned(out)
}

/// What follows one to three `!` or `?` that stand for a bullet.
pub(super) fn remark(bare: &str) -> Option<&str> {
    let words = bare.trim_start_matches(['!', '?']);
    let marks = bare.len() - words.len();
    let remark = (1..=3).contains(&marks) && words.starts_with(' ') && !words.trim().is_empty();
    remark.then_some(words)
}

/// Whether a star after the checkbox says that the task may be left out: `- [ ]* 1.2 Write`.
fn is_optional(bare: &str) -> bool {
    matches!(bare.as_bytes(), [_, b' ', b'[', b' ' | b'x' | b'X', b']', b'*', b' ', ..])
}

/// Whether a line starts with a number of an outline, `1.2` or `1.2.`, and goes on in words.
fn is_outline_number(bare: &str) -> bool {
    let Some((number, rest)) = bare.split_once(' ') else { return false };
    let number = number.trim_end_matches('.');
    number.contains('.')
        && number
            .split('.')
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        && rest.starts_with(|c: char| c.is_alphabetic() || c == '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers() {
        let text =
            "---\ntitle: x\nlist:\n  - a\n---\n# T\n• one\n[ ] two\n3、three\n```\n• code\n```";
        let out = prepare(text);
        assert_eq!(out, "\n\n\n\n\n# T\n- one\n- [ ] two\n3. three\n```\n• code\n```");
    }

    #[test]
    fn numbered_and_plain_done_lines_become_markdown() {
        assert_eq!(prepare("* a\nx b\n\nx c"), "* a\n- [x] b\n\nx c");
        assert_eq!(prepare("1. a\n  1.1 b\n  1.2. c"), "1. a\n  - 1.1 b\n  - 1.2. c");
        assert_eq!(prepare("there are\n1.2 million"), "there are\n1.2 million");
        assert_eq!(prepare("!! a\n- b\n? c d\n! [alt](x)"), "- a\n- b\n- c d?\n- [alt](x)");
        assert_eq!(prepare("![alt](x)\n!important"), "![alt](x)\n!important");
        assert_eq!(prepare("  - [ ]* 1.2 a\n- [ ] *b*"), "  - [ ] [optional] 1.2 a\n- [ ] *b*");
    }

    #[test]
    fn a_rule_on_the_first_line_is_no_front_matter() {
        for text in ["---\n\nSome words here\n\n---\n- a", "---\nno end"] {
            assert_eq!(prepare(text), text);
        }
    }
}
