//! Commits that are not trusted, and the workers on whose own lines they are.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::Error;
use crate::config::Config;
use crate::git::{self, Source};
use crate::worker::registry;

/// A worker and the tip of its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The worker.
    pub worker: String,
    /// The commit.
    pub tip: String,
}

/// What is known of the branches before anything is judged.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Commits everybody trusts: the tips of the base branch.
    pub trusted: Vec<String>,
    /// Commits that were judged before, with all that they reach: nothing new to answer for.
    pub judged: Vec<String>,
    /// Commits that the program made itself: merges of what was judged.
    pub made: Vec<String>,
    /// The branches as they are, all that are known; several of one worker where it has several.
    pub claims: Vec<Claim>,
    /// The branches as they were before they were rewritten: others may have merged that.
    pub former: Vec<Claim>,
    /// What each worker wrote in its own worktree, as far as that is known here.
    pub written: Vec<Written>,
}

/// The commits a worker wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The worker.
    pub worker: String,
    /// The commits.
    pub commits: HashSet<String>,
}

/// The commits that nobody trusts yet, as a graph.
#[derive(Debug)]
pub(super) struct Lines {
    order: Vec<String>,
    parents: HashMap<String, Vec<String>>,
    owners: HashMap<String, Vec<String>>,
    claims: Vec<Claim>,
}

impl Lines {
    /// The commits that the branches of `known`, and the commits `also`, reach beyond what is trusted.
    pub(super) fn new(source: Source<'_>, known: &Known, also: &[String]) -> Result<Self, Error> {
        let claims = known.claims.iter().chain(&known.former);
        let mut tips: Vec<String> = claims.clone().map(|claim| claim.tip.clone()).collect();
        tips.extend(known.judged.iter().chain(also).cloned());
        tips.sort_unstable();
        tips.dedup();
        let graph = source.graph(&tips, &known.trusted)?;
        let order = graph.iter().map(|(id, _)| id.clone()).collect();
        let parents: HashMap<String, Vec<String>> = graph.into_iter().collect();
        let mut owners: HashMap<String, Vec<String>> = HashMap::new();
        for claim in claims {
            let mut at = Some(&claim.tip);
            while let Some((id, up)) = at.and_then(|id| parents.get_key_value(id)) {
                let known = owners.entry(id.clone()).or_default();
                if known.contains(&claim.worker) {
                    break;
                }
                known.push(claim.worker.clone());
                at = up.first();
            }
        }
        let mut lines = Self { order, parents, owners, claims: known.claims.clone() };
        lines.widen();
        for (id, whose) in lines.owners.iter_mut().filter(|(_, whose)| whose.len() > 1) {
            narrow(whose, &known.written, id);
        }
        Ok(lines)
    }

    /// Adds to the owners of commits on others' lines the workers whose own line runs together with
    /// another's further up: by the fast-forward that brought it there, the commits that were its
    /// first parents may have become a merge's second ones.
    fn widen(&mut self) {
        let mut more: Vec<(String, String)> = Vec::new();
        for claim in &self.claims {
            let mut at = Some(claim.tip.as_str());
            while let Some(id) = at.filter(|id| self.owners(id).len() < 2) {
                at = self.parents(id).and_then(|up| up.first()).map(String::as_str);
            }
            let met = at.into_iter().flat_map(|id| self.reach([id].into_iter()));
            let others =
                met.filter(|id| !self.owners(id).is_empty() && !self.is_of(id, &claim.worker));
            more.extend(others.map(|id| (id.to_owned(), claim.worker.clone())));
        }
        for (id, worker) in more {
            let known = self.owners.entry(id).or_default();
            if !known.contains(&worker) {
                known.push(worker);
            }
        }
    }

    /// All of them, every commit after its parents.
    pub(super) fn ids(&self) -> &[String] {
        &self.order
    }

    /// The parents of a commit; none where it is trusted.
    pub(super) fn parents(&self, id: &str) -> Option<&[String]> {
        self.parents.get(id).map(Vec::as_slice)
    }

    /// The workers on whose lines of first parents a commit is, or was before a fast-forward as far as
    /// can be told: several after one.
    pub(super) fn owners(&self, id: &str) -> &[String] {
        self.owners.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether a commit is on `worker`'s own line.
    pub(super) fn is_of(&self, id: &str, worker: &str) -> bool {
        self.owners(id).iter().any(|owner| owner == worker)
    }

    /// The tips of `worker`'s branches as they are.
    pub(super) fn tips_of(&self, worker: &str) -> impl Iterator<Item = &str> {
        self.claims.iter().filter(move |it| it.worker == worker).map(|it| it.tip.as_str())
    }

    /// Whether `worker`'s branches, as they are, have a commit.
    pub(super) fn is_now(&self, id: &str, worker: &str) -> bool {
        self.reach(self.tips_of(worker)).contains(id)
    }

    /// What `tips` reach.
    pub(super) fn reach<'s>(&'s self, tips: impl Iterator<Item = &'s str>) -> HashSet<&'s str> {
        let mut found = HashSet::new();
        let mut open: Vec<&str> = tips.collect();
        while let Some(id) = open.pop() {
            if let Some((id, up)) = self.parents.get_key_value(id)
                && found.insert(id.as_str())
            {
                open.extend(up.iter().map(String::as_str));
            }
        }
        found
    }

    /// Whether `later` has `earlier`, which is no trusted commit.
    pub(super) fn has(&self, later: &str, earlier: &str) -> bool {
        self.reach([later].into_iter()).contains(earlier)
    }

    /// The trusted commits that these were made on.
    pub(super) fn borders(&self) -> Vec<String> {
        let all = self.parents.values().flatten().filter(|id| !self.parents.contains_key(*id));
        let mut found: Vec<String> = all.cloned().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Leaves of the workers on whose lines a commit is those that wrote it, or copied it within the second in
/// which it was written: whoever only took it by a fast-forward, or had its branch moved there, did not.
fn narrow(whose: &mut Vec<String>, written: &[Written], id: &str) {
    let wrote =
        |worker: &String| written.iter().any(|it| it.worker == *worker && it.commits.contains(id));
    if whose.iter().any(wrote) {
        whose.retain(wrote);
    }
}

/// What the workers that are registered in the repository `common` wrote, each in its own worktree, as the
/// worktrees' reflogs tell.
pub fn written(common: &Path) -> Result<Vec<Written>, Error> {
    let mut found = Vec::new();
    for (admin, entry) in registry::all(&common.join("parallel"))? {
        let commits = git::written_at(common, &admin)?;
        found.push(Written { worker: entry.worker, commits });
    }
    Ok(found)
}

/// The full names of a worker's branch, here and on the remote.
pub(super) fn names(config: &Config, branch: &str) -> [String; 2] {
    [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", config.remote)]
}

/// The claims of all workers: their branches here and on the remote.
pub fn all_claims(source: Source<'_>, config: &Config) -> Result<Vec<Claim>, Error> {
    let refs = source.refs()?;
    let mut found = Vec::new();
    for worker in &config.worker {
        for name in names(config, &config.branch(worker)) {
            if let Some(tip) = refs.get(&name) {
                let claim = Claim { worker: worker.id.clone(), tip: tip.clone() };
                if !found.contains(&claim) {
                    found.push(claim);
                }
            }
        }
    }
    Ok(found)
}

/// The claims of all workers as their branches were before, here and on the remote, as far as
/// reflogs tell.
pub fn former_claims(source: Source<'_>, config: &Config) -> Result<Vec<Claim>, Error> {
    let refs = source.refs()?;
    let mut whose: HashMap<String, &str> = HashMap::new();
    for worker in &config.worker {
        let known = names(config, &config.branch(worker)).into_iter();
        whose.extend(known.filter(|it| refs.contains_key(it)).map(|it| (it, worker.id.as_str())));
    }
    let references: Vec<String> = whose.keys().cloned().collect();
    let tips = source.worked_tips(&references)?.into_iter();
    let claim = |(name, tip): (String, String)| {
        whose.get(&name).map(|worker| Claim { worker: (*worker).to_owned(), tip })
    };
    Ok(tips.filter_map(claim).collect())
}

/// The tips of the base branch, here and on the remote: what everybody trusts.
pub fn trusted(source: Source<'_>, config: &Config) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for name in names(config, &config.base) {
        if let Some(id) = source.commit(&name)?
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    Ok(found)
}
