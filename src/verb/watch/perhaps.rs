//! Commits of the base in the scope of a worker of whom nothing else is known: its work may have come by them,
//! through another clone whose branch is gone.

use std::collections::BTreeMap;

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{Repo, Source};
use crate::monitor::Work;

/// How many commits since the plan are looked at.
const MOST: usize = 500;

/// Finds them for all but `fresh` workers, where there is another clone at all.
pub(super) fn all(
    repo: &Repo,
    config: &Config,
    base: &str,
    works: &mut [Work],
    fresh: &[&str],
) -> Result<(), Failure> {
    let unknown = |work: &Work| {
        let begun = work.tip.is_some() || work.worktree || work.lost || work.harm.is_some();
        !begun && !work.merged && !fresh.contains(&work.id.as_str())
    };
    let mut groups: BTreeMap<&str, Vec<(&Worker, &mut Work)>> = BTreeMap::new();
    for (worker, work) in config.worker.iter().zip(works).filter(|(_, work)| unknown(work)) {
        if let Some(planned) = worker.planned.as_deref().filter(|planned| *planned != base) {
            groups.entry(planned).or_default().push((worker, work));
        }
    }
    if groups.is_empty() || !repo.may_have_remotes()? {
        return Ok(());
    }
    let git = || repo.git();
    let source = Source::new(&git);
    for (planned, members) in groups {
        if repo.commit(planned)?.is_none() {
            continue;
        }
        let made = repo.commits(&[base.to_owned()], &[planned.to_owned()])?;
        let made: Vec<_> = made.iter().filter(|it| it.parents.len() < 2).take(MOST).collect();
        let ids: Vec<String> = made.iter().map(|it| it.id.clone()).collect();
        let changes = source.changes(&ids)?;
        for (worker, work) in members {
            let owned = worker.owned();
            let own = |id: &String| {
                changes.get(id).is_some_and(|it| it.iter().any(|path| owned.owns(path)))
            };
            let subjects = made.iter().filter(|it| own(&it.id)).map(|it| it.subject.clone());
            work.perhaps = subjects.collect();
        }
    }
    Ok(())
}
