//! What a well-formed `.parallel.toml` may still not say.

use std::collections::{HashMap, HashSet};

use crate::scope::{PatternError, Scope, meeting};

use super::{Config, IdError, Worker, seconds, valid_id};
use crate::agent;

/// Two workers that could own the same path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{first}' and '{second}' could both own '{witness}'")]
pub struct Overlap {
    /// The worker named first in the file.
    pub first: String,
    /// The other one.
    pub second: String,
    /// A path, existing or not, that both scopes match.
    pub witness: String,
}

/// One thing that is impossible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The file is of a format this program does not know.
    #[error("version {0} is not supported; this program knows version 1")]
    Version(u32),
    /// A key that must say something is empty.
    #[error("'{0}' is empty")]
    Empty(&'static str),
    /// A name that would break the lines of what is printed.
    #[error("'{0}' has a line break or another control character")]
    Control(&'static str),
    /// A branch template gives two workers one branch.
    #[error("'layout.branch' must contain '{{id}}'")]
    BranchTemplate,
    /// A template gives all integrations one branch.
    #[error("'layout.integration' must contain '{{feature}}'")]
    IntegrationTemplate,
    /// A folder that only a shell would read as meant.
    #[error(
        "'layout.worktrees' begins with '~', which is no home outside a shell: '{0}' (write the whole path)"
    )]
    Home(String),
    /// Two workers whose branch and folder are the same.
    #[error("workers '{first}' and '{second}' would have one branch: '{branch}'")]
    OneBranch {
        /// The worker named first in the file.
        first: String,
        /// The other one.
        second: String,
        /// Their branch.
        branch: String,
    },
    /// A folder that cannot hold worktrees.
    #[error(
        "'layout.worktrees' must be a folder of its own, without '.' and '..' in its midst and not in '.git': '{0}'"
    )]
    Worktrees(String),
    /// A folder that must lie inside the repository does not.
    #[error("'{key}' must be a relative path inside the repository, not in '.git': '{path}'")]
    Outside {
        /// The key.
        key: &'static str,
        /// What it says.
        path: String,
    },
    /// A name that cannot be one.
    #[error("worker {0}")]
    Id(#[from] IdError),
    /// Two workers of one name.
    #[error("two workers are called '{0}'")]
    Twice(String),
    /// Two tasks of one name.
    #[error("two tasks are called '{0}'")]
    TaskTwice(String),
    /// A worker that owns nothing.
    #[error("worker '{0}' has an empty scope")]
    NoScope(String),
    /// A scope that is not one.
    #[error("worker '{worker}': {error}")]
    Pattern {
        /// The worker, or `guard.shared`.
        worker: String,
        /// What is wrong.
        error: PatternError,
    },
    /// Two scopes that meet.
    #[error(transparent)]
    Overlap(#[from] Overlap),
    /// A need of a worker that is not there.
    #[error("worker '{worker}' needs '{need}', but there is no worker '{provider}'")]
    UnknownProvider {
        /// The worker in need.
        worker: String,
        /// The need as written.
        need: String,
        /// The worker it names.
        provider: String,
    },
    /// No ports to hand out.
    #[error("'setup.ports' must begin at 1 or later and give each worker at least one")]
    Ports,
    /// A need of oneself.
    #[error("worker '{0}' needs itself")]
    NeedsItself(String),
    /// A variable no environment can hold.
    #[error("'agent.environment' has a variable that cannot be one: '{0}'")]
    Variable(String),
    /// An agent that is not known and has no command.
    #[error("'agent.name' knows {known}, not '{name}'; give its command in 'agent.command'")]
    Agent {
        /// The name as written.
        name: String,
        /// The known ones.
        known: String,
    },
    /// A time to rest that is none.
    #[error("'status.preview_after' is no span of time: '{0}' (write 90s or 5m)")]
    Rest(String),
    /// A span of time that is not one.
    #[error("'status.stall_after' is no span of time: '{0}' (write 90m, 2h or 1d)")]
    Span(String),
    /// Minutes that make no sense.
    #[error("'estimate' needs minutes that grow from S to XL, none of them 0")]
    Estimate,
    /// A condition of `[COMPLETE]` that does not exist.
    #[error("'guard.complete' knows 'clean' and 'verify', not '{0}'")]
    Complete(String),
}

/// Everything impossible in `config`, in the order of the file.
pub fn validate(config: &Config) -> Vec<Problem> {
    let mut found = Vec::new();
    settings(config, &mut found);
    let mut seen = HashSet::new();
    for worker in &config.worker {
        found.extend(
            [&worker.id, &worker.slug]
                .into_iter()
                .filter_map(|id| valid_id(id).err())
                .map(Problem::Id),
        );
        if !seen.insert(&worker.id) {
            found.push(Problem::Twice(worker.id.clone()));
        }
        if worker.scope.is_empty() {
            found.push(Problem::NoScope(worker.id.clone()));
        }
        found.extend(worker.needs.iter().filter_map(|need| need_problem(config, worker, need)));
    }
    let mut branches = HashMap::new();
    for worker in &config.worker {
        let branch = config.branch(worker);
        let first = branches.entry(branch.clone()).or_insert(&worker.id);
        if *first != &worker.id {
            let (first, second) = ((*first).clone(), worker.id.clone());
            found.push(Problem::OneBranch { first, second, branch });
        }
    }
    let mut tasks = HashSet::new();
    let twice =
        config.worker.iter().flat_map(|worker| &worker.task).filter(|task| !tasks.insert(&task.id));
    found.extend(twice.map(|task| Problem::TaskTwice(task.id.clone())));
    match overlaps(&config.worker) {
        Ok(overlaps) => found.extend(overlaps.into_iter().map(Problem::Overlap)),
        Err(problem) => found.push(problem),
    }
    found
}

fn settings(config: &Config, found: &mut Vec<Problem>) {
    if config.version != 1 {
        found.push(Problem::Version(config.version));
    }
    let texts = [
        ("base", &config.base),
        ("remote", &config.remote),
        ("layout.worktrees", &config.layout.worktrees),
        ("layout.scripts", &config.layout.scripts),
        ("layout.integration", &config.layout.integration),
    ];
    found.extend(
        texts
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(key, _)| Problem::Empty(key)),
    );
    let shown = texts.into_iter().chain([("layout.branch", &config.layout.branch)]);
    found.extend(
        shown
            .filter(|(_, text)| text.contains(|c: char| c.is_ascii_control()))
            .map(|(key, _)| Problem::Control(key)),
    );
    if !config.layout.branch.contains("{id}") {
        found.push(Problem::BranchTemplate);
    }
    if !config.layout.integration.trim().is_empty()
        && !config.layout.integration.contains("{feature}")
    {
        found.push(Problem::IntegrationTemplate);
    }
    if config.layout.worktrees.starts_with('~') {
        found.push(Problem::Home(config.layout.worktrees.clone()));
    } else if !holds_worktrees(&config.layout.worktrees) {
        found.push(Problem::Worktrees(config.layout.worktrees.clone()));
    }
    if !stays_inside(&config.layout.scripts) {
        found.push(Problem::Outside { key: "layout.scripts", path: config.layout.scripts.clone() });
    }
    if let Some(folder) = config.agent.prompts.as_ref().filter(|folder| !stays_inside(folder)) {
        found.push(Problem::Outside { key: "agent.prompts", path: folder.clone() });
    }
    agents(config, found);
    if config.setup.ports.is_some_and(|ports| ports.base == 0 || ports.each == 0) {
        found.push(Problem::Ports);
    }
    if seconds(&config.status.stall_after).is_none() {
        found.push(Problem::Span(config.status.stall_after.clone()));
    }
    if seconds(&config.status.preview_after).is_none() {
        found.push(Problem::Rest(config.status.preview_after.clone()));
    }
    if !config.estimate.is_sound() {
        found.push(Problem::Estimate);
    }
    let unknown =
        config.guard.complete.iter().filter(|word| !["clean", "verify"].contains(&word.as_str()));
    found.extend(unknown.map(|word| Problem::Complete(word.clone())));
    if let Err(error) = Scope::parse(&config.guard.shared) {
        found.push(Problem::Pattern { worker: SHARED.into(), error });
    }
}

/// What stands for the worker where it is the shared paths that cannot be read.
pub(super) const SHARED: &str = "guard.shared";

/// Agents that nothing is known of; hooks pay for this, so that a profile is read only where it must.
fn agents(config: &Config, found: &mut Vec<Problem>) {
    let own = Some(&config.agent.name).filter(|_| config.agent.command.is_empty());
    let named = own.into_iter().chain(config.worker.iter().filter_map(|it| it.agent.as_ref()));
    for name in named.filter(|name| !agent::names().any(|known| known == name.as_str())) {
        let known = agent::names().collect::<Vec<_>>().join(", ");
        found.push(Problem::Agent { name: name.clone(), known });
    }
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let odd = config
        .agent
        .environment
        .iter()
        .find(|(name, value)| !is_name(name) || value.contains('\0'));
    found.extend(odd.map(|(name, _)| Problem::Variable(name.clone())));
}

/// Whether a relative path stays below where it starts.
fn stays_inside(path: &str) -> bool {
    !path.starts_with('/')
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| part != ".." && !is_gits(part))
}

/// Whether worktrees can be made there: a folder of its own, in the repository or beside it, that
/// is named in one way only and is not git's.
fn holds_worktrees(path: &str) -> bool {
    let below = path.trim_end_matches('/').trim_start_matches("../");
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !is_gits(part);
    let rest = below.strip_prefix('/').unwrap_or(below);
    !path.contains('\0') && rest.split('/').all(plain)
}

fn is_gits(part: &str) -> bool {
    part.eq_ignore_ascii_case(".git")
}

fn need_problem(config: &Config, worker: &Worker, need: &str) -> Option<Problem> {
    let provider = need.split('/').next().unwrap_or(need);
    if provider == worker.id {
        return Some(Problem::NeedsItself(worker.id.clone()));
    }
    config.find(provider).is_none().then(|| Problem::UnknownProvider {
        worker: worker.id.clone(),
        need: need.to_owned(),
        provider: provider.to_owned(),
    })
}

/// Every pair of workers whose scopes meet, each with a witness path.
pub fn overlaps(workers: &[Worker]) -> Result<Vec<Overlap>, Problem> {
    meetings(workers, |scope| scope)
}

/// The same without regard to case.
pub(super) fn folded_overlaps(workers: &[Worker]) -> Result<Vec<Overlap>, Problem> {
    meetings(workers, Scope::folded)
}

fn meetings(workers: &[Worker], read: fn(Scope) -> Scope) -> Result<Vec<Overlap>, Problem> {
    let scopes = workers
        .iter()
        .map(|worker| {
            Scope::parse(worker.patterns())
                .map(read)
                .map_err(|error| Problem::Pattern { worker: worker.id.clone(), error })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    for (one, other) in meeting(&scopes) {
        if let Some(witness) = scopes[one].overlap(&scopes[other]) {
            found.push(Overlap {
                first: workers[one].id.clone(),
                second: workers[other].id.clone(),
                witness: String::from_utf8_lossy(&witness).into_owned(),
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Ports;

    fn worker(id: &str, scope: &[&str]) -> Worker {
        Worker {
            id: id.into(),
            slug: "x".into(),
            scope: scope.iter().map(ToString::to_string).collect(),
            ..Worker::default()
        }
    }

    fn problems(change: impl FnOnce(&mut Config)) -> Vec<String> {
        let mut config = Config::on("main");
        config.worker = vec![worker("task-1", &["a/"]), worker("task-2", &["b/"])];
        change(&mut config);
        validate(&config).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_plan_has_no_problem() {
        assert_eq!(problems(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn each_impossible_thing_is_told() {
        type Change = fn(&mut Config);
        let cases: [(Change, &str); 16] = [
            (|c| c.version = 2, "version 2 is not supported"),
            (|c| c.base = String::new(), "'base' is empty"),
            (|c| c.layout.branch = "work".into(), "must contain '{id}'"),
            (|c| c.layout.worktrees = "w\nrun: x".into(), "'layout.worktrees' has a line break"),
            (|c| c.layout.branch = "{id}\u{1b}".into(), "'layout.branch' has a line break"),
            (|c| c.layout.scripts = "../x".into(), "inside the repository"),
            (|c| c.worker[0].id = "Task 1".into(), "no valid name"),
            (|c| c.worker[1].id = "task-1".into(), "two workers are called 'task-1'"),
            (|c| c.worker[1].scope = vec!["a/".into()], "could both own"),
            (|c| c.worker[0].needs = vec!["task-9/X".into()], "there is no worker 'task-9'"),
            (|c| c.status.stall_after = "soon".into(), "no span of time"),
            (|c| c.status.preview_after = "soon".into(), "'status.preview_after' is no span"),
            (|c| c.estimate.small = 0, "none of them 0"),
            (|c| c.estimate.large = 400, "grow from S to XL"),
            (|c| c.setup.ports = Some(Ports { base: 4000, each: 0 }), "at least one"),
            (|c| c.setup.ports = Some(Ports { base: 0, each: 9 }), "begin at 1"),
        ];
        for (change, want) in cases {
            let found = problems(change);
            assert!(found.iter().any(|problem| problem.contains(want)), "{want}: {found:?}");
        }
    }
}
