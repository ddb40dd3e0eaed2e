//! One scope: an ordered list of patterns of which the last match decides.

use super::overlap::{TooComplex, witness};
use super::parse::{self, PatternError};
use super::pattern::Pattern;

/// The paths one worker owns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    pub(super) patterns: Vec<Pattern>,
    pub(super) folded: bool,
}

impl Scope {
    /// Reads the patterns in their order.
    ///
    /// They have gitignore's meaning, anchored at the root: `*`, `?` and `[…]` stop at `/`, `**`
    /// as a whole component does not, a trailing `/` means only what lies below, a leading `!`
    /// excludes, and a pattern that matches a directory matches everything in it.
    pub fn parse<P: AsRef<str>>(
        patterns: impl IntoIterator<Item = P>,
    ) -> Result<Self, PatternError> {
        let patterns: Result<_, _> =
            patterns.into_iter().map(|text| parse::pattern(text.as_ref())).collect();
        Ok(Self { patterns: patterns?, folded: false })
    }

    /// The scope of patterns that are known to be such: a plan is refused when it is loaded, with worker, pattern
    /// and line, where one is not. What is none after all has the scope own nothing.
    pub fn of<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self::parse(patterns).unwrap_or_default()
    }

    /// The same scope without regard to ASCII case, for repositories with `core.ignorecase`.
    #[must_use]
    pub fn folded(self) -> Self {
        let patterns = self.patterns.into_iter().map(Pattern::folded).collect();
        Self { patterns, folded: true }
    }

    /// Whether `path`, relative to the root and with `/`, belongs to this scope.
    pub fn owns(&self, path: &[u8]) -> bool {
        let decides = self.patterns.iter().rev().find(|it| it.matches(path, self.folded));
        decides.is_some_and(|pattern| !pattern.excludes)
    }

    /// Whether everything below `folder`, existing or not, belongs to this scope. What takes a closer look to tell
    /// is answered no.
    pub fn holds(&self, folder: &[u8]) -> bool {
        !self.patterns.iter().any(|it| it.excludes)
            && self.patterns.iter().any(|it| it.holds(folder, self.folded))
    }

    /// A path that both scopes would own, existing or not; none when they are proved disjoint.
    ///
    /// Where the proof would take too long the answer is on the safe side: the text of a pattern
    /// stands for the path. [`Scope::try_overlap`] tells the two apart.
    pub fn overlap(&self, other: &Self) -> Option<Vec<u8>> {
        self.try_overlap(other).unwrap_or_else(|TooComplex { pattern }| Some(pattern.into_bytes()))
    }

    /// The shortest path that both scopes would own; none when they are proved disjoint.
    pub fn try_overlap(&self, other: &Self) -> Result<Option<Vec<u8>>, TooComplex> {
        witness(self, other)
    }
}
