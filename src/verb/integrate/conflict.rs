//! A merge that stops on a conflict: whose the paths are, and the ways on.

use std::path::Path;

use super::{store, told};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Depth, Repo, SAME_LINES, Side, Took};
use crate::integrate::{Conflict, Journal, Merge, Stage};
use crate::render::{count, inert, style};
use crate::verb::Context;
use crate::worker::sh;

/// Resolves what has an owner, where both sides changed it, to the owner's version: the merged branch's
/// where it is its worker's, else what was merged before. What of the base's own gives way is told, and
/// written down for the review. Gives what is nobody's and stays open; nobody is `merging` where the
/// base is.
pub(super) fn take_owners(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &mut Journal,
    merging: Option<&str>,
    paths: &[String],
) -> Result<Vec<String>, Failure> {
    let at = Path::new(&journal.worktree).to_owned();
    let theirs = git::merging(&at)?.unwrap_or_else(|| "HEAD".to_owned());
    for path in paths {
        let Some(owner) = config.owner(path.as_bytes()).map(|it| it.id.as_str()) else { continue };
        let side = if Some(owner) == merging { Side::Theirs } else { Side::Ours };
        let lost = match (side, merging) {
            (Side::Theirs, _) => own_changes(&at, &theirs, &journal.base_tip, path)?,
            (Side::Ours, None) => own_changes(&at, "HEAD", &theirs, path)?,
            (Side::Ours, Some(_)) => Vec::new(),
        };
        let (took, shown) = (git::take(&at, path, side)?, inert(path));
        let which = if took == Took::Hunks { "where both changed it, " } else { "" };
        context.out.note(format!("  {shown}: {which}taken as {owner}, who owns it, has it"));
        if !lost.is_empty() {
            let told = format!("{shown}: {}", lost.join(", "));
            context.out.warn(format!(
                "{which}what {} changed gives way in {told}; to see it: git -C {} diff {} -- {}",
                config.base,
                sh(&journal.worktree),
                sh(&config.base),
                sh(path)
            ));
            journal.gave_way.push(told);
            store::save(repo, journal)?;
        }
    }
    Ok(git::unmerged(&at)?)
}

/// The commits of the base that changed `path` and that `without` has not, each with its subject.
fn own_changes(at: &Path, without: &str, base: &str, path: &str) -> Result<Vec<String>, Failure> {
    Ok(git::changes_to(at, without, base, path)?.iter().map(inert).collect())
}

/// Tells of the conflict in the `n`th merge.
pub(super) fn stop(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &Journal,
    n: usize,
    paths: &[String],
) -> Result<Exit, Failure> {
    let merge = &journal.merge[n];
    let why = reasons(repo, journal, &merge.tip)?;
    let why = |path: &str| {
        let known = why.iter().find(|clash| clash.path == path);
        known.map_or("it cannot be merged", |clash| clash.why)
    };
    let open = git::marked(Path::new(&journal.worktree), paths)?;
    let told = |path: &String| match why(path) {
        SAME_LINES if !open.contains(path) => {
            let why =
                format!("{SAME_LINES}; it lies there as it was settled once before (git rerere)");
            Conflict::new(config, path, &why)
        }
        why => Conflict::new(config, path, why),
    };
    let mut conflicts: Vec<Conflict> = paths.iter().map(told).collect();
    let others = |it: &&Merge| it.stage != Stage::Open && it.worker != merge.worker;
    for before in journal.merge.iter().filter(others) {
        let changed = repo.changed_since(&journal.base_tip, &before.tip)?;
        let new =
            |it: &&mut Conflict| changed.contains(&it.path) && !it.with.contains(&before.worker);
        for conflict in conflicts.iter_mut().filter(new) {
            conflict.with.push(before.worker.clone());
        }
    }
    if context.json {
        told::stopped(
            context,
            journal,
            &told::Stop::Conflict { worker: &merge.worker, conflicts: &conflicts },
        )?;
        return Ok(Exit::Conflict);
    }
    let mut text = format!(
        "{} merging {} conflicts in {}\n",
        style::bad("conflict:"),
        merge.worker,
        count(paths.len(), "path")
    );
    for conflict in &conflicts {
        text.push_str(&told::conflict(conflict));
    }
    let owned = conflicts.iter().any(|conflict| conflict.owner.is_some());
    text.push_str(&format!(
        "\nresolve them in {}, stage them with git add, then run:\n  git parallel integrate --continue\n",
        journal.worktree
    ));
    if owned {
        text.push_str(
            "or take each path, where both changed it, as its owner has it:\n  git parallel integrate --continue --take-owner\n",
        );
        text.push_str(&gives_way(config, journal, merge, &conflicts)?);
    }
    text.push_str("or give up:\n  git parallel integrate --abort");
    context.out.told(text)?;
    Ok(Exit::Conflict)
}

/// What the base changed where the worker's own version can be taken instead.
fn gives_way(
    config: &Config,
    journal: &Journal,
    merge: &Merge,
    conflicts: &[Conflict],
) -> Result<String, Failure> {
    let (at, base) = (Path::new(&journal.worktree), &config.base);
    let mut text = String::new();
    for conflict in conflicts.iter().filter(|it| it.owner.as_ref() == Some(&merge.worker)) {
        let lost = own_changes(at, &merge.tip, &journal.base_tip, &conflict.path)?;
        if !lost.is_empty() {
            let (path, lost) = (inert(&conflict.path), lost.join(", "));
            text.push_str(&format!("  (gives way then, of {base}, in {path}: {lost})\n"));
        }
    }
    Ok(text)
}

/// Why the paths conflict, as the prediction puts it.
fn reasons(repo: &Repo, journal: &Journal, tip: &str) -> Result<Vec<git::Clash>, Failure> {
    let at = Path::new(&journal.worktree);
    let head = git::head(at)?;
    let mut found = repo.predict_each(&[(&head, tip)], Depth::All)?;
    Ok(found.pop().unwrap_or_default())
}
