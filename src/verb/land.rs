//! `land`: the review checklist, evaluated; then, on approval, one merge commit on the base branch.

mod apply;
mod checklist;
mod update;

use schemars::JsonSchema;
use serde::Serialize;

use super::forge;
use super::held::Moving;
use super::integrate::{Late, apart, find, missing, settle};
use super::lead::{self, Matter};
use super::lifecycle::Turn;
use super::{Context, Plan, base, published, stand, trust};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::Journal;
use crate::monitor::Standing;
use crate::render::style;
use crate::worker::sh;
use checklist::Entry;

/// Go through the review checklist, then merge the integration into the base branch
///
/// The checklist is evaluated, not printed: all merged, no conflict left, checks pass, the gate
/// clean, the integration up to date with the base. It works where the base is checked out
/// elsewhere, and moves it only if it is still what was checked.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Args {
    /// The feature to land, where several are integrated
    feature: Option<String>,
    /// Land without asking
    #[arg(long, short)]
    yes: bool,
    /// Push the base branch to the remote; when the remote refuses, nothing lands here either
    #[arg(long)]
    push: bool,
    /// Where the base branch has moved on, merge it into the integration first
    #[arg(long)]
    update: bool,
    /// Land as one commit instead of a merge, where the base must stay a line
    #[arg(long, group = "way", conflicts_with = "pr")]
    squash: bool,
    /// Land the workers' commits one after another instead of a merge
    #[arg(long, group = "way", conflicts_with = "pr")]
    rebase: bool,
    /// Go through the checklist, then print the commands that offer the integration for review
    #[arg(long, conflicts_with_all = ["push", "yes"])]
    pr: bool,
    /// With --pr, run the commands: push, and open the request by gh or glab
    #[arg(long, requires = "pr")]
    open: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel land
  git parallel land --update --push
  git parallel land --squash
  git parallel land --pr";

#[derive(Serialize, JsonSchema)]
struct Shown<'l> {
    feature: &'l str,
    base: &'l str,
    checklist: &'l [Entry],
    ready: bool,
    landed: Option<&'l str>,
    /// What offers it for review, with --pr.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commands: &'l [String],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Shown<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    if !context.dry_run {
        lead::require(context, &repo, Matter::Work)?;
    }
    under_way(&repo, args)?;
    let mut approved: Option<(Seen, Vec<Entry>)> = None;
    loop {
        let (lock, plan) = if context.dry_run {
            let plan = context.plan(&repo)?;
            trust::require(context, &repo, &plan.config)?;
            (None, plan)
        } else {
            trust::locked(context, &repo, "land")?
        };
        let mut journal = under_way(&repo, args)?;
        if args.push {
            base::require_remote(&repo, &plan.config)?;
        }
        if let Some(commit) = landed(&repo, &journal)? {
            return landed_before(context, &repo, &plan, args, &journal, &commit);
        }
        refuse_absorbed(&repo, &journal)?;
        if !args.pr {
            Moving { repo: &repo, branch: &journal.base, again: &apply::again(args) }.holder()?;
        }
        let mut seen = Seen::of(&repo, &plan, &journal)?;
        if let Some((before, checklist)) = approved.take() {
            if before == seen {
                return land(context, &repo, &plan, args, &mut journal, (&seen, &checklist));
            }
            context.out.warn("something came meanwhile, so all is reviewed again");
        }
        if let Some(exit) = brought_up_to_date(context, &repo, &plan, args, &mut journal)? {
            return Ok(exit);
        }
        if !context.dry_run && repo.tip(&journal.branch)?.is_some() {
            settle(context, &repo, &mut journal)?;
        }
        let mut checklist = Vec::new();
        for _ in 0..ROUNDS {
            seen = Seen::of(&repo, &plan, &journal)?;
            checklist = checklist::evaluate(context, &repo, &plan.config, &journal)?;
            if Seen::of(&repo, &plan, &journal)? == seen {
                break;
            }
            checklist.push(checklist::moving());
        }
        if let Some(exit) = settled(context, &repo, &plan, args, &journal, &checklist)? {
            return Ok(exit);
        }
        if args.yes {
            return land(context, &repo, &plan, args, &mut journal, (&seen, &checklist));
        }
        // Nobody else is kept waiting for the answer.
        drop(lock);
        if !is_approved(context, &journal, &checklist)? {
            context.out.note("nothing was landed");
            return shown(context, &journal, &checklist, None, Exit::Found);
        }
        approved = Some((seen, checklist));
    }
}

/// How often the review begins again while what it is about moves.
const ROUNDS: usize = 3;

/// Everything a review is about: it holds for exactly this.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    tip: Option<String>,
    refs: Vec<(String, String)>,
    plan: String,
    journal: String,
}

impl Seen {
    fn of(repo: &Repo, plan: &Plan, journal: &Journal) -> Result<Self, Failure> {
        let branches = plan.config.worker.iter().map(|worker| plan.config.branch(worker));
        let branches = branches.chain([journal.base.clone(), journal.branch.clone()]);
        let names = branches.flat_map(|name| {
            [format!("refs/heads/{name}"), format!("refs/remotes/{}/{name}", plan.config.remote)]
        });
        let names: Vec<String> = names.collect();
        Ok(Self {
            tip: repo.tip(&journal.branch)?,
            refs: repo.refs(&names)?,
            plan: plan.text.clone(),
            journal: journal.text()?,
        })
    }
}

/// The integration there is.
fn under_way(repo: &Repo, args: &Args) -> Result<Journal, Failure> {
    find(repo, args.feature.as_deref(), Some(Standing::Ready), "git parallel land")?.ok_or_else(
        || {
            Failure::new("there is no integration to land")
                .hint("to make one, run: git parallel integrate FEATURE")
        },
    )
}

/// Shows the review; the end of the verb where nothing is to be landed.
fn settled(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &Journal,
    checklist: &[Entry],
) -> Result<Option<Exit>, Failure> {
    let ready = checklist.iter().all(|entry| entry.holds);
    if !context.json {
        context.out.told(told(journal, checklist))?;
    }
    for name in ["pre-land", "post-land"].into_iter().filter(|_| ready && context.dry_run) {
        Turn::of_integration(repo, &plan.config, name, journal, None).show(context, &plan.config);
    }
    if !ready || context.dry_run {
        let exit = if ready { Exit::Done } else { Exit::Found };
        return shown(context, journal, checklist, None, exit).map(Some);
    }
    if args.pr {
        let commands = offered(repo, plan, journal, checklist)?;
        let exit = if args.open {
            forge::open(context, repo, &plan.config, &commands)?
        } else {
            Exit::Done
        };
        if context.json {
            answer(context, journal, checklist, None, &commands)?;
        } else if !args.open {
            context.out.told(commands.join("\n"))?;
        }
        return Ok(Some(exit));
    }
    Ok(None)
}

/// Lands what was reviewed, and tells.
fn land(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &mut Journal,
    (seen, checklist): (&Seen, &[Entry]),
) -> Result<Exit, Failure> {
    let turn = |name| Turn::of_integration(repo, &plan.config, name, journal, None);
    let (before, after) = (turn("pre-land"), turn("post-land"));
    before.before(context, &plan.config, "git parallel land")?;
    let commit = apply::land(context, repo, &plan.config, journal, seen.tip.as_deref(), args)?;
    after.telling("commit", &commit).after(context, &plan.config);
    if context.json {
        return shown(context, journal, checklist, Some(&commit), Exit::Done);
    }
    finish(context, repo, plan, args, journal, (&commit, false))
}

/// The commit it has landed as: by this run, or by one that was interrupted after it.
fn landed(repo: &Repo, journal: &Journal) -> Result<Option<String>, Failure> {
    let Some(landing) = &journal.landing else { return Ok(None) };
    let tip = repo.tip(&journal.branch)?;
    let same = tip.is_none_or(|tip| tip == landing.tip);
    let has = repo.is_ancestor(&landing.new, &format!("refs/heads/{}", journal.base))?;
    Ok((same && has).then(|| landing.new.clone()))
}

/// Somebody may have squashed it onto the base, by hand or for a pull request: then there is nothing to do.
fn refuse_absorbed(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let Some(tip) = repo.tip(&journal.branch)? else { return Ok(()) };
    if !repo.is_absorbed(&format!("refs/heads/{}", journal.base), &tip)? {
        return Ok(());
    }
    let (feature, base) = (&journal.feature, &journal.base);
    Err(Failure::new(format!("{feature} has landed on {base} already, by other commits"))
        .hint("to clean up after it, run: git parallel clean"))
}

/// Tells what has landed, by this run or by one `before`.
fn finish(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &Journal,
    (commit, before): (&str, bool),
) -> Result<Exit, Failure> {
    let (base, remote) = (&journal.base, &plan.config.remote);
    push_rest(repo, plan, args, journal, commit)?;
    let (feature, commit) = (&journal.feature, short(commit));
    context.out.told(if before {
        format!("{feature} has landed on {base} already, as {commit}")
    } else {
        format!("landed {feature} on {base} as {commit}")
    })?;
    if !args.push && repo.remotes()?.contains(remote) {
        let push = format!("git push {} {}", sh(remote), sh(base));
        context.out.note(format!("next: {}", stand::of(context, repo).command(push)));
    }
    context.out.note("next: git parallel clean");
    context.out.note("to take it back: git parallel integrate --undo");
    Ok(Exit::Done)
}

/// Tells what a run before has landed, and what of the workers is not in it.
fn landed_before(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &Journal,
    commit: &str,
) -> Result<Exit, Failure> {
    let late = apart(repo, &plan.config, journal)?.late;
    let new: Vec<String> =
        late.iter().filter(|one| one.again || one.waits.is_none()).map(Late::told).collect();
    if context.json {
        push_rest(repo, plan, args, journal, commit)?;
        let why = (!new.is_empty()).then(|| format!("not merged: {}", new.join(", ")));
        let text = "all worker branches merged".to_owned();
        let exit = if new.is_empty() { Exit::Done } else { Exit::Found };
        let entry = Entry { text, holds: new.is_empty(), why };
        return shown(context, journal, &[entry], Some(commit), exit);
    }
    if new.is_empty() {
        return finish(context, repo, plan, args, journal, (commit, true));
    }
    push_rest(repo, plan, args, journal, commit)?;
    context.out.told(format!(
        "{} has landed on {} already, as {}; not in it: {}",
        journal.feature,
        journal.base,
        short(commit),
        new.join(", ")
    ))?;
    context
        .out
        .note("next: git parallel clean, then, for what is new: git parallel integrate FEATURE");
    Ok(Exit::Found)
}

fn short(commit: &str) -> &str {
    &commit[..commit.len().min(12)]
}

/// Pushes what has landed, where a run before did not.
fn push_rest(
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &Journal,
    commit: &str,
) -> Result<(), Failure> {
    let (base, remote) = (&journal.base, &plan.config.remote);
    if args.push
        && !repo.is_ancestor(commit, &format!("refs/remotes/{remote}/{base}")).unwrap_or(false)
    {
        repo.push(remote, &format!("refs/heads/{base}"), base)?;
    }
    Ok(())
}

/// Merges the base into the integration where that is needed and wanted.
fn brought_up_to_date(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    args: &Args,
    journal: &mut Journal,
) -> Result<Option<Exit>, Failure> {
    if context.dry_run {
        return Ok(None);
    }
    let Some(name) = missing(repo, &plan.config.remote, journal)? else { return Ok(None) };
    let mut wanted = args.update;
    if !wanted && !args.yes && context.out.is_screen() {
        let question =
            format!("{name} has moved on; merge it into {} first? [y/N]", journal.branch);
        wanted = context.out.ask(&question)?.is_some_and(|answer| is_yes(&answer));
    }
    if !wanted {
        return Ok(None);
    }
    update::merge(context, repo, &plan.config, journal, &name)
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.to_lowercase().as_str())
}

/// The commands that offer the integration for review instead of landing it here.
fn offered(
    repo: &Repo,
    plan: &Plan,
    journal: &Journal,
    checklist: &[Entry],
) -> Result<Vec<String>, Failure> {
    let title = format!("Merge {}: parallel implementation complete", journal.feature);
    let branch = sh(&journal.branch);
    let remote = sh(&plan.config.remote);
    let mut body = String::new();
    for merge in &journal.merge {
        let worker = plan.config.find(&merge.worker).cloned().unwrap_or_default();
        let about = forge::about(repo, &worker, &journal.base_tip, &merge.tip)?;
        body.push_str(&format!("{}: {about}\n", merge.worker));
    }
    body.push_str("Review\n\n");
    body.extend(checklist.iter().map(|entry| {
        let why = entry.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("- [{}] {}{why}\n", if entry.holds { "x" } else { " " }, entry.text)
    }));
    let request = forge::request(repo, &plan.config, &journal.branch, (&title, &body))?;
    Ok(vec![format!("git push {remote} {branch}"), request])
}

fn shown(
    context: &Context,
    journal: &Journal,
    checklist: &[Entry],
    landed: Option<&str>,
    exit: Exit,
) -> Result<Exit, Failure> {
    if context.json {
        answer(context, journal, checklist, landed, &[])?;
    }
    Ok(exit)
}

fn answer(
    context: &Context,
    journal: &Journal,
    checklist: &[Entry],
    landed: Option<&str>,
    commands: &[String],
) -> Result<(), Failure> {
    let ready = checklist.iter().all(|entry| entry.holds);
    let (feature, base) = (&*journal.feature, &*journal.base);
    let shown = Shown { feature, base, checklist, ready, landed, commands };
    Ok(context.out.json("land", &shown)?)
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

fn is_approved(context: &Context, journal: &Journal, checklist: &[Entry]) -> Result<bool, Failure> {
    let question = format!("Review done, land {} on {}? [y/N]", journal.branch, journal.base);
    let Some(answer) = context.out.ask(&question)? else {
        shown(context, journal, checklist, None, Exit::Found)?;
        return Err(Failure::new("landing needs an approval, and nobody answered")
            .hint("to approve it beforehand, run: git parallel land --yes"));
    };
    Ok(is_yes(&answer))
}
