//! The guard of a shared repository: all references of one push judged together.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::gate::{Claim, Gate};
use super::install::{place_stub, remove_file};
use super::push::Update;
use super::{Error, plan};
use crate::git::{self, Repo, Site, Source};
use crate::guard::Violation;

const TEMPLATE: &str = include_str!("../../hooks/server");

/// What the hook that was there before is called now.
const BEFORE: &str = "pre-receive.before-parallel";

/// Judges a push. Only the base branch as it was before the push is trusted: a commit that is on
/// any other reference, or comes to the base by this very push, is judged when a worker's branch
/// brings it. Whoever may push to the base branch is a matter of the server's own access rules.
pub(super) fn judged(site: &Site, updates: &[Update]) -> Result<Vec<Violation>, Error> {
    let settings = site.settings()?;
    let git = || site.git();
    let source = Source::new(&git);
    let config = match plan::read(site, settings) {
        Ok(config) => config,
        // Before the plan is pushed there is nothing to guard.
        Err(Error::NoPlan { .. }) => return Ok(Vec::new()),
        // A plan that cannot be read is mended by a push to the branch it is on.
        Err(_) if mends_plan(site, updates)? => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let refs = source.refs()?;
    let mut claims = Vec::new();
    let mut pushed = Vec::new();
    for worker in &config.worker {
        let name = format!("refs/heads/{}", config.branch(worker));
        let update = updates.iter().find(|update| update.name == name);
        let tip = match update {
            Some(update) if update.deletes() => None,
            Some(update) => Some(update.new.clone()),
            None => refs.get(&name).cloned(),
        };
        let Some(tip) = tip else { continue };
        let claim = Claim { worker: worker.id.clone(), tip };
        if update.is_some() {
            pushed.push(claim.clone());
        }
        claims.push(claim);
    }
    let trusted: Vec<String> =
        refs.get(&format!("refs/heads/{}", config.base)).cloned().into_iter().collect();
    let gate = Gate::new(source, &config, settings.ignorecase, trusted, &claims)?;
    let mut found = Vec::new();
    for claim in &pushed {
        found.extend(gate.judge(claim)?.into_iter().flat_map(|finding| finding.violations));
    }
    Ok(found)
}

fn mends_plan(site: &Site, updates: &[Update]) -> Result<bool, Error> {
    let head = site.git().args(["symbolic-ref", "HEAD"]).line()?;
    Ok(updates.iter().all(|update| update.name == head))
}

/// The hook that was there before.
pub(super) fn chained(site: &Site) -> Result<Option<PathBuf>, Error> {
    let hook = directory(site)?.join(BEFORE);
    Ok(git::is_executable(&site.top().join(&hook)).then_some(hook))
}

/// The hooks directory git uses for pushes into this repository.
fn directory(site: &Site) -> Result<PathBuf, Error> {
    Ok(site.top().join(site.chained_dir()?))
}

/// Makes `repo`, which must be bare, judge every push; safe to do again. Gives the hook's path.
pub fn install(repo: &Repo) -> Result<PathBuf, Error> {
    let guard = env::current_exe().map_err(Error::Self_)?;
    let hooks = directory(&Site::of_worktree(repo.common())?)?;
    fs::create_dir_all(&hooks).map_err(Error::file(&hooks))?;
    let (hook, before) = (hooks.join("pre-receive"), hooks.join(BEFORE));
    let text = stub(&guard);
    match fs::read(&hook) {
        Ok(there) if is_ours(&there) => {}
        Ok(_) => fs::rename(&hook, &before).map_err(Error::file(&hook))?,
        Err(_) => {}
    }
    place_stub(&hook, &text)?;
    Ok(hook)
}

/// The hook that judges pushes into `repo`; none where it is not installed.
pub fn installed(repo: &Repo) -> Result<Option<PathBuf>, Error> {
    let hook = directory(&Site::of_worktree(repo.common())?)?.join("pre-receive");
    Ok(fs::read(&hook).is_ok_and(|text| is_ours(&text)).then_some(hook))
}

/// Takes the hook away again and brings back the one before it; tells whether there was one of ours.
pub fn uninstall(repo: &Repo) -> Result<bool, Error> {
    let hooks = directory(&Site::of_worktree(repo.common())?)?;
    let (hook, before) = (hooks.join("pre-receive"), hooks.join(BEFORE));
    if !fs::read(&hook).is_ok_and(|text| is_ours(&text)) {
        return Ok(false);
    }
    remove_file(&hook)?;
    if before.exists() {
        fs::rename(&before, &hook).map_err(Error::file(&before))?;
    }
    Ok(true)
}

fn stub(guard: &Path) -> Vec<u8> {
    let quoted = git::bytes(guard).replace(b"'", b"'\\''");
    TEMPLATE.as_bytes().replace(b"@GUARD@", quoted)
}

fn is_ours(text: &[u8]) -> bool {
    let opening = TEMPLATE.split("@GUARD@").next().unwrap_or(TEMPLATE);
    text.starts_with(opening.as_bytes())
}
