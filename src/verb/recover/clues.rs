//! Gathering what tells whose a commit is beside its paths.

use std::path::Path;

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Repo, Source, Without};
use crate::guard::read_subject;
use crate::recover::{Clues, Known, Line};
use crate::verb::trees::Trees;

/// The clues for `lines`; nothing is read where none of their commits needs one.
pub(super) fn clues(
    repo: &Repo,
    config: &Config,
    base: &str,
    lines: &[Line],
) -> Result<Clues, Failure> {
    let unclear = |line: &Line| {
        let mut commits = line.commits.iter().filter(|made| !made.is_merge);
        commits.any(|made| made.paths.is_empty() || line.worker.is_none())
    };
    if !lines.iter().any(unclear) {
        return Ok(Clues::default());
    }
    let trees = Trees::of(repo)?;
    let mut known = Vec::new();
    for worker in &config.worker {
        let mut one = Known { worker: worker.id.clone(), ..Known::default() };
        one.authors = authors(repo, config, worker, base)?;
        one.written = repo.committed_on(&config.branch(worker))?.into_iter().collect();
        if let Some(tree) = trees.of_worker(config, worker) {
            one.written.extend(repo.written_in(tree)?);
            one.made = repo.made_in(tree)?.into_iter().collect();
        }
        if let Some(tree) = trees.readable(config, worker) {
            // Without the extension `--worktree` is an error, and no worktree is set to anybody.
            if repo.has_worktree_config()? {
                one.set = set_in(&tree.path, true)?;
            }
        }
        known.push(one);
    }
    Ok(Clues::new(&known, &leads(repo, base)?))
}

/// Who the main worktree is set to, and who made the newest commits of the base that have no prefix.
fn leads(repo: &Repo, base: &str) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    if let Some(main) = repo.main() {
        found.extend(set_in(main, false)?);
    }
    let newest = repo.authors_on_line(base)?.into_iter();
    let plain = newest.filter(|(_, subject)| read_subject(subject.as_bytes()).0.is_none());
    found.extend(plain.map(|(author, _)| author));
    Ok(found)
}

/// The author that configuration names in a worktree, or that the worktree's `own` does; none where it names
/// none.
fn set_in(worktree: &Path, own: bool) -> Result<Option<String>, Failure> {
    let name = git::config_at(worktree, "user.name", own)?;
    let email = git::config_at(worktree, "user.email", own)?;
    Ok(name.zip(email).map(|(name, email)| format!("{name} <{email}>")))
}

/// The authors of those commits of a worker's branch that change files of its own: only they are
/// certainly its.
fn authors(
    repo: &Repo,
    config: &Config,
    worker: &Worker,
    base: &str,
) -> Result<Vec<String>, Failure> {
    let Some(tip) = repo.tip(&config.branch(worker))? else { return Ok(Vec::new()) };
    let scope = worker.owned();
    let ids = repo.line(base, &tip, Without::Merges)?;
    let git = || repo.git();
    let source = Source::new(&git);
    let changes = source.changes(&ids)?;
    let owns = |id: &String| {
        changes.get(id).is_some_and(|paths| paths.iter().all(|path| scope.owns(path)))
    };
    let own: Vec<String> = ids.into_iter().filter(owns).collect();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(source.stored(&own)?.iter().map(|commit| text(&commit.author)).collect())
}
