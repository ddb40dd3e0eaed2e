//! The check commands, and who broke them.

use std::path::Path;

use super::surroundings;
use super::told::{self, Stop};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::Journal;
use crate::render::{inert, style};
use crate::verb::Context;
use crate::worker::sh;

/// The first check command that fails in the worktree of the integration; none when all pass.
pub(in crate::verb) fn failing(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Option<String>, Failure> {
    let at = Path::new(&journal.worktree);
    surroundings::bring_submodules(at)?;
    let environment = surroundings::environment(repo, config, journal);
    for command in &config.check.run {
        context.out.note(format!("  check: {}", inert(command)));
        if git::shell(command, at, &environment)? != 0 {
            return Ok(Some(command.clone()));
        }
    }
    Ok(None)
}

/// Tells that the check fails after the `n`th merge. When that is the first one, the base itself
/// may be to blame.
pub(super) fn stop(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
    n: usize,
    command: &str,
) -> Result<Exit, Failure> {
    if n == 0 && journal.merge.iter().all(|merge| merge.stage != crate::integrate::Stage::Checked) {
        let at = Path::new(&journal.worktree);
        if git::dirty(at)?.is_empty() {
            context.out.note(format!("  is it {} itself?", journal.base));
            let fails = fails_at(context, repo, config, journal, &journal.base_tip)?;
            if fails {
                return blame(context, journal, None, command);
            }
        }
    }
    blame(context, journal, Some(n), command)
}

/// Finds the first merge after which the check fails, by halves, and tells it.
pub(super) fn search(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
    command: &str,
) -> Result<Exit, Failure> {
    context.out.note("  the check fails; looking for the worker that broke it");
    if !git::dirty(Path::new(&journal.worktree))?.is_empty() {
        return Err(Failure::new(
            "the check leaves changes behind, so the merges cannot be tried one by one",
        )
        .hint(format!("to see them, run: git -C {} status", sh(&journal.worktree)))
        .hint("commit or remove them, then run: git parallel integrate --continue"));
    }
    if fails_at(context, repo, config, journal, &journal.base_tip)? {
        return blame(context, journal, None, command);
    }
    let (mut good, mut bad) = (0, journal.merge.len());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        let merge = &journal.merge[middle - 1];
        let Some(commit) = &merge.commit else { break };
        context.out.note(format!("  with {} and all before it:", merge.worker));
        if fails_at(context, repo, config, journal, commit)? { bad = middle } else { good = middle }
    }
    blame(context, journal, Some(bad - 1), command)
}

/// Whether a check fails at `commit`; the worktree is back on its branch afterwards.
fn fails_at(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
    commit: &str,
) -> Result<bool, Failure> {
    let at = Path::new(&journal.worktree);
    git::detach(at, commit)?;
    let failed = failing(context, repo, config, journal);
    git::check_out(at, &journal.branch)?;
    Ok(failed?.is_some())
}

fn blame(
    context: &Context,
    journal: &Journal,
    n: Option<usize>,
    command: &str,
) -> Result<Exit, Failure> {
    let merge = n.map(|n| &journal.merge[n]);
    if context.json {
        let worker = merge.map(|merge| merge.worker.as_str());
        told::stopped(context, journal, &Stop::Check { worker, command })?;
        return Ok(Exit::Conflict);
    }
    let who = merge.map_or_else(
        || format!("on {} itself, before any merge", journal.base),
        |merge| format!("after merging {} ({})", merge.worker, merge.branch),
    );
    let mut text = format!("{} {} {who}\n", style::bad("check failed:"), inert(command));
    if merge.is_none() {
        text.push_str(
            "\nno worker is to blame: where what it needs is not there, have [setup] run or link bring it, or change [check] run, in .parallel.toml\n",
        );
    }
    let mend = if merge.is_none() { "else mend it" } else { "mend it" };
    text.push_str(&format!(
        "\n{mend} by commits in {}, then run:\n  git parallel integrate --continue\nor give up:\n  git parallel integrate --abort",
        journal.worktree
    ));
    if let Some(merge) = merge {
        text.push_str(&format!(
            "\nand leave the worker out:\n  git parallel integrate {} --skip {}",
            journal.feature, merge.worker
        ));
    }
    context.out.told(text)?;
    Ok(Exit::Conflict)
}
