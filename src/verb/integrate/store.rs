//! The journal's file, `<common>/parallel/integration.toml`; `landed.toml` once it was cleaned up.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::{Journal, Stage};
use crate::monitor::{Integration, Standing};
use crate::verb::context::write_whole;

fn file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("integration.toml")
}

fn landed_file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("landed.toml")
}

/// The integration under way or waiting to land; none when there is none.
pub(in crate::verb) fn load(repo: &Repo) -> Result<Option<Journal>, Failure> {
    read(&file(repo))
}

fn read(file: &Path) -> Result<Option<Journal>, Failure> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(Journal::parse(&text)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::new("cannot read the journal of the integration").because(&error))
        }
    }
}

/// What can be taken back: the integration under way, or else the last one that landed and was
/// cleaned up.
pub(super) fn undoable(repo: &Repo) -> Result<Journal, Failure> {
    match load(repo)?.map_or_else(|| read(&landed_file(repo)), |journal| Ok(Some(journal)))? {
        Some(journal) => Ok(journal),
        None => require(repo),
    }
}

/// The integration under way or waiting to land, for a report.
pub(in crate::verb) fn standing(repo: &Repo) -> Result<Option<Integration>, Failure> {
    let Some(journal) = load(repo)? else { return Ok(None) };
    let next = journal.merge.iter().find(|merge| merge.stage != Stage::Checked);
    let base = format!("refs/heads/{}", journal.base);
    let standing = match (&journal.landing, next) {
        (_, Some(_)) => Standing::Open,
        (Some(landing), None) if repo.is_ancestor(&landing.new, &base)? => Standing::Landed,
        // Somebody may have merged it by hand.
        (_, None) => match repo.tip(&journal.branch)? {
            Some(tip) if repo.is_ancestor(&tip, &base)? => Standing::Landed,
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

/// The integration under way; a failure when there is none.
pub(super) fn require(repo: &Repo) -> Result<Journal, Failure> {
    load(repo)?.ok_or_else(|| {
        Failure::new("no integration is under way")
            .hint("to begin one, run: git parallel integrate FEATURE")
    })
}

/// Writes the journal, all at once.
pub(in crate::verb) fn save(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    write_whole(&file(repo), journal.text()?.as_bytes())
}

/// Forgets the integration, once it is cleaned up; what landed can still be taken back.
pub(in crate::verb) fn put_away(repo: &Repo) -> Result<(), Failure> {
    if let Some(journal) = load(repo)?.filter(|journal| journal.landing.is_some()) {
        write_whole(&landed_file(repo), journal.text()?.as_bytes())?;
    }
    forget(&file(repo))
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
