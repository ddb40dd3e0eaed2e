//! `sync`: bring the base branch into the branches of workers, by a merge in each worktree.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::watch::{self, Seen};
use super::{Context, base, integrate, published, recover, select};
use crate::config::{Config, Worker};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Merged, Repo};
use crate::monitor::{Behind, Work};
use crate::render::{count, inert, style};
use crate::worker::{sh, sh_path};

/// Bring the base branch into the branches of workers whose worktrees are clean
///
/// Each is a merge in the worker's own worktree, under its guard. Where something is not committed,
/// where something else is under way, or where the merge would conflict, nothing is done, and it is
/// told why.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The workers to bring up to the base; all when none is named
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel sync --dry-run
  git parallel sync
  git parallel sync task-2";

/// What is to be done about one worker, or was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "lowercase")]
enum Outcome {
    /// It takes this many commits of the base.
    Merge { commits: usize },
    /// It has all of the base.
    Current,
    /// All of its work is on the base.
    Landed,
    /// It stays as it is, for this reason.
    Kept { why: String },
}

#[derive(Debug, Serialize, JsonSchema)]
struct Line {
    worker: String,
    branch: String,
    #[serde(skip)]
    at: PathBuf,
    #[serde(flatten)]
    outcome: Outcome,
}

/// Where everybody is brought to.
#[derive(Debug, Serialize, JsonSchema)]
struct Target {
    /// The base, here or on the remote, whichever has more.
    base: String,
    #[serde(skip)]
    tip: String,
}

#[derive(Serialize, JsonSchema)]
struct Shown<'l> {
    #[serde(flatten)]
    target: &'l Target,
    workers: &'l [Line],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Shown<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let _lock = context.lock(&repo, "sync")?;
    let plan = context.plan(&repo)?;
    let wanted = select::workers(&plan, &args.workers)?;
    let target = target(&repo, &plan.config)?;
    let seen = watch::seen(&repo, &plan.config)?;
    let mut lines = Vec::new();
    for (number, worker) in wanted {
        let work = &seen.watched[number - 1].work;
        lines.push(line(&repo, &plan.config, &target, &seen, worker, work)?);
    }
    if !context.dry_run {
        apply(context, &repo, &target, &mut lines)?;
    }
    show(context, &target, &lines)?;
    let kept = lines.iter().any(|line| matches!(line.outcome, Outcome::Kept { .. }));
    Ok(if kept { Exit::Found } else { Exit::Done })
}

/// The base, or the remote's where that only has more: there an integration begins as well.
fn target(repo: &Repo, config: &Config) -> Result<Target, Failure> {
    let tip = base::tip(repo, config)?;
    match base::behind(repo, config)? {
        Some(Behind { of, apart: false, .. }) => {
            let there = repo.commit(&format!("refs/remotes/{of}"))?;
            Ok(Target { tip: there.unwrap_or(tip), base: of })
        }
        _ => Ok(Target { base: config.base.clone(), tip }),
    }
}

fn line(
    repo: &Repo,
    config: &Config,
    target: &Target,
    seen: &Seen,
    worker: &Worker,
    work: &Work,
) -> Result<Line, Failure> {
    let branch = config.branch(worker);
    let tree = seen.trees.readable(config, worker);
    let at = tree.map(|tree| tree.path.clone()).unwrap_or_default();
    let mut line = Line { worker: worker.id.clone(), branch, at, outcome: Outcome::Current };
    let kept = |why: String| Outcome::Kept { why };
    let Some(tip) = repo.tip(&line.branch)? else {
        line.outcome = kept("it has no branch here (git parallel start)".into());
        return Ok(line);
    };
    if work.merged {
        line.outcome = Outcome::Landed;
        return Ok(line);
    }
    if repo.is_ancestor(&target.tip, &tip)? {
        return Ok(line);
    }
    line.outcome = match (tree, &work.harm) {
        (_, Some(_)) => kept("its worktree is not whole (git parallel status)".into()),
        (None, None) => kept("it has no worktree here (git parallel start)".into()),
        (Some(tree), None) if tree.branch.as_ref() != Some(&line.branch) => {
            kept(format!("its worktree is not on '{}'", line.branch))
        }
        (Some(_), None) => mergeable(repo, target, &line, &tip, work)?,
    };
    Ok(line)
}

/// Whether a clean merge can be made where the worker stands.
fn mergeable(
    repo: &Repo,
    target: &Target,
    line: &Line,
    tip: &str,
    work: &Work,
) -> Result<Outcome, Failure> {
    // A merge before may have died, on a full disk say: what it brought is put back.
    let left = git::Syncing::left(&line.at)?;
    if let Some(why) = locked(repo, line, left.is_some())? {
        return Ok(Outcome::Kept { why });
    }
    if let Some(what) = git::amid(&line.at)?
        && !is_left(&line.at, left.as_deref())?
    {
        return Ok(Outcome::Kept { why: format!("{what} is under way in its worktree") });
    }
    let foreseen = git::auto_merge(repo.git(), tip, &target.tip)?;
    // So is what one brought that told nobody, by hand say: it is there again with the merge.
    let half = match &left {
        Some(left) => half(line, tip, left)?.paths(),
        None => git::whole_moved(&line.at, tip, &foreseen.tree)?.paths(),
    };
    if work.dirty.iter().any(|path| !half.contains(path)) {
        return Ok(Outcome::Kept { why: format!("not committed: {}", work.dirty.join(", ")) });
    }
    if !foreseen.unresolved.is_empty() {
        let paths =
            foreseen.unresolved.iter().map(|path| String::from_utf8_lossy(path).into_owned());
        let paths = paths.collect::<Vec<_>>().join(", ");
        let at = sh_path(&line.at);
        return Ok(Outcome::Kept {
            why: format!(
                "it would conflict in {paths} (git -C {at} merge --no-ff --no-edit {})",
                sh(&target.base)
            ),
        });
    }
    let mut lost = git::overwritten(&line.at, tip, &foreseen.tree)?;
    lost.retain(|path| !half.contains(path));
    if !lost.is_empty() {
        return Ok(Outcome::Kept {
            why: format!(
                "{} has what would be overwritten there, ignored and kept nowhere else: {} (move it away)",
                target.base,
                lost.join(", ")
            ),
        });
    }
    Ok(Outcome::Merge { commits: repo.count(&format!("{tip}..{}", target.tip))? })
}

/// Makes the merges; one that goes wrong is given up, and the others are made.
fn apply(
    context: &Context,
    repo: &Repo,
    target: &Target,
    lines: &mut [Line],
) -> Result<(), Failure> {
    for line in lines {
        match line.outcome {
            Outcome::Merge { .. } => {
                if let Some(why) = merge(context, repo, target, line)? {
                    line.outcome = Outcome::Kept { why };
                }
            }
            // A run before may have died just behind its merge.
            Outcome::Current => {
                if git::Syncing::left(&line.at).is_ok_and(|left| left.is_some()) {
                    unlock(repo, line)?;
                    end(line)?;
                }
            }
            Outcome::Landed | Outcome::Kept { .. } => {}
        }
    }
    Ok(())
}

/// Makes one merge; gives why it was not made.
fn merge(
    context: &Context,
    repo: &Repo,
    target: &Target,
    line: &Line,
) -> Result<Option<String>, Failure> {
    if let Some(left) = git::Syncing::left(&line.at)? {
        if !unlock(repo, line)? {
            return Ok(Some(BUSY.into()));
        }
        put_back(context, repo, line, &left)?;
    }
    let Some(mark) = git::Syncing::begin(&line.at, &target.tip)? else {
        return Ok(Some(BUSY.into()));
    };
    if let Err(failure) = make_room(context, repo, line, &target.tip) {
        mark.stay();
        return Err(failure);
    }
    let subject = git::usual_subject(&target.base, &line.branch);
    let why = match git::merge(&line.at, &target.tip, &subject, &subject) {
        Ok(Merged::Done | Merged::UpToDate) => {
            integrate::bring_submodules(&line.at)?;
            return Ok(None);
        }
        Ok(Merged::Conflict(paths)) => format!("it conflicts in {}", paths.join(", ")),
        Err(error) => told(&error),
    };
    let back = match git::merging(&line.at) {
        Ok(Some(_)) => git::give_up(&line.at).map_err(Failure::from),
        Ok(None) => put_back(context, repo, line, &target.tip),
        Err(error) => Err(error.into()),
    };
    // Why it failed is what counts; the next run puts it back.
    if back.is_err() {
        mark.stay();
    }
    Ok(Some(why))
}

/// Takes away what lies there already as a merge of `theirs` brings it: git would take it for somebody's changes.
fn make_room(context: &Context, repo: &Repo, line: &Line, theirs: &str) -> Result<(), Failure> {
    let ours = git::head(&line.at)?;
    let made = git::auto_merge(git::Git::at(&line.at), &ours, theirs)?;
    let whole = git::whole_moved(&line.at, &ours, &made.tree)?;
    if !whole.is_none() {
        recover::keep(context, repo, &line.at, "sync")?;
    }
    Ok(git::put_back(&line.at, &whole)?)
}

/// Puts back what a merge of `theirs` brought and did not end; how it stood is kept.
fn put_back(context: &Context, repo: &Repo, line: &Line, theirs: &str) -> Result<(), Failure> {
    let half = half(line, &git::head(&line.at)?, theirs)?;
    if !half.is_none() {
        recover::keep(context, repo, &line.at, "sync")?;
    }
    git::put_back(&line.at, &half)?;
    end(line)
}

/// What of a merge of `theirs` into `ours` is done in the worktree.
fn half(line: &Line, ours: &str, theirs: &str) -> Result<git::Half, Failure> {
    let made = git::auto_merge(git::Git::at(&line.at), ours, theirs)?;
    Ok(git::half_moved(&line.at, ours, &made.tree)?)
}

/// Has git forget the merge that a run before began, and takes its mark away.
fn end(line: &Line) -> Result<(), Failure> {
    let Some(left) = git::Syncing::left(&line.at)? else { return Ok(()) };
    if is_left(&line.at, Some(&left))? {
        git::forget_merge(&line.at)?;
    }
    Ok(git::Syncing::forget(&line.at)?)
}

/// Whether the merge under way at `at` is the one that a run before left; git may have died before it wrote down which.
fn is_left(at: &Path, left: Option<&str>) -> Result<bool, git::Error> {
    let Some(left) = left else { return Ok(false) };
    Ok(git::merging(at)?.as_deref() == Some(left) || git::is_torn_merge(at)?)
}

/// Why a worktree is left alone in which somebody commits at this moment.
const BUSY: &str = "a git is at work in its worktree just now (git parallel sync)";

/// What locks the worktree of a worker, or its branch.
fn locks(repo: &Repo, line: &Line) -> Result<Vec<PathBuf>, git::Error> {
    let mut found = git::locks_of(&line.at)?;
    let branch = git::branch_lock(repo, &line.branch);
    found.extend(branch.exists().then_some(branch));
    Ok(found)
}

/// Takes away the locks of a git that died in the merge of a run before; tells whether none is left.
fn unlock(repo: &Repo, line: &Line) -> Result<bool, git::Error> {
    let busy = || git::git_works_in([line.at.as_path()]);
    Ok(git::remove_unheld(&locks(repo, line)?, busy)?.is_empty())
}

/// What a lock in the worktree means: a git that works there, or one that is no more. Where a run before was `left`
/// midway it is that one's, and goes with what that brought.
fn locked(repo: &Repo, line: &Line, left: bool) -> Result<Option<String>, Failure> {
    let locks = locks(repo, line)?;
    if locks.is_empty() {
        return Ok(None);
    }
    if git::git_works_in([line.at.as_path()]) || git::are_held(&locks) {
        return Ok(Some(BUSY.into()));
    }
    if left {
        return Ok(None);
    }
    // A git that came to its end meanwhile took its own away.
    let Some(first) = locks.iter().find(|lock| lock.exists()) else { return Ok(None) };
    let first = first.display();
    Ok(Some(format!("it is locked, as by a git that is no more: {first} (git parallel recover)")))
}

/// Why git made no merge, in one line.
fn told(error: &git::Error) -> String {
    let Some(said) = error.said() else { return error.to_string() };
    if error.is_lock() {
        return BUSY.into();
    }
    format!("git did not make the merge: {} (git parallel sync)", said.join("; "))
}

fn show(context: &Context, target: &Target, lines: &[Line]) -> Result<(), Failure> {
    if context.json {
        return Ok(context.out.json("sync", &Shown { target, workers: lines })?);
    }
    let did = if context.dry_run { "would merge" } else { "merged" };
    let mut text = String::new();
    for Line { worker, branch, outcome, .. } in lines {
        text.push_str(&match outcome {
            Outcome::Merge { commits } => format!(
                "{} {worker}: {} of {} into {}\n",
                style::good(did),
                count(*commits, "commit"),
                inert(&target.base),
                style::name(&inert(branch)),
            ),
            Outcome::Current => format!("up to date {worker}\n"),
            Outcome::Landed => format!("landed {worker}: nothing to do\n"),
            Outcome::Kept { why } => format!("{} {worker}: {}\n", style::warn("kept"), inert(why)),
        });
    }
    context.out.told(text)?;
    Ok(())
}
