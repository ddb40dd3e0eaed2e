//! What an agent tells before it uses a tool, in the forms the agents have for it, and its judgement.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::Error;
use super::edit::{judge_edits, top_of};
use super::tool::{self, Kind};
use crate::guard::{How, Known, Violation, Write, patched, writes};

/// One request.
#[derive(Debug)]
pub struct Request {
    cwd: PathBuf,
    tool: String,
    input: Value,
}

/// What came of one.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What the tool would break.
    pub violations: Vec<Violation>,
    /// Why it could not be looked into; then nothing is said against it.
    pub unread: Option<String>,
}

impl Request {
    /// Reads the JSON of a request.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        // Some shells begin what they pipe with a mark of its encoding.
        let text = text.trim_start_matches('\u{feff}');
        let asked: Map<String, Value> = serde_json::from_str(text)?;
        let text = |names: &[&str]| first(&asked, names).and_then(Value::as_str);
        let roots = asked.get("workspace_roots").and_then(|roots| roots.get(0)?.as_str());
        let tells = ["tool_input", "tool_info", "toolArgs", "args", "arguments", "input"];
        let input = first(&asked, &tells);
        let cwd = text(&["cwd", "working_directory", "workingDirectory", "working_dir"]).or(roots);
        let event = ["agent_action_name", "hook_event_name", "hookEventName", "event"];
        let event = text(&event).unwrap_or_default();
        let tool = text(&["tool_name", "toolName", "tool", "name"]);
        let (cwd, tool) = (cwd.unwrap_or(".").into(), tool.unwrap_or(event).to_owned());
        // Some write the input as JSON within JSON, some tell of it beside the name.
        let input = match input {
            Some(Value::String(inner)) => {
                serde_json::from_str(inner).unwrap_or_else(|_| Value::String(inner.clone()))
            }
            Some(input) => input.clone(),
            None => Value::Object(asked),
        };
        Ok(Self { cwd, tool, input })
    }

    /// What the tool would break; nothing where nobody registered works.
    pub fn judge(&self) -> Result<Judgement, Error> {
        let here = self.cwd.canonicalize().unwrap_or_else(|_| self.cwd.clone());
        match self.writes(&here) {
            Ok(writes) => Ok(Judgement { violations: judge_edits(&here, &writes)?, unread: None }),
            Err(why) => Ok(Judgement { violations: Vec::new(), unread: Some(why) }),
        }
    }

    /// What the tool is going to write.
    fn writes(&self, here: &Path) -> Result<Vec<Write>, String> {
        let mut texts = Vec::new();
        tool::texts(&self.input, &mut texts);
        if let Some(patch) = texts.iter().find(|text| text.trim_start().starts_with("*** Begin")) {
            return Ok(patched(patch, 0));
        }
        let kind = tool::kind(&self.tool, &self.input);
        let paths = |source: bool| tool::paths(&self.input, source);
        let each = |paths: Vec<String>, how: &How| -> Vec<Write> {
            let one = |path| Write { path: at_home(path), how: how.clone() };
            paths.into_iter().map(one).collect()
        };
        match kind {
            Kind::Reads => Ok(Vec::new()),
            Kind::Shell => self.shell(here),
            Kind::Patches => {
                let strip = |text: &str| usize::from(text.contains("\n+++ b/"));
                let mut found: Vec<Write> =
                    texts.iter().flat_map(|text| patched(text, strip(text))).collect();
                found.extend(each(paths(false), &How::Write));
                Ok(found)
            }
            Kind::Writes => Ok(each(paths(false), &How::Write)),
            Kind::Makes | Kind::Copies => Ok(each(paths(false), &How::Below)),
            Kind::Removes => Ok(each(paths(false), &How::Remove)),
            Kind::Moves => {
                let mut found = each(paths(true), &How::Remove);
                found.extend(each(paths(false), &How::Below));
                Ok(found)
            }
            Kind::Unknown if paths(false).is_empty() => Ok(Vec::new()),
            Kind::Unknown => Err(format!("it is not known what the tool '{}' does", self.tool)),
        }
    }

    /// What a shell command is going to write.
    fn shell(&self, here: &Path) -> Result<Vec<Write>, String> {
        let Some((command, folder)) = tool::command(&self.input) else {
            let mut texts = Vec::new();
            tool::texts(&self.input, &mut texts);
            // A name of what runs already is no command.
            return if texts.iter().any(|text| text.contains(char::is_whitespace)) {
                Err(format!("the tool '{}' names no command", self.tool))
            } else {
                Ok(Vec::new())
            };
        };
        let text = match command {
            Value::Array(words) => {
                let words = words.iter().filter_map(Value::as_str);
                words
                    .map(|text| format!("'{}'", text.replace('\'', "'\\''")))
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            command => command.as_str().unwrap_or_default().to_owned(),
        };
        let folder = here.join(folder.unwrap_or_default());
        let mut known = Known::default();
        let mut set = |name: &str, value: Option<String>| {
            known.insert(name, value);
        };
        set("PWD", folder.to_str().map(str::to_owned));
        for name in ["HOME", "PARALLEL_ROOT", "PARALLEL_WORKTREE"] {
            set(name, std::env::var(name).ok());
        }
        if let Some(top) = top_of(&folder) {
            set("git rev-parse --show-toplevel", top.to_str().map(str::to_owned));
        }
        let found = writes(&text, &known).map_err(|error| error.to_string())?;
        let placed = |write: Write| {
            let path = folder.join(&write.path).to_str().map(str::to_owned)?;
            let how = match write.how {
                How::Patched { file, strip } => {
                    How::Patched { file: folder.join(file).to_str()?.to_owned(), strip }
                }
                how => how,
            };
            Some(Write { path, how })
        };
        Ok(found.into_iter().filter_map(placed).collect())
    }
}

/// A path with the user's folder in place of `~`, as every client takes it.
fn at_home(path: String) -> String {
    let home = path.strip_prefix("~/").zip(std::env::home_dir());
    home.and_then(|(rest, home)| home.join(rest).to_str().map(str::to_owned)).unwrap_or(path)
}

fn first<'v>(asked: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    names.iter().find_map(|name| asked.get(*name))
}
