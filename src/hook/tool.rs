//! What a tool of an agent does, told from its name and its input: every agent and every server of
//! tools has names of its own, made of the same words.

use serde_json::Value;

/// What a tool does to the files its input names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Reads,
    /// It runs a command.
    Shell,
    /// It applies a difference.
    Patches,
    /// It writes them.
    Writes,
    /// It makes folders.
    Makes,
    /// It removes them.
    Removes,
    /// It copies one to another.
    Copies,
    /// It moves one to another.
    Moves,
    /// Nobody can tell.
    Unknown,
}

/// Words of names that say what a tool does, the decisive ones first.
const WORDS: [(Kind, &[&str]); 8] = [
    (Kind::Patches, &["patch", "diff"]),
    (Kind::Moves, &["move", "rename", "mv"]),
    (Kind::Copies, &["copy", "cp", "duplicate"]),
    (Kind::Removes, &["delete", "remove", "unlink", "rm", "trash"]),
    (Kind::Makes, &["mkdir"]),
    (
        Kind::Writes,
        &[
            "write",
            "edit",
            "create",
            "update",
            "replace",
            "insert",
            "append",
            "prepend",
            "save",
            "put",
            "set",
            "modify",
            "overwrite",
            "truncate",
            "touch",
            "new",
            "add",
            "make",
            "format",
            "download",
            "generate",
            "change",
            "reformat",
            "rewrite",
            "recreate",
            "regenerate",
        ],
    ),
    (
        Kind::Shell,
        &[
            "bash",
            "shell",
            "sh",
            "zsh",
            "powershell",
            "terminal",
            "exec",
            "execute",
            "monitor",
            "command",
            "cmd",
        ],
    ),
    (
        Kind::Reads,
        &[
            "read",
            "view",
            "list",
            "ls",
            "get",
            "search",
            "grep",
            "glob",
            "find",
            "cat",
            "show",
            "tree",
            "open",
            "stat",
            "info",
            "fetch",
            "query",
            "look",
            "count",
            "describe",
            "check",
            "lint",
            "diagnostics",
            "symbols",
            "references",
            "definition",
            "upload",
            "test",
            "tests",
            "analyze",
            "review",
        ],
    ),
];

/// Verbs that decide when they come first, whatever follows: `list_edits`, `get_diff`.
/// An agent's own command, such as `SlashCommand` asks for, is a prompt to it and writes nothing by itself.
const PLAIN_READS: [&str; 12] = [
    "read", "view", "list", "ls", "get", "show", "cat", "slash", "open", "close", "preview",
    "compare",
];

/// Words of names of tools that run what they are told to, where they are told a command.
const RUNS: [&str; 7] = ["run", "start", "spawn", "launch", "process", "console", "background"];

/// Names under which a request says that nothing is to be written yet.
const DRY: [&str; 4] = ["dryrun", "preview", "previewonly", "checkonly"];

/// Names under which a request says that its files are elsewhere, on a host.
const HOSTED: [&str; 4] = ["repo", "repository", "projectid", "bucket"];

/// What a tool called `name` does with `input`.
pub(super) fn kind(name: &str, input: &Value) -> Kind {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let first = words.first().map_or("", String::as_str);
    // Tools that do several things say which in `command`.
    let action = input.get("command").and_then(Value::as_str).unwrap_or_default();
    let says = |names: &[&str], yes: fn(&Value) -> bool| {
        let mut keys = input.as_object().into_iter().flatten();
        keys.any(|(key, value)| names.contains(&&*plain(key)) && yes(value))
    };
    let dry = says(&DRY, |value| value.as_bool() == Some(true));
    let hosted = says(&HOSTED, |value| !value.is_null())
        && says(&["owner", "branch", "message", "commitmessage", "key"], Value::is_string);
    if dry || hosted {
        return Kind::Reads;
    }
    if PLAIN_READS.contains(&first)
        || !paths(input, false).is_empty() && PLAIN_READS.contains(&action)
    {
        return Kind::Reads;
    }
    let by_name = WORDS.iter().find(|(_, list)| has(list)).map(|(kind, _)| *kind);
    match by_name {
        Some(Kind::Writes) if has(&["directory", "folder", "dir"]) => Kind::Makes,
        Some(Kind::Patches) if has(&["git", "show"]) => Kind::Reads,
        Some(kind) => kind,
        // What brings new text along writes it.
        None if has(&RUNS) && command(input).is_some() && paths(input, false).is_empty() => {
            Kind::Shell
        }
        None if content(input) && !paths(input, false).is_empty() => Kind::Writes,
        None => Kind::Unknown,
    }
}

/// The words of a name: behind the server's name, split at `_`, `-` and capitals.
fn words(name: &str) -> Vec<String> {
    let own = name.rsplit("__").next().unwrap_or(name);
    let own = own.rsplit(['.', '/', ':']).next().unwrap_or(own);
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in own.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && lower {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the input holds new text for a file.
fn content(input: &Value) -> bool {
    let named = [
        "content",
        "contents",
        "newstring",
        "newstr",
        "newtext",
        "newsource",
        "filetext",
        "text",
        "edits",
    ];
    input.as_object().is_some_and(|map| map.keys().any(|key| named.contains(&&*plain(key))))
}

/// The names under which files stand, without marks between the words.
const PATHS: [&str; 23] = [
    "filepath",
    "notebookpath",
    "path",
    "file",
    "filename",
    "targetfile",
    "targetpath",
    "absolutepath",
    "relativepath",
    "pathinproject",
    "uri",
    "fileuri",
    "paths",
    "files",
    "filepaths",
    "destination",
    "dest",
    "destinationpath",
    "destpath",
    "newpath",
    "newfilepath",
    "dirpath",
    "directorypath",
];

/// The same for files that are left.
const SOURCES: [&str; 7] =
    ["source", "sourcepath", "src", "from", "oldpath", "oldfilepath", "path"];

/// The files the input names: those it leaves, or all others.
pub(super) fn paths(input: &Value, source: bool) -> Vec<String> {
    let mut found = Vec::new();
    collect(input, false, if source { &SOURCES } else { &PATHS }, &mut found);
    found
}

fn collect(value: &Value, named: bool, names: &[&str], found: &mut Vec<String>) {
    match value {
        Value::String(text) if named && !text.is_empty() => {
            let path = text.strip_prefix("file://").unwrap_or(text);
            if !path.contains("://") {
                found.push(path.to_owned());
            }
        }
        Value::Array(values) => {
            for value in values {
                collect(value, named, names, found);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                collect(value, names.contains(&&*plain(key)), names, found);
            }
        }
        _ => {}
    }
}

/// A key without the marks between its words.
fn plain(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// All texts of the input.
pub(super) fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => {
            for value in values {
                texts(value, found);
            }
        }
        Value::Object(map) => {
            for value in map.values() {
                texts(value, found);
            }
        }
        _ => {}
    }
}

/// The command a shell's input names, as text or as words, and the folder it is to run in.
pub(super) fn command(input: &Value) -> Option<(&Value, Option<&str>)> {
    if input.is_string() {
        return Some((input, None));
    }
    let inner = input.get("action").filter(|inner| inner.is_object()).unwrap_or(input);
    let named = ["command", "cmd", "script", "commandLine", "command_line", "CommandLine"];
    let command = named.iter().find_map(|name| inner.get(*name))?;
    let folders =
        ["workdir", "cwd", "directory", "dir_path", "working_directory", "workingDirectory"];
    let folder = folders.iter().find_map(|name| inner.get(*name)?.as_str());
    Some((command, folder))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tools_are_known_by_their_words() {
        for (name, want) in [
            ("Write", Kind::Writes),
            ("MultiEdit", Kind::Writes),
            ("NotebookEdit", Kind::Writes),
            ("search_replace", Kind::Writes),
            ("str_replace_editor", Kind::Writes),
            ("mcp__files__create_directory", Kind::Makes),
            ("mcp__files__move_file", Kind::Moves),
            ("filesystem.copy_file", Kind::Copies),
            ("deleteFile", Kind::Removes),
            ("apply_diff", Kind::Patches),
            ("Read", Kind::Reads),
            ("list_edits", Kind::Reads),
            ("file_search", Kind::Reads),
            ("codebaseSearch", Kind::Reads),
            ("LS", Kind::Reads),
            ("SlashCommand", Kind::Reads),
            ("directory_tree", Kind::Reads),
            ("get_file_info", Kind::Reads),
            ("beforeReadFile", Kind::Reads),
            ("run_terminal_cmd", Kind::Shell),
            ("beforeShellExecution", Kind::Shell),
            ("container.exec", Kind::Shell),
            ("local_shell", Kind::Shell),
            ("openDiff", Kind::Reads),
            ("reformat_file", Kind::Writes),
            ("upload_file", Kind::Reads),
            ("run_tests", Kind::Reads),
            ("Task", Kind::Unknown),
        ] {
            assert_eq!(kind(name, &json!({ "path": "b/y" })), want, "{name}");
        }
        assert_eq!(kind("odd", &json!({ "path": "x", "newText": "y" })), Kind::Writes);
        let started = json!({ "command": "echo x > y" });
        assert_eq!(kind("start_process", &started), Kind::Shell);
        for elsewhere in [
            json!({ "path": "x", "dryRun": true }),
            json!({ "path": "x", "owner": "o", "repo": "r" }),
        ] {
            assert_eq!(kind("edit_file", &elsewhere), Kind::Reads, "{elsewhere}");
        }
        assert_eq!(kind("edit_file", &json!({ "path": "x", "dryRun": false })), Kind::Writes);
        let view = json!({ "command": "view", "path": "x" });
        assert_eq!(kind("str_replace_based_edit_tool", &view), Kind::Reads);
    }

    #[test]
    fn files_are_found_under_every_name() {
        let input = json!({ "filePath": "a", "target_file": "b", "content": "path",
            "files": [{ "path": "c" }, "d"], "uri": "file:///e", "url": "http://f" });
        let mut found = paths(&input, false);
        found.sort();
        assert_eq!(found, ["/e", "a", "b", "c", "d"]);
        let input = json!({ "source": "a", "destination": "b" });
        assert_eq!(
            (paths(&input, true), paths(&input, false)),
            (vec!["a".into()], vec!["b".into()])
        );
    }
}
