//! The page of `.parallel.toml`, from the schema its reader is made of.

use std::fmt::Write;

use clap::Command;
use git_parallel::config::Config;
use serde_json::Value;

use super::pages::{DATE, escaped, literal, section};

const ABOUT: &str = "\
The plan lies at the root of the repository, in the main worktree; a worker\u{2019}s own copy is never \
read. In a bare repository and on servers, the file on the base branch counts. Unknown keys are \
refused with their line. `git parallel init` writes the file with every key explained, `git parallel \
plan` and `add` write the workers and keep your comments.";

/// git-parallel-config(5).
pub fn page(verbs: &[Command]) -> Vec<u8> {
    let schema = schemars::schema_for!(Config).to_value();
    let mut text = format!(
        ".TH GIT-PARALLEL-CONFIG 5 \"{DATE}\" \"git-parallel {}\" \"Git Parallel Manual\"\n",
        env!("CARGO_PKG_VERSION")
    );
    section(&mut text, "NAME");
    text.push_str("git\\-parallel\\-config \\- the plan, .parallel.toml\n");
    section(&mut text, "DESCRIPTION");
    writeln!(text, "{}", escaped(ABOUT)).expect("a string");
    section(&mut text, "KEYS");
    table(&mut text, &schema, &schema, "");
    section(&mut text, "EXAMPLES");
    let sample = git_parallel::config::Detected { base: "main".into(), ..Default::default() };
    literal(&mut text, &git_parallel::config::commented(&sample));
    text.push_str(".PP\nA worker as plan writes it:\n");
    literal(&mut text, WORKER);
    section(&mut text, "SEE ALSO");
    let mut also = vec!["\\fBgit\\-parallel\\fR(1)".to_owned()];
    also.extend(
        ["init", "plan", "add", "grant"]
            .iter()
            .filter(|name| verbs.iter().any(|verb| verb.get_name() == **name))
            .map(|name| format!("\\fBgit\\-parallel\\-{name}\\fR(1)")),
    );
    text.push_str(&also.join(",\n"));
    text.push('\n');
    text.into_bytes()
}

const WORKER: &str = r#"[[worker]]
id = "task-1"
slug = "api-endpoints"
scope = ["src/api/", "tests/api/**", "!src/api/generated/"]
needs = ["task-2/UserModel"]
checkpoints = ["routes", "validation"]

[[worker.task]]
id = "item-1"
action = "fix"
text = "Null check in user validation"
source = "review.md:14"
size = "S""#;

/// The keys of one table, then the tables below it.
fn table(text: &mut String, root: &Value, schema: &Value, path: &str) {
    let Some(keys) = schema["properties"].as_object() else { panic!("{path} has no keys") };
    let mut below = Vec::new();
    for (name, key) in keys {
        let full = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let target = target(root, key);
        if target["properties"].is_object() {
            below.push((full, target.clone()));
            continue;
        }
        let default = match &key["default"] {
            Value::Null => String::new(),
            default => format!("; default {default}"),
        };
        let about = key["description"].as_str().unwrap_or_else(|| panic!("{full} is not told"));
        writeln!(
            text,
            ".TP\n\\fB{}\\fR ({}{})\n{}",
            escaped(&full),
            kind(root, key),
            escaped(&default),
            escaped(&about.replace('\n', " "))
        )
        .expect("a string");
    }
    for (full, schema) in below {
        let about = schema["description"].as_str().unwrap_or_default().replace('\n', " ");
        writeln!(text, ".SS {}\n{}", escaped(&full), escaped(&about)).expect("a string");
        table(text, root, &schema, &full);
    }
}

/// The schema a key leads to: itself, what it refers to, or what its list holds.
fn target<'a>(root: &'a Value, key: &'a Value) -> &'a Value {
    if let Some(name) = key["$ref"].as_str() {
        return &root["$defs"][name.rsplit('/').next().expect("a name")];
    }
    if key["items"].is_object() {
        return target(root, &key["items"]);
    }
    if let Some(one) = key["anyOf"].as_array().and_then(|all| all.first()) {
        return target(root, one);
    }
    key
}

fn kind(root: &Value, key: &Value) -> String {
    let target = target(root, key);
    let words = |all: &[Value], of: &str| -> String {
        let named: Vec<String> = all.iter().map(|one| one[of].to_string()).collect();
        named.join(" or ")
    };
    if let Some(all) = target["oneOf"].as_array() {
        return words(all, "const");
    }
    let list = if key["items"].is_object() { "list of " } else { "" };
    let name = match &target["type"] {
        Value::Array(either) => either[0].as_str().unwrap_or_default().to_owned(),
        one => one.as_str().unwrap_or_default().to_owned(),
    };
    format!("{list}{name}{}", if list.is_empty() { "" } else { "s" })
}
