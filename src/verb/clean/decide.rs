//! What may go and what may not, worker by worker, with the reason.

use serde::Serialize;

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{self, Repo, Worktree};
use crate::monitor::{Watched, Work};
use crate::verb::integrate;
use crate::worker::Place;

/// What is to be done about one worker.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Verdict {
    /// The worker, or the integration.
    pub(super) worker: String,
    /// The worktree that goes.
    pub(super) worktree: Option<String>,
    /// The branch that goes.
    pub(super) branch: Option<String>,
    /// The tip the branch must still have.
    pub(super) tip: Option<String>,
    /// The script and prompt that go.
    pub(super) files: Vec<String>,
    /// Why it is kept; nothing goes while there is a reason.
    pub(super) keeps: Vec<String>,
    /// Whether this is the integration.
    #[serde(skip)]
    pub(super) integration: bool,
}

/// Decides for every wanted worker, and for an integration that has landed.
pub(super) fn verdicts(
    repo: &Repo,
    config: &Config,
    watched: &[Watched],
    wanted: &[String],
) -> Result<Vec<Verdict>, Failure> {
    let trees = repo.worktrees()?;
    let mut found = Vec::new();
    for ((worker, seen), number) in config.worker.iter().zip(watched).zip(1..) {
        if wanted.contains(&worker.id) {
            let place = Place::of(config, repo.root(), number, worker);
            found.push(of_worker(repo, config, worker, &seen.work, &place, &trees)?);
        }
    }
    let all = wanted.len() == config.worker.len();
    found.extend(of_integration(repo, &trees)?.filter(|_| all));
    Ok(found)
}

fn of_worker(
    repo: &Repo,
    config: &Config,
    worker: &Worker,
    work: &Work,
    place: &Place,
    trees: &[Worktree],
) -> Result<Verdict, Failure> {
    let tip = repo.tip(&place.branch)?;
    let tree = trees.iter().find(|tree| tree.branch.as_ref() == Some(&place.branch));
    let mut keeps = Vec::new();
    if tip.is_some() && !work.merged {
        keeps.push(match work.events.len() {
            0 => "nothing has been committed yet".to_owned(),
            1 => format!("1 commit is not on {}", config.base),
            n => format!("{n} commits are not on {}", config.base),
        });
    }
    if !work.dirty.is_empty() {
        keeps.push(format!("not committed: {}", work.dirty.join(", ")));
    }
    if let Some(tree) = tree {
        keeps.extend(locked(tree));
    }
    let present = |path: &std::path::PathBuf| repo.root().join(path).exists();
    let files = [&place.script, &place.prompt].into_iter().filter(|path| present(path));
    let mut gone = Vec::new();
    for file in files {
        let name = file.to_string_lossy().into_owned();
        // What is under version control is the user's to remove.
        let tracked =
            repo.git().args(["ls-files", "--error-unmatch", "--", &name]).output()?.code == 0;
        gone.extend((!tracked).then_some(name));
    }
    Ok(Verdict {
        worker: worker.id.clone(),
        worktree: tree.map(|tree| tree.path.to_string_lossy().into_owned()),
        branch: tip.is_some().then(|| place.branch.clone()),
        tip,
        files: gone,
        keeps,
        integration: false,
    })
}

fn locked(tree: &Worktree) -> Option<String> {
    let reason = tree.locked.as_ref()?;
    let reason = if reason.is_empty() { "no reason given" } else { reason };
    Some(format!("its worktree is locked: {reason}"))
}

/// The integration's branch and worktree, once they have landed.
fn of_integration(repo: &Repo, trees: &[Worktree]) -> Result<Option<Verdict>, Failure> {
    let Some(journal) = integrate::load(repo)? else { return Ok(None) };
    let tip = repo.tip(&journal.branch)?;
    let tree = trees.iter().find(|tree| tree.branch.as_ref() == Some(&journal.branch));
    let mut keeps = Vec::new();
    if let Some(tip) = &tip
        && !repo.is_ancestor(tip, &format!("refs/heads/{}", journal.base))?
    {
        keeps.push("it has not landed yet (git parallel land)".to_owned());
    }
    if let Some(tree) = tree {
        let dirty = git::dirty(&tree.path)?;
        if !dirty.is_empty() {
            keeps.push(format!("not committed: {}", dirty.join(", ")));
        }
        keeps.extend(locked(tree));
    }
    Ok(Some(Verdict {
        worker: journal.branch.clone(),
        worktree: tree.map(|tree| tree.path.to_string_lossy().into_owned()),
        branch: tip.is_some().then(|| journal.branch.clone()),
        tip,
        files: Vec::new(),
        keeps,
        integration: true,
    }))
}
