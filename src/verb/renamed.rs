//! Workers that were started on another branch than the plan gives them now: its slug or `layout.branch` was
//! changed since.

use super::trees::Trees;
use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{Action, Alert, AlertKind, Level};
use crate::worker::sh;

/// One of them.
#[derive(Debug)]
pub(super) struct Renamed {
    /// The worker.
    worker: String,
    /// The branch it was started on.
    was: String,
    /// The branch that the plan gives it.
    now: String,
}

impl Renamed {
    /// How `worker` was started, if it was, its work is still open and nothing has its name now.
    pub(super) fn of(
        repo: &Repo,
        config: &Config,
        trees: &Trees,
        worker: &Worker,
    ) -> Result<Option<Self>, Failure> {
        let now = config.branch(worker);
        let others = trees.entries().filter(|(it, _)| it.worker == worker.id && it.branch != now);
        for (entry, tree) in others {
            let same = entry.is_of(worker, &entry.branch);
            let Some(tip) = repo.tip(&entry.branch)?.filter(|_| same) else { continue };
            if repo.tip(&now)?.is_some() {
                break;
            }
            let idle = tip == entry.fork && tree.is_some();
            // What has landed is of an earlier plan.
            if idle || !repo.is_ancestor(&tip, &format!("refs/heads/{}", config.base))? {
                let (worker, was) = (worker.id.clone(), entry.branch.clone());
                return Ok(Some(Self { worker, was, now }));
            }
        }
        Ok(None)
    }

    /// It in words.
    fn told(&self) -> String {
        let Self { worker, was, now } = self;
        format!("{worker} was started as '{was}', and the plan calls its branch '{now}' now")
    }

    /// The command that gives its branch the name in the plan, and has it go on.
    fn way(&self) -> String {
        let Self { worker, was, now } = self;
        format!("git branch -m {} {} && git parallel start {worker}", sh(was), sh(now))
    }

    /// The same as an alert.
    pub(super) fn alert(&self) -> Alert {
        Alert::of(Level::Urgent, AlertKind::Leftover, &self.worker, self.told())
    }

    /// What to do about it.
    pub(super) fn action(&self) -> Action {
        let why = format!("have {} go on under its new name, or set the plan back", self.worker);
        Action { why, run: Some(self.way()) }
    }

    /// It as the reason not to begin anew beside its work.
    pub(super) fn refusal(&self) -> Failure {
        Failure::new(self.told())
            .hint(format!("to go on with it, run: {}", self.way()))
            .hint("or set its slug, or layout.branch, back in .parallel.toml")
    }
}
