//! The index about to be committed, as a change to judge.

use std::collections::HashSet;
use std::path::PathBuf;

use super::Error;
use super::repair::Ground;
use crate::config::Config;
use crate::git::{Site, Source, auto_merge};
use crate::guard::{Change, Edit, Rules, Taken, Violation, judge};
use crate::worker::registry::Entry;

/// Judges branch and scope of what is staged at `site`.
pub(super) fn judged(
    site: &Site,
    entry: &Entry,
    rules: &Rules<'_>,
    config: &Config,
    mut change: Change,
    heads: &[String],
) -> Result<Vec<Violation>, Error> {
    change.parents = heads.len() + 1;
    change.taken = taken();
    let paths = match heads {
        [] => site.staged()?,
        [theirs] => merged(site, theirs)?,
        _ => Vec::new(),
    };
    change.edits = paths.into_iter().map(|path| Edit { path, repairs: false }).collect();
    let found = judge(&change, rules);
    let suspects: Vec<Vec<u8>> =
        found.iter().filter(|it| !it.raw.is_empty()).map(|it| it.raw.clone()).collect();
    if suspects.is_empty() {
        return Ok(found);
    }
    let git = || site.git();
    let source = Source::new(&git);
    if source.commit("HEAD")?.is_none() {
        return Ok(found);
    }
    let trusted = trusted(source, config, entry)?;
    let merged = heads.first().map(String::as_str);
    let ground = Ground { source, parent: "HEAD", merged, trusted: &trusted };
    let repaired = ground.repaired(&suspects, &mut |revision| {
        Ok(site.staged_against(revision)?.into_iter().collect())
    })?;
    for edit in &mut change.edits {
        edit.repairs = repaired.contains(&edit.path);
    }
    Ok(judge(&change, rules))
}

/// From where git takes the commit, told from the index it has made for it: `index.lock` for
/// `commit -a`, `next-index-<pid>.lock` for `commit PATH` (git's `builtin/commit.c`).
fn taken() -> Taken {
    let index = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from).unwrap_or_default();
    match index.file_name().and_then(|name| name.to_str()) {
        Some("index.lock") => Taken::All,
        Some(name) if name.starts_with("next-index-") => Taken::Named,
        _ => Taken::Staged,
    }
}

/// The paths a staged merge changes by itself: what differs from the automatic merge and, where
/// that could not resolve a path, from the other parent.
fn merged(site: &Site, theirs: &str) -> Result<Vec<Vec<u8>>, Error> {
    let auto = auto_merge(site.git(), "HEAD", theirs)?;
    let unresolved: HashSet<&Vec<u8>> = auto.unresolved.iter().collect();
    let mut found: Vec<Vec<u8>> = site
        .staged_against(&auto.tree)?
        .into_iter()
        .filter(|path| !unresolved.contains(path))
        .collect();
    if !unresolved.is_empty() {
        let differs = site.staged_against(theirs)?;
        found.extend(differs.into_iter().filter(|path| unresolved.contains(path)));
    }
    found.sort();
    Ok(found)
}

/// The commits everybody trusts: the base branch here and on the remote, and where the worker
/// started.
pub(super) fn trusted(
    source: Source<'_>,
    config: &Config,
    entry: &Entry,
) -> Result<Vec<String>, Error> {
    let local = format!("refs/heads/{}", config.base);
    let remote = format!("refs/remotes/{}/{}", config.remote, config.base);
    let mut found = Vec::new();
    for revision in [&local, &remote, &entry.fork] {
        if let Some(id) = source.commit(revision)?
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    Ok(found)
}
