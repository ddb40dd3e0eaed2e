//! Removing what may go, each ref kept under a backup name, and the lines that bring it back.

use std::path::Path;

use super::decide::Verdict;
use super::{ignored, remote};
use crate::config::Worker;
use crate::failure::Failure;
use crate::file::{Astray, Beneath};
use crate::git::{self, BACKUPS, Move, Repo, backup_name};
use crate::hook;
use crate::verb::{Context, Plan, accept, integrate, lifecycle, stamp, stand, written};
use crate::worker::{registry, sh, sh_path};

/// What was done.
#[derive(Debug, Default)]
pub(in crate::verb) struct Removed {
    /// A command for each thing that brings it back.
    pub(in crate::verb) restore: Vec<String>,
    /// The same for files, which come back once the worktree has: these commands come last.
    files: Vec<String>,
    /// What else there is to know.
    pub(in crate::verb) notes: Vec<String>,
}

/// Applies all verdicts that keep nothing. Each step may be the last: what is gone then, is kept,
/// and the next run finds the rest.
pub(in crate::verb) fn all(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    verdicts: &[Verdict],
    keep_plan: bool,
) -> Result<Removed, Failure> {
    let turns = lifecycle::removals(repo, &plan.config, "post-clean", verdicts)?;
    let astray = standing_in(context, repo, verdicts);
    let mut done = removed(repo, plan, verdicts, keep_plan)?;
    let stand = stand::of(context, repo);
    done.restore.extend(std::mem::take(&mut done.files));
    done.restore = done.restore.into_iter().map(|run| stand.command(run)).collect();
    done.notes.extend(astray);
    for turn in turns {
        turn.after(context, &plan.config);
    }
    Ok(done)
}

fn removed(
    repo: &Repo,
    plan: &Plan,
    verdicts: &[Verdict],
    keep_plan: bool,
) -> Result<Removed, Failure> {
    let stamp = stamp();
    let mut done = Removed::default();
    let gone: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.keeps.is_empty()).collect();
    for verdict in &gone {
        if let Some(far) = &verdict.remote {
            let name = format!("{BACKUPS}{stamp}/remotes/{}/{}", far.remote, far.branch);
            keep(repo, &name, &far.tip)?;
            remote::delete(repo, far)?;
            let back = format!("{name}:refs/heads/{}", far.branch);
            done.restore.push(format!("git push {} {}", sh(&far.remote), sh(&back)));
        }
        if let Some(worktree) = &verdict.worktree {
            remove_tree(repo, verdict, Path::new(worktree), &stamp, &mut done)?;
        }
        if let (Some(branch), Some(tip)) = (&verdict.branch, &verdict.tip) {
            let name = format!("refs/heads/{branch}");
            let step = Move { name: name.clone(), old: Some(tip.clone()), new: None };
            repo.move_refs(&[step], &stamp, "parallel: clean")?;
            let back = sh(&backup_name(&stamp, &name));
            done.restore.push(format!("git branch {} {back}", sh(branch)));
        }
        if verdict.branch.is_none() && verdict.remote.is_none() {
            keep_far(repo, plan, &verdict.worker, &stamp)?;
        }
        for file in &verdict.files {
            match Beneath::repository(repo.root()).remove(Path::new(file)) {
                // What a link leads to elsewhere was never written by this program.
                Ok(_) | Err(Astray::Out { .. } | Astray::Git { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        forget(repo, &verdict.worker)?;
        written::forget(repo, &verdict.worker)?;
        if verdict.integration {
            integrate::put_away(repo, &verdict.worker)?;
        }
    }
    // Nobody is left to guard: configuration goes back to what it was, which other tools may insist on.
    // Before the plan is written: without workers in it, no later run would come so far.
    if !gone.is_empty() && registry::all(&repo.parallel_dir())?.is_empty() {
        hook::uninstall(repo)?;
    }
    let names: Vec<&str> = gone.iter().map(|verdict| verdict.worker.as_str()).collect();
    if !keep_plan {
        unplan(repo, plan, &names, &stamp, &mut done)?;
    }
    Ok(done)
}

/// Tells whoever stands in a worktree that is gone.
fn standing_in(context: &Context, repo: &Repo, verdicts: &[Verdict]) -> Option<String> {
    // The folder may be gone, and then it has no other name than this.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let shell = std::env::var_os("PWD").map(|path| real(Path::new(&path)));
    let here = std::env::current_dir().ok().or(shell).unwrap_or_default();
    let gone = |verdict: &&Verdict| {
        let tree = verdict.worktree.as_ref().filter(|_| verdict.keeps.is_empty());
        tree.is_some_and(|tree| {
            here.starts_with(tree) || real(&context.directory).starts_with(tree)
        })
    };
    verdicts.iter().find(gone).map(|verdict| {
        let root = sh_path(repo.root());
        format!("you stand in the worktree of {}, which is gone: cd {root}", verdict.worker)
    })
}

/// Takes the tables of those called `names` out of the plan; without them the plan is as it was.
fn unplan(
    repo: &Repo,
    plan: &Plan,
    names: &[&str],
    stamp: &str,
    done: &mut Removed,
) -> Result<(), Failure> {
    let planned = plan.config.worker.iter().map(|worker| worker.id.as_str());
    let gone: Vec<&str> = planned.filter(|id| names.contains(id)).collect();
    let (file, base) = (crate::config::FILE, &plan.config.base);
    if gone.is_empty() {
        return Ok(());
    }
    if plan.file.is_none() {
        let tables = if gone.len() > 1 { "tables" } else { "table" };
        done.notes.push(format!(
            "the {tables} of {} can be taken out of {file} on '{base}' only, as by git parallel clean where it is checked out",
            gone.join(", ")
        ));
        return Ok(());
    }
    let kept = repo.keep_text(plan.text.as_str(), stamp, "parallel.toml")?;
    plan.rewrite(&accept::workers(plan, &remaining(&plan.config.worker, names))?)?;
    done.restore.push(format!("git parallel recover --tables {kept} {}", gone.join(" ")));
    let verb = if gone.len() > 1 { "are" } else { "is" };
    let gone = gone.join(", ");
    done.notes.push(format!("{gone} {verb} no longer in {file}; commit it on '{base}'"));
    done.notes.extend(unneeded(&plan.config.worker, names));
    Ok(())
}

/// Keeps what only the remote has of a worker's branch: by that the branch there is known for one that
/// was cleaned up.
fn keep_far(repo: &Repo, plan: &Plan, worker: &str, stamp: &str) -> Result<(), Failure> {
    let config = &plan.config;
    let Some(branch) = config.find(worker).map(|it| config.branch(it)) else { return Ok(()) };
    let far = format!("refs/remotes/{}/{branch}", config.remote);
    match repo.commit(&far)? {
        Some(tip) => keep(repo, &format!("{BACKUPS}{stamp}/heads/{branch}"), &tip),
        None => Ok(()),
    }
}

fn keep(repo: &Repo, name: &str, tip: &str) -> Result<(), Failure> {
    let step = Move { name: name.to_owned(), old: None, new: Some(tip.to_owned()) };
    Ok(repo.move_refs(&[step], "", "parallel: clean")?)
}

/// Removes a worktree, after what only it holds is kept: commits of its reflog, ignored files.
fn remove_tree(
    repo: &Repo,
    verdict: &Verdict,
    at: &Path,
    stamp: &str,
    done: &mut Removed,
) -> Result<(), Failure> {
    if !at.exists() {
        // By name: git's own prune would take every worktree that is not there just now.
        repo.remove_worktree(at)?;
        return Ok(());
    }
    let label = at.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let label = crate::config::slug(&label);
    for (commit, n) in repo.only_in_reflog(at)?.iter().zip(1..) {
        keep(repo, &format!("{BACKUPS}{stamp}/reflog/{label}/{n}"), commit)?;
    }
    // It may come back elsewhere than it was.
    let place = if verdict.given_up {
        format!("\"$(git parallel path {})\"", verdict.worker)
    } else {
        "DIR".to_owned()
    };
    let mut files = Vec::new();
    let precious = ignored::precious(repo, at, &verdict.ignored);
    let told = |path: &&String| !precious.contains(path) && !path.starts_with(".claude/");
    let caches = verdict.ignored.iter().filter(told);
    let caches: Vec<String> = caches.cloned().collect();
    for cache in &caches {
        ignored::make_removable(&at.join(cache));
    }
    if !caches.is_empty() {
        done.notes.push(format!(
            "{}: ignored, gone with it: {}",
            verdict.worker,
            caches.join(", ")
        ));
    }
    if !precious.is_empty() {
        let trash = ignored::trash(repo, stamp, &label);
        ignored::put_away(at, &precious, &trash)?;
        files.push(format!("cp -a {}/. {place}", sh_path(&trash)));
        done.notes.push(format!("{}: ignored, kept: {}", verdict.worker, precious.join(", ")));
    }
    if !verdict.unsaved.is_empty()
        && let Some(commit) = git::snapshot(at)?
    {
        let name = format!("{BACKUPS}{stamp}/unsaved/{label}");
        keep(repo, &name, &commit)?;
        // The files stay as they are and are now those of HEAD: git removes the worktree without force.
        git::settle(at, &commit)?;
        files.push(format!("git -C {place} restore --source={} -- .", sh(&name)));
    }
    if !files.is_empty() {
        if verdict.given_up {
            done.files.push(format!("git parallel start {}", verdict.worker));
        }
        done.files.append(&mut files);
    }
    let admin = git::admin_dir(at)?;
    if let Some(kept) = repo.remove_worktree(at)? {
        let (id, kept) = (&verdict.worker, kept.display());
        done.notes.push(format!("{id}: what git could not delete is kept in {kept}"));
    }
    // Last: as long as somebody can commit there, the guard knows who it is.
    if let Some(name) = admin.file_name() {
        registry::remove(&repo.parallel_dir(), &name.to_string_lossy())?;
    }
    Ok(())
}

/// The needs that leave the plan with those who would have met them.
fn unneeded(workers: &[Worker], gone: &[&str]) -> Vec<String> {
    let stays = |worker: &&Worker| !gone.contains(&worker.id.as_str());
    let of = |need: &String| gone.contains(&need.split('/').next().unwrap_or(need));
    let mut found = Vec::new();
    for worker in workers.iter().filter(stays) {
        let needs: Vec<&str> =
            worker.needs.iter().filter(|need| of(need)).map(String::as_str).collect();
        if !needs.is_empty() {
            found.push(format!("{} no longer needs {} by the plan", worker.id, needs.join(", ")));
        }
    }
    found
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

/// Takes those entries of a worker out of the registry whose worktree is gone.
fn forget(repo: &Repo, worker: &str) -> Result<(), Failure> {
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        if entry.worker == worker && !repo.common().join("worktrees").join(&admin).exists() {
            registry::remove(&repo.parallel_dir(), &admin)?;
        }
    }
    Ok(())
}
