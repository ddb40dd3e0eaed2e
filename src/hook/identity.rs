//! Whose worktree a hook runs in: by the registry, not by configuration, not by HEAD alone.

use super::Error;
use crate::git::{HeadAt, Site, Source, path};
use crate::guard::Head;
use crate::worker::registry::{self, Entry};

/// Who works here.
#[derive(Debug)]
pub(super) enum Who {
    /// A registered worker.
    Worker(Entry),
    /// Nobody the guard knows, on a branch that is a registered worker's.
    Intruder(Entry),
    /// Nobody the guard knows.
    Nobody,
}

/// Tells who works at `site`, where HEAD is at `head`.
///
/// An entry counts when HEAD is on its branch (so that a moved worktree stays guarded), or when
/// the admin directory still belongs to the worktree it was written for: the name of a removed
/// worktree's directory may be given out again.
pub(super) fn who(site: &Site, head: &HeadAt) -> Result<Who, Error> {
    let Some(admin) = site.admin() else { return Ok(Who::Nobody) };
    let parallel = site.common().join("parallel");
    let on = match head {
        HeadAt::Branch(name) | HeadAt::Rebasing(name) => Some(name),
        HeadAt::Replaying(_) | HeadAt::Detached => None,
    };
    if let Some(entry) = registry::find(&parallel, &admin)?
        && (on == Some(&entry.branch) || is_same_place(site, &entry)?)
    {
        return Ok(Who::Worker(entry));
    }
    let all = registry::all(&parallel)?;
    let owner = all.into_iter().find(|(name, entry)| *name != admin && on == Some(&entry.branch));
    Ok(owner.map_or(Who::Nobody, |(_, entry)| Who::Intruder(entry)))
}

/// Whether the admin directory names the worktree that was registered.
fn is_same_place(site: &Site, entry: &Entry) -> Result<bool, Error> {
    let named = site.file("gitdir")?.unwrap_or_default();
    let named = path(named.trim_ascii_end());
    if named == entry.gitdir {
        return Ok(true);
    }
    let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
    Ok(real(&named).is_some_and(|named| real(&entry.gitdir) == Some(named)))
}

/// HEAD as the judgement of the worker in `entry` knows it.
pub(super) fn head(site: &Site, entry: &Entry, at: HeadAt) -> Result<Head, Error> {
    Ok(match at {
        HeadAt::Branch(name) => Head::Branch(name),
        HeadAt::Rebasing(name) => Head::Rebasing(name),
        HeadAt::Replaying(was) => {
            let git = || site.git();
            let own = Source::new(&git).commit(&format!("refs/heads/{}", entry.branch))?;
            if own == Some(was) { Head::Rebasing(entry.branch.clone()) } else { Head::Detached }
        }
        HeadAt::Detached => Head::Detached,
    })
}
