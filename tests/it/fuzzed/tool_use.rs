//! The request of the edit-time guard: any is refused or judged, and only a path of the worker's own
//! scope, reached by no link, is certain to pass.

use std::cell::OnceCell;
use std::path::{Component, Path, PathBuf};

use git_parallel::seams::Request;
use git_parallel::seams::registry::{self, Entry};
use tempfile::TempDir;

use super::place::{git, repository};

const PLAN: &str = r#"version = 1
base = "main"

[[worker]]
id = "task-1"
slug = "one"
scope = ["a/", "!a/not/"]

[[worker]]
id = "task-2"
slug = "two"
scope = ["b/"]
"#;

thread_local! {
    static PLACE: OnceCell<(TempDir, PathBuf)> = const { OnceCell::new() };
}

/// A repository with the worktree of one registered worker, in which one link leads out of the
/// worker's scope, one out of the repository, and two to each other.
fn place() -> (TempDir, PathBuf) {
    let place = repository(&[(".parallel.toml", PLAN), ("a/x", "x"), ("b/y", "y")]);
    let root = place.path().join("repo");
    git(&root, &["worktree", "add", "-q", "-b", "work/task-1-one", "../one"]);
    let tree = place.path().join("one");
    for (link, to) in [("out", "../b"), ("far", "../../.."), ("to", "fro"), ("fro", "to")] {
        std::os::unix::fs::symlink(to, tree.join("a").join(link)).expect("a link");
    }
    let entry = Entry {
        worker: "task-1".into(),
        branch: "work/task-1-one".into(),
        gitdir: tree.join(".git"),
        fork: "0".repeat(40),
        planned: None,
    };
    registry::write(&root.join(".git/parallel"), "one", &entry).expect("an entry");
    (place, tree)
}

/// Judges the bytes as a request, then each of their first lines as a file or a shell command.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    PLACE.with(|cell| {
        let (_, tree) = cell.get_or_init(place);
        asked(&text);
        for line in text.lines().take(3) {
            let denied = edit(tree, line);
            if let Some(denied) = denied {
                assert!(!(denied && surely_own(line)), "'{line}' is the worker's own");
                assert!(denied || !surely_foreign(line), "'{line}' is another's");
            }
            let input = serde_json::json!({ "command": line });
            asked(&request(tree, "Bash", &input));
        }
    });
}

/// Whether a write is denied; none when the request or the system's answer cannot be read.
fn edit(tree: &Path, path: &str) -> Option<bool> {
    asked(&request(tree, "Edit", &serde_json::json!({ "file_path": path })))
}

fn request(tree: &Path, tool: &str, input: &serde_json::Value) -> String {
    serde_json::json!({ "cwd": tree, "tool_name": tool, "tool_input": input }).to_string()
}

fn asked(text: &str) -> Option<bool> {
    let found = Request::read(text).ok()?.judge().ok()?;
    Some(!found.violations.is_empty())
}

/// The names of a path without detours, that no link of the scene is on.
fn names(path: &str) -> Option<Vec<&str>> {
    let names: Option<Vec<&str>> = Path::new(path)
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    names.filter(|names| {
        let odd = |name: &&str| {
            name.contains('\0')
                || name.len() > 200
                || name.eq_ignore_ascii_case(".git")
                || ["out", "far", "to", "fro", "x", "y"].contains(name)
        };
        path.len() < 2000 && !names.iter().any(odd)
    })
}

fn surely_own(path: &str) -> bool {
    names(path).is_some_and(|names| names.len() > 1 && names[0] == "a" && names[1] != "not")
}

fn surely_foreign(path: &str) -> bool {
    names(path).is_some_and(|names| names.len() > 1 && names[0] == "b")
}
