//! `hook pre-tool-use`: the edit-time guard for agents, in Claude Code's hook protocol.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::guard::{Violation, writes};
use crate::hook::judge_edits;
use crate::render::{Out, violation};

/// What the agent tells before it uses a tool. Unknown fields are its own business.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    cwd: PathBuf,
    tool_name: String,
    #[serde(default)]
    tool_input: Input,
}

#[derive(Debug, Default, Deserialize)]
struct Input {
    file_path: Option<PathBuf>,
    notebook_path: Option<PathBuf>,
    path: Option<PathBuf>,
    command: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    hook_specific_output: Decision,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the protocol's")]
struct Decision {
    hook_event_name: &'static str,
    permission_decision: &'static str,
    permission_decision_reason: String,
}

/// Reads one request from standard input. Denies by the protocol's JSON on standard output, or,
/// with `plain`, by the reason on standard error and exit code 2, which most agents understand.
/// Says nothing where there is nothing to object to.
pub(super) fn run(out: Out, plain: bool) -> Result<Exit, Failure> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    let asked: Asked = serde_json::from_str(&text).map_err(|error| {
        Failure::new("the request is not one of the hook protocol").because(&error)
    })?;
    let found = judged(&asked)?;
    if found.is_empty() {
        return Ok(Exit::Done);
    }
    let reason = violation::violations(&found, true);
    if plain {
        out.plain(reason);
        return Ok(Exit::Failed);
    }
    out.line(&Answer {
        hook_specific_output: Decision {
            hook_event_name: "PreToolUse",
            permission_decision: "deny",
            permission_decision_reason: anstream::adapter::strip_str(&reason).to_string(),
        },
    })?;
    Ok(Exit::Done)
}

fn judged(asked: &Asked) -> Result<Vec<Violation>, Failure> {
    let here =
        if asked.cwd.as_os_str().is_empty() { PathBuf::from(".") } else { asked.cwd.clone() };
    let here = here.canonicalize().unwrap_or(here);
    Ok(judge_edits(&here, &targets(asked, &here))?)
}

/// The files the tool is going to write.
fn targets(asked: &Asked, here: &Path) -> Vec<PathBuf> {
    let input = &asked.tool_input;
    match asked.tool_name.as_str() {
        "Read" | "Grep" | "Glob" | "LS" | "WebFetch" | "WebSearch" => Vec::new(),
        "Bash" | "Shell" | "shell" | "run_shell_command" => {
            let found = writes(input.command.as_deref().unwrap_or_default());
            found.into_iter().map(|write| here.join(write.folder).join(write.path)).collect()
        }
        _ => [&input.file_path, &input.notebook_path, &input.path]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
    }
}
