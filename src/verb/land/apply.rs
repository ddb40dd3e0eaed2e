//! Moving the base branch: decided and written down first, pushed first where asked, then one move
//! that is refused rather than lose a file.

use super::Args;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Move, Replayed, Repo, Worktree, backup_name};
use crate::guard::{Signal, read_subject};
use crate::integrate::{Journal, Landing, Merge, Way};
use crate::render::inert;
use crate::verb::held::Moving;
use crate::verb::integrate::{follow, save, settle_base};
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
    let again = again(args);
    let base = journal.base.clone();
    let moving = Moving { repo, branch: &base, again: &again };
    let holder = moving.holder()?;
    if let Some(tree) = &holder {
        if let Some(before) = &journal.landing {
            settle_base(context, tree, before)?;
        }
        moving.clear(tree, &landing.old, &landing.new)?;
    }
    journal.landing = Some(landing.clone());
    save(repo, journal)?;
    // First: a remote that refuses must find nothing landed here.
    let sent = if push { send(repo, config, journal, &landing) } else { Ok(()) };
    let moved = sent.and_then(|()| move_base(context, &moving, journal, &landing, holder.as_ref()));
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
    let unmade = |error: git::Error| {
        Failure::new("git did not make the commits of the line")
            .in_gits_words(&error)
            .hint("nothing has landed; mend that, then run: git parallel land --rebase")
    };
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
            match repo.replay(&old, &tip, &settled, &trailer).map_err(unmade)? {
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

fn send(repo: &Repo, config: &Config, journal: &Journal, landing: &Landing) -> Result<(), Failure> {
    let Err(error) = repo.push(&config.remote, &landing.new, &journal.base) else {
        return Ok(());
    };
    let (remote, base) = (&config.remote, &journal.base);
    let here = "or land here, and push later: git parallel land";
    if error.is_unreached() {
        return Err(Failure::new(format!("'{remote}' cannot be reached; nothing has landed"))
            .in_gits_words(&error)
            .hint("once it can be, run: git parallel land --push")
            .hint(here));
    }
    if error.is_kept_here() {
        return Err(Failure::new(format!(
            "the hook pre-push of this repository did not let {base} go; nothing has landed"
        ))
        .in_gits_words(&error)
        .hint("mend what it says, then run: git parallel land --push")
        .hint(here));
    }
    let failure = Failure::new(format!("'{remote}' did not take {base}; nothing has landed"))
        .because(&std::io::Error::other(error.refusal()));
    if error.is_left_behind() {
        return Err(failure.hint(format!(
            "it has moved on; run: git fetch {}, then git parallel land --update --push",
            sh(remote)
        )));
    }
    let title = format!("Merge {}: parallel implementation complete", journal.feature);
    Err(failure.hint(format!(
        "where it is protected, ask for a review: git push {} {} && {}",
        sh(remote),
        sh(&journal.branch),
        forge::request(repo, config, &journal.branch, (&title, ""))?
    )))
}

/// Where the branch is checked out, by a fast-forward there, which git refuses when it would touch
/// files that are changed; elsewhere by a guarded move of the ref.
fn move_base(
    context: &Context,
    moving: &Moving,
    journal: &Journal,
    landing: &Landing,
    holder: Option<&Worktree>,
) -> Result<(), Failure> {
    let repo = moving.repo;
    let (stamp, base) = (stamp(), format!("refs/heads/{}", journal.base));
    let why = format!("parallel: land {}", journal.feature);
    let old = Some(landing.old.clone());
    if let Some(tree) = holder {
        let keep = Move { name: backup_name(&stamp, &base), old: None, new: old };
        repo.move_refs(&[keep], &stamp, &why)?;
        forward(context, moving, tree, landing, &why)?;
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

fn forward(
    context: &Context,
    moving: &Moving,
    tree: &Worktree,
    landing: &Landing,
    why: &str,
) -> Result<(), Failure> {
    let (base, new) = (moving.branch, &landing.new);
    let ran = git::fast_forward(&tree.path, base, new, why);
    let moved = match ran.and_then(|()| git::head(&tree.path)) {
        Ok(moved) => moved,
        Err(error) if error.is_lock() => return Err(error.into()),
        Err(error) => {
            // Only then is what differs there somebody's.
            let put_back = settle_base(context, tree, landing);
            let failure = moving.failed(tree, (&landing.old, new), &error);
            return put_back.and(Err(failure));
        }
    };
    if moved == *new {
        return Ok(());
    }
    Err(Failure::new(format!("git moved '{base}' to something else than what is landed"))
        .hint("to take it back, run: git parallel integrate --undo"))
}

/// The command that lands in the same way.
pub(super) fn again(args: &Args) -> String {
    let feature = args.feature.as_deref().map(|name| format!(" {}", sh(name)));
    let mut run = format!("git parallel land{}", feature.unwrap_or_default());
    for (given, word) in
        [(args.squash, " --squash"), (args.rebase, " --rebase"), (args.push, " --push")]
    {
        run.push_str(if given { word } else { "" });
    }
    run
}
