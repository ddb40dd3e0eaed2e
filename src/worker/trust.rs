//! What a `.parallel.toml` wants to have run, as the user is asked to trust it, and what was trusted.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::Config;

/// Every command of the file, each with the key it stands under, to the letter and with the borders
/// of its words; the agent's only where it is not one this program knows.
pub fn commands(config: &Config) -> Vec<String> {
    let mut found: Vec<String> =
        config.setup.run.iter().map(|command| format!("setup.run: {command}")).collect();
    found.extend(check_commands(config));
    for (turn, commands) in config.hooks.all() {
        found.extend(commands.iter().map(|command| hook_command(turn, command)));
    }
    found.extend(agent_commands(config));
    found
}

/// Those of `[check]`.
pub fn check_commands(config: &Config) -> Vec<String> {
    config.check.run.iter().map(|command| format!("check.run: {command}")).collect()
}

/// A command of `[hooks]` at the turn called `turn`.
pub fn hook_command(turn: &str, command: &str) -> String {
    format!("hooks.{turn}: {command}")
}

/// Those that stand in launch scripts.
pub fn agent_commands(config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    if !config.agent.command.is_empty() {
        // A list, as in the file: joined by blanks, `a b` and `c` would be `a` and `b c`.
        found.push(format!("agent.command: {}", serde_json::json!(config.agent.command)));
    }
    let set = config.agent.environment.iter();
    found.extend(set.map(|(name, value)| format!("agent.environment: {name}={value}")));
    found
}

/// Those of `wanted` that nobody trusted yet in the repository whose folder of this program is `parallel`.
pub fn untrusted(parallel: &Path, mut wanted: Vec<String>) -> Vec<String> {
    let known = trusted(parallel);
    wanted.retain(|it| !known.contains(it));
    wanted
}

/// All that was trusted; a file that cannot be read counts as nothing, so that it is asked again.
pub fn trusted(parallel: &Path) -> Vec<String> {
    let text = fs::read_to_string(trust_file(parallel)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// The file that keeps what was trusted.
pub fn trust_file(parallel: &Path) -> PathBuf {
    parallel.join("trusted.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_named_and_defaults_are_not() {
        let mut config = Config::on("main");
        assert!(commands(&config).is_empty());
        config.setup.run = vec!["npm ci".into()];
        config.check.run = vec!["npm test".into()];
        config.agent.command = vec!["codex".into(), "{prompt}".into()];
        assert_eq!(
            commands(&config),
            ["setup.run: npm ci", "check.run: npm test", "agent.command: [\"codex\",\"{prompt}\"]"]
        );
    }

    #[test]
    fn the_borders_of_words_count() {
        let of = |words: &[&str]| {
            let mut config = Config::on("main");
            config.agent.command = words.iter().map(ToString::to_string).collect();
            commands(&config)
        };
        assert_ne!(of(&["sh", "-c", "touch x"]), of(&["sh", "-c", "touch", "x"]));
        assert_ne!(of(&["a b", "c"]), of(&["a", "b c"]));
        assert_ne!(of(&["a\",\"b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", ""]), of(&["a"]));
    }
}
