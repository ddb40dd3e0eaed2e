//! Commits on the wrong branch: whose they are, and whether they can be moved.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Clues;
use crate::config::Config;
use crate::guard::{Rules, read_subject};
use crate::paste::abbreviated;
use crate::scope::Scope;

/// One commit as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Made {
    /// The commit.
    pub id: String,
    /// Its subject.
    pub subject: String,
    /// What it changed; nothing for a merge.
    pub paths: Vec<String>,
    /// Its author, `Name <address>`.
    #[serde(skip)]
    pub author: String,
    /// Whether it is a merge.
    #[serde(skip)]
    pub is_merge: bool,
}

impl Made {
    /// It in words.
    fn told(&self) -> String {
        format!("{} {}", abbreviated(&self.id), self.subject)
    }
}

impl Made {
    /// Whether the subject begins with a prefix: without one, no worker's branch may hold it.
    pub fn has_prefix(&self) -> bool {
        read_subject(self.subject.as_bytes()).0.is_some()
    }
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
    /// Those of them that were made on this branch, rather than merged into it.
    pub made_here: Vec<String>,
    /// Those of them that a later one takes back.
    pub reverted: Vec<String>,
    /// The paths of each commit that the tip has as the commit left them.
    pub standing: HashMap<String, Vec<String>>,
}

/// Commits of one worker on one branch that is not its own, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// Whether only their paths tell whose they are: whoever is at home on that branch may have
    /// committed them.
    pub by_paths: bool,
}

/// Commits on the base under a worker's prefix that no single worker can take: they change files of several,
/// of nobody, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unclaimed {
    /// The branch they are on.
    pub on: String,
    /// The commits, oldest first.
    pub commits: Vec<Made>,
    /// Who committed them, where that is known.
    pub worker: Option<String>,
    /// Whose files they change; `nobody` is one of them.
    pub owners: Vec<String>,
    /// Whether the worker wrote what is not its own, and it stands.
    #[serde(skip)]
    pub oversteps: bool,
}

impl Unclaimed {
    /// It in words.
    pub fn what(&self) -> String {
        let list: Vec<String> = self.commits.iter().map(Made::told).collect();
        let whose = match self.owners.as_slice() {
            [] => "without files".to_owned(),
            owners => format!("with files of {}", owners.join(", ")),
        };
        let who = self.worker.as_deref().unwrap_or("a worker");
        format!("{who} committed on {}, {whose}: {}", self.on, list.join("; "))
    }

    /// What the lead can do about it.
    pub(super) fn ways(&self) -> Vec<String> {
        let ids: Vec<&str> = self.commits.iter().rev().map(|made| made.id.as_str()).collect();
        vec![
            format!("to see what is whose: git show --stat {}", ids.join(" ")),
            format!("to take it off {} by a new commit: git revert {}", self.on, ids.join(" ")),
            "to keep it as the lead's own, while nobody else has it: say it anew without the prefix (git commit --amend)".to_owned(),
        ]
    }
}

/// Finds the commits of the base's `line` that [`strays`] gives to nobody: those made here under a worker's
/// prefix and not taken back since, and those that a worker wrote elsewhere, as far as the base has now
/// what they made of paths that were not the worker's. What else came by a merge, a copy or from elsewhere
/// is somebody's landed work.
pub fn unclaimed(config: &Config, line: &Line, clues: &Clues) -> Vec<Unclaimed> {
    let given = strays(config, line, clues);
    let is_given = |made: &Made| given.iter().any(|stray| stray.commits.contains(made));
    let here = |made: &&Made| {
        made.has_prefix()
            && line.made_here.contains(&made.id)
            && !line.reverted.contains(&made.id)
            && !is_given(made)
    };
    let open = |made: &&Made| {
        line.worker.is_none()
            && !made.is_merge
            && (here(made) || oversteps(config, line, clues, made))
    };
    let mut found: Vec<Unclaimed> = Vec::new();
    for made in line.commits.iter().rev().filter(open) {
        let wrote = clues.written_by(&made.id);
        let worker = wrote.or_else(|| clues.whose(&made.id, &made.author, None)).map(str::to_owned);
        if worker.is_none() && made.paths.is_empty() {
            // A signal of nobody in particular takes nothing from anybody.
            continue;
        }
        let mut owners: Vec<String> = made
            .paths
            .iter()
            .map(|path| config.owner(path.as_bytes()).map_or("nobody", |it| &it.id).to_owned())
            .collect();
        owners.sort_unstable();
        owners.dedup();
        let oversteps = oversteps(config, line, clues, made);
        let same = |one: &&mut Unclaimed| one.worker == worker && one.oversteps == oversteps;
        if let Some(one) = found.iter_mut().find(same) {
            one.commits.push(made.clone());
            one.owners.extend(owners);
            one.owners.sort_unstable();
            one.owners.dedup();
        } else {
            let (on, commits) = (line.branch.clone(), vec![made.clone()]);
            found.push(Unclaimed { on, commits, worker, owners, oversteps });
        }
    }
    found
}

/// Whether a commit that a worker wrote changes what is not the worker's, and stands on `line`.
fn oversteps(config: &Config, line: &Line, clues: &Clues, made: &Made) -> bool {
    let Some(rules) = clues.written_by(&made.id).and_then(|id| Rules::new(config, id, false).ok())
    else {
        return false;
    };
    let handed = |path: &str| {
        let mut handed = config.worker.iter().flat_map(|it| &it.handed);
        handed.any(|it| it.scope().owns(path.as_bytes()))
    };
    let standing = line.standing.get(&made.id).into_iter().flatten();
    standing.into_iter().any(|path| rules.is_foreign(path.as_bytes()) && !handed(path))
}

/// Finds the commits of `line` that are another's. On the base a commit is a worker's when its
/// subject has a prefix and all its paths are that worker's; on a worker's branch, when all its
/// paths are another worker's. One with a prefix that changes nothing (`[NEEDS:…]`, `[BLOCKED:…]`) is
/// whose `clues` say. What a worker's own branch has too, and was not made here, was merged.
pub fn strays(config: &Config, line: &Line, clues: &Clues) -> Vec<Stray> {
    let scopes: Vec<(&str, Scope)> =
        config.worker.iter().map(|worker| (worker.id.as_str(), worker.owned())).collect();
    let merged = |made: &Made, owner: &str| {
        let has =
            |(id, by): &(String, Option<String>)| *id == made.id && by.as_deref() == Some(owner);
        line.used.iter().any(has) && !line.made_here.contains(&made.id)
    };
    let owner = |made: &Made| -> Option<&str> {
        let marked = made.has_prefix();
        let found = if made.paths.is_empty() {
            let known = (marked && !made.is_merge)
                .then(|| clues.whose(&made.id, &made.author, line.worker.as_deref()))?;
            scopes.iter().map(|(id, _)| *id).find(|id| Some(*id) == known)?
        } else {
            let owns = |scope: &Scope| made.paths.iter().all(|path| scope.owns(path.as_bytes()));
            let by_paths = || scopes.iter().find(|(_, scope)| owns(scope)).map(|(id, _)| *id);
            // On the base, what another worker wrote is not whose its files are.
            let wrote = clues.written_by(&made.id).filter(|_| line.worker.is_none());
            let by_paths = || by_paths().filter(|id| wrote.is_none_or(|wrote| wrote == *id));
            (marked || line.worker.is_some()).then(by_paths)??
        };
        (line.worker.as_deref() != Some(found) && !merged(made, found)).then_some(found)
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
        let by_paths = line.worker.is_some() && !made.paths.is_empty();
        let meant = |stray: &&mut Stray| {
            stray.worker == worker
                && (stray.pushed, stray.buried, stray.by_paths) == (pushed, buried, by_paths)
        };
        if let Some(stray) = found.iter_mut().find(meant) {
            stray.commits.push(made.clone());
        } else {
            let (worker, on) = (worker.to_owned(), line.branch.clone());
            let commits = vec![made.clone()];
            found.push(Stray { worker, on, commits, pushed, buried, by_paths });
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
        let list: Vec<String> = self.commits.iter().map(Made::told).collect();
        let how = if self.by_paths { "its files were changed on" } else { "committed on" };
        format!("{}: {how} {}: {}", self.worker, self.on, list.join("; "))
    }

    pub(super) fn mend(&self) -> String {
        let given = if self.commits.iter().all(Made::has_prefix) {
            ""
        } else {
            ", with [CHECKPOINT] before a subject that has no prefix"
        };
        let copy = format!("cherry-pick onto the branch of {}{given}", self.worker);
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
    use crate::recover::Known;

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
        Made {
            id: id.into(),
            subject: subject.into(),
            paths,
            author: "A <a@b>".into(),
            is_merge: false,
        }
    }

    fn found(worker: Option<&str>, pushed: &[&str], commits: &[Made]) -> Vec<String> {
        let line = Line {
            branch: "b".into(),
            worker: worker.map(str::to_owned),
            commits: commits.to_vec(),
            pushed: pushed.iter().map(ToString::to_string).collect(),
            ..Line::default()
        };
        let known = Known { worker: "task-1".into(), made: vec!["7".into()], ..Known::default() };
        let clues = Clues::new(&[known], &[]);
        let told = |stray: &Stray| {
            let ids: Vec<&str> = stray.commits.iter().map(|made| made.id.as_str()).collect();
            format!("{} {} {}", stray.worker, ids.join("+"), stray.can_leave())
        };
        strays(&config(), &line, &clues).iter().map(told).collect()
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

    #[test]
    fn a_signal_without_paths_is_whose_the_clues_say() {
        let signal = made("7", "[NEEDS:task-2/Model] for the list", &[]);
        for on in [None, Some("task-2")] {
            assert_eq!(found(on, &[], std::slice::from_ref(&signal)), ["task-1 7 true"]);
        }
        assert!(found(Some("task-1"), &[], std::slice::from_ref(&signal)).is_empty());
        let merge = Made { is_merge: true, ..signal.clone() };
        assert!(found(None, &[], &[merge]).is_empty());
        assert!(found(None, &[], &[made("7", "no prefix", &[])]).is_empty());
        assert!(found(None, &[], &[made("8", "[BLOCKED:x] whose", &[])]).is_empty());
    }

    #[test]
    fn what_was_merged_by_moving_forward_has_not_strayed() {
        let own = made("2", "[CHECKPOINT] x", &["api/a"]);
        let line = |made_here: &[&str]| Line {
            branch: "main".into(),
            commits: vec![own.clone()],
            used: vec![("2".into(), Some("task-1".into()))],
            made_here: made_here.iter().map(ToString::to_string).collect(),
            ..Line::default()
        };
        assert!(strays(&config(), &line(&[]), &Clues::default()).is_empty());
        assert_eq!(strays(&config(), &line(&["2"]), &Clues::default()).len(), 1);
    }
}
