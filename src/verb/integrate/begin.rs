//! Beginning an integration: who is merged in which order, decided before anything is written.

use std::path::Path;

use super::{Args, store};
use crate::config::{Config, Worker, slug};
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::{Journal, Merge, Stage, order};
use crate::monitor::{Report, State, report};
use crate::verb::{Context, check, now, watch};

/// Decides everything about the integration.
pub(super) fn decide(
    context: &Context,
    repo: &Repo,
    config: &Config,
    args: &Args,
) -> Result<Journal, Failure> {
    if let Some(journal) = store::load(repo)? {
        return Err(Failure::new(format!(
            "an integration of '{}' is under way already",
            journal.feature
        ))
        .hint("to go on with it, run: git parallel integrate --continue")
        .hint("to give it up, run: git parallel integrate --abort"));
    }
    let feature = feature(config, args)?;
    let branch = config.layout.integration.replace("{feature}", &feature);
    let base_tip = repo.commit(&format!("refs/heads/{}", config.base))?.ok_or_else(|| {
        Failure::new(format!("there is no branch '{}'", config.base))
            .hint("set base in .parallel.toml")
    })?;
    free(repo, config, &branch)?;
    for name in &args.skip {
        if config.find(name).is_none() {
            return Err(Failure::new(format!("there is no worker '{name}'"))
                .hint("to see all workers, run: git parallel status"));
        }
    }
    let watched = watch::all(repo, config)?;
    let report = report(config, &watched, now());
    let chosen = chosen(config, &report, &args.skip)?;
    check::require_clean(context, repo, config, &chosen)?;
    let needs: Vec<(String, String)> = config
        .worker
        .iter()
        .flat_map(|worker| worker.needs.iter().map(|need| (worker.id.clone(), provider(need))))
        .chain(
            report
                .workers
                .iter()
                .flat_map(|row| row.needs.iter().map(|need| (need.by.clone(), need.of.clone()))),
        )
        .collect();
    let mut merge = Vec::new();
    for id in order(&chosen, &needs) {
        let found = config.worker.iter().zip(&watched).find(|(worker, _)| worker.id == id);
        let Some((worker, tip)) =
            found.and_then(|(worker, seen)| Some((worker, seen.work.tip.clone()?)))
        else {
            continue;
        };
        merge.push(planned(config, worker, tip));
    }
    let worktree = worktree(repo, config, &feature);
    if worktree.exists() {
        return Err(
            Failure::new(format!("'{}' exists already", worktree.display())).hint("move it away")
        );
    }
    Ok(Journal {
        feature,
        branch,
        worktree: worktree.to_string_lossy().into_owned(),
        base: config.base.clone(),
        base_tip,
        merge,
    })
}

/// Creates the branch and its worktree. The journal comes first: whatever happens after it,
/// `--continue` and `--abort` know what was meant.
pub(super) fn apply(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    store::save(repo, journal)?;
    make_worktree(repo, journal)
}

/// Makes the integration's worktree, or what of it is missing.
pub(super) fn make_worktree(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let at = Path::new(&journal.worktree);
    if at.join(".git").exists() {
        return Ok(());
    }
    let start = repo.tip(&journal.branch)?.is_none().then_some(journal.base_tip.as_str());
    repo.add_worktree(at, &journal.branch, start, "parallel: integrating")?;
    crate::git::fill(at)?;
    repo.unlock_worktree(at)?;
    Ok(())
}

fn planned(config: &Config, worker: &Worker, tip: String) -> Merge {
    Merge {
        worker: worker.id.clone(),
        title: worker.title().to_owned(),
        branch: config.branch(worker),
        tip,
        stage: Stage::Open,
    }
}

fn provider(need: &str) -> String {
    need.split('/').next().unwrap_or(need).to_owned()
}

fn worktree(repo: &Repo, config: &Config, feature: &str) -> std::path::PathBuf {
    repo.root().join(&config.layout.worktrees).join(format!("integration-{feature}"))
}

fn feature(config: &Config, args: &Args) -> Result<String, Failure> {
    let named = args.feature.as_ref().or(config.feature.as_ref());
    let feature = named.map(|name| slug(name)).unwrap_or_default();
    if feature.is_empty() {
        return Err(Failure::new("the integration has no name")
            .hint("to name it, run: git parallel integrate FEATURE")
            .hint("or set feature in .parallel.toml"));
    }
    Ok(feature)
}

fn free(repo: &Repo, config: &Config, branch: &str) -> Result<(), Failure> {
    if !repo.is_branch_name(branch)? {
        return Err(Failure::new(format!("'{branch}' is no valid branch name"))
            .hint("change layout.integration in .parallel.toml"));
    }
    if let Some(tip) = repo.tip(branch)? {
        let landed = repo.is_ancestor(&tip, &format!("refs/heads/{}", config.base))?;
        let failure = Failure::new(format!("branch '{branch}' exists already"));
        return Err(if landed {
            failure.hint("it has landed; to clean up, run: git parallel clean")
        } else {
            failure.hint("name another feature: git parallel integrate FEATURE")
        });
    }
    Ok(())
}

/// The workers to merge; refuses while one is not ready and not skipped.
fn chosen(config: &Config, report: &Report, skip: &[String]) -> Result<Vec<String>, Failure> {
    let mut chosen = Vec::new();
    let mut waiting = Vec::new();
    for row in &report.workers {
        if skip.contains(&row.worker) || row.state == State::Merged {
            continue;
        }
        match &row.state {
            State::Complete => chosen.push(row.worker.clone()),
            other => waiting.push((row.worker.as_str(), other.word())),
        }
    }
    if !waiting.is_empty() {
        let told: Vec<String> = waiting.iter().map(|(id, word)| format!("{id} ({word})")).collect();
        let flags: Vec<String> = waiting.iter().map(|(id, _)| format!("--skip {id}")).collect();
        return Err(Failure::new(format!("not complete: {}", told.join(", ")))
            .hint("to see why, run: git parallel status")
            .hint(format!("to leave them out, run: git parallel integrate {}", flags.join(" "))));
    }
    if chosen.is_empty() {
        return Err(if config.worker.is_empty() {
            Failure::new("the plan has no workers").hint("to make one, run: git parallel plan DOC…")
        } else {
            Failure::new("there is nothing to integrate")
                .hint("to see every worker, run: git parallel status")
        });
    }
    Ok(chosen)
}
