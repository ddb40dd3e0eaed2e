//! The gate: every commit of a branch judged again, where no flag and no plumbing can skip it.

use std::collections::{HashMap, HashSet};

use super::Error;
use super::repair::Ground;
use crate::config::Config;
use crate::git::{Source, Stored, auto_merge};
use crate::guard::{
    Change, Cleanup, Edit, Finding, Rule, Rules, Severity, Violation, judge, subject, unfolded,
};

/// A worker and the tip of its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The worker.
    pub worker: String,
    /// The commit.
    pub tip: String,
}

/// Everything needed to judge commits of several branches.
#[derive(Debug)]
pub struct Gate<'g> {
    source: Source<'g>,
    config: &'g Config,
    folded: bool,
    trusted: Vec<String>,
    /// The workers on whose own line each commit is.
    owners: HashMap<String, Vec<String>>,
}

impl<'g> Gate<'g> {
    /// A gate for commits that `trusted` does not hold. A branch carries other workers' commits
    /// after a merge: each commit is its own worker's to answer for, the one on whose line of first
    /// parents it is, so `claims` should name all branches that are known.
    pub fn new(
        source: Source<'g>,
        config: &'g Config,
        folded: bool,
        trusted: Vec<String>,
        claims: &[Claim],
    ) -> Result<Self, Error> {
        let mut tips: Vec<String> = claims.iter().map(|claim| claim.tip.clone()).collect();
        tips.dedup();
        let graph = source.graph(&tips, &trusted)?;
        let first: HashMap<&str, Option<&String>> =
            graph.iter().map(|(id, parents)| (id.as_str(), parents.first())).collect();
        let mut owners: HashMap<String, Vec<String>> = HashMap::new();
        for claim in claims {
            let mut at = Some(&claim.tip);
            while let Some((id, next)) = at.and_then(|id| first.get_key_value(id.as_str())) {
                let known = owners.entry((*id).to_owned()).or_default();
                if known.contains(&claim.worker) {
                    break;
                }
                known.push(claim.worker.clone());
                at = *next;
            }
        }
        Ok(Self { source, config, folded, trusted, owners })
    }

    /// Judges every commit `claim`'s branch answers for, oldest first.
    pub fn judge(&self, claim: &Claim) -> Result<Vec<Finding>, Error> {
        let ids = self.answered_for(claim)?;
        let commits = self.source.stored(&ids)?;
        let edits = self.edits(&commits)?;
        let mut found = Vec::new();
        for commit in &commits {
            let violations = self.judged(commit, &edits, claim)?;
            if !violations.is_empty() {
                let text = subject(&commit.message, &Cleanup::Whitespace);
                found.push(Finding {
                    worker: claim.worker.clone(),
                    commit: commit.id.clone(),
                    subject: String::from_utf8_lossy(&text).into_owned(),
                    violations,
                });
            }
        }
        self.forgive(claim, &mut found)?;
        Ok(found)
    }

    /// The commits of the branch, but for those that only others have on their own lines.
    fn answered_for(&self, claim: &Claim) -> Result<Vec<String>, Error> {
        let graph = self.source.graph(std::slice::from_ref(&claim.tip), &self.trusted)?;
        let mine =
            |id: &String| self.owners.get(id).is_none_or(|owners| owners.contains(&claim.worker));
        Ok(graph.into_iter().map(|(id, _)| id).filter(mine).collect())
    }

    /// The paths each commit changes by itself.
    fn edits(&self, commits: &[Stored]) -> Result<HashMap<String, Vec<Vec<u8>>>, Error> {
        let single: Vec<String> =
            commits.iter().filter(|it| it.parents.len() < 2).map(|it| it.id.clone()).collect();
        let mut found = self.source.changes(&single)?;
        for commit in commits {
            if let [ours, theirs] = commit.parents.as_slice() {
                found.insert(commit.id.clone(), self.merged(commit, ours, theirs)?);
            }
        }
        Ok(found)
    }

    /// What a merge changes by itself: see the same for the index in `staged`.
    fn merged(&self, commit: &Stored, ours: &str, theirs: &str) -> Result<Vec<Vec<u8>>, Error> {
        let auto = auto_merge(self.source.git(), ours, theirs)?;
        let unresolved: HashSet<&Vec<u8>> = auto.unresolved.iter().collect();
        let differs = self.source.differing(&auto.tree, &commit.tree)?;
        let mut found: Vec<Vec<u8>> =
            differs.into_iter().filter(|path| !unresolved.contains(path)).collect();
        if !unresolved.is_empty() {
            let differs = self.source.differing(theirs, &commit.id)?;
            found.extend(differs.into_iter().filter(|path| unresolved.contains(path)));
        }
        found.sort();
        Ok(found)
    }

    /// A commit that is on several workers' lines passes if it passes for one of them.
    fn judged(
        &self,
        commit: &Stored,
        edits: &HashMap<String, Vec<Vec<u8>>>,
        claim: &Claim,
    ) -> Result<Vec<Violation>, Error> {
        let text = subject(&commit.message, &Cleanup::Whitespace);
        let paths = edits.get(&commit.id).into_iter().flatten();
        let change = Change {
            parents: commit.parents.len(),
            edits: paths.map(|path| Edit { path: path.clone(), repairs: false }).collect(),
            subject: Some(text.clone()),
            ..Change::default()
        };
        let rules = Rules::new(self.config, &claim.worker, self.folded)?;
        let mut found = judge(&change, &rules);
        let others = self.owners.get(&commit.id).into_iter().flatten();
        for other in others.filter(|other| **other != claim.worker) {
            if found.is_empty() {
                break;
            }
            if judge(&change, &Rules::new(self.config, other, self.folded)?).is_empty() {
                found.clear();
            }
        }
        found.extend(unfolded(&text, &rules));
        Ok(found)
    }

    /// What the branch as a whole has put back stops nothing any more.
    fn forgive(&self, claim: &Claim, found: &mut [Finding]) -> Result<(), Error> {
        let about_paths =
            |it: &Violation| matches!(it.rule, Rule::Scope | Rule::Merge | Rule::Reserved);
        let all = || found.iter().flat_map(|finding| &finding.violations);
        let mut paths: Vec<Vec<u8>> =
            all().filter(|it| about_paths(it)).map(|it| it.raw.clone()).collect();
        paths.sort();
        paths.dedup();
        if paths.is_empty() {
            return Ok(());
        }
        let ground = Ground {
            source: self.source,
            parent: &claim.tip,
            merged: None,
            trusted: &self.trusted,
        };
        let repaired = ground
            .repaired(&paths, &mut |revision| Ok(self.source.differing(revision, &claim.tip)?))?;
        let violations = found.iter_mut().flat_map(|finding| &mut finding.violations);
        for violation in violations.filter(|it| about_paths(it) && repaired.contains(&it.raw)) {
            violation.severity = Severity::Warning;
            violation.message.push_str(", but the branch has put it back since");
        }
        Ok(())
    }
}

/// The claims of all workers whose branches are known here or on the remote, with `tip` as the
/// worker's own.
pub(super) fn claims(
    source: Source<'_>,
    config: &Config,
    worker: &str,
    tip: &str,
) -> Result<Vec<Claim>, Error> {
    let mut found = vec![Claim { worker: worker.to_owned(), tip: tip.to_owned() }];
    found.extend(all_claims(source, config)?.into_iter().filter(|claim| claim.worker != worker));
    Ok(found)
}

/// The claims of all workers: their branches here, on the remote, and as they were before.
pub fn all_claims(source: Source<'_>, config: &Config) -> Result<Vec<Claim>, Error> {
    let refs = source.refs()?;
    let mut found = Vec::new();
    for worker in &config.worker {
        let branch = config.branch(worker);
        let names =
            [format!("refs/heads/{branch}"), format!("refs/remotes/{}/{branch}", config.remote)];
        for name in names {
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
