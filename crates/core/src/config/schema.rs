//! The schema of `.parallel.toml`, with its defaults.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::Rule;
use super::{Estimate, Hooks, Left};
use crate::agent::Permission;
use crate::scope::Scope;

/// The name of the file, at the root of the repository.
pub const FILE: &str = ".parallel.toml";

/// The whole file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The version of the format; 1.
    pub version: u32,
    /// The branch all work starts from and lands on.
    pub base: String,
    /// The remote that carries the workers' branches between machines.
    #[serde(default = "origin")]
    pub remote: String,
    /// The name of the whole undertaking; names the integration branch.
    #[serde(default)]
    pub feature: Option<String>,
    /// Where worktrees, branches and scripts go.
    #[serde(default)]
    pub layout: Layout,
    /// What the guard allows.
    #[serde(default)]
    pub guard: Guard,
    /// Commit prefixes beyond the four built in.
    #[serde(default)]
    pub prefix: Vec<Prefix>,
    /// When the report raises alerts.
    #[serde(default)]
    pub status: Status,
    /// What makes a new worktree ready.
    #[serde(default)]
    pub setup: Setup,
    /// How a worker's session is launched.
    #[serde(default)]
    pub agent: Agent,
    /// What must pass after every merge.
    #[serde(default)]
    pub check: Check,
    /// Commands of the user's own at the turns of the work.
    #[serde(default)]
    pub hooks: Hooks,
    /// The minutes counted for each size of an item.
    #[serde(default)]
    pub estimate: Estimate,
    /// Items of documents that are no work.
    #[serde(default)]
    pub left: Vec<Left>,
    /// The workers, in the order of the plan.
    #[serde(default)]
    pub worker: Vec<Worker>,
}

/// `[layout]`: where things are put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Layout {
    /// The folder of the worktrees, relative to the main worktree; it may lie outside, and is asked for
    /// once where it is neither in the repository nor a new folder beside it.
    pub worktrees: String,
    /// The name of a worker's branch; `{id}` and `{slug}` are filled in.
    pub branch: String,
    /// The name of the integration branch; `{feature}` is filled in.
    pub integration: String,
    /// The folder of the launch scripts.
    pub scripts: String,
}

impl Layout {
    /// The folder of the worktrees, where it lies inside the main worktree.
    pub fn inside(&self) -> Option<&str> {
        let folder = self.worktrees.trim_end_matches('/');
        (!folder.starts_with('/') && folder.split('/').next() != Some("..")).then_some(folder)
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            worktrees: "worktrees".into(),
            branch: "work/{id}-{slug}".into(),
            integration: "integration/{feature}".into(),
            scripts: "scripts".into(),
        }
    }
}

/// What happens to paths no worker owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unowned {
    /// No worker may change them.
    #[default]
    Reject,
    /// Any worker may change them.
    Allow,
}

/// `[guard]`: what the guard allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Paths that no worker owns.
    pub unowned: Unowned,
    /// Boundary files: any worker may change them, in a commit of their own.
    pub shared: Vec<String>,
    /// Whether the reference-transaction hook guards against plumbing.
    pub strict: bool,
    /// Whether the type of a conventional commit (`feat(api): `) or a ticket (`ABC-12 `) may stand before
    /// the prefix, for hooks of the repository that insist on one: `feat: [CHECKPOINT] Add the parser`.
    pub lead: bool,
    /// What a `[COMPLETE]` commit must satisfy: `clean` (no change left behind), `verify` (the check
    /// passes; it runs only where it is trusted).
    pub complete: Vec<String>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            unowned: Unowned::Reject,
            shared: Vec::new(),
            strict: false,
            lead: false,
            complete: vec!["clean".into()],
        }
    }
}

/// `[[prefix]]`: one more commit prefix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// The word between the brackets.
    pub name: String,
}

/// `[status]`: when the report raises alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Status {
    /// How long a worker may go without a commit, as `90m`, `2h`, `1d`.
    pub stall_after: String,
    /// Whether `status --watch` makes a preview (`integrate --preview`) once the branches have rested, so
    /// that the report says whether all of it builds together.
    pub preview: bool,
    /// How long they must have rested for that, as `90s`, `5m`.
    pub preview_after: String,
}

impl Default for Status {
    fn default() -> Self {
        Self { stall_after: "2h".into(), preview: false, preview_after: "2m".into() }
    }
}

/// `[setup]`: what makes a new worktree ready, in this order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Setup {
    /// Paths copied from the main worktree.
    pub copy: Vec<String>,
    /// Paths linked to the main worktree's.
    pub link: Vec<String>,
    /// Commands run in the new worktree.
    pub run: Vec<String>,
    /// Whether the commands of several workers may run at the same time: two installers that both
    /// write the configuration all worktrees share would lose git's lock on it.
    pub parallel: bool,
    /// Ports handed to each worker.
    pub ports: Option<Ports>,
    /// Whether only the worker's scope is checked out.
    pub sparse: bool,
}

/// `setup.ports`: a range of ports for each worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ports {
    /// The first worker's first port.
    pub base: u16,
    /// How many ports each worker has.
    pub each: u16,
}

/// `[agent]`: how a worker's session is launched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Agent {
    /// A known agent: `claude`, `codex`, `gemini`, `opencode`, `copilot`, `qwen`, `aider`, `cursor`
    /// or `goose`.
    pub name: String,
    /// The command instead; `{prompt}`, `{prompt_file}`, `{worktree}`, `{worker}` are filled in.
    pub command: Vec<String>,
    /// What a known agent may do without asking: `bypass`, `accept-edits`, `ask` or `sandbox`; what
    /// fits its worktree where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<Permission>,
    /// The line of the file that says so, from 1.
    #[serde(skip)]
    pub permission_line: Option<usize>,
    /// Variables of its session.
    pub environment: BTreeMap<String, String>,
    /// A folder of the repository whose `kickoff.md`, `resume.md`, `continue.md` and `deadlock.md`
    /// stand for the built-in templates. What they may say is what those say: `git parallel prompt
    /// --template kickoff` prints one, with every name there is in it.
    pub prompts: Option<String>,
    /// Whether prompts have a worker push each commit to the remote, where there is one.
    pub push: bool,
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            name: "claude".into(),
            command: Vec::new(),
            permission: None,
            permission_line: None,
            environment: BTreeMap::new(),
            prompts: None,
            push: true,
        }
    }
}

/// `[check]`: what must pass after every merge and before landing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// The commands, run in order by `sh -c`.
    pub run: Vec<String>,
}

/// `[[worker]]`: one worker and what it owns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// The identifier, `task-1`.
    pub id: String,
    /// A few words for branch and directory names, `api-endpoints`.
    pub slug: String,
    /// What it is about, in a sentence; the slug where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The feature it works for; the plan's own where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// The commit of the base branch it was planned on. A branch of its name without that commit is
    /// of an earlier plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
    /// The known agent that works on it, where it is not that of `[agent]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The paths it alone may change, as patterns.
    pub scope: Vec<String>,
    /// What it needs of others, each `<worker>` or `<worker>/<item>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What it is expected to commit as checkpoints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checkpoints: Vec<String>,
    /// Exceptions given later by `grant`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grant: Vec<Grant>,
    /// What was handed over after it had been committed to; written by `git parallel reassign`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handed: Vec<Handed>,
    /// What their documents say for all of the work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rule: Vec<Rule>,
    /// The work items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub task: Vec<Task>,
}

/// `[[worker.grant]]`: paths added to a scope later, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The paths, as patterns.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
}

/// `[[worker.handed]]`: paths that went to another worker after this one had committed to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Handed {
    /// The paths, as patterns.
    pub paths: Vec<String>,
    /// The last commit of this worker that may have changed them, as if they were its own still.
    pub until: String,
}

impl Handed {
    /// The paths as a scope.
    pub fn scope(&self) -> Scope {
        Scope::of(&self.paths)
    }
}

/// `[[worker.task]]`: one work item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The item's identifier, `item-1`.
    pub id: String,
    /// What to do: fix, add, refactor, remove, update, test, document, investigate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub action: String,
    /// The item in words.
    pub text: String,
    /// All that its document says about it beyond that, and what was answered about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Whether its document says by now that it is done, so that it is handed out no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub done: bool,
    /// How urgent its document says it is: critical, high, medium or low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// The name its document gives it, `BUG-3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where it was read, `review.md:14`, or the issue it is, `#1224`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The estimated size: S, M, L or XL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// The item's own files, where it names some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// The identifiers of the items it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// The worker that handed it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

fn origin() -> String {
    "origin".into()
}

impl Worker {
    /// What the worker is about: its title, or its slug.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.slug)
    }

    /// The name under which directories, scripts and branches know it: `task-1-api-endpoints`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.id, self.slug)
    }

    /// All patterns it may change: its scope, then what was granted later.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.scope
            .iter()
            .chain(self.grant.iter().flat_map(|grant| &grant.paths))
            .map(String::as_str)
    }

    /// All it may change, as a scope.
    pub fn owned(&self) -> Scope {
        Scope::of(self.patterns())
    }
}

impl Config {
    /// What every worker may change.
    pub fn shared(&self) -> Scope {
        Scope::of(&self.guard.shared)
    }

    /// The worker whose scope `path` is in; none where it is nobody's.
    pub fn owner(&self, path: &[u8]) -> Option<&Worker> {
        self.worker.iter().find(|worker| worker.owned().owns(path))
    }

    /// A configuration with nothing but defaults on top of `base`.
    pub fn on(base: impl Into<String>) -> Self {
        Self {
            version: 1,
            base: base.into(),
            remote: origin(),
            feature: None,
            layout: Layout::default(),
            guard: Guard::default(),
            prefix: Vec::new(),
            status: Status::default(),
            setup: Setup::default(),
            agent: Agent::default(),
            check: Check::default(),
            hooks: Hooks::default(),
            estimate: Estimate::default(),
            left: Vec::new(),
            worker: Vec::new(),
        }
    }

    /// The worker called `id`.
    pub fn find(&self, id: &str) -> Option<&Worker> {
        self.worker.iter().find(|worker| worker.id == id)
    }

    /// The feature `worker` works for: its own, or that of the whole plan.
    pub fn feature<'c>(&'c self, worker: &'c Worker) -> Option<&'c str> {
        worker.feature.as_deref().or(self.feature.as_deref())
    }

    /// The features the workers work for, each once, in the order of the plan.
    pub fn features(&self) -> Vec<Option<&str>> {
        let mut found = Vec::new();
        for worker in &self.worker {
            let feature = self.feature(worker);
            if !found.contains(&feature) {
                found.push(feature);
            }
        }
        found
    }

    /// The full name of `worker`'s branch below `refs/heads/`.
    pub fn branch(&self, worker: &Worker) -> String {
        self.layout.branch.replace("{id}", &worker.id).replace("{slug}", &worker.slug)
    }
}
