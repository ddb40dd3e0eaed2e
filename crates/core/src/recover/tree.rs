//! What one worktree looks like, and what is broken about it.

use super::{Doing, Finding};
use crate::monitor::{Amid, Off};

/// How a worktree's folder and git's own folder for it find each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// They do.
    #[default]
    Whole,
    /// Neither is there.
    Nothing,
    /// The folder is gone.
    NoFolder,
    /// The `.git` file is gone.
    NoFile,
    /// The `.git` file leads elsewhere; git's own folder is in its place.
    Astray,
    /// Git's own folder is gone.
    NoAdmin,
    /// Git's own folder lacks what git needs of it.
    Damaged,
}

/// Why git does not read a worktree that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Another user owns it, or a folder it is in; which.
    Disowned(String),
    /// In git's words.
    Because(String),
}

impl Unread {
    fn finding(&self, worker: String, at: String) -> Finding {
        match self {
            Self::Disowned(at) => Finding::Disowned { worker, at: at.clone() },
            Self::Because(why) => Finding::Unread { worker, at, why: why.clone() },
        }
    }
}

/// One worktree as it was found.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was looked at")]
pub struct Tree {
    /// The worker, or the integration branch.
    pub worker: String,
    /// The worktree.
    pub at: String,
    /// Its branch.
    pub branch: String,
    /// Whether the branch is there.
    pub has_branch: bool,
    /// How it is linked.
    pub link: Link,
    /// The files that git's own folder lacks, or that git cannot read there.
    pub lacks: Vec<String>,
    /// Why it is locked; none when it is not.
    pub locked: Option<String>,
    /// Lock files in git's own folder for it.
    pub locks: Vec<String>,
    /// Whether a git works in it.
    pub busy: bool,
    /// Whether its files were ever written.
    pub filled: bool,
    /// What was begun in it and died, and can be begun again.
    pub doing: Option<Doing>,
    /// What was begun in it that only a hand can end.
    pub amid: Option<Amid>,
    /// Whether it is an integration's, which has a journal of its own.
    pub integration: bool,
    /// Why git does not read it.
    pub unread: Option<Unread>,
    /// What is wrong with its guard.
    pub drift: Vec<String>,
    /// Where its HEAD is instead of on its branch.
    pub off: Option<Off>,
}

impl Tree {
    /// Whether git itself died making it (git-worktree(1), `add`).
    fn is_left_by_git(&self) -> bool {
        self.locked.as_deref() == Some("initializing")
    }

    /// Whether `start` has not come to its end with it.
    fn is_starting(&self) -> bool {
        self.locked.as_ref().is_some_and(|why| why.starts_with("parallel: starting"))
    }

    /// Whether `integrate` has not come to its end with it.
    fn is_half_integration(&self) -> bool {
        let ours = |why: &String| why == "parallel: integrating" || why == "initializing";
        self.integration && self.locked.as_ref().is_some_and(ours)
    }
}

/// Everything broken about one worktree, in the order it is mended.
pub fn of_tree(tree: &Tree) -> Vec<Finding> {
    let (worker, at) = (tree.worker.clone(), tree.at.clone());
    match tree.link {
        Link::Nothing => return Vec::new(),
        _ if tree.is_half_integration() && !tree.busy => {
            return vec![Finding::HalfIntegration { at }];
        }
        Link::NoFolder => {
            let ours = |why: &str| why == "initializing" || why.starts_with("parallel: ");
            return vec![match &tree.locked {
                Some(why) if !ours(why) => Finding::Away { worker, at, why: why.clone() },
                locked => Finding::Gone { worker, at, locked: locked.is_some() },
            }];
        }
        Link::NoFile => return vec![Finding::NoLink { worker, at }],
        Link::Astray => return vec![Finding::Astray { worker, at }],
        Link::NoAdmin => {
            let (branch, mendable) = (tree.branch.clone(), tree.has_branch);
            return vec![Finding::NoAdmin { worker, at, branch, mendable }];
        }
        Link::Damaged if tree.is_starting() => {
            return vec![Finding::HalfMade { worker, at, by_git: false }];
        }
        Link::Damaged => {
            let (branch, mendable) = (tree.branch.clone(), tree.has_branch);
            let files = tree.lacks.clone();
            return vec![Finding::Damaged { worker, at, branch, files, mendable }];
        }
        Link::Whole => {}
    }
    if let Some(why) = &tree.unread {
        return vec![why.finding(worker, at)];
    }
    let mut found = Vec::new();
    if !tree.locks.is_empty() {
        let files = tree.locks.clone();
        if tree.busy {
            // Whatever else is seen may be that git's work in progress.
            return vec![Finding::BusyLocks { at, files }];
        }
        found.push(Finding::StaleLocks { at: at.clone(), files });
    }
    // An integration goes on by its own journal.
    if tree.busy || tree.integration {
        return found;
    }
    found.extend(in_place(tree, worker, at));
    found
}

/// What is wrong in a worktree that git can work in.
fn in_place(tree: &Tree, worker: String, at: String) -> Vec<Finding> {
    let mut found = Vec::new();
    let by_git = tree.is_left_by_git();
    if by_git || tree.is_starting() {
        found.push(Finding::HalfMade { worker, at, by_git });
        return found;
    }
    if !tree.filled {
        found.push(Finding::NoIndex { worker, at });
        return found;
    }
    if let Some(doing) = tree.doing {
        found.push(Finding::Unfinished { worker: worker.clone(), at: at.clone(), doing });
    }
    if let Some(amid) = tree.amid.clone() {
        found.push(Finding::Underway { worker: worker.clone(), at: at.clone(), amid });
    }
    if let Some(off) = tree.off.clone() {
        let (worker, at, branch) = (worker.clone(), at.clone(), tree.branch.clone());
        found.push(Finding::OffBranch { worker, at, branch, off });
    }
    if !tree.drift.is_empty() {
        found.push(Finding::Unguarded { worker, at, why: tree.drift.clone() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Tree {
        Tree { worker: "task-1".into(), at: "w".into(), filled: true, ..Tree::default() }
    }

    fn kinds(tree: &Tree) -> Vec<String> {
        let kind = |finding: &Finding| format!("{finding:?}").split(' ').next().unwrap().to_owned();
        of_tree(tree).iter().map(kind).collect()
    }

    #[test]
    fn what_is_whole_has_no_findings() {
        assert!(kinds(&whole()).is_empty());
        assert!(kinds(&Tree { link: Link::Nothing, ..whole() }).is_empty());
    }

    #[test]
    fn a_git_at_work_is_left_alone() {
        let locked =
            Tree { locks: vec!["index.lock".into()], doing: Some(Doing::Merge), ..whole() };
        assert_eq!(kinds(&Tree { busy: true, ..locked.clone() }), ["BusyLocks"]);
        assert_eq!(kinds(&locked), ["StaleLocks", "Unfinished"]);
        assert!(kinds(&Tree { busy: true, doing: Some(Doing::Rebase), ..whole() }).is_empty());
    }

    #[test]
    fn nothing_else_is_said_of_a_worktree_that_is_not_linked() {
        let doing = Some(Doing::Merge);
        for (link, want) in [
            (Link::NoFolder, "Gone"),
            (Link::NoFile, "NoLink"),
            (Link::Astray, "Astray"),
            (Link::NoAdmin, "NoAdmin"),
            (Link::Damaged, "Damaged"),
        ] {
            assert_eq!(kinds(&Tree { link, doing, ..whole() }), [want]);
        }
    }

    #[test]
    fn only_a_lock_tells_a_worktree_that_was_never_finished_from_one_that_lost_its_index() {
        let bare = Tree { filled: false, ..whole() };
        assert_eq!(kinds(&bare), ["NoIndex"]);
        let locked = |why: &str| kinds(&Tree { locked: Some(why.into()), ..bare.clone() });
        assert_eq!(locked("initializing"), ["HalfMade"]);
        assert_eq!(locked("parallel: starting task-1"), ["HalfMade"]);
        assert_eq!(locked("mine"), ["NoIndex"]);
        let link = Link::Damaged;
        let locked = |why: &str| kinds(&Tree { link, locked: Some(why.into()), ..bare.clone() });
        assert_eq!(locked("parallel: starting task-1"), ["HalfMade"]);
        assert_eq!(
            locked("initializing"),
            ["Damaged"],
            "start does not finish what is not its own"
        );
    }

    #[test]
    fn an_integration_that_was_never_finished_is_finished_by_itself() {
        let half = Tree { integration: true, filled: false, ..whole() };
        for (link, locked) in [
            (Link::Damaged, "initializing"),
            (Link::NoFolder, "parallel: integrating"),
            (Link::Whole, "parallel: integrating"),
        ] {
            let tree = Tree { link, locked: Some(locked.into()), ..half.clone() };
            assert_eq!(kinds(&tree), ["HalfIntegration"]);
        }
    }

    #[test]
    fn an_integration_goes_on_by_its_own_journal() {
        let tree = Tree { integration: true, doing: Some(Doing::Merge), filled: false, ..whole() };
        assert!(kinds(&tree).is_empty());
    }
}
