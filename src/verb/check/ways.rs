//! The ways out of what was found, for the lead: each a command with the real names in it.

use super::super::trees::Trees;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::guard::{Finding, Rule, Violation, handing};
use crate::paste::word;
use crate::scope::exact;
use crate::worker::{sh, sh_path};

/// How many paths get a command of their own.
const MOST: usize = 3;

/// The ways out of `found`, as many as it calls for.
pub(super) fn ways(
    repo: &Repo,
    config: &Config,
    found: &[Finding],
) -> Result<Vec<String>, Failure> {
    let trees = Trees::of(repo)?;
    let mut ways = Vec::new();
    let mut workers: Vec<&str> = Vec::new();
    for finding in found.iter().filter(|it| it.stops()) {
        if !workers.contains(&finding.worker.as_str()) {
            workers.push(&finding.worker);
        }
    }
    for worker in workers {
        let own = || found.iter().filter(|it| it.worker == worker).flat_map(|it| &it.violations);
        let paths = foreign(own().filter(|it| it.stops()));
        for it in paths.iter().take(MOST) {
            let path = word(&it.raw);
            let Some(owner) = &it.owner else {
                ways.push(format!(
                    "to allow it, run: git parallel grant {worker} {path} --reason WHY"
                ));
                continue;
            };
            let named = exact(&String::from_utf8_lossy(&it.raw));
            let command = handing(config, &named, owner, worker);
            ways.extend(command.map(|command| format!("to hand it over, run: {command}")));
        }
        if paths.len() > MOST {
            ways.push(format!("and so on, for {} more paths", paths.len() - MOST));
        }
        let back: Vec<&str> =
            own().filter(|it| it.stops()).filter_map(|it| it.path.as_deref()).collect();
        if !back.is_empty() {
            let named = if back.len() > MOST { "the paths".into() } else { listed(&back) };
            ways.push(format!("or have {worker} put {named} back in a new commit"));
        }
        let tree = config.find(worker).and_then(|it| trees.of_worker(config, it));
        let at = tree.map_or(String::new(), |tree| format!("-C {} ", sh_path(&tree.path)));
        // Only the judgement knows where the right version of such a path is.
        let merged = own().filter(|it| it.stops() && it.rule == Rule::Merge && it.path.is_some());
        for taken in merged.filter_map(taken).take(MOST) {
            ways.push(format!("as its owner has it now: git {at}{taken}"));
        }
        if own().any(|it| it.stops() && it.rule == Rule::Grammar) {
            // What was put back since is refused once more where it is replayed.
            let replayed = own().any(|it| it.path.is_some());
            let off = if replayed { "GIT_PARALLEL=0 " } else { "" };
            ways.push(format!(
                "to mend a subject, reword it: {off}git {at}rebase -i {}",
                sh(&config.base)
            ));
        }
    }
    Ok(ways)
}

/// The command among the remedies that takes the path from where it is right, without `git` itself.
fn taken(violation: &Violation) -> Option<&str> {
    let commands = violation.remedy.iter().filter_map(|way| way.strip_prefix("git "));
    commands.into_iter().find(|way| way.starts_with("checkout ") || way.starts_with("rm -f "))
}

/// The paths that are somebody else's or nobody's, each once.
fn foreign<'f>(broken: impl Iterator<Item = &'f Violation>) -> Vec<&'f Violation> {
    let mut paths: Vec<&Violation> = Vec::new();
    for it in broken.filter(|it| matches!(it.rule, Rule::Scope | Rule::Merge)) {
        let shared = it.owner.as_deref() == Some("shared");
        if it.path.is_some() && !shared && paths.iter().all(|have| have.raw != it.raw) {
            paths.push(it);
        }
    }
    paths
}

fn listed(paths: &[&str]) -> String {
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let name = format!("'{path}'");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
