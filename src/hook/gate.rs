//! The gate: every commit of a branch judged again, where no flag and no plumbing can skip it.

mod dropped;

use std::collections::{HashMap, HashSet};

use super::Error;
use super::former;
use super::lines::{Claim, Known, Lines, names};
use super::right::{Foreign, Ground};
use crate::config::Config;
use crate::git::{Malformed, Source, Stored, auto_merge};
use crate::guard::{
    Change, Cleanup, Edit, Finding, Owner, Rule, Rules, Severity, Taken, Violation, judge,
    malformed, outdated, subject, unfolded,
};

/// How many paths are looked at together.
pub(super) const TOGETHER: usize = 500;

/// Everything needed to judge commits of several branches.
#[derive(Debug)]
pub struct Gate<'g> {
    source: Source<'g>,
    config: &'g Config,
    folded: bool,
    known: Known,
    lines: Lines,
}

/// A commit that is judged, and what it changes by itself.
struct Judged {
    commit: Stored,
    /// For whom: the workers on whose lines it is, or those whose branches bring it from nowhere.
    workers: Vec<String>,
    /// Whether it is on nobody's line.
    stray: bool,
    /// What is wrong with a tree it brings.
    malformed: Option<Malformed>,
    edits: Vec<Edit>,
}

type Rulebook<'c> = HashMap<&'c str, Rules<'c>>;

impl<'g> Gate<'g> {
    /// A gate for the commits that `known` does not trust. A branch carries other workers' commits
    /// after a merge: each commit is its own worker's to answer for, the one on whose line of first
    /// parents it is, so `known` should name all branches there are.
    pub fn new(
        source: Source<'g>,
        config: &'g Config,
        folded: bool,
        known: Known,
    ) -> Result<Self, Error> {
        let lines = Lines::new(source, &known, &[])?;
        Ok(Self { source, config, folded, known, lines })
    }

    /// Judges every commit that `tips`, which are among the claims, bring, each for its own worker;
    /// oldest first.
    pub fn judge(&self, tips: &[Claim]) -> Result<Vec<Finding>, Error> {
        let mut rules = Rulebook::new();
        for worker in &self.config.worker {
            rules.insert(&worker.id, Rules::new(self.config, &worker.id, self.folded)?);
        }
        let reached: Vec<(&Claim, HashSet<&str>)> =
            tips.iter().map(|it| (it, self.lines.reach([it.tip.as_str()].into_iter()))).collect();
        let mut all = self.gathered(&reached)?;
        self.leave_out_handed(&mut all);
        let wrong = self.put_right(&mut all, &rules)?;
        let mut found = Vec::new();
        for one in &all {
            found.extend(finding(one, &rules));
        }
        if !found.is_empty() {
            self.forgive(&reached, &wrong, &rules, &mut found)?;
            self.leave_out_leads(&mut found)?;
            former::excuse(self.source, &self.known.trusted, &mut found)?;
        }
        Ok(found)
    }

    /// What `tips` hold of other workers that these have rewritten since, where merging both would
    /// bring it back without a word. Nobody's push is to be stopped by that, the merge is.
    pub fn outdated(&self, tips: &[Claim]) -> Result<Vec<Finding>, Error> {
        let mut found = Vec::new();
        for claim in tips {
            let reached = self.lines.reach([claim.tip.as_str()].into_iter());
            for other in self.config.worker.iter().filter(|other| other.id != claim.worker) {
                // What is on nobody's line, in a clone that has not seen it, was somebody's once.
                let old = |id: &&&str| {
                    let owners = self.lines.owners(id);
                    (owners.is_empty() || owners.contains(&other.id))
                        && !self.lines.is_now(id, &other.id)
                };
                let old: Vec<String> = reached.iter().filter(old).map(|id| (*id).into()).collect();
                if let Some(now) = self.lines.tips_of(&other.id).next().filter(|_| !old.is_empty())
                {
                    found.extend(self.brought_back(claim, &other.id, now, &old)?);
                }
            }
        }
        Ok(found)
    }

    /// The paths of `owner` that `claim`, which has its `old` commits, would bring back to the branch
    /// that is at `now`.
    fn brought_back(
        &self,
        claim: &Claim,
        owner: &str,
        now: &str,
        old: &[String],
    ) -> Result<Option<Finding>, Error> {
        let theirs = Rules::new(self.config, owner, self.folded)?;
        let mut paths: Vec<Vec<u8>> = self.source.changes(old)?.into_values().flatten().collect();
        paths.retain(|path| theirs.owner(path) == Owner::Self_);
        paths.sort();
        paths.dedup();
        let Some(base) = self.known.trusted.first().filter(|_| !paths.is_empty()) else {
            return Ok(None);
        };
        let Some(wanted) = self.source.joined(base, now)? else { return Ok(None) };
        let made = auto_merge(self.source.git(), &wanted, &claim.tip)?;
        let differs = self.source.differing(&wanted, &made.tree)?;
        let tree = self.tree(&wanted)?;
        let held = self.source.versions(std::slice::from_ref(&tree), &paths)?;
        let gone = |path: &[u8]| held.get(&tree).is_none_or(|held| !held.contains_key(path));
        let rules = Rules::new(self.config, &claim.worker, self.folded)?;
        let branch = self.config.find(owner).map(|it| self.config.branch(it)).unwrap_or_default();
        let back = |path: &&Vec<u8>| differs.contains(*path) && !made.unresolved.contains(path);
        let violations: Vec<Violation> = paths
            .iter()
            .filter(back)
            .map(|path| outdated(path, owner, &branch, gone(path), &rules))
            .collect();
        finding_of(self.source, claim, violations)
    }

    /// How many of `worker`'s own commits `tips` bring.
    pub fn brought(&self, tips: &[Claim], worker: &str) -> usize {
        let reached = self.lines.reach(tips.iter().map(|claim| claim.tip.as_str()));
        reached.into_iter().filter(|id| self.lines.is_of(id, worker)).count()
    }

    /// Whether a commit is on no worker's line that is known.
    pub fn is_nobodys(&self, commit: &str) -> bool {
        self.lines.owners(commit).is_empty()
    }

    /// The first of `tips` that brings a commit.
    pub fn bringing<'t>(&self, tips: &'t [Claim], commit: &str) -> Option<&'t Claim> {
        tips.iter().find(|claim| self.lines.has(&claim.tip, commit))
    }

    /// The commits to judge with what they change.
    fn gathered(&self, reached: &[(&Claim, HashSet<&str>)]) -> Result<Vec<Judged>, Error> {
        let judged = self.lines.reach(self.known.judged.iter().map(String::as_str));
        let new = |id: &&String| {
            !judged.contains(id.as_str())
                && !self.known.made.contains(id)
                && reached.iter().any(|(_, has)| has.contains(id.as_str()))
        };
        let ids: Vec<String> = self.lines.ids().iter().filter(new).cloned().collect();
        let commits = self.source.stored(&ids)?;
        let single: Vec<String> =
            commits.iter().filter(|it| it.parents.len() < 2).map(|it| it.id.clone()).collect();
        let mut changes = self.source.changes(&single)?;
        let mut malformed = self.source.malformed(&commits)?;
        let mut all = Vec::new();
        for commit in commits {
            let paths = match commit.parents.as_slice() {
                [ours, theirs] => self.merged(&commit, ours, theirs)?,
                _ => changes.remove(&commit.id).unwrap_or_default(),
            };
            let owners = self.lines.owners(&commit.id);
            let bring = reached.iter().filter(|(_, has)| has.contains(commit.id.as_str()));
            let mut workers: Vec<String> = bring.map(|(claim, _)| claim.worker.clone()).collect();
            if !owners.is_empty() {
                // Those whose branches are judged first.
                workers.retain(|worker| owners.contains(worker));
                workers.extend(owners.iter().cloned());
            }
            let mut seen = HashSet::new();
            workers.retain(|worker| seen.insert(worker.clone()));
            let (stray, malformed) = (owners.is_empty(), malformed.remove(&commit.id));
            // What such a tree holds is nothing to be told path by path.
            let paths = paths.into_iter().filter(|_| malformed.is_none());
            let edits = paths.map(|path| Edit { path, ..Edit::default() }).collect();
            all.push(Judged { commit, workers, stray, malformed, edits });
        }
        Ok(all)
    }

    /// What a merge changes by itself, and all that git could not merge: see the same for the index
    /// in `staged`.
    fn merged(&self, commit: &Stored, ours: &str, theirs: &str) -> Result<Vec<Vec<u8>>, Error> {
        let auto = auto_merge(self.source.git(), ours, theirs)?;
        let mut found = self.source.differing(&auto.tree, &commit.tree)?;
        found.extend(auto.unresolved);
        let mut found: Vec<Vec<u8>> = found.into_iter().collect();
        found.sort();
        Ok(found)
    }

    /// Takes out what was its worker's own when it was committed, and was handed over after that.
    fn leave_out_handed(&self, all: &mut [Judged]) {
        for worker in &self.config.worker {
            for handed in &worker.handed {
                let scope = handed.scope();
                let before = self.lines.reach([handed.until.as_str()].into_iter());
                let own = |one: &&mut Judged| {
                    before.contains(one.commit.id.as_str()) && one.workers.contains(&worker.id)
                };
                for one in all.iter_mut().filter(own) {
                    one.edits.retain(|edit| !scope.owns(&edit.path));
                }
            }
        }
    }

    /// Finds out which foreign paths hold what is right. Gives the commits that hold something
    /// else, by path.
    fn put_right(
        &self,
        all: &mut [Judged],
        rules: &Rulebook<'g>,
    ) -> Result<HashMap<Vec<u8>, Vec<String>>, Error> {
        let mut asked: HashMap<Vec<u8>, Vec<(usize, usize)>> = HashMap::new();
        for (at, one) in all.iter().enumerate() {
            let known = one.workers.iter().filter_map(|id| rules.get(id.as_str()));
            let broken: Vec<HashSet<Vec<u8>>> =
                known.map(|rules| foreign(&judge(&one.change(None), rules))).collect();
            // What one of them may change needs no look.
            if broken.iter().any(HashSet::is_empty) {
                continue;
            }
            for path in broken.into_iter().flatten().collect::<HashSet<_>>() {
                let edit = one.edits.iter().position(|edit| edit.path == path);
                asked.entry(path).or_default().extend(edit.map(|edit| (at, edit)));
            }
        }
        let mut paths: Vec<Vec<u8>> = asked.keys().cloned().collect();
        paths.sort();
        let mut wrong: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
        for some in paths.chunks(TOGETHER) {
            let Some(mut look) = self.look(some, rules)? else { break };
            for path in some {
                for (at, edit) in &asked[path] {
                    let one = &mut all[*at];
                    let (right, way) = look.at(&one.commit.id, path)?;
                    one.edits[*edit].repairs = right;
                    one.edits[*edit].way = Some(way);
                    if !right {
                        wrong.entry(path.clone()).or_default().push(one.commit.id.clone());
                    }
                }
            }
        }
        Ok(wrong)
    }

    /// Takes out what is said of the subjects of commits that the base had once: whoever had merged them
    /// before it was rewritten has not worded them.
    fn leave_out_leads(&self, found: &mut Vec<Finding>) -> Result<(), Error> {
        let worded = |it: &Violation| it.rule == Rule::Grammar;
        if !found.iter().any(|it| it.violations.iter().any(worded)) {
            return Ok(());
        }
        let mut once = Vec::new();
        for name in names(self.config, &self.config.base) {
            once.extend(self.source.all_former_tips(&name)?);
        }
        let lost = self.lines.reach(once.iter().map(String::as_str));
        for finding in found.iter_mut().filter(|it| lost.contains(it.commit.as_str())) {
            finding.violations.retain(|it| !worded(it));
        }
        found.retain(|finding| !finding.violations.is_empty());
        Ok(())
    }

    fn look<'l>(
        &'l self,
        paths: &[Vec<u8>],
        rules: &'l Rulebook<'g>,
    ) -> Result<Option<Foreign<'l, 'g>>, Error> {
        let Some(rules) = self.config.worker.first().and_then(|it| rules.get(it.id.as_str()))
        else {
            return Ok(None);
        };
        let (source, trusted, lines) = (self.source, &self.known.trusted, &self.lines);
        Foreign::new(Ground { source, rules, trusted, lines }, paths).map(Some)
    }

    /// What the branches as a whole have put right stops nothing any more: every tip that has the
    /// commit holds what is right, or another that does has all that is wrong in it.
    fn forgive(
        &self,
        reached: &[(&Claim, HashSet<&str>)],
        wrong: &HashMap<Vec<u8>, Vec<String>>,
        rules: &Rulebook<'g>,
        found: &mut [Finding],
    ) -> Result<(), Error> {
        let broken = found.iter().flat_map(|it| foreign(&it.violations));
        let mut paths: Vec<Vec<u8>> = broken.collect::<HashSet<_>>().into_iter().collect();
        paths.sort();
        for some in paths.chunks(TOGETHER) {
            let Some(mut look) = self.look(some, rules)? else { return Ok(()) };
            for path in some {
                let mut sound = Vec::new();
                for (claim, has) in reached {
                    if look.at(&claim.tip, path)?.0 {
                        sound.push(has);
                    }
                }
                let blamed = wrong.get(path).map(Vec::as_slice).unwrap_or_default();
                let mended = |id: &str| {
                    reached.iter().filter(|(_, has)| has.contains(id)).all(|(_, has)| {
                        let bad = || blamed.iter().filter(|id| has.contains(id.as_str()));
                        sound.iter().any(|better| bad().all(|id| better.contains(id.as_str())))
                    })
                };
                for finding in found.iter_mut().filter(|finding| mended(&finding.commit)) {
                    let of_path = finding.violations.iter_mut().filter(|it| it.raw == *path);
                    for violation in of_path.filter(|it| is_foreign(it)) {
                        violation.severity = Severity::Warning;
                        violation.message.push_str(", but the branch has put it back since");
                    }
                }
            }
        }
        Ok(())
    }
}

/// What is wrong with a branch as it is, told at its tip.
fn finding_of(
    source: Source<'_>,
    claim: &Claim,
    violations: Vec<Violation>,
) -> Result<Option<Finding>, Error> {
    if violations.is_empty() {
        return Ok(None);
    }
    let tip = source.stored(std::slice::from_ref(&claim.tip))?;
    let text = tip.first().map(|it| subject(&it.message, &Cleanup::Whitespace));
    Ok(Some(Finding {
        worker: claim.worker.clone(),
        commit: claim.tip.clone(),
        subject: String::from_utf8_lossy(&text.unwrap_or_default()).into_owned(),
        violations,
    }))
}

/// A commit that is on several workers' lines passes if it passes for one of them.
fn finding(one: &Judged, rules: &Rulebook<'_>) -> Option<Finding> {
    let text = subject(&one.commit.message, &Cleanup::Whitespace);
    let change = one.change(Some(text.clone()));
    let known = one.workers.iter().filter_map(|id| rules.get(id.as_str()));
    let least = known.map(|rules| (judge(&change, rules), rules)).min_by_key(|it| it.0.len());
    let (mut violations, own) = least?;
    if one.stray {
        // Nobody knows whose it is, so its subject may be anybody's.
        let said = Change { subject: Some(text.clone()), parents: 1, ..Change::default() };
        if rules.values().any(|rules| judge(&said, rules).is_empty()) {
            violations.retain(|it| it.rule != Rule::Grammar);
        }
    }
    violations.extend(unfolded(&text, own));
    violations.extend(one.malformed.as_ref().map(|it| malformed(&it.name, it.why, own)));
    (!violations.is_empty()).then(|| Finding {
        worker: own.worker().to_owned(),
        commit: one.commit.id.clone(),
        subject: String::from_utf8_lossy(&text).into_owned(),
        violations,
    })
}

impl Judged {
    fn change(&self, subject: Option<Vec<u8>>) -> Change {
        Change {
            parents: self.commit.parents.len(),
            edits: self.edits.clone(),
            taken: Taken::Committed,
            subject,
            ..Change::default()
        }
    }
}

fn is_foreign(violation: &Violation) -> bool {
    matches!(violation.rule, Rule::Scope | Rule::Merge | Rule::Reserved)
        && !violation.raw.is_empty()
}

/// The foreign paths among what is broken.
fn foreign(found: &[Violation]) -> HashSet<Vec<u8>> {
    found.iter().filter(|it| is_foreign(it)).map(|it| it.raw.clone()).collect()
}
