//! What may go and what may not, worker by worker, with the reason.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::remote::Far;
use crate::config::{Config, Worker, slug};
use crate::failure::Failure;
use crate::file::{Beneath, Kind as Entry};
use crate::git::{self, HeadAt, Kind, Process, Repo, Site, Worktree};
use crate::integrate::Journal;
use crate::monitor::{Watched, Work};
use crate::render::count;
use crate::verb::landed::OTHERWISE;
use crate::verb::leftover::Leftover;
use crate::verb::trees::Trees;
use crate::verb::{base, integrate, written};
use crate::worker::{Place, sh_path};

/// What is to be done about one worker.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub(in crate::verb) struct Verdict {
    /// The worker, or the integration.
    pub(in crate::verb) worker: String,
    /// The worktree that goes.
    pub(in crate::verb) worktree: Option<String>,
    /// The branch that goes.
    pub(in crate::verb) branch: Option<String>,
    /// The tip the branch must still have.
    pub(in crate::verb) tip: Option<String>,
    /// The branch on the remote that goes.
    pub(in crate::verb) remote: Option<Far>,
    /// The script and prompt that go.
    pub(in crate::verb) files: Vec<String>,
    /// Ignored paths that go along: files to the trash, caches for good.
    pub(in crate::verb) ignored: Vec<String>,
    /// Paths that are not committed, kept before the worktree goes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::verb) unsaved: Vec<String>,
    /// How its work came to the base, where not by a merge.
    pub(in crate::verb) how: Option<&'static str>,
    /// Why it is kept; nothing goes while there is a reason.
    pub(in crate::verb) keeps: Vec<String>,
    /// Whether it is given up, and may come back to be worked on.
    #[serde(skip)]
    pub(in crate::verb) given_up: bool,
    /// Whether this is the integration.
    #[serde(skip)]
    pub(in crate::verb) integration: bool,
}

/// What a command line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant<'n> {
    /// Everything.
    All,
    /// A feature.
    Feature(&'n str),
    /// Workers one by one.
    Workers,
}

/// Decides for every wanted worker, and for an integration that has landed.
pub(super) fn verdicts(
    repo: &Repo,
    config: &Config,
    watched: &[Watched],
    wanted: &[String],
    meant: Meant<'_>,
) -> Result<Vec<Verdict>, Failure> {
    let trees = Trees::of(repo)?;
    let mut found = Vec::new();
    for ((worker, seen), number) in config.worker.iter().zip(watched).zip(1..) {
        if wanted.contains(&worker.id) {
            let place = trees.place(config, number, worker);
            found.push(of_worker(repo, config, worker, &seen.work, &place, &trees)?);
        }
    }
    for journal in integrate::all(repo)? {
        // One goes with the workers of the plan that it merged.
        let of = |worker: &&Worker| journal.merge.iter().any(|merge| merge.worker == worker.id);
        let mut left = config.worker.iter().filter(of).peekable();
        let all = match left.peek() {
            Some(_) => left.all(|worker| wanted.contains(&worker.id)),
            // Another clone may have cleaned up after its workers.
            None => match meant {
                Meant::All => true,
                Meant::Feature(name) => slug(name) == journal.feature,
                Meant::Workers => false,
            },
        };
        if all {
            found.push(of_integration(repo, &trees, &journal)?);
        }
    }
    Ok(found)
}

fn of_worker(
    repo: &Repo,
    config: &Config,
    worker: &Worker,
    work: &Work,
    place: &Place,
    trees: &Trees,
) -> Result<Verdict, Failure> {
    let foreign = work.foreign.contains(&place.branch);
    let tip = repo.tip(&place.branch)?.filter(|_| !foreign);
    let tree = trees.of_worker(config, worker).filter(|_| !foreign);
    let unlisted = if tree.is_none() { repo.unlisted(&place.worktree) } else { None };
    let tree = tree.or(unlisted.as_ref());
    let mut keeps = Vec::new();
    if let Some(tip) = tip.as_ref().or(work.tip.as_ref()).filter(|_| !work.merged) {
        keeps.push(unmerged(repo, config, work, tip)?);
    }
    if let Some(far) = &work.pull {
        let pull = base::pull(repo, config)?;
        keeps.push(format!("it landed on {far}, which {} has not yet ({pull})", config.base));
    }
    if foreign {
        keeps.push(format!(
            "it was never started; {} holds something else, from before this plan",
            place.branch
        ));
    } else if tip.is_none()
        && work.tip.is_none()
        && tree.is_none()
        && !was_cleaned(repo, worker, &place.branch)?
    {
        keeps.push("it was never started".to_owned());
    }
    keeps.extend(trees.others_on(&place.branch, tree).map(held));
    keeps.extend(trees.inside(tree).map(around));
    let ignored = match tree {
        Some(tree) => of_tree(repo, tree, Some(&place.branch), tip.as_deref(), &mut keeps)?,
        None => Vec::new(),
    };
    Ok(Verdict {
        worker: worker.id.clone(),
        worktree: tree.map(|tree| tree.path.to_string_lossy().into_owned()),
        branch: tip.is_some().then(|| place.branch.clone()),
        tip,
        remote: None,
        unsaved: Vec::new(),
        given_up: false,
        files: files(repo, place)?,
        ignored,
        how: work.how,
        keeps,
        integration: false,
    })
}

/// What is left of a worker that the plan no longer has.
pub(super) fn of_leftover(
    repo: &Repo,
    config: &Config,
    trees: &Trees,
    left: &Leftover,
) -> Result<Verdict, Failure> {
    let mut keeps = Vec::new();
    if left.open > 0 {
        let (id, open) = (&left.worker, count(left.open, "commit"));
        let are = if left.open > 1 { "are" } else { "is" };
        keeps.push(format!(
            "{open} {are} not on {}, and the plan no longer has it (git parallel drop {id})",
            config.base
        ));
    }
    let tree = left.tree.as_ref();
    keeps.extend(trees.others_on(&left.branch, tree).map(held));
    keeps.extend(trees.inside(tree).map(around));
    let ignored = match tree {
        Some(tree) => of_tree(repo, tree, Some(&left.branch), left.tip.as_deref(), &mut keeps)?,
        None => Vec::new(),
    };
    Ok(Verdict {
        worker: left.worker.clone(),
        worktree: tree.map(|tree| tree.path.to_string_lossy().into_owned()),
        branch: left.tip.is_some().then(|| left.branch.clone()),
        tip: left.tip.clone(),
        files: left.files.clone(),
        ignored,
        keeps,
        ..Verdict::default()
    })
}

/// Why a branch stays that has not landed.
fn unmerged(repo: &Repo, config: &Config, work: &Work, tip: &str) -> Result<String, Failure> {
    let far = if repo.pushed_to(tip)?.is_none() { ", nor on any remote" } else { "" };
    if let Some(by) = &work.reverted {
        let by = by.get(..12).unwrap_or(by);
        return Ok(format!(
            "it had landed, and {by} took it back on {} (git revert {by}, or git parallel drop {})",
            config.base, work.id
        ));
    }
    Ok(match work.events.len() {
        0 if work.along => format!(
            "what it has came to {} with another's work, and it has not said [COMPLETE] (to end it here: git parallel drop {})",
            config.base, work.id
        ),
        0 => "nothing has been committed yet".to_owned(),
        1 => format!("1 commit is not on {}{far}", config.base),
        n => format!("{n} commits are not on {}{far}", config.base),
    })
}

/// Whether a clean before this one, that was interrupted, removed the branch: what is kept of it has
/// the commit that the plan was made on, or is of an earlier plan.
fn was_cleaned(repo: &Repo, worker: &Worker, branch: &str) -> Result<bool, Failure> {
    let planned = repo.commit(worker.planned.as_deref().unwrap_or_default())?;
    Ok(repo.has_backup_of(branch, planned.as_deref())?)
}

/// The reasons a worktree gives to keep it; the ignored paths that would go with it.
fn of_tree(
    repo: &Repo,
    tree: &Worktree,
    branch: Option<&str>,
    tip: Option<&str>,
    keeps: &mut Vec<String>,
) -> Result<Vec<String>, Failure> {
    if let Some(reason) = &tree.locked {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        keeps.push(format!("its worktree is locked: {reason}"));
    }
    if let Some(why) = &tree.broken {
        keeps.push(format!("its worktree is broken: {why} (git parallel recover)"));
        return Ok(Vec::new());
    }
    if tree.prunable.is_some() {
        return Ok(Vec::new());
    }
    if let Some(why) = torn(repo, tree)? {
        keeps.push(why);
        return Ok(Vec::new());
    }
    let half = repo.half_removed()?.into_iter().find(|removal| removal.at == tree.path);
    let dirty = match half {
        // What is missing, a clean that was interrupted has deleted.
        Some(removal) => removal.changed()?,
        None => git::dirty(&tree.path)?,
    };
    if !dirty.is_empty() {
        keeps.push(format!("not committed: {}", dirty.join(", ")));
    }
    keeps.extend(kept_nowhere(repo, tree, branch, tip)?);
    Ok(git::ignored(&tree.path)?)
}

/// Why a worktree stays whose branch names what is not there: what differs from that cannot be told.
pub(in crate::verb) fn torn(repo: &Repo, tree: &Worktree) -> Result<Option<String>, Failure> {
    // Git's list names no branch whose ref is empty.
    let HeadAt::Branch(branch) = Site::of_worktree(&tree.path)?.head()? else { return Ok(None) };
    let torn =
        repo.tip(&branch)?.is_none() && !repo.torn(&[format!("refs/heads/{branch}")])?.is_empty();
    Ok(torn.then(|| {
        format!("git cannot read its branch '{branch}', which names what is not there (git parallel recover --apply)")
    }))
}

/// Why a worktree stays whatever is done about its files: what is under way there, what is on no branch
/// and what only its submodules have would go with it.
pub(in crate::verb) fn kept_nowhere(
    repo: &Repo,
    tree: &Worktree,
    branch: Option<&str>,
    tip: Option<&str>,
) -> Result<Vec<String>, Failure> {
    let mut keeps = Vec::new();
    keeps.extend(git::amid(&tree.path)?.map(|what| format!("{what} is under way in its worktree")));
    if let Some(other) = tree.branch.as_deref().filter(|other| Some(*other) != branch) {
        keeps.push(format!("its worktree is on branch '{other}'"));
    }
    if tree.branch.is_none()
        && let Some(head) = tree.head.as_ref().filter(|head| Some(head.as_str()) != tip)
    {
        // What a run before has kept is not lost.
        let own = if repo.is_backed_up(head)? { 0 } else { repo.on_no_branch(head)? };
        if own > 0 {
            keeps.push(format!(
                "HEAD is on no branch, with {} of its own (git -C {} switch -c NAME)",
                count(own, "commit"),
                sh_path(&tree.path)
            ));
        }
    }
    let others: Vec<PathBuf> = repo.main().map(Path::to_owned).into_iter().collect();
    for inner in git::held_only_in(&tree.path, &others)? {
        keeps.push(format!(
            "its submodule '{inner}' has commits that no remote has (git -C {} push)",
            sh_path(&tree.path.join(&inner))
        ));
    }
    keeps.extend(at_work(&git::working_in(&tree.path).unwrap_or_default()));
    Ok(keeps)
}

/// Why a branch stays that somebody else has checked out.
pub(in crate::verb) fn held(tree: &Worktree) -> String {
    let at = tree.path.display();
    match tree.kind {
        Kind::Main => format!("its branch is checked out in the main worktree, '{at}'"),
        _ => format!("its branch is checked out at '{at}' as well"),
    }
}

/// Why a worktree stays that another one lies in.
pub(in crate::verb) fn around(inner: &Worktree) -> String {
    let at = sh_path(&inner.path);
    format!("another worktree lies in its own (git worktree remove {at})")
}

fn at_work(processes: &[Process]) -> Option<String> {
    let first = processes.first()?;
    let more = match processes.len() {
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    Some(format!("a process works in it: {} ({}){more}", first.name, first.pid))
}

/// The script and the prompt, unless they are under version control: then they are the user's to
/// remove.
pub(in crate::verb) fn files(repo: &Repo, place: &Place) -> Result<Vec<String>, Failure> {
    let mut gone = Vec::new();
    for path in [&place.script, &place.prompt] {
        let found = Beneath::repository(repo.root()).place(path);
        if found.is_ok_and(|found| found.kind == Some(Entry::File)) {
            let name = path.to_string_lossy().into_owned();
            let tracked = written::is_tracked(repo, &name)?;
            gone.extend((!tracked).then_some(name));
        }
    }
    Ok(gone)
}

/// The integration's branch and worktree, once they have landed.
fn of_integration(repo: &Repo, trees: &Trees, journal: &Journal) -> Result<Verdict, Failure> {
    let tip = repo.tip(&journal.branch)?;
    let linked = |tree: &&Worktree| tree.admin().is_some();
    let on = |tree: &&Worktree| tree.branch.as_ref() == Some(&journal.branch);
    let tree = trees.list().iter().filter(linked).find(on);
    let (mut keeps, mut how) = (Vec::new(), None);
    if let Some(tip) = &tip
        && !repo.is_ancestor(tip, &format!("refs/heads/{}", journal.base))?
    {
        let anew = integrate::landed_anew(repo)?;
        let own = |it: &Journal| it.landing.as_ref().is_some_and(|landing| landing.tip == *tip);
        if anew.iter().any(own) || repo.is_absorbed(&format!("refs/heads/{}", journal.base), tip)? {
            how = Some(OTHERWISE);
        } else {
            keeps.push(format!("it has not landed yet (git parallel land {})", journal.feature));
        }
    }
    keeps.extend(trees.others_on(&journal.branch, tree).map(held));
    let ignored = match tree {
        Some(tree) => of_tree(repo, tree, Some(&journal.branch), tip.as_deref(), &mut keeps)?,
        None => Vec::new(),
    };
    Ok(Verdict {
        worker: journal.branch.clone(),
        worktree: tree.map(|tree| tree.path.to_string_lossy().into_owned()),
        branch: tip.is_some().then(|| journal.branch.clone()),
        tip,
        remote: None,
        unsaved: Vec::new(),
        given_up: false,
        files: Vec::new(),
        ignored,
        how,
        keeps,
        integration: true,
    })
}
