//! The index about to be committed, as a change to judge.

use std::path::{Path, PathBuf};

use super::Error;
use super::gate::TOGETHER;
use super::lines::{Claim, Known, Lines, all_claims, former_claims, trusted, written};
use super::right::{Foreign, Ground};
use crate::config::Config;
use crate::git::{self, Site, Source, auto_merge};
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
    if heads.is_empty() {
        // Nearly all that is staged is the worker's own by its folder alone.
        let whole = |folder: &[u8]| rules.owns_all_of(folder);
        change.edits = edits(site.staged_outside(&whole)?);
        if judge(&change, rules).is_empty() {
            return Ok(Vec::new());
        }
    }
    let paths = match heads {
        [] => site.staged()?,
        [theirs] => merged(site, theirs)?,
        _ => Vec::new(),
    };
    change.edits = edits(paths);
    let found = judge(&change, rules);
    let suspects: Vec<Vec<u8>> =
        found.iter().filter(|it| !it.raw.is_empty()).map(|it| it.raw.clone()).collect();
    if suspects.is_empty() {
        return Ok(found);
    }
    let git = || site.git();
    let source = Source::new(&git);
    let Some(head) = source.commit("HEAD")? else { return Ok(found) };
    put_right(site, source, entry, rules, config, &mut change, &[&[head], heads].concat())?;
    Ok(judge(&change, rules))
}

fn edits(paths: Vec<Vec<u8>>) -> Vec<Edit> {
    paths.into_iter().map(|path| Edit { path, ..Edit::default() }).collect()
}

/// Finds out which of the foreign paths hold what is right on `parents`.
fn put_right(
    site: &Site,
    source: Source<'_>,
    entry: &Entry,
    rules: &Rules<'_>,
    config: &Config,
    change: &mut Change,
    parents: &[String],
) -> Result<(), Error> {
    let mut known = known(site, source, config)?;
    known.claims.retain(|claim| claim.worker != entry.worker);
    known.claims.push(Claim { worker: entry.worker.clone(), tip: parents[0].clone() });
    let lines = Lines::new(source, &known, parents)?;
    let ground = Ground { source, rules, trusted: &known.trusted, lines: &lines };
    let auto = match parents {
        [ours, theirs] => Some(auto_merge(source.git(), ours, theirs)?),
        _ => None,
    };
    let mut edits: Vec<&mut Edit> =
        change.edits.iter_mut().filter(|edit| rules.is_foreign(&edit.path)).collect();
    for some in edits.chunks_mut(TOGETHER) {
        let paths: Vec<Vec<u8>> = some.iter().map(|edit| edit.path.clone()).collect();
        let staged = site.staged_versions(&paths)?;
        let mut look = Foreign::new(ground, &paths)?;
        for edit in some {
            let held = staged.get(&edit.path).cloned();
            let (right, way) = match (parents, &auto) {
                ([ours, theirs], Some(auto)) => {
                    look.merging([ours, theirs], auto, &edit.path, &held)?
                }
                _ => look.on(&parents[0], &edit.path, &held)?,
            };
            edit.repairs = right;
            edit.way = Some(way);
        }
    }
    Ok(())
}

/// The foreign paths at `at`, or below it, that would be wrong if they became what the revision `from` has
/// of them; none while git merges, where what is right is settled at its commit.
pub(super) fn wrong(
    site: &Site,
    rules: &Rules<'_>,
    config: &Config,
    from: &str,
    at: &Path,
) -> Result<Vec<Vec<u8>>, Error> {
    let git = || site.git();
    let source = Source::new(&git);
    let (head, from) = (source.commit("HEAD")?, source.commit(from)?);
    let (Some(head), Some(from)) = (head, from) else { return Ok(Vec::new()) };
    if !site.merge_heads(false)?.is_empty() {
        return Ok(Vec::new());
    }
    let below = |path: &Vec<u8>| git::path(path).starts_with(at);
    let mut paths: Vec<Vec<u8>> = source.differing(&head, &from)?.into_iter().collect();
    paths.retain(|path| below(path) && rules.is_foreign(path));
    paths.sort();
    paths.truncate(TOGETHER);
    if paths.is_empty() {
        return Ok(paths);
    }
    let tree = source.stored(std::slice::from_ref(&from))?.remove(0).tree;
    let held =
        source.versions(std::slice::from_ref(&tree), &paths)?.remove(&tree).unwrap_or_default();
    let mut known = known(site, source, config)?;
    known.claims.retain(|claim| claim.worker != rules.worker());
    known.claims.push(Claim { worker: rules.worker().to_owned(), tip: head.clone() });
    let lines = Lines::new(source, &known, std::slice::from_ref(&head))?;
    let ground = Ground { source, rules, trusted: &known.trusted, lines: &lines };
    let mut look = Foreign::new(ground, &paths)?;
    let mut found = Vec::new();
    for path in paths {
        // What it has not stays as it is.
        let Some(version) = held.get(&path) else { continue };
        if !look.on(&head, &path, &Some(version.clone()))?.0 {
            found.push(path);
        }
    }
    Ok(found)
}

/// All that this repository tells of the branches.
pub(super) fn known(site: &Site, source: Source<'_>, config: &Config) -> Result<Known, Error> {
    Ok(Known {
        trusted: trusted(source, config)?,
        claims: all_claims(source, config)?,
        former: former_claims(source, config)?,
        written: written(site.common())?,
        ..Known::default()
    })
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

/// The paths a staged merge changes by itself, and all that git could not merge.
fn merged(site: &Site, theirs: &str) -> Result<Vec<Vec<u8>>, Error> {
    let auto = auto_merge(site.git(), "HEAD", theirs)?;
    let mut found = site.staged_against(&auto.tree)?;
    found.extend(auto.unresolved);
    found.sort();
    found.dedup();
    Ok(found)
}
