//! The commands a `.parallel.toml` wants to have run, as the user is asked to trust them.

use crate::config::Config;

/// Every command of the file, each with the key it stands under; the agent's only where it is not
/// one this program knows.
pub fn commands(config: &Config) -> Vec<String> {
    let under = |key: &'static str| move |command: &String| format!("{key}: {command}");
    let mut found: Vec<String> = config.setup.run.iter().map(under("setup.run")).collect();
    found.extend(config.check.run.iter().map(under("check.run")));
    for (turn, commands) in config.hooks.all() {
        found.extend(commands.iter().map(|command| format!("hooks.{turn}: {command}")));
    }
    if !config.agent.command.is_empty() {
        found.push(format!("agent.command: {}", config.agent.command.join(" ")));
    }
    let set = config.agent.environment.iter();
    found.extend(set.map(|(name, value)| format!("agent.environment: {name}={value}")));
    found
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
            ["setup.run: npm ci", "check.run: npm test", "agent.command: codex {prompt}"]
        );
    }
}
