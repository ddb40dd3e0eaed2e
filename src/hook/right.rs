//! What a path that is not the worker's own may hold at a commit: what its owner made of it last, as
//! far as the commit has the owner's line, and what the base has where the owner made nothing.
//!
//! Whose work a commit is goes by the lines it is on, not by how it came: a merge, a fast-forward and
//! a rebase bring another worker's work alike, and none of them lets it be dropped.

mod merged;

use std::collections::HashMap;

use super::Error;
use super::lines::Lines;
use crate::git::{AutoMerge, Source, Versions};
use crate::guard::{Owner, Rules, Way};

/// What a path holds: its mode and object, or nothing.
type Version = Option<String>;

/// Where a version comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// This commit of the owner's.
    Owner(String),
    /// This commit of the base, or before all work.
    Base(String),
}

impl Origin {
    fn commit(&self) -> &str {
        match self {
            Self::Owner(id) | Self::Base(id) => id,
        }
    }
}

/// The versions that are right, the best first, and where that comes from.
#[derive(Debug, Clone)]
struct Right {
    versions: Vec<Version>,
    origin: Origin,
}

impl Right {
    fn one(version: Version, origin: Origin) -> Self {
        Self { versions: vec![version], origin }
    }

    /// The same where `version` was chosen of it.
    fn chosen(mut self, version: &Version) -> Self {
        if self.versions.contains(version) {
            self.versions = vec![version.clone()];
        }
        self
    }
}

/// The history that is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'g, 'c> {
    /// Where to ask.
    pub(super) source: Source<'g>,
    /// The rules of any worker: they tell the owner of every path.
    pub(super) rules: &'g Rules<'c>,
    /// The tips of the base branch.
    pub(super) trusted: &'g [String],
    /// The commits that are not trusted.
    pub(super) lines: &'g Lines,
}

/// One look at some paths along the history.
#[derive(Debug)]
pub(super) struct Foreign<'g, 'c> {
    ground: Ground<'g, 'c>,
    paths: Vec<Vec<u8>>,
    trees: HashMap<String, String>,
    versions: Versions,
    autos: HashMap<String, AutoMerge>,
    rights: HashMap<Vec<u8>, HashMap<String, Right>>,
    patches: Option<HashMap<String, String>>,
}

impl<'g, 'c> Foreign<'g, 'c> {
    /// A look at `paths`, which should be a few hundred at most.
    pub(super) fn new(ground: Ground<'g, 'c>, paths: &[Vec<u8>]) -> Result<Self, Error> {
        let mut look = Self {
            ground,
            paths: paths.to_vec(),
            trees: HashMap::new(),
            versions: Versions::new(),
            autos: HashMap::new(),
            rights: HashMap::new(),
            patches: None,
        };
        let mut known = ground.lines.ids().to_vec();
        known.extend(ground.lines.borders());
        known.extend(ground.trusted.iter().cloned());
        look.load(&known)?;
        Ok(look)
    }

    /// Whether what the commit `id` holds at `path` is right, and where the right version is.
    pub(super) fn at(&mut self, id: &str, path: &[u8]) -> Result<(bool, Way), Error> {
        let held = self.version(id, path)?;
        let right = self.right(id, path)?;
        let way = self.way(&right, path, &[])?;
        Ok((right.versions.contains(&held), way))
    }

    /// The same for a commit that is not made yet: on `parent`, holding `held`.
    pub(super) fn on(
        &mut self,
        parent: &str,
        path: &[u8],
        held: &Version,
    ) -> Result<(bool, Way), Error> {
        let before = self.right(parent, path)?;
        let fine = before.versions.contains(held) || self.allowed(path, held, &before)?.is_some();
        let way = self.way(&before, path, &[])?;
        Ok((fine, way))
    }

    /// The same for a merge of `parents` that is not made yet, where git makes `auto` of it.
    pub(super) fn merging(
        &mut self,
        parents: [&str; 2],
        auto: &AutoMerge,
        path: &[u8],
        held: &Version,
    ) -> Result<(bool, Way), Error> {
        let right = self.merged(parents, path, Some(auto))?;
        let fine = right.versions.contains(held) || self.allowed(path, held, &right)?.is_some();
        let way = self.way(&right, path, &[("HEAD", parents[0]), ("MERGE_HEAD", parents[1])])?;
        Ok((fine, way))
    }

    /// Where to take the right version from; by one of `names` where what it names has it.
    fn way(&mut self, right: &Right, path: &[u8], names: &[(&str, &str)]) -> Result<Way, Error> {
        let gone = right.versions.first().is_none_or(Option::is_none);
        for (name, id) in names {
            let version = self.version(id, path)?;
            if right.versions.first() == Some(&version) {
                return Ok(Way { from: (*name).to_owned(), gone });
            }
        }
        let mut from = right.origin.commit().to_owned();
        from.truncate(12);
        Ok(Way { from, gone })
    }

    fn load(&mut self, commits: &[String]) -> Result<(), Error> {
        let mut fresh: Vec<String> =
            commits.iter().filter(|id| !self.trees.contains_key(*id)).cloned().collect();
        fresh.sort_unstable();
        fresh.dedup();
        let mut trees: Vec<String> = Vec::new();
        for commit in self.ground.source.stored(&fresh)? {
            trees.push(commit.tree.clone());
            self.trees.insert(commit.id, commit.tree);
        }
        self.load_trees(trees)
    }

    fn load_trees(&mut self, mut trees: Vec<String>) -> Result<(), Error> {
        trees.retain(|tree| !self.versions.contains_key(tree));
        trees.sort_unstable();
        trees.dedup();
        self.versions.extend(self.ground.source.versions(&trees, &self.paths)?);
        Ok(())
    }

    fn version(&mut self, commit: &str, path: &[u8]) -> Result<Version, Error> {
        if !self.trees.contains_key(commit) {
            self.load(&[commit.to_owned()])?;
        }
        let tree = self.trees.get(commit).cloned().unwrap_or_default();
        Ok(self.versions.get(&tree).and_then(|it| it.get(path)).cloned())
    }

    fn in_tree(&mut self, tree: &str, path: &[u8]) -> Result<Version, Error> {
        self.load_trees(vec![tree.to_owned()])?;
        Ok(self.versions.get(tree).and_then(|it| it.get(path)).cloned())
    }

    fn owner(&self, path: &[u8]) -> Option<String> {
        match self.ground.rules.owner(path) {
            Owner::Self_ => Some(self.ground.rules.worker().to_owned()),
            Owner::Other(id) => Some(id),
            _ => None,
        }
    }

    /// What is right at a commit, whatever it holds.
    fn right(&mut self, id: &str, path: &[u8]) -> Result<Right, Error> {
        if !self.rights.contains_key(path) {
            self.rights.insert(path.to_vec(), HashMap::new());
            for id in self.ground.lines.ids() {
                let right = self.judged(id, path)?;
                if let Some(known) = self.rights.get_mut(path) {
                    known.insert(id.clone(), right);
                }
            }
        }
        match self.rights.get(path).and_then(|known| known.get(id)) {
            Some(right) => Ok(right.clone()),
            None => Ok(Right::one(self.version(id, path)?, Origin::Base(id.to_owned()))),
        }
    }

    /// What is right at a commit whose parents are known.
    fn judged(&mut self, id: &str, path: &[u8]) -> Result<Right, Error> {
        let held = self.version(id, path)?;
        let lines = self.ground.lines;
        let own = self.owner(path).is_some_and(|owner| lines.is_of(id, &owner));
        match lines.parents(id).unwrap_or_default() {
            [] => Ok(Right::one(None, Origin::Base(id.to_owned()))),
            [ours, theirs] if own => {
                let sides = [self.right(ours, path)?, self.right(theirs, path)?];
                let based = sides.iter().all(|side| matches!(side.origin, Origin::Base(_)));
                let taken = sides.into_iter().rfind(|it| based && it.versions.contains(&held));
                let own = Right::one(held.clone(), Origin::Owner(id.to_owned()));
                Ok(taken.map_or(own, |taken| taken.chosen(&held)))
            }
            [ours, theirs] => {
                let right = self.merged([ours, theirs], path, None)?;
                if right.versions.contains(&held) {
                    return Ok(right.chosen(&held));
                }
                let origin = self.allowed(path, &held, &right)?;
                Ok(origin.map_or(right, |origin| Right::one(held, origin)))
            }
            [parent, ..] => {
                let before = self.right(parent, path)?;
                if before.versions.contains(&held) {
                    return Ok(before.chosen(&held));
                }
                if own {
                    return Ok(Right::one(held, Origin::Owner(id.to_owned())));
                }
                let mut origin = self.allowed(path, &held, &before)?;
                if origin.is_none() {
                    origin = self.copied(id, path, &held)?;
                }
                Ok(origin.map_or(before, |origin| Right::one(held, origin)))
            }
        }
    }

    /// From where `held` comes where it may be there though `before` was right before: what the base
    /// has now, as long as the owner made nothing of it; what the owner has now, where it took back
    /// what it had.
    fn allowed(
        &mut self,
        path: &[u8],
        held: &Version,
        before: &Right,
    ) -> Result<Option<Origin>, Error> {
        let Ground { lines, trusted, .. } = self.ground;
        match (&before.origin, self.owner(path)) {
            (Origin::Owner(last), Some(owner)) if !lines.is_now(last, &owner) => {
                for tip in lines.tips_of(&owner) {
                    if self.version(tip, path)? == *held {
                        return Ok(Some(Origin::Owner(tip.to_owned())));
                    }
                }
            }
            (Origin::Owner(_), _) => {}
            (Origin::Base(_), _) => {
                for tip in trusted {
                    if self.version(tip, path)? == *held {
                        return Ok(Some(Origin::Base(tip.clone())));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Whose copy a commit is: on nobody's line it may be one of the owner's, from before the owner
    /// rewrote its branch; anywhere one of the base's. It has the same version, or makes the same
    /// change.
    fn copied(&mut self, id: &str, path: &[u8], held: &Version) -> Result<Option<Origin>, Error> {
        let Ground { lines, .. } = self.ground;
        let mut rewritten = Vec::new();
        if let Some(owner) = self.owner(path).filter(|_| lines.owners(id).is_empty()) {
            let has = lines.reach([id].into_iter());
            let new = |it: &&String| lines.is_of(it, &owner) && !has.contains(it.as_str());
            rewritten.extend(lines.ids().iter().filter(new));
        }
        for other in &rewritten {
            if self.version(other, path)? == *held {
                return Ok(Some(Origin::Owner((*other).clone())));
            }
        }
        let patches = self.patches()?;
        let Some(patch) = patches.get(id) else { return Ok(None) };
        let same = |other: &str| other != id && patches.get(other) == Some(patch);
        if rewritten.iter().any(|other| same(other)) {
            return Ok(Some(Origin::Owner(id.to_owned())));
        }
        let based = patches.keys().any(|it| lines.parents(it).is_none() && same(it));
        Ok(based.then(|| Origin::Base(id.to_owned())))
    }

    /// What each commit changes, those of the base since the oldest of these included.
    fn patches(&mut self) -> Result<&HashMap<String, String>, Error> {
        let Ground { source, lines, trusted, .. } = self.ground;
        if self.patches.is_none() {
            let since: Vec<String> = lines.borders();
            let mut asked = lines.ids().to_vec();
            asked.extend(source.graph(trusted, &since)?.into_iter().map(|(id, _)| id));
            self.patches = Some(source.patches(&asked)?);
        }
        Ok(self.patches.get_or_insert_default())
    }
}
