//! Single settings of git's configuration, as git itself reads and writes them.

use std::path::Path;

use super::{Error, Git, Output, Repo, Site};

impl Repo {
    /// The value of the configuration key `name`, or none.
    pub fn config(&self, name: &str) -> Result<Option<String>, Error> {
        asked(self.git().args(["config", "--get", name]))
    }

    /// The value that the repository's own configuration gives the key `name`, or none.
    pub fn own_config(&self, name: &str) -> Result<Option<String>, Error> {
        own(self.git(), name)
    }

    /// Gives the key `name` a value in the repository's own configuration.
    pub fn set_config(&self, name: &str, value: &str) -> Result<(), Error> {
        self.git().args(["config", "--local", name, value]).run().map(drop)
    }

    /// Takes the key `name` out of the repository's own configuration, where it is in it.
    pub fn unset_config(&self, name: &str) -> Result<(), Error> {
        // Where there is none git ends with 5.
        self.git().args(["config", "--local", "--unset-all", name]).accept(&[0, 5]).map(drop)
    }
}

impl Site {
    /// The value that the repository's own configuration gives the key `name`, or none.
    pub fn own_config(&self, name: &str) -> Result<Option<String>, Error> {
        own(self.git(), name)
    }
}

/// The value of the key `name` for `worktree`, or none: of all configuration, or of this worktree's own.
pub fn config_at(worktree: &Path, name: &str, own: bool) -> Result<Option<String>, Error> {
    let git = Git::at(worktree).arg("config").args(own.then_some("--worktree"));
    asked(git.args(["--get", name]))
}

fn own(git: Git, name: &str) -> Result<Option<String>, Error> {
    asked(git.args(["config", "--local", "--get", name]))
}

fn asked(git: Git) -> Result<Option<String>, Error> {
    let asked: Output = git.accept(&[0, 1])?;
    Ok((asked.code == 0).then(|| asked.text().trim_end_matches('\n').to_owned()))
}
