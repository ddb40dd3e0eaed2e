//! The skills and hooks as agents install them by themselves: a plugin of Claude Code with its
//! marketplace, and an extension of Gemini CLI.

use serde_json::{Value, json};

use super::{ORCHESTRATOR, WORKER};
use crate::agent;

/// The skills by name.
pub const SKILLS: [(&str, &str); 2] =
    [("git-parallel-orchestrator", ORCHESTRATOR), ("git-parallel-worker", WORKER)];

/// What they are about, for those who look for them.
const ABOUT: &str = "Split one large task over several workers in git worktrees, guard their scopes, watch them, land their work";

/// Every file of the plugin, the marketplace and the extension, by its path in this program's
/// repository.
pub fn files() -> Vec<(String, String)> {
    let version = env!("CARGO_PKG_VERSION");
    let name = "git-parallel";
    let pretty = |value: Value| format!("{value:#}\n");
    let mut found = vec![
        (
            ".claude-plugin/marketplace.json".to_owned(),
            pretty(json!({
                "name": name,
                "owner": { "name": "The git-parallel developers" },
                "metadata": { "description": ABOUT, "version": version },
                "plugins": [{ "name": name, "source": "./plugin", "description": ABOUT }],
            })),
        ),
        (
            "plugin/.claude-plugin/plugin.json".to_owned(),
            pretty(json!({
                "name": name, "version": version, "description": ABOUT, "license": "MIT",
                "author": { "name": "The git-parallel developers" },
                "keywords": ["git", "worktree", "parallel"],
            })),
        ),
        ("plugin/hooks/hooks.json".to_owned(), pretty(hooks("claude"))),
        (
            "extension/gemini-extension.json".to_owned(),
            pretty(json!({ "name": name, "version": version, "description": ABOUT })),
        ),
        ("extension/hooks/hooks.json".to_owned(), pretty(hooks("gemini"))),
    ];
    for (skill, text) in SKILLS {
        for folder in ["plugin", "extension"] {
            found.push((format!("{folder}/skills/{skill}/SKILL.md"), text.to_owned()));
        }
    }
    found
}

/// The hooks of an agent's settings with this program from PATH, without what must not hold outside
/// a worker's worktree.
fn hooks(agent: &str) -> Value {
    let profile = agent::find(agent);
    let settings = profile.and_then(|profile| profile.settings.into_iter().next());
    let text = settings.map(|it| it.content.replace("{guard}", "git-parallel")).unwrap_or_default();
    let mut hooks: Value = serde_json::from_str(&text).unwrap_or_default();
    if let Some(events) = hooks["hooks"].as_object_mut() {
        events.remove("WorktreeCreate");
    }
    hooks
}
