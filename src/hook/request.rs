//! What an agent tells before it uses a tool, in Claude Code's hook protocol, and its judgement.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Error;
use super::edit::judge_edits;
use crate::guard::{Violation, writes};

/// One request. Unknown fields are the agent's own business.
#[derive(Debug, Deserialize)]
pub struct Request {
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

impl Request {
    /// Reads the JSON of a request.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// What the tool would break; nothing where nobody registered works.
    pub fn judge(&self) -> Result<Vec<Violation>, Error> {
        let named = self.cwd.as_os_str();
        let here = if named.is_empty() { Path::new(".") } else { Path::new(named) };
        let here = here.canonicalize().unwrap_or_else(|_| here.to_owned());
        judge_edits(&here, &self.targets(&here))
    }

    /// The files the tool is going to write.
    fn targets(&self, here: &Path) -> Vec<PathBuf> {
        let input = &self.tool_input;
        match self.tool_name.as_str() {
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
}
