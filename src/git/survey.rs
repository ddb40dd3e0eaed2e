//! What a report needs of history, read in one go: the workers' tips and commits, and how far the base is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::thread;

use gix::ObjectId;

use super::known::Known;
use super::walk::Walk;
use super::{Commit, Error, Repo, Tip, known};

/// Commits the base is ahead are counted up to this many; a report needs no more.
pub const FARTHEST: usize = 1_000;

/// What was read.
#[derive(Debug, Default)]
pub struct Survey {
    /// The tip of the base; none while it has no commit.
    pub base: Option<String>,
    /// The tips of the branches that exist, by full name.
    pub tips: HashMap<String, Tip>,
    /// Every commit a tip has that the base has not, by its id.
    pub commits: HashMap<String, Commit>,
    /// The full names of those that name nothing, and are left out.
    pub torn: HashSet<String>,
}

impl Repo {
    /// Surveys the branches called `names` (full names) against the branch `base`. gix reads where
    /// it can, in as many threads as there are cores; git where it cannot.
    pub fn survey(&self, base: &str, names: &[String]) -> Result<Survey, Error> {
        if let Ok(survey) = self.surveyed_by_gix(base, names) {
            return Ok(survey);
        }
        let torn: HashSet<String> = self.torn(names)?.into_iter().map(|torn| torn.name).collect();
        if torn.is_empty() {
            return self.surveyed_by_git(base, names);
        }
        // Git lists no refs as long as one of them names what is not there.
        let whole: Vec<String> =
            names.iter().filter(|name| !torn.contains(*name)).cloned().collect();
        let survey = self.surveyed_by_gix(base, &whole);
        let survey = survey.or_else(|_| self.surveyed_by_git(base, &whole))?;
        Ok(Survey { torn, ..survey })
    }

    fn surveyed_by_gix(&self, base: &str, names: &[String]) -> Result<Survey, Error> {
        let place = self.parallel_dir().join("cache/commits");
        thread::scope(|scope| {
            let known = scope.spawn(|| Known::load(&place));
            let read =
                || known.join().map_err(|_| Error::Read("a reading thread ended early".into()));
            self.surveyed(base, names, &place, read)
        })
    }

    /// Surveys by gix, by what `known` gives of earlier surveys, which is kept at `place`.
    fn surveyed(
        &self,
        base: &str,
        names: &[String],
        place: &Path,
        known: impl FnOnce() -> Result<Known, Error>,
    ) -> Result<Survey, Error> {
        let gix = super::open(self.common())?;
        let mut branch =
            gix.find_reference(&format!("refs/heads/{base}")).map_err(|error| unread(&error))?;
        let base = branch.peel_to_id().map_err(|error| unread(&error))?.detach();
        drop(branch);
        let listed = listed(&gix, names)?;
        let tips: Vec<(&String, ObjectId)> =
            names.iter().filter_map(|name| Some((name, *listed.get(name.as_str())?))).collect();
        let known = known()?;
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let share = tips.len().div_ceil(cores).max(8);
        let shared = gix.into_sync();
        let parts: Vec<Result<(Survey, bool), Error>> = thread::scope(|scope| {
            let running: Vec<_> = tips
                .chunks(share)
                .map(|chunk| {
                    let (shared, known) = (&shared, &known);
                    scope.spawn(move || {
                        part(Walk::new(shared.to_thread_local(), known), base, chunk)
                    })
                })
                .collect();
            let lost = || Err(Error::Read("a reading thread ended early".into()));
            running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect()
        });
        let mut whole = Survey { base: Some(base.to_string()), ..Survey::default() };
        let mut learned = false;
        for part in parts {
            let (part, fresh) = part?;
            learned |= fresh;
            whole.tips.extend(part.tips);
            whole.commits.extend(part.commits);
        }
        if learned || known.len() > 2 * whole.commits.len() {
            known::keep(place, whole.commits.values());
        }
        Ok(whole)
    }

    /// The same from the command line; on git before 2.41 nobody counts how far the base is.
    fn surveyed_by_git(&self, base: &str, names: &[String]) -> Result<Survey, Error> {
        // By its full name: a tag may be called alike.
        let Some(base) = self.tip(base)? else { return Ok(Survey::default()) };
        let tips = self.tips(names, Some(&base))?;
        let ids: Vec<String> = tips.values().map(|tip| tip.id.clone()).collect();
        let commits = self.commits(&ids, std::slice::from_ref(&base))?;
        let commits = commits.into_iter().map(|commit| (commit.id.clone(), commit)).collect();
        Ok(Survey { base: Some(base), tips, commits, torn: HashSet::new() })
    }
}

/// The commits of `names`, as far as they exist. Each of local and remote branches is listed once,
/// from the folder that holds all that are asked for: to look for each by its name means to look for
/// every name that could be meant by it.
fn listed(gix: &gix::Repository, names: &[String]) -> Result<HashMap<String, ObjectId>, Error> {
    let (local, remote): (Vec<&String>, Vec<&String>) =
        names.iter().partition(|name| name.starts_with("refs/heads/"));
    let wanted: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut found = HashMap::new();
    for group in [local, remote] {
        let Some(folder) = folder(&group) else { continue };
        let references = gix.references().map_err(|error| unread(&error))?;
        for reference in references.prefixed(folder).map_err(|error| unread(&error))? {
            let mut reference = reference.map_err(|error| unread(&error))?;
            let name = reference.name().as_bstr().to_string();
            if wanted.contains(name.as_str()) {
                // A branch names a commit, and hardly ever another branch.
                let id = match reference.target().try_id() {
                    Some(id) => id.to_owned(),
                    None => reference.peel_to_id().map_err(|error| unread(&error))?.detach(),
                };
                found.insert(name, id);
            }
        }
    }
    Ok(found)
}

/// The deepest folder all `names` are in, `refs/heads/work/`.
fn folder<'n>(names: &[&'n String]) -> Option<&'n str> {
    let first = names.first()?.as_str();
    let same = |other: &&String| {
        first.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
    };
    let common = names.iter().map(same).min()?;
    Some(&first[..=first[..common].rfind('/')?])
}

/// Surveys some of the branches,
/// and tells whether that brought a commit that was not known.
fn part(
    mut walk: Walk<'_>,
    base: ObjectId,
    tips: &[(&String, ObjectId)],
) -> Result<(Survey, bool), Error> {
    let ids: Vec<ObjectId> = tips.iter().map(|(_, id)| *id).collect();
    let own: BTreeSet<ObjectId> = walk.between(&ids, &[base], usize::MAX)?.into_iter().collect();
    let mut survey = Survey::default();
    let mut behind: HashMap<BTreeSet<ObjectId>, usize> = HashMap::new();
    for (name, id) in tips {
        let forks = forks(&mut walk, *id, &own)?;
        let known = behind.get(&forks).copied();
        let count = if let Some(count) = known {
            count
        } else {
            let hidden: Vec<ObjectId> = forks.iter().copied().collect();
            walk.between(&[base], &hidden, FARTHEST)?.len()
        };
        behind.insert(forks, count);
        let tip = Tip { id: id.to_string(), time: walk.time(*id)?, behind: Some(count) };
        survey.tips.insert((*name).clone(), tip);
    }
    for id in own {
        let commit = walk.commit(id)?;
        survey.commits.insert(commit.id.clone(), commit);
    }
    Ok((survey, walk.learned))
}

/// Where a branch left the base: the commits the base has too that its own commits stand on.
fn forks(
    walk: &mut Walk<'_>,
    tip: ObjectId,
    own: &BTreeSet<ObjectId>,
) -> Result<BTreeSet<ObjectId>, Error> {
    let (mut found, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![tip]);
    while let Some(id) = open.pop() {
        if !own.contains(&id) {
            found.insert(id);
        } else if seen.insert(id) {
            open.extend(walk.parents(id)?);
        }
    }
    Ok(found)
}

fn unread(error: &dyn std::fmt::Display) -> Error {
    Error::Read(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::{Git, Version};

    /// A repository made by `script`, run by sh at its top, a date for every commit.
    fn repository(script: &str) -> (tempfile::TempDir, Repo) {
        let dir = tempfile::tempdir().unwrap();
        let preamble =
            "at() { export GIT_COMMITTER_DATE=\"@$1 +0000\" GIT_AUTHOR_DATE=\"@$1 +0000\"; }
            commit() { at $1; git commit -q --allow-empty -m \"$2\"; }
            merge() { at $1; git merge -q --no-ff -m \"Merge\" $2; }
            git init -q -b main .; git config user.name A; git config user.email a@b;";
        let alias = format!("alias.run=!set -e; {preamble} {script}");
        Git::at(dir.path()).args(["-c", &alias, "run"]).run().unwrap();
        let repo = Repo::discover(dir.path()).unwrap();
        (dir, repo)
    }

    /// Both ways of reading tell the same of `w1`, `w2` and `w3`.
    #[track_caller]
    fn agree(script: &str) -> Survey {
        let (_dir, repo) = repository(script);
        let names: Vec<String> = (1..=3).map(|n| format!("refs/heads/w{n}")).collect();
        let by_gix = repo.surveyed_by_gix("main", &names).unwrap();
        let again = repo.surveyed_by_gix("main", &names).unwrap();
        assert_eq!(by_gix.commits, again.commits, "from what was kept");
        let by_git = repo.surveyed_by_git("main", &names).unwrap();
        assert_eq!(by_gix.commits, by_git.commits);
        let counts = Version::of(repo.git()).unwrap().number >= (2, 41);
        if !counts {
            eprintln!("skipped: this git does not count how far branches are behind");
        }
        let seen = |survey: &Survey| -> Vec<(String, String, i64, Option<usize>)> {
            let seen = |(name, tip): (&String, &Tip)| {
                (name.clone(), tip.id.clone(), tip.time, tip.behind.filter(|_| counts))
            };
            let mut all: Vec<_> = survey.tips.iter().map(seen).collect();
            all.sort();
            all
        };
        assert_eq!((&by_gix.base, seen(&by_gix)), (&by_git.base, seen(&by_git)));
        by_gix
    }

    #[test]
    fn gix_and_git_tell_the_same() {
        let plain = agree(
            "commit 100 one; git branch w1; git switch -q -c w2; commit 200 two; git switch -q main;
             commit 300 base; git switch -q -c w3; commit 400 'three\n\nbody'; commit 410 more",
        );
        assert_eq!(plain.commits.len(), 3);
        assert_eq!(plain.tips["refs/heads/w1"].behind, Some(1));
        assert_eq!(plain.tips["refs/heads/w3"].behind, Some(0));
    }

    #[test]
    fn merges_between_workers_and_with_the_base_are_walked_once() {
        agree(
            "commit 100 one; git switch -q -c w1; commit 200 a; git switch -q -c w2 main; commit 210 b;
             merge 220 w1; git switch -q main; commit 230 base; merge 240 w1; git switch -q -c w3;
             commit 250 c; merge 260 w2; git switch -q w1; merge 270 main; commit 280 d",
        );
    }

    #[test]
    fn clocks_that_run_backwards_change_nothing() {
        agree(
            "commit 1000 one; commit 2000 two; git switch -q -c w1; commit 1500 a; commit 100 b;
             git switch -q main; commit 50 base; git switch -q -c w2; commit 20 c;
             git switch -q main; commit 3000 late; commit 10 early",
        );
    }

    #[test]
    fn a_commit_graph_is_as_good_as_the_commits() {
        agree(
            "commit 100 one; git switch -q -c w1; commit 200 a; git switch -q main; commit 300 b;
             git commit-graph write --reachable; commit 400 c; git switch -q w1; commit 500 d",
        );
    }

    #[test]
    fn odd_subjects_and_encodings_are_read_alike() {
        let survey = agree(
            "commit 100 one; git switch -q -c w1; at 200; printf '\\n\\n[CHECKPOINT] a\\n b \\n\\nbody' |
             git commit -q --allow-empty --cleanup=verbatim -F -;
             printf 'caf\\351' | git -c i18n.commitEncoding=ISO-8859-1 commit -q --allow-empty -F -",
        );
        assert!(survey.commits.values().any(|commit| commit.subject == "café"), "{survey:?}");
    }
}
