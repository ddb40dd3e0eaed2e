//! Gathering the forecast of an integration: git's prediction in the words of the plan.

use crate::config::Config;
use crate::failure::Failure;
use crate::git::{self, Clash, Depth, Repo};
use crate::hook::Claim;
use crate::integrate::{Against, Conflict, Forecast, Step};
use crate::verb::trees::Trees;

/// Someone to be merged.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) worker: String,
    pub(super) tip: String,
}

impl Candidate {
    /// What it is judged as.
    pub(super) fn claim(&self) -> Claim {
        Claim { worker: self.worker.clone(), tip: self.tip.clone() }
    }
}

/// Foresees merging `all` into the commit `base`; orders them on the way.
pub(super) fn forecast(
    repo: &Repo,
    config: &Config,
    base: &str,
    all: &[Candidate],
    needs: &[(String, String)],
) -> Result<(Forecast, Vec<Candidate>), Failure> {
    let tips: Vec<String> = all.iter().map(|one| one.tip.clone()).collect();
    let predicted = repo.predict(base, &tips, Depth::All)?;
    let told = |clashes: &[Clash]| -> Vec<Conflict> {
        clashes.iter().map(|clash| Conflict::new(config, &clash.path, clash.why)).collect()
    };
    let with_base = all.iter().zip(&predicted.with_base).filter(|(_, clashes)| !clashes.is_empty());
    let mut conflicts: Vec<Against> = with_base
        .map(|(one, clashes)| Against {
            worker: one.worker.clone(),
            with: config.base.clone(),
            conflicts: told(clashes),
        })
        .collect();
    conflicts.extend(predicted.pairs.iter().map(|pair| Against {
        worker: all[pair.one].worker.clone(),
        with: all[pair.other].worker.clone(),
        conflicts: told(&pair.clashes),
    }));
    let mut forecast = Forecast { conflicts, chain: Vec::new() };
    let ids: Vec<String> = all.iter().map(|one| one.worker.clone()).collect();
    let order = forecast.order(&ids, needs);
    let ordered: Vec<Candidate> =
        order.iter().filter_map(|id| all.iter().find(|one| one.worker == *id)).cloned().collect();
    let tips: Vec<String> = ordered.iter().map(|one| one.tip.clone()).collect();
    let chain = repo.predict_chain(base, &tips)?;
    forecast.chain = ordered
        .iter()
        .zip(&chain)
        .map(|(one, clashes)| Step { worker: one.worker.clone(), conflicts: told(clashes) })
        .collect();
    Ok((forecast, ordered))
}

/// The same candidates as their worktrees stand: what is not committed counts as if it were. The
/// commits made for it are in no ref, and no index is touched.
pub(super) fn with_dirt(
    repo: &Repo,
    config: &Config,
    all: &[Candidate],
) -> Result<Vec<Candidate>, Failure> {
    let trees = Trees::of(repo)?;
    let mut found = Vec::new();
    for one in all {
        let worker = config.find(&one.worker);
        let tree = worker.and_then(|worker| trees.readable(config, worker));
        let tip = match tree {
            Some(tree) => git::snapshot(&tree.path)?.unwrap_or_else(|| one.tip.clone()),
            None => one.tip.clone(),
        };
        found.push(Candidate { worker: one.worker.clone(), tip });
    }
    Ok(found)
}
