//! Ports of `setup.ports` that a worker would not get: beyond the last one, or taken by others.

use super::{Finding, Mend};
use crate::config::Config;
use crate::git::{self, Listener};
use crate::worker::{Place, ports};

/// A worker's own processes may listen on its ports; anybody else is in the way.
pub(super) fn examine(config: &Config, places: &[Place]) -> Vec<Finding> {
    if config.setup.ports.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for place in places {
        match ports(config, place.number) {
            None => found.push(finding(
                format!("there are no ports left for {}: the last one is 65535", place.id),
                "lower base or each of [setup] ports in .parallel.toml".into(),
            )),
            Some(own) => {
                let others = git::taken(own).into_iter().filter(|it| !is_own(place, it));
                found.extend(others.map(|listener| taken(place, &listener)));
            }
        }
    }
    found
}

fn is_own(place: &Place, listener: &Listener) -> bool {
    let home = place.worktree.canonicalize().unwrap_or_else(|_| place.worktree.clone());
    listener.process.as_ref().is_some_and(|(_, at)| at.starts_with(&home))
}

fn taken(place: &Place, listener: &Listener) -> Finding {
    let port = listener.port;
    let problem = match &listener.process {
        None => format!("port {port} of {} is taken", place.id),
        Some((process, at)) => format!(
            "port {port} of {} is taken by '{}' (process {}, in '{}')",
            place.id,
            process.name,
            process.pid,
            at.display()
        ),
    };
    finding(problem, "end it, or move [setup] ports in .parallel.toml".into())
}

fn finding(problem: String, mend: String) -> Finding {
    Finding { kind: "ports", problem, mend, by: Mend::User }
}
