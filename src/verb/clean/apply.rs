//! Removing what may go, each ref kept under a backup name, and the lines that bring it back.

use std::fs;
use std::path::Path;

use super::decide::Verdict;
use crate::config::Worker;
use crate::failure::Failure;
use crate::git::{Move, Repo, backup_name};
use crate::verb::{Plan, accept, integrate, stamp};
use crate::worker::{registry, sh};

/// Applies all verdicts that keep nothing; gives a command for each thing that brings it back.
pub(super) fn all(
    repo: &Repo,
    plan: &Plan,
    verdicts: &[Verdict],
    keep_plan: bool,
) -> Result<Vec<String>, Failure> {
    let stamp = stamp();
    let mut restore = Vec::new();
    let gone: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.keeps.is_empty()).collect();
    for verdict in &gone {
        if let Some(worktree) = &verdict.worktree {
            forget(repo, Path::new(worktree))?;
            repo.remove_worktree(Path::new(worktree))?;
        }
        if let (Some(branch), Some(tip)) = (&verdict.branch, &verdict.tip) {
            let name = format!("refs/heads/{branch}");
            let step = Move { name: name.clone(), old: Some(tip.clone()), new: None };
            repo.move_refs(&[step], &stamp, "parallel: clean")?;
            restore.push(format!("git branch {} {}", sh(branch), backup_name(&stamp, &name)));
        }
        for file in &verdict.files {
            let path = repo.root().join(file);
            fs::remove_file(&path).map_err(|error| {
                Failure::new(format!("cannot remove '{}'", path.display())).because(&error)
            })?;
        }
        if verdict.integration {
            integrate::remove(repo)?;
        }
    }
    let names: Vec<&str> = gone.iter().map(|verdict| verdict.worker.as_str()).collect();
    if !keep_plan
        && plan.file.is_some()
        && plan.config.worker.iter().any(|worker| names.contains(&worker.id.as_str()))
    {
        let kept = repo.keep_text(&plan.text, &stamp, "parallel.toml")?;
        plan.rewrite(&accept::workers(plan, &remaining(&plan.config.worker, &names))?)?;
        restore.push(format!("git cat-file blob {kept} >{}", crate::config::FILE));
    }
    Ok(restore)
}

/// The workers that stay, without needs of those that went: their work is on the base now.
fn remaining(workers: &[Worker], gone: &[&str]) -> Vec<Worker> {
    let stays = |worker: &&Worker| !gone.contains(&worker.id.as_str());
    let mut left: Vec<Worker> = workers.iter().filter(stays).cloned().collect();
    for worker in &mut left {
        worker.needs.retain(|need| !gone.contains(&need.split('/').next().unwrap_or(need)));
    }
    left
}

/// Takes a worktree out of the registry.
fn forget(repo: &Repo, worktree: &Path) -> Result<(), Failure> {
    let admin = crate::git::admin_dir(worktree)?;
    if let Some(name) = admin.file_name() {
        registry::remove(&repo.parallel_dir(), &name.to_string_lossy())?;
    }
    Ok(())
}
