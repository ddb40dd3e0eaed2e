//! Where the plan in force stands: the main worktree's file or, where that is not the one, the blob on
//! the base branch.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::Error;
use crate::config::{self, Config};
use crate::file::{Astray, Beneath, Kind};
use crate::git::{self, Git, Settings, Site, Source};

/// The text of a plan, and where it stands.
#[derive(Debug, Clone)]
pub struct InForce {
    /// What it says.
    pub text: String,
    /// Its name for messages: a path, or `<branch>:<path>`.
    pub name: String,
    /// The file, where it is one; a blob cannot be rewritten.
    pub file: Option<PathBuf>,
}

/// The plan of the repository `site` is in; none where there is none.
///
/// The main worktree's own file counts, but not while that worktree stands on a worker's branch, whose
/// copy is never read, nor while it has none: then the base branch's does. In a bare repository, and while
/// the main worktree stands on any other branch, that is the file in the worktree of the base branch, where
/// there is one.
pub fn in_force(site: &Site, settings: &Settings) -> Result<Option<InForce>, Error> {
    let Some(main) = site.main(settings) else {
        let committed = match blob(site, "HEAD", "HEAD")? {
            Some(found) => Some(found),
            None => on_base(site)?,
        };
        return Ok(in_worktree_of_base(site, committed.as_ref())?.or(committed));
    };
    let Some(found) = plan_in(&main)? else { return on_base(site) };
    let base = match stands(site.common(), &main, &found.text)? {
        Stands::Base => return Ok(Some(found)),
        Stands::Worker => on_base(site)?,
        Stands::Elsewhere(base) => match site.worktree_on(Some(&base))? {
            Some(folder) => plan_in(&folder)?,
            None => None,
        },
    };
    Ok(Some(base.unwrap_or(found)))
}

/// The plan where it is the main worktree's own file, with that worktree on the base, or on no branch.
#[cfg(unix)]
pub(super) fn at_home(site: &Site, settings: &Settings) -> Result<Option<InForce>, Error> {
    let Some(main) = site.main(settings) else { return Ok(None) };
    let Some(found) = plan_in(&main)? else { return Ok(None) };
    let on_base = matches!(stands(site.common(), &main, &found.text)?, Stands::Base);
    Ok(on_base.then_some(found))
}

/// What the main worktree stands on, as the plan in it tells.
enum Stands {
    /// The base, or no branch.
    Base,
    /// A worker's branch.
    Worker,
    /// Another branch than this base.
    Elsewhere(String),
}

/// The plan's file in the worktree `folder`, followed through no link; none where there is none.
fn plan_in(folder: &Path) -> Result<Option<InForce>, Error> {
    let (root, name) = (Beneath::repository(folder), Path::new(config::FILE));
    if root.place(name)?.kind == Some(Kind::Link) {
        return Err(Astray::Link(name.to_owned()).into());
    }
    let file = folder.join(name);
    match root.read_text(name) {
        Ok(text) => Ok(text.map(|text| {
            let name = file.display().to_string();
            InForce { text, name, file: Some(file) }
        })),
        Err(Astray::Io { source, .. }) => Err(Error::file(file)(source)),
        Err(error) => Err(error.into()),
    }
}

/// The file in the worktree that a bare repository has of the base branch: the one `committed` names or,
/// before there is a plan, HEAD.
fn in_worktree_of_base(site: &Site, committed: Option<&InForce>) -> Result<Option<InForce>, Error> {
    let base = match committed {
        Some(found) => config::parse(&found.name, &found.text).ok().map(|plan| plan.base),
        None => None,
    };
    let Some(folder) = site.worktree_on(base.as_deref())? else { return Ok(None) };
    plan_in(&folder)
}

fn stands(common: &Path, main: &Path, text: &str) -> Result<Stands, Error> {
    // Not by the environment, which in a hook is that of the worker's worktree.
    let head = fs::read(common.join("HEAD")).map_err(Error::file(common.join("HEAD")))?;
    let branch = match head.trim_ascii() {
        // Written there by reftable, which keeps the true value elsewhere.
        b"ref: refs/heads/.invalid" => git::branch_at(main)?,
        named => {
            let name = named.strip_prefix(b"ref: refs/heads/");
            name.map(|name| name.to_str_lossy().into_owned())
        }
    };
    let Some(branch) = branch else { return Ok(Stands::Base) };
    // Nearly always it is the base; then the plan need not be understood twice.
    let says_base = format!("base = \"{branch}\"");
    if text.lines().any(|line| line.trim() == says_base) {
        return Ok(Stands::Base);
    }
    // Whoever reads it next tells what is wrong with it.
    let Ok(plan) = config::parse(config::FILE, text) else {
        return Ok(Stands::Base);
    };
    if *branch == plan.base {
        return Ok(Stands::Base);
    }
    let of_worker = plan.worker.iter().any(|worker| *branch == plan.branch(worker));
    Ok(if of_worker { Stands::Worker } else { Stands::Elsewhere(plan.base) })
}

/// The plan on the branch that it names as its base. Copies on other branches name another one.
fn on_base(site: &Site) -> Result<Option<InForce>, Error> {
    for name in usual(site) {
        if let Some(found) = blob(site, &format!("refs/heads/{name}"), &name)?
            .filter(|found| is_at_home(found, &name))
        {
            return Ok(Some(found));
        }
    }
    let names = site.branches()?;
    for (text, name) in blobs(site, &names)?.into_iter().zip(&names) {
        let Some(text) = text else { continue };
        let (short, branch) = if let Some(branch) = name.strip_prefix("refs/heads/") {
            (branch, branch)
        } else {
            let short = name.strip_prefix("refs/remotes/").unwrap_or(name);
            (short, short.split_once('/').map_or(short, |(_, branch)| branch))
        };
        let found = InForce { text, name: format!("{short}:{}", config::FILE), file: None };
        if is_at_home(&found, branch) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The names that a base branch usually has: what the remotes' HEADs lead to, and git's own.
fn usual(site: &Site) -> Vec<String> {
    let mut found = Vec::new();
    for remote in fs::read_dir(site.common().join("refs/remotes")).into_iter().flatten().flatten() {
        let head = fs::read(remote.path().join("HEAD")).unwrap_or_default();
        let prefix = format!("ref: refs/remotes/{}/", remote.file_name().to_string_lossy());
        let name = head.trim_ascii().strip_prefix(prefix.as_bytes());
        found.extend(name.map(|name| name.to_str_lossy().into_owned()));
    }
    found.extend(["main".to_owned(), "master".to_owned()]);
    found
}

fn is_at_home(found: &InForce, branch: &str) -> bool {
    let at_home = |plan: Config| plan.base == branch;
    config::parse(&found.name, &found.text).is_ok_and(at_home)
}

/// The plan that `revision` tracks, called by `name`.
fn blob(site: &Site, revision: &str, name: &str) -> Result<Option<InForce>, Error> {
    let Some(text) = git::blob(Git::at(site.common()), revision, config::FILE)? else {
        return Ok(None);
    };
    let text = text.to_str_lossy().into_owned();
    let name = format!("{name}:{}", config::FILE);
    Ok(Some(InForce { text, name, file: None }))
}

/// The plans that the branches called `names` track, in their order.
fn blobs(site: &Site, names: &[String]) -> Result<Vec<Option<String>>, Error> {
    let asked: Vec<String> = names.iter().map(|name| format!("{name}:{}", config::FILE)).collect();
    let git = || Git::at(site.common());
    Ok(Source::new(&git).texts(&asked)?)
}
