//! One repository, found once and passed down: where its worktrees and its common directory are.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::{Error, Git, Sharing, Site};

/// A repository as seen from the directory the user stands in.
#[derive(Debug, Clone)]
pub struct Repo {
    here: PathBuf,
    git_dir: PathBuf,
    common: PathBuf,
    main: Option<PathBuf>,
}

impl Repo {
    /// Finds the repository `dir` is in, honouring `GIT_DIR` and `git --git-dir`.
    pub fn discover(dir: &Path) -> Result<Self, Error> {
        // Git would have to be started there.
        fs::metadata(dir.join(".")).map_err(|error| Error::Directory(dir.to_owned(), error))?;
        if let Some(found) = plain(dir) {
            return Ok(found);
        }
        let asked = Git::keeping_env(dir)
            .args(["rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"])
            .args(["--is-bare-repository", "--show-toplevel"])
            .output()?;
        // Outside every worktree the last question, and only that one, has no answer.
        let lines: Vec<&[u8]> = asked.stdout.lines().collect();
        let [git_dir, common, bare, top @ ..] = lines.as_slice() else {
            let said = asked.stderr.to_str_lossy();
            if let Some(folder) = of_worktree(&said) {
                return Err(Error::BrokenWorktree(dir.to_owned(), folder));
            }
            if said.contains("not a git repository") {
                return Err(Error::NotARepository(dir.to_owned()));
            }
            return Err(Error::Git {
                command: "rev-parse --git-dir".into(),
                code: asked.code,
                stderr: said.trim().to_owned(),
            });
        };
        let (git_dir, common) = (path(git_dir), path(common));
        // A configuration that went wrong names a worktree that is not there.
        let here = top.first().map(|top| path(top)).filter(|top| top.is_dir());
        let here = here.unwrap_or_else(|| common.clone());
        let stands_in_main = !top.is_empty() && *bare == b"false" && git_dir == common;
        if !top.is_empty() && here != common && !is_found_from(&here, &git_dir) {
            return Err(Error::OutOfReach(here, git_dir));
        }
        let main = if stands_in_main {
            Some(here.clone())
        } else {
            // Not by `git worktree list`: before 2.49 it takes a bare repository for none as soon as
            // worktrees have configuration of their own.
            let site = Site::at(here.clone(), git_dir.clone())?;
            site.main(site.settings()?)
        };
        Ok(Self { here, git_dir, common, main })
    }

    /// The top of the worktree the user stands in; the common directory in a bare repository.
    pub fn here(&self) -> &Path {
        &self.here
    }

    /// This worktree's own git directory (`<common>/worktrees/<name>` in a linked worktree).
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The directory all worktrees share (`$GIT_COMMON_DIR`).
    pub fn common(&self) -> &Path {
        &self.common
    }

    /// The top of the main worktree; none in a bare repository.
    pub fn main(&self) -> Option<&Path> {
        self.main.as_deref()
    }

    /// Where relative paths of the plan start: the main worktree, or the bare repository's folder.
    pub fn root(&self) -> &Path {
        self.main.as_deref().or_else(|| self.common.parent()).unwrap_or(&self.common)
    }

    /// Whether the user stands in a linked worktree.
    pub fn is_linked(&self) -> bool {
        self.git_dir != self.common
    }

    /// The directory of everything this program keeps and can rebuild.
    pub fn parallel_dir(&self) -> PathBuf {
        self.common.join("parallel")
    }

    /// For whom files of the repository are made, where that is not one user alone.
    pub fn sharing(&self) -> Result<Option<Sharing>, Error> {
        Ok(Site::of_worktree(&self.common)?.settings()?.shared)
    }

    /// The first link among what this program keeps: nothing of it is ever one, and through it something
    /// else would be written.
    pub fn link_of_ours(&self) -> Option<PathBuf> {
        let is_link = |path: &PathBuf| path.symlink_metadata().is_ok_and(|it| it.is_symlink());
        let folder = self.parallel_dir();
        if is_link(&folder) {
            return Some(folder);
        }
        let mut open = vec![(folder, 1)];
        while let Some((folder, depth)) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let kind = entry.file_type().ok();
                // Hooks that are links are drift, which is told and mended by verbs of its own.
                if depth > 0 && entry.file_name() == "hooks" {
                    continue;
                }
                if kind.is_some_and(|kind| kind.is_symlink()) {
                    return Some(entry.path());
                }
                if depth > 0 && kind.is_some_and(|kind| kind.is_dir()) {
                    open.push((entry.path(), depth - 1));
                }
            }
        }
        None
    }

    /// Writes the main worktree down where linked ones could not find it.
    pub fn remember_main(&self) -> Result<(), Error> {
        let file = self.parallel_dir().join(MAIN);
        match &self.main {
            Some(main) if main.join(".git") != self.common => {
                crate::file::write_whole(&file, &bytes(main))
                    .map_err(|error| Error::file(file, error))
            }
            _ => Ok(()),
        }
    }

    /// Forgets it again.
    pub fn forget_main(&self) -> Result<(), Error> {
        let file = self.parallel_dir().join(MAIN);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file(file, error)),
            _ => Ok(()),
        }
    }

    /// A git command in the main worktree, or in the bare repository.
    pub fn git(&self) -> Git {
        Git::at(self.main.as_deref().unwrap_or(&self.common))
    }
}

/// The repository whose main worktree `dir` is in, where nothing but its folders tell, so that git need
/// not be asked: a `.git` folder that is the user's own, as git would insist, on the same file system,
/// with settings this program knows, and no word of the environment about it.
fn plain(dir: &Path) -> Option<Repo> {
    if !cfg!(unix) || std::env::vars_os().any(|(name, _)| tells(&name)) {
        return None;
    }
    let start = fs::canonicalize(dir).ok()?;
    let owned = |path: &Path| {
        matches!(gix::sec::Trust::from_path_ownership(path), Ok(gix::sec::Trust::Full))
    };
    for top in start.ancestors() {
        let git_dir = top.join(".git");
        let Ok(found) = fs::symlink_metadata(&git_dir) else {
            // A folder can be a bare repository itself.
            if top.join("HEAD").exists() {
                return None;
            }
            continue;
        };
        let whole =
            ["HEAD", "objects", "refs", "config"].iter().all(|it| git_dir.join(it).exists());
        let linked = git_dir.join("commondir").exists();
        if !found.is_dir() || !whole || linked || !owned(top) || !owned(&git_dir) {
            return None;
        }
        let site = Site::of_worktree(top).ok()?;
        let settings = site.settings().ok()?;
        if !settings.plain
            || settings.bare
            || settings.worktree.is_some()
            || !same_system(&start, top)
        {
            return None;
        }
        let (here, common) = (top.to_owned(), git_dir.clone());
        return Some(Repo { here: here.clone(), git_dir, common, main: Some(here) });
    }
    None
}

/// Whether a variable may tell git where the repository is, or how to read it (git(1), environment).
fn tells(name: &std::ffi::OsStr) -> bool {
    let name = name.as_encoded_bytes();
    [
        &b"GIT_DIR"[..],
        b"GIT_WORK_TREE",
        b"GIT_COMMON_DIR",
        b"GIT_CEILING_DIRECTORIES",
        b"GIT_DISCOVERY_ACROSS_FILESYSTEM",
        b"GIT_NAMESPACE",
        b"GIT_CONFIG_COUNT",
        b"GIT_CONFIG_PARAMETERS",
    ]
    .contains(&name)
}

/// Whether two folders are on one file system: git does not look for a repository beyond it.
fn same_system(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
        device(one).is_some() && device(one) == device(other)
    }
    #[cfg(not(unix))]
    {
        one == other
    }
}

/// The git directory of a linked worktree that git, as it `said`, takes for no repository.
fn of_worktree(said: &str) -> Option<PathBuf> {
    let named = said.lines().find_map(|line| line.strip_prefix("fatal: not a git repository: "))?;
    let folder = PathBuf::from(named);
    let inside = folder.parent()?.file_name().is_some_and(|name| name == "worktrees");
    inside.then_some(folder)
}

/// Whether git, started in `top` and told nothing, finds this git directory.
fn is_found_from(top: &Path, git_dir: &Path) -> bool {
    let holds = |folder: &&Path| fs::symlink_metadata(folder.join(".git")).is_ok();
    top.ancestors().find(holds).is_some_and(|folder| leads_to(folder, git_dir))
}

/// Whether the `.git` of `folder`, be it a directory, a file or a link, is this git directory.
fn leads_to(folder: &Path, git_dir: &Path) -> bool {
    let named = super::site::git_dir_of(folder).and_then(|it| real(&it));
    named.ok().zip(real(git_dir).ok()).is_some_and(|(one, other)| one == other)
}

fn real(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).map_err(|error| Error::file(path, error))
}

/// The main worktree this program last saw of a git directory that does not lie in it.
pub(super) fn remembered_main(common: &Path) -> Result<Option<PathBuf>, Error> {
    let named = super::site::read(&common.join("parallel").join(MAIN))?;
    Ok(named.map(|bytes| path(&bytes)).filter(|main| leads_to(main, common)))
}

/// The file in which that is.
pub(super) fn main_is_remembered_in(common: &Path) -> PathBuf {
    common.join("parallel").join(MAIN)
}

/// The file that names the main worktree.
const MAIN: &str = "main-worktree";

/// Bytes from git as a path of this system: exact on Unix, lossy where paths must be Unicode.
pub fn path(bytes: &[u8]) -> PathBuf {
    bytes.to_path().map_or_else(|_| bytes.to_path_lossy().into_owned(), Path::to_owned)
}

/// A path of this system as bytes: exact on Unix, UTF-8 where paths must be Unicode.
pub fn bytes(path: &Path) -> std::borrow::Cow<'_, [u8]> {
    <[u8]>::from_path(path).map_or_else(
        || path.to_string_lossy().into_owned().into_bytes().into(),
        std::borrow::Cow::Borrowed,
    )
}
