//! What a worker's session, its setup and its scripts find in their environment.

use std::ops::RangeInclusive;
use std::path::Path;

use super::Place;
use crate::config::Config;

/// The variable that says whose session it is.
pub const WORKER_VARIABLE: &str = "PARALLEL_WORKER";

/// The variables of the worker at `place`, by name: `PARALLEL_WORKER`, `PARALLEL_BRANCH`,
/// `PARALLEL_WORKTREE`, `PARALLEL_ROOT` and, where `setup.ports` is set, `PARALLEL_PORT` (the
/// first of its own) and `PARALLEL_PORTS` (how many it has).
pub fn environment(config: &Config, root: &Path, place: &Place) -> Vec<(String, String)> {
    let mut found = names(config, place);
    let path = |path: &Path| path.to_string_lossy().into_owned();
    found.push(("PARALLEL_WORKTREE".to_owned(), path(&place.worktree)));
    found.push(("PARALLEL_ROOT".to_owned(), path(root)));
    found
}

/// The variables that hold in every clone: those without a path of this machine.
pub fn names(config: &Config, place: &Place) -> Vec<(String, String)> {
    let mut found = vec![
        (WORKER_VARIABLE.to_owned(), place.id.clone()),
        ("PARALLEL_BRANCH".to_owned(), place.branch.clone()),
    ];
    if let Some(own) = ports(config, place.number) {
        found.push(("PARALLEL_PORT".to_owned(), own.start().to_string()));
        found.push(("PARALLEL_PORTS".to_owned(), own.len().to_string()));
    }
    found
}

/// The variables of an integration on `branch` in `worktree`: as if of a worker after all others, which
/// has no name.
pub fn surroundings(
    config: &Config,
    root: &Path,
    branch: &str,
    worktree: &Path,
) -> Vec<(String, String)> {
    let path = |path: &Path| path.to_string_lossy().into_owned();
    let mut found = vec![
        ("PARALLEL_BRANCH".to_owned(), branch.to_owned()),
        ("PARALLEL_WORKTREE".to_owned(), path(worktree)),
        ("PARALLEL_ROOT".to_owned(), path(root)),
    ];
    if let Some(own) = ports(config, config.worker.len() + 1) {
        found.push(("PARALLEL_PORT".to_owned(), own.start().to_string()));
        found.push(("PARALLEL_PORTS".to_owned(), own.len().to_string()));
    }
    found
}

/// The ports of the `number`th worker, where the plan hands out ports and has as many left.
pub fn ports(config: &Config, number: usize) -> Option<RangeInclusive<u16>> {
    let ports = config.setup.ports?;
    let nth = u16::try_from(number.checked_sub(1)?).ok()?;
    let first = ports.base.checked_add(nth.checked_mul(ports.each)?)?;
    Some(first..=first.checked_add(ports.each.checked_sub(1)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Ports, Worker};

    #[test]
    fn workers_have_ports_of_their_own() {
        let mut config = Config::on("main");
        assert_eq!(ports(&config, 1), None);
        config.setup.ports = Some(Ports { base: 4000, each: 10 });
        assert_eq!(ports(&config, 1), Some(4000..=4009));
        assert_eq!(ports(&config, 3), Some(4020..=4029));
        assert_eq!(ports(&config, 9000), None, "there is no such port");
        config.setup.ports = Some(Ports { base: 65_530, each: 5 });
        assert_eq!(ports(&config, 1), Some(65_530..=65_534));
        assert_eq!(ports(&config, 2), None, "the last of them would not be there");
        config.worker = vec![Worker { id: "task-1".into(), slug: "x".into(), ..Worker::default() }];
        let place = Place::of(&config, Path::new("/r"), 1, &config.worker[0]);
        let found = environment(&config, Path::new("/r"), &place);
        assert!(found.contains(&("PARALLEL_PORT".into(), "65530".into())), "{found:?}");
        assert!(found.contains(&("PARALLEL_ROOT".into(), "/r".into())), "{found:?}");
    }
}
