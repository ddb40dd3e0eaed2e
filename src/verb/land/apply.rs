//! Moving the base branch: decided and written down first, pushed first where asked, then one move
//! that is refused rather than lose a file.

use std::path::Path;

use super::Args;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Move, Replayed, Repo, Worktree, backup_name};
use crate::guard::{Signal, read_subject};
use crate::integrate::{Journal, Landing, Merge, Way};
use crate::render::inert;
use crate::verb::integrate::{follow, refuse_overwriting, save, settle_base};
use crate::verb::{Context, stamp};
use crate::verb::{carried, forge};
use crate::worker::sh;

impl Args {
    /// As what it lands.
    fn way(&self) -> Way {
        match (self.squash, self.rebase) {
            (true, _) => Way::Squash,
            (_, true) => Way::Rebase,
            _ => Way::Merge,
        }
    }
}

/// Lands the integration at the commit that was `reviewed`, and gives the merge commit.
pub(super) fn land(
    context: &Context,
    repo: &Repo,
    config: &Config,
    journal: &mut Journal,
    reviewed: Option<&str>,
    args: &Args,
) -> Result<String, Failure> {
    let push = args.push;
    let landing = landing(repo, journal, args.way())?;
    if reviewed != Some(&landing.tip) {
        return Err(Failure::new(format!("{} has moved on just now", journal.branch))
            .hint("to review what came, run: git parallel land"));
    }
    let holder = repo.holder(&journal.base)?;
    if let Some(tree) = &holder {
        if let Some(before) = &journal.landing {
            settle_base(context, tree, before)?;
        }
        clear(repo, tree, &landing)?;
    }
    journal.landing = Some(landing.clone());
    save(repo, journal)?;
    // First: a remote that refuses must find nothing landed here.
    let sent = if push { send(repo, config, journal, &landing) } else { Ok(()) };
    let moved = sent.and_then(|()| move_base(context, repo, journal, &landing, holder.as_ref()));
    if let Err(failure) = moved {
        // Where even that fails, as on a full disk, the next run does it.
        let _whatever = stay(context, repo, journal, holder.as_ref(), push);
        return Err(failure);
    }
    if let Some(tree) = &holder {
        follow(context, &tree.path, &landing.old, &landing.new);
    }
    Ok(landing.new)
}

/// Puts back what a landing that failed left half done. What the remote may have by now, and what has
/// landed in spite of git's complaint, stays in the journal.
fn stay(
    context: &Context,
    repo: &Repo,
    journal: &mut Journal,
    holder: Option<&Worktree>,
    sent: bool,
) -> Result<(), Failure> {
    if let (Some(tree), Some(landing)) = (holder, &journal.landing) {
        settle_base(context, tree, landing)?;
    }
    let moved = match &journal.landing {
        Some(landing) => repo.tip(&journal.base)?.as_ref() == Some(&landing.new),
        None => false,
    };
    if sent || moved {
        return Ok(());
    }
    journal.landing = None;
    save(repo, journal)
}

/// The merge commit to be, or the one made by a run that was interrupted.
fn landing(repo: &Repo, journal: &Journal, way: Way) -> Result<Landing, Failure> {
    let missing = |name: &str| Failure::new(format!("there is no branch '{name}'"));
    let old = repo.tip(&journal.base)?.ok_or_else(|| missing(&journal.base))?;
    let tip = repo.tip(&journal.branch)?.ok_or_else(|| missing(&journal.branch))?;
    if let Some(before) = &journal.landing
        && (&before.old, &before.tip, before.way) == (&old, &tip, way)
        && repo.commit(&before.new)?.is_some()
    {
        return Ok(Landing { back: false, ..before.clone() });
    }
    if !repo.is_ancestor(&old, &tip)? {
        return Err(Failure::new(format!("{} has moved on just now", journal.base))
            .hint("run the command again"));
    }
    let feature = &journal.feature;
    let make = |parents: &[&str], message: &str| {
        repo.merge_commit(&tip, parents, message).map_err(|error| {
            let subject = message.lines().next().unwrap_or_default();
            Failure::new(format!("git did not make the commit '{subject}'"))
                .in_gits_words(&error)
                .hint("nothing has landed; mend that, then run: git parallel land")
        })
    };
    let new = match way {
        Way::Merge => {
            let message = format!("Merge {feature}: parallel implementation complete");
            make(&[&old, &tip], &message)?
        }
        Way::Squash => make(&[&old], &as_one(repo, journal, &old)?)?,
        Way::Rebase => {
            let settled = format!("{feature}: what the merges settled");
            let of = |it: &&Merge, commit: &str| it.commit.as_deref() == Some(commit);
            let trailer = |commit: &str| {
                let merge = journal.merge.iter().find(|it| of(it, commit))?;
                Some(carried::trailer(&merge.worker))
            };
            match repo.replay(&old, &tip, &settled, &trailer)? {
                Replayed::Line(new) => new,
                Replayed::Stopped(commit, paths) => return Err(stopped(repo, &commit, &paths)?),
            }
        }
    };
    Ok(Landing { old, new, tip, way, back: false })
}

/// The message of everything as one commit: who did what, in the subjects by which later plans know it.
fn as_one(repo: &Repo, journal: &Journal, old: &str) -> Result<String, Failure> {
    let mut text = format!("{}: parallel implementation complete\n\n", journal.feature);
    for merge in journal.latest() {
        text.push_str(&format!("- {}: {}\n", merge.worker, merge.title));
        for made in repo.told(&repo.first_parents(old, &merge.tip)?)? {
            let subject = made.message.lines().next().unwrap_or_default();
            let signal = read_subject(subject.as_bytes()).0;
            if matches!(signal, Some(Signal::Checkpoint | Signal::Complete)) {
                text.push_str(&format!("  * {subject}\n"));
            }
        }
    }
    text.push('\n');
    for merge in journal.latest() {
        text.push_str(&format!("{}\n", carried::trailer(&merge.worker)));
    }
    Ok(text)
}

/// The line of commits cannot be made.
fn stopped(repo: &Repo, commit: &str, paths: &[String]) -> Result<Failure, Failure> {
    let subject = repo.subject(commit)?;
    let paths: Vec<String> = paths.iter().map(inert).collect();
    Ok(Failure::new(format!(
        "the commits cannot stand in one line: '{}' conflicts in {}",
        inert(subject),
        paths.join(", ")
    ))
    .hint("to land it as one commit instead, run: git parallel land --squash"))
}

/// Refuses while files that the landing changes are changed where the base is checked out, or lie
/// there tracked by nobody.
fn clear(repo: &Repo, tree: &Worktree, landing: &Landing) -> Result<(), Failure> {
    git::refresh(&tree.path)?;
    let dirty = git::dirty(&tree.path)?;
    if dirty.is_empty() {
        return refuse_overwriting(&tree.path, &landing.old, &landing.new, "git parallel land");
    }
    let changed = git::changed(repo.git(), &landing.old, &landing.new)?;
    let touched: Vec<String> =
        dirty.into_iter().filter(|path| changed.iter().any(|it| it == path.as_bytes())).collect();
    if touched.is_empty() {
        return refuse_overwriting(&tree.path, &landing.old, &landing.new, "git parallel land");
    }
    Err(Failure::new(format!(
        "the base branch cannot be moved forward in '{}': not committed there: {}",
        tree.path.display(),
        touched.join(", ")
    ))
    .hint("commit or stash them there (git stash), then run: git parallel land"))
}

fn send(repo: &Repo, config: &Config, journal: &Journal, landing: &Landing) -> Result<(), Failure> {
    let Err(error) = repo.push(&config.remote, &landing.new, &journal.base) else {
        return Ok(());
    };
    let title = format!("Merge {}: parallel implementation complete", journal.feature);
    Err(Failure::new(format!(
        "'{}' did not take {}; nothing has landed",
        config.remote, journal.base
    ))
    .because(&std::io::Error::other(error.refusal()))
    .hint("where it has moved on, run: git fetch, then git parallel land --update --push")
    .hint(format!(
        "where it is protected, ask for a review: git push {} {} && {}",
        sh(&config.remote),
        sh(&journal.branch),
        forge::request(repo, config, &journal.branch, (&title, ""))?
    )))
}

/// Where the branch is checked out, by a fast-forward there, which git refuses when it would touch
/// files that are changed; elsewhere by a guarded move of the ref.
fn move_base(
    context: &Context,
    repo: &Repo,
    journal: &Journal,
    landing: &Landing,
    holder: Option<&Worktree>,
) -> Result<(), Failure> {
    let (stamp, base) = (stamp(), format!("refs/heads/{}", journal.base));
    let why = format!("parallel: land {}", journal.feature);
    let old = Some(landing.old.clone());
    if let Some(tree) = holder {
        let keep = Move { name: backup_name(&stamp, &base), old: None, new: old };
        repo.move_refs(&[keep], &stamp, &why)?;
        forward(&tree.path, &journal.base, &landing.new, &why)?;
    } else {
        let step = Move { name: base.clone(), old, new: Some(landing.new.clone()) };
        repo.move_refs(&[step], &stamp, &why)?;
    }
    context.out.note(format!(
        "{} was at {}, kept as {}",
        journal.base,
        landing.old,
        backup_name(&stamp, &base)
    ));
    Ok(())
}

fn forward(worktree: &Path, base: &str, commit: &str, why: &str) -> Result<(), Failure> {
    let ran = git::fast_forward(worktree, base, commit, why);
    let moved = ran.and_then(|()| git::head(worktree)).map_err(|error| {
        if error.is_lock() {
            return error.into();
        }
        Failure::new(format!("the base branch cannot be moved forward in '{}'", worktree.display()))
            .because(&error)
            .hint("commit or stash the changes there (git stash), then run: git parallel land")
    })?;
    if moved == commit {
        return Ok(());
    }
    Err(Failure::new(format!("git moved '{base}' to something else than what is landed"))
        .hint("to take it back, run: git parallel integrate --undo"))
}
