//! Giving an integration up, or taking a finished one back: refs as before, with a way back.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::begin::INTEGRATING;
use super::below::above;
use super::settle::{end_removals, half_landed, half_merged, left_of_merge, settle, settle_base};
use super::store;
use super::surroundings::follow;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Move, Repo, Worktree, backup_name};
use crate::integrate::{Journal, Landing, Way};
use crate::verb::held::Moving;
use crate::verb::lifecycle::removal_of;
use crate::verb::{Context, stamp, stand};
use crate::worker::sh;

/// What taking an integration back, or giving it up, comes to: decided before anything is changed.
#[derive(Debug, PartialEq, Eq)]
struct Retreat {
    /// The tip the base is set back from; none where it stays.
    base_from: Option<String>,
    /// Whether there is a branch or a worktree to remove.
    removes: bool,
}

/// Decides it; refuses where something of somebody's would be lost.
fn decide(repo: &Repo, journal: &Journal, undo: bool) -> Result<Retreat, Failure> {
    let base_from = if undo {
        journal.landing.as_ref().map(|it| set_back_from(repo, journal, it)).transpose()?.flatten()
    } else {
        refuse_landed(repo, journal)?;
        None
    };
    if let (Some(tip), Some(landing)) = (&base_from, &journal.landing) {
        let moving = moving(repo, journal);
        if let Some(tree) = moving.holder()?
            && half_landed(&tree, landing)?.is_none()
        {
            moving.clear(&tree, tip, &landing.old)?;
        }
    }
    let at = Path::new(&journal.worktree);
    let removed = repo.half_removed()?.into_iter().find(|removal| removal.at == at);
    if let Some(removal) = &removed {
        refuse_changes(at, &removal.changed()?)?;
    } else if at.join(".git").exists() && repo.admin(at).is_none_or(|it| it.broken().is_none()) {
        let waits = git::merging(at)?.is_some();
        let half = left_of_merge(repo, journal)?.unwrap_or_default();
        if !waits && git::is_filled(at)? {
            let dirty = git::dirty(at)?.into_iter().filter(|path| !half.contains(path));
            refuse_changes(at, &dirty.collect::<Vec<_>>())?;
        }
    }
    Ok(Retreat { base_from, removes: repo.tip(&journal.branch)?.is_some() || at.exists() })
}

fn refuse_changes(at: &Path, dirty: &[String]) -> Result<(), Failure> {
    if dirty.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "'{}' has changes that are not committed: {}",
        at.display(),
        dirty.join(", ")
    ))
    .hint("commit or remove them, then run the command again"))
}

/// What gives an integration up.
const ABORT: &str = "git parallel integrate --abort";

/// Says what giving up or taking back would do, or refuses as that would.
pub(super) fn show(
    context: &Context,
    repo: &Repo,
    feature: Option<&str>,
    undo: bool,
) -> Result<Exit, Failure> {
    let journal =
        if undo { store::undoable(repo, feature)? } else { store::require(repo, feature, ABORT)? };
    let retreat = decide(repo, &journal, undo)?;
    let mut text = String::new();
    if retreat.removes {
        text.push_str(&format!("would remove {} and {}\n", journal.worktree, journal.branch));
    }
    if let Some(landing) = journal.landing.as_ref().filter(|_| retreat.base_from.is_some()) {
        text.push_str(&format!("would set {} back to {}\n", journal.base, landing.old));
    }
    tell(context, repo, &journal, if undo { "would take back" } else { "would give up" }, || text)?;
    Ok(Exit::Done)
}

/// What has become of an integration, for programs.
#[derive(Serialize, JsonSchema)]
pub(super) struct Over<'j> {
    feature: &'j str,
    branch: &'j str,
    base: &'j str,
    /// The commit the base is at now.
    tip: Option<String>,
    /// `taken back`, `given up`, or what a dry run would do.
    did: &'j str,
}

/// Tells what was `did`, in words or as JSON.
fn tell(
    context: &Context,
    repo: &Repo,
    journal: &Journal,
    did: &str,
    words: impl FnOnce() -> String,
) -> Result<(), Failure> {
    if !context.json {
        return Ok(context.out.told(words())?);
    }
    let tip = repo.tip(&journal.base)?;
    let Journal { feature, branch, base, .. } = journal;
    Ok(context.out.json("integrate", &Over { feature, branch, base, tip, did })?)
}

/// Removes the integration's worktree and branch; nothing else was touched by it.
pub(super) fn abort(
    context: &Context,
    repo: &Repo,
    feature: Option<&str>,
) -> Result<Exit, Failure> {
    let mut journal = store::require(repo, feature, ABORT)?;
    decide(repo, &journal, false)?;
    let above = match context.plan_if_any(repo)? {
        Some(plan) => above(repo, &plan.config, &journal)?,
        None => Vec::new(),
    };
    let after = removal_of(context, repo, &journal, ABORT)?;
    remove(context, repo, &mut journal)?;
    after();
    tell(context, repo, &journal, "given up", || {
        format!("gave up the integration of {}; {} is as it was", journal.feature, journal.base)
    })?;
    for worker in above {
        context.out.warn(format!(
            "{worker} was started from it, and cannot land before the work of {} has",
            journal.feature
        ));
    }
    Ok(Exit::Done)
}

/// Takes back the landing, where there was one, then the integration.
pub(super) fn undo(context: &Context, repo: &Repo, feature: Option<&str>) -> Result<Exit, Failure> {
    let mut journal = store::undoable(repo, feature)?;
    let retreat = decide(repo, &journal, true)?;
    let after = removal_of(context, repo, &journal, "git parallel integrate --undo")?;
    if let (Some(landing), Some(tip)) = (journal.landing.clone(), retreat.base_from) {
        take_back(context, repo, &mut journal, &landing, tip)?;
    }
    remove(context, repo, &mut journal)?;
    after();
    let tip = repo.tip(&journal.base)?.unwrap_or_default();
    tell(context, repo, &journal, "taken back", || {
        format!("took back the integration of {}; {} is at {tip}", journal.feature, journal.base)
    })?;
    let stand = stand::of(context, repo);
    // After a clean they are gone, and nothing else on a branch has their work.
    for merge in journal.latest().into_iter().filter(|_| journal.landing.is_some()) {
        if repo.tip(&merge.branch)?.is_none() {
            let (branch, tip) = (sh(&merge.branch), &merge.tip);
            let run = stand.command(format!("git branch {branch} {tip}"));
            context.out.note(format!("to bring it back: {run}"));
        }
    }
    if let Some((plan, gone)) = cleaned_plan(context, repo, &journal)? {
        let gone = gone.join(" ");
        context.out.note(format!(
            "to bring its workers back: git parallel recover --tables {plan} {gone}"
        ));
    }
    Ok(Exit::Done)
}

/// The plan that a clean kept, with those of the integration's workers that are in it and not in the
/// one in force.
fn cleaned_plan(
    context: &Context,
    repo: &Repo,
    journal: &Journal,
) -> Result<Option<(String, Vec<String>)>, Failure> {
    let plan = context.plan_if_any(repo)?;
    let there = |id: &str| plan.as_ref().is_some_and(|plan| plan.config.find(id).is_some());
    let merged = journal.latest().into_iter().map(|merge| merge.worker.clone());
    let gone: Vec<String> = merged.filter(|id| !there(id)).collect();
    if gone.is_empty() {
        return Ok(None);
    }
    for one in repo.kept()?.into_iter().rev().filter(|one| one.name == "parallel.toml") {
        let Some(text) = repo.text(&one.id)? else { continue };
        let Ok(kept) = config::parse(config::FILE, &text) else { continue };
        let known: Vec<String> =
            gone.iter().filter(|id| kept.find(id).is_some()).cloned().collect();
        if !known.is_empty() {
            return Ok(Some((format!("{}{}/{}", git::BACKUPS, one.stamp, one.name), known)));
        }
    }
    Ok(None)
}

/// What has landed is not given up, but taken back.
fn refuse_landed(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let Some(landing) = &journal.landing else { return Ok(()) };
    if !repo.is_ancestor(&landing.new, &format!("refs/heads/{}", journal.base))? {
        return Ok(());
    }
    Err(Failure::new(format!("'{}' has landed on {}", journal.feature, journal.base))
        .hint("to take it back, run: git parallel integrate --undo")
        .hint("to clean up after it, run: git parallel clean"))
}

/// The tip the base branch is set back from; none where it has not landed, or was taken back before.
/// Refuses once something came after it or somebody else has it.
fn set_back_from(
    repo: &Repo,
    journal: &Journal,
    landing: &Landing,
) -> Result<Option<String>, Failure> {
    let Some(tip) = repo.commit(&format!("refs/heads/{}", journal.base))? else {
        let gone = format!(
            "'{}', which {} landed on, is no branch any more",
            journal.base, journal.feature
        );
        return Err(Failure::new(gone).hint(format!(
            "to see which branches have it, run: git branch --contains {}",
            landing.new
        )));
    };
    if !repo.is_ancestor(&landing.new, &tip)? {
        // Taken back before; or the base was rewritten, and has the work by another commit.
        let there =
            repo.is_ancestor(&landing.tip, &tip)? || repo.is_absorbed(&tip, &landing.tip)?;
        if !there {
            return Ok(None);
        }
        let (base, old) = (&journal.base, &landing.old);
        return Err(Failure::new(format!(
            "{base} was rewritten since {} landed, and has it by another commit",
            journal.feature
        ))
        .hint(format!("to see which, run: git log --oneline --first-parent {old}..{}", sh(base)))
        .hint("to take it back by a new commit, run: git revert -m 1 COMMIT"));
    }
    let what = match landing.way {
        Way::Merge => format!("-m 1 {}", landing.new),
        Way::Squash => landing.new.clone(),
        Way::Rebase => format!("{}..{}", landing.old, landing.new),
    };
    let revert = format!("to take it back by a new commit, run: git revert {what}");
    if tip != landing.new {
        return Err(
            Failure::new(format!("{} has moved on since it landed", journal.base)).hint(revert)
        );
    }
    if let Some(remote) = repo.pushed_to(&landing.new)? {
        return Err(Failure::new(format!("it has been pushed: {remote} has it")).hint(revert));
    }
    Ok(Some(tip))
}

/// Sets the base branch back to where it was before the landing; the journal says so first.
fn take_back(
    context: &Context,
    repo: &Repo,
    journal: &mut Journal,
    landing: &Landing,
    tip: String,
) -> Result<(), Failure> {
    let name = format!("refs/heads/{}", journal.base);
    let stamp = stamp();
    if let Some(tree) = moving(repo, journal).holder()? {
        settle_base(context, &tree, landing)?;
        moving(repo, journal).clear(&tree, &tip, &landing.old)?;
        journal.landing = Some(Landing { back: true, ..landing.clone() });
        store::update(repo, journal)?;
        let keep = Move { name: backup_name(&stamp, &name), old: None, new: Some(tip.clone()) };
        repo.move_refs(&[keep], &stamp, "parallel: integrate --undo")?;
        if let Err(error) = git::reset_keep(&tree.path, &landing.old) {
            // Where even that fails, as on a full disk, the next run does it.
            let _whatever = stay(context, repo, journal, &tree);
            if error.is_lock() {
                return Err(error.into());
            }
            return Err(moving(repo, journal).failed(&tree, (&tip, &landing.old), &error));
        }
        follow(context, &tree.path, &landing.new, &landing.old);
    } else {
        let step = Move { name: name.clone(), old: Some(tip), new: Some(landing.old.clone()) };
        repo.move_refs(&[step], &stamp, "parallel: integrate --undo")?;
    }
    context.out.note(format!("what had landed is kept as {}", backup_name(&stamp, &name)));
    Ok(())
}

/// Puts back what git left half done of setting the base back.
fn stay(
    context: &Context,
    repo: &Repo,
    journal: &mut Journal,
    tree: &Worktree,
) -> Result<(), Failure> {
    let Some(landing) = &mut journal.landing else { return Ok(()) };
    settle_base(context, tree, landing)?;
    landing.back = false;
    store::update(repo, journal)
}

/// The base, as what is to be set back.
fn moving<'m>(repo: &'m Repo, journal: &'m Journal) -> Moving<'m> {
    Moving { repo, branch: &journal.base, again: "git parallel integrate --undo" }
}

fn remove(context: &Context, repo: &Repo, journal: &mut Journal) -> Result<(), Failure> {
    // The journal is the last to know of a landing that failed midway.
    if let (Some(landing), Some(tree)) = (&journal.landing, repo.holder(&journal.base)?) {
        settle_base(context, &tree, landing)?;
    }
    let at = Path::new(&journal.worktree).to_owned();
    end_removals(repo, |removed| removed == at)?;
    if at.join(".git").exists() {
        settle(context, repo, journal)?;
        if let Some(tip) = git::merging(&at)? {
            keep_half_resolved(context, repo, &at)?;
            // A git that died giving it up has put back a part.
            git::put_back(&at, &half_merged(&at, &tip)?)?;
            git::give_up(&at)?;
        }
        refuse_changes(&at, &git::dirty(&at)?)?;
        tell_left(context, repo.remove_worktree(&at)?.as_deref());
    } else {
        forget_tree(repo, &at)?;
    }
    if let Some(tip) = repo.tip(&journal.branch)? {
        store::keep(repo, journal, &tip)?;
        let (name, stamp) = (format!("refs/heads/{}", journal.branch), stamp());
        let step = Move { name: name.clone(), old: Some(tip), new: None };
        repo.move_refs(&[step], &stamp, "parallel: integrate given up")?;
        let back = sh(&backup_name(&stamp, &name));
        let run = format!("git branch {} {back}", sh(&journal.branch));
        context.out.note(format!("to bring it back: {}", stand::of(context, repo).command(run)));
    }
    store::remove(repo, journal)
}

/// Tells where that is kept which git could not delete of a worktree.
fn tell_left(context: &Context, kept: Option<&Path>) {
    if let Some(kept) = kept {
        context.out.note(format!("what git could not delete is kept in {}", kept.display()));
    }
}

/// Keeps what was resolved by hand so far, as a commit below the backups.
fn keep_half_resolved(context: &Context, repo: &Repo, at: &Path) -> Result<(), Failure> {
    let files = git::snapshot(at)?;
    let staged = git::staged_beside(at, files.as_deref())?;
    for (what, commit) in [("half-resolved", files), ("half-resolved-staged", staged)] {
        let Some(commit) = commit else { continue };
        let name = format!("{}{}/{what}", git::BACKUPS, stamp());
        let keep = Move { name: name.clone(), old: None, new: Some(commit) };
        repo.move_refs(&[keep], "", "parallel: a merge given up")?;
        context.out.note(format!("the merge as it stood is kept as {name}"));
    }
    Ok(())
}

/// Has git forget the worktree at `at`, whose folder is gone or was never made; no other.
fn forget_tree(repo: &Repo, at: &Path) -> Result<(), Failure> {
    git::remove_stubs(repo, INTEGRATING)?;
    match fs::remove_dir(at) {
        // Something of somebody's may be in it by now.
        Err(error)
            if ![ErrorKind::NotFound, ErrorKind::DirectoryNotEmpty].contains(&error.kind()) =>
        {
            return Err(Failure::new(format!("cannot remove '{}'", at.display())).because(&error));
        }
        _ => {}
    }
    let Some(tree) = repo.worktrees()?.into_iter().find(|tree| tree.path == at) else {
        return Ok(());
    };
    if tree.locked.as_deref() == Some(INTEGRATING) {
        repo.unlock_worktree(at)?;
    }
    repo.remove_worktree(at)?;
    Ok(())
}
