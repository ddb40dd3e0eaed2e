//! The final review checklist, each entry evaluated rather than printed.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Kind, Repo, Source};
use crate::hook::{Claim, all_claims};
use crate::integrate::Journal;
use crate::monitor::remaining;
use crate::render::inert;
use crate::verb::integrate::{
    Brought, apart, below, brought as integrate_brought, failing, missing,
};
use crate::verb::{Context, check, watch};
use crate::worker::sh_path;

/// One entry of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Entry {
    /// What must hold.
    pub(super) text: String,
    /// Whether it does.
    pub(super) holds: bool,
    /// What is missing, or what was seen.
    pub(super) why: Option<String>,
}

impl Entry {
    fn new(text: &str, missing: Option<String>) -> Self {
        Self { text: text.to_owned(), holds: missing.is_none(), why: missing }
    }
}

/// What fails where refs moved under every review.
pub(super) fn moving() -> Entry {
    let why = "branches moved while it was made: run it again once they rest";
    Entry::new("the review holds for what is there now", Some(why.into()))
}

/// Evaluates the whole list; the checks run last, and only when everything else holds.
pub(super) fn evaluate(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Vec<Entry>, Failure> {
    let at = Path::new(&journal.worktree);
    let open = if at.join(".git").exists() { git::unmerged(at)? } else { Vec::new() };
    let mut list = vec![
        merged(repo, config, journal)?,
        Entry::new("no commit breaks the rules of the plan", broken(repo, config, journal)?),
        Entry::new("all conflicts resolved", conflicting(&open)),
        Entry::new("no conflict markers left", markers(repo, journal, at)?),
        Entry::new("commits of submodules can be had by others", submodules(repo, journal)?),
        Entry::new("nothing left uncommitted in the integration", uncommitted(at)?),
        Entry::new("nothing tracked where the worktrees are", tracked(repo, config, journal)?),
        Entry::new("up to date with the base branch", behind(repo, config, journal)?),
    ];
    if let Some(below) = below(repo, config, journal)? {
        list.push(Entry::new("what it stands on has landed", Some(below)));
    }
    list.extend(brought(repo, config, journal)?);
    list.extend((!journal.gave_way.is_empty()).then(|| Entry {
        text: format!("what {} changed and gives way to an owner, as asked", journal.base),
        holds: true,
        why: Some(journal.gave_way.join("; ")),
    }));
    list.extend(unnamed(repo, config, journal)?);
    let sound = list.iter().all(|entry| entry.holds);
    list.push(if sound {
        checks(context, repo, config, journal)?
    } else {
        Entry::new("checks pass", Some("not run".into()))
    });
    Ok(list)
}

/// All that is to be merged; who is not is named, so that nobody is left out unseen.
fn merged(repo: &Repo, config: &Config, journal: &Journal) -> Result<Entry, Failure> {
    let apart = apart(repo, config, journal)?;
    let open: Vec<&str> =
        apart.late.iter().filter(|it| it.waits.is_none()).map(|it| &*it.worker).collect();
    let mut told = Vec::new();
    if !open.is_empty() {
        told.push(format!("not merged: {} (git parallel integrate --continue)", open.join(", ")));
    }
    let waiting = apart.late.iter().filter_map(|it| Some((it, it.waits.as_ref()?)));
    told.extend(waiting.map(|(it, why)| format!("not merged: {}, {why}", it.told())));
    let mut text = "all worker branches merged".to_owned();
    if !apart.without.is_empty() {
        text.push_str(&format!(", without {}", apart.without.join(", ")));
    }
    Ok(Entry::new(&text, (!told.is_empty()).then(|| told.join("; "))))
}

/// Tasks of the merged workers that no commit names: nothing tells that they were done.
fn unnamed(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<Entry>, Failure> {
    let merged = |id: &String| journal.merge.iter().any(|merge| merge.worker == *id);
    let watched = watch::all(repo, config)?;
    let workers = config.worker.iter().zip(&watched).filter(|(worker, _)| merged(&worker.id));
    let left: Vec<&str> = workers
        .flat_map(|(worker, seen)| remaining(worker, &seen.work))
        .map(|task| task.id.as_str())
        .collect();
    Ok((!left.is_empty()).then(|| Entry {
        text: "what no commit names comes again with the next plan".into(),
        holds: true,
        why: Some(left.join(", ")),
    }))
}

/// The gate once more: a worker may have committed since it was merged.
fn broken(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<String>, Failure> {
    let known = |worker: &str| config.find(worker).is_some();
    // What was merged, also where the branch has been rewritten or deleted since.
    let merged = journal.merge.iter().filter(|merge| known(&merge.worker));
    let mut tips: Vec<Claim> = merged
        .map(|merge| Claim { worker: merge.worker.clone(), tip: merge.tip.clone() })
        .collect();
    let git = || repo.git();
    for claim in all_claims(Source::new(&git), config)? {
        if tips.iter().any(|tip| tip.worker == claim.worker) && !tips.contains(&claim) {
            tips.push(claim);
        }
    }
    let found = check::judged(repo, config, &tips)?;
    let first = found.iter().find(|finding| finding.stops());
    Ok(first
        .map(|finding| format!("{} of {} (git parallel check)", finding.subject, finding.worker)))
}

fn conflicting(open: &[String]) -> Option<String> {
    let told = || format!("{} (git add, then git parallel integrate --continue)", list(open));
    (!open.is_empty()).then(told)
}

fn list(paths: &[String]) -> String {
    paths.iter().map(inert).collect::<Vec<_>>().join(", ")
}

fn uncommitted(at: &Path) -> Result<Option<String>, Failure> {
    if !at.join(".git").exists() {
        return Ok(None);
    }
    let dirty = git::dirty(at)?;
    let see = format!("git -C {} status", sh_path(at));
    let told = || format!("{} (commit or remove it; to see it: {see})", list(&dirty));
    Ok((!dirty.is_empty()).then(told))
}

/// Landing such a path would let git overwrite a worker's files without a word.
fn tracked(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<String>, Failure> {
    let Some(folder) = config.layout.inside() else { return Ok(None) };
    if repo.tip(&journal.branch)?.is_none() {
        return Ok(None);
    }
    Ok(repo.tracked_below(&format!("refs/heads/{}", journal.branch), folder)?)
}

/// Markers that somebody committed along with the files they resolved, and those in files that are
/// being resolved.
fn markers(repo: &Repo, journal: &Journal, at: &Path) -> Result<Option<String>, Failure> {
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(None) };
    let mut found = repo.markers_since(&journal.base_tip, &tip, at)?;
    if at.join(".git").exists() {
        let open: Vec<String> = git::unmerged(at)?.into_iter().chain(git::dirty(at)?).collect();
        let marked = git::marked(at, &open)?;
        found.extend(marked.into_iter().filter(|path| !found.contains(path)).collect::<Vec<_>>());
    }
    let told = || format!("{} (commit them resolved in {})", list(&found), journal.worktree);
    Ok((!found.is_empty()).then(told))
}

/// A submodule's commit that only a worker's copy has is a pointer nobody else can follow.
fn submodules(repo: &Repo, journal: &Journal) -> Result<Option<String>, Failure> {
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(None) };
    let trees = repo.worktrees()?.into_iter().filter(|tree| tree.kind != Kind::Bare);
    let trees: Vec<_> = trees.map(|tree| tree.path).collect();
    let found = git::not_published(repo.git(), &journal.base_tip, &tip, &trees)?;
    let told = |link: &git::Link| {
        let commit = link.commit.get(..9).unwrap_or(&link.commit);
        format!("submodule {} at {commit}", inert(&link.path))
    };
    let list = found.iter().map(told).collect::<Vec<_>>().join(", ");
    Ok((!found.is_empty())
        .then(|| format!("on no remote: {list} (git push, in the worktree that has it)")))
}

fn behind(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<String>, Failure> {
    let missing = missing(repo, &config.remote, journal)?;
    Ok(missing.map(|name| format!("{name} has moved on: git parallel land --update")))
}

/// Work of another feature that a worker took and nobody integrated: it would land unseen.
fn brought(repo: &Repo, config: &Config, journal: &Journal) -> Result<Option<Entry>, Failure> {
    let known = |worker: &str| config.find(worker).is_some();
    let merged = journal.merge.iter().filter(|merge| known(&merge.worker));
    let tips: Vec<Claim> = merged
        .map(|merge| Claim { worker: merge.worker.clone(), tip: merge.tip.clone() })
        .collect();
    let members: Vec<String> = journal.merge.iter().map(|merge| merge.worker.clone()).collect();
    let found = integrate_brought(repo, config, &tips, &members, &journal.skipped)?;
    let told = |it: &Brought| match &it.feature {
        Some(name) => format!("{} (git parallel land {name})", it.told()),
        None => it.told(),
    };
    let why: Vec<String> = found.iter().map(told).collect();
    Ok((!why.is_empty()).then(|| Entry::new("what comes along has landed", Some(why.join("; ")))))
}

fn checks(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<Entry, Failure> {
    const TEXT: &str = "checks pass";
    if config.check.run.is_empty() {
        return Ok(Entry {
            text: TEXT.into(),
            holds: true,
            why: Some("none configured in [check] run".into()),
        });
    }
    let failed = failing(context, repo, config, journal)?;
    let told = |command| format!("failed: {command} (mend it by commits in {})", journal.worktree);
    Ok(Entry::new(TEXT, failed.map(told)))
}
