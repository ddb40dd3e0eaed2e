//! Whose a path is.

use crate::config::Config;
use crate::scope::Scope;

/// The worker whose scope `path` is in; none where it is nobody's.
pub fn owner(config: &Config, path: &str) -> Option<String> {
    let owns = |worker: &&crate::config::Worker| {
        Scope::parse(worker.patterns()).is_ok_and(|scope| scope.owns(path.as_bytes()))
    };
    config.worker.iter().find(owns).map(|worker| worker.id.clone())
}
