//! Reading the lines of the base and of every worker for commits that strayed.

use std::collections::HashMap;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Repo, Source};
use crate::recover::{Finding, Line, Made, strays};
use crate::worker::registry;

/// The commits on branches that are not their worker's, without those that could only be copied
/// and have been.
pub(super) fn findings(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut lines = Vec::new();
    let Some(base) = repo.tip(&config.base)? else { return Ok(Vec::new()) };
    let forks = registry::all(&repo.parallel_dir())?.into_iter().map(|(_, entry)| entry.fork);
    let mut oldest: Option<String> = None;
    for fork in forks {
        // The registry may outlive a commit it names.
        if repo.commit(&fork)?.is_none() || !repo.is_ancestor(&fork, &base)? {
            continue;
        }
        let earlier = oldest.as_ref().map(|old| repo.is_ancestor(&fork, old)).transpose()?;
        if earlier.unwrap_or(true) {
            oldest = Some(fork);
        }
    }
    if let Some(fork) = oldest {
        lines.push(line(repo, config, &config.base, None, &base, &fork)?);
    }
    for worker in &config.worker {
        let branch = config.branch(worker);
        let Some(tip) = repo.tip(&branch)? else { continue };
        let Some(fork) = repo.merge_base(&base, &tip)? else { continue };
        lines.push(line(repo, config, &branch, Some(worker.id.clone()), &tip, &fork)?);
    }
    let mut found = Vec::new();
    for stray in lines.iter().flat_map(|line| strays(config, line)) {
        let mut open = stray.can_leave();
        for made in &stray.commits {
            open = open || !is_copied(repo, config, &stray.worker, &made.id)?;
        }
        found.extend(open.then_some(Finding::Stray(stray)));
    }
    Ok(found)
}

/// Whether the branch of `worker` has the commit, or one that changes the same.
pub(super) fn is_copied(
    repo: &Repo,
    config: &Config,
    worker: &str,
    commit: &str,
) -> Result<bool, Failure> {
    let Some(branch) = config.find(worker).map(|worker| config.branch(worker)) else {
        return Ok(false);
    };
    let Some(tip) = repo.tip(&branch)? else { return Ok(false) };
    let parent = format!("{commit}^");
    let told = repo.git().args(["cherry", &tip, commit, &parent]).run()?.stdout;
    Ok(!told.starts_with(b"+"))
}

fn line(
    repo: &Repo,
    config: &Config,
    branch: &str,
    worker: Option<String>,
    tip: &str,
    fork: &str,
) -> Result<Line, Failure> {
    let git = || repo.git();
    let listed = |extra: &[&str]| listed(repo, &format!("{fork}..{tip}"), extra);
    let all = listed(&[])?;
    let without = |some: &[String]| -> Vec<String> {
        all.iter().filter(|id| !some.contains(id)).cloned().collect()
    };
    let pushed = without(&listed(&["--not", "--remotes"])?);
    let mut used = Vec::new();
    let elsewhere = without(&listed(&["--not", &format!("--exclude={branch}"), "--branches"])?);
    if !elsewhere.is_empty() {
        for other in &config.worker {
            let name = config.branch(other);
            if name != branch && repo.tip(&name)?.is_some() {
                let has = without(&listed(&["--not", &format!("refs/heads/{name}")])?);
                used.extend(has.into_iter().map(|id| (id, Some(other.id.clone()))));
            }
        }
        let known: Vec<String> = used.iter().map(|(id, _)| id.clone()).collect();
        used.extend(elsewhere.into_iter().filter(|id| !known.contains(id)).map(|id| (id, None)));
    }
    let source = Source::new(&git);
    let stored = source.stored(&all)?;
    let single = stored.iter().filter(|commit| commit.parents.len() == 1);
    let single: Vec<String> = single.map(|commit| commit.id.clone()).collect();
    let changes: HashMap<String, Vec<Vec<u8>>> = source.changes(&single)?;
    let made = stored.iter().map(|commit| {
        let text = String::from_utf8_lossy(&commit.message).into_owned();
        let paths = changes.get(&commit.id).into_iter().flatten();
        Made {
            id: commit.id.clone(),
            subject: text.lines().next().unwrap_or_default().to_owned(),
            paths: paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect(),
        }
    });
    let (commits, branch) = (made.collect(), branch.to_owned());
    Ok(Line { branch, worker, commits, pushed, used })
}

/// The first-parent line of `range`, newest first, without what `extra` takes out.
fn listed(repo: &Repo, range: &str, extra: &[&str]) -> Result<Vec<String>, Failure> {
    let ids = repo.git().args(["rev-list", "--first-parent", range]).args(extra).run()?.stdout;
    Ok(String::from_utf8_lossy(&ids).lines().map(str::to_owned).collect())
}
