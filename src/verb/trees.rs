//! Which worktree is whose: by the registry and git's own files; who is not registered is told by
//! branch and place, among linked worktrees alone.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{Config, Worker};
use crate::failure::Failure;
use crate::git::{Kind, Repo, Worktree};
use crate::worker::Place;
use crate::worker::registry::{self, Entry};

/// All worktrees of a repository, and who is registered where.
#[derive(Debug)]
pub(super) struct Trees {
    root: PathBuf,
    list: Vec<Worktree>,
    entries: Vec<(String, Entry)>,
    /// Where in `entries` each of git's folders is.
    places: HashMap<String, usize>,
}

impl Trees {
    /// Looks at git's list and at the registry.
    pub(super) fn of(repo: &Repo) -> Result<Self, Failure> {
        let list = match repo.lone()? {
            Some(main) => vec![main],
            None => repo.worktrees()?,
        };
        let entries = registry::all(&repo.parallel_dir())?;
        let places = entries.iter().enumerate().map(|(at, (admin, _))| (admin.clone(), at));
        let places = places.collect();
        Ok(Self { root: repo.root().to_owned(), list, entries, places })
    }

    /// All of them, the main one first.
    pub(super) fn list(&self) -> &[Worktree] {
        &self.list
    }

    /// The worktree of `worker`, wherever it is and whatever is wrong with it. Of several on its branch
    /// it is the one that was registered; the main worktree is nobody's.
    pub(super) fn of_worker(&self, config: &Config, worker: &Worker) -> Option<&Worktree> {
        let place = Place::of(config, &self.root, 0, worker);
        let registered = |tree: &Worktree| {
            let entry = self.entry(tree);
            // By a rename since, the branch in the plan may be its own.
            let on = tree.branch.as_ref() == Some(&place.branch);
            entry.map(|it| it.worker == worker.id && (it.branch == place.branch || on))
        };
        // Nearly every worktree is another worker's: the disk is asked only about the others.
        let rank = |tree: &&Worktree| {
            let there = || tree.path.exists();
            let here = || is_same(&tree.path, &place.worktree);
            let on = tree.branch.as_ref() == Some(&place.branch);
            match registered(tree) {
                Some(true) => Some(if there() { 0 } else { 4 }),
                Some(false) => None,
                None if on && here() => Some(1),
                None if on => Some(if there() { 2 } else { 5 }),
                None => here().then_some(3),
            }
        };
        let linked = self.list.iter().filter(|tree| !matches!(tree.kind, Kind::Main | Kind::Bare));
        linked.filter_map(|tree| Some((rank(&tree)?, tree))).min_by_key(|it| it.0).map(|it| it.1)
    }

    /// A worktree on the branch of `worker`, elsewhere than the plan says, that no start made.
    pub(super) fn strange(&self, config: &Config, worker: &Worker) -> Option<&Worktree> {
        let place = Place::of(config, &self.root, 0, worker);
        self.of_worker(config, worker)
            .filter(|tree| self.entry(tree).is_none() && !is_same(&tree.path, &place.worktree))
    }

    /// Where `worker` is at home, whatever the registry says: a worktree on its branch counts too, which a
    /// record that was changed gives to somebody else.
    pub(super) fn seat(&self, config: &Config, worker: &Worker) -> Option<&Worktree> {
        let branch = config.branch(worker);
        let on = |tree: &&Worktree| {
            matches!(tree.kind, Kind::Linked(_)) && tree.branch.as_ref() == Some(&branch)
        };
        self.of_worker(config, worker)
            .or_else(|| self.list.iter().find(on))
            .filter(|tree| tree.prunable.is_none() && tree.broken.is_none() && tree.path.exists())
    }

    /// The same, where git can read it.
    pub(super) fn readable(&self, config: &Config, worker: &Worker) -> Option<&Worktree> {
        self.of_worker(config, worker)
            .filter(|tree| tree.prunable.is_none() && tree.broken.is_none() && tree.path.exists())
    }

    /// Where the branch `name` is checked out beside `own`.
    pub(super) fn others_on(&self, name: &str, own: Option<&Worktree>) -> Option<&Worktree> {
        let own = own.map(|tree| &tree.path);
        let holds = |tree: &&Worktree| {
            tree.branch.as_deref() == Some(name)
                && tree.prunable.is_none()
                && Some(&tree.path) != own
        };
        self.list.iter().find(holds)
    }

    /// A worktree that lies in `outer`.
    pub(super) fn inside(&self, outer: Option<&Worktree>) -> Option<&Worktree> {
        let outer = &outer?.path;
        self.list
            .iter()
            .find(|tree| tree.path != *outer && tree.path.starts_with(outer) && tree.path.exists())
    }

    /// The places of all workers, in the order of the plan, each worktree where it is: a registered one
    /// may have been moved.
    pub(super) fn places(&self, config: &Config) -> Vec<Place> {
        let numbered = config.worker.iter().zip(1..);
        numbered.map(|(worker, number)| self.place(config, number, worker)).collect()
    }

    /// The place of the `number`th worker.
    pub(super) fn place(&self, config: &Config, number: usize, worker: &Worker) -> Place {
        let mut place = Place::of(config, &self.root, number, worker);
        let moved = self.of_worker(config, worker).filter(|tree| {
            tree.path.exists()
                && tree.branch.as_ref() == Some(&place.branch)
                && !is_same(&tree.path, &place.worktree)
        });
        if let Some(tree) = moved {
            place.worktree.clone_from(&tree.path);
            let below = tree.path.strip_prefix(&self.root).unwrap_or(&tree.path);
            below.clone_into(&mut place.relative);
        }
        place
    }

    /// Everybody who is registered, each with the worktree, where that is still there.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&Entry, Option<&Worktree>)> {
        self.entries.iter().map(|(admin, entry)| {
            let own = |tree: &&Worktree| {
                tree.admin() == Some(admin) && self.entry(tree).is_some_and(|it| it == entry)
            };
            (entry, self.list.iter().find(own))
        })
    }

    /// Who is registered in a worktree. The name of a removed worktree's folder may be given out again:
    /// an entry counts where its branch is checked out, or in the worktree it was written for.
    fn entry(&self, tree: &Worktree) -> Option<&Entry> {
        let (Kind::Linked(name) | Kind::Foreign(name)) = &tree.kind else { return None };
        let known = |entry: &Entry| {
            tree.branch.as_ref() == Some(&entry.branch)
                || entry.gitdir.parent().is_some_and(|folder| is_same(folder, &tree.path))
        };
        let entry = &self.entries[*self.places.get(name)?].1;
        known(entry).then_some(entry)
    }
}

/// Whether two paths are one, whatever links lead there.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}
