//! `land`: the review checklist, evaluated; then, on approval, one merge commit on the base branch.

mod checklist;

use std::path::Path;

use serde::Serialize;

use super::integrate::load;
use super::{Context, stamp, trust};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{Git, Move, Repo, backup_name};
use crate::integrate::Journal;
use crate::render::style;
use checklist::Entry;

/// Go through the review checklist, then merge the integration into the base branch
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Land without asking
    #[arg(long, short)]
    yes: bool,
    /// Push the base branch to the remote afterwards
    #[arg(long)]
    push: bool,
}

#[derive(Serialize)]
struct Shown<'l> {
    feature: &'l str,
    base: &'l str,
    checklist: &'l [Entry],
    ready: bool,
    landed: Option<&'l str>,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let journal = load(&repo)?.ok_or_else(|| {
        Failure::new("there is no integration to land")
            .hint("to make one, run: git parallel integrate FEATURE")
    })?;
    trust::require(context, &repo, &plan.config)?;
    let checklist = checklist::evaluate(context, &repo, &plan.config, &journal)?;
    let ready = checklist.iter().all(|entry| entry.holds);
    if !context.json {
        context.out.answer(told(&journal, &checklist))?;
    }
    if !ready || context.dry_run {
        return shown(
            context,
            &journal,
            &checklist,
            None,
            if ready { Exit::Done } else { Exit::Found },
        );
    }
    if !args.yes && !approved(context, &journal)? {
        context.out.note("nothing was landed");
        return shown(context, &journal, &checklist, None, Exit::Found);
    }
    let Some(_lock) = repo.lock()? else {
        return Err(Failure::new("another git parallel is changing this repository")
            .hint("wait for it to end, then run: git parallel land"));
    };
    let commit = land(context, &repo, &journal)?;
    if args.push {
        push(&repo, &plan.config)?;
    }
    if !context.json {
        context.out.answer(format!(
            "landed {} on {} as {}",
            journal.feature,
            journal.base,
            &commit[..commit.len().min(12)]
        ))?;
    }
    context.out.note(if args.push {
        "next: git parallel clean"
    } else {
        "next: git push, then git parallel clean"
    });
    shown(context, &journal, &checklist, Some(&commit), Exit::Done)
}

fn shown(
    context: &Context,
    journal: &Journal,
    checklist: &[Entry],
    landed: Option<&str>,
    exit: Exit,
) -> Result<Exit, Failure> {
    if context.json {
        let ready = checklist.iter().all(|entry| entry.holds);
        let shown =
            Shown { feature: &journal.feature, base: &journal.base, checklist, ready, landed };
        context.out.json("land", &shown)?;
    }
    Ok(exit)
}

fn told(journal: &Journal, checklist: &[Entry]) -> String {
    let mut text = format!(
        "{} of {} into {}\n",
        style::strong("Final review"),
        style::name(&journal.branch),
        journal.base
    );
    for entry in checklist {
        let mark = if entry.holds { style::good("[x]") } else { style::bad("[ ]") };
        text.push_str(&format!("  {mark} {}", entry.text));
        if let Some(why) = &entry.why {
            text.push_str(&format!(": {}", style::faint(why)));
        }
        text.push('\n');
    }
    text
}

fn approved(context: &Context, journal: &Journal) -> Result<bool, Failure> {
    let question = format!("Review done, land {} on {}? [y/N]", journal.branch, journal.base);
    let Some(answer) = context.out.ask(&question)? else {
        return Err(Failure::new("landing needs an approval, and nobody answered")
            .hint("to approve it beforehand, run: git parallel land --yes"));
    };
    Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
}

/// Makes the merge commit and moves the base branch to it: where the branch is checked out, by a
/// fast-forward there, which git refuses when it would touch files that are changed; elsewhere by
/// a guarded move of the ref.
fn land(context: &Context, repo: &Repo, journal: &Journal) -> Result<String, Failure> {
    let base = format!("refs/heads/{}", journal.base);
    let old = repo
        .commit(&base)?
        .ok_or_else(|| Failure::new(format!("there is no branch '{}'", journal.base)))?;
    let tip = repo
        .tip(&journal.branch)?
        .ok_or_else(|| Failure::new(format!("there is no branch '{}'", journal.branch)))?;
    let message = format!("Merge {}: parallel implementation complete", journal.feature);
    let commit = repo.merge_commit(&tip, &[&old, &tip], &message)?;
    let stamp = stamp();
    let holder =
        repo.worktrees()?.into_iter().find(|tree| tree.branch.as_ref() == Some(&journal.base));
    let why = format!("parallel: land {}", journal.feature);
    if let Some(tree) = holder {
        let keep = Move { name: backup_name(&stamp, &base), old: None, new: Some(old.clone()) };
        repo.move_refs(&[keep], &stamp, &why)?;
        forward(&tree.path, &commit, &why)?;
    } else {
        let step = Move { name: base.clone(), old: Some(old.clone()), new: Some(commit.clone()) };
        repo.move_refs(&[step], &stamp, &why)?;
    }
    context.out.note(format!(
        "{} was at {old}, kept as {}",
        journal.base,
        backup_name(&stamp, &base)
    ));
    Ok(commit)
}

fn forward(worktree: &Path, commit: &str, why: &str) -> Result<(), Failure> {
    let ran = Git::at(worktree)
        .env("GIT_REFLOG_ACTION", why)
        .args(["merge", "--ff-only", "--quiet", commit])
        .run();
    ran.map(drop).map_err(|error| {
        Failure::new(format!("the base branch cannot be moved forward in '{}'", worktree.display()))
            .because(&error)
            .hint("commit or stash the changes there (git stash), then run: git parallel land")
    })
}

fn push(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let name = format!("refs/heads/{}", config.base);
    repo.git()
        .args(["push", "--quiet", &config.remote, &format!("{name}:{name}")])
        .run()
        .map(drop)
        .map_err(|error| {
            Failure::new(format!(
                "'{}' has landed here but could not be pushed to '{}'",
                config.base, config.remote
            ))
            .because(&error)
            .hint(format!("to try again, run: git push {} {}", config.remote, config.base))
        })
}
