//! Paths in text: what is spelled like a file, a directory or a glob, and what only looks so.

use std::ops::Range;

use super::block::{Style, Text};

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
            _ if is_referral(plain, start) => {}
            _ => add(quoted(inside, place), into),
        }
        at = end;
    }
    bare(plain, at..range.end, place, into);
}

fn bare(plain: &str, range: Range<usize>, place: Place, into: &mut Vec<String>) {
    let Some(part) = plain.get(range.clone()) else { return };
    if !part.contains(['/', '.']) {
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
        if word.len() < 3 || !word.contains(['/', '.']) {
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

/// Without a line suffix (`:12-34`, `#L5`) and without `./`.
fn trimmed(word: &str) -> &str {
    let word = word.trim().trim_matches(['`', '"', '\'', '*']);
    let word = word.split("#L").next().unwrap_or(word);
    let word = match word.find(':') {
        Some(at)
            if word[at + 1..].starts_with(|c: char| c.is_ascii_digit())
                && word[at + 1..].chars().all(|c| {
                    c.is_ascii_digit() || matches!(c, ',' | ' ' | ':' | '-' | '–' | 'L')
                }) =>
        {
            &word[..at]
        }
        _ => word,
    };
    word.trim_end_matches(['.', ',', ':', ';', '!', '?']).trim_start_matches("./")
}

fn quoted(word: &str, place: Place) -> Option<&str> {
    let path = trimmed(word);
    if !is_spelled_like_path(path) {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.contains('/') {
        let directory = path.ends_with('/') && path.len() > 2;
        let deep = path.trim_matches('/').matches('/').count() >= 2;
        let known = is_root(path);
        let fits = directory
            || has_extension(name)
            || known_name(name)
            || deep && !path.starts_with('/')
            || known
            || place == Place::Files;
        return fits.then_some(path);
    }
    let glob = path.contains('*');
    let fits = (has_extension(name) && (!glob || place == Place::Files))
        || known_name(name)
        || is_dot_file(name);
    fits.then_some(path)
}

fn plain_word(word: &str, place: Place) -> Option<&str> {
    let path = trimmed(word);
    if !is_spelled_like_path(path) || path.contains('*') && place == Place::Prose {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.contains('/') {
        let stem = path.trim_end_matches('/');
        let directory = path.ends_with('/')
            && stem.len() >= 3
            && stem.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let fits = directory
            || has_extension(name) && name.len() > 3
            || is_root(path) && !path.contains("//");
        return fits.then_some(path);
    }
    let script = ["js", "net", "io"].iter().any(|end| name.rsplit('.').next() == Some(end));
    let shouts = name.starts_with(|c: char| c.is_ascii_uppercase()) && script;
    let fits = (has_extension(name) && !shouts && !script || is_dot_file(name) || known_name(name))
        && name.contains('.');
    fits.then_some(path)
}

fn is_spelled_like_path(path: &str) -> bool {
    let letters = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '/' | '.' | '_' | '-' | '*' | '+' | '@' | '?' | '[' | ']' | '!')
    };
    !path.is_empty()
        && path.len() <= 200
        && path.chars().all(letters)
        && path.chars().any(char::is_alphabetic)
        && !path.contains("//")
        && !path.contains("..")
        && !path.starts_with(['-', '@', '~', '?', '!'])
        && !is_elsewhere(path)
}

/// Places outside any repository, refs, hosts.
fn is_elsewhere(path: &str) -> bool {
    const OUT: [&str; 20] = [
        "refs/",
        "origin/",
        "upstream/",
        "www.",
        "github.com",
        "http",
        "/bin",
        "/home",
        "/usr",
        "/etc",
        "/tmp",
        "/var",
        "/dev",
        "/proc",
        "/opt",
        "/root",
        "/mnt",
        "application/",
        "text/",
        "e.g",
    ];
    let head = path.split('/').next().unwrap_or(path);
    OUT.iter().any(|out| path.starts_with(out))
        && !path.starts_with("/tests")
        && !path.starts_with("/docs")
        || path.contains('/')
            && [".com", ".org", ".io", ".dev", ".net"].iter().any(|end| head.ends_with(end))
        || matches!(head, "feat" | "feature" | "bugfix" | "hotfix" | "chore")
            && path.matches('/').count() == 1
            && !path.contains('.')
}

fn is_url(text: &str) -> bool {
    text.contains("://") || text.starts_with("mailto:") || text.starts_with('#')
}

const EXTENSIONS: [&str; 112] = [
    "adoc",
    "astro",
    "bash",
    "bat",
    "bazel",
    "bzl",
    "c",
    "cc",
    "cfg",
    "cjs",
    "clj",
    "cljs",
    "cmake",
    "cmd",
    "conf",
    "cpp",
    "cs",
    "csproj",
    "css",
    "csv",
    "cts",
    "cu",
    "cxx",
    "dart",
    "ejs",
    "erb",
    "erl",
    "ex",
    "exs",
    "feature",
    "fish",
    "fs",
    "fsx",
    "gherkin",
    "gleam",
    "go",
    "gql",
    "gradle",
    "graphql",
    "groovy",
    "h",
    "haml",
    "hbs",
    "hcl",
    "hh",
    "hpp",
    "hs",
    "htm",
    "html",
    "hxx",
    "ini",
    "ino",
    "ipynb",
    "java",
    "jinja",
    "jinja2",
    "jl",
    "js",
    "json",
    "json5",
    "jsonc",
    "jsonl",
    "jsx",
    "kt",
    "kts",
    "less",
    "lua",
    "md",
    "mdx",
    "mjs",
    "mk",
    "ml",
    "mli",
    "mm",
    "mod",
    "mts",
    "nim",
    "nix",
    "patch",
    "php",
    "pl",
    "plist",
    "pm",
    "prisma",
    "properties",
    "proto",
    "ps1",
    "py",
    "pyi",
    "pyx",
    "rb",
    "rs",
    "rst",
    "sass",
    "scala",
    "scss",
    "sh",
    "sln",
    "sol",
    "sql",
    "svelte",
    "svg",
    "swift",
    "tar",
    "tex",
    "tf",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vue",
    "xml",
];
const MORE: [&str; 10] =
    ["yaml", "yml", "zig", "zsh", "sum", "tpl", "tmpl", "xaml", "tfvars", "vbs"];

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| {
        let end = end.to_ascii_lowercase();
        let end = end.as_str();
        !stem.is_empty()
            && (EXTENSIONS.binary_search(&end).is_ok()
                || MORE.contains(&end)
                || end == "lock" && name != "self.lock")
    })
}

fn known_name(name: &str) -> bool {
    const NAMES: [&str; 15] = [
        "Makefile",
        "Dockerfile",
        "Gemfile",
        "Rakefile",
        "Procfile",
        "Jenkinsfile",
        "Vagrantfile",
        "Justfile",
        "justfile",
        "Containerfile",
        "CODEOWNERS",
        "LICENSE",
        "Brewfile",
        "Podfile",
        "CMakeLists.txt",
    ];
    NAMES.contains(&name) || name.starts_with("LICENSE-") || name.starts_with("Dockerfile.")
}

fn is_dot_file(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('.') else { return false };
    const NAMES: [&str; 16] = [
        "gitignore",
        "gitattributes",
        "gitmodules",
        "editorconfig",
        "env",
        "dockerignore",
        "npmrc",
        "nvmrc",
        "npmignore",
        "prettierrc",
        "eslintrc",
        "babelrc",
        "rustfmt",
        "clang-format",
        "flake8",
        "mailmap",
    ];
    NAMES.contains(&rest) || rest.starts_with("env.") || rest.contains('.') && has_extension(rest)
}

/// Whether the path starts in a directory that repositories commonly have.
fn is_root(path: &str) -> bool {
    const ROOTS: [&str; 40] = [
        "src",
        "lib",
        "libs",
        "app",
        "apps",
        "test",
        "tests",
        "spec",
        "specs",
        "docs",
        "doc",
        "scripts",
        "script",
        "bin",
        "cmd",
        "pkg",
        "internal",
        "packages",
        "crates",
        "config",
        "configs",
        "tools",
        "examples",
        "benches",
        "include",
        "server",
        "client",
        "frontend",
        "backend",
        "api",
        "public",
        "static",
        "assets",
        "migrations",
        "templates",
        "components",
        "services",
        ".github",
        "e2e",
        "build",
    ];
    let mut parts = path.trim_start_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    // "test/build" and "client/server" are pairs of words, not paths.
    ROOTS.contains(&first)
        && (path.starts_with('/') || !second.is_empty() && !ROOTS.contains(&second))
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
    let (before, whole) = (plain[start..at].to_lowercase(), plain[start..end].to_lowercase());
    let before = before.trim_start_matches(['(', ' ']);
    BEFORE.iter().any(|words| {
        before.ends_with(words) || words.starts_with("see") && before.starts_with(words)
    }) || WITHIN.iter().any(|words| whole.contains(words))
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
            "and/or",
            "w/ x",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_extensions_are_sorted() {
        assert!(EXTENSIONS.is_sorted());
    }
}
