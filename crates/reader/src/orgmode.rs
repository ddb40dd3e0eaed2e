//! Lines of Org mode in what CommonMark knows: verbatim words, code, drawers, tags, priorities.

use std::fmt::Write as _;

/// Whether `text` has lines that only Org mode writes.
pub(super) fn is_marked(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("#+") || line.trim() == ":PROPERTIES:")
}

/// The name of the document, if the line gives it.
pub(super) fn title(line: &str) -> Option<&str> {
    keyword(line, "#+title:").map(str::trim).filter(|title| !title.is_empty())
}

/// `title` without the tags at its end: `Write it :docs:`.
pub(super) fn untagged(title: &str) -> &str {
    let tagged = title.trim_end().rsplit_once([' ', '\t']).filter(|(_, tags)| {
        tags.len() > 2
            && tags.starts_with(':')
            && tags.ends_with(':')
            && tags.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '@' | '#' | '%'))
    });
    tagged.map_or(title, |(before, _)| before.trim_end())
}

/// `text` in CommonMark, line for line, without the indentation all lines share.
pub(super) fn markdown(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min();
    let common = common.unwrap_or(0);
    let mut out = String::with_capacity(text.len() + 16);
    let (mut drawer, mut code) = (false, false);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let bare = line.trim();
        let line = line.get(common..).unwrap_or_default();
        if let Some(language) = keyword(bare, "#+begin_src").or(keyword(bare, "#+begin_example")) {
            code = true;
            // A `String` takes all that is written to it.
            let _ = write!(out, "```{}", language.split_whitespace().next().unwrap_or_default());
        } else if keyword(bare, "#+end_").is_some() {
            out.push_str(if std::mem::take(&mut code) { "```" } else { "" });
        } else if code {
            out.push_str(line);
        } else if drawer || is_drawer(bare) {
            drawer = bare != ":END:";
        } else if !bare.starts_with("#+") && !is_planning(bare) {
            inline(line, &mut out);
        }
    }
    out
}

/// What follows `word`, which is in lower case, at the start of `line`.
fn keyword<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let head = line.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &line[word.len()..])
}

/// `:PROPERTIES:`, `:LOGBOOK:`: what a headline keeps about itself.
fn is_drawer(bare: &str) -> bool {
    let name = bare.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    name.is_some_and(|name| name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase()))
}

/// When it is planned for or was closed.
fn is_planning(bare: &str) -> bool {
    ["DEADLINE:", "SCHEDULED:", "CLOSED:"].iter().any(|word| bare.starts_with(word))
}

/// Writes `line` with `=x=` and `~x~` in backticks and `[#A]` in a word.
fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    let mut last = ' ';
    while let Some(at) = rest.find(['=', '~', '[']) {
        out.push_str(&rest[..at]);
        last = rest[..at].chars().next_back().unwrap_or(last);
        let tail = &rest[at..];
        let mark = tail.chars().next().unwrap_or(' ');
        let free = last.is_whitespace() || matches!(last, '(' | '{' | '"' | '\'' | '-');
        if let Some(inner) = verbatim(tail, mark).filter(|_| free && mark != '[') {
            let _ = write!(out, "`{inner}`");
            rest = &tail[inner.len() + 2..];
        } else if let Some((word, after)) = cookie(tail) {
            let _ = write!(out, "[{word}]");
            rest = after;
        } else {
            out.push(mark);
            rest = &tail[1..];
        }
        last = mark;
    }
    out.push_str(rest);
}

/// What stands between two `mark`s, the first of which starts `text`.
fn verbatim(text: &str, mark: char) -> Option<&str> {
    let inner = &text[mark.len_utf8()..];
    if inner.starts_with(|c: char| c.is_whitespace() || c == mark) {
        return None;
    }
    inner.match_indices(mark).map(|(at, _)| at).take_while(|at| *at <= 300).find_map(|at| {
        let next = inner[at + 1..].chars().next();
        let ends = next.is_none_or(|c| c.is_whitespace() || "-.,;:!?'\")}[".contains(c));
        (ends && !inner[..at].ends_with(char::is_whitespace) && !inner[..at].contains('`'))
            .then(|| &inner[..at])
    })
}

/// The word for the priority in brackets `text` starts with.
fn cookie(text: &str) -> Option<(&'static str, &str)> {
    [("[#A]", "high"), ("[#B]", "medium"), ("[#C]", "low")]
        .into_iter()
        .find_map(|(cookie, word)| text.strip_prefix(cookie).map(|rest| (word, rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_lines_become_commonmark() {
        for (org, want) in [
            ("use ~a~, not (=src/b.rs=).", "use `a`, not (`src/b.rs`)."),
            ("a = b = c, x == y, ~/x and ~/y", "a = b = c, x == y, ~/x and ~/y"),
            ("a~b~c and =un closed", "a~b~c and =un closed"),
            ("=ü= und =ä=", "`ü` und `ä`"),
            ("[#A] now [#B]", "[high] now [medium]"),
            ("  a\n    b", "a\n  b"),
            ("#+BEGIN_SRC rust\n=x=\n#+END_SRC\n#+x: y", "```rust\n=x=\n```\n"),
            (":PROPERTIES:\n:A: b\n:END:\nc\nDEADLINE: <d>", "\n\n\nc\n"),
        ] {
            assert_eq!(markdown(org), want, "{org}");
        }
    }

    #[test]
    fn tags_and_titles_are_told_from_words() {
        for (title, want) in [
            ("Write it   :docs:", "Write it"),
            ("Write it :a:b_c:", "Write it"),
            ("std::vec: is", "std::vec: is"),
            ("a ::", "a ::"),
        ] {
            assert_eq!(untagged(title), want);
        }
        assert_eq!(title("#+TITLE: All of it"), Some("All of it"));
        assert_eq!(title("#+title:"), None);
    }
}
