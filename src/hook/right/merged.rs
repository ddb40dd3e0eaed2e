//! What is right where two lines of work meet that somebody else than the owner merges.

use super::{Foreign, Origin, Right};
use crate::git::{AutoMerge, auto_merge};
use crate::hook::Error;

impl Foreign<'_, '_> {
    /// What is right where two commits are merged by somebody else than the owner.
    pub(super) fn merged(
        &mut self,
        [ours, theirs]: [&str; 2],
        path: &[u8],
        auto: Option<&AutoMerge>,
    ) -> Result<Right, Error> {
        let (one, other) = (self.right(ours, path)?, self.right(theirs, path)?);
        if one.versions == other.versions {
            let origin = self.newer(&one.origin, &other.origin)?;
            return Ok(Right { origin, ..one });
        }
        // What was made on top of the other has it, whoever took it back on a line of its own.
        match (self.covers(&one.origin, &other.origin)?, self.covers(&other.origin, &one.origin)?) {
            (true, false) => return Ok(one),
            (false, true) => return Ok(other),
            _ => {}
        }
        let held = [self.version(ours, path)?, self.version(theirs, path)?];
        if one.versions.contains(&held[0]) && other.versions.contains(&held[1]) {
            let auto = match auto {
                Some(auto) => auto.clone(),
                None => self.auto(ours, theirs)?,
            };
            if !auto.unresolved.iter().any(|it| it == path) {
                let origin = self.newer(&one.origin, &other.origin)?;
                return Ok(Right::one(self.in_tree(&auto.tree, path)?, origin));
            }
        } else if let Some(base) = self.ground.source.merge_base(ours, theirs)? {
            // What was wrong on one side is not to count: the right versions are merged.
            let base = self.right(&base, path)?.versions;
            let kept = |side: &Right| side.versions.iter().any(|version| base.contains(version));
            match (kept(&one), kept(&other)) {
                (true, _) => return Ok(other),
                (_, true) => return Ok(one),
                _ => {}
            }
        }
        self.contested(one, other, path)
    }

    fn auto(&mut self, ours: &str, theirs: &str) -> Result<AutoMerge, Error> {
        let key = format!("{ours} {theirs}");
        if let Some(known) = self.autos.get(&key) {
            return Ok(known.clone());
        }
        let made = auto_merge(self.ground.source.git(), ours, theirs)?;
        self.autos.insert(key, made.clone());
        Ok(made)
    }

    /// What is right where git cannot merge two right versions: the owner's, on whichever side it is.
    fn contested(&mut self, one: Right, other: Right, path: &[u8]) -> Result<Right, Error> {
        let lines = self.ground.lines;
        let both = |one: &Right, other: &Right| {
            let mut versions = other.versions.clone();
            versions.extend(one.versions.iter().filter(|it| !other.versions.contains(it)).cloned());
            versions
        };
        let side = match (&one.origin, &other.origin) {
            (Origin::Owner(first), Origin::Owner(second)) if first == second => {
                let versions = both(&one, &other);
                Right { versions, origin: one.origin.clone() }
            }
            (Origin::Owner(first), Origin::Owner(second)) => {
                let owner = self.owner(path).unwrap_or_default();
                let now = [first, second].map(|id| lines.is_now(id, &owner));
                if lines.has(second, first) || now == [false, true] {
                    other
                } else if lines.has(first, second) || now == [true, false] {
                    one
                } else {
                    Right { versions: both(&one, &other), origin: other.origin }
                }
            }
            (Origin::Owner(_), Origin::Base(_)) => one,
            (Origin::Base(_), Origin::Owner(_)) => other,
            (Origin::Base(first), Origin::Base(second)) => {
                let source = self.ground.source;
                if source.is_ancestor(first, second)? {
                    other
                } else if source.is_ancestor(second, first)? {
                    one
                } else {
                    Right { versions: both(&one, &other), origin: other.origin }
                }
            }
        };
        // The owner's own version is right even where both sides have changed it since.
        let mut side = side;
        if let Origin::Owner(id) = &side.origin {
            let version = self.version(&id.clone(), path)?;
            if !side.versions.contains(&version) {
                side.versions.push(version);
            }
        }
        Ok(side)
    }

    /// Whether the commit of one origin has that of the other.
    fn covers(&self, one: &Origin, other: &Origin) -> Result<bool, Error> {
        Ok(match (one, other) {
            (Origin::Owner(first), Origin::Owner(second)) => {
                first != second && self.ground.lines.has(first, second)
            }
            (_, Origin::Base(second)) => self.ground.source.is_ancestor(second, one.commit())?,
            (Origin::Base(_), Origin::Owner(_)) => false,
        })
    }

    /// The one of two origins that has the other; the owner's before the base's.
    fn newer(&self, one: &Origin, other: &Origin) -> Result<Origin, Error> {
        let lines = self.ground.lines;
        let first = match (one, other) {
            (Origin::Owner(_), Origin::Base(_)) => true,
            (Origin::Base(_), Origin::Owner(_)) => false,
            (Origin::Owner(first), Origin::Owner(second)) => lines.has(first, second),
            (Origin::Base(first), Origin::Base(second)) => {
                first != second && self.ground.source.is_ancestor(second, first)?
            }
        };
        Ok(if first { one.clone() } else { other.clone() })
    }
}
