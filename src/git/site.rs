//! Where a hook runs, found from its environment and a few small files, without starting git.

use std::cell::OnceCell;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git};

/// The worktree a hook runs for. Git starts hooks at the top of the worktree (githooks(5)).
#[derive(Debug, Clone)]
pub struct Site {
    top: PathBuf,
    git_dir: PathBuf,
    common: PathBuf,
    settings: OnceCell<Settings>,
}

/// What HEAD says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadAt {
    /// This branch, below `refs/heads/`.
    Branch(String),
    /// No branch, while this one is being rebased.
    Rebasing(String),
    /// No branch, while the branch that was at this commit is being rebased by `--apply`, which
    /// does not write the branch's name down.
    Replaying(String),
    /// No branch.
    Detached,
}

/// What the configuration of the repository itself says; no other file may say these things.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Whether the main worktree is missing (`core.bare`).
    pub bare: bool,
    /// Where the main worktree is, when it is not beside the common directory (`core.worktree`).
    pub worktree: Option<PathBuf>,
    /// Whether paths that differ in case only are one (`core.ignorecase`).
    pub ignorecase: bool,
    /// Whether objects and references are stored in the ways this program reads itself.
    pub plain: bool,
    /// Who else is to have what is written (`core.sharedRepository`), where it is not for one user.
    pub shared: Option<Sharing>,
}

/// For whom files are made (git-init(1), `--shared`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// The group writes too.
    Group,
    /// The group writes too, and everybody reads.
    All,
    /// These permissions and no others.
    Exactly(u32),
}

impl Sharing {
    fn read(value: &[u8]) -> Option<Self> {
        match value.to_ascii_lowercase().as_slice() {
            b"group" | b"true" | b"yes" | b"on" | b"1" => Some(Self::Group),
            b"all" | b"world" | b"everybody" | b"2" => Some(Self::All),
            octal if octal.starts_with(b"0") && octal.len() > 1 => {
                let mode = u32::from_str_radix(octal.to_str().ok()?, 8).ok()?;
                Some(Self::Exactly(mode & 0o777))
            }
            _ => None,
        }
    }

    /// The umask under which files come out so, where it was `before`.
    fn mask(self, before: u32) -> u32 {
        match self {
            Self::Group => before & !0o070,
            Self::All => before & !0o075,
            // A folder is entered by whoever may read it.
            Self::Exactly(mode) => !(mode | (mode & 0o444) >> 2) & 0o777,
        }
    }

    /// Has this process, and what it starts, make files so.
    #[cfg(unix)]
    pub fn heed(self) {
        use rustix::fs::Mode;
        use rustix::process::umask;
        let before = umask(Mode::empty());
        umask(Mode::from_raw_mode(self.mask(before.as_raw_mode())));
    }

    /// Has this process, and what it starts, make files so.
    #[cfg(not(unix))]
    pub fn heed(self) {}
}

/// The repository extensions (git-config(1), extensions.*) that change nothing this program reads.
const KNOWN: [&str; 7] = [
    "noop",
    "objectformat",
    "partialclone",
    "preciousobjects",
    "refstorage",
    "relativeworktrees",
    "worktreeconfig",
];

impl Site {
    /// The site of the hook that is running now.
    pub fn of_hook() -> Result<Self, Error> {
        let top = env::current_dir().map_err(|error| Error::file(".", error))?;
        let git_dir = match env::var_os("GIT_DIR") {
            Some(named) => clean(&top.join(named)),
            None => git_dir_of(&top)?,
        };
        Self::at(top, git_dir)
    }

    /// The site of the worktree at `top`, for verbs that look at other worktrees.
    pub fn of_worktree(top: &Path) -> Result<Self, Error> {
        Self::at(top.to_owned(), git_dir_of(top)?)
    }

    /// Whether the worktree belongs to who runs this: in the folders of others git does nothing before it was told
    /// to (safe.directory), and what git's files tell there is for git to say. Elsewhere than on Unix git is asked.
    pub(super) fn is_own(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let user = rustix::process::geteuid().as_raw();
            fs::metadata(&self.top).is_ok_and(|meta| meta.uid() == user)
        }
        #[cfg(not(unix))]
        false
    }

    /// The site of the worktree at `top` that has this git directory.
    pub fn at(top: PathBuf, git_dir: PathBuf) -> Result<Self, Error> {
        let common = match env::var_os("GIT_COMMON_DIR") {
            Some(named) => top.join(named),
            None => match read(&git_dir.join("commondir"))? {
                Some(text) => clean(&git_dir.join(path(text.trim_end()))),
                None => git_dir.clone(),
            },
        };
        Ok(Self { top, git_dir, common, settings: OnceCell::new() })
    }

    /// The top of the worktree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The worktree's own git directory.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The directory all worktrees share.
    pub fn common(&self) -> &Path {
        &self.common
    }

    /// The name of the admin directory of a linked worktree; none in the main one.
    pub fn admin(&self) -> Option<String> {
        let linked = self.git_dir != self.common;
        let name = self.git_dir.file_name().filter(|_| linked)?;
        Some(name.to_string_lossy().into_owned())
    }

    /// The files that tell what this says of itself: where it and the main worktree at `main` are, the settings,
    /// HEAD, and whether a merge is under way.
    pub fn told_by(&self, main: &Path) -> Vec<PathBuf> {
        let own = ["commondir", "gitdir", "HEAD", "MERGE_HEAD"].map(|name| self.git_dir.join(name));
        let shared = ["HEAD", "config", "config.worktree"].map(|name| self.common.join(name));
        let remembered = super::repo::main_is_remembered_in(&self.common);
        let others = [self.syncing_mark(), remembered, main.join(".git")];
        own.into_iter().chain(shared).chain(others).collect()
    }

    /// A git command that sees what the hook's own git sees, its temporary index included, but no
    /// replaced objects and no pathspec magic, and that takes no lock it can do without.
    pub fn git(&self) -> Git {
        Git::keeping_env(&self.top).env("GIT_LITERAL_PATHSPECS", "1").env("GIT_OPTIONAL_LOCKS", "0")
    }

    /// A file of this worktree's git directory; none when it is not there.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        read(&self.git_dir.join(name))
    }

    /// Where HEAD is.
    pub fn head(&self) -> Result<HeadAt, Error> {
        let text = self.file("HEAD")?.unwrap_or_default();
        if let Some(name) = text.trim_ascii().strip_prefix(b"ref: refs/heads/") {
            // Written there by reftable, which keeps the true value elsewhere.
            if name == b".invalid" {
                return self.asked_head();
            }
            return Ok(HeadAt::Branch(name.to_str_lossy().into_owned()));
        }
        self.off_branch()
    }

    fn asked_head(&self) -> Result<HeadAt, Error> {
        let asked = self.git().args(["symbolic-ref", "--quiet", "HEAD"]).accept(&[0, 1])?;
        match asked.stdout.trim_ascii().strip_prefix(b"refs/heads/") {
            Some(name) => Ok(HeadAt::Branch(name.to_str_lossy().into_owned())),
            None => self.off_branch(),
        }
    }

    fn off_branch(&self) -> Result<HeadAt, Error> {
        for folder in ["rebase-merge", "rebase-apply"] {
            if let Some(text) = self.file(&format!("{folder}/head-name"))?
                && let Some(name) = text.trim_ascii().strip_prefix(b"refs/heads/")
            {
                return Ok(HeadAt::Rebasing(name.to_str_lossy().into_owned()));
            }
        }
        if self.file("rebase-apply/rebasing")?.is_some() {
            let asked = self.git().args(["rev-parse", "--verify", "ORIG_HEAD"]).line()?;
            return Ok(HeadAt::Replaying(asked));
        }
        Ok(HeadAt::Detached)
    }

    /// The commits that are being merged into HEAD; empty when no merge is under way.
    ///
    /// While `pre-merge-commit` runs there is no `MERGE_HEAD` yet, only variables named after the
    /// commits (git-merge's `GITHEAD_<id>`); `from_env` reads those.
    pub fn merge_heads(&self, from_env: bool) -> Result<Vec<String>, Error> {
        let text = self.file("MERGE_HEAD")?.unwrap_or_default();
        let heads: Vec<String> =
            text.lines().map(|line| line.to_str_lossy().trim().to_owned()).collect();
        if !heads.is_empty() || !from_env {
            return Ok(heads);
        }
        let mut heads: Vec<String> = env::vars_os()
            .filter_map(|(name, _)| name.to_str()?.strip_prefix("GITHEAD_").map(str::to_owned))
            .collect();
        heads.sort_unstable();
        Ok(heads)
    }

    /// The merge of `heads` into `ours` that is staged, as a commit that nothing names.
    pub fn merge_of(&self, ours: &str, heads: &[String]) -> Result<String, Error> {
        let tree = self.git().arg("write-tree").line()?;
        let git = self.git().in_nobodys_name().args(["commit-tree", &tree, "-p", ours]);
        let git = heads.iter().fold(git, |git, head| git.args(["-p", head]));
        git.args(["-m", "foreseen"]).line()
    }

    /// The top of a linked worktree that has the branch `name` checked out, or the one that HEAD of the
    /// repository names; none that lies in another one, as whoever works there may have made it.
    pub fn worktree_on(&self, name: Option<&str>) -> Result<Option<PathBuf>, Error> {
        let head = match name {
            Some(name) => format!("ref: refs/heads/{name}").into_bytes(),
            None => read(&self.common.join("HEAD"))?.unwrap_or_default().trim_ascii_end().to_vec(),
        };
        if !head.starts_with(b"ref: refs/heads/") {
            return Ok(None);
        }
        let listed = fs::read_dir(self.common.join("worktrees"));
        let (mut tops, mut found) = (Vec::new(), Vec::new());
        for admin in listed.into_iter().flatten().flatten().map(|entry| entry.path()) {
            let Some(file) = read(&admin.join("gitdir"))? else { continue };
            let file = clean(&admin.join(path(file.trim_ascii_end())));
            let Some(top) = file.parent().map(Path::to_owned) else { continue };
            let on = read(&admin.join("HEAD"))?.is_some_and(|own| own.trim_ascii_end() == head);
            if on && file.is_file() {
                found.push(top.clone());
            }
            tops.push(top);
        }
        let inside = |at: &Path| tops.iter().any(|top| top != at && at.starts_with(top));
        Ok(found.into_iter().find(|at| !inside(at)))
    }

    /// The settings of the repository, from its own configuration files alone: git reads these keys
    /// nowhere else when it sets up (gitrepository-layout(5)).
    pub fn settings(&self) -> Result<&Settings, Error> {
        if let Some(known) = self.settings.get() {
            return Ok(known);
        }
        let read = self.read_settings()?;
        Ok(self.settings.get_or_init(|| read))
    }

    fn read_settings(&self) -> Result<Settings, Error> {
        let mut settings = Settings { plain: true, ..Settings::default() };
        let mut per_worktree = false;
        if let Some(text) = read(&self.common.join("config"))? {
            per_worktree = settings.add(&text)?;
        }
        if per_worktree && let Some(text) = read(&self.common.join("config.worktree"))? {
            settings.add(&text)?;
        }
        Ok(settings)
    }

    /// The top of the main worktree; none in a bare repository, and where only a look from there could
    /// tell (git-init(1), `--separate-git-dir`) and this is none.
    pub fn main(&self, settings: &Settings) -> Option<PathBuf> {
        if let Some(named) = &settings.worktree {
            return Some(clean(&self.common.join(named)));
        }
        if settings.bare {
            return None;
        }
        let remembered = super::repo::remembered_main(&self.common).ok().flatten();
        let remembered = remembered.or_else(|| {
            let beside = self.common.file_name().is_some_and(|name| name == ".git");
            self.common.parent().filter(|_| beside).map(Path::to_owned)
        });
        remembered.or_else(|| {
            // A folder whose `.git` file leads to what all worktrees share is the main one itself.
            let real = |path: &Path| fs::canonicalize(path).ok();
            let led = super::admin_dir(&self.top).ok().and_then(|named| real(&named))?;
            (real(&self.common)? == led).then(|| self.top.clone())
        })
    }
}

impl Settings {
    /// Takes over what a file says; tells whether worktrees have files of their own.
    fn add(&mut self, text: &[u8]) -> Result<bool, Error> {
        let file = super::config_file::parse(text)?;
        let yes = |key: &str| file.boolean(key).ok().flatten();
        self.bare = yes("core.bare").unwrap_or(self.bare);
        self.ignorecase = yes("core.ignorecase").unwrap_or(self.ignorecase);
        if let Some(named) = file.string("core.worktree") {
            self.worktree = Some(path(&named));
        }
        let sha1 = file.string("extensions.objectformat").is_none_or(|name| name == b"sha1");
        let files = file.string("extensions.refstorage").is_none_or(|name| name == b"files");
        let mut extensions = file.sections_by_name("extensions").into_iter().flatten();
        let known = extensions.all(|section| {
            section
                .value_names()
                .all(|name| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(&name)))
        });
        self.plain &= sha1 && files && known;
        if let Some(value) = file.string("core.sharedrepository") {
            self.shared = Sharing::read(&value);
        }
        Ok(yes("extensions.worktreeconfig").unwrap_or(false))
    }
}

/// The git directory of the worktree at `top`, from its `.git` file or directory.
pub(super) fn git_dir_of(top: &Path) -> Result<PathBuf, Error> {
    let dot = top.join(".git");
    match fs::read(&dot) {
        Ok(text) => {
            let named = text.strip_prefix(b"gitdir: ").unwrap_or(&text).trim_ascii_end();
            Ok(clean(&top.join(path(named))))
        }
        Err(error) if error.kind() == ErrorKind::IsADirectory => Ok(dot),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(top.to_owned()),
        Err(error) => Err(Error::file(dot, error)),
    }
}

/// The content of a file; none when it is not there.
pub(super) fn read(file: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(Error::file(file, error)),
    }
}

/// A path without `.` and `..`, as far as that needs no look at the file system.
pub(super) fn clean(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.file_name().is_some() => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}
