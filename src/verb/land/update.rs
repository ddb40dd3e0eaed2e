//! Bringing an integration up to date: the base branch, which has moved on, is merged into it.

use std::path::Path;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::integrate::{Conflict, Journal};
use crate::render::{inert, style};
use crate::verb::Context;
use crate::verb::integrate::{self, save, settle};

/// Merges `name`; none when that went through, else the end of the verb.
pub(super) fn merge(
    context: &Context,
    repo: &Repo,
    config: &crate::config::Config,
    journal: &mut Journal,
    name: &str,
) -> Result<Option<Exit>, Failure> {
    settle(context, repo, journal)?;
    if git::merging(Path::new(&journal.worktree))?.is_some() {
        return Err(Failure::new(format!(
            "a merge waits for its resolution in '{}'",
            journal.worktree
        ))
        .hint("resolve and commit it there, then run: git parallel land"));
    }
    context.out.note(format!("merging {name} into {}", journal.branch));
    let message = format!("Merge {name} into {}", journal.branch);
    let kind = if name == journal.base { "heads" } else { "remotes" };
    let Some(tip) = repo.commit(&format!("refs/{kind}/{name}"))? else { return Ok(None) };
    let usual = git::usual_subject(name, &journal.branch);
    let Merged::Conflict(paths) = integrate::merge(context, repo, journal, &tip, &message, &usual)
        .map_err(|it| it.hint("mend that, then run: git parallel land --update"))?
    else {
        save(repo, journal)?;
        return Ok(None);
    };
    let mut text =
        format!("{} {name} conflicts with {}\n", style::bad("conflict:"), journal.branch);
    for path in &paths {
        let whose = Conflict::new(config, path, "").whose();
        text.push_str(&format!("  {}  ({whose})\n", style::name(&inert(path))));
    }
    text.push_str(&format!(
        "\nresolve them in {}, then git add and git commit there, then run:\n  git parallel land\nor leave it as it was, there:\n  git merge --abort",
        journal.worktree
    ));
    context.out.told(text)?;
    Ok(Some(Exit::Conflict))
}
