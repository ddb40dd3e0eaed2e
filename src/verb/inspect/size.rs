//! How much each worker changes, kept by base and tip from one look to the next.

use serde::{Deserialize, Serialize};

use super::{remember, remembered};
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{Size, Watched};

#[derive(Debug, Serialize, Deserialize)]
struct Known {
    base: String,
    sizes: Vec<(String, Size)>,
}

/// Counts the lines of all branches that are not merged yet.
pub(super) fn count(repo: &Repo, base: &str, watched: &mut [Watched]) -> Result<(), Failure> {
    let place = repo.parallel_dir().join("cache/sizes.json");
    let known: Option<Known> = remembered(&place);
    let known = known.filter(|known| known.base == base).map(|known| known.sizes);
    let mut sizes = known.unwrap_or_default();
    let wanted: Vec<String> = watched
        .iter()
        .filter(|seen| !seen.work.merged && !seen.work.has.is_empty())
        .filter_map(|seen| seen.work.tip.clone())
        .collect();
    let has = |sizes: &[(String, Size)], tip: &String| sizes.iter().any(|(it, _)| it == tip);
    let fresh: Vec<String> = wanted.iter().filter(|tip| !has(&sizes, tip)).cloned().collect();
    if !fresh.is_empty() {
        sizes.retain(|(tip, _)| wanted.contains(tip));
        let counted = repo.sizes(base, &fresh)?.into_iter();
        sizes.extend(counted.map(|(tip, (added, removed))| (tip, Size { added, removed })));
        remember(&place, &Known { base: base.to_owned(), sizes: sizes.clone() });
    }
    for seen in watched.iter_mut().filter(|seen| !seen.work.merged) {
        let Some(tip) = &seen.work.tip else { continue };
        seen.size = sizes.iter().find(|(it, _)| it == tip).map(|(_, size)| *size);
    }
    Ok(())
}
