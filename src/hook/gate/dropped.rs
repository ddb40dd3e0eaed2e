//! What would be missing of an owner's work once all branches are merged, though every commit of them
//! is right by itself.
//!
//! Where branches have each other's commits, a line that one of them took back is taken back for all:
//! git takes the newest word, not the owner's.

use std::collections::HashSet;

use super::{Gate, finding_of};
use crate::config::Handed;
use crate::git::{Source, Versions};
use crate::guard::{Finding, Owner, Rules, dropped};
use crate::hook::{Claim, Error};
use crate::scope::Scope;

impl Gate<'_> {
    /// The paths of an owner among `tips` that would come out otherwise than the owner has them, merged
    /// in this order. Where git cannot merge, the conflict is what is told.
    pub fn dropped(&self, tips: &[Claim]) -> Result<Vec<Finding>, Error> {
        let met = self.met(tips);
        let (Some(base), [_, _, ..]) = (self.known.trusted.first(), met.as_slice()) else {
            return Ok(Vec::new());
        };
        let Some(all) = joined(self.source, base, met.iter().map(|it| it.tip.as_str()))? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let mut asked = HashSet::new();
        for owner in met.iter().map(|it| it.worker.as_str()).filter(|it| asked.insert(*it)) {
            let own = met.iter().filter(|it| it.worker == owner).map(|it| it.tip.as_str());
            let Some(wanted) = joined(self.source, base, own)? else { continue };
            let paths = self.changed(owner, &met, &wanted, &all)?;
            found.extend(self.blamed(owner, &met, &wanted, &paths)?);
        }
        Ok(found)
    }

    /// Those of `tips` that have commits of another's branch.
    fn met<'t>(&self, tips: &'t [Claim]) -> Vec<&'t Claim> {
        let reached: Vec<(&Claim, HashSet<&str>)> =
            tips.iter().map(|it| (it, self.lines.reach([it.tip.as_str()].into_iter()))).collect();
        let meets = |(claim, has): &&(&Claim, HashSet<&str>)| {
            let other = |(other, theirs): &(&Claim, HashSet<&str>)| {
                other.worker != claim.worker && !has.is_disjoint(theirs)
            };
            reached.iter().any(other)
        };
        reached.iter().filter(meets).map(|(claim, _)| *claim).collect()
    }

    /// The paths that only `owner` may change, and that differ between two commits.
    fn changed(
        &self,
        owner: &str,
        met: &[&Claim],
        wanted: &str,
        all: &str,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let tree = self.tree(all)?;
        let differs = self.source.differing(wanted, &tree)?;
        let theirs = Rules::new(self.config, owner, self.folded)?;
        let mut others = Vec::new();
        for claim in met.iter().filter(|it| it.worker != owner) {
            others.push(Rules::new(self.config, &claim.worker, self.folded)?);
        }
        let handed = self.config.worker.iter().flat_map(|it| &it.handed);
        let handed: Vec<Scope> = handed.map(Handed::scope).collect();
        let mut paths: Vec<Vec<u8>> = differs.into_iter().collect();
        paths.retain(|path| {
            theirs.owner(path) == Owner::Self_
                && others.iter().all(|other| other.is_foreign(path))
                && !handed.iter().any(|scope| scope.owns(path))
        });
        paths.sort();
        Ok(paths)
    }

    /// A finding for each branch that has a path of `owner` otherwise than the owner.
    fn blamed(
        &self,
        owner: &str,
        met: &[&Claim],
        wanted: &str,
        paths: &[Vec<u8>],
    ) -> Result<Vec<Finding>, Error> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut trees = vec![self.tree(wanted)?];
        for claim in met {
            trees.push(self.tree(&claim.tip)?);
        }
        let held = self.source.versions(&trees, paths)?;
        let branch = self.config.find(owner).map(|it| self.config.branch(it)).unwrap_or_default();
        let mut found = Vec::new();
        for (claim, tree) in met.iter().zip(&trees[1..]).filter(|(it, _)| it.worker != owner) {
            let rules = Rules::new(self.config, &claim.worker, self.folded)?;
            let other = paths
                .iter()
                .filter(|path| version(&held, tree, path) != version(&held, &trees[0], path));
            let told = |path: &Vec<u8>| {
                dropped(path, owner, &branch, version(&held, &trees[0], path).is_none(), &rules)
            };
            found.extend(finding_of(self.source, claim, other.map(told).collect())?);
        }
        Ok(found)
    }

    pub(super) fn tree(&self, commit: &str) -> Result<String, Error> {
        Ok(self.source.stored(&[commit.to_owned()])?.remove(0).tree)
    }
}

fn version<'v>(held: &'v Versions, tree: &str, path: &[u8]) -> Option<&'v String> {
    held.get(tree).and_then(|it| it.get(path))
}

/// All of `tips` merged onto `base`, one after the other; none where git cannot.
fn joined<'t>(
    source: Source<'_>,
    base: &str,
    tips: impl Iterator<Item = &'t str>,
) -> Result<Option<String>, Error> {
    let mut at = base.to_owned();
    for tip in tips {
        match source.joined(&at, tip)? {
            Some(made) => at = made,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}
