//! Where the user stands, so that what is printed can be run there.

use std::path::{Path, PathBuf};

use super::Context;
use crate::config::Config;
use crate::git::Repo;
use crate::worker::sh_path;

/// Where the user stands to the main worktree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stand {
    /// At its top.
    Top,
    /// Somewhere else in the repository; its top.
    Within(PathBuf),
    /// Nobody knows: `-C` took the program elsewhere.
    Away(PathBuf),
}

/// Where the user of `context` stands to `repo`.
pub(super) fn of(context: &Context, repo: &Repo) -> Stand {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (top, asked) = (real(repo.root()), real(&context.directory));
    // Git's own `-C` changes the directory, and not what the shell says of it.
    let shell = std::env::var_os("PWD").map(|path| real(Path::new(&path)));
    let here = std::env::current_dir().ok().map(|path| real(&path));
    let moved = shell.is_some_and(|shell| shell != asked) || here.is_some_and(|it| it != asked);
    if moved {
        Stand::Away(top)
    } else if asked == top {
        Stand::Top
    } else {
        Stand::Within(top)
    }
}

/// How to lead `git parallel` where it runs, as a word of a command, where the user stands elsewhere.
pub fn away(context: &Context) -> Option<String> {
    let real = |path: &Path| path.canonicalize().ok();
    let here = std::env::current_dir().ok().and_then(|path| real(&path))?;
    let shell = std::env::var_os("PWD").and_then(|path| real(Path::new(&path)));
    let asked = real(&context.directory)?;
    if shell.is_some_and(|shell| shell != here) {
        // Git's own `-C`: nobody can say how the user wrote it.
        return Some(sh_path(&asked));
    }
    (asked != here).then(|| sh_path(&context.directory))
}

impl Stand {
    /// The configuration with its folders named so that they can be reached.
    pub(super) fn seen(&self, config: &Config) -> Config {
        let mut config = config.clone();
        if let Self::Within(top) | Self::Away(top) = self {
            let folder = top.join(&config.layout.worktrees);
            config.layout.worktrees = folder.to_string_lossy().into_owned();
        }
        config
    }

    /// A file of the main worktree, as a word of a command.
    pub(super) fn file(&self, path: &Path) -> String {
        match self {
            Self::Top => sh_path(path),
            Self::Within(top) | Self::Away(top) => sh_path(&top.join(path)),
        }
    }

    /// A git command of the main worktree, as it can be run.
    pub(super) fn command(&self, run: String) -> String {
        match (self, run.strip_prefix("git ")) {
            (Self::Away(top), Some(rest)) if !rest.starts_with("-C ") => {
                format!("git -C {} {rest}", sh_path(top))
            }
            _ => run,
        }
    }
}
