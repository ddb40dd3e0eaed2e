//! Giving an integration up: branch and worktree go, with a way back.

use std::path::Path;

use super::store;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Move, Repo, backup_name};
use crate::verb::{Context, stamp};

/// Removes the integration's worktree and branch; nothing else was touched by it.
pub(super) fn abort(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    let journal = store::require(repo)?;
    let at = Path::new(&journal.worktree);
    if at.join(".git").exists() {
        if git::is_merging(at)? {
            git::give_up(at)?;
        }
        let dirty = git::dirty(at)?;
        if !dirty.is_empty() {
            return Err(Failure::new(format!(
                "'{}' has changes that are not committed: {}",
                at.display(),
                dirty.join(", ")
            ))
            .hint("commit or remove them, then run: git parallel integrate --abort"));
        }
        repo.remove_worktree(at)?;
    }
    if let Some(tip) = repo.tip(&journal.branch)? {
        let (name, stamp) = (format!("refs/heads/{}", journal.branch), stamp());
        let step = Move { name: name.clone(), old: Some(tip), new: None };
        repo.move_refs(&[step], &stamp, "parallel: integrate --abort")?;
        context.out.note(format!(
            "to bring it back: git branch {} {}",
            journal.branch,
            backup_name(&stamp, &name)
        ));
    }
    store::remove(repo)?;
    context.out.answer(format!(
        "gave up the integration of {}; {} is as it was",
        journal.feature, journal.base
    ))?;
    Ok(Exit::Done)
}
