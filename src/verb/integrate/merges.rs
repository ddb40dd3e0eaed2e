//! The merges themselves: one by one, each followed by the check, each step in the journal.

use std::path::Path;

use super::{begin, show, store};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::integrate::{Journal, Merge, Stage};
use crate::render::{count, inert, style};
use crate::scope::Scope;
use crate::verb::Context;

/// Goes on with an integration that stopped: on a conflict, a failing check, or a crash.
pub(super) fn resume(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: Journal,
) -> Result<Exit, Failure> {
    begin::make_worktree(repo, &journal)?;
    let at = Path::new(&journal.worktree).to_owned();
    let open = git::unmerged(&at)?;
    if !open.is_empty() {
        return Err(Failure::new(format!("not resolved yet: {}", listed(&open)))
            .hint(format!("resolve and stage them in {}: git add PATH…", at.display()))
            .hint("then run: git parallel integrate --continue"));
    }
    if git::is_merging(&at)? {
        git::conclude(&at)?;
    }
    run(context, repo, config, journal)
}

/// Merges whatever is open, in order.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    mut journal: Journal,
) -> Result<Exit, Failure> {
    let at = Path::new(&journal.worktree).to_owned();
    for n in 0..journal.merge.len() {
        let total = journal.merge.len();
        if journal.merge[n].stage == Stage::Open {
            let merge = &journal.merge[n];
            context.out.note(format!("[{}/{total}] {}", n + 1, inert(merge.message())));
            if !repo.is_ancestor(&merge.tip, &journal.branch)?
                && let Merged::Conflict(paths) = git::merge(&at, &merge.tip, &merge.message())?
            {
                return conflict(context, config, &journal, merge, &paths);
            }
            journal.merge[n].stage = Stage::Merged;
            store::save(repo, &journal)?;
        }
        if journal.merge[n].stage == Stage::Merged {
            if let Some(failed) = failing(context, config, &at)? {
                return broken(context, &journal, &journal.merge[n], &failed);
            }
            journal.merge[n].stage = Stage::Checked;
            store::save(repo, &journal)?;
        }
    }
    if context.json {
        show(context, &journal)?;
    } else {
        let workers = count(journal.merge.len(), "worker");
        let branch = style::name(&journal.branch);
        context.out.answer(format!("{workers} merged and checked on {branch}"))?;
    }
    context.out.note("next: git parallel land");
    Ok(Exit::Done)
}

/// The first check command that fails in `at`; none when all pass.
pub(in crate::verb) fn failing(
    context: &Context,
    config: &Config,
    at: &Path,
) -> Result<Option<String>, Failure> {
    for command in &config.check.run {
        context.out.note(format!("  check: {}", inert(command)));
        if git::shell(command, at, &[])? != 0 {
            return Ok(Some(command.clone()));
        }
    }
    Ok(None)
}

fn listed(paths: &[String]) -> String {
    paths.iter().map(inert).collect::<Vec<_>>().join(", ")
}

fn conflict(
    context: &Context,
    config: &Config,
    journal: &Journal,
    merge: &Merge,
    paths: &[String],
) -> Result<Exit, Failure> {
    let mut text = format!(
        "{} merging {} conflicts in {}\n",
        style::bad("conflict:"),
        merge.worker,
        count(paths.len(), "path")
    );
    for path in paths {
        let owner =
            owner(config, path).map_or("nobody's".to_owned(), |id| format!("owned by {id}"));
        text.push_str(&format!("  {}  ({owner})\n", style::name(&inert(path))));
    }
    text.push_str(&format!(
        "\nresolve them in {}, stage them with git add, then run:\n  git parallel integrate --continue\nor give up:\n  git parallel integrate --abort",
        journal.worktree
    ));
    context.out.answer(text)?;
    Ok(Exit::Conflict)
}

/// The worker whose scope a path is in.
fn owner(config: &Config, path: &str) -> Option<String> {
    let owns = |worker: &&crate::config::Worker| {
        Scope::parse(worker.patterns()).is_ok_and(|scope| scope.owns(path.as_bytes()))
    };
    config.worker.iter().find(owns).map(|worker| worker.id.clone())
}

fn broken(
    context: &Context,
    journal: &Journal,
    merge: &Merge,
    command: &str,
) -> Result<Exit, Failure> {
    context.out.answer(format!(
        "{} {} after merging {} ({})\n\nmend it by commits in {}, then run:\n  git parallel integrate --continue\nor give up:\n  git parallel integrate --abort",
        style::bad("check failed:"),
        inert(command),
        merge.worker,
        merge.branch,
        journal.worktree
    ))?;
    Ok(Exit::Conflict)
}
