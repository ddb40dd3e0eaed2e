//! Whether a foreign path is only put back to what the worker found.
//!
//! Not every return to an older entry is one: taking back what a merge brought from another worker
//! would silently drop that worker's work at integration.

use std::collections::HashSet;

use super::Error;
use crate::git::Source;

/// The history a change is made on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'g> {
    /// Where to ask.
    pub(super) source: Source<'g>,
    /// The parent of the change, or the commit itself when it is looked at as a whole.
    pub(super) parent: &'g str,
    /// The other parent of a merge.
    pub(super) merged: Option<&'g str>,
    /// Commits everybody trusts: the tip of the base branch, the fork point.
    pub(super) trusted: &'g [String],
}

type Paths = HashSet<Vec<u8>>;

impl Ground<'_> {
    /// Those of `paths` that are put back. `differs` gives the paths in which the change differs
    /// from a revision.
    pub(super) fn repaired(
        &self,
        paths: &[Vec<u8>],
        differs: &mut dyn FnMut(&str) -> Result<Paths, Error>,
    ) -> Result<Paths, Error> {
        let mut equal = Paths::new();
        for revision in self.references()? {
            let different = differs(&revision)?;
            equal.extend(paths.iter().filter(|path| !different.contains(*path)).cloned());
        }
        let (own, brought) = self.brought()?;
        let mut repaired: Paths = equal.difference(&brought).cloned().collect();
        // What a merge brought may be set to what it brought, when it was lost on the way.
        let lost = paths.iter().any(|path| brought.contains(path));
        if let Some(theirs) = own.last_merged.filter(|_| lost && self.merged.is_none()) {
            let different = differs(&theirs)?;
            let found = paths.iter().filter(|path| brought.contains(*path));
            repaired.extend(found.filter(|path| !different.contains(*path)).cloned());
        }
        Ok(repaired)
    }

    /// The commits whose entries are nobody's doing: the tips everybody trusts and, where the
    /// change is no merge, the newest trusted commits the worker has. Older ones do not count:
    /// to go back to them would undo what came after.
    fn references(&self) -> Result<Vec<String>, Error> {
        if self.merged.is_some() {
            return Ok(self.trusted.iter().take(1).cloned().collect());
        }
        let mut bases = Vec::new();
        for trusted in self.trusted {
            bases.extend(self.source.merge_base(trusted, self.parent)?);
        }
        let mut found = self.source.independent(self.trusted)?;
        found.extend(self.source.independent(&bases)?);
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The worker's own line of commits, and the paths that other commits changed on the way here.
    fn brought(&self) -> Result<(Own, Paths), Error> {
        let heads: Vec<String> =
            [Some(self.parent), self.merged].into_iter().flatten().map(str::to_owned).collect();
        let graph = self.source.graph(&heads, self.trusted)?;
        let parents = |id: &str| graph.iter().find(|(known, _)| known == id).map(|(_, up)| up);
        let mut own = Own::default();
        let mut at = self.source.commit(self.parent)?;
        while let Some((id, up)) = at.take().and_then(|id| parents(&id).map(|up| (id, up))) {
            if up.len() > 1 && own.last_merged.is_none() {
                own.last_merged = up.get(1).cloned();
            }
            at = up.first().cloned();
            own.line.insert(id);
        }
        let others: Vec<String> = graph
            .iter()
            .filter(|(id, up)| up.len() < 2 && !own.line.contains(id))
            .map(|(id, _)| id.clone())
            .collect();
        let brought = self.source.changes(&others)?.into_values().flatten().collect();
        Ok((own, brought))
    }
}

#[derive(Debug, Default)]
struct Own {
    line: HashSet<String>,
    last_merged: Option<String>,
}
