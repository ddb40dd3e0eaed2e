//! The commented `.parallel.toml` that `init` writes.

use std::fmt::Write;

use crate::agent;

/// What `init` found out about a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Detected {
    /// The base branch.
    pub base: String,
    /// The remote, where there is one.
    pub remote: Option<String>,
    /// The command that tells whether the project is sound.
    pub check: Option<String>,
    /// Untracked files a new worktree would miss.
    pub copy: Vec<String>,
    /// Lock files and the like that several workers may have to touch.
    pub shared: Vec<String>,
    /// The known agents that are on PATH.
    pub agents: Vec<String>,
    /// The agent that is to work, where one was chosen.
    pub agent: Option<String>,
}

/// How the guard is made stricter.
const STRICT: &str =
    "# strict = false                       # true guards against plumbing too, at some cost";
/// What the guard lets stand before a prefix.
const PREVIEW: &str =
    "# preview = false                      # true: --watch tells whether all builds together";
const LEAD: &str =
    "# lead = false                         # true allows 'feat: ' or 'ABC-12 ' before a prefix";
const ESTIMATE: &str = "
[estimate]                             # minutes counted for a size; retro --write measures them
# S = 8
# M = 30
# L = 105
# XL = 240";

/// The file for `detected`, every key explained where it stands.
pub fn commented(detected: &Detected) -> String {
    let remote = detected.remote.as_deref().unwrap_or("origin");
    let list =
        |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let check = detected.check.as_ref().map(|command| quoted(command)).unwrap_or_default();
    let mut text = String::new();
    let mut line = |content: String| writeln!(text, "{content}").is_ok();
    line("# git-parallel: who works on what, and what may land.".into());
    line("version = 1".into());
    line(format!("base = {:<30} # work starts here and lands here", quoted(&detected.base)));
    line(format!("remote = {:<28} # carries work branches between machines", quoted(remote)));
    line("# feature = \"analytics-dashboard\"      # names the integration branch".into());
    line("\n[layout]".into());
    line(
        "# worktrees = \"worktrees\"              # may lie outside: \"../project-worktrees\""
            .into(),
    );
    line("# branch = \"work/{id}-{slug}\"".into());
    line("# integration = \"integration/{feature}\"".into());
    line("# scripts = \"scripts\"                  # launch scripts and kickoff prompts".into());
    line("\n[guard]".into());
    line(
        "# unowned = \"reject\"                   # or \"allow\": paths that no worker owns".into(),
    );
    line(format!(
        "shared = [{}]  # boundary files: any worker, in a commit of their own",
        list(&detected.shared)
    ));
    line("# complete = [\"clean\"]                 # what [COMPLETE] must satisfy; \"verify\" runs the check".into());
    line(STRICT.into());
    line(LEAD.into());
    line(
        "\n# [[prefix]]                          # commit prefixes beyond the four built in".into(),
    );
    line("# name = \"WIP\"".into());
    line("\n[status]".into());
    line("# stall_after = \"2h\"                   # no commit for so long raises an alert".into());
    line(PREVIEW.into());
    line(ESTIMATE.into());
    line("\n[setup]                                # in every new worktree".into());
    line(format!("copy = [{}]  # files git does not carry", list(&detected.copy)));
    line("# link = [\"node_modules\"]".into());
    line("# run = [\"npm ci\"]".into());
    line(
        "# parallel = false                     # true runs them for several workers at once"
            .into(),
    );
    line(
        "# ports = { base = 4000, each = 10 }    # PARALLEL_PORT for setup, scripts and checks"
            .into(),
    );
    line("# sparse = false                       # true checks out the worker's scope only".into());
    line("\n[agent]".into());
    line(agent(detected));
    line("\n[check]".into());
    line(format!("run = [{check}]  # after every merge of an integration, and before landing"));
    line("\n[hooks]                                # commands of your own, told by JSON on standard input".into());
    line("# post-start = [\"createdb app_$PARALLEL_WORKER\"]  # also pre-integrate, post-merge, pre-land, post-land".into());
    line("# pre-clean = [\"dropdb app_$PARALLEL_WORKER\"]     # also post-clean".into());
    text
}

/// Who works where nothing is said.
const DEFAULT_AGENT: &str = "claude";

/// The agent's line: the one that was chosen, or the default as it is where nothing is said.
fn agent(detected: &Detected) -> String {
    let name = match detected.agent.as_ref().filter(|chosen| *chosen != DEFAULT_AGENT) {
        None => {
            let others: Vec<&str> = agent::names().filter(|name| *name != DEFAULT_AGENT).collect();
            format!("# name = \"claude\"                      # or {}", others.join(", "))
        }
        Some(chosen) => format!(
            "name = {}  # or another of those that `git parallel start -h` names",
            quoted(chosen)
        ),
    };
    let name = if detected.agents.is_empty() {
        name
    } else {
        format!("{name}; on PATH here: {}", detected.agents.join(", "))
    };
    format!(
        "{name}\n# permission = \"bypass\"                # or accept-edits, ask, sandbox\n\
         # environment = {{ KEY = \"value\" }}      # of its session\n\
         # command = [\"my-agent\", \"{{prompt}}\"]  # also {{prompt_file}} and {{worktree}}\n\
         # prompts = \".parallel\"                # own kickoff.md, resume.md, continue.md, deadlock.md\n\
         # push = true                          # workers push each commit; false keeps them here"
    )
}

/// `text` as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load;

    #[test]
    fn the_template_is_a_valid_file_that_says_what_was_found() {
        let detected = Detected {
            base: "trunk \"x\"".into(),
            remote: Some("up".into()),
            check: Some("cargo test --workspace".into()),
            copy: vec![".env".into()],
            shared: vec!["Cargo.lock".into()],
            agents: vec!["codex".into(), "qwen".into()],
            agent: Some("qwen".into()),
        };
        let config = load("x", &commented(&detected)).unwrap();
        assert_eq!((config.base.as_str(), config.remote.as_str()), ("trunk \"x\"", "up"));
        assert_eq!(config.agent.name, "qwen");
        assert_eq!(config.check.run, ["cargo test --workspace"]);
        assert_eq!((config.setup.copy, config.guard.shared), (detected.copy, detected.shared));
        let uncommented = commented(&Detected { base: "main".into(), ..Detected::default() })
            .lines()
            .map(|line| {
                line.strip_prefix("# ")
                    .filter(|rest| rest.contains(" = ") || rest.starts_with("[["))
                    .unwrap_or(line)
                    .to_owned()
                    + "\n"
            })
            .collect::<String>();
        assert!(
            load("x", &uncommented).is_ok(),
            "every commented key must be valid:\n{uncommented}"
        );
    }
}
