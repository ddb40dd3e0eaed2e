//! Reading the lines of the base and of workers for commits that strayed.

use std::collections::HashMap;

use super::clues;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Repo, Source, Stored, Without};
use crate::recover::{Line, Made, Stray, Unclaimed, strays, unclaimed};
use crate::verb::{base, integrate};
use crate::worker::registry;

/// The lines that are looked at.
#[derive(Debug, Clone)]
pub(crate) struct Suspects {
    /// Whether the base is.
    pub(crate) base: bool,
    /// The workers whose branches are.
    pub(crate) workers: Vec<String>,
}

impl Suspects {
    /// All of them.
    pub(crate) fn all(config: &Config) -> Self {
        Self { base: true, workers: config.worker.iter().map(|it| it.id.clone()).collect() }
    }
}

/// The commits on branches that are not their worker's, without those that could only be copied
/// and have been.
pub(crate) fn stray(
    repo: &Repo,
    config: &Config,
    suspects: &Suspects,
) -> Result<(Vec<Stray>, Vec<Unclaimed>), Failure> {
    let mut lines = Vec::new();
    let Some(base) = repo.tip(&config.base)? else { return Ok((Vec::new(), Vec::new())) };
    if suspects.base
        && let Some(fork) = oldest_fork(repo, &base)?
    {
        lines.push(line(repo, config, &config.base, None, &base, &fork)?);
        if let Some((far, tip)) = base::far(repo, config)?
            && !repo.is_ancestor(&tip, &base)?
        {
            let fork = repo.merge_base(&base, &tip)?.unwrap_or(fork);
            lines.push(line(repo, config, &far, None, &tip, &fork)?);
        }
    }
    for worker in config.worker.iter().filter(|it| suspects.workers.contains(&it.id)) {
        let branch = config.branch(worker);
        let Some(tip) = repo.tip(&branch)? else { continue };
        let Some(fork) = repo.merge_base(&base, &tip)? else { continue };
        lines.push(line(repo, config, &branch, Some(worker.id.clone()), &tip, &fork)?);
    }
    let clues = clues::clues(repo, config, &base, &lines)?;
    let mut found = Vec::new();
    for (line, stray) in lines
        .iter()
        .flat_map(|line| strays(config, line, &clues).into_iter().map(move |stray| (line, stray)))
    {
        let mut open = stray.can_leave();
        for made in &stray.commits {
            open = open || !is_copied(repo, config, &stray.worker, &made.id)?;
        }
        open = open && !(line.worker.is_none() && has_landed(repo, config, line, &stray, &base)?);
        found.extend(open.then_some(stray));
    }
    let mut nobodys = Vec::new();
    for mut one in lines.iter().flat_map(|line| unclaimed(config, line, &clues)) {
        let mut fresh = Vec::new();
        for made in one.commits {
            let mut copied = false;
            // Where it stands though it is not the worker's, having it elsewhere changes nothing.
            for worker in config.worker.iter().filter(|_| !one.oversteps) {
                copied = copied
                    || is_copied(repo, config, &worker.id, &made.id)?
                        && !came_with_base(repo, config, &worker.id, &made.id)?;
            }
            fresh.extend((!copied).then_some(made));
        }
        one.commits = fresh;
        nobodys.extend((!one.commits.is_empty()).then_some(one));
    }
    Ok((found, nobodys))
}

/// Whether commits on the base are there because somebody took a worker's work: all of it, or each of
/// them was a tip of its branch, or is a later copy of a commit of it or of several as one.
fn has_landed(
    repo: &Repo,
    config: &Config,
    line: &Line,
    stray: &Stray,
    base: &str,
) -> Result<bool, Failure> {
    for journal in integrate::landed_anew(repo)? {
        let Some(landing) = &journal.landing else { continue };
        let made = repo.first_parents(&landing.old, &landing.new)?;
        if stray.commits.iter().all(|it| made.contains(&it.id)) {
            return Ok(true);
        }
    }
    let Some(branch) = config.find(&stray.worker).map(|worker| config.branch(worker)) else {
        return Ok(false);
    };
    let Some(tip) = repo.tip(&branch)? else { return Ok(false) };
    let git = || repo.git();
    let former = Source::new(&git).former_tips(&format!("refs/heads/{branch}"))?;
    let written = repo.committed_on(&line.branch)?;
    for made in &stray.commits {
        let was_tip = former.contains(&made.id) && !line.made_here.contains(&made.id);
        let first = written.contains(&made.id);
        // Picked within the second in which it was made, it is the very commit.
        let same = !first && repo.is_ancestor(&made.id, &tip)?;
        if !was_tip && !same && !repo.is_later_copy(&made.id, &tip, &former, base, first)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Where the first of the workers that are known here left the base.
pub(crate) fn oldest_fork(repo: &Repo, base: &str) -> Result<Option<String>, Failure> {
    let entries = registry::all(&repo.parallel_dir())?;
    let mut forks: Vec<String> = entries.into_iter().map(|(_, entry)| entry.fork).collect();
    forks.sort();
    forks.dedup();
    if forks.is_empty() {
        return Ok(None);
    }
    // The registry may outlive a commit it names.
    let there = repo.existing(&forks)?;
    if there.is_empty() { Ok(None) } else { Ok(repo.common_base(base, &there)?) }
}

/// The branch of `worker`, and the commit it is at; none where there is no such worker or branch.
fn branch_of(
    repo: &Repo,
    config: &Config,
    worker: &str,
) -> Result<Option<(String, String)>, Failure> {
    let Some(branch) = config.find(worker).map(|worker| config.branch(worker)) else {
        return Ok(None);
    };
    Ok(repo.tip(&branch)?.map(|tip| (branch, tip)))
}

/// Whether the branch of `worker` has the commit itself without it having been made there: because it began
/// above it, or took the base.
fn came_with_base(
    repo: &Repo,
    config: &Config,
    worker: &str,
    commit: &str,
) -> Result<bool, Failure> {
    let Some((branch, tip)) = branch_of(repo, config, worker)? else { return Ok(false) };
    let made = repo.made_on(&branch)?;
    Ok(repo.is_ancestor(commit, &tip)? && !made.iter().any(|it| it == commit))
}

/// Whether the branch of `worker` has the commit, or one that changes the same; one that changes
/// nothing, or one of the same author, time and message.
pub(super) fn is_copied(
    repo: &Repo,
    config: &Config,
    worker: &str,
    commit: &str,
) -> Result<bool, Failure> {
    let Some((_, tip)) = branch_of(repo, config, worker)? else { return Ok(false) };
    Ok(repo.has_copy(commit, &tip)?)
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
    let listed = |but: Without<'_>| repo.line(fork, tip, but);
    let all = listed(Without::Nothing)?;
    if all.is_empty() {
        return Ok(Line { branch: branch.to_owned(), worker, ..Line::default() });
    }
    let without = |some: &[String]| -> Vec<String> {
        all.iter().filter(|id| !some.contains(id)).cloned().collect()
    };
    let pushed = without(&listed(Without::Pushed)?);
    let mut used = Vec::new();
    let elsewhere = without(&listed(Without::OtherBranches(branch))?);
    if !elsewhere.is_empty() {
        for other in &config.worker {
            let name = config.branch(other);
            if name != branch && repo.tip(&name)?.is_some() {
                let has = without(&listed(Without::Branch(&name))?);
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
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let made = stored.iter().map(|commit| Made {
        id: commit.id.clone(),
        subject: text(&commit.message).lines().next().unwrap_or_default().to_owned(),
        paths: changes.get(&commit.id).into_iter().flatten().map(|path| text(path)).collect(),
        author: text(&commit.author),
        is_merge: commit.parents.len() > 1,
    });
    let (commits, branch) = (made.collect(), branch.to_owned());
    let standing = match &worker {
        Some(_) => HashMap::new(),
        None => standing(source, tip, &stored, &changes)?,
    };
    let made_here = repo.made_on(&branch)?;
    let made_here = all.iter().filter(|id| made_here.contains(*id)).cloned().collect();
    let reverted = stored.iter().flat_map(|commit| reverts(&text(&commit.message))).collect();
    Ok(Line { branch, worker, commits, pushed, used, made_here, reverted, standing })
}

/// The paths of each commit that `tip` has as the commit left them.
fn standing(
    source: Source<'_>,
    tip: &str,
    commits: &[Stored],
    changes: &HashMap<String, Vec<Vec<u8>>>,
) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut paths: Vec<Vec<u8>> = changes.values().flatten().cloned().collect();
    paths.sort();
    paths.dedup();
    let now = source.stored(&[tip.to_owned()])?.remove(0).tree;
    let mut trees: Vec<String> = commits.iter().map(|commit| commit.tree.clone()).collect();
    trees.push(now.clone());
    let held = source.versions(&trees, &paths)?;
    let version = |tree: &str, path: &Vec<u8>| held.get(tree).and_then(|it| it.get(path)).cloned();
    let stands = |commit: &Stored| {
        let own = changes.get(&commit.id).into_iter().flatten();
        let same = own.filter(|path| version(&commit.tree, path) == version(&now, path));
        let text = |path: &Vec<u8>| String::from_utf8_lossy(path).into_owned();
        (commit.id.clone(), same.map(text).collect())
    };
    Ok(commits.iter().map(stands).collect())
}

/// The commits that a message says it takes back, as git words it (git-revert(1)).
fn reverts(message: &str) -> Vec<String> {
    let id = |rest: &str| rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>();
    message.split("This reverts commit ").skip(1).map(id).collect()
}
