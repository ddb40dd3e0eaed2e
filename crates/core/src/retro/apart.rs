//! Commits that the branches of several workers have, each told once, of whoever made it.

use std::collections::{HashMap, HashSet};

use super::{Done, Past};
use crate::config::Worker;
use crate::guard::Signal;
use crate::monitor::{Clue, maker};
use crate::scope::Scope;

/// What the branch of one worker brought.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// The worker.
    pub worker: Worker,
    /// Whether its work is merged.
    pub merged: bool,
    /// Everything but merges, the oldest first, with what came by merges of others' work.
    pub commits: Vec<Done>,
    /// Those of them that are on the branch's own line.
    pub lined: HashSet<String>,
    /// The first parent of each commit, merges too.
    pub on: HashMap<String, String>,
}

/// Each worker with the commits it made: those on its line alone; of those on the lines of several, or
/// on none after a fast-forward, what its paths, its needs or the commit below tell; and where nothing
/// does, those of the first line they are on.
pub fn apart(all: Vec<Brought>) -> Vec<Past> {
    let mut told = Makers::of(&all);
    let first = |it: &Brought| it.commits.iter().map(|done| done.id.clone()).collect::<Vec<_>>();
    for id in all.iter().flat_map(first) {
        told.by_place(&id, &all);
    }
    let own = |(at, it): (usize, Brought)| {
        let mut seen = HashSet::new();
        let mine = |done: &Done| told.0.get(&done.id) == Some(&at) && seen.insert(done.id.clone());
        let commits = it.commits.into_iter().filter(mine).collect();
        Past { worker: it.worker, merged: it.merged, commits }
    };
    all.into_iter().enumerate().map(own).collect()
}

/// Which worker made each commit, by its place in the list.
struct Makers(HashMap<String, usize>);

impl Makers {
    /// What each commit tells of itself.
    fn of(all: &[Brought]) -> Self {
        let scopes: Vec<Scope> = all.iter().map(|it| it.worker.owned()).collect();
        let mut told = HashMap::new();
        for done in all.iter().flat_map(|it| &it.commits) {
            if !told.contains_key(&done.id)
                && let Some(at) = made_by(done, all, &scopes)
            {
                told.insert(done.id.clone(), at);
            }
        }
        Self(told)
    }

    /// Of what tells nothing itself: whoever made what it stands on, or has it on its line first.
    fn by_place(&mut self, id: &str, all: &[Brought]) {
        if self.0.contains_key(id) {
            return;
        }
        let lined: Vec<usize> = (0..all.len()).filter(|at| all[*at].lined.contains(id)).collect();
        let below = |id: &str| all.iter().find_map(|it| it.on.get(id));
        let mut before = below(id);
        while let Some(merge) = before.filter(|it| !self.0.contains_key(*it)) {
            before = below(merge);
        }
        let has = |at: &usize| lined.is_empty() || lined.contains(at);
        let before = before.and_then(|it| self.0.get(it)).copied().filter(has);
        if let Some(at) = before.or(lined.first().copied()) {
            self.0.insert(id.to_owned(), at);
        }
    }
}

/// Which of `all` made `done`, by what it tells itself.
fn made_by(done: &Done, all: &[Brought], scopes: &[Scope]) -> Option<usize> {
    let lined: Vec<usize> = (0..all.len()).filter(|at| all[*at].lined.contains(&done.id)).collect();
    if let [only] = lined.as_slice() {
        return Some(*only);
    }
    let has: Vec<usize> = if lined.is_empty() {
        let has = |at: &usize| all[*at].commits.iter().any(|it| it.id == done.id);
        (0..all.len()).filter(has).collect()
    } else {
        lined
    };
    let owns = |at: &&usize| {
        let own = |path: &str| scopes[**at].owns(path.as_bytes());
        !done.changes.is_empty() && done.changes.iter().all(|it| own(&it.path))
    };
    let needs = match done.signal().0 {
        Some(Signal::Needs { worker, .. }) => Some(worker),
        _ => None,
    };
    let id = |at: &usize| all[*at].worker.id.clone();
    let clue = Clue {
        owner: has.iter().find(owns).map(id),
        needs,
        // What one branch alone has, and not on its line, came from elsewhere.
        lined: has.len() > 1,
        has: has.iter().map(id).collect(),
        ..Clue::default()
    };
    let maker = maker(&clue)?;
    has.iter().copied().find(|at| all[*at].worker.id == maker)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retro::Changed;

    fn brought(id: &str, scope: &str, commits: &[(&str, &str)], lined: &[&str]) -> Brought {
        let done = |(id, path): &(&str, &str)| Done {
            id: (*id).to_owned(),
            message: if path.starts_with('[') { (*path).to_owned() } else { String::new() },
            changes: (!path.starts_with('['))
                .then(|| Changed { path: (*path).to_owned(), ..Changed::default() })
                .into_iter()
                .collect(),
            ..Done::default()
        };
        Brought {
            worker: Worker { id: id.into(), scope: vec![scope.to_owned()], ..Worker::default() },
            merged: true,
            commits: commits.iter().map(done).collect(),
            lined: lined.iter().map(ToString::to_string).collect(),
            on: HashMap::new(),
        }
    }

    #[test]
    fn each_commit_is_of_the_one_that_made_it() {
        let one = brought(
            "a",
            "a/",
            &[("1", "a/x"), ("2", "b/y"), ("3", "[NEEDS:a/x] y"), ("4", "a/z")],
            &["1", "2", "3"],
        );
        let mut other =
            brought("b", "b/", &[("2", "b/y"), ("2", "b/y"), ("3", "[NEEDS:a/x] y")], &["2", "3"]);
        // A merge, and a commit on it that neither line has.
        other.on = [("5".into(), "merge".into()), ("merge".into(), "2".into())].into();
        other.commits.push(Done { id: "5".into(), ..Done::default() });
        let told: Vec<Vec<String>> = apart(vec![one, other])
            .into_iter()
            .map(|past| past.commits.into_iter().map(|done| done.id).collect())
            .collect();
        assert_eq!(told, [vec!["1", "4"], vec!["2", "3", "5"]]);
    }
}
