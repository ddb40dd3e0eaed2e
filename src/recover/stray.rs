//! Commits on the wrong branch: whose they are, and whether they can be moved.

use serde::Serialize;

use crate::config::Config;
use crate::guard::read_subject;
use crate::scope::Scope;

/// One commit as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// The commit.
    pub id: String,
    /// Its subject.
    pub subject: String,
    /// What it changed; nothing for a merge.
    pub paths: Vec<String>,
}

/// The first-parent line of one branch, as far as commits may have strayed onto it.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The branch.
    pub branch: String,
    /// Whose it is; none for the base.
    pub worker: Option<String>,
    /// Its commits, newest first.
    pub commits: Vec<Made>,
    /// Those of them that a remote has.
    pub pushed: Vec<String>,
    /// Those of them that another branch has as well, with the worker whose it is, if any.
    pub used: Vec<(String, Option<String>)>,
}

/// Commits of one worker on one branch that is not its own, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stray {
    /// Whose they are.
    pub worker: String,
    /// The branch they are on.
    pub on: String,
    /// The commits.
    pub commits: Vec<Made>,
    /// Whether a remote has them.
    pub pushed: bool,
    /// Whether other commits came after them, here or on another branch.
    pub buried: bool,
}

/// Finds the commits of `line` that are another's. On the base a commit is a worker's when its
/// subject has a prefix and all its paths are that worker's; on a worker's branch, when all its
/// paths are another worker's.
pub fn strays(config: &Config, line: &Line) -> Vec<Stray> {
    let scopes: Vec<(&str, Scope)> = config
        .worker
        .iter()
        .filter_map(|worker| Some((worker.id.as_str(), Scope::parse(worker.patterns()).ok()?)))
        .collect();
    let owner = |made: &Made| -> Option<&str> {
        let marked = read_subject(made.subject.as_bytes()).0.is_some();
        if made.paths.is_empty() || (line.worker.is_none() && !marked) {
            return None;
        }
        let owns = |scope: &Scope| made.paths.iter().all(|path| scope.owns(path.as_bytes()));
        let found = scopes.iter().find(|(_, scope)| owns(scope)).map(|(id, _)| *id)?;
        (line.worker.as_deref() != Some(found)).then_some(found)
    };
    let owners: Vec<Option<&str>> = line.commits.iter().map(owner).collect();
    // From the newest on, as long as every commit has strayed: those can be taken off the branch.
    let free = |at: &usize| {
        let (id, owner) = (&line.commits[*at].id, owners[*at]);
        let elsewhere =
            |(used, by): &(String, Option<String>)| used == id && by.as_deref() != owner;
        owner.is_some() && !line.pushed.contains(id) && !line.used.iter().any(elsewhere)
    };
    let loose = (0..owners.len()).take_while(free).count();
    let mut found: Vec<Stray> = Vec::new();
    for (at, made) in line.commits.iter().enumerate().rev() {
        let Some(worker) = owners[at] else { continue };
        let (pushed, buried) = (line.pushed.contains(&made.id), at >= loose);
        let meant = |stray: &&mut Stray| {
            stray.worker == worker && (stray.pushed, stray.buried) == (pushed, buried)
        };
        if let Some(stray) = found.iter_mut().find(meant) {
            stray.commits.push(made.clone());
        } else {
            let (worker, on) = (worker.to_owned(), line.branch.clone());
            found.push(Stray { worker, on, commits: vec![made.clone()], pushed, buried });
        }
    }
    found
}

impl Stray {
    /// Whether they can be taken off the branch they are on.
    pub fn can_leave(&self) -> bool {
        !self.pushed && !self.buried
    }

    pub(super) fn what(&self) -> String {
        let told =
            |made: &Made| format!("{} {}", made.id.get(..10).unwrap_or(&made.id), made.subject);
        let list: Vec<String> = self.commits.iter().map(told).collect();
        format!("{}: committed on {}: {}", self.worker, self.on, list.join("; "))
    }

    pub(super) fn mend(&self) -> String {
        let copy = format!("cherry-pick onto the branch of {}", self.worker);
        let on = &self.on;
        if self.can_leave() {
            format!("{copy}, then take off {on}; both are kept under backup refs as they were")
        } else {
            format!("{copy}; {on} keeps them")
        }
    }

    pub(super) fn ways(&self) -> Vec<String> {
        let ids: Vec<&str> = self.commits.iter().rev().map(|made| made.id.as_str()).collect();
        let revert =
            format!("to take them off {} by new commits: git revert {}", self.on, ids.join(" "));
        match (self.pushed, self.buried) {
            (true, _) => vec![format!("pushed history is not rewritten; {revert}")],
            (_, true) => vec![format!("other commits came after them; {revert}")],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Worker;

    fn config() -> Config {
        let worker = |id: &str, scope: &str| Worker {
            id: id.into(),
            slug: "x".into(),
            scope: vec![scope.into()],
            ..Worker::default()
        };
        let mut config = Config::on("main");
        config.worker = vec![worker("task-1", "api/"), worker("task-2", "ui/")];
        config
    }

    fn made(id: &str, subject: &str, paths: &[&str]) -> Made {
        let paths = paths.iter().map(ToString::to_string).collect();
        Made { id: id.into(), subject: subject.into(), paths }
    }

    fn found(worker: Option<&str>, pushed: &[&str], commits: &[Made]) -> Vec<String> {
        let line = Line {
            branch: "b".into(),
            worker: worker.map(str::to_owned),
            commits: commits.to_vec(),
            pushed: pushed.iter().map(ToString::to_string).collect(),
            used: Vec::new(),
        };
        let told = |stray: &Stray| {
            let ids: Vec<&str> = stray.commits.iter().map(|made| made.id.as_str()).collect();
            format!("{} {} {}", stray.worker, ids.join("+"), stray.can_leave())
        };
        strays(&config(), &line).iter().map(told).collect()
    }

    #[test]
    fn on_the_base_the_prefix_and_the_paths_tell() {
        let strayed = made("2", "[CHECKPOINT] x", &["api/a"]);
        let older = made("1", "[CHECKPOINT] y", &["api/b"]);
        assert_eq!(found(None, &[], &[strayed.clone(), older]), ["task-1 1+2 true"]);
        assert!(found(None, &[], &[made("1", "The lead's own", &["api/a"])]).is_empty());
        assert!(found(None, &[], &[made("1", "[CHECKPOINT] both", &["api/a", "ui/b"])]).is_empty());
        let buried = [made("3", "On top", &["README"]), strayed.clone()];
        assert_eq!(found(None, &[], &buried), ["task-1 2 false"]);
        assert_eq!(found(None, &["2"], &[strayed]), ["task-1 2 false"], "pushed history stays");
    }

    #[test]
    fn on_a_workers_branch_the_paths_tell() {
        let own = made("1", "[CHECKPOINT] mine", &["ui/a"]);
        let strayed = made("2", "fixed it", &["api/a"]);
        assert_eq!(found(Some("task-2"), &[], &[strayed, own]), ["task-1 2 true"]);
    }
}
