//! Which references a push or a transaction moves, and which of them a worker may move.

use bstr::ByteSlice;

use super::gate::Gate;
use super::lines::{Claim, Known};
use super::{Error, staged};
use crate::config::Config;
use crate::git::{self, Site, Source};
use crate::guard::{Rules, Violation, foreign_push, moved_branch};
use crate::worker::registry::Entry;

/// One reference about to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The full name.
    pub name: String,
    /// What it named before, as far as is known.
    pub old: String,
    /// What it will name.
    pub new: String,
}

impl Update {
    /// Whether the reference goes away.
    pub fn deletes(&self) -> bool {
        git::is_zero(&self.new)
    }
}

/// What `pre-push` is told: `<local ref> <local id> <remote ref> <remote id>` a line.
pub fn updates(input: &[u8]) -> Vec<Update> {
    let line = |line: &[u8]| {
        let fields: Vec<_> = line.fields().map(ByteSlice::to_str_lossy).collect();
        let [_, new, name, old] = fields.as_slice() else { return None };
        Some(Update { name: name.to_string(), old: old.to_string(), new: new.to_string() })
    };
    input.lines().filter_map(line).collect()
}

/// What `reference-transaction` and `pre-receive` are told: `<old> <new> <ref>` a line.
pub fn transaction(input: &[u8]) -> Vec<Update> {
    let line = |line: &[u8]| {
        let fields: Vec<_> = line.splitn_str(3, " ").map(ByteSlice::to_str_lossy).collect();
        let [old, new, name] = fields.as_slice() else { return None };
        Some(Update { name: name.to_string(), old: old.to_string(), new: new.to_string() })
    };
    input.lines().filter_map(line).collect()
}

/// Updates of anything but the worker's own branch.
pub(super) fn elsewhere(updates: &[Update], rules: &Rules<'_>) -> Vec<Violation> {
    let own = format!("refs/heads/{}", rules.branch());
    updates
        .iter()
        .filter(|update| update.name != own)
        .map(|update| foreign_push(short(&update.name), rules))
        .collect()
}

/// The strict mode: judges what no other hook sees. Deletions are never vetoed (`gc` looks like
/// them), nor symbolic references, nor what names a commit already trusted.
pub(super) fn strict(
    site: &Site,
    source: Source<'_>,
    entry: &Entry,
    rules: &Rules<'_>,
    config: &Config,
    folded: bool,
    updates: &[Update],
) -> Result<Vec<Violation>, Error> {
    let mut found = Vec::new();
    for update in updates {
        if update.deletes() || update.new.starts_with("ref:") {
            continue;
        }
        if update.name.starts_with("worktrees/") || update.name.starts_with("main-worktree/") {
            found.push(moved_branch(&update.name, rules));
            continue;
        }
        let Some(branch) = update.name.strip_prefix("refs/heads/") else { continue };
        let current = source.commit(&update.name)?;
        if current.as_deref() == Some(&update.new) {
            continue;
        }
        let others = config.worker.iter().filter(|other| other.id != entry.worker);
        let taken = branch == config.base || others.into_iter().any(|o| config.branch(o) == branch);
        if taken && current.is_some() {
            found.push(moved_branch(branch, rules));
            continue;
        }
        if source.commit(&update.new)?.is_none() {
            continue;
        }
        // What a branch holds already was judged when it got there; HEAD proves nothing.
        let refs = source.refs()?.into_iter();
        let held = refs.filter(|(name, _)| name.starts_with("refs/heads/")).map(|(_, id)| id);
        let known = Known { judged: held.collect(), ..staged::known(site, source, config)? };
        found.extend(own(source, config, folded, known, &entry.worker, &update.new)?);
    }
    Ok(found)
}

/// The strict mode: references that only plumbing writes, to have something else pass for what is judged.
/// A fetch cannot have moved what no remote of `remotes` stands behind.
pub(super) fn forged(
    updates: &[Update],
    rules: &Rules<'_>,
    config: &Config,
    remotes: &dyn Fn() -> Result<Vec<String>, Error>,
) -> Result<Vec<Violation>, Error> {
    let branches = config.worker.iter().map(|worker| config.branch(worker));
    let judged: Vec<String> = branches.chain([config.base.clone()]).collect();
    let mut found = Vec::new();
    for Update { name, .. } in updates.iter().filter(|update| !update.deletes()) {
        let of_remote = |branch: &String| {
            let name = name.strip_prefix("refs/remotes/")?;
            Some(name.strip_suffix(branch.as_str())?.strip_suffix('/')?.to_owned())
        };
        let stray = match judged.iter().find_map(of_remote) {
            Some(remote) => !remotes()?.contains(&remote),
            None => name.starts_with("refs/replace/"),
        };
        if stray {
            found.push(moved_branch(name, rules));
        }
    }
    Ok(found)
}

/// What is new at `tip` and `worker`'s to answer for, or nobody's.
pub(super) fn own(
    source: Source<'_>,
    config: &Config,
    folded: bool,
    mut known: Known,
    worker: &str,
    tip: &str,
) -> Result<Vec<Violation>, Error> {
    let claim = Claim { worker: worker.to_owned(), tip: tip.to_owned() };
    known.claims.retain(|claim| claim.worker != worker);
    known.claims.insert(0, claim.clone());
    let gate = Gate::new(source, config, folded, known)?;
    let found = gate.judge(&[claim])?.into_iter().filter(|finding| finding.worker == worker);
    Ok(found.flat_map(|finding| finding.violations).collect())
}

fn short(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}
