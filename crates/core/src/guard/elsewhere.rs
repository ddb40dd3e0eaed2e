//! What a worker may not touch wherever its paths are: other branches, worktrees, references and sessions.

use super::rules::Rules;
use super::violation::{Finding, Rule, Violation, shown};
use crate::config::Config;
use crate::paste::sh;

/// How much of a commit's name is shown.
const SHORT: usize = 10;

/// A branch that another worktree's worker owns.
pub fn taken_branch(worker: &str, branch: &str) -> Violation {
    let message = format!("'{branch}' is {worker}'s, and this is not its worktree");
    Violation::new(Rule::Branch, worker, message).remedy("git switch -c OTHER")
}

/// A file of another worktree of the repository.
pub fn foreign_worktree(path: &[u8], worktree: &[u8], rules: &Rules<'_>) -> Violation {
    let message = format!("'{}' is in another worktree, '{}'", shown(path), shown(worktree));
    Violation::new(Rule::Branch, rules.worker(), message)
        .about(path)
        .remedy("change the file of the same name in your own worktree, where it is in your scope")
}

/// A commit of `rules`' worker that is on the base branch `on` already, with files of `owners`.
pub fn moved_to(on: &str, commit: &str, owners: &[String], rules: &Rules<'_>) -> Violation {
    let message = format!(
        "{} wrote it with files of {}, and it is on '{on}' without having been judged",
        rules.worker(),
        owners.join(", ")
    );
    Violation::new(Rule::Branch, rules.worker(), message)
        .remedy(format!("git revert {commit}"))
        .remedy(format!("git parallel grant {} PATH --reason WHY", rules.worker()))
}

/// A commit or a push in the worktree of `rules`' worker by a session of another, `session`.
pub fn foreign_session(session: &str, variable: &str, rules: &Rules<'_>) -> Violation {
    let worker = rules.worker();
    let message =
        format!("this is the worktree of {worker}, and {variable} says that you are {session}");
    let own = rules.config.find(session).map(|it| rules.config.branch(it));
    let way = match own {
        Some(own) => format!("commit in your own worktree, on '{own}' (git worktree list)"),
        None => format!("ask the lead: the plan has no {session} any more"),
    };
    Violation::new(Rule::Branch, worker, message)
        .remedy(way)
        .remedy(format!("[NEEDS:{worker}/<item>] say what you need of it"))
        .remedy(format!("who works here as {worker}: {variable}={worker}"))
}

/// A push of, or to, something else than the worker's own branch.
pub fn foreign_push(target: &str, rules: &Rules<'_>) -> Violation {
    let (worker, own) = (rules.worker(), rules.branch());
    let message = format!("{worker} pushes '{own}' only, not to '{target}'");
    Violation::new(Rule::Push, worker, message).remedy(format!(
        "git push {} {}",
        sh(&rules.config.remote),
        sh(&own)
    ))
}

/// A reference that is not the worker's to move.
pub fn moved_branch(name: &str, rules: &Rules<'_>) -> Violation {
    let message = format!("'{name}' is not {}'s to move", rules.worker());
    Violation::new(Rule::Branch, rules.worker(), message)
        .remedy(format!("git switch {}", sh(&rules.branch())))
}

/// A merge that brings a commit of nobody's with something wrong about it, which the gate would ask the
/// worker for.
pub fn merge_brings(finding: &Finding, rules: &Rules<'_>) -> Option<Violation> {
    let wrong = finding.violations.iter().find(|it| it.stops())?;
    let short: String = finding.commit.chars().take(SHORT).collect();
    let message = format!("the merge brings {short}: {}", wrong.message);
    let way = "bring the files as a commit of your own, without the history: git merge --squash …";
    let told = Violation::new(wrong.rule, rules.worker(), message);
    Some(told.remedy("git merge --abort").remedy(way))
}

/// Says beside the other ways how a file of another worker's passes here: where its owner wrote the commit,
/// which nobody can tell who does not have its branch, it comes first.
pub fn may_come_first(violation: &mut Violation, config: &Config) {
    let owner = violation.owner.as_deref().and_then(|id| config.find(id));
    let Some(owner) = owner.filter(|owner| owner.id != violation.worker) else { return };
    let (id, branch) = (&owner.id, config.branch(owner));
    let push = format!("git push {} {}", sh(&config.remote), sh(&branch));
    let way = format!("{push}   # by {id}, if that commit is its own; then push again");
    violation.remedy.insert(0, way);
}

/// Says of a commit that no branch here has how it can come rightly: whoever merged it has nothing to mend.
pub fn comes_first(violation: &mut Violation, config: &Config) {
    let owner = violation.owner.as_deref().and_then(|id| config.find(id));
    let Some(owner) = owner.filter(|owner| owner.id != violation.worker) else { return };
    let (id, branch) = (&owner.id, config.branch(owner));
    violation.message.push_str(", and no branch here has this commit");
    violation.remedy = vec![
        format!("git push {} {}   # by {id}, whose work it is", sh(&config.remote), sh(&branch)),
        "git push   # again, after that".to_owned(),
    ];
}
