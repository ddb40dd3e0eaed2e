//! Mending one finding: what is taken away is kept first, and each step may be the last.

use std::path::{Path, PathBuf};

use super::{orphans, shift, unwritten};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, BACKUPS, Move, Repo, Torn, Underway};
use crate::hook;
use crate::recover::{Doing, Finding};
use crate::render::inert;
use crate::verb::{Context, integrate, off_branch, stamp, start};

/// Mends `finding`, as far as that is not a person's to do.
pub(super) fn one(
    context: &Context,
    repo: &Repo,
    config: &Config,
    finding: &Finding,
) -> Result<(), Failure> {
    if finding.mend().is_none() {
        return Ok(());
    }
    match finding {
        Finding::StaleLocks { at, files } => unlock(repo, Path::new(at), files),
        Finding::Unfinished { at, doing, .. } => give_up(context, repo, Path::new(at), *doing),
        Finding::HalfMade { worker, by_git: false, .. } => {
            context.out.note(format!("next: git parallel start {worker}"));
            Ok(())
        }
        Finding::HalfMade { worker, at, .. } => {
            finish(context, repo, Path::new(at))?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::HalfIntegration { at, .. } | Finding::HalfMerged { at, .. } => {
            let own = integrate::all(repo)?.into_iter().find(|it| it.worktree == *at);
            let Some(mut journal) = own else { return Ok(()) };
            integrate::settle(context, repo, &mut journal)
        }
        Finding::HalfLanded { .. } => half_landed(context, repo),
        Finding::HalfRemoved { at } => integrate::end_removals(repo, |it| it == Path::new(at)),
        Finding::Unwritten { files } => unwritten::remove(files),
        Finding::OldPrompts => start::files::renew_marked(context, repo),
        Finding::NoIndex { at, .. } => Ok(git::reread_index(Path::new(at))?),
        Finding::Gone { worker, at, locked } => forget(context, repo, worker, at, *locked),
        Finding::NoLink { worker, at } => {
            // Named, git would look for the file that is gone; unnamed, it writes it.
            git::repair(repo, &[])?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::Astray { worker, at } => {
            git::repair(repo, &[PathBuf::from(at)])?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::NoAdmin { worker, at, branch, .. } => {
            rebuild(context, repo, worker, Path::new(at), branch, &[])?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::Damaged { worker, at, branch, files, .. } => {
            rebuild(context, repo, worker, Path::new(at), branch, files)?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::Torn { name, names, last, .. } => {
            let (name, names, last) = (name.clone(), names.clone(), last.clone());
            torn(context, repo, &Torn { name, names, last })
        }
        Finding::OffBranch { worker, at, branch, off } => {
            off_branch::join(repo, Path::new(at), branch, off)?;
            guard(repo, config, worker, Path::new(at))
        }
        Finding::Unguarded { worker, at, .. } => guard(repo, config, worker, Path::new(at)),
        Finding::Orphan { worker, .. } => orphans::put_back(context, repo, worker),
        Finding::Stray(stray) => shift::apply(context, repo, config, stray),
        // The others are a person's to decide, and have no mend.
        _ => Ok(()),
    }
}

/// Sets a torn ref to the last commit that was there, and keeps its file.
fn torn(context: &Context, repo: &Repo, torn: &Torn) -> Result<(), Failure> {
    let kept = repo.parallel_dir().join("trash").join(stamp());
    repo.mend_torn(torn, &kept)?;
    context.out.note(format!("the ref as it was is kept in {}", kept.display()));
    Ok(())
}

/// Puts back what git left half done where the base is checked out.
fn half_landed(context: &Context, repo: &Repo) -> Result<(), Failure> {
    for journal in integrate::ever(repo)? {
        if let (Some(landing), Some(tree)) = (&journal.landing, repo.holder(&journal.base)?)
            && !integrate::half_landed(&tree, landing)?.paths().is_empty()
        {
            integrate::settle_base(context, &tree, landing)?;
        }
    }
    Ok(())
}

/// Removes locks, after a last look at who works there.
fn unlock(repo: &Repo, at: &Path, files: &[String]) -> Result<(), Failure> {
    let locks: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    // What all worktrees share may be held from any of them.
    let mut folders = vec![at.to_owned()];
    if at == repo.root() {
        let trees = repo.worktrees()?.into_iter().map(|tree| tree.path);
        folders.extend(trees.filter(|path| path.exists()));
    }
    let busy = || git::git_works_in(folders.iter().map(PathBuf::as_path));
    let held = git::remove_unheld(&locks, busy)?;
    if held.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("a git has begun to work in '{}'", at.display()))
        .hint("wait for it to end, then run: git parallel recover --apply"))
}

/// Ends what was begun; how it stood is kept, with everything in index and files.
fn give_up(context: &Context, repo: &Repo, at: &Path, doing: Doing) -> Result<(), Failure> {
    keep(context, repo, at, doing.word())?;
    let what = match doing {
        Doing::DeadMerge | Doing::DeadForward => return Ok(git::undo_dead_merge(at)?),
        Doing::Merge => Underway::Merge,
        Doing::CherryPick => Underway::CherryPick,
        Doing::Revert => Underway::Revert,
        Doing::Rebase => Underway::Rebase,
        Doing::Am => Underway::Am,
    };
    git::abort(at, what)?;
    Ok(git::Syncing::forget(at)?)
}

/// Keeps HEAD and what is not committed of the worktree at `at` as a commit below the backups.
pub(in crate::verb) fn keep(
    context: &Context,
    repo: &Repo,
    at: &Path,
    why: &str,
) -> Result<(), Failure> {
    let commit = match git::snapshot(at)? {
        Some(commit) => commit,
        None => git::head(at)?,
    };
    let label = at.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("{BACKUPS}{}/{}/{why}", stamp(), crate::config::slug(&label));
    let step = Move { name: name.clone(), old: None, new: Some(commit) };
    repo.move_refs(&[step], "", "parallel: recover")?;
    context.out.note(format!("{} as it stood is kept as {name}", inert(at.display().to_string())));
    Ok(())
}

/// Writes git's own folder for a worktree again, as far as it is missing or one of the `unread`
/// files. The commits HEAD was at, when no branch has them, are kept.
fn rebuild(
    context: &Context,
    repo: &Repo,
    worker: &str,
    at: &Path,
    branch: &str,
    unread: &[String],
) -> Result<(), Failure> {
    let Some(mut admin) = repo.admin(at) else { return Ok(()) };
    if unread.iter().any(|name| name == "index") && !admin.lacks.contains(&"index") {
        admin.lacks.push("index");
    }
    if admin.lacks.contains(&"HEAD")
        && let Some(last) = git::last_head(&admin.folder)?
        && repo.commit(&last)?.is_some()
        && repo.on_no_branch(&last)? > 0
    {
        let name = format!("{BACKUPS}{}/{worker}/head", stamp());
        let step = Move { name: name.clone(), old: None, new: Some(last) };
        repo.move_refs(&[step], "", "parallel: recover")?;
        context.out.note(format!("where HEAD of {worker} was, on no branch, is kept as {name}"));
    }
    for kept in git::mend_admin(at, &admin, branch, false)? {
        context.out.note(format!("what git could not read is kept as {}", inert(kept)));
    }
    Ok(())
}

/// Finishes what `git worktree add` was killed in.
fn finish(context: &Context, repo: &Repo, at: &Path) -> Result<(), Failure> {
    git::reread_index(at)?;
    keep(context, repo, at, "half-made")?;
    git::refill(at)?;
    Ok(repo.unlock_worktree(at)?)
}

/// Has git forget a worktree whose folder is gone; what was only staged there, or on no branch, is
/// kept.
fn forget(
    context: &Context,
    repo: &Repo,
    worker: &str,
    at: &str,
    locked: bool,
) -> Result<(), Failure> {
    let path = Path::new(at);
    let file = path.join(".git");
    for (admin, _) in git::admin_dirs(repo).into_iter().filter(|(_, named)| *named == file) {
        if let Some(commit) = git::staged_in(repo, &admin)? {
            let name = format!("{BACKUPS}{}/{worker}/staged", stamp());
            let step = Move { name: name.clone(), old: None, new: Some(commit) };
            repo.move_refs(&[step], "", "parallel: recover")?;
            context.out.note(format!("what {worker} had staged, or HEAD, is kept as {name}"));
        }
    }
    if locked {
        repo.unlock_worktree(path)?;
    }
    repo.remove_worktree(path)?;
    context.out.note(format!("next: git parallel start {worker}"));
    Ok(())
}

/// Registers and guards the worktree of a worker as `start` does.
fn guard(repo: &Repo, config: &Config, worker: &str, at: &Path) -> Result<(), Failure> {
    let Some(found) = config.find(worker) else { return Ok(()) };
    hook::install(repo)?;
    start::register(repo, config, worker, &config.branch(found), at, None)?;
    Ok(hook::enable(repo, at)?)
}
