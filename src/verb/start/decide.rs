//! What `start` is going to do for each worker, decided before anything is written.

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::agent::Permission;
use crate::config::{Config, Launch, slug};
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{self, Kind, Repo, Worktree};
use crate::render::count;
use crate::verb::renamed::Renamed;
use crate::verb::stand::Stand;
use crate::verb::trees::Trees;
use crate::verb::{base, folders, since, written};
use crate::worker::{Place, sh, sh_path};

/// The reason git shows for the lock on a worktree that is not ready yet.
pub(crate) const STARTING: &str = "parallel: starting";

/// Whether a worktree was never finished, neither by us nor by git (git-worktree(1), `add`).
pub(crate) fn is_starting(tree: &Worktree) -> bool {
    let reason = tree.locked.as_deref();
    reason.is_some_and(|reason| reason.starts_with(STARTING) || reason == "initializing")
}

/// What is to be done about one worker's worktree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Tree {
    /// A new branch at this commit, in a new worktree.
    New {
        /// Where the branch starts.
        at: String,
        /// The remote-tracking branch of its name, which holds something else.
        #[serde(skip_serializing_if = "Option::is_none")]
        passed: Option<String>,
    },
    /// The branch is there and gets a worktree.
    TakeUp {
        /// How many commits it has that the base has not.
        commits: usize,
    },
    /// The branch is on the remote only: a local one at its tip, in a new worktree.
    Fetched {
        /// The remote-tracking branch.
        from: String,
    },
    /// A start that was interrupted is finished.
    Finish,
    /// Everything is there; guard, prompt and script are renewed.
    Ready,
}

impl Tree {
    /// What is worth telling about it.
    pub(super) fn told(&self) -> String {
        match self {
            Self::New { passed: None, .. } => String::new(),
            Self::New { passed: Some(other), .. } => {
                format!(" (anew: {other} holds something else, from before this plan)")
            }
            Self::TakeUp { commits } => format!(" (taken up, {commits} commits)"),
            Self::Fetched { from } => format!(" (from {from})"),
            Self::Finish => " (finished an interrupted start)".into(),
            Self::Ready => " (was there already)".into(),
        }
    }
}

/// One worker about to be started.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Start {
    /// The worker.
    pub(crate) worker: String,
    /// Its branch.
    pub(crate) branch: String,
    /// Its worktree as the plan names it.
    pub(crate) worktree: String,
    /// The command that launches it.
    pub(crate) launch: String,
    /// The program that works on it.
    pub(crate) agent: String,
    /// What that may do without asking; none where the command says it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) permission: Option<Permission>,
    /// The words of the session's command, its places still open.
    pub(crate) command: Vec<String>,
    /// How it is launched.
    #[serde(skip)]
    pub(crate) launched: Launch,
    /// The worktree's absolute path.
    #[serde(skip)]
    pub(crate) at: std::path::PathBuf,
    /// What to do about the worktree.
    #[serde(flatten)]
    pub(crate) tree: Tree,
}

/// Decides for all wanted workers; refuses before anything is written.
pub(super) fn starts(
    repo: &Repo,
    config: &Config,
    trees: &Trees,
    places: &[&Place],
    from: Option<&str>,
    stand: &Stand,
    agents: &BTreeMap<String, String>,
) -> Result<Vec<Start>, Failure> {
    let start = from.unwrap_or(&config.base);
    let at = match from {
        Some(from) => repo.commit(from)?.ok_or_else(|| no_start(from))?,
        None => base::tip(repo, config)?,
    };
    refuse_tracked(repo, config, &at, start)?;
    folders::refuse_links(repo, config)?;
    let chosen = || places.iter().copied();
    for place in chosen() {
        refuse_anothers(repo, config, trees, place)?;
        for path in [&place.script, &place.prompt] {
            Beneath::repository(repo.root()).refuse(path)?;
            if written::is_somebodys(repo, &place.id, path)? {
                return Err(Failure::new(format!(
                    "'{}' is there already and was not written for {}",
                    path.display(),
                    place.id
                ))
                .hint("move it away, or name another folder: layout.scripts in .parallel.toml"));
            }
        }
    }
    chosen()
        .map(|place| {
            let tree = tree(repo, config, trees, place, &at)?;
            let worker = &config.worker[place.number - 1];
            let launched = super::files::launch(config, worker, agents)?;
            Ok(Start {
                worker: place.id.clone(),
                branch: place.branch.clone(),
                worktree: place.relative.to_string_lossy().into_owned(),
                launch: stand.file(&place.script),
                agent: agent_of(&launched),
                permission: launched.permission,
                command: launched.command.clone(),
                launched,
                at: place.worktree.clone(),
                tree,
            })
        })
        .collect()
}

/// Two repositories beside each other, bare ones say, may name the same folder for their worktrees.
fn refuse_anothers(
    repo: &Repo,
    config: &Config,
    trees: &Trees,
    place: &Place,
) -> Result<(), Failure> {
    let own = config.find(&place.id).and_then(|worker| trees.of_worker(config, worker));
    if own.is_some() || !repo.is_anothers(&place.worktree) {
        return Ok(());
    }
    let name = repo.common().file_stem().unwrap_or_default().to_string_lossy();
    let name = slug(name.trim_start_matches('.'));
    let name = if ["", "git", "bare"].contains(&name.as_str()) { "own" } else { &name };
    Err(Failure::new(format!("'{}' is another repository's", place.worktree.display())).hint(format!(
        "to have folders of its own, set in .parallel.toml under [layout]: worktrees = \"{name}-worktrees\" and scripts = \"{name}-scripts\""
    )))
}

/// The name of the agent, or its program where nothing is known of it.
fn agent_of(launch: &Launch) -> String {
    let program = || launch.command.first().cloned().unwrap_or_default();
    launch.profile.as_ref().map_or_else(program, |profile| profile.name.clone())
}

/// Git treats ignored folders as expendable: checking out a commit that tracks a path below the
/// worktree folder would silently overwrite a worker's files.
fn refuse_tracked(repo: &Repo, config: &Config, at: &str, start: &str) -> Result<(), Failure> {
    let Some(folder) = config.layout.inside() else { return Ok(()) };
    let Some(path) = repo.tracked_below(at, folder)? else { return Ok(()) };
    Err(Failure::new(format!("'{start}' tracks '{path}', but '{folder}' is where the worktrees go"))
        .hint("set layout.worktrees in .parallel.toml to a folder that is not tracked, or outside: \"../NAME\""))
}

fn no_start(start: &str) -> Failure {
    Failure::new(format!("'{start}' names no commit"))
        .hint("to start at the base branch, leave --from out")
}

fn tree(
    repo: &Repo,
    config: &Config,
    trees: &Trees,
    place: &Place,
    at: &str,
) -> Result<Tree, Failure> {
    let unlisted = repo.unlisted(&place.worktree);
    let worker = config.find(&place.id);
    if let Some(strange) = worker.and_then(|worker| trees.strange(config, worker)) {
        return Err(used(config, place, strange));
    }
    let own = worker.and_then(|worker| trees.of_worker(config, worker));
    let here = own.or(unlisted.as_ref());
    let there = trees.others_on(&place.branch, here);
    match (here, there) {
        // A folder without its `.git` file is prunable as well.
        (Some(tree), _) if tree.prunable.is_some() && !tree.path.exists() => Err(gone(place, tree)),
        (Some(tree), _) if is_starting(tree) => Ok(Tree::Finish),
        (Some(tree), _) if matches!(tree.kind, Kind::Foreign(_)) => Err(foreign(place)),
        (Some(tree), _) if tree.broken.is_some() => Err(broken(place, tree)),
        (Some(tree), _) if tree.branch.as_ref() == Some(&place.branch) => Ok(Tree::Ready),
        (Some(tree), _) => Err(elsewhere(place, tree)?),
        (None, Some(other)) => Err(used(config, place, other)),
        (None, None) => {
            let renamed = worker.map(|worker| Renamed::of(repo, config, trees, worker));
            match renamed.transpose()?.flatten() {
                Some(renamed) => Err(renamed.refusal()),
                None => fresh(repo, config, place, at),
            }
        }
    }
}

/// There is no such worktree yet, and nobody has the branch checked out.
fn fresh(repo: &Repo, config: &Config, place: &Place, at: &str) -> Result<Tree, Failure> {
    if !is_free(&place.worktree) {
        return Err(Failure::new(format!(
            "'{}' exists already and is no worktree of this repository",
            place.relative.display()
        ))
        .hint("move it away, or set layout.worktrees in .parallel.toml"));
    }
    if !repo.is_branch_name(&place.branch)? {
        return Err(Failure::new(format!("'{}' is no valid branch name", place.branch))
            .hint("change layout.branch in .parallel.toml"));
    }
    let strange = match config.find(&place.id) {
        Some(worker) => since::strange(repo, config, worker)?,
        None => HashSet::new(),
    };
    if let Some(tip) = repo.tip(&place.branch)? {
        if strange.contains(&format!("refs/heads/{}", place.branch)) {
            return Err(taken(repo, config, place, &tip)?);
        }
        if repo.merge_base(at, &tip)?.is_none() {
            let failure = Failure::new(format!(
                "branch '{}' exists already and shares no history with '{}'",
                place.branch, config.base
            ));
            if repo.is_shallow() {
                return Err(failure.hint(base::deepen(config)));
            }
            return Err(
                failure.hint(format!("rename it: git branch -m {} OTHER", sh(&place.branch)))
            );
        }
        return Ok(Tree::TakeUp { commits: repo.count(&format!("{at}..{tip}"))? });
    }
    let remote = format!("{}/{}", config.remote, place.branch);
    let passed = strange.contains(&format!("refs/remotes/{remote}")).then_some(remote);
    if passed.is_none()
        && let Some(tree) = on_remote(repo, config, place, at)?
    {
        return Ok(tree);
    }
    base::refuse_clash(repo, &place.branch)?;
    Ok(Tree::New { at: at.to_owned(), passed })
}

/// The branch of this name is not the plan's.
fn taken(repo: &Repo, config: &Config, place: &Place, tip: &str) -> Result<Failure, Failure> {
    let branch = &place.branch;
    let own = repo.count(&format!("{}..{tip}", config.base))?;
    let what = match own {
        0 => format!("all of it on '{}' already", config.base),
        n => format!("with {} that '{}' has not", count(n, "commit"), config.base),
    };
    Ok(Failure::new(format!(
        "branch '{branch}' holds something else, from before this plan, {what}"
    ))
    .hint(format!("to see it, run: git log --oneline -5 {}", sh(branch)))
    .hint(format!("to move it out of the way, run: git branch -m {} OTHER", sh(branch))))
}

/// What to do about a branch that only the remote has: taken up, unless all of it has landed.
fn on_remote(
    repo: &Repo,
    config: &Config,
    place: &Place,
    at: &str,
) -> Result<Option<Tree>, Failure> {
    let remote = format!("{}/{}", config.remote, place.branch);
    let Some(tip) = repo.commit(&format!("refs/remotes/{remote}"))? else { return Ok(None) };
    // A branch begun at the base has what is there, and can be pushed over it.
    if repo.is_ancestor(&tip, at)? {
        return Ok(Some(Tree::New { at: at.to_owned(), passed: None }));
    }
    if repo.is_absorbed(at, &tip)? {
        let branch = sh(&place.branch);
        return Err(Failure::new(format!(
            "'{remote}' has landed already, by other commits: {} would begin on old work",
            place.id
        ))
        .hint(format!(
            "to take it away there, run: git push {} --delete {branch}",
            sh(&config.remote)
        ))
        .hint("or give the worker another id or slug in .parallel.toml"));
    }
    if repo.merge_base(at, &tip)?.is_none() && repo.is_shallow() {
        return Err(Failure::new(format!(
            "'{remote}' and '{}' have no common commit in this shallow clone",
            config.base
        ))
        .hint(base::deepen(config)));
    }
    Ok(Some(Tree::Fetched { from: remote }))
}

/// Whether git could put a worktree there: nothing, or an empty directory.
fn is_free(at: &std::path::Path) -> bool {
    match std::fs::symlink_metadata(at) {
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        Ok(meta) => {
            meta.is_dir() && std::fs::read_dir(at).is_ok_and(|mut entries| entries.next().is_none())
        }
    }
}

fn gone(place: &Place, tree: &Worktree) -> Failure {
    let failure = Failure::new(format!(
        "the worktree '{}' is registered but its directory is gone",
        place.relative.display()
    ));
    let at = sh_path(&tree.path);
    // Whoever locked it may have it on a disk that is not there now (git-worktree(1), `lock`).
    let failure = match tree.locked.as_deref() {
        None => failure.hint(format!("to forget it, run: git worktree remove {at}")),
        Some("") => failure.hint(format!(
            "it is locked; to forget it all the same, run: git worktree remove -f -f {at}"
        )),
        Some(why) => failure.hint(format!(
            "it is locked ({why}); to forget it all the same, run: git worktree remove -f -f {at}"
        )),
    };
    failure.hint(format!("then, to make it anew: git parallel start {}", place.id))
}

fn foreign(place: &Place) -> Failure {
    Failure::new(format!("another repository lies in '{}'", place.relative.display()))
        .hint("move it away, then run: git parallel recover --apply")
}

fn broken(place: &Place, tree: &Worktree) -> Failure {
    let why = tree.broken.as_deref().unwrap_or_default();
    Failure::new(format!("the worktree '{}' is broken: {why}", place.relative.display()))
        .hint("to have it mended, its files as they are, run: git parallel recover --apply")
}

fn elsewhere(place: &Place, tree: &Worktree) -> Result<Failure, Failure> {
    let at = sh_path(&place.worktree);
    if let Some(doing) = git::amid(&tree.path)? {
        let told = format!("the worktree '{}' is amid {doing}", place.relative.display());
        return Ok(Failure::new(told)
            .hint(format!("to see how to go on or to give it up, run: git -C {at} status")));
    }
    let what = tree
        .branch
        .as_deref()
        .map_or("a detached HEAD".to_owned(), |name| format!("branch '{name}'"));
    Ok(Failure::new(format!(
        "the worktree '{}' is on {what}, not on '{}'",
        place.relative.display(),
        place.branch
    ))
    .hint(format!("to bring it back, run: git -C {at} switch {}", sh(&place.branch))))
}

fn used(config: &Config, place: &Place, other: &Worktree) -> Failure {
    let failure = Failure::new(format!(
        "branch '{}' is checked out at '{}' already",
        place.branch,
        other.path.display()
    ));
    let at = sh_path(&other.path);
    if other.kind == Kind::Main {
        let base = sh(&config.base);
        return failure.hint(format!("to leave it to the worker, run: git -C {at} switch {base}"));
    }
    failure.hint(format!("switch it to another branch, or run: git worktree remove {at}"))
}
