//! What one worker may do, read from the plan: its scope, everybody else's, what is shared and
//! what is nobody's.

use std::cell::OnceCell;

use super::violation::shown;
use crate::config::{self, Config, Unowned, Worker};
use crate::scope::{PatternError, Scope, exact};

/// Why there are no rules for a worker.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The plan does not name the worker.
    #[error("there is no worker '{0}' in {file}", file = config::FILE)]
    NoSuchWorker(String),
    /// A pattern of the plan cannot be read.
    #[error("{file}: {0}", file = config::FILE)]
    Pattern(#[from] PatternError),
}

/// Who owns a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The worker that is judged.
    Self_,
    /// Another worker, by its id.
    Other(String),
    /// Everybody, in a commit of its own.
    Shared,
    /// Nobody, and nobody may.
    Reserved,
    /// Nobody.
    Unowned,
}

/// The plan from one worker's side.
#[derive(Debug)]
pub struct Rules<'c> {
    pub(super) config: &'c Config,
    pub(super) worker: &'c Worker,
    own: Scope,
    shared: Scope,
    folder: Option<Vec<u8>>,
    folded: bool,
    others: OnceCell<Vec<(&'c str, Scope)>>,
}

impl<'c> Rules<'c> {
    /// The rules for the worker called `id`; `folded` where the repository ignores letter case.
    pub fn new(config: &'c Config, id: &str, folded: bool) -> Result<Self, RulesError> {
        let worker = config.find(id).ok_or_else(|| RulesError::NoSuchWorker(id.to_owned()))?;
        let read = |scope: Scope| if folded { scope.folded() } else { scope };
        Ok(Self {
            config,
            worker,
            own: read(Scope::parse(worker.patterns())?),
            shared: read(Scope::parse(&config.guard.shared)?),
            folder: folder(&config.layout.worktrees),
            folded,
            others: OnceCell::new(),
        })
    }

    /// The worker that is judged.
    pub fn worker(&self) -> &'c str {
        &self.worker.id
    }

    /// The worker's own branch.
    pub fn branch(&self) -> String {
        self.config.branch(self.worker)
    }

    /// Who owns `path`, as far as this worker is concerned.
    pub fn owner(&self, path: &[u8]) -> Owner {
        if self.is_reserved(path) {
            Owner::Reserved
        } else if self.own.owns(path) {
            Owner::Self_
        } else if self.shared.owns(path) {
            Owner::Shared
        } else if let Some((id, _)) = self.others().iter().find(|(_, scope)| scope.owns(path)) {
            Owner::Other((*id).to_owned())
        } else {
            Owner::Unowned
        }
    }

    /// Whether the worker may change `path`; cheaper than asking for its owner.
    pub(super) fn may_change(&self, path: &[u8]) -> bool {
        if self.is_reserved(path) {
            return false;
        }
        self.own.owns(path)
            || self.shared.owns(path)
            || self.config.guard.unowned == Unowned::Allow && self.owner(path) == Owner::Unowned
    }

    /// Whether the worker may change something at `path` or below it, existing or not.
    pub fn may_hold(&self, path: &[u8]) -> bool {
        if path.is_empty() || self.may_change(path) {
            return true;
        }
        if self.is_reserved(path) {
            return false;
        }
        let Ok(folder) = Scope::parse([exact(&shown(path))]) else { return true };
        let folder = if self.folded { folder.folded() } else { folder };
        let unowned = || {
            let whole = |scope: &Scope| scope.owns(path) || scope.owns(&[path, b"/\x01"].concat());
            self.config.guard.unowned == Unowned::Allow
                && !self.others().iter().any(|(_, scope)| whole(scope))
        };
        self.own.overlap(&folder).is_some() || self.shared.overlap(&folder).is_some() || unowned()
    }

    /// Whether all there is below `folder`, and all there could be, is the worker's own. What takes a closer look
    /// to tell is answered no.
    pub fn owns_all_of(&self, folder: &[u8]) -> bool {
        let apart = |reserved: &Vec<u8>| {
            reserved.iter().zip(folder).any(|(one, other)| !one.eq_ignore_ascii_case(other))
        };
        self.own.holds(folder) && self.folder.as_ref().is_none_or(apart)
    }

    /// Folders of which all is the worker's own, as its patterns name them.
    pub fn whole_folders(&self) -> Vec<&'c str> {
        let named = |pattern: &'c str| {
            let folder = pattern.strip_suffix("/**").unwrap_or(pattern);
            folder.strip_suffix('/').unwrap_or(folder)
        };
        let whole = |folder: &&str| !folder.is_empty() && self.owns_all_of(folder.as_bytes());
        self.worker.patterns().map(named).filter(whole).collect()
    }

    /// Whether the worker may change `path` in every commit, beside whatever else it may change.
    pub fn may_always_change(&self, path: &[u8]) -> bool {
        self.may_change(path) && !self.is_shared(path)
    }

    /// The patterns of the worker's scope.
    pub(super) fn scope(&self) -> impl Iterator<Item = &str> {
        self.worker.patterns()
    }

    /// Whether `path` is not the worker's to change.
    pub fn is_foreign(&self, path: &[u8]) -> bool {
        !self.may_change(path)
    }

    /// Whether `path` is a boundary file that is not the worker's own.
    pub(super) fn is_shared(&self, path: &[u8]) -> bool {
        !self.own.owns(path) && self.shared.owns(path)
    }

    /// `.parallel.toml`, and everything in the worktree folder.
    fn is_reserved(&self, path: &[u8]) -> bool {
        if self.same(path, config::FILE.as_bytes()) {
            return true;
        }
        let Some(folder) = &self.folder else { return false };
        let (head, rest) = path.split_at(folder.len().min(path.len()));
        self.same(head, folder) && matches!(rest, [] | [b'/', ..])
    }

    fn same(&self, left: &[u8], right: &[u8]) -> bool {
        if self.folded { left.eq_ignore_ascii_case(right) } else { left == right }
    }

    fn others(&self) -> &[(&'c str, Scope)] {
        self.others.get_or_init(|| {
            let others = self.config.worker.iter().filter(|other| other.id != self.worker.id);
            // A broken pattern of another worker must not stop this one.
            let read = |scope: Scope| if self.folded { scope.folded() } else { scope };
            others.map(|other| (&*other.id, read(other.owned()))).collect()
        })
    }
}

/// The worktree folder as a path in the tree; none when it lies outside the repository.
fn folder(text: &str) -> Option<Vec<u8>> {
    if text.starts_with('/') {
        return None;
    }
    let parts: Vec<_> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let inside = !parts.is_empty() && !parts.contains(&"..");
    inside.then(|| parts.join("/").into_bytes())
}
