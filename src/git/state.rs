//! What git was in the middle of in a worktree, and bringing back worktrees it lost.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Error, Git, Repo, admin_dir};

/// What is under way in a worktree, by the files git keeps for it (git-status(1)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Underway {
    /// `MERGE_HEAD`.
    Merge,
    /// `CHERRY_PICK_HEAD`, or a sequence of picks.
    CherryPick,
    /// `REVERT_HEAD`.
    Revert,
    /// A rebase of either kind.
    Rebase,
    /// Applying mails.
    Am,
}

/// What is under way in the worktree at `worktree`.
pub fn underway(worktree: &Path) -> Result<Option<Underway>, Error> {
    Ok(underway_in(&admin_dir(worktree)?))
}

/// The same by the git directory of a worktree.
pub(super) fn underway_in(admin: &Path) -> Option<Underway> {
    let has = |name: &str| admin.join(name).exists();
    let todo = || fs::read_to_string(admin.join("sequencer/todo")).unwrap_or_default();
    if has("rebase-merge") || has("rebase-apply/rebasing") {
        Some(Underway::Rebase)
    } else if has("rebase-apply") {
        Some(Underway::Am)
    } else if has("REVERT_HEAD") || (has("sequencer") && todo().starts_with("revert")) {
        Some(Underway::Revert)
    } else if has("CHERRY_PICK_HEAD") || has("sequencer") {
        Some(Underway::CherryPick)
    } else if has("MERGE_HEAD") {
        Some(Underway::Merge)
    } else {
        None
    }
}

/// Whether what is under way in the worktree at `worktree` brings several commits, so that the branch has moved
/// already and giving it up moves it back.
pub fn is_sequence(worktree: &Path) -> Result<bool, Error> {
    Ok(admin_dir(worktree)?.join("sequencer").exists())
}

/// What is under way in the worktree at `worktree`, a bisection too: git's verb for it, and the commit that
/// is brought there or that the rebase goes onto; none where git died while it wrote that down.
pub fn begun(worktree: &Path) -> Result<Option<(&'static str, Option<String>)>, Error> {
    let admin = admin_dir(worktree)?;
    let first = |name: &str| -> Option<String> {
        let text = fs::read_to_string(admin.join(name)).ok()?;
        text.lines().next().map(|line| line.trim().to_owned())
    };
    let what = underway(worktree)?;
    Ok(Some(match what {
        Some(Underway::Merge) => ("merge", first("MERGE_HEAD").filter(|named| is_whole(named))),
        Some(Underway::CherryPick) => ("cherry-pick", first("CHERRY_PICK_HEAD")),
        Some(Underway::Revert) => ("revert", first("REVERT_HEAD")),
        Some(Underway::Rebase) => {
            ("rebase", first("rebase-merge/onto").or_else(|| first("rebase-apply/onto")))
        }
        Some(Underway::Am) => ("am", None),
        None if admin.join("BISECT_LOG").exists() => ("bisect", None),
        None => return Ok(None),
    }))
}

/// Whether what is under way in the worktree at `worktree` is a merge of which git did not come to write down what
/// is merged: `git merge` can give it up, and `git commit` would end it as no merge.
pub fn is_torn_merge(worktree: &Path) -> Result<bool, Error> {
    Ok(matches!(begun(worktree)?, Some(("merge", None))))
}

/// Whether `named` is the whole name of an object, of either length.
fn is_whole(named: &str) -> bool {
    matches!(named.len(), 40 | 64) && named.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What is under way in the worktree at `worktree` that is lost with it, a bisection too, in words.
pub fn amid(worktree: &Path) -> Result<Option<&'static str>, Error> {
    if admin_dir(worktree)?.join("BISECT_LOG").exists() {
        return Ok(Some("a bisection"));
    }
    Ok(underway(worktree)?.map(|what| match what {
        Underway::Merge => "a merge",
        Underway::CherryPick => "a cherry-pick",
        Underway::Revert => "a revert",
        Underway::Rebase => "a rebase",
        Underway::Am => "applying mails",
    }))
}

/// Whether index and files are those of another branch's tip that HEAD could be moved forward to:
/// what a fast-forward leaves that died before it moved the branch.
pub fn died_forwarding(worktree: &Path) -> Result<bool, Error> {
    if Git::at(worktree).args(["diff", "--quiet", "--cached", "HEAD", "--"]).yes()? {
        return Ok(false);
    }
    let tips = Git::at(worktree)
        .args(["for-each-ref", "--format=%(objectname)", "--contains", "HEAD"])
        .args(["refs/heads/", "refs/remotes/"])
        .run()?;
    for tip in String::from_utf8_lossy(&tips.stdout).lines() {
        if Git::at(worktree).args(["diff", "--quiet", "--cached", tip, "--"]).yes()? {
            return Git::at(worktree).args(["diff", "--quiet", "--"]).yes();
        }
    }
    Ok(false)
}

/// Ends what is under way by git's own `--abort`.
pub fn abort(worktree: &Path, what: Underway) -> Result<(), Error> {
    let verb = match what {
        Underway::Merge => "merge",
        Underway::CherryPick => "cherry-pick",
        Underway::Revert => "revert",
        Underway::Rebase => "rebase",
        Underway::Am => "am",
    };
    super::refresh(worktree)?;
    Git::at(worktree).args([verb, "--abort"]).run().map(drop)
}

/// Git's own folders for linked worktrees, each with the `.git` file it names.
pub fn admin_dirs(repo: &Repo) -> Vec<(PathBuf, PathBuf)> {
    let listed = fs::read_dir(repo.common().join("worktrees"));
    let named = |folder: PathBuf| {
        let text = fs::read(folder.join("gitdir")).ok()?;
        Some((folder, super::path(text.trim_ascii_end())))
    };
    listed.into_iter().flatten().flatten().filter_map(|entry| named(entry.path())).collect()
}

/// Makes the index of a worktree from HEAD again; every file stays as it is.
pub fn reread_index(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["reset", "--quiet"]).run().map(drop)
}

/// Has git link the worktrees at `paths` to this repository again (git-worktree(1), `repair`).
pub fn repair(repo: &Repo, paths: &[PathBuf]) -> Result<(), Error> {
    repo.git().args(["worktree", "repair", "--"]).args(paths).run().map(drop)
}

/// Writes the files of a worktree that git died filling: the index from HEAD, then whatever differs.
pub fn refill(worktree: &Path) -> Result<(), Error> {
    reread_index(worktree)?;
    Git::at(worktree).args(["checkout", "--quiet", "--", "."]).run().map(drop)
}
