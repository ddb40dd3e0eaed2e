//! Work that came to the base and whose branch is gone since: what history and what is kept tell of it.

use std::collections::HashMap;

use super::carried::Carried;
use super::{since, spent};
use crate::config::{Config, Task, Worker};
use crate::failure::Failure;
use crate::git::{Kept, Repo};

/// What was found out so far.
pub(super) struct Former<'r> {
    repo: &'r Repo,
    config: &'r Config,
    base: &'r str,
    /// The merged tips of workers, by their names, in what the base has since a commit.
    merged: HashMap<Option<String>, HashMap<String, String>>,
    /// What the messages of other commits tell, in the same.
    carried: HashMap<Option<String>, Carried>,
    kept: Option<Vec<Kept>>,
}

impl<'r> Former<'r> {
    /// Nothing is looked at before it is asked.
    pub(super) fn of(repo: &'r Repo, config: &'r Config, base: &'r str) -> Self {
        Self { repo, config, base, merged: HashMap::new(), carried: HashMap::new(), kept: None }
    }

    /// The tip with which the work of each of these workers of the plan, who have no branch, came to the
    /// base since they were planned. Of an earlier worker of the name nothing is told.
    pub(super) fn tips(&mut self, workers: &[&Worker]) -> Result<HashMap<String, String>, Failure> {
        let silent: Vec<&Worker> =
            workers.iter().copied().filter(|worker| worker.planned.is_none()).collect();
        let told = since::begun(self.repo, self.base, &silent)?;
        let mut found = HashMap::new();
        // Most were planned on one commit: each is asked about once, not for each worker.
        let mut commits: HashMap<&String, Option<String>> = HashMap::new();
        for worker in workers {
            let Some(named) = worker.planned.as_ref().or_else(|| told.get(&worker.id)) else {
                continue;
            };
            if !commits.contains_key(named) {
                commits.insert(named, self.repo.commit(named)?);
            }
            let Some(since) = commits[named].clone() else { continue };
            let branch = format!("heads/{}", self.config.branch(worker));
            if let Some(tip) =
                self.landed(&worker.id, &worker.task, Some(&since), &|name| name == branch)?
            {
                found.insert(worker.id.clone(), tip);
            }
        }
        Ok(found)
    }

    /// The tip with which an integration brought the work of `worker` to the base since `since`, or the
    /// commit that has it there.
    pub(super) fn merged_since(
        &mut self,
        worker: &Worker,
        since: &str,
    ) -> Result<Option<String>, Failure> {
        if since == self.base {
            return Ok(None);
        }
        if let Some(tip) = self.merged(Some(since))?.get(&worker.id) {
            return Ok(Some(tip.clone()));
        }
        Ok(self.carried(Some(since))?.by(&worker.id, &worker.task).cloned())
    }

    /// Whose work, and with which tip, integrations brought to the base since `since`.
    pub(super) fn all_merged_since(
        &mut self,
        since: &str,
    ) -> Result<Vec<(String, String)>, Failure> {
        Ok(self.merged(Some(since))?.iter().map(|(id, tip)| (id.clone(), tip.clone())).collect())
    }

    /// Whether work of a worker that the plan no longer has is on the base.
    pub(super) fn has(&mut self, id: &str) -> Result<bool, Failure> {
        let named = format!("heads/{}", self.config.layout.branch.replace("{id}", id));
        let own = |name: &str| match named.split_once("{slug}") {
            Some((before, _)) => name.starts_with(before),
            None => name == named,
        };
        Ok(self.landed(id, &[], None, &own)?.is_some())
    }

    fn landed(
        &mut self,
        id: &str,
        tasks: &[Task],
        since: Option<&str>,
        own: &dyn Fn(&str) -> bool,
    ) -> Result<Option<String>, Failure> {
        // While the base is where it was, it has nothing new.
        if since == Some(self.base) {
            return Ok(None);
        }
        if let Some(tip) = self.merged(since)?.get(id) {
            return Ok(Some(tip.clone()));
        }
        let tips: Vec<String> =
            self.kept()?.iter().rev().filter(|it| own(&it.name)).map(|it| it.id.clone()).collect();
        for tip in tips {
            // What the worker was planned on has it in some form: it is of an earlier one of the name.
            let old = since.map(|since| self.is_on(since, &tip)).transpose()?.unwrap_or(false);
            if !old && self.is_on(self.base, &tip)? {
                return Ok(Some(tip));
            }
        }
        Ok(self.carried(since)?.by(id, tasks).cloned())
    }

    /// Whether `commit` has the work of `tip`, by its own commits or by others.
    fn is_on(&self, commit: &str, tip: &str) -> Result<bool, Failure> {
        Ok(self.repo.is_ancestor(tip, commit)? || self.repo.is_absorbed(commit, tip)?)
    }

    /// What an integration merged: `Merge task-1: …`.
    fn merged(&mut self, since: Option<&str>) -> Result<&HashMap<String, String>, Failure> {
        let key = since.map(str::to_owned);
        if !self.merged.contains_key(&key) {
            let mut range = vec![self.base.to_owned()];
            range.extend(since.map(|since| format!("^{since}")));
            let mut found = HashMap::new();
            for merge in self.repo.joined(&[], &range)? {
                let (Some(id), Some(tip)) =
                    (spent::of_subject(&merge.subject), merge.parents.get(1))
                else {
                    continue;
                };
                found.entry(id).or_insert_with(|| tip.clone());
            }
            self.merged.insert(key.clone(), found);
        }
        Ok(&self.merged[&key])
    }

    fn carried(&mut self, since: Option<&str>) -> Result<&Carried, Failure> {
        let key = since.map(str::to_owned);
        if !self.carried.contains_key(&key) {
            let found = Carried::since(self.repo, self.base, since)?;
            self.carried.insert(key.clone(), found);
        }
        Ok(&self.carried[&key])
    }

    fn kept(&mut self) -> Result<&[Kept], Failure> {
        let kept = match self.kept.take() {
            Some(kept) => kept,
            None => self.repo.kept()?,
        };
        Ok(self.kept.insert(kept))
    }
}
