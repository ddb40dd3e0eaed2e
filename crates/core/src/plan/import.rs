//! Which files import which, read from their text for the common languages.

use foldhash::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::Regex;

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?m)(?:\bfrom\s+|\bimport\s+|\brequire\(\s*|\bimport\(\s*|^\s*#\s*include\s+|\brequire_relative\s+|\bexport\s+.*\bfrom\s+)["']([^"'\n]+)["']"#).ok()
});
static DOTTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:from\s+([.\w]+)\s+import\s+([\w, ]+)|import\s+(?:static\s+)?([\w.]+))")
        .ok()
});
static RUST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?(?:use\s+crate::([\w:]+)|mod\s+(\w+)\s*;)").ok()
});

/// The imports among tracked `files`, read from `sources` (path and text).
pub fn imports(sources: &[(String, String)], files: &[String]) -> Vec<(String, String)> {
    let exact: HashSet<&str> = files.iter().map(String::as_str).collect();
    let mut tails: HashMap<&str, Vec<&str>> = HashMap::default();
    for file in files {
        let name = file.rsplit('/').next().unwrap_or(file);
        tails.entry(name.split('.').next().unwrap_or(name)).or_default().push(file);
    }
    let known = Known { exact, tails };
    let mut out: Vec<(String, String)> = Vec::new();
    for (path, text) in sources {
        let end = path.rsplit('.').next().unwrap_or_default();
        let found = match end {
            "rs" => rust(path, text, &known),
            "py" | "java" | "kt" | "scala" => dotted(path, text, &known, end),
            _ => quoted(path, text, &known),
        };
        let found = found.into_iter().filter(|to| to != path);
        out.extend(found.map(|to| (path.clone(), to)));
    }
    out.sort();
    out.dedup();
    out
}

struct Known<'a> {
    exact: HashSet<&'a str>,
    tails: HashMap<&'a str, Vec<&'a str>>,
}

impl Known<'_> {
    /// The first of these spellings that is tracked.
    fn first(&self, candidates: &[String]) -> Option<String> {
        candidates.iter().find(|path| self.exact.contains(path.as_str())).cloned()
    }

    /// The one tracked file that ends in `tail` (without extension), beside `from` if several do.
    fn ending(&self, tail: &str, from: &str) -> Option<String> {
        let name = tail.rsplit('/').next()?;
        let fits = |path: &&&str| {
            let stem = path.rsplit_once('.').map_or(**path, |(stem, _)| stem);
            stem == tail || stem.strip_suffix(tail).is_some_and(|head| head.ends_with('/'))
        };
        let found: Vec<&&str> = self.tails.get(name)?.iter().filter(fits).collect();
        let top = from.split('/').next().unwrap_or_default();
        match found[..] {
            [only] => Some((*only).to_owned()),
            _ => found
                .into_iter()
                .find(|path| path.split('/').next() == Some(top))
                .map(|path| (*path).to_owned()),
        }
    }
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(head, _)| head)
}

/// `base` and `relative` as one path, `..` resolved; none when it leaves the repository.
fn joined(base: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn quoted(path: &str, text: &str, known: &Known<'_>) -> Vec<String> {
    let Some(pattern) = QUOTED.as_ref() else { return Vec::new() };
    let spelled =
        pattern.captures_iter(text).filter_map(|found| found.get(1)).map(|found| found.as_str());
    spelled
        .filter_map(|spelled| {
            let relative = joined(directory(path), spelled)?;
            let ends = [
                "",
                ".ts",
                ".tsx",
                ".js",
                ".jsx",
                ".mjs",
                ".vue",
                ".svelte",
                ".rb",
                "/index.ts",
                "/index.tsx",
                "/index.js",
            ];
            let candidates: Vec<String> =
                ends.iter().map(|end| format!("{relative}{end}")).collect();
            let bare = spelled.starts_with('.').then(String::new).or_else(|| {
                known.first(&[
                    spelled.to_owned(),
                    format!("include/{spelled}"),
                    format!("src/{spelled}"),
                ])
            });
            known.first(&candidates).or_else(|| bare.filter(|path| !path.is_empty()))
        })
        .collect()
}

fn dotted(path: &str, text: &str, known: &Known<'_>, end: &str) -> Vec<String> {
    let Some(pattern) = DOTTED.as_ref() else { return Vec::new() };
    let mut out = Vec::new();
    for found in pattern.captures_iter(text) {
        let module = found.get(1).or_else(|| found.get(3)).map_or("", |module| module.as_str());
        let names = found.get(2).map_or("", |names| names.as_str());
        let dots = module.len() - module.trim_start_matches('.').len();
        let tail = module.trim_matches('.').replace('.', "/");
        let mut base = directory(path);
        for _ in 1..dots {
            base = directory(base);
        }
        let stem = if dots == 0 { tail.clone() } else { joined(base, &tail).unwrap_or_default() };
        let inside = names.split(',').map(|name| {
            format!("{stem}/{}.{end}", name.split_whitespace().next().unwrap_or_default())
        });
        let candidates: Vec<String> =
            inside.chain([format!("{stem}.{end}"), format!("{stem}/__init__.{end}")]).collect();
        out.extend(known.first(&candidates).or_else(|| {
            (dots == 0 && tail.contains('/') || end == "py" && dots == 0 && !tail.is_empty())
                .then(|| known.ending(&tail, path))
                .flatten()
        }));
    }
    out
}

fn rust(path: &str, text: &str, known: &Known<'_>) -> Vec<String> {
    let Some(pattern) = RUST.as_ref() else { return Vec::new() };
    let root = path.find("src/").map_or("", |at| &path[..at + 3]);
    let own = match path.rsplit('/').next() {
        Some("mod.rs" | "lib.rs" | "main.rs") => directory(path).to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    let mut out = Vec::new();
    for found in pattern.captures_iter(text) {
        if let Some(module) = found.get(2) {
            let stem = format!("{own}/{}", module.as_str());
            out.extend(known.first(&[format!("{stem}.rs"), format!("{stem}/mod.rs")]));
        } else if let Some(used) = found.get(1) {
            let parts: Vec<&str> =
                used.as_str().split("::").filter(|part| !part.is_empty()).collect();
            let longest = (1..=parts.len()).rev().find_map(|count| {
                let stem = format!("{root}/{}", parts[..count].join("/"));
                known.first(&[format!("{stem}.rs"), format!("{stem}/mod.rs")])
            });
            out.extend(longest);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_of_the_common_languages_are_found() {
        let files: Vec<String> = [
            "src/a.ts",
            "src/b/index.ts",
            "app/models/user.py",
            "app/views.py",
            "app/__init__.py",
            "crate/src/lib.rs",
            "crate/src/scope/mod.rs",
            "crate/src/git.rs",
            "src/x.c",
            "src/x.h",
            "com/acme/Tool.java",
            "com/acme/Main.java",
        ]
        .map(String::from)
        .to_vec();
        for (path, text, want) in [
            (
                "src/a.ts",
                "import { b } from './b';\nimport x from \"react\";",
                Some("src/b/index.ts"),
            ),
            ("app/views.py", "from .models import user\nimport os", Some("app/models/user.py")),
            ("app/views.py", "from app.models.user import User", Some("app/models/user.py")),
            (
                "crate/src/git.rs",
                "use crate::scope::Scope;\nuse std::fs;",
                Some("crate/src/scope/mod.rs"),
            ),
            ("crate/src/lib.rs", "pub mod git;", Some("crate/src/git.rs")),
            ("src/x.c", "#include \"x.h\"\n#include <stdio.h>", Some("src/x.h")),
            ("com/acme/Main.java", "import com.acme.Tool;", Some("com/acme/Tool.java")),
            ("src/a.ts", "const x = 'import';", None),
        ] {
            let found = imports(&[(path.into(), text.into())], &files);
            let want: Vec<(String, String)> =
                want.map(|to| (path.to_owned(), to.to_owned())).into_iter().collect();
            assert_eq!(found, want, "{path}: {text}");
        }
    }
}
