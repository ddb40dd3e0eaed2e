//! What of the repository does not go together with the workers' way: its hooks for messages, a history
//! that ends too early.

use super::{Finding, Mend};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Repo, Site};
use crate::hook::{Tried, tried};
use crate::verb::base;
use crate::verb::trees::Trees;
use crate::worker::sh;

/// Every such thing.
pub(super) fn examine(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let mut found = Vec::new();
    if let Some((problem, mend)) = message_hooks(repo, config)? {
        found.push(Finding { kind: "message", problem, mend, by: Mend::User });
    }
    if let Some((problem, mend)) = hooks_away(repo, config)? {
        found.push(Finding { kind: "hooks", problem, mend, by: Mend::User });
    }
    found.extend(shallow(repo, config)?);
    for name in base::set_by_hand(repo, config)? {
        let (problem, run) = base::told_by_hand(&name, config);
        let mend = format!("to have it as it is there, run: {run}");
        found.push(Finding { kind: "remote", problem, mend, by: Mend::User });
    }
    Ok(found)
}

/// What the hooks for messages say to the subject of a worker, where they do not take it; and the way
/// out.
pub(in crate::verb) fn message_hooks(
    repo: &Repo,
    config: &Config,
) -> Result<Option<(String, String)>, Failure> {
    let trees = Trees::of(repo)?;
    let tree = config.worker.iter().find_map(|worker| trees.readable(config, worker));
    let at = tree.map(|tree| tree.path.as_path()).or(repo.main());
    let Some(at) = at else { return Ok(None) };
    let (site, lead) = (Site::of_worktree(at)?, config.guard.lead);
    let problem = match tried(&site, PLAIN, lead)? {
        Tried::Taken => return Ok(None),
        Tried::Refused { hook, said } => {
            format!("the {hook} hook refuses the subject '{PLAIN}', as workers write it: {said}")
        }
        Tried::Changed { hook, subject } => {
            format!(
                "the {hook} hook makes '{subject}' of the subject '{PLAIN}', which is refused then"
            )
        }
    };
    if tried(&site, LED, true)? == Tried::Taken {
        let with = format!("{problem}; '{LED}' passes it");
        return Ok(
            (!lead).then(|| (with, "set lead = true under [guard] in .parallel.toml".into()))
        );
    }
    let passes = matches!(tried(&site, PLAIN, true)?, Tried::Taken);
    let mend = if passes {
        "set lead = true under [guard] in .parallel.toml"
    } else {
        "let the hook pass subjects that begin with [CHECKPOINT], [COMPLETE], [BLOCKED: or [NEEDS:"
    };
    Ok(Some((problem, mend.into())))
}

/// The hooks of the repository that run in the main worktree and not in workers', which lack their folder;
/// and the way out.
pub(in crate::verb) fn hooks_away(
    repo: &Repo,
    config: &Config,
) -> Result<Option<(String, String)>, Failure> {
    let Some(main) = repo.main() else { return Ok(None) };
    let site = Site::of_worktree(main)?;
    let folder = site.chained_dir()?;
    // Any other place is the same for all.
    if folder.is_absolute() {
        return Ok(None);
    }
    let run = site.chained_hooks()?;
    let trees = Trees::of(repo)?;
    let (mut lacking, mut without) = (Vec::new(), Vec::new());
    for worker in &config.worker {
        let Some(tree) = trees.readable(config, worker) else { continue };
        let own = Site::of_worktree(&tree.path)?.chained_hooks()?;
        let lacks: Vec<&String> = run.iter().filter(|name| !own.contains(name)).collect();
        if !lacks.is_empty() {
            without.push(worker.id.as_str());
        }
        for name in lacks {
            if !lacking.contains(name) {
                lacking.push(name.clone());
            }
        }
    }
    Ok((!without.is_empty()).then(|| {
        let (folder, names) = (folder.display(), lacking.join(", "));
        let problem = format!(
            "of the hooks in '{folder}', {names} cannot run for {}: their worktrees lack it",
            without.join(", ")
        );
        let mend = format!(
            "name '{folder}' in copy, or the command that makes it in run, under [setup] in .parallel.toml; for worktrees that are there: git parallel exec -- COMMAND"
        );
        (problem, mend)
    }))
}

/// The branch that git refuses to check out as long as the guard stands, and the way all the same.
pub(in crate::verb) fn taken_by_bare(repo: &Repo) -> Result<Option<String>, Failure> {
    Ok(repo.taken_by_bare()?.map(|branch| {
        let name = sh(&branch);
        format!(
            "git before 2.50 takes '{branch}' for checked out in the bare repository while the guard stands; to check it out: git switch --ignore-other-worktrees {name}, or git worktree add --force DIR {name}"
        )
    }))
}

/// A subject as workers write it.
const PLAIN: &str = "[CHECKPOINT] Add the first part";
/// The same with what conventional commits want before it.
const LED: &str = "feat: [CHECKPOINT] add the first part";

/// Branches that share no commit with the base because the clone is shallow.
fn shallow(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let told = |(_, branch): (String, String)| Finding {
        kind: "shallow",
        problem: format!("'{branch}' and '{}' have no common commit here", config.base),
        mend: base::deepen(config),
        by: Mend::User,
    };
    Ok(base::cut_off(repo, config)?.into_iter().map(told).collect())
}
