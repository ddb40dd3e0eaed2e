//! The house: which stage may use which, how long files may be, which words are out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each stage and the stages it may name; everything else is an arrow the wrong way.
const ARROWS: [(&str, &[&str]); 20] = [
    ("scope", &[]),
    ("paste", &[]),
    ("file", &[]),
    ("git", &["file"]),
    ("exit", &[]),
    ("document", &[]),
    ("agent", &[]),
    ("shell", &[]),
    ("config", &["scope", "agent"]),
    ("plan", &["document", "scope", "config", "paste"]),
    ("guard", &["scope", "config", "shell", "paste"]),
    ("worker", &["config", "scope", "file", "agent", "paste"]),
    ("monitor", &["config", "scope", "guard", "paste"]),
    ("integrate", &["config", "scope", "monitor"]),
    ("recover", &["config", "scope", "guard", "monitor", "paste"]),
    ("retro", &["config", "guard", "monitor", "scope"]),
    ("hook", &["git", "guard", "config", "scope", "worker", "file", "agent"]),
    (
        "failure",
        &[
            "exit",
            "file",
            "git",
            "config",
            "scope",
            "document",
            "plan",
            "guard",
            "worker",
            "hook",
            "integrate",
            "paste",
        ],
    ),
    (
        "render",
        &[
            "failure",
            "paste",
            "config",
            "document",
            "plan",
            "scope",
            "guard",
            "worker",
            "monitor",
            "integrate",
            "recover",
            "retro",
        ],
    ),
    (
        "verb",
        &[
            "agent",
            "paste",
            "exit",
            "file",
            "failure",
            "render",
            "git",
            "config",
            "document",
            "plan",
            "scope",
            "guard",
            "worker",
            "monitor",
            "integrate",
            "recover",
            "retro",
            "hook",
        ],
    ),
];

/// What each pure stage must not touch.
const IMPURE: [&str; 8] = [
    "std::process",
    "std::env",
    "std::fs",
    "SystemTime",
    "Instant::now",
    "gix::",
    "println!",
    "anstream",
];
const PURE: [&str; 12] = [
    "agent",
    "paste",
    "shell",
    "config",
    "document",
    "plan",
    "scope",
    "guard",
    "monitor",
    "integrate",
    "recover",
    "retro",
];

/// The folders of sources, with the stage that their files belong to where it is one alone.
const ROOTS: [(&str, Option<&str>); 3] =
    [("src", None), ("crates/core/src", None), ("crates/reader/src", Some("document"))];

/// Every source, its path beginning with its stage, and its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for (root, stage) in ROOTS {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
        found.extend(below(&root, stage));
    }
    assert!(found.len() > 20, "the sources were not found");
    found.sort();
    found
}

fn below(root: &Path, stage: Option<&str>) -> Vec<(PathBuf, String)> {
    let mut folders = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let path = path.strip_prefix(root).expect("below its root");
                found.push((Path::new(stage.unwrap_or_default()).join(path), text));
            }
        }
    }
    found
}

/// The stage a file belongs to: its folder, or its own name at the top.
fn stage(path: &Path) -> String {
    let first = path.components().next().expect("a component").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The part of a source that ships.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

/// The stages named after `crate::`, also in braces.
fn named(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split("crate::").skip(1) {
        let list = rest.strip_prefix('{').map(|rest| rest.split('}').next().unwrap_or_default());
        let names = list.map_or_else(|| vec![rest], |list| list.split(',').collect());
        for name in names {
            let word = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            found.push(name.trim().split(word).next().unwrap_or_default().to_owned());
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn arrows_run_one_way() {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let from = stage(&path);
        let Some(targets) = allowed.get(from.as_str()) else { continue };
        for to in named(shipped(&text)) {
            if to != from && allowed.contains_key(to.as_str()) && !targets.contains(&to.as_str()) {
                wrong.push(format!("{}: {from} must not name {to}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stage_has_its_arrows_stated() {
    let stated: Vec<_> = ARROWS.iter().map(|(name, _)| *name).collect();
    for (path, _) in sources() {
        let stage = stage(&path);
        let free = ["lib", "main", "cli", "summary", "seams"].contains(&stage.as_str());
        assert!(
            free || stated.contains(&stage.as_str()),
            "{} is in no stated stage",
            path.display()
        );
    }
}

#[test]
fn pure_stages_touch_no_world() {
    for (path, text) in sources() {
        if PURE.contains(&stage(&path).as_str()) {
            for word in IMPURE {
                assert!(!shipped(&text).contains(word), "{} uses {word}", path.display());
            }
        }
    }
}

#[test]
fn only_git_runs_git_and_only_render_names_a_colour() {
    for (path, text) in sources() {
        let stage = stage(&path);
        if stage != "git" {
            assert!(!shipped(&text).contains("Command::new(\"git\")"), "{}", path.display());
            assert!(!shipped(&text).contains("gix::"), "{} opens gix", path.display());
            assert!(
                !shipped(&text).contains("Error::Git {"),
                "{} reads git's words",
                path.display()
            );
        }
        if !path.ends_with("render/style.rs") {
            for word in ["owo_colors", "Color::Red", "Color::Green", "Color::Yellow"] {
                assert!(!text.contains(word), "{} names a colour", path.display());
            }
        }
        if stage != "render" {
            for word in ["println!", "eprintln!", "print!(", "eprint!("] {
                assert!(!shipped(&text).contains(word), "{} prints", path.display());
            }
        }
    }
}

#[test]
fn files_are_short_open_with_a_sentence_and_use_plain_words() {
    let mut lengths = Vec::new();
    for (path, text) in sources() {
        let shown = path.display();
        assert!(text.starts_with("//! "), "{shown} does not open with a sentence");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().lines();
        let lines =
            code.map(str::trim).filter(|it| !it.is_empty() && !it.starts_with("//")).count();
        assert!(lines <= 400, "{shown} has {lines} lines of code");
        lengths.push(lines);
        for word in [
            "TODO",
            "FIXME",
            "XXX",
            "fn get_",
            "fn handle_",
            "mod utils",
            "mod helpers",
            "#[allow(",
        ] {
            assert!(!text.contains(word), "{shown} says {word}");
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
}
