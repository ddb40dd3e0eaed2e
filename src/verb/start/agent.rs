//! Installing the edit-time guard into the agent's local settings of a worktree.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::verb::context::write_whole;
use crate::verb::exclude;
use crate::worker::sh;

/// Claude Code's settings of one directory, meant to stay out of commits.
const SETTINGS: &str = ".claude/settings.local.json";

/// The tools that write.
const TOOLS: &str = "Write|Edit|MultiEdit|NotebookEdit|Bash";

/// Adds the guard to the worktree's settings where the agent is one that asks before it writes.
/// What stands there already stays; a file under version control is left alone.
pub(in crate::verb) fn guard(repo: &Repo, config: &Config, worktree: &Path) -> Result<(), Failure> {
    let launch = config.agent.launch().unwrap_or_default();
    let program =
        launch.first().map(|program| Path::new(program).file_name().unwrap_or_default().to_owned());
    if program.is_none_or(|program| program != "claude") || git::is_tracked(worktree, SETTINGS)? {
        return Ok(());
    }
    let file = worktree.join(SETTINGS);
    let mut settings = read(&file)?;
    let command = format!("{} hook pre-tool-use", sh(&std::env::current_exe()?.to_string_lossy()));
    if !add(&mut settings, &command) {
        return Ok(());
    }
    exclude::ensure(repo, &format!("/{SETTINGS}"))?;
    let text = serde_json::to_string_pretty(&settings).map_err(std::io::Error::from)?;
    write_whole(&file, format!("{text}\n").as_bytes())
}

/// Whether the agent's folder in `worktree` holds nothing but what [`guard`] put there.
pub(in crate::verb) fn is_all_ours(worktree: &Path) -> bool {
    let file = worktree.join(SETTINGS);
    let alone = file.parent().and_then(|folder| fs::read_dir(folder).ok());
    let Ok(settings) = read(&file) else { return false };
    let list = &settings["hooks"]["PreToolUse"];
    let one = list.as_array().is_some_and(|list| list.len() == 1 && is_ours(&list[0]));
    alone.is_some_and(|entries| entries.count() == 1)
        && one
        && settings.as_object().is_some_and(|root| root.len() == 1)
        && settings["hooks"].as_object().is_some_and(|hooks| hooks.len() == 1)
}

/// The program that the guard in the settings of `worktree` runs, where it is there no more.
pub(in crate::verb) fn dead(worktree: &Path) -> Option<String> {
    let settings = read(&worktree.join(SETTINGS)).ok()?;
    let list = settings["hooks"]["PreToolUse"].as_array()?;
    let ours = list.iter().find(|entry| is_ours(entry))?;
    let command = ours["hooks"][0]["command"].as_str()?;
    let word = command.strip_suffix(" hook pre-tool-use")?;
    // As `sh` quotes it.
    let quoted = word.strip_prefix('\'').and_then(|word| word.strip_suffix('\''));
    let program = quoted.map_or_else(|| word.to_owned(), |word| word.replace("'\\''", "'"));
    let found = which::which(&program).is_ok() || git::is_executable(Path::new(&program));
    (!found).then_some(program)
}

fn is_ours(entry: &Value) -> bool {
    let hooks = entry["hooks"].as_array().into_iter().flatten();
    hooks.filter_map(|hook| hook["command"].as_str()).any(|old| old.ends_with(" hook pre-tool-use"))
}

fn read(file: &Path) -> Result<Value, Failure> {
    let told = || Failure::new(format!("cannot read '{}'", file.display()));
    match fs::read_to_string(file) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| {
            told().because(&error).hint("mend or remove the file, then run: git parallel start")
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Value::Object(Map::new())),
        Err(error) => Err(told().because(&error)),
    }
}

/// Puts `command` before the tools that write, in place of an older one of ours; gives whether
/// anything changed. Settings of an unknown shape are left alone.
fn add(settings: &mut Value, command: &str) -> bool {
    let before = settings.clone();
    let Some(root) = settings.as_object_mut() else { return false };
    let hooks = root.entry("hooks").or_insert_with(|| json!({}));
    let Some(hooks) = hooks.as_object_mut() else { return false };
    let list = hooks.entry("PreToolUse").or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else { return false };
    list.retain(|entry| !is_ours(entry));
    list.push(json!({ "matcher": TOOLS, "hooks": [{ "type": "command", "command": command }] }));
    *settings != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_settings_stay_and_ours_are_not_doubled() {
        let other =
            json!({ "matcher": "Bash", "hooks": [{ "type": "command", "command": "mine" }] });
        let mut settings = json!({ "model": "x", "hooks": { "PreToolUse": [other.clone()] } });
        assert!(add(&mut settings, "/old hook pre-tool-use"));
        assert!(add(&mut settings, "/new hook pre-tool-use"));
        assert!(!add(&mut settings, "/new hook pre-tool-use"));
        let list = settings["hooks"]["PreToolUse"].as_array().unwrap();
        assert_eq!((list.len(), &list[0], &settings["model"]), (2, &other, &json!("x")));
        assert_eq!(list[1]["hooks"][0]["command"], "/new hook pre-tool-use");
        assert!(!add(&mut json!([]), "x"), "an unknown shape is left alone");
    }
}
