//! Which worktrees have a branch in hand: it is checked out there, or what is under way there comes back to it.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::state::underway_in;
use super::{Error, Repo, Underway, Worktree, admin_dirs};

/// A worktree in which something is under way that has a branch in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// The top of the worktree.
    pub at: PathBuf,
    /// Git's verb for what is under way.
    pub doing: &'static str,
}

impl Repo {
    /// Every worktree that has `branch` checked out, by this or another name for it, the main one first;
    /// also those whose folders are gone.
    pub fn holders(&self, branch: &str) -> Result<Vec<Worktree>, Error> {
        let mut held = self.worktrees()?;
        let branch = self.led_to(branch)?;
        held.retain(|tree| tree.branch.as_ref() == Some(&branch));
        Ok(held)
    }

    /// The worktrees in which a rebase or a bisection is under way that sets `branch` at its end, or goes back to
    /// it (git-rebase(1), git-bisect(1)). Git lets nobody else move such a branch either.
    pub fn amid_on(&self, branch: &str) -> Result<Vec<Holds>, Error> {
        let names = [branch.to_owned(), self.led_to(branch)?];
        let own = (self.common().to_owned(), self.root().to_owned());
        let linked = admin_dirs(self).into_iter().map(|(admin, file)| {
            let top = file.parent().map_or_else(|| file.clone(), Path::to_owned);
            (admin, top)
        });
        let mut found = Vec::new();
        for (admin, at) in std::iter::once(own).chain(linked) {
            found.extend(in_hand(&admin, &names).map(|doing| Holds { at, doing }));
        }
        Ok(found)
    }

    /// What is under way in the worktree `tree`, other than a bisection: git's verb for it.
    pub fn doing_in(&self, tree: &Worktree) -> Result<Option<&'static str>, Error> {
        let admin = match tree.admin() {
            Some(_) => super::admin_dir(&tree.path)?,
            None => self.common().to_owned(),
        };
        Ok(underway_in(&admin).map(|what| match what {
            Underway::Merge => "merge",
            Underway::CherryPick => "cherry-pick",
            Underway::Revert => "revert",
            Underway::Rebase => "rebase",
            Underway::Am => "am",
        }))
    }
}

/// What of the git directory `admin` has one of the branches `names` in hand.
fn in_hand(admin: &Path, names: &[String]) -> Option<&'static str> {
    let is_one = |line: &[u8]| {
        let line = line.trim_ascii();
        let short = line.strip_prefix(b"refs/heads/").unwrap_or(line);
        names.iter().any(|name| name.as_bytes() == short)
    };
    let has = |file: &str| {
        let text = fs::read(admin.join(file)).unwrap_or_default();
        text.lines().any(is_one)
    };
    // The last has other branches that the rebase takes along, each with where it is.
    let rebase = ["rebase-merge/head-name", "rebase-apply/head-name", "rebase-merge/update-refs"];
    if rebase.into_iter().any(has) {
        return Some("rebase");
    }
    (admin.join("BISECT_LOG").exists() && has("BISECT_START")).then_some("bisect")
}
