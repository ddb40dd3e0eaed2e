//! The plan that pushes into a shared repository are judged by, and the branch it is on.

use std::collections::HashMap;

use super::Error;
use super::push::Update;
use crate::config::{self, Config, LoadError};
use crate::git::{Site, Source, blob};

/// The key of git's configuration that names the base branch, where HEAD does not.
pub(super) const BASE: &str = "parallel.base";

/// What pushes are judged by.
#[derive(Debug)]
pub enum Authority {
    /// The plan on this base branch, at this commit.
    Plan {
        /// The branch.
        base: String,
        /// Its commit.
        tip: String,
        /// The plan.
        config: Box<Config>,
    },
    /// The plan on this base branch cannot be read, or says what is impossible.
    Broken {
        /// The branch.
        base: String,
        /// Why.
        error: LoadError,
    },
    /// Branches have a plan, but not the one that counts.
    Missing(String),
    /// No branch has a plan: there is nothing to guard yet.
    Nothing,
}

/// Branches and their commits, by full name.
type Refs = HashMap<String, String>;

/// Looks for the plan in force among `refs`: on the branch that was named at the installation; else
/// on the one HEAD names; else on the one branch that has a plan and is the base it names.
pub(super) fn authority(site: &Site, refs: &Refs) -> Result<Authority, Error> {
    let git = || site.git();
    let source = Source::new(&git);
    if let Some(base) = named(site)? {
        return Ok(match on(source, refs, &base)? {
            None => Authority::Missing(format!(
                "there is no {} on '{base}', the base branch named at the installation",
                config::FILE
            )),
            Some(found) => found,
        });
    }
    let head = site.branch()?.unwrap_or_default();
    match on(source, refs, &head)? {
        None => {}
        Some(Authority::Plan { config, .. }) if config.base != head => {
            let base = config.base.clone();
            return Ok(on(source, refs, &base)?.unwrap_or_else(|| missing(&base, &head)));
        }
        Some(found) => return Ok(found),
    }
    searched(source, refs)
}

/// The plan of the one branch that is the base its own plan names.
fn searched(source: Source<'_>, refs: &Refs) -> Result<Authority, Error> {
    let mut bases = Vec::new();
    let mut copies: Vec<(String, String)> = Vec::new();
    let mut broken = None;
    let mut branches: Vec<&str> =
        refs.keys().filter_map(|name| name.strip_prefix("refs/heads/")).collect();
    branches.sort_unstable();
    for branch in branches {
        match on(source, refs, branch)? {
            Some(Authority::Plan { base, tip, config }) if config.base == base => {
                bases.push(Authority::Plan { base, tip, config });
            }
            Some(Authority::Plan { config, .. }) => copies.push((config.base, branch.to_owned())),
            Some(found) => broken = Some(found),
            None => {}
        }
    }
    let all: Vec<String> = bases
        .iter()
        .filter_map(|it| match it {
            Authority::Plan { base, .. } => Some(format!("'{base}'")),
            _ => None,
        })
        .collect();
    Ok(match (bases.pop(), copies.first()) {
        (Some(plan), _) if bases.is_empty() => plan,
        (Some(_), _) => Authority::Missing(format!(
            "several branches have a {} that names them the base: {}",
            config::FILE,
            all.join(", ")
        )),
        (None, Some((base, branch))) => missing(base, branch),
        (None, None) => broken.unwrap_or(Authority::Nothing),
    })
}

fn missing(base: &str, branch: &str) -> Authority {
    let file = config::FILE;
    Authority::Missing(format!(
        "there is no {file} on the base branch '{base}', which the one on '{branch}' names"
    ))
}

/// The base branch that was named at the installation.
pub(super) fn named(site: &Site) -> Result<Option<String>, Error> {
    let name = site.own_config(BASE)?.map(|name| name.trim().to_owned());
    Ok(name.filter(|name| !name.is_empty()))
}

/// The plan on `branch`; none where there is no such branch, or no plan on it.
fn on(source: Source<'_>, refs: &Refs, branch: &str) -> Result<Option<Authority>, Error> {
    let Some(tip) = refs.get(&format!("refs/heads/{branch}")) else { return Ok(None) };
    let Some(text) = blob(source.git(), tip, config::FILE)? else { return Ok(None) };
    let (base, tip) = (branch.to_owned(), tip.clone());
    let name = format!("{branch}:{}", config::FILE);
    let read = std::str::from_utf8(&text)
        .map_err(|_| LoadError::Encoding { name: name.clone() })
        .and_then(|text| config::load(&name, text));
    Ok(Some(match read {
        Ok(config) => Authority::Plan { base, tip, config: Box::new(config) },
        Err(error) => Authority::Broken { base, error },
    }))
}

/// What the references will be after a push.
pub(super) fn after(refs: &Refs, updates: &[Update]) -> Refs {
    let mut refs = refs.clone();
    for update in updates {
        if update.deletes() {
            refs.remove(&update.name);
        } else {
            refs.insert(update.name.clone(), update.new.clone());
        }
    }
    refs
}
