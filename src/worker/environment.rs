//! What a worker's session, its setup and its scripts find in their environment.

use std::path::Path;

use super::Place;
use crate::config::Config;

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
        ("PARALLEL_WORKER".to_owned(), place.id.clone()),
        ("PARALLEL_BRANCH".to_owned(), place.branch.clone()),
    ];
    if let Some(first) = first_port(config, place.number) {
        found.push(("PARALLEL_PORT".to_owned(), first.to_string()));
        let each = config.setup.ports.map_or(0, |ports| ports.each);
        found.push(("PARALLEL_PORTS".to_owned(), each.to_string()));
    }
    found
}

/// The first port of the `number`th worker, where the plan hands out ports and has one left.
pub fn first_port(config: &Config, number: usize) -> Option<u16> {
    let ports = config.setup.ports?;
    let nth = u16::try_from(number.checked_sub(1)?).ok()?;
    ports.base.checked_add(nth.checked_mul(ports.each)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Ports, Worker};

    #[test]
    fn workers_have_ports_of_their_own() {
        let mut config = Config::on("main");
        assert_eq!(first_port(&config, 1), None);
        config.setup.ports = Some(Ports { base: 4000, each: 10 });
        assert_eq!((first_port(&config, 1), first_port(&config, 3)), (Some(4000), Some(4020)));
        assert_eq!(first_port(&config, 9000), None, "there is no such port");
        config.worker = vec![Worker { id: "task-1".into(), slug: "x".into(), ..Worker::default() }];
        let place = Place::of(&config, Path::new("/r"), 1, &config.worker[0]);
        let found = environment(&config, Path::new("/r"), &place);
        assert!(found.contains(&("PARALLEL_PORT".into(), "4000".into())), "{found:?}");
        assert!(found.contains(&("PARALLEL_ROOT".into(), "/r".into())), "{found:?}");
    }
}
