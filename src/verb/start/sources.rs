//! What `[setup]` and `.worktreeinclude` bring into new worktrees: which files of the main worktree are
//! meant, looked at before anything is made.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::agent;
use crate::config::Config;
use crate::failure::Failure;
use crate::file::{Beneath, Kind};
use crate::git::{self, Repo};
use crate::worker::{How, LeftOut, Road, inside};

/// The file that lists, in gitignore's syntax, ignored files a new worktree should get.
const INCLUDE: &str = ".worktreeinclude";

/// How many paths are told one by one.
const TOLD: usize = 8;

/// What is to be brought.
#[derive(Debug, Default)]
pub(in crate::verb) struct Sources {
    main: PathBuf,
    paths: Vec<(PathBuf, How)>,
    /// Those that nobody named one by one: what of them cannot be brought is left out.
    included: HashSet<PathBuf>,
    /// What was asked for by patterns and found.
    matched: Vec<PathBuf>,
    /// What was asked for and is not there, and what else is worth a word; each in a sentence.
    pub(in crate::verb) lacking: Vec<String>,
}

impl Sources {
    /// Finds them in the main worktree; refuses what lies outside.
    pub(in crate::verb) fn of(repo: &Repo, config: &Config) -> Result<Self, Failure> {
        let Some(main) = repo.main() else { return Ok(Self::default()) };
        let mut found = Self { main: main.to_owned(), ..Self::default() };
        let trees = config.layout.inside().map(Path::new);
        found.asked("setup.copy", &config.setup.copy, How::Copy, trees)?;
        found.asked("setup.link", &config.setup.link, How::Link, trees)?;
        found.include(trees)?;
        Ok(found)
    }

    /// Adds what the list under `key` asks for: paths, and patterns that mean what git does not carry.
    fn asked(
        &mut self,
        key: &str,
        list: &[String],
        how: How,
        trees: Option<&Path>,
    ) -> Result<(), Failure> {
        let root = Beneath::repository(&self.main);
        let mut patterns = Vec::new();
        for name in list {
            let (pattern, negative) =
                name.strip_prefix('!').map_or((name.as_str(), false), |rest| (rest, true));
            let path = inside(pattern)?;
            let kind = root.look(&path)?.kind;
            if !negative && kind.is_some() {
                self.whole(path, kind, how, trees)?;
            } else if negative || name.contains(['*', '?', '[']) {
                let sign = if negative { "!" } else { "" };
                patterns.push((name, format!("{sign}/{}", plain(pattern))));
            } else if root.place(&path)?.kind.is_some() {
                self.lacking.push(format!("'{name}' of {key} leads to nothing"));
            } else {
                self.lacking.push(format!("'{name}' of {key} is not in the main worktree"));
            }
        }
        self.matching(key, &patterns, how, trees)
    }

    /// Adds a path that is there: of a folder that git carries in part, the rest.
    fn whole(
        &mut self,
        path: PathBuf,
        kind: Option<Kind>,
        how: How,
        trees: Option<&Path>,
    ) -> Result<(), Failure> {
        if how == How::Copy && kind == Some(Kind::Folder) {
            let (untracked, carried) = git::untracked_below(&self.main, &path)?;
            if carried {
                let rest = untracked.into_iter().filter(|it| !is_tree(it, trees));
                self.paths.extend(rest.map(|it| (it, how)));
                return Ok(());
            }
        }
        self.paths.push((path, how));
        Ok(())
    }

    fn matching(
        &mut self,
        key: &str,
        patterns: &[(&String, String)],
        how: How,
        trees: Option<&Path>,
    ) -> Result<(), Failure> {
        if patterns.is_empty() {
            return Ok(());
        }
        for (name, pattern) in patterns.iter().filter(|it| !it.1.starts_with('!')) {
            if git::named_untracked(&self.main, pattern.as_bytes())?.is_empty() {
                self.lacking.push(format!(
                    "'{name}' of {key} matches nothing in the main worktree that git does not carry"
                ));
            }
        }
        let all: String = patterns.iter().map(|it| format!("{}\n", it.1)).collect();
        let found = git::named_untracked(&self.main, all.as_bytes())?;
        let found: Vec<PathBuf> = found.into_iter().filter(|it| !is_tree(it, trees)).collect();
        self.matched.extend(found.iter().cloned());
        self.included.extend(found.iter().cloned());
        self.paths.extend(found.into_iter().map(|it| (it, how)));
        Ok(())
    }

    /// Adds the ignored files that `.worktreeinclude` names.
    fn include(&mut self, trees: Option<&Path>) -> Result<(), Failure> {
        let patterns = match Beneath::repository(&self.main).read(Path::new(INCLUDE)) {
            Ok(None) => return Ok(()),
            Ok(Some(patterns)) => patterns,
            Err(error) => {
                self.lacking.push(format!("{error}, so nothing is taken along by it"));
                return Ok(());
            }
        };
        let named = git::named_untracked(&self.main, &patterns)?;
        if named.is_empty() {
            return Ok(());
        }
        let ignored: HashSet<PathBuf> = git::ignored_files(&self.main)?.into_iter().collect();
        let found = named.into_iter().filter(|it| ignored.contains(it) && !is_tree(it, trees));
        for path in found {
            self.matched.push(path.clone());
            self.included.insert(path.clone());
            self.paths.push((path, How::Copy));
        }
        Ok(())
    }

    /// Brings all of it into a worktree; gives what was left out.
    pub(in crate::verb) fn bring(&self, worktree: &Path) -> Result<Vec<LeftOut>, Failure> {
        let mut left = Vec::new();
        if self.paths.is_empty() {
            return Ok(left);
        }
        let road = Road::new(&self.main, worktree, own());
        for (path, how) in &self.paths {
            match road.bring(path, *how) {
                Ok(more) => left.extend(more),
                Err(error) if self.included.contains(path) => {
                    let (why, own) = (error.to_string(), format!("'{}' ", path.display()));
                    let why = why.strip_prefix(&own).unwrap_or(&why).to_owned();
                    left.push(LeftOut { path: path.clone(), why });
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(left)
    }

    /// What patterns found, in a sentence; none where there were none.
    pub(super) fn told(&self) -> Option<String> {
        let names: Vec<String> =
            self.matched.iter().take(TOLD).map(|path| path.display().to_string()).collect();
        let more = match self.matched.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!names.is_empty())
            .then(|| format!("taken along into new worktrees: {}{more}", names.join(", ")))
    }
}

/// What was left out of several worktrees, each once and in a sentence.
pub(in crate::verb) fn left_out(left: Vec<LeftOut>) -> Vec<String> {
    let left: BTreeSet<LeftOut> = left.into_iter().collect();
    let told = left.iter().take(TOLD);
    let mut told: Vec<String> = told
        .map(|it| format!("'{}' {}; it is not taken along", it.path.display(), it.why))
        .collect();
    if left.len() > TOLD {
        told.push(format!("{} more paths are not taken along", left.len() - TOLD));
    }
    told
}

/// The files that each worktree has of its own: agents' settings that hold the edit guard.
fn own() -> Vec<PathBuf> {
    let files = agent::known().flat_map(|profile| profile.settings).map(|settings| settings.file);
    files.filter(|file| !file.starts_with('{')).map(PathBuf::from).collect()
}

/// A pattern without what only leads to the root.
fn plain(pattern: &str) -> &str {
    let mut rest = pattern;
    while let Some(more) = rest.strip_prefix("./") {
        rest = more;
    }
    rest.trim_start_matches('/')
}

/// Whether a path is where the worktrees are.
fn is_tree(path: &Path, trees: Option<&Path>) -> bool {
    trees.is_some_and(|trees| path.starts_with(trees))
}
