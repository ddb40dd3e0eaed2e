//! Which files change together, mined from history in memory.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::open::options;
use super::{Error, Repo};

/// Commits that change more files than this say nothing about any two of them.
const WIDEST: usize = 30;

/// How often two of `wanted` changed in one commit, over at most `most` commits before HEAD; merges
/// and very wide commits do not count, and single coincidences are left out. `progress` is told of
/// every commit that is read.
pub fn together(
    repo: &Repo,
    wanted: &[String],
    most: usize,
    progress: &dyn Fn(),
) -> Result<Vec<(String, String, u32)>, Error> {
    let read = |error: &dyn std::fmt::Display| Error::Read(error.to_string());
    let gix = gix::open_opts(repo.common(), options()).map_err(|error| read(&error))?;
    let Ok(head) = gix.head_id() else { return Ok(Vec::new()) };
    let wanted: HashMap<&str, usize> =
        wanted.iter().enumerate().map(|(at, path)| (path.as_str(), at)).collect();
    let mut names: Vec<&str> = vec![""; wanted.len()];
    for (path, at) in &wanted {
        names[*at] = path;
    }
    let mut counts: HashMap<(usize, usize), u32> = HashMap::new();
    let walk = gix.rev_walk([head.detach()]).all().map_err(|error| read(&error))?;
    for info in walk.take(most) {
        let info = info.map_err(|error| read(&error))?;
        progress();
        if info.parent_ids.len() > 1 {
            continue;
        }
        let Some(changed) = changed(&gix, &info, &wanted).map_err(|error| read(&error))? else {
            continue;
        };
        for (place, a) in changed.iter().enumerate() {
            for b in &changed[place + 1..] {
                *counts.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    let mut out: Vec<(String, String, u32)> = counts
        .into_iter()
        .filter(|(_, times)| *times >= 2)
        .map(|((a, b), times)| (names[a].to_owned(), names[b].to_owned(), times))
        .collect();
    out.sort();
    Ok(out)
}

/// The wanted files a commit changes, in order; none when it changes too many files to tell.
fn changed(
    gix: &gix::Repository,
    info: &gix::revision::walk::Info<'_>,
    wanted: &HashMap<&str, usize>,
) -> Result<Option<Vec<usize>>, Box<dyn std::error::Error>> {
    let new = info.object()?.tree()?;
    let old = match info.parent_ids().next() {
        Some(parent) => gix.find_commit(parent.detach())?.tree()?,
        None => return Ok(None),
    };
    let (mut hits, mut width) = (HashSet::new(), 0);
    let mut platform = old.changes()?;
    platform.options(|options| {
        options.track_path().track_rewrites(None);
    });
    let outcome = platform.for_each_to_obtain_tree(&new, |change| {
        if !change.entry_mode().is_tree() {
            width += 1;
            if let Ok(path) = std::str::from_utf8(change.location()) {
                hits.extend(wanted.get(path).copied());
            }
        }
        let go_on = width <= WIDEST;
        Ok(if go_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    });
    // Stopping early is reported as an error of its own; either way a wide commit says nothing.
    if width > WIDEST {
        return Ok(None);
    }
    outcome?;
    let mut hits: Vec<usize> = hits.into_iter().collect();
    hits.sort_unstable();
    Ok((hits.len() >= 2).then_some(hits))
}
