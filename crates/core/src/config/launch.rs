//! How the session of one worker is launched, from its agent's profile and the plan.

use std::collections::BTreeMap;

use super::{Agent, Worker};
use crate::agent::{self, Permission, Probe, Profile};

/// The launch of one worker. In its words placeholders still stand, as in a [`Profile`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The agent, where it is a known one.
    pub profile: Option<Profile>,
    /// The command.
    pub command: Vec<String>,
    /// What the agent may do without asking; none where the command says it by itself.
    pub permission: Option<Permission>,
    /// Options that only some versions of the agent have.
    pub probe: Vec<Probe>,
    /// Variables of the session.
    pub environment: BTreeMap<String, String>,
    /// Variables where root starts it.
    pub root_environment: BTreeMap<String, String>,
}

/// Why there is no launch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LaunchError {
    /// Nothing is known of the agent.
    #[error("there is no agent '{name}'; known are {known}")]
    Unknown {
        /// The name that is none.
        name: String,
        /// Those that are.
        known: String,
    },
    /// The agent has no such form.
    #[error("{title} has no permission '{}'; it has {known}", .permission.word())]
    Permission {
        /// What the agent's makers call it.
        title: String,
        /// What was asked for.
        permission: Permission,
        /// What it has.
        known: String,
    },
}

impl Agent {
    /// The launch of `worker`, by the agent `chosen` now, its own, or this one.
    pub fn launch(&self, worker: &Worker, chosen: Option<&str>) -> Result<Launch, LaunchError> {
        let named = chosen.or(worker.agent.as_deref());
        if !self.command.is_empty() && named.is_none() {
            let profile = agent::of_command(&self.command);
            let known = profile.clone();
            let (mut environment, root_environment) =
                known.map(|it| (it.environment, it.root_environment)).unwrap_or_default();
            environment.extend(self.environment.clone());
            let permission = match &profile {
                Some(profile) if self.command.iter().any(|word| word == PERMISSION) => {
                    Some(self.permits(profile)?)
                }
                _ => None,
            };
            let words = permission.as_ref().map(|(_, words)| words.as_slice());
            let command = with_permission(&self.command, words);
            let permission = permission.map(|(permission, _)| permission);
            // What is asked for the agent's help is asked of the first word.
            let asks = |it: &&Profile| {
                command.first() == Some(&it.program) && command.iter().any(|it| it == "{options}")
            };
            let probe = profile.as_ref().filter(asks).map(|it| it.probe.clone());
            let probe = probe.unwrap_or_default();
            let launch =
                Launch { profile, command, permission, probe, environment, root_environment };
            return Ok(launch);
        }
        let name = named.unwrap_or(&self.name);
        let profile = agent::find(name).ok_or_else(|| LaunchError::Unknown {
            name: name.to_owned(),
            known: agent::names().collect::<Vec<_>>().join(", "),
        })?;
        let (permission, words) = self.permits(&profile)?;
        let mut environment = profile.environment.clone();
        environment.extend(self.environment.clone());
        Ok(Launch {
            command: with_permission(&profile.command, Some(&words)),
            permission: Some(permission),
            probe: profile.probe.clone(),
            environment,
            root_environment: profile.root_environment.clone(),
            profile: Some(profile),
        })
    }

    /// What an agent may do without asking, and its words for it. Where it has no such form, it does not
    /// get one that lets it do more.
    fn permits(&self, profile: &Profile) -> Result<(Permission, Vec<String>), LaunchError> {
        let permission = self.permission.unwrap_or(profile.default_permission);
        match profile.permits(Some(permission)) {
            Some(words) => Ok((permission, words.to_vec())),
            None => Err(LaunchError::Permission {
                title: profile.title.clone(),
                permission,
                known: profile.permission.keys().map(|it| it.word()).collect::<Vec<_>>().join(", "),
            }),
        }
    }
}

/// What stands in a command for the words of a permission.
const PERMISSION: &str = "{permission}";

fn with_permission(command: &[String], words: Option<&[String]>) -> Vec<String> {
    let put_in = |word: &String| match words {
        Some(words) if word == PERMISSION => words.to_vec(),
        _ => vec![word.clone()],
    };
    command.iter().flat_map(put_in).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_has_the_agent_chosen_now_its_own_or_the_plans() {
        let mut agent = Agent { permission: Some(Permission::AcceptEdits), ..Agent::default() };
        let mut worker = Worker::default();
        let program = |agent: &Agent, worker: &Worker, chosen| {
            agent.launch(worker, chosen).map(|launch| launch.command[0].clone())
        };
        assert_eq!(program(&agent, &worker, None), Ok("claude".into()));
        let words = agent.launch(&worker, None).unwrap().command;
        assert!(words.contains(&"acceptEdits".into()), "{words:?}");
        worker.agent = Some("codex".into());
        let told = program(&agent, &worker, None).unwrap_err().to_string();
        assert!(told.contains("has no permission 'accept-edits'"), "{told}");
        assert_eq!(program(&agent, &worker, Some("gemini")), Ok("gemini".into()));
        agent.permission = None;
        assert_eq!(program(&agent, &worker, None), Ok("codex".into()));
        agent.permission = Some(Permission::AcceptEdits);
        agent.command = vec!["env".into(), "claude".into()];
        worker.agent = None;
        let launch = agent.launch(&worker, None).unwrap();
        assert_eq!(launch.profile.map(|profile| profile.name), Some("claude".into()));
        assert!(agent.launch(&worker, Some("nobody")).is_err());
        let agent = Agent { permission: Some(Permission::Sandbox), ..Agent::default() };
        let told = agent.launch(&worker, None).unwrap_err().to_string();
        assert_eq!(
            told,
            "Claude Code has no permission 'sandbox'; it has bypass, accept-edits, ask"
        );
        assert!(agent.launch(&worker, Some("codex")).is_ok(), "what it will really be");
        let command = ["npx", "claude", "{permission}", "{prompt}"].map(String::from).to_vec();
        let mut agent = Agent { command, permission: Some(Permission::Ask), ..Agent::default() };
        let launch = agent.launch(&worker, None).unwrap();
        assert_eq!(launch.command.join(" "), "npx claude --permission-mode default {prompt}");
        agent.command.retain(|word| word != "{permission}");
        assert_eq!(agent.launch(&worker, None).unwrap().permission, None, "it says so itself");
    }
}
