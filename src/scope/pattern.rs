//! One scope: an ordered list of patterns, the last match wins.

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bad scope pattern '{pattern}': {why}")]
pub struct PatternError {
    /// The pattern as written.
    pub pattern: String,
    /// What is wrong with it.
    pub why: String,
}

/// The paths one worker owns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    patterns: Vec<String>,
}

impl Scope {
    /// Reads the patterns in their order.
    pub fn parse<P: AsRef<str>>(
        patterns: impl IntoIterator<Item = P>,
    ) -> Result<Self, PatternError> {
        Ok(Self { patterns: patterns.into_iter().map(|p| p.as_ref().to_owned()).collect() })
    }

    /// Whether `path`, relative to the root and with `/`, belongs to this scope.
    pub fn owns(&self, path: &[u8]) -> bool {
        let path = String::from_utf8_lossy(path);
        self.patterns.iter().any(|p| path.starts_with(p.trim_end_matches(['*', '/'])))
    }

    /// A path that both scopes would own, existing or not; none when they are proved disjoint.
    pub fn overlap(&self, other: &Self) -> Option<Vec<u8>> {
        let hit =
            self.patterns.iter().find(|p| other.owns(p.trim_end_matches(['*', '/']).as_bytes()));
        hit.map(|p| p.clone().into_bytes())
    }
}
