//! Paths in text: what is spelled like a file, a directory or a glob, and what only looks so.

use std::ops::Range;

use super::block::{Style, Text};
use super::flat::lower;
use super::spelling::{is_url, plain_word, quoted};

/// How much the place itself says that paths follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Running text.
    Prose,
    /// A field, column or bullet that names files.
    Files,
}

/// Adds the paths spelled in `range` of `text` to `into`, each once, the fuller spelling kept.
pub(super) fn collect(text: &Text, range: &Range<usize>, place: Place, into: &mut Vec<String>) {
    let plain = &text.plain;
    let mut at = range.start;
    let mut spans: Vec<_> = text
        .spans
        .iter()
        .filter(|span| span.range.start < range.end && span.range.end > range.start)
        .filter(|span| matches!(span.style, Style::Code | Style::Link(_)))
        .collect();
    spans.sort_by_key(|span| (span.range.start, span.range.end));
    for span in spans {
        let (start, end) = (span.range.start.max(at), span.range.end.min(range.end));
        if start >= end {
            continue;
        }
        bare(plain, at..start, place, into);
        let inside = &plain[start..end];
        match &span.style {
            Style::Link(to) if is_url(to) && !is_url(inside) => {}
            _ if place == Place::Files => {
                for part in inside.split([',', ';']) {
                    add(quoted(part, place), into);
                }
            }
            _ if is_referral(plain, start) || is_waited_for(plain, start) => {}
            _ => add(quoted(inside, place), into),
        }
        at = end;
    }
    bare(plain, at..range.end, place, into);
}

fn bare(plain: &str, range: Range<usize>, place: Place, into: &mut Vec<String>) {
    let Some(part) = plain.get(range.clone()) else { return };
    if !part.contains(['/', '.']) && !part.contains("file") {
        return;
    }
    let cut = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ';'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '"'
                    | '\''
                    | '“'
                    | '”'
                    | '→'
                    | '`'
                    | '，'
                    | '、'
                    | '。'
                    | '（'
                    | '）'
            )
    };
    for word in part.split(cut) {
        if word.len() < 3 || !word.contains(['/', '.']) && !word.contains("file") {
            continue;
        }
        if let Some(path) = plain_word(word, place) {
            let start = word.as_ptr() as usize - plain.as_ptr() as usize;
            if place == Place::Files || !is_referral(plain, start) {
                add(Some(path), into);
            }
        }
    }
}

fn add(path: Option<&str>, into: &mut Vec<String>) {
    let Some(path) = path else { return };
    let core = path.trim_matches('/');
    let covers = |long: &str, short: &str| {
        long == short || long.strip_suffix(short).is_some_and(|head| head.ends_with('/'))
    };
    if into.iter().any(|have| covers(have.trim_matches('/'), core)) {
        return;
    }
    into.retain(|have| !covers(core, have.trim_matches('/')));
    into.push(path.to_owned());
}

/// Whether the sentence up to and around `at` only refers to the place it names.
fn is_referral(plain: &str, at: usize) -> bool {
    const BEFORE: [&str; 20] = [
        "see ",
        "as in ",
        "similar to ",
        "described in ",
        "documented in ",
        "according to ",
        "per ",
        "inspired by ",
        "refer to ",
        "based on ",
        "like in ",
        "like ",
        "following ",
        "copied from ",
        "cf. ",
        "siehe ",
        "see also ",
        "tracked in ",
        "как в ",
        "参见",
    ];
    const WITHIN: [&str; 6] = [
        "serve as a",
        "as a pattern",
        "as a model",
        "as a template",
        "for reference",
        "as an example",
    ];
    let start = plain[..at].rfind(". ").map_or(0, |dot| dot + 2);
    let end = plain[at..].find(". ").map_or(plain.len(), |dot| at + dot);
    let (before, whole) = (lower(&plain[start..at]), lower(&plain[start..end]));
    let before = before.trim_start_matches(['(', ' ']);
    BEFORE.iter().any(|words| {
        before.ends_with(words) || words.starts_with("see") && before.starts_with(words)
    }) || ["as a", "for reference"].iter().any(|words| whole.contains(words))
        && WITHIN.iter().any(|words| whole.contains(words))
}

/// Whether what stands at `at` belongs to other work that is waited for, as in "requires the model
/// in x.py"; what requires a change there is another matter.
fn is_waited_for(plain: &str, at: usize) -> bool {
    const WAITS: [&str; 5] =
        ["requires ", "depends on ", "depend on ", "blocked by ", "blocked on "];
    const CHANGES: [&str; 8] =
        ["chang", "updat", "modif", "edit", "add", "rewrit", "refactor", "touch"];
    let Some(before) = plain.get(..at) else { return false };
    let start = before.rfind(['\n', ';']).map_or(0, |end| end + 1);
    let start = before[start..].rfind(". ").map_or(start, |end| start + end);
    let sentence = lower(&before[start..]);
    let object =
        WAITS.iter().find_map(|words| Some(&sentence[sentence.rfind(words)? + words.len()..]));
    object.is_some_and(|object| {
        object.split_whitespace().count() <= 8 && !CHANGES.iter().any(|word| object.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::super::block::Block;
    use super::super::parse::parse;
    use super::*;

    fn of(markdown: &str) -> Vec<String> {
        let blocks = parse(markdown);
        let [Block::Paragraph(text)] = &blocks[..] else { panic!("{blocks:?}") };
        let mut out = Vec::new();
        collect(text, &(0..text.plain.len()), Place::Prose, &mut out);
        out
    }

    #[test]
    fn paths_are_found_quoted_or_not() {
        for (text, want) in [
            ("Fix `user.py:12-14` and src/auth/login.rs", &["user.py", "src/auth/login.rs"][..]),
            ("clean up /tests (all)", &["/tests"]),
            ("move `docs/` to web/ soon", &["docs/", "web/"]),
            (
                "write `.gitignore`, `.github/workflows/ci.yml`",
                &[".gitignore", ".github/workflows/ci.yml"],
            ),
            ("`a/b.rs` and later `b.rs`", &["a/b.rs"]),
            ("`b.rs` and later `a/b.rs`", &["a/b.rs"]),
            ("requires changes in `src/a.rs`", &["src/a.rs"]),
            ("needs the model; update `src/a.rs`", &["src/a.rs"]),
            ("all `src/**/*.ts` files", &["src/**/*.ts"]),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_path_is_not() {
        for text in [
            "client/server, 1.4/1.5 and Node.js, e.g. here",
            "`Foo::bar()` in `os.path`",
            "see `docs/x.md`",
            "`~/.config/x.json` and `/usr/lib/x.so`",
            "https://a.b/c.md and [x](https://a.b/d.rs)",
            "`refs/heads/main`",
            "`phpstan/phpstan` (.toml based)",
            "`cargo test -p x`",
            "read/write `thread/fork`",
            "`process.env`",
            "requires the `Order` model in `server/orders.py`",
            "blocked by `web/cart.js`",
            "and/or",
            "src/b/./- now",
            "w/ x",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }
}
