//! `AsciiDoc` and `reStructuredText` in what CommonMark knows, line for line.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::layout;

/// `text` as CommonMark, where it is written in another markup; `name` is that of its file.
pub(super) fn markdown<'a>(name: &str, text: &'a str) -> Cow<'a, str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if matches!(ending, Some("adoc" | "asciidoc" | "asc")) || is_asciidoc(text) {
        Cow::Owned(asciidoc(text))
    } else if ending == Some("rst") || !layout::is_plain(name) && is_restructured(text) {
        Cow::Owned(restructured(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether lines are headings as `AsciiDoc` alone writes them.
fn is_asciidoc(text: &str) -> bool {
    let mut headings = 0;
    for line in text.lines() {
        if line.starts_with("# ") || line.starts_with("```") {
            return false;
        }
        headings += usize::from(equals(line).is_some());
    }
    headings > 1
}

/// The level of a heading of equals signs, and its words.
fn equals(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('=');
    let level = line.len() - words.len();
    let title = words.strip_prefix(' ')?.trim();
    ((1..=6).contains(&level) && !title.is_empty()).then_some((level, title))
}

fn asciidoc(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let (mut fenced, mut table, mut head) = (false, false, None);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let bare = line.trim_end();
        if matches!(bare, "----" | "....") {
            fenced = !fenced;
            out.push_str("```");
        } else if fenced {
            out.push_str(line);
        } else if bare == "|===" {
            (table, head) = (!table, None);
        } else if table {
            row(bare, &mut head, &mut out);
        } else if let Some((level, title)) = equals(bare) {
            // A `String` takes all that is written to it.
            let _ = write!(out, "{} {title}", "#".repeat(level));
        } else if !is_attribute(bare) {
            out.push_str(&listed(line));
        }
    }
    out
}

/// A line of a table; the empty line below the first row stands for the rule between head and rows.
fn row(line: &str, head: &mut Option<usize>, out: &mut String) {
    if line.is_empty() {
        if let Some(cells) = head.take_if(|cells| *cells > 0) {
            out.push_str(&"|---".repeat(cells));
            out.push('|');
            *head = Some(0);
        }
    } else if line.starts_with('|') {
        let cells = line.matches('|').count();
        head.get_or_insert(cells);
        out.extend([line, " |"]);
    }
}

/// Whether a line says something to the program that sets the text: `:toc:`, `[source,rust]`.
fn is_attribute(line: &str) -> bool {
    let named = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
    let set = named.is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '!' | '_'))
    });
    let block = line.starts_with('[')
        && line.ends_with(']')
        && !line.contains("](")
        && line.len() > 3
        && !line.contains(' ');
    set || block
}

/// A line of a list by its marks: `.` numbers, `*` is a bullet, and each more goes one deeper.
fn listed(line: &str) -> Cow<'_, str> {
    let bare = line.trim_start();
    for (mark, written) in [('.', "1."), ('*', "*"), ('-', "-")] {
        let rest = bare.trim_start_matches(mark);
        let depth = bare.len() - rest.len();
        let deep = if mark == '.' { depth > 0 } else { depth > 1 };
        if deep && depth <= 5 && rest.starts_with(' ') {
            return Cow::Owned(format!("{}{written}{rest}", "   ".repeat(depth - 1)));
        }
    }
    Cow::Borrowed(line)
}

/// The marks headings are underlined with.
const UNDERLINES: &str = "=-~^\"'*+#`:._<>";

/// The mark a line of one mark only is made of.
fn ruled(line: &str) -> Option<char> {
    let line = line.trim_end();
    let first = line.chars().next().filter(|c| UNDERLINES.contains(*c))?;
    (line.len() >= 3 && line.chars().all(|c| c == first)).then_some(first)
}

/// Whether `text` has what only `reStructuredText` has: numbers without a number, rules above titles.
fn is_restructured(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let numbered = lines.iter().filter(|line| line.trim_start().starts_with("#. ")).count() > 1;
    numbered || lines.windows(3).any(|three| overlined(three).is_some())
}

/// The mark of a title between two rules.
fn overlined(three: &[&str]) -> Option<char> {
    let [over, title, under] = three else { return None };
    let mark = ruled(over).filter(|mark| ruled(under) == Some(*mark) && *mark != '`')?;
    let words = title.trim();
    (over.trim_end() == under.trim_end()
        && !words.is_empty()
        && ruled(title).is_none()
        && words.chars().count() <= over.trim_end().len())
    .then_some(mark)
}

fn restructured(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out: Vec<Cow<'_, str>> = Vec::with_capacity(lines.len());
    let mut styles: Vec<(bool, char)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some(mark) = lines.get(at..at + 3).and_then(overlined) {
            let level = level(&mut styles, (true, mark));
            out.push("".into());
            out.push(format!("{} {}", "#".repeat(level), lines[at + 1].trim()).into());
            out.push("".into());
            at += 3;
        } else if let Some(mark) = lines.get(at..at + 2).and_then(underlined) {
            let level = level(&mut styles, (false, mark));
            out.push(format!("{} {}", "#".repeat(level), lines[at].trim()).into());
            out.push("".into());
            at += 2;
        } else {
            out.push(numbered(lines[at]));
            at += 1;
        }
    }
    out.join("\n")
}

/// The mark a title is underlined with.
fn underlined(two: &[&str]) -> Option<char> {
    let [title, under] = two else { return None };
    let mark = ruled(under)?;
    let words = title.trim_end();
    (words.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | '"' | '(' | '[' | '*'))
        && words.chars().count() <= under.trim_end().len() + 2)
        .then_some(mark)
}

/// How deep a style of heading is: styles go deeper in the order they come in.
fn level(styles: &mut Vec<(bool, char)>, style: (bool, char)) -> usize {
    let at = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
        styles.push(style);
        styles.len() - 1
    });
    (at + 1).min(6)
}

/// `#. item` with a number; what is told to the program that sets the text is left out.
fn numbered(line: &str) -> Cow<'_, str> {
    let bare = line.trim_start();
    let indent = &line[..line.len() - bare.len()];
    match bare.strip_prefix("#. ") {
        Some(rest) => Cow::Owned(format!("{indent}1. {rest}")),
        None if bare.starts_with(".. ") && bare.trim_end().ends_with("::") => Cow::Borrowed(""),
        None => Cow::Borrowed(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_markup_becomes_commonmark_line_for_line() {
        for (name, text, want) in [
            (
                "a.adoc",
                "= T\n:toc:\n\n== Bugs\n\n. one\n.. two\n** three\n----\n. x\n----\n",
                "# T\n\n\n## Bugs\n\n1. one\n   1. two\n   * three\n```\n. x\n```\n",
            ),
            (
                "a.adoc",
                "|===\n|Task |File\n\n|Fix it |`a.c`\n|===",
                "\n|Task |File |\n|---|---|\n|Fix it |`a.c` |\n",
            ),
            (
                "a.rst",
                "=====\nTitle\n=====\n\nA\n=\n\nPart\n====\n\n#. one\n#. two\n",
                "\n# Title\n\n\nA\n=\n\n## Part\n\n\n1. one\n1. two\n",
            ),
        ] {
            assert_eq!(markdown(name, text), want, "{text}");
            assert_eq!(want.matches('\n').count(), text.matches('\n').count(), "{text}");
        }
        for text in ["# A\n\n== b ==\n", "a\n==\n\n- b\n", "== a"] {
            assert_eq!(markdown("a.md", text), text);
        }
    }
}
