//! Branches by name: which there are, what they hold, and the one HEAD is on.

use std::path::Path;

use super::{BACKUPS, Error, Git, Repo, Site};

/// Where the branches are, here and on remotes.
const BRANCHES: [&str; 2] = ["refs/heads/", "refs/remotes/"];

impl Repo {
    /// The local branches, by their names below `refs/heads/`.
    pub fn local_branches(&self) -> Result<Vec<String>, Error> {
        let list = ["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/"];
        Ok(self.git().args(list).run()?.texts())
    }

    /// All branches, here and on remotes, as short as git has their names; none where git cannot tell.
    pub fn branch_names(&self) -> Vec<String> {
        let list = ["for-each-ref", "--format=%(refname:short)"];
        let told = self.git().args(list).args(BRANCHES).output();
        told.map(|told| told.texts()).unwrap_or_default()
    }

    /// The branches at `commit`, those of remotes with the remote's name before theirs; none at what is no
    /// commit or is not there.
    pub fn branches_at(&self, commit: &str) -> Result<Vec<String>, Error> {
        let list = ["for-each-ref", "--format=%(refname:lstrip=2)", "--points-at", commit];
        Ok(self.git().args(list).args(BRANCHES).accept(&[0, 128, 129])?.texts())
    }

    /// The first remote-tracking branch that has `commit`, by its full name.
    pub fn pushed_to(&self, commit: &str) -> Result<Option<String>, Error> {
        let list = ["for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit];
        let first = self.git().args(list).arg("refs/remotes/").line()?;
        Ok((!first.is_empty()).then_some(first))
    }

    /// The references that `patterns` match (git-for-each-ref(1)), each by its full name with what it names.
    pub fn refs(&self, patterns: &[String]) -> Result<Vec<(String, String)>, Error> {
        let list = self.git().args(["for-each-ref", "--format=%(refname) %(objectname)"]);
        let told = list.args(patterns).run()?.texts();
        let parted =
            |line: String| line.split_once(' ').map(|(name, id)| (name.to_owned(), id.to_owned()));
        Ok(told.into_iter().filter_map(parted).collect())
    }

    /// Deletes references, each unless it has moved from what it is said to name; all or none.
    pub fn delete_refs(&self, refs: &[(String, String)]) -> Result<(), Error> {
        let input: String = refs.iter().map(|(name, id)| format!("delete {name} {id}\n")).collect();
        self.git().args(["update-ref", "--stdin"]).input(input).run().map(drop)
    }

    /// Whether a backup of the branch `name` is kept, one that has `commit` where that is given.
    pub fn has_backup_of(&self, name: &str, commit: Option<&str>) -> Result<bool, Error> {
        let list = self.git().args(["for-each-ref", "--count=1"]);
        let list = list.args(commit.map(|commit| format!("--contains={commit}")));
        Ok(!list.arg(format!("{BACKUPS}*/heads/{name}")).line()?.is_empty())
    }

    /// What the branch `name`, which is no more, was renamed to, as far as a reflog tells (git-branch(1), `-m`).
    pub fn renamed_to(&self, name: &str) -> Option<String> {
        let logs = self.common().join("logs/refs/heads");
        self.local_branches().ok()?.into_iter().find(|branch| {
            let why = format!("\tBranch: renamed refs/heads/{name} to refs/heads/{branch}");
            let told =
                |log: Vec<u8>| log.split(|b| *b == b'\n').any(|it| it.ends_with(why.as_bytes()));
            std::fs::read(logs.join(branch)).is_ok_and(told)
        })
    }

    /// The branch that the remote `origin` calls its head, by its name there.
    pub fn head_of_origin(&self) -> Result<Option<String>, Error> {
        let asked = self.git().args(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
        let name = asked.output()?.text();
        Ok(name.trim().strip_prefix("refs/remotes/origin/").map(str::to_owned))
    }
}

impl Site {
    /// All branches, here and on remotes, by their full names.
    pub fn branches(&self) -> Result<Vec<String>, Error> {
        let list = ["for-each-ref", "--format=%(refname)"];
        Ok(self.git().args(list).args(BRANCHES).run()?.texts())
    }

    /// The branch that HEAD names, asked of git; none while it is detached.
    pub fn branch(&self) -> Result<Option<String>, Error> {
        branch_of(self.git())
    }
}

/// The branch checked out in `worktree`; none while HEAD is detached.
pub fn branch_at(worktree: &Path) -> Result<Option<String>, Error> {
    branch_of(Git::at(worktree))
}

fn branch_of(git: Git) -> Result<Option<String>, Error> {
    let name = git.args(["symbolic-ref", "--quiet", "HEAD"]).accept(&[0, 1])?.text();
    Ok(name.trim().strip_prefix("refs/heads/").map(str::to_owned))
}

/// Has HEAD of `worktree` name the branch `name`, moving nothing else; `why` goes into its reflog.
pub fn attach_head(worktree: &Path, name: &str, why: &str) -> Result<(), Error> {
    let name = format!("refs/heads/{name}");
    Git::at(worktree).args(["symbolic-ref", "-m", why, "HEAD", &name]).run().map(drop)
}
