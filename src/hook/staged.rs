//! The index about to be committed, as a change to judge.

use std::path::PathBuf;

use super::Error;
use super::gate::TOGETHER;
use super::lines::{Claim, Known, Lines, all_claims, former_claims, trusted};
use super::right::{Foreign, Ground};
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
    change.edits = paths.into_iter().map(|path| Edit { path, ..Edit::default() }).collect();
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
    let mut known = known(source, config)?;
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

/// All that this repository tells of the branches.
pub(super) fn known(source: Source<'_>, config: &Config) -> Result<Known, Error> {
    Ok(Known {
        trusted: trusted(source, config)?,
        claims: all_claims(source, config)?,
        former: former_claims(source, config)?,
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
