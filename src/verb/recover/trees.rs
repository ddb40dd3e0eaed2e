//! Looking at every worktree: how it is linked, what locks it, what was begun in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Kind, Repo, Underway, Worktree};
use crate::hook;
use crate::integrate::Journal;
use crate::recover::{Doing, Finding, Link, Tree, Unread, of_tree};
use crate::verb::trees::Trees;
use crate::verb::{amid as begun, integrate, off_branch};
use crate::worker::places;

/// What is broken about the worktrees of workers and integration, and about what all share.
pub(super) fn findings(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let listed = repo.worktrees()?;
    let admins = git::admin_dirs(repo);
    let shared = git::shared_locks(repo)?;
    // Locks first: everything else may need what they lock.
    let mut found: Vec<Finding> = main_and_shared(repo, shared.clone())?.into_iter().collect();
    let removals = repo.half_removed()?;
    let at = |removal: &git::Removal| removal.at.to_string_lossy().into_owned();
    found.extend(removals.iter().map(|removal| Finding::HalfRemoved { at: at(removal) }));
    let removed = |path: &Path| removals.iter().any(|removal| same(&removal.at, path));
    let mut homes: Vec<(String, String, PathBuf, bool)> = places(config, repo.root())
        .into_iter()
        .map(|place| (place.id, place.branch, place.worktree, false))
        .collect();
    for journal in integrate::all(repo)? {
        homes.push((journal.branch.clone(), journal.branch, journal.worktree.into(), true));
    }
    for (worker, branch, planned, integration) in homes {
        let entry = listed.iter().find(|tree| same(&tree.path, &planned));
        let entry = entry.or_else(|| {
            listed.iter().find(|tree| tree.branch.as_ref() == Some(&branch) && !planned.exists())
        });
        // A worktree that is listed nowhere may still lie where it was planned.
        let unlisted = if entry.is_none() { repo.unlisted(&planned) } else { None };
        let entry = entry.or(unlisted.as_ref());
        let at = entry.map_or(planned, |tree| tree.path.clone());
        // Whatever else is seen there comes of that.
        if removed(&at) {
            continue;
        }
        if let Some(link) = repo.linked(&at) {
            let [at, link] = [&at, &link].map(|it| it.to_string_lossy().into_owned());
            found.push(Finding::Linked { worker, at, link });
            continue;
        }
        let tree = Tree { worker, branch, integration, ..Tree::default() };
        found.extend(of_tree(&looked_at(repo, config, tree, &at, entry, &admins, &shared)?));
    }
    found.extend(occupied(repo, config)?);
    found.extend(half_done(repo, &found)?);
    Ok(found)
}

/// Worktrees of workers in whose place git finds what is another repository's.
fn occupied(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let trees = Trees::of(repo)?;
    let told = |worker: &Worker| {
        let tree = trees.of_worker(config, worker).filter(|tree| tree.path.exists())?;
        let Kind::Foreign(name) = &tree.kind else { return None };
        let admin = repo.common().join("worktrees").join(name);
        Some(Finding::Occupied {
            worker: worker.id.clone(),
            at: tree.path.to_string_lossy().into_owned(),
            admin: admin.to_string_lossy().into_owned(),
        })
    };
    Ok(config.worker.iter().filter_map(told).collect())
}

/// What git left half done of a merge or of moving the base, where nothing else is to be mended first.
fn half_done(repo: &Repo, found: &[Finding]) -> Result<Vec<Finding>, Failure> {
    let mut half = Vec::new();
    for journal in integrate::ever(repo)? {
        half.extend(half_done_of(repo, found, &journal)?);
    }
    Ok(half)
}

fn half_done_of(
    repo: &Repo,
    found: &[Finding],
    journal: &Journal,
) -> Result<Vec<Finding>, Failure> {
    let (mut half, at) = (Vec::new(), &journal.worktree);
    let sound = repo.admin(Path::new(at)).is_some_and(|admin| admin.broken().is_none());
    let whole = sound && git::is_filled(Path::new(at))?;
    let first = |finding: &Finding| match finding {
        Finding::HalfIntegration { .. } => true,
        Finding::BusyLocks { at: there, .. }
        | Finding::HalfRemoved { at: there }
        | Finding::Astray { at: there, .. }
        | Finding::Linked { at: there, .. }
        | Finding::NoAdmin { at: there, .. }
        | Finding::Damaged { at: there, .. } => there == at,
        _ => false,
    };
    if whole
        && !found.iter().any(first)
        && let Some(paths) = integrate::left_of_merge(repo, journal)?
    {
        half.push(Finding::HalfMerged { at: at.clone(), paths });
    }
    if let (Some(landing), Some(tree)) = (&journal.landing, repo.holder(&journal.base)?)
        && tree.prunable.is_none()
    {
        let paths = integrate::half_landed(&tree, landing)?.paths();
        let at = tree.path.to_string_lossy().into_owned();
        let base = journal.base.clone();
        half.extend((!paths.is_empty()).then_some(Finding::HalfLanded { at, base, paths }));
    }
    Ok(half)
}

fn looked_at(
    repo: &Repo,
    config: &Config,
    mut tree: Tree,
    at: &Path,
    entry: Option<&Worktree>,
    admins: &[(PathBuf, PathBuf)],
    shared: &[PathBuf],
) -> Result<Tree, Failure> {
    tree.at = at.to_string_lossy().into_owned();
    tree.has_branch = repo.tip(&tree.branch)?.is_some();
    (tree.link, tree.lacks) = link(repo, at, admins)?;
    tree.locked = entry.and_then(|entry| entry.locked.clone());
    if tree.link != Link::Whole {
        return Ok(tree);
    }
    tree.unread = unread(at)?;
    let locks = git::locks_of(at)?;
    tree.busy = git::git_works_in([at]) || git::are_held(&locks);
    tree.filled = git::is_filled(at)?;
    tree.locks = locks.iter().map(|lock| lock.to_string_lossy().into_owned()).collect();
    let mut amid = false;
    if tree.filled {
        let own = git::branch_lock(repo, &tree.branch);
        let moving = shared.contains(&own) || locks.iter().any(|lock| lock.ends_with("HEAD.lock"));
        let begun = if tree.integration { None } else { begun::of(repo, config, at)? };
        amid = begun.is_some();
        let left = amid && repo.is_left_midway(at)?;
        let begun = begun.filter(|amid| amid.doing != "bisect");
        if begun.is_some() && !left && !git::is_torn_merge(at)? && !begun::is_remade(at)? {
            tree.amid = begun;
        } else {
            tree.doing = doing(at, moving)?;
        }
    }
    if !tree.integration {
        let mut drift = hook::drift(repo, at)?;
        drift.extend(hook::registration(repo, at, &tree.worker, &tree.branch)?);
        tree.drift = drift.iter().map(ToString::to_string).collect();
        // A rebase or a bisection leaves the branch on its way.
        if let Some(entry) = entry.filter(|_| !amid) {
            tree.off = off_branch::of(repo, config, entry, &tree.branch)?;
        }
    }
    Ok(tree)
}

/// Why git does not read the worktree at `at`.
fn unread(at: &Path) -> Result<Option<Unread>, Failure> {
    match git::asked(at) {
        Ok(()) => Ok(None),
        Err(error) if error.disowned().is_some() => {
            Ok(error.disowned().map(|at| Unread::Disowned(at.to_owned())))
        }
        Err(error) => match error.first_said() {
            Some(why) => Ok(Some(Unread::Because(why.to_owned()))),
            None => Err(error.into()),
        },
    }
}

/// What was begun at `at`; `moving` when its branch or HEAD was being moved.
fn doing(at: &Path, moving: bool) -> Result<Option<Doing>, Failure> {
    Ok(match git::underway(at)? {
        Some(Underway::Merge) => Some(Doing::Merge),
        Some(Underway::CherryPick) => Some(Doing::CherryPick),
        Some(Underway::Revert) => Some(Doing::Revert),
        Some(Underway::Rebase) => Some(Doing::Rebase),
        Some(Underway::Am) => Some(Doing::Am),
        None if git::died_merging(at)? => Some(Doing::DeadMerge),
        None if moving && git::died_forwarding(at)? => Some(Doing::DeadForward),
        None => None,
    })
}

/// How the folder and git's own folder find each other, and what the latter lacks.
fn link(
    repo: &Repo,
    at: &Path,
    admins: &[(PathBuf, PathBuf)],
) -> Result<(Link, Vec<String>), Failure> {
    let plain = |link| Ok((link, Vec::new()));
    let file = at.join(".git");
    let known = admins.iter().any(|(_, named)| same(named, &file));
    if !at.exists() {
        return plain(if known { Link::NoFolder } else { Link::Nothing });
    }
    let named = git::admin_dir(at).ok();
    if let Some(admin) = repo.admin(at).filter(|admin| admin.folder.exists()) {
        let mut lacks: Vec<String> = admin.lacks.iter().map(|it| (*it).to_owned()).collect();
        // An index may be cut off anywhere.
        if lacks.is_empty() && known && !git::is_index_whole(at)? {
            lacks.push("index".into());
        }
        let only_file = lacks == [".git"];
        if !lacks.is_empty() && !only_file {
            return Ok((Link::Damaged, lacks));
        }
        if known {
            return plain(if only_file { Link::NoFile } else { Link::Whole });
        }
    }
    let Some(admin) = named else { return plain(Link::Nothing) };
    let there = |(folder, _): &&(PathBuf, PathBuf)| folder.file_name() == admin.file_name();
    plain(match admins.iter().find(there) {
        // Another worktree may have been given the name meanwhile.
        Some((_, named)) if named.exists() && !same(named, &file) => Link::Nothing,
        Some(_) => Link::Astray,
        // Another repository beside this one may have its worktrees in the same folder.
        None if repo.is_anothers(at) => Link::Nothing,
        None => Link::NoAdmin,
    })
}

/// The locks of the main worktree and of what all worktrees share.
fn main_and_shared(repo: &Repo, shared: Vec<PathBuf>) -> Result<Option<Finding>, Failure> {
    let mut locks = shared;
    if let Some(main) = repo.main() {
        locks.extend(git::locks_of(main)?);
    }
    // What all worktrees share lies beside what is the main one's.
    locks.sort();
    locks.dedup();
    if locks.is_empty() {
        return Ok(None);
    }
    let (at, files) = (
        repo.root().to_string_lossy().into_owned(),
        locks.iter().map(|lock| lock.to_string_lossy().into_owned()).collect(),
    );
    let trees: Vec<PathBuf> = repo.worktrees()?.into_iter().map(|tree| tree.path).collect();
    let busy = git::git_works_in(trees.iter().map(PathBuf::as_path).filter(|path| path.exists()))
        || git::are_held(&locks);
    Ok(Some(if busy {
        Finding::BusyLocks { at, files }
    } else {
        Finding::StaleLocks { at, files }
    }))
}

/// Whether two paths are one, whatever links lead there.
fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| {
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        folder.zip(path.file_name()).map(|(folder, name)| folder.join(name))
    };
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}
