//! Beginning an integration: who is merged in which order, decided before anything is written.

use std::path::{Path, PathBuf};

use super::brought::{refuse_brought, tell_brought};
use super::foresee::{Candidate, forecast, with_dirt};
use super::{Args, store, surroundings, who};
use crate::config::{Config, slug};
use crate::failure::Failure;
use crate::git::{self, Deciding, Repo};
use crate::hook::Claim;
use crate::integrate::{Forecast, Journal, Merge, Stage};
use crate::monitor::{Report, Standing, report};
use crate::render::inert;
use crate::verb::{Context, base, check, folders, now, select, since, watch};
use crate::worker::{sh, sh_path};

/// What is going to be done, and what is expected of it.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) journal: Journal,
    pub(super) forecast: Forecast,
    /// Who has not finished, where that is foreseen all the same, and the word for its state.
    pub(super) unfinished: who::Unfinished,
}

/// Decides everything about the integration.
pub(super) fn decide(
    context: &Context,
    repo: &Repo,
    config: &Config,
    args: &Args,
) -> Result<Decision, Failure> {
    let now_only = context.dry_run && !args.pr;
    refuse_unnamed(repo, config, args.feature.is_some() || now_only)?;
    let (feature, members) = who::feature(config, args, now_only)?;
    refuse_rivals(repo, &feature, &members)?;
    refuse_local_drivers(repo)?;
    folders::refuse_odd_root(repo)?;
    folders::refuse_links(repo, config)?;
    let branch = config.layout.integration.replace("{feature}", &feature);
    let base_tip = base_tip(context, repo, config)?;
    free(repo, config, &branch)?;
    for name in &args.skip {
        if config.find(name).is_none() {
            return Err(select::unknown(&config.worker, name));
        }
    }
    let watched = watch::all(repo, config)?;
    let mut report = report(config, &watched, now());
    report.workers.retain(|row| members.contains(&row.worker));
    let (chosen, unfinished) = if now_only {
        who::present(config, &report, &args.skip)?
    } else {
        (who::complete(config, &report, &feature, &args.skip)?, Vec::new())
    };
    let tip = |id: &String| watched.iter().find(|seen| seen.work.id == *id)?.work.tip.clone();
    let candidates: Vec<Candidate> = chosen
        .iter()
        .filter_map(|id| Some(Candidate { worker: id.clone(), tip: tip(id)? }))
        .collect();
    let tips: Vec<Claim> = candidates.iter().map(Candidate::claim).collect();
    agreed(repo, config, Some(&feature), &candidates)?;
    joined(repo, config, &base_tip, &candidates)?;
    if unfinished.is_empty() {
        refuse_brought(repo, config, &feature, &tips, &members, &args.skip)?;
        check::require_clean(context, repo, config, &tips)?;
    }
    let others = config.worker.iter().map(|worker| worker.id.clone());
    let others: Vec<String> = others.filter(|id| !chosen.contains(id)).collect();
    tell_brought(context, repo, config, &tips, &others)?;
    let seen =
        if args.include_dirty { with_dirt(repo, config, &candidates)? } else { candidates.clone() };
    let (forecast, ordered) = forecast(repo, config, &base_tip, &seen, &needs(config, &report))?;
    let meant = |one: &Candidate| candidates.iter().find(|it| it.worker == one.worker);
    let merge = ordered.iter().filter_map(|one| planned(config, meant(one)?)).collect();
    let worktree = worktree(repo, config, &feature)?;
    let journal = Journal {
        feature,
        branch,
        worktree: worktree.to_string_lossy().into_owned(),
        base: config.base.clone(),
        base_tip,
        batch: args.batch,
        skipped: args.skip.clone(),
        gave_way: Vec::new(),
        begun: None,
        given_up: None,
        landing: None,
        merge,
    };
    Ok(Decision { journal, forecast, unfinished })
}

/// Refuses where files of this clone alone say how paths are merged: nobody reviews them, whoever works here
/// can write them, and what they make of a conflict would land (gitattributes(5), `merge`).
pub(super) fn refuse_local_drivers(repo: &Repo) -> Result<(), Failure> {
    let (by, what, away) = match repo.deciding_merges()?.into_iter().next() {
        None => return Ok(()),
        Some(Deciding::Line(line)) => {
            let file = repo.common().join("info/attributes");
            let (shown, away) = (sh_path(&file), sh_path(&file.with_extension("away")));
            (shown.clone(), line, format!("to put it away: mv {shown} {away}"))
        }
        Some(Deciding::File(key, file, line)) => (
            sh_path(&file),
            line,
            format!(
                "to see who names that file, and unset it there: git config --show-origin {key}"
            ),
        ),
        Some(Deciding::Driver(key)) => (
            "the configuration of this repository".to_owned(),
            key.clone(),
            format!("to see where, and unset it there: git config --show-origin {key}"),
        ),
    };
    Err(Failure::new(format!("{by} says how files are merged: '{}'", inert(what)))
        .hint("where everybody is to have that, write it into .gitattributes, which is reviewed")
        .hint(away))
}

/// Where nothing names what is integrated, the one that is under way was meant.
fn refuse_unnamed(repo: &Repo, config: &Config, named: bool) -> Result<(), Failure> {
    if named {
        return Ok(());
    }
    let nameless = config.worker.iter().filter(|worker| config.feature(worker).is_none());
    let members: Vec<String> = nameless.map(|worker| worker.id.clone()).collect();
    refuse_rivals(repo, "", &members).map_err(|failure| {
        let other = config.features().into_iter().flatten().next();
        other.iter().fold(failure, |failure, other| {
            failure.hint(format!("to begin another, run: git parallel integrate {}", slug(other)))
        })
    })
}

/// Refuses while an integration of this feature, or of some of its workers, is under way.
fn refuse_rivals(repo: &Repo, feature: &str, members: &[String]) -> Result<(), Failure> {
    let is_rival = |journal: &Journal| {
        journal.feature == feature
            || journal.merge.iter().any(|merge| members.contains(&merge.worker))
    };
    if let Some(journal) = store::all(repo)?.into_iter().find(is_rival) {
        if store::standing_of(repo, &journal)? == Standing::Landed {
            let merged = journal.merge.iter().map(|merge| merge.worker.as_str());
            let merged: Vec<&str> = merged.filter(|id| members.iter().any(|it| it == id)).collect();
            let run = format!("git parallel clean {}", merged.join(" "));
            return Err(Failure::new(format!(
                "'{}' has landed on {}, and is not cleaned up yet",
                journal.feature, journal.base
            ))
            .hint(format!("to clean up after it, run: {}", run.trim_end())));
        }
        return Err(Failure::new(format!(
            "an integration of '{}' is under way already",
            journal.feature
        ))
        .hint(format!(
            "to go on with it, run: git parallel integrate --continue {}",
            journal.feature
        ))
        .hint(format!("to give it up, run: git parallel integrate --abort {}", journal.feature)));
    }
    Ok(())
}

/// The further of the local and the remote base branch.
fn base_tip(context: &Context, repo: &Repo, config: &Config) -> Result<String, Failure> {
    let base = &config.base;
    let local = base::tip(repo, config)?;
    let remote = base::far(repo, config)?.map(|(_, tip)| tip);
    let Some(remote) = remote.filter(|remote| *remote != local) else { return Ok(local) };
    if repo.is_ancestor(&local, &remote)? {
        let ahead = repo.count(&format!("{local}..{remote}"))?;
        context
            .out
            .note(format!("{}/{base} is {ahead} ahead of {base}: begun there", config.remote));
        return Ok(remote);
    }
    if !repo.is_ancestor(&remote, &local)? {
        context
            .out
            .warn(format!("{base} and {}/{base} have diverged: begun at {base}", config.remote));
    }
    Ok(local)
}

/// Refuses while a worker's branch says one thing here and another on the remote. `begun` is the
/// feature, where somebody can still be left out.
pub(super) fn agreed(
    repo: &Repo,
    config: &Config,
    begun: Option<&str>,
    all: &[Candidate],
) -> Result<(), Failure> {
    for one in all {
        let Some(worker) = config.find(&one.worker) else { continue };
        let branch = config.branch(worker);
        for name in
            [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", config.remote)]
        {
            let Some(other) = repo.commit(&name)? else { continue };
            // A worker that commits meanwhile has only gone on.
            if !repo.is_ancestor(&other, &one.tip)?
                && !repo.is_ancestor(&one.tip, &other)?
                && !since::strange(repo, config, worker)?.contains(&name)
            {
                let failure = Failure::new(format!(
                    "the branch of {} has diverged from the one on '{}'",
                    one.worker, config.remote
                ))
                .hint(format!(
                    "to join them, run in its worktree: git pull --no-rebase {} {}",
                    sh(&config.remote),
                    sh(&branch)
                ));
                return Err(match begun {
                    None => failure,
                    Some(feature) => failure.hint(format!(
                        "to leave it out, run: git parallel integrate {feature} --skip {}",
                        one.worker
                    )),
                });
            }
        }
    }
    Ok(())
}

/// Refuses what shares no history with the base: git would, in the middle.
fn joined(repo: &Repo, config: &Config, base_tip: &str, all: &[Candidate]) -> Result<(), Failure> {
    for one in all {
        if repo.merge_base(base_tip, &one.tip)?.is_none() {
            let failure = Failure::new(format!(
                "the branch of {} and '{}' have no common commit here",
                one.worker, config.base
            ));
            return Err(if repo.is_shallow() {
                failure.hint(base::deepen(config))
            } else {
                failure.hint(format!("leave it out: --skip {}", one.worker))
            });
        }
    }
    Ok(())
}

/// Who needs whom: by the plan, and as said in commits.
pub(super) fn needs(config: &Config, report: &Report) -> Vec<(String, String)> {
    let planned = config
        .worker
        .iter()
        .flat_map(|worker| worker.needs.iter().map(|need| (worker.id.clone(), provider(need))));
    let said = report.workers.iter().flat_map(|row| &row.needs);
    planned.chain(said.map(|need| (need.by.clone(), need.of.clone()))).collect()
}

/// Creates the branch and its worktree. The journal comes first: whatever happens after it,
/// `--continue` and `--abort` know what was meant.
pub(super) fn apply(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
) -> Result<(), Failure> {
    let before = repo.tip(&journal.branch)?;
    store::save(repo, journal)?;
    let made = make_worktree(repo, journal)
        .and_then(|()| surroundings::make_ready(context, repo, config, journal));
    // What could not begin at all is not under way; the branch that git made first has nothing yet.
    if made.is_err() && !Path::new(&journal.worktree).exists() {
        let now = repo.tip(&journal.branch)?;
        if before.is_none() && now.as_ref() == Some(&journal.base_tip) {
            let name = format!("refs/heads/{}", journal.branch);
            repo.delete_refs(&[(name, journal.base_tip.clone())])?;
            store::remove(repo, journal)?;
        } else if now.is_none() {
            store::remove(repo, journal)?;
        }
    }
    made
}

/// Makes the integration's worktree, or what of it is missing: it stays locked until it is whole.
pub(super) fn make_worktree(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let at = Path::new(&journal.worktree);
    git::remove_stubs(repo, INTEGRATING)?;
    // What git died making holds nothing of anybody's yet.
    if let Some(admin) = repo.admin(at).filter(|admin| admin.broken().is_some())
        && !admin.folder.join("index").exists()
    {
        git::mend_admin(at, &admin, &journal.branch, true)?;
    }
    if !at.join(".git").exists() {
        git::unlock_branch(repo, at, &journal.branch)?;
        let start = repo.tip(&journal.branch)?.is_none().then_some(journal.base_tip.as_str());
        repo.add_worktree(at, &journal.branch, start, INTEGRATING).map_err(|error| {
            Failure::new(format!("the worktree '{}' cannot be made", at.display()))
                .because(&error)
                .hint("mend that, then run the same again")
        })?;
    }
    if !git::is_filled(at)? {
        git::remove_stale_locks(repo, at)?;
        git::fill(at)?;
    }
    let trees = repo.worktrees()?;
    let here = |tree: &&git::Worktree| {
        // The second is git's own, while it makes one (git-worktree(1), `add`).
        tree.locked.as_deref() == Some(INTEGRATING)
            || (tree.path == at && tree.locked.as_deref() == Some("initializing"))
    };
    for tree in trees.iter().filter(here) {
        repo.unlock_worktree(&tree.path)?;
    }
    Ok(())
}

/// The reason git shows for the lock on an integration's worktree that is not ready yet.
pub(super) const INTEGRATING: &str = "parallel: integrating";

/// The merge of `one` as the journal has it before it is begun.
pub(super) fn planned(config: &Config, one: &Candidate) -> Option<Merge> {
    let worker = config.find(&one.worker)?;
    Some(Merge {
        worker: worker.id.clone(),
        title: worker.title().to_owned(),
        branch: config.branch(worker),
        tip: one.tip.clone(),
        stage: Stage::Open,
        commit: None,
    })
}

fn provider(need: &str) -> String {
    need.split('/').next().unwrap_or(need).to_owned()
}

fn worktree(repo: &Repo, config: &Config, feature: &str) -> Result<PathBuf, Failure> {
    let at = repo.root().join(&config.layout.worktrees).join(format!("integration-{feature}"));
    if at.exists() {
        return Err(Failure::new(format!("'{}' exists already", at.display())).hint("move it away"));
    }
    Ok(at)
}

/// How to set a branch and its worktree aside that no record leads to any more: nothing of them is lost.
fn nobodys(repo: &Repo, failure: Failure, branch: &str) -> Result<Failure, Failure> {
    let former = |n: usize| format!("former/{branch}-{n}");
    let mut free = 1;
    while repo.tip(&former(free))?.is_some() {
        free += 1;
    }
    let rename = format!("git branch -m {} {}", sh(branch), sh(&former(free)));
    let told = match repo.holder(branch)? {
        Some(tree) => format!("git worktree remove {} && {rename}", sh_path(&tree.path)),
        None => rename,
    };
    Ok(failure
        .hint(format!("where no record of it is left, set it aside, with all its commits: {told}")))
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
            let failure = nobodys(repo, failure, branch)?;
            failure.hint("or name another feature: git parallel integrate FEATURE")
        });
    }
    base::refuse_clash(repo, branch)
}
