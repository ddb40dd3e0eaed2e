//! The journal's file, `<common>/parallel/integration.toml`; `landed.toml` once it was cleaned up.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::{Journal, Stage};
use crate::monitor::{Integration, Standing};
use crate::verb::context::write_whole;

fn file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("integration.toml")
}

fn landed_file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("landed.toml")
}

fn given_up_file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("given-up.toml")
}

/// The integration under way or waiting to land; none when there is none. One that was given up or
/// taken back is again, once its branch is back as it was.
pub(in crate::verb) fn load(repo: &Repo) -> Result<Option<Journal>, Failure> {
    if let Some(journal) = read(repo, &file(repo))? {
        return Ok(Some(journal));
    }
    let Some(mut journal) = read(repo, &given_up_file(repo))? else { return Ok(None) };
    let was = journal.given_up.take();
    let is_back = was.is_some() && repo.tip(&journal.branch)? == was;
    Ok(is_back.then_some(journal))
}

fn read(repo: &Repo, file: &Path) -> Result<Option<Journal>, Failure> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let mut journal = Journal::parse(&text)?;
            journal.worktree = repo.root().join(&journal.worktree).to_string_lossy().into_owned();
            follow(repo, &mut journal)?;
            Ok(Some(journal))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::new("cannot read the journal of the integration").because(&error))
        }
    }
}

/// Its worktree may have been moved since.
fn follow(repo: &Repo, journal: &mut Journal) -> Result<(), Failure> {
    if Path::new(&journal.worktree).exists() {
        return Ok(());
    }
    let on = |tree: &git::Worktree| {
        tree.branch.as_ref() == Some(&journal.branch) && tree.admin().is_some()
    };
    let trees = repo.worktrees()?;
    if let Some(tree) = trees.iter().find(|tree| on(tree) && tree.path.exists()) {
        journal.worktree = tree.path.to_string_lossy().into_owned();
    }
    Ok(())
}

/// What can be taken back: the integration under way, or else the last one that landed and was
/// cleaned up.
pub(super) fn undoable(repo: &Repo) -> Result<Journal, Failure> {
    match latest(repo)? {
        Some(journal) => Ok(journal),
        None => require(repo),
    }
}

/// The integration under way, or else the last one that landed and was cleaned up.
pub(in crate::verb) fn latest(repo: &Repo) -> Result<Option<Journal>, Failure> {
    load(repo)?.map_or_else(|| read(repo, &landed_file(repo)), |journal| Ok(Some(journal)))
}

/// Writes the journal of what is taken back to where it is kept.
pub(super) fn update(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let file = if file(repo).exists() { file(repo) } else { landed_file(repo) };
    write_whole(&file, text(repo, journal)?.as_bytes())
}

/// The integration under way or waiting to land, for a report.
pub(in crate::verb) fn standing(repo: &Repo) -> Result<Option<Integration>, Failure> {
    let Some(journal) = load(repo)? else { return Ok(None) };
    let next = journal.merge.iter().find(|merge| merge.stage != Stage::Checked);
    let base = format!("refs/heads/{}", journal.base);
    let standing = match (&journal.landing, next) {
        (_, Some(_)) => Standing::Open,
        (Some(landing), None) if repo.is_ancestor(&landing.new, &base)? => Standing::Landed,
        // The base is being merged into it.
        (_, None) if is_amid(&journal)? => Standing::Open,
        // Somebody may have merged it by hand.
        (_, None) => match repo.tip(&journal.branch)? {
            Some(tip) if repo.is_ancestor(&tip, &base)? => Standing::Landed,
            // Or squashed it.
            Some(tip) if repo.is_absorbed(&base, &tip)? => Standing::Landed,
            _ => Standing::Ready,
        },
    };
    let merges = journal.merge.iter().map(|merge| (merge.worker.clone(), merge.tip.clone()));
    Ok(Some(Integration {
        next: next.map(|merge| merge.worker.clone()),
        merges: merges.collect(),
        standing,
        feature: journal.feature,
        branch: journal.branch,
        worktree: journal.worktree,
    }))
}

/// Whether something was begun in its worktree and not ended.
fn is_amid(journal: &Journal) -> Result<bool, Failure> {
    let at = Path::new(&journal.worktree);
    Ok(at.join(".git").exists() && git::amid(at)?.is_some())
}

/// The integration under way; a failure when there is none.
pub(super) fn require(repo: &Repo) -> Result<Journal, Failure> {
    load(repo)?.ok_or_else(|| {
        Failure::new("no integration is under way")
            .hint("to begin one, run: git parallel integrate FEATURE")
    })
}

/// Writes the journal, all at once.
pub(in crate::verb) fn save(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    write_whole(&file(repo), text(repo, journal)?.as_bytes())
}

/// The journal as it is kept: a worktree below the main one by its path from there, so that it is
/// found where the repository is moved to.
fn text(repo: &Repo, journal: &Journal) -> Result<String, Failure> {
    let mut kept = journal.clone();
    if let Ok(relative) = Path::new(&journal.worktree).strip_prefix(repo.root()) {
        kept.worktree = relative.to_string_lossy().into_owned();
    }
    Ok(kept.text()?)
}

/// Forgets the integration, once it is cleaned up; what landed can still be taken back.
pub(in crate::verb) fn put_away(repo: &Repo) -> Result<(), Failure> {
    if let Some(journal) = load(repo)?.filter(|journal| journal.landing.is_some()) {
        write_whole(&landed_file(repo), text(repo, &journal)?.as_bytes())?;
    }
    forget(&file(repo))
}

/// Keeps what is about to be given up or taken back at `tip`, for when its branch comes back.
pub(super) fn keep(repo: &Repo, journal: &Journal, tip: &str) -> Result<(), Failure> {
    let given_up = Some(tip.to_owned());
    let kept = Journal { given_up, begun: None, landing: None, ..journal.clone() };
    write_whole(&given_up_file(repo), text(repo, &kept)?.as_bytes())
}

/// Forgets the integration that was given up or taken back.
pub(super) fn remove(repo: &Repo) -> Result<(), Failure> {
    let file = file(repo);
    forget(&if file.exists() { file } else { landed_file(repo) })
}

fn forget(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::new("cannot remove the journal of the integration").because(&error))
        }
        _ => Ok(()),
    }
}
