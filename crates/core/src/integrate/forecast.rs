//! What merging the workers will come to: who conflicts with whom, where, and the best order.

use schemars::JsonSchema;
use serde::Serialize;

use super::order;
use crate::config::Config;

/// One path two sides cannot be merged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conflict {
    /// The path.
    pub path: String,
    /// Why it conflicts.
    pub why: String,
    /// The worker whose scope it is in.
    pub owner: Option<String>,
    /// Whether any worker may change it.
    pub shared: bool,
    /// Workers merged before that changed it, where that was looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

impl Conflict {
    /// A conflict in `path`, told with its owner.
    pub fn new(config: &Config, path: &str, why: &str) -> Self {
        let shared = config.shared().owns(path.as_bytes());
        let owner = config.owner(path.as_bytes()).map(|worker| worker.id.clone());
        Self { path: path.to_owned(), why: why.to_owned(), owner, shared, with: Vec::new() }
    }

    /// Whose the path is.
    pub fn whose(&self) -> String {
        match &self.owner {
            Some(owner) => format!("owned by {owner}"),
            None if self.shared => "shared".to_owned(),
            None => "nobody's".to_owned(),
        }
    }
}

/// One worker's conflicts with something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Against {
    /// The worker.
    pub worker: String,
    /// What it conflicts with: another worker or the base branch.
    pub with: String,
    /// Where.
    pub conflicts: Vec<Conflict>,
}

/// One step of the whole chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// The worker merged.
    pub worker: String,
    /// Where it conflicts with all that was merged before.
    pub conflicts: Vec<Conflict>,
}

/// The forecast of an integration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Forecast {
    /// Who conflicts with the base, and which two conflict with each other.
    pub conflicts: Vec<Against>,
    /// All merges in order, each on top of those before it.
    pub chain: Vec<Step>,
}

impl Forecast {
    /// The best order: those needed first, then those with the fewest conflicts.
    pub fn order(&self, workers: &[String], needs: &[(String, String)]) -> Vec<String> {
        order(workers, needs, |id| {
            let meant = |it: &&Against| it.worker == id || it.with == id;
            self.conflicts.iter().filter(meant).map(|it| it.conflicts.len()).sum()
        })
    }

    /// Whether every merge is expected to go through.
    pub fn is_clean(&self) -> bool {
        self.chain.iter().all(|step| step.conflicts.is_empty())
    }

    /// With whom `worker` conflicts in `path`, by name.
    pub fn rivals(&self, worker: &str, path: &str) -> Vec<&str> {
        let meant = |it: &&Against| it.conflicts.iter().any(|conflict| conflict.path == path);
        self.conflicts.iter().filter(meant).filter_map(|it| it.other_than(worker)).collect()
    }
}

impl Against {
    /// The other side of a conflict of `worker`'s; none where it is not the worker's.
    fn other_than(&self, worker: &str) -> Option<&str> {
        match (self.worker == worker, self.with == worker) {
            (true, _) => Some(&self.with),
            (_, true) => Some(&self.worker),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(worker: &str, with: &str, paths: &[&str]) -> Against {
        let config = Config::on("main");
        let conflicts = paths.iter().map(|path| Conflict::new(&config, path, "why")).collect();
        Against { worker: worker.into(), with: with.into(), conflicts }
    }

    #[test]
    fn whoever_conflicts_most_is_merged_last() {
        let forecast = Forecast {
            conflicts: vec![against("a", "main", &["x"]), against("a", "c", &["y"])],
            chain: Vec::new(),
        };
        let all = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(forecast.order(&all, &[]), ["b", "c", "a"]);
        assert_eq!(forecast.order(&all, &[("c".into(), "a".into())]), ["b", "a", "c"]);
        assert_eq!(forecast.rivals("c", "y"), ["a"]);
        assert_eq!(forecast.rivals("a", "x"), ["main"]);
        assert!(forecast.rivals("b", "x").is_empty());
    }
}
