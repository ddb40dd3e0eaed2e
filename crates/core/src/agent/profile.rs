//! One agent as data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The profiles of this program, by name.
const FILES: [(&str, &str); 9] = [
    ("claude", include_str!("profiles/claude.toml")),
    ("codex", include_str!("profiles/codex.toml")),
    ("gemini", include_str!("profiles/gemini.toml")),
    ("opencode", include_str!("profiles/opencode.toml")),
    ("copilot", include_str!("profiles/copilot.toml")),
    ("qwen", include_str!("profiles/qwen.toml")),
    ("aider", include_str!("profiles/aider.toml")),
    ("cursor", include_str!("profiles/cursor.toml")),
    ("goose", include_str!("profiles/goose.toml")),
];

/// How much an agent may do without asking.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Everything: the worktree and the guard are the limits.
    Bypass,
    /// Files are written, other commands are asked for.
    AcceptEdits,
    /// Whatever the agent asks for by itself.
    Ask,
    /// Everything, within the agent's own sandbox.
    Sandbox,
}

impl Permission {
    /// The word in `.parallel.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bypass => "bypass",
            Self::AcceptEdits => "accept-edits",
            Self::Ask => "ask",
            Self::Sandbox => "sandbox",
        }
    }
}

/// How a statement about an agent is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// The program was run.
    Trial,
    /// Its documentation says so.
    Documentation,
}

/// One agent. In its words `{prompt}`, `{prompt_file}`, `{worktree}`, `{worker}`, `{common}` (git's
/// common directory), `{git_dir}` (the worktree's own) and `{guard}` (this program) are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name in `.parallel.toml`; the file's.
    #[serde(skip_deserializing)]
    pub name: String,
    /// What its makers call it.
    pub title: String,
    /// What is on PATH.
    pub program: String,
    /// Names under which package runners know it.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Whether what follows was tried with the program, or only read.
    pub known_by: KnownBy,
    /// The version that was tried.
    #[serde(default)]
    pub version: String,
    /// The command that starts a session with the prompt; `{options}` and `{permission}` are filled
    /// in too.
    pub command: Vec<String>,
    /// Options that only some versions have.
    #[serde(default)]
    pub probe: Vec<Probe>,
    /// The permission it is launched with where nothing is said.
    pub default_permission: Permission,
    /// The words for each permission it knows.
    pub permission: BTreeMap<Permission, Vec<String>>,
    /// Variables of its session.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// Variables of its session where root starts it.
    #[serde(default)]
    pub root_environment: BTreeMap<String, String>,
    /// Whether it hides the user's git configuration and switches hooks off, so that both have to
    /// be said in the environment.
    #[serde(default)]
    pub hides_git_configuration: bool,
    /// The settings that put the edit guard before its writes.
    #[serde(default)]
    pub settings: Vec<Settings>,
    /// Files that decide whether the guard runs, and that a worker does not write: from the root of
    /// the worktree, or from the user's folder with `~/`.
    #[serde(default)]
    pub protects: Vec<String>,
    /// What of its settings in JSON switches all hooks off: where, as a JSON pointer, and by which value.
    #[serde(default)]
    pub hooks_off: BTreeMap<String, bool>,
    /// What it leaves in a worktree and belongs into no commit, as patterns of gitignore.
    #[serde(default)]
    pub leaves: Vec<String>,
    /// Where it looks for skills.
    #[serde(default)]
    pub skills: Option<String>,
    /// The command that takes the last session of a worktree up again.
    #[serde(default)]
    pub resume: Vec<String>,
    /// How it is known that it waits for an answer; empty where it cannot be.
    #[serde(default)]
    pub waiting: String,
    /// Whether its edits can be stopped before they are written.
    pub edit_guard: bool,
    /// What it cannot do, or what the user has to do once, each in a sentence.
    #[serde(default)]
    pub limits: Vec<String>,
}

/// Words for the command that are given only where the program's own help names an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The option as the help has it.
    pub option: String,
    /// The words.
    pub words: Vec<String>,
    /// A file that must be there, too.
    #[serde(default)]
    pub file: Option<String>,
}

/// One file of settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The file, from the root of the worktree, or below `{common}`.
    pub file: String,
    /// How it is written.
    pub shape: Shape,
    /// What has to stand in it; `{guard}` is this program as a word of a shell.
    pub content: String,
}

/// How a file of settings is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// JSON, into which the content is merged; what stands there stays.
    Json,
    /// A file of this program's own.
    Whole,
}

impl Profile {
    /// The words of `permission`; none where the agent has no such form.
    pub fn permits(&self, permission: Option<Permission>) -> Option<&[String]> {
        self.permission.get(&permission.unwrap_or(self.default_permission)).map(Vec::as_slice)
    }
}

/// All profiles.
pub fn known() -> impl Iterator<Item = Profile> {
    FILES.iter().filter_map(|(name, _)| find(name))
}

/// The profile called `name`.
pub fn find(name: &str) -> Option<Profile> {
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    // That each can be read is a test's to prove.
    let profile: Profile = toml::from_str(text).ok()?;
    Some(Profile { name: name.to_owned(), ..profile })
}

/// The names of all profiles.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The agent that a command starts, by itself or through others: `env A=b claude`, `npx …`.
pub fn of_command(command: &[String]) -> Option<Profile> {
    let last = |word: &str| word.rsplit(['/', '\\']).next().unwrap_or(word).to_owned();
    known().find(|profile| {
        command.iter().any(|word| {
            let bare = word.rsplit_once('@').map_or(word.as_str(), |(bare, _)| bare);
            last(word).trim_end_matches(".exe") == profile.program
                || profile.packages.iter().any(|package| package == word || package == bare)
        })
    })
}

/// The agent whose guard `path` decides about, in the worktree at `root` or in the user's folder.
pub fn whose_settings(path: &Path, root: &Path, home: Option<&Path>) -> Option<Profile> {
    let is = |named: &str| match named.strip_prefix("~/") {
        Some(rest) => home.is_some_and(|home| path == home.join(rest)),
        None => path == root.join(named),
    };
    // Most paths are no settings at all, and reading profiles takes time.
    path.components()
        .any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
        .then_some(())?;
    known().find(|profile| profile.protects.iter().any(|named| is(named)))
}

/// The files in the worktree at `root`, at or below `folder`, that decide about the guard of an agent.
pub fn settings_below(folder: &Path, root: &Path) -> Vec<(Profile, PathBuf)> {
    let hidden = folder.strip_prefix(root).is_ok_and(|relative| {
        let first = relative.components().next();
        first.is_none_or(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    });
    let mut found = Vec::new();
    for profile in known().filter(|_| hidden) {
        let inside = profile.protects.iter().filter(|named| !named.starts_with("~/"));
        let files = inside.map(|named| root.join(named)).filter(|file| file.starts_with(folder));
        found.extend(files.map(|file| (profile.clone(), file)).collect::<Vec<_>>());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_can_be_read_and_launched() {
        assert_eq!(known().count(), FILES.len());
        for profile in known() {
            let name = &profile.name;
            let words = profile.command.join(" ");
            assert!(words.contains("{prompt"), "{name}: {words}");
            assert!(profile.permits(None).is_some(), "{name}");
            assert_eq!(profile.command.first(), Some(&profile.program), "{name}");
            assert_eq!(profile.known_by == KnownBy::Trial, !profile.version.is_empty(), "{name}");
            let mut probed = profile.probe.iter().flat_map(|probe| &probe.words);
            let told =
                !profile.settings.is_empty() || probed.any(|word| word.contains("PARALLEL_GUARD"));
            assert_eq!(profile.edit_guard, told, "{name}");
            for settings in &profile.settings {
                assert!(settings.content.contains("{guard} hook "), "{name}: {settings:?}");
                let inside = !settings.file.starts_with("{common}");
                assert!(
                    !inside || profile.protects.contains(&settings.file),
                    "{name}: {settings:?}"
                );
            }
        }
    }

    #[test]
    fn an_agent_is_known_behind_what_starts_it() {
        let named = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(ToString::to_string).collect();
            of_command(&words).map(|profile| profile.name)
        };
        assert_eq!(named(&["env", "A=b", "claude", "{prompt}"]), Some("claude".into()));
        assert_eq!(named(&["/opt/bin/codex"]), Some("codex".into()));
        assert_eq!(named(&["npx", "-y", "@google/gemini-cli@latest"]), Some("gemini".into()));
        assert_eq!(named(&["my-agent", "{prompt}"]), None);
    }

    #[test]
    fn settings_are_known_wherever_they_are() {
        let whose = |path: &str| {
            let found = whose_settings(Path::new(path), Path::new("/w"), Some(Path::new("/h")));
            found.map(|profile| profile.name)
        };
        assert_eq!(whose("/w/.claude/settings.local.json"), Some("claude".into()));
        assert_eq!(whose("/h/.codex/config.toml"), Some("codex".into()));
        assert_eq!(whose("/w/.claude/skills/x.md"), None);
        assert_eq!(whose("/w/src/a.rs"), None);
    }
}
