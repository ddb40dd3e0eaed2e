//! The steps that make one worktree ready to work in: its files, what git does not carry, the
//! setup commands.

use std::fs;
use std::path::PathBuf;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::render::inert;
use crate::worker::{How, Place, bring, environment, sh};

/// How many lines of a failed command's output are shown.
const SHOWN: usize = 20;

/// The files of a worktree that has none after `worktree add --no-checkout`.
pub(super) fn fill(config: &Config, place: &Place) -> Result<(), Failure> {
    // An index is written after the files; what has one may have been worked in. The limits of a
    // sparse checkout write one before, without an entry.
    let at = &place.worktree;
    if git::is_filled(at)? && (!config.setup.sparse || git::has_entries(at)?) {
        return Ok(());
    }
    if config.setup.sparse {
        sparse(config, place)?;
    }
    Ok(git::fill(at)?)
}

/// Tells git of its submodules, which it writes down in configuration that all worktrees share.
pub(super) fn init_submodules(place: &Place) -> Result<(), Failure> {
    if has_submodules(place) {
        git::init_submodules(&place.worktree)?;
    }
    Ok(())
}

/// What git does not carry: submodules' files, copies, links.
pub(super) fn bring_over(repo: &Repo, config: &Config, place: &Place) -> Result<(), Failure> {
    if has_submodules(place) {
        git::update_submodules(&place.worktree)?;
    }
    let Some(main) = repo.main() else { return Ok(()) };
    for name in config.setup.copy.iter().chain(&git::included(main)?) {
        bring(main, &place.worktree, name, How::Copy)?;
    }
    for name in &config.setup.link {
        bring(main, &place.worktree, name, How::Link)?;
    }
    Ok(())
}

fn has_submodules(place: &Place) -> bool {
    place.worktree.join(".gitmodules").exists()
}

/// Runs the user's `post-checkout`, which `worktree add --no-checkout` does not.
pub(super) fn run_hook(place: &Place) -> Result<(), Failure> {
    let head = git::head(&place.worktree)?;
    Ok(git::run_post_checkout(&place.worktree, &head)?)
}

/// Limits the checkout to the worker's own paths (git-sparse-checkout(1), without cones).
fn sparse(config: &Config, place: &Place) -> Result<(), Failure> {
    let Some(worker) = config.find(&place.id) else { return Ok(()) };
    let anchored = |pattern: &str| match pattern.strip_prefix('!') {
        Some(rest) => format!("!/{}", rest.trim_start_matches('/')),
        None => format!("/{}", pattern.trim_start_matches('/')),
    };
    let shared = config.guard.shared.iter().map(String::as_str);
    let patterns: Vec<String> = worker.patterns().chain(shared).map(anchored).collect();
    Ok(git::set_sparse(&place.worktree, &patterns)?)
}

/// Runs the setup commands, their output kept in a file per worker.
pub(super) fn run(repo: &Repo, config: &Config, place: &Place) -> Result<(), Failure> {
    if config.setup.run.is_empty() {
        return Ok(());
    }
    let log = log(repo, place)?;
    let environment = environment(config, repo.root(), place);
    for command in &config.setup.run {
        let code = git::shell_logged(command, &place.worktree, &environment, &log)?;
        if code != 0 {
            return Err(failed(place, command, code, &log));
        }
    }
    Ok(())
}

/// An empty log for this worker.
fn log(repo: &Repo, place: &Place) -> Result<PathBuf, Failure> {
    let folder = repo.parallel_dir().join("logs");
    let file = folder.join(format!("{}-setup.log", place.id));
    let told = |error: std::io::Error| {
        Failure::new(format!("cannot write '{}'", file.display())).because(&error)
    };
    fs::create_dir_all(&folder).map_err(told)?;
    fs::write(&file, "").map_err(told)?;
    Ok(file)
}

fn failed(place: &Place, command: &str, code: i32, log: &std::path::Path) -> Failure {
    let text =
        fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let tail = &lines[lines.len().saturating_sub(SHOWN)..];
    let tail: String = tail.iter().map(|line| format!("\n  {}", inert(line))).collect();
    Failure::new(format!(
        "the setup of {} failed: '{}' exited with {code}{tail}",
        place.id,
        inert(command)
    ))
    .hint(format!("all of its output is in {}", sh(&log.to_string_lossy())))
    .hint(format!("mend it, then run: git parallel start {}", place.id))
}
