//! Paths and reasons as somebody gives them: patterns that can mean something, and words.

use crate::config::{self, Config};
use crate::failure::Failure;
use crate::render::inert;
use crate::scope::{Scope, exact};

/// Refuses what is no pattern from the root of the repository, what would take instead of give, and
/// what belongs to no worker, ever.
pub(super) fn patterns(config: &Config, given: &[String]) -> Result<(), Failure> {
    let reserved = [Some(config::FILE), config.layout.inside()].into_iter().flatten();
    let reserved = Scope::parse(reserved.map(exact)).unwrap_or_default();
    for pattern in given {
        if pattern.starts_with('!') {
            return Err(Failure::new(format!("'{}' gives nothing, it takes", inert(pattern))).hint(
                "to hand a path to another worker, run: git parallel reassign PATH --from A --to B",
            ));
        }
        if let Err(error) = Scope::parse([pattern]) {
            return Err(Failure::new(error.to_string())
                .hint("name paths from the root of the repository, as in src/routes.ts or docs/"));
        }
        if reserved.owns(pattern.trim_end_matches('/').as_bytes()) {
            return Err(Failure::new(format!("'{}' belongs to no worker, ever", inert(pattern)))
                .hint("the lead changes it, in the main worktree"));
        }
    }
    Ok(())
}

/// Refuses a reason that says nothing.
pub(super) fn reason(given: &str) -> Result<(), Failure> {
    if given.trim().is_empty() {
        return Err(Failure::new("the reason is empty")
            .hint("say why, as in: --reason 'registers its page there'"));
    }
    Ok(())
}
