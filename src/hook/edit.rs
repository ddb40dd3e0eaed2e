//! The edit-time guard: files an agent is about to write, judged before it does.

use std::path::{Path, PathBuf};

use super::identity::{Who, who};
use super::{Error, plan};
use crate::git::{self, Site};
use crate::guard::{Change, Edit, Rules, Violation, foreign_worktree, judge};

/// Judges writes to `targets` by an agent that works in `directory`. Nothing is said where nobody
/// registered works, about files outside the repository, and about files git ignores.
pub(super) fn judge_edits(directory: &Path, targets: &[PathBuf]) -> Result<Vec<Violation>, Error> {
    let Some(top) = top_of(directory) else { return Ok(Vec::new()) };
    let site = Site::of_worktree(&top)?;
    if site.admin().is_none() {
        return Ok(Vec::new());
    }
    let Who::Worker(entry) = who(&site, &site.head()?)? else { return Ok(Vec::new()) };
    let settings = site.settings()?;
    let config = plan::read(&site, settings)?;
    let rules = Rules::new(&config, &entry.worker, settings.ignorecase)?;
    let root = real(&top);
    let mut found = Vec::new();
    for target in targets {
        let target = real(&directory.join(target));
        let home = top_of(target.parent().unwrap_or(&target));
        let Some(home) = home.map(|home| real(&home)) else { continue };
        if home != root {
            // A worktree of another repository is none of our business.
            if Site::of_worktree(&home)
                .is_ok_and(|other| real(other.common()) == real(site.common()))
            {
                found.push(foreign_worktree(&git::bytes(&target), &git::bytes(&home), &rules));
            }
            continue;
        }
        let Ok(relative) = target.strip_prefix(&root) else { continue };
        let edit = Edit { path: git::bytes(relative).into_owned(), repairs: false };
        let change = Change { edits: vec![edit], parents: 1, ..Change::default() };
        let violations = judge(&change, &rules);
        // Git refuses to tell of paths behind links; what it cannot tell to be ignored is not.
        if !violations.is_empty() && !git::is_ignored(&top, relative).unwrap_or(false) {
            found.extend(violations);
        }
    }
    Ok(found)
}

/// The worktree a directory is in: the nearest one upwards that holds `.git`.
fn top_of(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|at| at.join(".git").exists()).map(Path::to_owned)
}

/// How many links are followed before a path is taken as it stands, as many as Linux follows
/// (`path_resolution(7)`): links may lead to each other in a circle.
const MOST_LINKS: usize = 40;

/// No system opens a path of more bytes.
const LONGEST: usize = 32_768;

/// The path with every link followed as far as it exists: what a write would really hit.
fn real(path: &Path) -> PathBuf {
    resolved(path, MOST_LINKS)
}

fn resolved(path: &Path, links: usize) -> PathBuf {
    if path.as_os_str().len() > LONGEST {
        return path.to_owned();
    }
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    // A link to something that is not there yet is written through.
    if let Ok(to) = std::fs::read_link(path)
        && links > 0
    {
        let folder = path.parent().unwrap_or(Path::new("/"));
        return resolved(&folder.join(to), links - 1);
    }
    let mut out = match path.parent() {
        Some(folder) if folder != path => resolved(folder, links),
        _ => return path.to_owned(),
    };
    match path.components().next_back() {
        Some(std::path::Component::ParentDir) => {
            out.pop();
        }
        Some(std::path::Component::Normal(name)) => out.push(name),
        _ => {}
    }
    out
}
