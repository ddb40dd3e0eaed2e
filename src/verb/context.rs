//! What every verb is handed: where the user stands, how to answer, and the plan in force.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::failure::Failure;
use crate::file::{self, Beneath};
use crate::git::{Lock, Repo, Site};
use crate::hook::{self, InForce};
use crate::render::{Out, ask_names, inert};
use crate::worker::{sh, sh_path};

/// Where and how a verb runs.
#[derive(Debug, Clone)]
pub struct Context {
    /// The directory the user stands in.
    pub directory: PathBuf,
    /// Where to print.
    pub out: Out,
    /// Whether to answer as JSON.
    pub json: bool,
    /// Whether to show only, and write nothing.
    pub dry_run: bool,
    /// Whether the commands of `.parallel.toml` are trusted as they stand.
    pub trust: bool,
}

/// The `.parallel.toml` in force.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it says.
    pub config: Config,
    /// Its text.
    pub text: String,
    /// The file in the main worktree; none where the authority is a blob on the base branch.
    pub file: Option<PathBuf>,
    /// The base branch, where there is a main worktree and its file is not the one in force.
    pub elsewhere: Option<String>,
    /// Whether paths that differ only in case are one here (`core.ignorecase`).
    pub folded: bool,
    /// Where the plan that workers were started by is remembered.
    pub(super) copy: PathBuf,
}

impl Context {
    /// Prints what a verb did, unless `--quiet`; with `--dry-run` what it would do is its answer.
    pub(super) fn did(&self, text: impl AsRef<str>) -> std::io::Result<()> {
        if self.dry_run { self.out.answer(text) } else { self.out.outcome(text) }
    }

    /// The repository the user stands in.
    pub fn repo(&self) -> Result<Repo, Failure> {
        let repo = Repo::discover(&self.directory)?;
        if let Some(link) = repo.link_of_ours() {
            let shown = sh_path(&link);
            return Err(Failure::new(format!(
                "'{}' is a link, and nothing is written through one",
                inert(link.display().to_string())
            ))
            .hint(format!("to see where it leads, run: ls -l {shown}"))
            .hint(format!("to take it away: rm {shown}")));
        }
        if let Some(sharing) = repo.sharing()? {
            sharing.heed();
        }
        let asked = repo.clone();
        ask_names(move || asked.unclear_names().unwrap_or_default());
        Ok(repo)
    }

    /// The right to change what this program keeps; none in a dry run, which changes nothing. The
    /// plan, the registry and a journal are to be read after it.
    pub fn lock(&self, repo: &Repo, verb: &str) -> Result<Option<Lock>, Failure> {
        if self.dry_run {
            return Ok(None);
        }
        let lock = repo.lock(verb)?;
        if let Some(plan) = repo.main().map(|main| main.join(config::FILE)) {
            let told = |error: std::io::Error| {
                Failure::new(format!("cannot clear the way for '{}'", plan.display()))
                    .because(&error)
            };
            file::remove_unfinished_of(&plan).map_err(told)?;
        }
        Ok(Some(lock))
    }

    /// The plan of `repo`, which must have one.
    pub fn plan(&self, repo: &Repo) -> Result<Plan, Failure> {
        self.plan_if_any(repo)?.ok_or_else(|| {
            Failure::new(format!("no {} in this repository", config::FILE))
                .hint("to write one, run: git parallel init")
        })
    }

    /// The plan of `repo`, if it has one: the main worktree's file or, where that is not the one, the
    /// blob on the base branch. One that cannot be read is an error, not none.
    #[expect(
        clippy::unused_self,
        reason = "the plan is asked of the context, as the repository and the lock are"
    )]
    pub fn plan_if_any(&self, repo: &Repo) -> Result<Option<Plan>, Failure> {
        let Some(main) = repo.main() else { return of_bare(repo) };
        let site = Site::of_worktree(main)?;
        let found = match hook::in_force(&site, site.settings()?) {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(None),
            Err(hook::Error::File { path, source }) => {
                return Err(
                    Failure::new(format!("cannot read '{}'", path.display()))
                        .because(&source)
                        .hint("it must be UTF-8 text; the committed one comes back by: git checkout -- .parallel.toml")
                );
            }
            Err(error) => return Err(error.into()),
        };
        let name = if found.file.is_some() { config::FILE } else { &*found.name };
        let folded = site.settings()?.ignorecase;
        let config = config::load_folded(name, &found.text, folded)?;
        let elsewhere =
            (found.file.is_none() && repo.main().is_some()).then(|| config.base.clone());
        let copy = copy(repo);
        Ok(Some(Plan { config, text: found.text, file: found.file, elsewhere, folded, copy }))
    }
}

/// The plan of a repository without a main worktree.
fn of_bare(repo: &Repo) -> Result<Option<Plan>, Failure> {
    let site = Site::of_worktree(repo.common())?;
    if let Some(InForce { text, file: Some(file), .. }) = hook::in_force(&site, site.settings()?)? {
        let folded = site.settings()?.ignorecase;
        let config = config::load_folded(config::FILE, &text, folded)?;
        let copy = copy(repo);
        return Ok(Some(Plan { config, text, file: Some(file), elsewhere: None, folded, copy }));
    }
    match hook::server_authority(repo)? {
        hook::Authority::Plan { tip, .. } => {
            let name = format!("{tip}:{}", config::FILE);
            let text = repo.text(&name)?.unwrap_or_default();
            let folded = Site::of_worktree(repo.common())?.settings()?.ignorecase;
            let config = config::load_folded(&name, &text, folded)?;
            let (file, elsewhere, copy) = (None, None, copy(repo));
            Ok(Some(Plan { config, text, file, elsewhere, folded, copy }))
        }
        hook::Authority::Broken { error, .. } => Err(error.into()),
        hook::Authority::Missing(why) => Err(Failure::new(why)
            .hint("push the base branch, or name it: git config parallel.base BRANCH")),
        hook::Authority::Nothing => Ok(None),
    }
}

impl Plan {
    /// Reads a text that is to take its place, as strictly.
    pub fn read_anew(&self, text: &str) -> Result<Config, config::LoadError> {
        config::load_folded(config::FILE, text, self.folded)
    }

    /// Replaces the file's text and remembers it, as [`Plan::remember`] does.
    pub fn rewrite(&self, text: &str) -> Result<(), Failure> {
        self.write(text)?;
        self.remember_as(text)
    }

    /// Replaces the file's text, all at once or not at all; refuses where an editor was quicker.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        let Some(file) = &self.file else {
            if let Some(base) = &self.elsewhere {
                return Err(Failure::new(format!(
                    "the plan is the one on '{base}', and the main worktree is on another branch"
                ))
                .hint(format!("to change it, run in the main worktree: git switch {}", sh(base))));
            }
            let base = sh(&self.config.base);
            return Err(Failure::new(
                "a bare repository has no worktree to write .parallel.toml in",
            )
            .hint(format!("to have one of the base branch, run: git worktree add DIR {base}"))
            .hint("or change it in a clone, and push it to the base branch"));
        };
        let root = Beneath::repository(file.parent().unwrap_or(Path::new("")));
        let name = Path::new(config::FILE);
        if root.read(name)?.is_none_or(|now| now != self.text.as_bytes()) {
            return Err(Failure::new(format!("'{}' was changed meanwhile", file.display()))
                .hint("run the command again"));
        }
        Ok(root.write(name, ended_as(&self.text, text).as_bytes(), None)?)
    }

    /// Remembers the plan as the one that workers were started by: its file may be put back to what git
    /// has of it, and nobody would know of them.
    pub fn remember(&self) -> Result<(), Failure> {
        self.remember_as(&self.text)
    }

    fn remember_as(&self, text: &str) -> Result<(), Failure> {
        if fs::read(&self.copy).is_ok_and(|known| known == text.as_bytes()) {
            return Ok(());
        }
        write_whole(&self.copy, text.as_bytes())
    }

    /// The plan that was remembered last, as far as it can be read.
    pub fn remembered(&self) -> Option<Config> {
        let text = fs::read_to_string(&self.copy).ok()?;
        config::parse(config::FILE, &text).ok()
    }
}

fn copy(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("plan.toml")
}

/// `text` with the line ends that most lines of `old` have.
fn ended_as<'t>(old: &str, text: &'t str) -> Cow<'t, str> {
    let returned = old.matches("\r\n").count();
    if returned * 2 > old.matches('\n').count() {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\n', "\r\n"));
    }
    Cow::Borrowed(text)
}

/// [`file::write_whole`], told as a verb tells it.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let told = |error: std::io::Error| {
        Failure::new(format!("cannot write '{}'", path.display())).because(&error)
    };
    file::write_whole(path, content).map_err(told)
}
