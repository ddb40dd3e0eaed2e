//! The day as steps: what is told, what is run, and how it has to end.

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::worker::sh;

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    /// What is told before; nothing where the step goes on with the one before.
    pub(super) say: String,
    /// The commands, a line each, run by a shell in the repository.
    pub(super) run: String,
    /// The exit code each has to end with.
    pub(super) code: i32,
}

fn step(say: &str, run: impl Into<String>) -> Step {
    Step { say: say.into(), run: run.into(), code: 0 }
}

/// The repository, the plan, the workers.
pub(super) fn morning() -> Vec<Step> {
    vec![
        step(
            "A small shop, and a review of it that would take one person two days.",
            "git init -q -b main . && git config user.name Lead && git config user.email lead@example.com\n\
             git add . && git commit -qm 'Open the shop'\ncat review.md",
        ),
        step("Make the repository ready: a commented .parallel.toml.", "git parallel init"),
        step(
            "The check that must pass after every merge.",
            "sed -i.old '/^\\[check\\]/,$ s/^run = .*/run = [\"sh check.sh\"]/' .parallel.toml && rm .parallel.toml.old",
        ),
        step(
            "Read the review and split it: every file gets exactly one owner.",
            "git parallel plan --yes review.md",
        ),
        step(
            "The plan is kept with the code, so that every clone knows it.",
            "git add .parallel.toml && git commit -qm 'Plan the work'",
        ),
        step(
            "Worktrees, branches, hooks, prompts and launch scripts for all of them.",
            "git parallel start --trust",
        ),
    ]
}

/// The workers commit, are rejected, need something of each other, and complete. Here the lead
/// would run the scripts, a terminal each; the demo plays the workers itself.
pub(super) fn work(config: &Config) -> Result<Vec<Step>, Failure> {
    let owner =
        |path: &str| config.worker.iter().find(|worker| worker.scope.iter().any(|own| own == path));
    let provider = owner("server/orders.py").or(config.worker.first());
    let needer =
        provider.and_then(|provider| config.worker.iter().find(|worker| worker.id != provider.id));
    let (Some(provider), Some(needer)) = (provider, needer) else {
        return Err(Failure::new("the demo's review did not split into two workers")
            .hint("please report this with the output of: git parallel plan review.md"));
    };
    let mut steps = mistakes(config, provider, needer);
    steps.extend(handover(config, provider, needer));
    for worker in &config.worker {
        let (at, change) = (tree(config, worker), edit(worker, "done"));
        steps.push(step(
            &format!("{} finishes.", worker.id),
            format!("cd {at} && {change} && git commit -qam '[COMPLETE] {}'", all_of(worker)),
        ));
    }
    Ok(steps)
}

/// What a worker finished, by the names of its items.
fn all_of(worker: &Worker) -> String {
    let ids: Vec<&str> = worker.task.iter().map(|task| task.id.as_str()).collect();
    if ids.is_empty() { format!("{} is done", worker.id) } else { ids.join(", ") }
}

/// Two commits that the hooks refuse.
fn mistakes(config: &Config, provider: &Worker, needer: &Worker) -> Vec<Step> {
    let (at, foreign) = (tree(config, needer), first_file(provider));
    vec![
        Step {
            say: format!(
                "You would now run the scripts; this demo plays the workers itself.\n\
                 {} strays: it edits a file of {}. The hook says no, and what to do.",
                needer.id, provider.id
            ),
            run: format!(
                "cd {at} && echo '# quick fix' >>{foreign} && git commit -qam '[CHECKPOINT] Quick fix'"
            ),
            code: 1,
        },
        step("", format!("cd {at} && git restore --staged --worktree {foreign}")),
        Step {
            say: "It forgets the prefix. The hook says no, and what was probably meant.".into(),
            run: format!(
                "cd {at} && {} && git commit -qam 'Checkpoint: begin'",
                edit(needer, "begun")
            ),
            code: 1,
        },
    ]
}

/// A need that is told, met and taken.
fn handover(config: &Config, provider: &Worker, needer: &Worker) -> Vec<Step> {
    let (at, there) = (tree(config, needer), tree(config, provider));
    vec![
        step(
            "So it signals properly, tells what it needs, and goes on with something else.",
            format!(
                "cd {at} && git commit -qam '[CHECKPOINT] Begin'\n\
                 cd {at} && git commit -q --allow-empty -m '[NEEDS:{}/Order] The model, for the totals'",
                provider.id
            ),
        ),
        step("", "git parallel status"),
        step(
            &format!("{} delivers the model.", provider.id),
            format!(
                "cd {there} && {} && git commit -qam '[CHECKPOINT] Add the Order model with validation'",
                edit(provider, "class Order")
            ),
        ),
        step(
            "The report knows that the need is met, and the command that takes it.",
            "git parallel status",
        ),
        step(
            &format!("{} takes it and goes on.", needer.id),
            format!(
                "git -C {at} merge -q --no-edit {}\ngit parallel status {}",
                sh(&config.branch(provider)),
                needer.id
            ),
        ),
    ]
}

/// Everything lands and is cleaned up.
pub(super) fn evening(config: &Config) -> Vec<Step> {
    let count = config.worker.len();
    vec![
        step(
            "Everyone is complete. What would be merged, in which order?",
            "git parallel integrate --dry-run summer",
        ),
        step(
            &format!("Merge all {count} on a branch of their own; the check runs after each."),
            "git parallel integrate summer",
        ),
        step(
            "The review checklist, evaluated; then one merge commit on main.",
            "git parallel land --yes",
        ),
        step("", "git log --oneline --graph -8"),
        step(
            "Nothing is left behind, and nothing is lost: every removed ref has a way back.",
            "git parallel clean",
        ),
        step("", "git status --short && git worktree list"),
    ]
}

fn tree(config: &Config, worker: &Worker) -> String {
    sh(&format!("{}/{}", config.layout.worktrees, worker.name()))
}

/// The first plain file of a worker's scope.
fn first_file(worker: &Worker) -> String {
    let plain = worker
        .scope
        .iter()
        .find(|pattern| !pattern.contains(['*', '!', '?', '[']) && pattern.contains('.'));
    sh(plain.or(worker.scope.first()).map_or("", String::as_str))
}

/// A command that changes every plain file the worker's tasks name.
fn edit(worker: &Worker, what: &str) -> String {
    let owned = worker.owned();
    let files: Vec<String> = worker
        .task
        .iter()
        .flat_map(|task| &task.scope)
        .filter(|path| !path.ends_with('/') && owned.owns(path.as_bytes()))
        .map(|path| sh(path))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let files = if files.is_empty() { vec![first_file(worker)] } else { files };
    format!("for f in {}; do echo '# {what}' >>\"$f\"; done", files.join(" "))
}
