//! Paths in text: what is spelled like a file, a directory or a glob, and what only looks so.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::block::{Style, Text};
use super::flat::lower;
use super::phrase::Phrases;
use super::spelling::{is_file, is_url, plain_word, quoted};
use super::words::{self, Concept};

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
            Style::Link(to) if is_url(to) && !is_url(inside) && !leads_to(to, inside) => {}
            Style::Link(to) if !is_url(to) && names_more(to, inside) => {
                if place == Place::Files || !is_referral(plain, start) {
                    add(quoted(to.trim_start_matches("../"), Place::Files), into);
                }
            }
            _ if is_requested(plain, start, inside) => {}
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

/// Whether a link goes to the file its words name: to a line of it on a forge, say.
fn leads_to(to: &str, words: &str) -> bool {
    let name = words.trim().rsplit('/').next().unwrap_or_default();
    let name = name.split([':', '#']).next().unwrap_or_default();
    name.len() > 3 && name.contains('.') && to.contains(name)
}

/// Whether a link goes to a file of the repository whose name its words are, and says where it lies:
/// `[engine.js:43](lib/a/engine.js#L43)`.
fn names_more(to: &str, words: &str) -> bool {
    let to = to.split('#').next().unwrap_or_default();
    let name = words.trim().split([':', '#', ' ']).next().unwrap_or_default();
    is_file(name)
        && to.len() > name.len()
        && to.strip_suffix(name).is_some_and(|head| head.ends_with('/'))
}

/// What no path is without.
static TELLING: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(["/", ".", "file"]));

fn bare(plain: &str, range: Range<usize>, place: Place, into: &mut Vec<String>) {
    let Some(part) = plain.get(range) else { return };
    let mut from = 0;
    while let Some(at) = TELLING.next(part, from) {
        let start = part[from..at].rfind(is_cut).map_or(from, |cut| from + cut);
        let start =
            start + part[start..].chars().next().filter(|c| is_cut(*c)).map_or(0, char::len_utf8);
        let mut end = part[at..].find(is_cut).map_or(part.len(), |cut| at + cut);
        while let Some(more) = segment(&part[..end], &part[end..]) {
            end += more;
        }
        from = end;
        let word = latin(&part[start..end]);
        let end = start + word.len();
        if word.len() < 3 || is_broken(word, &part[end..]) {
            continue;
        }
        if let Some(path) = plain_word(word, place) {
            let start = word.as_ptr() as usize - plain.as_ptr() as usize;
            if !is_requested(plain, start, path)
                && (place == Place::Files || !is_referral(plain, start))
            {
                add(Some(path), into);
            }
        }
    }
}

/// The part of `word` before signs that are written without spaces: "docs/配下の整理".
fn latin(word: &str) -> &str {
    if word.is_ascii() {
        return word;
    }
    let end = word.find(|c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    match end {
        Some(end) if word[..end].contains(['/', '.']) => &word[..end],
        _ => word,
    }
}

/// Whether words set side by side were broken after a stroke at the end of a line: "Klartext/\nSchlüssel".
fn is_broken(word: &str, rest: &str) -> bool {
    let ends = word.ends_with('/') && rest.trim_start_matches([' ', '\t']).starts_with('\n');
    ends && word.starts_with(char::is_uppercase) && !word.contains(['.', '_'])
}

/// How far a path goes on after `head` where a folder or a file stands in brackets, as routes do:
/// `app/[slug]/page.tsx`, `app/(tabs)/index.tsx`.
fn segment(head: &str, rest: &str) -> Option<usize> {
    let close = match rest.chars().next().filter(|_| head.ends_with('/'))? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let inside =
        rest[1..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')))?;
    let after = rest[1 + inside..].strip_prefix(close)?;
    let tail = after.find(is_cut).unwrap_or(after.len());
    (inside > 0 && after.starts_with(['/', '.'])).then_some(inside + 2 + tail)
}

/// Whether `c` ends a word that could be a path.
fn is_cut(c: char) -> bool {
    match c {
        '\0'..='\x7f' => {
            c.is_ascii_whitespace()
                || c == '\x0b'
                || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '"' | '\'' | '`')
        }
        _ => matches!(c, '“' | '”' | '→' | '，' | '、' | '。' | '（' | '）') || c.is_whitespace(),
    }
}

/// Adds `path`, if it is one, unless a fuller spelling is there.
pub(super) fn add(path: Option<&str>, into: &mut Vec<String>) {
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

/// Whether a method of HTTP stands before `path`, which starts at `at` and names no file.
fn is_requested(plain: &str, at: usize, path: &str) -> bool {
    let before = plain[..at].trim_end_matches(['`', ' ']);
    let gap = before.len() < at;
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    gap && matches!(word, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")
        && (path.starts_with('/') || !is_file(path))
}

/// Words in a sentence that make a place an example.
static EXAMPLE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::ExamplePlace)));

/// Whether the sentence up to and around `at` only refers to the place it names.
fn is_referral(plain: &str, at: usize) -> bool {
    let bytes = plain.as_bytes();
    let start = memmem::rfind(&bytes[..at], b". ").map_or(0, |dot| dot + 2);
    let end = memmem::find(&bytes[at..], b". ").map_or(plain.len(), |dot| at + dot);
    let start = start - abbreviated(&plain[..start]);
    let before = plain[start..at].trim_matches(['(', ' ']);
    let before = if before.is_ascii() { before.into() } else { lower(before) };
    let before = before.as_bytes();
    let leads = |words: &str| before.get(..words.len()).is_some_and(|head| same(head, words));
    let ends = |words: &str| {
        before.len().checked_sub(words.len()).is_some_and(|tail| {
            // "per" is no end of "helper"; signs of other scripts stand without spaces.
            let apart = tail == 0 || !words.is_ascii() || !before[tail - 1].is_ascii_alphanumeric();
            apart && same(&before[tail..], words)
        })
    };
    leads("see ")
        || is_cited(plain, at)
        || words::all(Concept::Referral).any(ends)
        || EXAMPLE.any(&lower(&plain[start..end]))
}

/// The length of the word at the end of `before` whose point ends no sentence: "cf. `docs/a.md`".
fn abbreviated(before: &str) -> usize {
    let head = before.trim_end();
    let ends = |word: &&str| {
        let tail = head.len().checked_sub(word.len()).and_then(|at| head.get(at..));
        word.ends_with('.') && tail.is_some_and(|tail| same(tail.as_bytes(), word))
    };
    words::all(Concept::Referral)
        .find(ends)
        .map_or(0, |word| before.len() - head.len() + word.len())
}

/// Whether a part of the document that is spelled at `at` is meant: "docs/plan.md §3".
fn is_cited(plain: &str, at: usize) -> bool {
    let rest = &plain[at..];
    let end = rest.find(|c: char| c.is_whitespace() || c == '`').unwrap_or(rest.len());
    rest[end..].trim_start_matches(['`', ' ']).starts_with('§')
}

fn same(bytes: &[u8], words: &str) -> bool {
    bytes.eq_ignore_ascii_case(words.as_bytes())
}

/// Words before what is waited for.
static WAITS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::all(Concept::Awaits)));

/// Words for changing what stands after them.
static CHANGES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::all(Concept::ChangeStem)));

/// Whether what stands at `at` belongs to other work that is waited for, as in "requires the model
/// in x.py"; what requires a change there is another matter.
fn is_waited_for(plain: &str, at: usize) -> bool {
    let Some(before) = plain.get(..at) else { return false };
    let start = before.rfind(['\n', ';']).map_or(0, |end| end + 1);
    let start = before[start..].rfind(". ").map_or(start, |end| start + end);
    let sentence = lower(&before[start..]);
    let Some(words) = WAITS.first(&sentence) else { return false };
    let object = sentence.rfind(words).map(|found| &sentence[found + words.len()..]);
    object.is_some_and(|object| object.split_whitespace().count() <= 8 && !CHANGES.any(object))
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
            ("once that is done, change `src/a.rs`", &["src/a.rs"]),
            ("all `src/**/*.ts` files", &["src/**/*.ts"]),
            ("add it in app.js and AppHeader.js", &["app.js", "AppHeader.js"]),
            ("open App.js, then index.js", &["App.js", "index.js"]),
            (
                "`app/(tabs)/home.tsx` and `routes/$id.tsx`",
                &["app/(tabs)/home.tsx", "routes/$id.tsx"],
            ),
            (
                "rework app/[slug]/page.tsx, then app/[id].tsx",
                &["app/[slug]/page.tsx", "app/[id].tsx"],
            ),
            ("rework src/app/(shop)/page.tsx (all)", &["src/app/(shop)/page.tsx"]),
            ("see the list in docs/[1] or docs/(old)", &[]),
            ("Add GET /api/orders in server.js", &["server.js"]),
            ("DELETE src/old.rs", &["src/old.rs"]),
            (
                "`a/store.py:save` and `tests/test_a.py::TestA::test_b`",
                &["a/store.py", "tests/test_a.py"],
            ),
            ("change theme@2x.css", &["theme@2x.css"]),
            ("clean /src/old and `/docs`", &["/src/old", "/docs"]),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_path_is_not() {
        for text in [
            "client/server, 1.4/1.5 and Node.js, e.g. here",
            "with Vue.js, three.js, express.js and Tone.js",
            "`/api/orders` and /storage/ answer POST `api/orders`, GET /tests",
            "`$HOME/x.sh`, `$(pwd)/x.sh` and `f(a)/x.sh`",
            "`Foo::bar()` in `os.path`",
            "see `docs/x.md`",
            "Wire it up (cf. `docs/x.md` A.2)",
            "wie in `docs/x.md`",
            "as planned in docs/x.md §3",
            "write to security@example.org",
            "`~/.config/x.json` and `/usr/lib/x.so`",
            "https://a.b/c.md and [x](https://a.b/d.rs)",
            "`refs/heads/main`",
            "`phpstan/phpstan` (.toml based)",
            "`cargo test -p x`",
            "read/write `thread/fork`",
            "`process.env`",
            "requires the `Order` model in `server/orders.py`",
            "blocked by `web/cart.js`",
            "drop the shim once `src/new.rs` lands",
            "and/or",
            "src/b/./- now",
            "w/ x",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }
}
