//! `doctor`: everything that could make the guard or a verb fail, each with its mend.

mod agents;
pub(super) mod beside;
pub(super) mod guard;
mod mend;
mod ports;

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::recover::Suspects;
use super::start::Sources;
use super::trees::Trees;
use super::{Context, Plan, base, foreign, leftover, moved, published, recover, trust};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{Repo, Version};
use crate::guard::handing;
use crate::plan::{self, Uncovered};
use crate::recover::Finding as Broken;
use crate::render::{inert, style};
use crate::worker::{sh, sh_path};

/// The oldest git that has everything the verbs ask of it.
const OLDEST_GIT: (u32, u32) = (2, 39);

/// Look for everything that could make the guard or a verb fail, and name the mend
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Mend what can be mended without asking: hooks, copies of them elsewhere, and the excluded
    /// worktree folder
    #[arg(long)]
    fix: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel doctor
  git parallel doctor --fix";

/// How a finding is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mend {
    /// Installing the hooks again.
    Hooks,
    /// Excluding the worktree folder.
    Exclude,
    /// Taking the hooks off worktrees nobody is registered in.
    Strangers,
    /// The user alone.
    User,
}

/// Something that is not as it should be.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// What it is about: `git`, `config`, `guard`, `server`, `exclude`, `tracked`, `agent`, `ports`,
    /// `base`, `scope`, `setup`, `trust`, `environment`, `worktree`, `lock`, `message`, `hooks`, `shallow`.
    kind: &'static str,
    /// What is wrong.
    problem: String,
    /// A command, or what to do.
    mend: String,
    #[serde(skip)]
    by: Mend,
}

#[derive(Serialize, JsonSchema)]
struct Answer<'f> {
    sound: bool,
    findings: &'f [Finding],
    agents: &'f [agents::Agent],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    // Nothing of the repository can be trusted to be found while these are wrong.
    let mut found = guard::misplaced(&repo)?;
    let mut known = Vec::new();
    if found.is_empty() {
        found = guard::unsure(&repo)?;
    }
    if found.is_empty() {
        let plan = context.plan(&repo)?;
        found = examine(&repo, &plan)?;
        if args.fix && !context.dry_run && found.iter().any(|finding| finding.by != Mend::User) {
            mend::mend(context, &repo, &plan.config, &found)?;
            found = examine(&repo, &plan)?;
        }
        known = agents::examine(&repo, &plan.config)?.0;
    }
    if context.json {
        context.out.json(
            "doctor",
            &Answer { sound: found.is_empty(), findings: &found, agents: &known },
        )?;
        return Ok(if found.is_empty() { Exit::Done } else { Exit::Found });
    }
    if found.is_empty() {
        context.out.told("everything is as it should be")?;
    } else {
        for Finding { kind, problem, mend, .. } in &found {
            let mend = style::name(&inert(mend));
            context.out.told(format!("{kind}: {}\n  → {mend}", inert(problem)))?;
        }
    }
    if let Some(told) = beside::taken_by_bare(&repo)? {
        context.out.note(inert(told));
    }
    for agent in &known {
        for line in agent.told() {
            context.out.note(inert(line));
        }
    }
    Ok(if found.is_empty() { Exit::Done } else { Exit::Found })
}

fn examine(repo: &Repo, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    found.extend(old_git(repo)?);
    found.extend(expendable(repo, &plan.config)?);
    found.extend(without_base(repo, &plan.config));
    found.extend(in_the_way(repo, &plan.config)?);
    found.extend(broken(repo, plan)?);
    found.extend(guard::silenced(repo)?);
    found.extend(guard::drifted(repo, &plan.config)?);
    found.extend(guard::strangers(repo)?);
    found.extend(beside::examine(repo, &plan.config)?);
    found.extend(no_remote(repo, &plan.config)?);
    found.extend(parted(&plan.config));
    found.extend(foreign::worktrees(repo, &plan.config).into_iter().map(|path| Finding {
        kind: "worktree",
        problem: foreign::told(repo, &path),
        mend: format!(
            "git worktree remove {}; what was committed there stays on its branch",
            sh_path(&path)
        ),
        by: Mend::User,
    }));
    for left in leftover::all(repo, &plan.config, &Trees::of(repo)?)? {
        found.push(Finding {
            kind: "worktree",
            problem: left.told(&plan.config.base),
            mend: left.action().run.unwrap_or_default(),
            by: Mend::User,
        });
    }
    found.extend(agents::examine(repo, &plan.config)?.1);
    found.extend(setup(repo, &plan.config));
    found.extend(ports::examine(&plan.config, &Trees::of(repo)?.places(&plan.config)));
    found.extend(trust::fresh(repo, &plan.config).into_iter().map(|wish| Finding {
        kind: "trust",
        problem: format!("what .parallel.toml asks for is not trusted yet: '{wish}'"),
        mend: "read it, then run: git parallel start --trust".into(),
        by: Mend::User,
    }));
    Ok(found)
}

/// What new worktrees would lack, or could not be made for.
fn setup(repo: &Repo, config: &Config) -> Vec<Finding> {
    let lacking = match Sources::of(repo, config) {
        Ok(sources) => sources.lacking,
        Err(failure) => vec![failure.message().to_owned()],
    };
    let told = |problem| Finding {
        kind: "setup",
        problem,
        mend: "put it there, or change copy and link under [setup] in .parallel.toml".into(),
        by: Mend::User,
    };
    lacking.into_iter().map(told).collect()
}

/// What a crash left and what is on the base though it is a worker's: `recover`'s to mend.
fn broken(repo: &Repo, plan: &Plan) -> Result<Vec<Finding>, Failure> {
    let told = |finding: Broken| Finding {
        kind: match finding {
            Broken::StaleLocks { .. } => "lock",
            Broken::Stray(_) | Broken::Unclaimed(_) | Broken::Moved(_) => "branch",
            _ => "worktree",
        },
        problem: finding.what(),
        mend: if finding.mend().is_some() {
            "git parallel recover --apply".into()
        } else {
            "to see the ways out, run: git parallel recover".into()
        },
        by: Mend::User,
    };
    let mut found = recover::orphans(repo, plan)?;
    found.extend(recover::left_by_crash(repo, &plan.config)?);
    let base = Suspects { base: true, workers: Vec::new() };
    let (strays, nobodys) = recover::stray(repo, &plan.config, &base)?;
    found.extend(strays.into_iter().map(Broken::Stray));
    found.extend(nobodys.into_iter().map(Broken::Unclaimed));
    found.extend(moved::all(repo, &plan.config, &Trees::of(repo)?)?.into_iter().map(Broken::Moved));
    Ok(found.into_iter().map(told).collect())
}

/// The base must be a branch: nothing can start or land without.
fn without_base(repo: &Repo, config: &Config) -> Option<Finding> {
    let failure = base::tip(repo, config).err()?;
    let mend = failure.hints().first().cloned().unwrap_or_default();
    Some(Finding { kind: "base", problem: failure.message().to_owned(), mend, by: Mend::User })
}

fn old_git(repo: &Repo) -> Result<Option<Finding>, Failure> {
    let version = Version::of(repo.git())?;
    let (major, minor) = OLDEST_GIT;
    Ok((version.number < OLDEST_GIT).then(|| Finding {
        kind: "git",
        problem: format!("'{}' is too old", version.told),
        mend: format!("install git {major}.{minor} or later"),
        by: Mend::User,
    }))
}

/// The remote that the plan names must be one, where there is any.
fn no_remote(repo: &Repo, config: &Config) -> Result<Option<Finding>, Failure> {
    let remotes = repo.remotes()?;
    let known = remotes.is_empty() || remotes.contains(&config.remote);
    Ok((!known).then(|| Finding {
        kind: "config",
        problem: format!("there is no remote '{}', which the plan names", config.remote),
        mend: format!("set remote in .parallel.toml: {}", remotes.join(" or ")),
        by: Mend::User,
    }))
}

/// The worktree folder inside the main worktree must be excluded: `git add -A` would record it.
fn expendable(repo: &Repo, config: &Config) -> Result<Option<Finding>, Failure> {
    let Some(folder) = config.layout.inside() else { return Ok(None) };
    let Some(main) = repo.main() else { return Ok(None) };
    let ignored = crate::git::is_ignored(main, Path::new(&format!("{folder}/x")))?;
    Ok((!ignored).then(|| Finding {
        kind: "exclude",
        problem: format!("the worktree folder '{folder}/' is not excluded from commits"),
        mend: "git parallel doctor --fix".into(),
        by: Mend::Exclude,
    }))
}

/// A branch that tracks something there would overwrite a worker's files when it is checked out.
fn in_the_way(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let Some(folder) = config.layout.inside() else { return Ok(Vec::new()) };
    let branches = config.worker.iter().map(|worker| config.branch(worker));
    let mut found = Vec::new();
    for branch in std::iter::once(config.base.clone()).chain(branches) {
        if repo.tip(&branch)?.is_none() {
            continue;
        }
        if let Some(path) = repo.tracked_below(&format!("refs/heads/{branch}"), folder)? {
            found.push(Finding {
                kind: "tracked",
                problem: format!(
                    "'{branch}' tracks '{path}': checking it out can overwrite a worker's files"
                ),
                mend: format!("remove it from '{branch}', or set [layout] worktrees elsewhere"),
                by: Mend::User,
            });
        }
    }
    Ok(found)
}

/// Tasks whose worker may not change what they name.
fn parted(config: &Config) -> Vec<Finding> {
    let told = |it: Uncovered| {
        let hand = |owner: &String| handing(config, &it.path, owner, &it.worker);
        let hand = it.owner.as_ref().map(|owner| {
            hand(owner).unwrap_or_else(|| {
                format!("nothing would be left to {owner}: split them anew in .parallel.toml")
            })
        });
        let Uncovered { worker, task, path, owner } = it;
        let word = sh(&path);
        Finding {
            kind: "scope",
            problem: format!(
                "{task} of {worker} names '{path}', which {worker} may not change: it belongs to {}",
                owner.as_deref().unwrap_or("nobody")
            ),
            mend: match hand {
                Some(hand) => hand,
                None => format!("git parallel grant {worker} {word} --reason 'for {task}'"),
            },
            by: Mend::User,
        }
    };
    plan::uncovered(config).into_iter().map(told).collect()
}
