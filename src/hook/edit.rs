//! The edit-time guard: what an agent is about to write, judged before it does.

use std::path::{Component, Path, PathBuf};

use super::identity::{Who, who};
use super::session::anothers_session;
use super::{Error, plan, staged};
use crate::agent::{self, Profile};
use crate::config::Config;
use crate::git::{self, Site};
use crate::guard::{How, Rules, Violation, Write, early, foreign_worktree, out_of_reach, patched};
use crate::worker::WORKER_VARIABLE;
use crate::worker::registry;

/// Judges `writes` by an agent that works in `directory`. Nothing is said where nobody registered
/// works, about files outside the repository, and about files git ignores.
pub(super) fn judge_edits(directory: &Path, writes: &[Write]) -> Result<Vec<Violation>, Error> {
    if writes.is_empty() {
        return Ok(Vec::new());
    }
    let Some((site, worker)) = seat(directory, writes)? else { return Ok(Vec::new()) };
    let settings = site.settings()?;
    let config = plan::read(&site, settings)?;
    let rules = Rules::new(&config, &worker, settings.ignorecase)?;
    let (common, root) = (real(site.common()), real(site.top()));
    let place = Place { common, root, rules: &rules, site: &site, config: &config };
    let mut found = Vec::new();
    for write in writes {
        place.judge(directory, write, &mut found)?;
    }
    found.dedup();
    // Whoever went into another's worktree is told at once; what lies outside the repository is nobody's.
    if let Some(told) = anothers_session(&site, &config, &rules)?
        && writes.iter().any(|write| place.is_inside(&directory.join(&write.path)))
    {
        return Ok(vec![told]);
    }
    Ok(found)
}

/// The worktree of whoever writes, and who that is: by where the agent works, or else, as a session may
/// leave its worktree, by the worker its environment names, in the repository that it writes in.
fn seat(directory: &Path, writes: &[Write]) -> Result<Option<(Site, String)>, Error> {
    if let Some(top) = top_of(directory) {
        let site = Site::of_worktree(&top)?;
        if site.admin().is_some()
            && let Who::Worker(entry) = who(&site, &site.head()?)?
        {
            return Ok(Some((site, entry.worker)));
        }
    }
    let Some(worker) = std::env::var(WORKER_VARIABLE).ok().filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let folders = writes.iter().map(|write| real(&directory.join(&write.path)));
    let mut asked = Vec::new();
    for top in std::iter::once(directory.to_owned()).chain(folders).filter_map(|it| top_of(&it)) {
        if asked.contains(&top) {
            continue;
        }
        let site = Site::of_worktree(&top)?;
        let all = registry::all(&site.common().join("parallel"))?;
        let own = all.into_iter().map(|(_, entry)| entry).find(|entry| entry.worker == worker);
        let tree = own.as_ref().and_then(|entry| entry.gitdir.parent());
        if let Some(tree) = tree.filter(|tree| tree.join(".git").exists()) {
            return Ok(Some((Site::of_worktree(tree)?, worker)));
        }
        asked.push(top);
    }
    Ok(None)
}

/// Where a worker works, and by which rules.
struct Place<'r> {
    common: PathBuf,
    root: PathBuf,
    rules: &'r Rules<'r>,
    site: &'r Site,
    config: &'r Config,
}

impl Place<'_> {
    fn judge(
        &self,
        directory: &Path,
        write: &Write,
        found: &mut Vec<Violation>,
    ) -> Result<(), Error> {
        let path = directory.join(&write.path);
        match &write.how {
            How::Write => {
                let target = real(&path);
                let below = target.is_dir();
                self.written(&target, below, found);
            }
            How::Below => self.written(&real(&path), true, found),
            How::Replace => self.written(&in_real_folder(&path), path.is_dir(), found),
            // Whether a program changes a link or what it leads to is its own affair.
            How::Edit => {
                if path.is_file() && !path.is_symlink() {
                    self.written(&real(&path), false, found);
                }
            }
            How::Receive { names, replaced, closed } => {
                let place = |path: &Path| if *replaced { in_real_folder(path) } else { real(path) };
                let open = !(*closed && path.is_symlink());
                if open && path.is_dir() || write.path.ends_with('/') {
                    for name in names {
                        self.written(&place(&real(&path).join(name)), true, found);
                    }
                } else {
                    self.written(&place(&path), true, found);
                }
            }
            How::Tree => {
                let folder = real(&path);
                let home = top_of(&folder).map(|home| real(&home));
                if let Some(home) = home.filter(|home| *home != self.root)
                    && self.is_taken(&home)?
                {
                    self.foreign(&folder, &home, found);
                }
            }
            // A link goes away itself, not what it leads to.
            How::Remove => self.removed(&in_real_folder(&path), found)?,
            How::Matching | How::RemoveMatching => {
                let (folder, pattern) = split(&write.path);
                let folder = real(&directory.join(folder));
                let goes = write.how == How::RemoveMatching;
                self.matching(&folder, pattern, goes, found)?;
            }
            How::Holding(search) | How::RemoveHolding(search) => {
                let folder = real(&path);
                if !self.refused_anyway(&folder, found) {
                    let holding = git::holding(&folder, &search.options, &search.places)?;
                    found.extend(holding.iter().filter_map(|path| early(path, false, self.rules)));
                }
            }
            How::Taken(from) => self.taken(from, &in_real_folder(&path), found)?,
            How::Patched { file, strip } => {
                let text = small(&directory.join(file)).unwrap_or_default();
                for write in patched(&text, *strip) {
                    self.judge(&path, &write, found)?;
                }
            }
        }
        Ok(())
    }

    /// Judges that `target` becomes what the revision `from` has of it: as a commit of that would be.
    fn taken(&self, from: &str, target: &Path, found: &mut Vec<Violation>) -> Result<(), Error> {
        let Ok(relative) = target.strip_prefix(&self.root) else { return Ok(()) };
        for path in staged::wrong(self.site, self.rules, self.config, from, relative)? {
            found.extend(early(&path, false, self.rules));
        }
        Ok(())
    }

    /// Whether `path` is in this worktree, and no file that git ignores.
    fn is_inside(&self, path: &Path) -> bool {
        let path = real(path);
        let relative = path.strip_prefix(&self.root).ok();
        relative.is_some_and(|it| !git::is_ignored(&self.root, it).unwrap_or(false))
    }

    /// A file that decides whether the guard runs.
    fn setting_of(&self, profile: &Profile, file: &Path) -> Violation {
        let shown = file.strip_prefix(&self.root).unwrap_or(file);
        let whose = format!("a setting of {}", profile.title);
        out_of_reach(&git::bytes(shown), &whose, "it is the user's to change", self.rules)
    }

    /// Judges a write of `target`, or with `below` of something there.
    fn written(&self, target: &Path, below: bool, found: &mut Vec<Violation>) {
        if self.refused_anyway(target, found) {
            return;
        }
        let Ok(relative) = target.strip_prefix(&self.root) else { return };
        let Some(violation) = early(&git::bytes(relative), below, self.rules) else { return };
        // Git refuses to tell of paths behind links; what it cannot tell to be ignored is not.
        if !git::is_ignored(&self.root, relative).unwrap_or(false) {
            found.push(violation);
        }
    }

    /// Judges the removal of `target` and all below it: what git does not track may always go.
    fn removed(&self, target: &Path, found: &mut Vec<Violation>) -> Result<(), Error> {
        if self.refused_anyway(target, found) {
            return Ok(());
        }
        let Ok(relative) = target.strip_prefix(&self.root) else { return Ok(()) };
        let mut settings = agent::settings_below(target, &self.root).into_iter();
        if let Some((profile, file)) = settings.find(|(_, file)| file.exists()) {
            found.push(self.setting_of(&profile, &file));
            return Ok(());
        }
        let pathspec = format!(":(top,literal){}", relative.to_string_lossy());
        self.tracked(&pathspec, true, found)
    }

    /// Judges a change of whatever `pattern` matches in `folder` and git tracks.
    fn matching(
        &self,
        folder: &Path,
        pattern: &str,
        goes: bool,
        found: &mut Vec<Violation>,
    ) -> Result<(), Error> {
        if self.refused_anyway(folder, found) {
            return Ok(());
        }
        let Ok(relative) = folder.strip_prefix(&self.root) else { return Ok(()) };
        let folder = relative.to_string_lossy();
        // The folder stands for itself.
        let folder = folder.replace(['*', '?', '[', '\\'], "?");
        let slash = if folder.is_empty() { "" } else { "/" };
        self.tracked(&format!(":(top,glob){folder}{slash}{pattern}"), goes, found)
    }

    /// Judges a change of what git tracks at `pathspec`, or with `goes` its removal.
    fn tracked(&self, pathspec: &str, goes: bool, found: &mut Vec<Violation>) -> Result<(), Error> {
        let tracked = if goes {
            git::committed_by(&self.root, pathspec)?
        } else {
            git::tracked_by(&self.root, pathspec)?
        };
        found.extend(tracked.iter().filter_map(|path| early(path, false, self.rules)));
        Ok(())
    }

    /// Whether `target` is out of every worker's reach, or none of our business.
    fn refused_anyway(&self, target: &Path, found: &mut Vec<Violation>) -> bool {
        let shown = target.strip_prefix(&self.root).unwrap_or(target);
        if target.starts_with(&self.common) || target == self.root.join(".git") {
            let way = "git's own commands change it as far as you may";
            found.push(out_of_reach(&git::bytes(shown), "git's own", way, self.rules));
            return true;
        }
        if let Some(profile) = agent::whose_settings(target, &self.root, home().as_deref()) {
            found.push(self.setting_of(&profile, target));
            return true;
        }
        let folder = if target.is_dir() { target } else { target.parent().unwrap_or(target) };
        let Some(home) = top_of(folder).map(|home| real(&home)) else { return true };
        if home == self.root {
            return false;
        }
        self.foreign(target, &home, found);
        true
    }

    /// Whether the worktree `home` is the main one or one that somebody works in.
    fn is_taken(&self, home: &Path) -> Result<bool, Error> {
        let taken = registry::all(&self.common.join("parallel"))?;
        let of = |gitdir: &Path| gitdir.parent().is_some_and(|tree| real(tree) == home);
        Ok(home.join(".git").is_dir() || taken.iter().any(|(_, entry)| of(&entry.gitdir)))
    }

    /// Judges a write of `target` in the worktree `home`; one of another repository is none of our
    /// business.
    fn foreign(&self, target: &Path, home: &Path, found: &mut Vec<Violation>) {
        if Site::of_worktree(home).is_ok_and(|other| real(other.common()) == self.common) {
            found.push(foreign_worktree(&git::bytes(target), &git::bytes(home), self.rules));
        }
    }
}

/// How much of a patch is read before it is applied, in bytes.
const LARGEST: u64 = 4 << 20;

/// The text of a file, where it is one, and not too large to look into.
fn small(file: &Path) -> Option<String> {
    let data = std::fs::metadata(file).ok()?;
    if !data.is_file() || data.len() > LARGEST {
        return None;
    }
    Some(String::from_utf8_lossy(&std::fs::read(file).ok()?).into_owned())
}

/// The user's own folder.
fn home() -> Option<PathBuf> {
    std::env::home_dir().map(|home| real(&home))
}

/// The worktree a directory is in: the nearest one upwards that holds `.git`.
pub(super) fn top_of(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|at| at.join(".git").exists()).map(Path::to_owned)
}

/// The folder of a pattern up to its first magic character, and the rest.
fn split(pattern: &str) -> (&str, &str) {
    let magic = pattern.find(['*', '?', '[', '\\']).unwrap_or(pattern.len());
    match pattern[..magic].rfind('/') {
        Some(slash) => (&pattern[..=slash], &pattern[slash + 1..]),
        None => ("", pattern),
    }
}

/// The path with the links of its folder followed, but not its own.
fn in_real_folder(path: &Path) -> PathBuf {
    match (path.parent(), path.components().next_back()) {
        (Some(folder), Some(Component::Normal(name))) => real(folder).join(name),
        _ => real(path),
    }
}

/// How many links are followed before a path is taken as it stands, as many as Linux follows
/// (`path_resolution(7)`): links may lead to each other in a circle.
const MOST_LINKS: usize = 40;

/// No system opens a path of more bytes.
const LONGEST: usize = 32_768;

/// The path with every link followed as far as it exists: what a write would really hit.
fn real(path: &Path) -> PathBuf {
    resolved(path, MOST_LINKS)
}

fn resolved(path: &Path, links: usize) -> PathBuf {
    if path.as_os_str().len() > LONGEST {
        return path.to_owned();
    }
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    // A link to something that is not there yet is written through.
    if let Ok(to) = std::fs::read_link(path)
        && links > 0
    {
        let folder = path.parent().unwrap_or(Path::new("/"));
        return resolved(&folder.join(to), links - 1);
    }
    let mut out = match path.parent() {
        Some(folder) if folder != path => resolved(folder, links),
        _ => return path.to_owned(),
    };
    match path.components().next_back() {
        Some(Component::ParentDir) => {
            out.pop();
        }
        Some(Component::Normal(name)) => out.push(name),
        _ => {}
    }
    out
}
