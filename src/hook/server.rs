//! The guard of a shared repository: all references of one push judged together.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;
use tempfile::NamedTempFile;

use super::Error;
use super::authority::{Authority, BASE, after, authority};
use super::gate::Gate;
use super::install::{place_stub, remove_file};
use super::lines::{Claim, Known, former_claims};
use super::push::Update;
use crate::config::Config;
use crate::git::{self, Git, Repo, Site, Source, Version, blob};
use crate::guard::{Finding, Violation, comes_first, may_come_first};

const TEMPLATE: &str = include_str!("../../hooks/server");

/// What the hook that was there before is called now.
const BEFORE: &str = "pre-receive.before-parallel";

/// Judges a push. Only the base branch as it was before the push is trusted, and what the workers'
/// branches had before it was judged then: a commit that is on any other reference, or comes to the
/// base by this very push, is judged when a worker's branch brings it. Whoever may push to the base
/// branch is a matter of the server's own access rules.
pub(super) fn judged(site: &Site, updates: &[Update]) -> Result<Vec<Violation>, Error> {
    let git = || site.git();
    let source = Source::new(&git);
    let before = source.refs()?;
    let plan = authority(site, &before)?;
    let next = authority(site, &after(&before, updates))?;
    if updates.iter().all(Update::deletes) {
        return Ok(Vec::new());
    }
    refuse_broken(&plan, &next, updates)?;
    match (plan, next) {
        // Where there was none before, the push brings it, or mends it.
        (Authority::Plan { tip, config, .. }, _) | (_, Authority::Plan { tip, config, .. }) => {
            workers(site, &config, &tip, &before, updates)
        }
        _ => Ok(Vec::new()),
    }
}

/// Refuses a push that would leave no plan that can be read, where there is one or was one.
fn refuse_broken(plan: &Authority, next: &Authority, updates: &[Update]) -> Result<(), Error> {
    let (why, base) = match (plan, next) {
        (_, Authority::Plan { .. } | Authority::Nothing) => return Ok(()),
        (_, Authority::Broken { base, error }) => (error.to_string(), Some(base)),
        (Authority::Plan { base, .. }, Authority::Missing(why)) => (why.clone(), Some(base)),
        (_, Authority::Missing(why)) => (why.clone(), None),
    };
    let moved = base.map(|base| format!("refs/heads/{base}"));
    let update = moved.and_then(|name| updates.iter().find(|update| update.name == name));
    Err(match update {
        Some(update) => {
            Error::BadPlan { commit: short(&update.new), name: update.name.clone(), why }
        }
        None => Error::NoAuthority(why),
    })
}

fn short(id: &str) -> String {
    id.get(..12).unwrap_or(id).to_owned()
}

/// Judges what the push brings to the branches of workers. The attributes of the base count, as a
/// bare repository has none of its own.
fn workers(
    site: &Site,
    config: &Config,
    tip: &str,
    refs: &HashMap<String, String>,
    updates: &[Update],
) -> Result<Vec<Violation>, Error> {
    let attributes = Attributes::of(site, tip)?;
    let git = || attributes.count(site.git());
    let source = Source::new(&git);
    let mut known = Known::default();
    known.trusted.push(
        refs.get(&format!("refs/heads/{}", config.base)).map_or(tip, String::as_str).to_owned(),
    );
    let mut pushed = Vec::new();
    let mut names = HashMap::new();
    for worker in &config.worker {
        let name = format!("refs/heads/{}", config.branch(worker));
        let claim = |tip: &String| Claim { worker: worker.id.clone(), tip: tip.clone() };
        let old = refs.get(&name);
        known.judged.extend(old.cloned());
        match updates.iter().find(|update| update.name == name) {
            Some(update) if update.deletes() => known.former.extend(old.map(claim)),
            Some(update) => {
                known.former.extend(old.map(claim));
                pushed.push(claim(&update.new));
            }
            None => known.claims.extend(old.map(claim)),
        }
        names.insert(worker.id.clone(), name);
    }
    known.claims.splice(0..0, pushed.iter().cloned());
    known.former.extend(former_claims(source, config)?);
    let gate = Gate::new(source, config, site.settings()?.ignorecase, known)?;
    let mut found = Vec::new();
    for Finding { commit, mut violations, .. } in gate.judge(&pushed)? {
        let nobodys = gate.is_nobodys(&commit);
        for violation in violations.iter_mut().filter(|it| it.stops()) {
            if nobodys {
                comes_first(violation, config);
            } else {
                may_come_first(violation, config);
            }
        }
        let by = gate.bringing(&pushed, &commit).and_then(|claim| names.get(&claim.worker));
        let at = format!(" ({} on {})", short(&commit), by.map_or("a branch", String::as_str));
        found.extend(violations.into_iter().map(|mut violation| {
            violation.message.push_str(&at);
            violation
        }));
    }
    Ok(found)
}

/// The git that reads attributes from a commit itself.
const ATTRIBUTES: (u32, u32) = (2, 41);

/// The attributes that count in a repository without a worktree.
struct Attributes {
    tip: String,
    /// Those of the top folder, where git cannot read them from a commit.
    file: Option<NamedTempFile>,
}

impl Attributes {
    /// Those of the commit `tip`.
    fn of(site: &Site, tip: &str) -> Result<Self, Error> {
        let mut found = Self { tip: tip.to_owned(), file: None };
        if Version::of(site.git())?.number >= ATTRIBUTES {
            return Ok(found);
        }
        if let Some(text) = blob(site.git(), tip, ".gitattributes")? {
            let file = NamedTempFile::new().map_err(Error::file(env::temp_dir()))?;
            fs::write(file.path(), &text).map_err(Error::file(file.path()))?;
            found.file = Some(file);
        }
        Ok(found)
    }

    /// `git` with them.
    fn count(&self, git: Git) -> Git {
        match &self.file {
            None => git.env("GIT_ATTR_SOURCE", &self.tip),
            Some(file) => git.attributes(file.path()),
        }
    }
}

/// What pushes into `repo` are judged by.
pub fn server_authority(repo: &Repo) -> Result<Authority, Error> {
    let site = Site::of_worktree(repo.common())?;
    let git = || site.git();
    authority(&site, &Source::new(&git).refs()?)
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

/// Makes `repo`, which must be bare, judge every push by the plan on `base`, or on the branch that is
/// found to be the base; safe to do again. Gives the hook's path.
pub fn install(repo: &Repo, base: Option<&str>) -> Result<PathBuf, Error> {
    if let Some(base) = base {
        repo.set_config(BASE, base)?;
    }
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
    let runs = git::is_executable(&hook) && fs::read(&hook).is_ok_and(|text| is_ours(&text));
    Ok(runs.then_some(hook))
}

/// Whether pushes were to be judged, though git runs no hook of ours for it: the hook lost its mode, or
/// hooks are looked for elsewhere.
pub fn silent(repo: &Repo) -> Result<bool, Error> {
    if installed(repo)?.is_some() {
        return Ok(false);
    }
    let site = Site::of_worktree(repo.common())?;
    let places = [directory(&site)?, repo.common().join("hooks")];
    let there =
        |place: &PathBuf| fs::read(place.join("pre-receive")).is_ok_and(|text| is_ours(&text));
    let named = repo.own_config(BASE)?.is_some();
    Ok(named || places.iter().any(there))
}

/// Takes the hook away again and brings back the one before it; tells whether there was one of ours.
pub fn uninstall(repo: &Repo) -> Result<bool, Error> {
    let hooks = directory(&Site::of_worktree(repo.common())?)?;
    let (hook, before) = (hooks.join("pre-receive"), hooks.join(BEFORE));
    if !fs::read(&hook).is_ok_and(|text| is_ours(&text)) {
        return Ok(false);
    }
    remove_file(&hook)?;
    repo.unset_config(BASE)?;
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
