//! `check [RANGE|WORKER…]`: the gate, for people, for CI, and before every merge.

mod unjudged;
mod ways;

use schemars::JsonSchema;
use serde::Serialize;

use super::recover::{self, Suspects};
use super::trees::Trees;
use super::{Context, Plan, base, integrate, moved, published, select, since};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{Git, Repo, Site, Source};
use crate::guard::{Finding, Rules, moved_to};
use crate::hook::{self, Claim, Gate, Known, all_claims, former_claims, trusted, written};
use crate::render::{annotation, count, inert, violation, whole};
use crate::worker::sh;

/// Judge every commit of the workers' branches by the plan: prefix, branch, scope and merges
///
/// The commits of base..branch are judged as the hooks would have: who committed, on which branch,
/// with which prefix, to which paths, and whether merges bring others' work unchanged. A branch is
/// judged as it is here and on the remote, with everything it brings, each commit for its own worker.
/// In CI, name a range; the checkout must not be shallow.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Workers, or one range of commits (`origin/main..HEAD`); all workers when none is named
    #[arg(value_name = "RANGE|WORKER")]
    what: Vec<String>,
    /// All workers of this feature
    #[arg(long, value_name = "NAME", conflicts_with_all = ["what", "worker"])]
    feature: Option<String>,
    /// Whose commits the range holds, where its branch does not tell
    #[arg(long, value_name = "WORKER")]
    worker: Option<String>,
    /// Print what was found as annotations of GitHub Actions (`::error file=…::…`), as `action.yml` does
    #[arg(long)]
    annotations: bool,
    /// Print the JSON Schema of what --json answers, and nothing else
    #[arg(long, conflicts_with_all = ["what", "worker"])]
    schema: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel check
  git parallel check task-1 task-3
  git parallel check origin/main..HEAD
  git parallel check --worker task-2 origin/main..feature
  git parallel check --annotations origin/main..origin/work/task-1-web";

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    /// Whether nothing stops the work from landing.
    clean: bool,
    /// The workers judged.
    checked: &'a [String],
    /// Those of them whose worktree git cannot read: only what their branch has could be judged.
    unread: &'a [String],
    /// Those whose worktree is not on their branch and has commits that no branch of theirs has: those
    /// were not judged.
    elsewhere: &'a [String],
    /// What was found.
    findings: &'a [Finding],
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if args.schema {
        context.out.answer(published::schema::<Answer<'_>>())?;
        return Ok(Exit::Done);
    }
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    warn_of_hands(context, &repo, &plan.config)?;
    let (checked, found) = gathered(&repo, &plan, args)?;
    let unread = unjudged::unread(&repo, &plan.config, &args.what, &checked)?;
    let elsewhere = unjudged::elsewhere(&repo, &plan.config, &args.what, &checked)?;
    let clean = !found.iter().any(Finding::stops) && unread.is_empty() && elsewhere.is_empty();
    let answer = Answer {
        clean,
        checked: &checked,
        unread: &unread,
        elsewhere: &elsewhere,
        findings: &found,
    };
    if context.json {
        context.out.json("check", &answer)?;
    } else {
        say(context, &repo, &plan.config, args, &answer)?;
    }
    Ok(if clean { Exit::Done } else { Exit::Found })
}

/// Who is judged, and what was found.
fn gathered(repo: &Repo, plan: &Plan, args: &Args) -> Result<(Vec<String>, Vec<Finding>), Failure> {
    let config = &plan.config;
    if let [range] = args.what.as_slice()
        && range.contains("..")
    {
        let worker = worker_of(repo, config, range, args.worker.as_deref())?;
        let found = in_range(repo, config, range, &worker)?;
        return Ok((vec![worker], found));
    }
    let ids: Vec<String> = match &args.feature {
        Some(name) => select::of_feature(plan, name)?
            .into_iter()
            .map(|(_, worker)| worker.id.clone())
            .collect(),
        None => named(config, &args.what)?,
    };
    let cut_off = base::cut_off(repo, config)?;
    if let Some((_, branch)) = cut_off.iter().find(|(worker, _)| ids.contains(worker)) {
        return Err(Failure::new(format!(
            "'{branch}' cannot be judged: it and '{}' have no common commit here",
            config.base
        ))
        .hint(base::deepen(config)));
    }
    let mut found = gate(repo, config, &ids)?;
    found.extend(on_base(repo, config)?.into_iter().filter(|it| ids.contains(&it.worker)));
    Ok((ids, found))
}

/// The answer in words.
fn say(
    context: &Context,
    repo: &Repo,
    config: &Config,
    args: &Args,
    answer: &Answer<'_>,
) -> Result<(), Failure> {
    let Answer { checked, unread, elsewhere, findings, .. } = answer;
    if checked.is_empty() {
        context.out.told("the plan has no workers, so there is nothing to judge")?;
        context.out.note("to make some, run: git parallel plan DOC…");
    } else if findings.is_empty() {
        let apart = |id: &&String| unread.contains(id) || elsewhere.contains(id);
        let sound: Vec<&str> = checked.iter().filter(|id| !apart(id)).map(String::as_str).collect();
        if !sound.is_empty() {
            context.out.told(format!("nothing to object to in {}", sound.join(", ")))?;
        }
    } else {
        tell(context, args, findings)?;
        for way in ways::ways(repo, config, findings)?.iter().filter(|_| !args.annotations) {
            context.out.note(format!("  → {}", whole(way)));
        }
    }
    let broken = unread.iter().map(|id| (id, "git cannot read its worktree"));
    let off = "its worktree is not on its branch, and has commits of its own";
    for (id, why) in broken.chain(elsewhere.iter().map(|id| (id, off))) {
        context
            .out
            .told(format!("{id} could not be judged whole: {why} (git parallel recover)"))?;
    }
    Ok(())
}

fn tell(context: &Context, args: &Args, found: &[Finding]) -> Result<(), Failure> {
    if args.annotations {
        context.out.answer(annotation::findings(found))?;
    } else {
        context.out.told(violation::findings(found))?;
    }
    let errors = found.iter().filter(|finding| finding.stops()).count();
    context.out.note(format!("{} refused", count(errors, "commit")));
    Ok(())
}

/// Judges every commit of these workers' branches that the base does not hold, here and on the
/// remote, whoever made it. Workers without a branch have nothing to answer for.
pub fn gate(repo: &Repo, config: &Config, ids: &[String]) -> Result<Vec<Finding>, Failure> {
    let git = || repo.git();
    let source = Source::new(&git);
    let mut tips = all_claims(source, config)?;
    let cut_off = base::cut_off(repo, config)?;
    tips.retain(|claim| {
        ids.contains(&claim.worker) && !cut_off.iter().any(|(worker, _)| *worker == claim.worker)
    });
    judged(repo, config, &tips)
}

/// Judges every commit that `tips` bring beyond the base, each for its own worker.
pub fn judged(repo: &Repo, config: &Config, tips: &[Claim]) -> Result<Vec<Finding>, Failure> {
    let git = || repo.git();
    let gate = Gate::new(Source::new(&git), config, folded(repo)?, known(repo, config, tips)?)?;
    let mut found = gate.judge(tips)?;
    let outdated = gate.outdated(tips)?;
    // What is merged in its old form is told so, with the same ways out.
    if outdated.is_empty() {
        found.extend(gate.dropped(tips)?);
    }
    found.extend(outdated);
    Ok(found)
}

/// What workers wrote of paths that are not theirs, and the base has by no merge of ours, here or on the
/// remote: it was moved there, and nobody has judged it.
fn on_base(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let suspects = Suspects { base: true, workers: Vec::new() };
    let mut found = Vec::new();
    for one in recover::stray(repo, config, &suspects)?.1.into_iter().filter(|it| it.oversteps) {
        let Some(worker) = one.worker.filter(|id| config.find(id).is_some()) else { continue };
        let rules = Rules::new(config, &worker, folded(repo)?).map_err(hook::Error::from)?;
        for made in one.commits {
            found.push(Finding {
                worker: worker.clone(),
                violations: vec![moved_to(&one.on, &made.id, &one.owners, &rules)],
                commit: made.id,
                subject: made.subject,
            });
        }
    }
    Ok(found)
}

/// Which of the workers `of` have commits that `tips` bring: how many, and with whose branches.
pub fn brought(
    repo: &Repo,
    config: &Config,
    tips: &[Claim],
    of: &[String],
) -> Result<Vec<(String, usize, Vec<String>)>, Failure> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let git = || repo.git();
    let gate = Gate::new(Source::new(&git), config, folded(repo)?, known(repo, config, tips)?)?;
    let mut found = Vec::new();
    for worker in of {
        let has = |tip: &&Claim| gate.brought(std::slice::from_ref(tip), worker) > 0;
        let by: Vec<String> = tips.iter().filter(has).map(|tip| tip.worker.clone()).collect();
        if !by.is_empty() {
            found.push((worker.clone(), gate.brought(tips, worker), by));
        }
    }
    Ok(found)
}

/// All that this repository tells of the branches, `tips` among them. What the program merged itself
/// needs no judgement, a branch that only has the name of an integration does.
fn known(repo: &Repo, config: &Config, tips: &[Claim]) -> Result<Known, Failure> {
    let git = || repo.git();
    let source = Source::new(&git);
    let merged = integrate::all(repo)?.into_iter().flat_map(|journal| journal.merge);
    let mut claims = tips.to_vec();
    claims.extend(all_claims(source, config)?.into_iter().filter(|claim| !tips.contains(claim)));
    let entries = since::entries(repo, config)?;
    let forks = entries.values().map(|entry| entry.fork.as_str());
    let base = repo.tip(&config.base)?;
    let former = base.map(|base| since::once_base(repo, config, &base, forks)).transpose()?;
    // What no remote stands behind is trusted by nobody.
    let mut trusted = trusted(source, config)?;
    if let Some(base) = repo.tip(&config.base)?.filter(|_| trusted.len() > 1)
        && base::far(repo, config)?.is_none()
    {
        trusted.retain(|tip| *tip == base);
    }
    let written = written(repo.common())?;
    // What a worker wrote in its own worktree is no lead's, wherever the base was for a moment.
    let leads = |id: &String| !written.iter().any(|it| it.commits.contains(id));
    Ok(Known {
        judged: former.into_iter().flatten().filter(leads).collect(),
        trusted,
        made: merged.filter_map(|merge| merge.commit).collect(),
        claims,
        former: former_claims(source, config)?,
        written,
    })
}

/// Warns of what passes for the remote's and was set here by hand, and of branches that were moved from
/// outside their worktrees.
fn warn_of_hands(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    for name in base::set_by_hand(repo, config)? {
        let (text, run) = base::told_by_hand(&name, config);
        context.out.warn(format!("{text}; to have it as it is there, run: {run}"));
    }
    for one in moved::all(repo, config, &Trees::of(repo)?)? {
        context
            .out
            .warn(format!("{}; to see the ways out, run: git parallel recover", inert(one.what())));
    }
    Ok(())
}

/// Refuses while what is going to be merged, these tips and no others, breaks rules.
pub(super) fn require_clean(
    context: &Context,
    repo: &Repo,
    config: &Config,
    tips: &[Claim],
) -> Result<(), Failure> {
    warn_of_hands(context, repo, config)?;
    let mut found = judged(repo, config, tips)?;
    found.extend(on_base(repo, config)?);
    let (stops, warnings): (Vec<_>, Vec<_>) = found.into_iter().partition(Finding::stops);
    if !warnings.is_empty() {
        context.out.plain(violation::findings(&warnings));
    }
    if stops.is_empty() {
        return Ok(());
    }
    context.out.plain(violation::findings(&stops));
    let commits = count(stops.len(), "commit");
    let failure = Failure::new(format!("{commits} of the workers' break the rules of the plan"))
        .exit_with(Exit::Found)
        .hint(format!("to see them again, run: git parallel check {}", stops[0].worker));
    Err(ways::ways(repo, config, &stops)?.into_iter().fold(failure, Failure::hint))
}

fn in_range(
    repo: &Repo,
    config: &Config,
    range: &str,
    worker: &str,
) -> Result<Vec<Finding>, Failure> {
    // Revisions mean what they mean where the user stands; judged is from the top.
    let git = || Git::at(repo.here());
    let here = Source::new(&git);
    let (from, to) = ends(range);
    let commit = |revision: &str| -> Result<String, Failure> {
        here.commit(revision)?.ok_or_else(|| {
            Failure::new(format!("'{revision}' names no commit"))
                .hint("in CI, fetch the history: the checkout must not be shallow")
        })
    };
    let own = Claim { worker: worker.to_owned(), tip: commit(to)? };
    let mut known = known(repo, config, std::slice::from_ref(&own))?;
    // The range says what is trusted.
    known.trusted = vec![commit(from)?];
    let git = || repo.git();
    let gate = Gate::new(Source::new(&git), config, folded(repo)?, known)?;
    Ok(gate.judge(&[own])?)
}

/// Whose commits a range holds: as told, or the worker on whose branch it ends.
fn worker_of(
    repo: &Repo,
    config: &Config,
    range: &str,
    told: Option<&str>,
) -> Result<String, Failure> {
    if let Some(id) = told {
        return Ok(named(config, &[id.to_owned()])?.remove(0));
    }
    // Revisions mean what they mean where the user stands.
    let git = || Git::at(repo.here());
    let source = Source::new(&git);
    let (_, to) = ends(range);
    let tip = source.commit(to)?;
    if tip.is_none() {
        return Err(Failure::new(format!("there is no revision '{to}'"))
            .hint("to see the branches there are, run: git branch --all"));
    }
    let here = repo.branch_at(repo.here()).ok().flatten().filter(|_| to == "HEAD");
    let by_name = config.worker.iter().find(|worker| {
        let branch = config.branch(worker);
        here.as_ref() == Some(&branch) || to == branch || to.ends_with(&format!("/{branch}"))
    });
    if let Some(worker) = by_name {
        return Ok(worker.id.clone());
    }
    let by_tip =
        all_claims(source, config)?.into_iter().find(|claim| Some(&claim.tip) == tip.as_ref());
    by_tip.map(|claim| claim.worker).ok_or_else(|| {
        Failure::new(format!("'{to}' is no worker's branch")).hint(format!(
            "to say whose commits these are, run: git parallel check {} --worker ID",
            sh(range)
        ))
    })
}

fn ends(range: &str) -> (&str, &str) {
    let (from, to) = range.split_once("..").unwrap_or((range, "HEAD"));
    let to = to.trim_start_matches('.');
    (if from.is_empty() { "HEAD" } else { from }, if to.is_empty() { "HEAD" } else { to })
}

/// The workers named, or all; unknown ones are refused.
fn named(config: &Config, ids: &[String]) -> Result<Vec<String>, Failure> {
    if ids.is_empty() {
        return Ok(config.worker.iter().map(|worker| worker.id.clone()).collect());
    }
    for id in ids {
        if config.worker.is_empty() {
            return Err(select::none());
        }
        if config.find(id).is_none() {
            return Err(select::unknown(&config.worker, id));
        }
    }
    Ok(ids.to_vec())
}

fn folded(repo: &Repo) -> Result<bool, Failure> {
    let site = Site::of_worktree(repo.main().unwrap_or(repo.common()))?;
    Ok(site.settings()?.ignorecase)
}
