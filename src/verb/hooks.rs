//! `hooks install|status|uninstall`: the guard of every worker's worktree, or of a shared repository.

use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::doctor::guard::mend_of_environment;
use super::lead::{self, Matter};
use super::trees::Trees;
use super::{Context, published, start};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::hook::{self, Drift};
use crate::render::{count, inert, style};
use crate::worker::registry::{self, Entry};

/// Install, show or remove the hooks that guard the workers' worktrees
///
/// The hooks lie in git's common directory and are switched on for the workers' worktrees alone, by
/// git's per-worktree configuration. Hooks that were there run after ours, with their input and
/// environment; uninstall restores everything as it was.
///
/// With --server, a bare repository judges what is pushed to the workers' branches, by the plan on its
/// base branch, and refuses a plan there that cannot be in force. It does not judge who may push to the
/// base branch, to integration branches and to tags, nor deletions, nor whose branch somebody pushes:
/// that is for the server's own access rules.
///
/// Whoever works in a worktree can write below .git, too. A branch that was moved from outside its
/// worktree, the base among them, is told by status, doctor, check and recover, as the reflog of HEAD
/// there lacks it, until somebody there takes it or takes it back; what was only struck out of that reflog
/// (git-reflog(1)) is in the index, and is not told. Not told apart is who forges reflogs
/// and the records of git-parallel as well or works in another's worktree under its name, nor, while the
/// base is checked out nowhere, who moves it with words of its own. Where that is too little, give each
/// worker a clone and let the server judge.
///
/// `PARALLEL_WORKER`, where it names a worker of the plan or one that was started here, says whose session
/// it is: in another's worktree that commits nothing. Any other value is another program's.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

const EXAMPLES: &str = "\
Examples:
  git parallel hooks status
  git parallel hooks install
  git -C /srv/project.git parallel hooks install --server
  git -C /srv/project.git parallel hooks install --server --base main";

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write the hooks and switch them on in every worker's worktree; mends what drifted
    Install {
        /// Judge pushes into this bare repository instead
        #[arg(long)]
        server: bool,
        /// The base branch, whose .parallel.toml counts there; without it, the one HEAD names, or
        /// the one branch that has a plan and is the base that it names
        #[arg(long, value_name = "BRANCH", requires = "server")]
        base: Option<String>,
    },
    /// Tell whether the guard stands in every worker's worktree
    Status,
    /// Switch the hooks off everywhere and bring back what was there before
    Uninstall {
        /// Remove the hook that judges pushes into this bare repository instead
        #[arg(long)]
        server: bool,
    },
}

/// One worker's worktree and its guard.
#[derive(Serialize, JsonSchema)]
struct Guarded {
    worker: String,
    worktree: String,
    #[serde(skip)]
    at: PathBuf,
    drift: Vec<Drift>,
}

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    hooks: String,
    /// The hook that judges pushes; none where it is not installed, or the repository is not bare.
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    worktrees: &'a [Guarded],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    match &args.what {
        What::Install { server: true, base } => install_server(context, &repo, base.as_deref()),
        What::Uninstall { server: true } => uninstall_server(context, &repo),
        What::Install { server: false, .. } => install(context, &repo),
        What::Uninstall { server: false } => uninstall(context, &repo),
        What::Status => status(context, &repo),
    }
}

fn install(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    let known = guarded(context, repo)?;
    if context.dry_run {
        return show(context, repo, &known, "would guard");
    }
    install_again(context, repo)?;
    show(context, repo, &guarded(context, repo)?, "guards")
}

/// Writes the hooks and switches them on in every registered worktree, and so the agent's own.
pub(super) fn install_again(context: &Context, repo: &Repo) -> Result<(), Failure> {
    let _lock = repo.lock("hooks install")?;
    install_held(context, repo)
}

/// The same for who holds the lock already.
pub(super) fn install_held(context: &Context, repo: &Repo) -> Result<(), Failure> {
    hook::install(repo)?;
    renew_registry(repo)?;
    let plan = context.plan_if_any(repo)?;
    for tree in guarded(context, repo)? {
        if let Some(plan) = &plan
            && let Some(worker) = plan.config.find(&tree.worker)
            && tree
                .drift
                .iter()
                .any(|it| matches!(it, Drift::Unregistered | Drift::Registered { .. }))
        {
            let branch = plan.config.branch(worker);
            start::register(repo, &plan.config, &worker.id, &branch, &tree.at, None)?;
        }
        hook::enable(repo, &tree.at)?;
        if let Some(plan) = &plan {
            start::renew_agent(context, repo, &plan.config, &tree.worker, &tree.at)?;
        }
    }
    Ok(())
}

fn status(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    let known = guarded(context, repo)?;
    let shown = show(context, repo, &known, "guards")?;
    let mut unsure = false;
    if repo.main().is_none()
        && let Some(hook) = hook::server_hook(repo)?
    {
        unsure = judges(context, repo, &hook)? != Exit::Done;
    } else if repo.main().is_none() {
        unsure = hook::server_silent(repo)?;
        if !context.json {
            context.out.answer("does not judge pushes into this repository")?;
        }
        if unsure {
            context.out.warn("it was to judge them, and git runs no hook of ours for it");
            context.out.note("to mend it, run: git parallel hooks install --server");
        }
    }
    let drifted = known.iter().any(|tree| !tree.drift.is_empty());
    let ours = |it: &Drift| !matches!(it, Drift::Environment { .. });
    if known.iter().flat_map(|tree| &tree.drift).any(ours) {
        context.out.note("to mend it, run: git parallel hooks install");
    }
    if let Some(drift) = hook::environment(repo)? {
        context.out.warn(inert(format!("{drift}; {}", mend_of_environment(&drift))));
    }
    Ok(if drifted || unsure { Exit::Found } else { shown })
}

fn uninstall(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    lead::require(context, repo, Matter::Guard)?;
    let known = guarded(context, repo)?;
    if context.dry_run {
        return show(context, repo, &known, "would no longer guard");
    }
    let _lock = repo.lock("hooks uninstall")?;
    let whole = hook::uninstall(repo)?;
    if context.json {
        return shown(context, repo);
    }
    context.out.answer(format!("no longer guards {}", count(known.len(), "worktree")))?;
    if repo.main().is_none() && hook::server_hook(repo)?.is_some() {
        context.out.note(
            "pushes into this repository are judged as before; to end that too, run: git parallel hooks uninstall --server",
        );
    }
    if !whole {
        context.out.note(
            "extensions.worktreeConfig stays on: the configuration was changed since it was set",
        );
    }
    Ok(Exit::Done)
}

fn install_server(context: &Context, repo: &Repo, base: Option<&str>) -> Result<Exit, Failure> {
    require_bare(repo)?;
    if let Some(base) = base
        && !repo.is_branch_name(base)?
    {
        return Err(Failure::new(format!("'{base}' is no valid branch name"))
            .hint("name the base branch as .parallel.toml does: --base main"));
    }
    if context.dry_run && !context.json {
        context.out.answer("would judge every push into this repository")?;
    } else if !context.dry_run {
        let hook = hook::install_server(repo, base)?;
        let end = judges(context, repo, &hook)?;
        return if context.json { shown(context, repo).map(|_| end) } else { Ok(end) };
    }
    if context.json { shown(context, repo) } else { Ok(Exit::Done) }
}

/// Tells that pushes are judged, by which hook and by which plan; warns where there is none.
fn judges(context: &Context, repo: &Repo, hook: &Path) -> Result<Exit, Failure> {
    let by = match hook::server_authority(repo)? {
        hook::Authority::Plan { base, .. } => Ok(format!("the plan on '{}'", inert(base))),
        hook::Authority::Broken { error, .. } => Err(error.to_string()),
        hook::Authority::Missing(why) => Err(why),
        hook::Authority::Nothing => Err("no branch has a .parallel.toml yet".to_owned()),
    };
    if !context.json {
        let shown = inert(hook.display().to_string());
        context.out.answer(format!("judges every push into this repository, by {shown}"))?;
        if let Ok(plan) = &by {
            context.out.answer(format!("judges by {plan}"))?;
        }
    }
    let Err(why) = by else { return Ok(Exit::Done) };
    context.out.warn(format!(
        "{}: until one names the base, workers' pushes are not judged or refused",
        inert(why)
    ));
    context.out.note(
        "push the base branch, or name it: git parallel hooks install --server --base BRANCH",
    );
    Ok(Exit::Found)
}

fn uninstall_server(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    require_bare(repo)?;
    let was = context.dry_run || hook::uninstall_server(repo)?;
    if context.json {
        return shown(context, repo);
    }
    let told = if was { "no longer judges pushes" } else { "did not judge pushes" };
    context.out.answer(told)?;
    Ok(Exit::Done)
}

/// How the hooks of the repository stand now, as programs read it.
fn shown(context: &Context, repo: &Repo) -> Result<Exit, Failure> {
    show(context, repo, &guarded(context, repo)?, "")
}

fn require_bare(repo: &Repo) -> Result<(), Failure> {
    if repo.main().is_none() {
        return Ok(());
    }
    Err(Failure::new("this repository is not bare, so nobody pushes to its branches").hint(
        "run it in the repository that is pushed to: git -C DIR parallel hooks install --server",
    ))
}

/// The worktrees of registered workers that still exist, and of those the plan has at home somewhere, with
/// everything wrong with their guard.
fn guarded(context: &Context, repo: &Repo) -> Result<Vec<Guarded>, Failure> {
    let mut found: Vec<Guarded> = Vec::new();
    let here = hook::environment(repo)?;
    let shown = |at: &Path| at.strip_prefix(repo.root()).unwrap_or(at).display().to_string();
    // A plan that cannot be read is told by others.
    if let Some(plan) = context.plan_if_any(repo).ok().flatten() {
        let trees = Trees::of(repo)?;
        for worker in &plan.config.worker {
            let Some(tree) = trees.seat(&plan.config, worker) else { continue };
            let (at, branch) = (tree.path.clone(), plan.config.branch(worker));
            let mut drift = hook::drift(repo, &at)?;
            drift.extend(hook::registration(repo, &at, &worker.id, &branch)?);
            found.push(Guarded { worker: worker.id.clone(), worktree: shown(&at), at, drift });
        }
    }
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        let Some(at) = worktree_of(repo, &admin) else { continue };
        if !found.iter().any(|known| is_same(&known.at, &at)) {
            let drift = hook::drift(repo, &at)?;
            found.push(Guarded { worker: entry.worker, worktree: shown(&at), at, drift });
        }
    }
    for one in &mut found {
        one.drift.extend(here.clone());
    }
    Ok(found)
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}

/// The top of the worktree with this admin directory, as that names it now.
fn worktree_of(repo: &Repo, admin: &str) -> Option<PathBuf> {
    let folder = repo.common().join("worktrees").join(admin);
    let text = fs::read(folder.join("gitdir")).ok()?;
    let dot_git = folder.join(git::path(text.trim_ascii_end()));
    dot_git.is_file().then(|| dot_git.parent().map(Path::to_owned)).flatten()
}

/// Worktrees may have been moved with their repository since they were registered.
fn renew_registry(repo: &Repo) -> Result<(), Failure> {
    for (admin, entry) in registry::all(&repo.parallel_dir())? {
        if let Some(at) = worktree_of(repo, &admin) {
            let gitdir = at.join(".git");
            if gitdir != entry.gitdir {
                registry::write(&repo.parallel_dir(), &admin, &Entry { gitdir, ..entry })?;
            }
        }
    }
    Ok(())
}

fn show(context: &Context, repo: &Repo, known: &[Guarded], does: &str) -> Result<Exit, Failure> {
    let hooks = hook::directory(repo).display().to_string();
    if context.json {
        let server = if repo.main().is_none() { hook::server_hook(repo)? } else { None };
        let server = server.map(|hook| hook.display().to_string());
        context.out.json("hooks", &Answer { hooks, server, worktrees: known })?;
        return Ok(Exit::Done);
    }
    let mut text = format!("{does} {}\n", count(known.len(), "worktree"));
    for tree in known {
        let state =
            if tree.drift.is_empty() { style::good("stands") } else { style::bad("drifted") };
        let at = inert(&tree.worktree);
        text.push_str(&format!("  {}  {at}  {state}\n", style::strong(&tree.worker)));
        for drift in &tree.drift {
            text.push_str(&format!("    {}\n", inert(drift.to_string())));
        }
    }
    context.out.answer(text)?;
    Ok(Exit::Done)
}
