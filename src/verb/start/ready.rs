//! The steps that make one worktree ready to work in: its files, what git does not carry, the
//! setup commands.

use std::fs;
use std::path::{Path, PathBuf};

use super::sources::{Sources, left_out};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, BACKUPS, Move, Repo};
use crate::render::inert;
use crate::verb::{Context, stamp};
use crate::worker::{LeftOut, Place, environment, sh, sh_path};

/// How many lines of a failed command's output are shown.
const SHOWN: usize = 20;

/// The files of a worktree that has none after `worktree add --no-checkout`.
pub(super) fn fill(
    context: &Context,
    repo: &Repo,
    config: &Config,
    place: &Place,
) -> Result<(), Failure> {
    let worktree = &place.worktree;
    if git::was_filled(worktree)? {
        return Ok(());
    }
    let begun = git::is_filled(worktree)?;
    if begun && !git::lacks_files(worktree)? {
        return Ok(git::note_filled(worktree)?);
    }
    // Whoever worked in it before its files were whole has them in the index: kept, for it is written
    // anew.
    if let Some(commit) = begun.then(|| git::snapshot(worktree)).transpose()?.flatten() {
        let name = format!("{BACKUPS}{}/{}/half-filled", stamp(), place.id);
        let keep = Move { name: name.clone(), old: None, new: Some(commit) };
        repo.move_refs(&[keep], "", "parallel: start")?;
        context.out.warn(format!(
            "{} was worked in before its files were whole: kept as {name}",
            place.id
        ));
    }
    limit(config, place)?;
    git::fill(worktree)?;
    Ok(git::note_filled(worktree)?)
}

/// Sets what is checked out, where that is less than everything: `setup.sparse`, or the main worktree's
/// limits, which `git worktree add` hands on and which may leave out the worker's own files.
fn limit(config: &Config, place: &Place) -> Result<(), Failure> {
    if config.setup.sparse {
        return sparse(config, place, &[]);
    }
    match git::sparse_limits(&place.worktree)? {
        Some(limits) => sparse(config, place, &limits),
        None => Ok(()),
    }
}

/// Tells git of its submodules, which it writes down in configuration that all worktrees share.
pub(super) fn init_submodules(place: &Place) -> Result<(), Failure> {
    if has_submodules(place) {
        git::init_submodules(&place.worktree)?;
    }
    Ok(())
}

/// What git does not carry: submodules' files, copies, links.
pub(super) fn bring_over(sources: &Sources, place: &Place) -> Result<Vec<LeftOut>, Failure> {
    if has_submodules(place) {
        git::update_submodules(&place.worktree).map_err(|error| {
            no_submodules(&place.worktree, &error).hint("then run: git parallel start")
        })?;
    }
    sources.bring(&place.worktree)
}

/// That the submodules of `at` could not be had, and how to go on without them.
pub(in crate::verb) fn no_submodules(at: &Path, error: &git::Error) -> Failure {
    let failure =
        Failure::new(format!("the submodules of '{}' cannot be checked out", at.display()));
    let keys = git::ways_without_submodules(error);
    keys.iter().fold(failure.because(error), |failure, key| {
        failure.hint(format!("to leave that submodule out, run: git config {} none", sh(key)))
    })
}

/// Brings copies and links of `[setup]` into a worktree that is no worker's; gives what was left out, in
/// sentences.
pub(in crate::verb) fn bring_all(
    repo: &Repo,
    config: &Config,
    worktree: &Path,
) -> Result<Vec<String>, Failure> {
    Ok(left_out(Sources::of(repo, config)?.bring(worktree)?))
}

fn has_submodules(place: &Place) -> bool {
    place.worktree.join(".gitmodules").exists()
}

/// Runs the user's `post-checkout`, which `worktree add --no-checkout` does not. As there, one that
/// fails leaves the worktree whole, and is told.
pub(in crate::verb) fn run_hook(context: &Context, worktree: &Path) -> Result<(), Failure> {
    let head = git::head(worktree)?;
    if let Some(said) = git::run_post_checkout(worktree, &head)? {
        let said = inert(said.lines().last().unwrap_or_default());
        context.out.warn(format!(
            "the post-checkout hook failed in '{}', which is whole all the same: {said}",
            worktree.display()
        ));
    }
    Ok(())
}

/// Limits the checkout to the worker's own paths, those of `limits`, and the files at the top, which tools
/// begin with (git-sparse-checkout(1), without
/// cones, whose patterns mean the same without).
fn sparse(config: &Config, place: &Place, limits: &[String]) -> Result<(), Failure> {
    let top = ["/*".to_owned(), "!/*/".to_owned()];
    let own = own_paths(config, place);
    let patterns: Vec<String> = top.into_iter().chain(limits.iter().cloned()).chain(own).collect();
    Ok(git::set_sparse(&place.worktree, &patterns)?)
}

/// Brings what the worker may change by now into a worktree that is limited and lacks it; gives those
/// paths.
pub(super) fn widen(config: &Config, place: &Place) -> Result<Vec<String>, Failure> {
    // Nearly always there is no such file, and git need not be asked.
    let limited =
        git::admin_dir(&place.worktree).is_ok_and(|it| it.join("info/sparse-checkout").exists());
    let limits = if limited { git::sparse_limits(&place.worktree)? } else { None };
    let Some(limits) = limits else { return Ok(Vec::new()) };
    let lacks: Vec<String> =
        own_paths(config, place).into_iter().filter(|path| !limits.contains(path)).collect();
    if !lacks.is_empty() {
        git::set_sparse(&place.worktree, &[limits, lacks.clone()].concat())?;
    }
    Ok(lacks)
}

/// The paths that the worker may change, as patterns from the top.
fn own_paths(config: &Config, place: &Place) -> Vec<String> {
    let Some(worker) = config.find(&place.id) else { return Vec::new() };
    let anchored = |pattern: &str| match pattern.strip_prefix('!') {
        Some(rest) => format!("!/{}", rest.trim_start_matches('/')),
        None => format!("/{}", pattern.trim_start_matches('/')),
    };
    let shared = config.guard.shared.iter().map(String::as_str);
    worker.patterns().chain(shared).map(anchored).collect()
}

/// Runs the setup commands for a worker, their output kept in a file per worker.
pub(super) fn run(repo: &Repo, config: &Config, place: &Place) -> Result<(), Failure> {
    let environment = environment(config, repo.root(), place);
    let again = format!("git parallel start {}", place.id);
    run_all(repo, config, &place.worktree, &place.id, &environment, &again)
}

/// Runs the setup commands in a worktree, their output kept in a file named after `who` it is for;
/// `again` is the command that goes on.
pub(in crate::verb) fn run_all(
    repo: &Repo,
    config: &Config,
    worktree: &Path,
    who: &str,
    environment: &[(String, String)],
    again: &str,
) -> Result<(), Failure> {
    if config.setup.run.is_empty() {
        return Ok(());
    }
    let log = log(repo, who)?;
    for command in &config.setup.run {
        let code = git::shell_logged(command, worktree, environment, &log)?;
        if code != 0 {
            return Err(failed(who, command, code, &log, again));
        }
    }
    Ok(())
}

/// An empty log.
fn log(repo: &Repo, who: &str) -> Result<PathBuf, Failure> {
    let folder = repo.parallel_dir().join("logs");
    let file = folder.join(format!("{who}-setup.log"));
    let told = |error: std::io::Error| {
        Failure::new(format!("cannot write '{}'", file.display())).because(&error)
    };
    fs::create_dir_all(&folder).map_err(told)?;
    fs::write(&file, "").map_err(told)?;
    Ok(file)
}

fn failed(who: &str, command: &str, code: i32, log: &Path, again: &str) -> Failure {
    let text =
        fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = &lines[lines.len().saturating_sub(SHOWN)..];
    let tail: String = tail.iter().map(|line| format!("\n  {}", inert(line))).collect();
    Failure::new(format!(
        "the setup of {who} failed: '{}' exited with {code}{tail}",
        inert(command)
    ))
    .hint(format!("all of its output is in {}", sh_path(log)))
    .hint(format!("mend it, then run: {again}"))
}
