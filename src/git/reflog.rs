//! Which commits a reflog says were made there, rather than merged, fetched or moved to.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::{Error, Repo, Worktree};

/// How an entry begins that a new commit wrote (git-commit, git-cherry-pick, git-revert, git-am and
/// git-rebase all word it so).
const MADE: [&[u8]; 5] = [b"commit", b"cherry-pick", b"revert", b"am", b"rebase"];

/// Whether an entry of a branch tells that the branch came by work: a commit, a merge that made
/// one, or what was fetched into it or pushed from it.
pub(super) fn is_work(what: &[u8]) -> bool {
    let merges: [&[u8]; 2] = [b"merge", b"pull"];
    let remote: [&[u8]; 3] = [b"fetch", b"update by push", b"clone"];
    MADE.iter().chain(&remote).any(|word| what.starts_with(word))
        || what.starts_with(b"push")
        || merges.iter().any(|word| what.starts_with(word))
            && (what.contains_str("Merge made") || what.contains_str("(finish)"))
}

/// Whether an entry of a remote's branch tells that git brought it from there, or pushed it: these word
/// it so (git-fetch, git-pull, git-push, git-clone and git-remote), whatever program runs them. What this
/// program sets back it had read before.
pub(super) fn is_brought(what: &[u8]) -> bool {
    let words: [&[u8]; 8] =
        [b"fetch", b"pull", b"push", b"update by push", b"clone", b"remote", b"svn", b"parallel"];
    let ends: [&[u8]; 4] = [b"fast-forward", b"forced-update", b"storing head", b"storing ref"];
    words.iter().any(|word| what.starts_with(word)) || ends.iter().any(|end| what.ends_with(end))
}

impl Repo {
    /// The commits made on the branch `name`, wherever it was checked out, as far as its reflog
    /// remembers; none where reflogs are kept otherwise than in files.
    pub fn made_on(&self, name: &str) -> Result<HashSet<String>, Error> {
        made(&self.common().join("logs/refs/heads").join(name), &MADE)
    }

    /// Every commit the branch `name` was ever at, as far as its reflog remembers; what plumbing set it to
    /// without a reason (git-update-ref(1)) does not count.
    pub fn was_at(&self, name: &str) -> Result<HashSet<String>, Error> {
        let full = format!("refs/heads/{name}");
        let git =
            self.git().args(["log", "-g", "--no-show-signature", "--format=%H %gs", &full, "--"]);
        // Without a reflog git says so, and that is all there is to know.
        let told = git.output()?.stdout;
        let reasoned = |line: &[u8]| {
            let (id, why) = line.split_once_str(" ")?;
            (!why.trim().is_empty()).then(|| id.to_str_lossy().into_owned())
        };
        Ok(told.lines().filter_map(reasoned).collect())
    }

    /// Those of them that were written there, not copied from elsewhere.
    pub fn committed_on(&self, name: &str) -> Result<HashSet<String>, Error> {
        made(&self.common().join("logs/refs/heads").join(name), &[b"commit"])
    }

    /// The commits made in the worktree, on whatever branch it was then; git's own folder for it tells,
    /// whatever is wrong with the worktree.
    pub fn made_in(&self, tree: &Worktree) -> Result<HashSet<String>, Error> {
        self.head_log(tree, &MADE)
    }

    /// The commits written in the worktree, not copied there from elsewhere.
    pub fn written_in(&self, tree: &Worktree) -> Result<HashSet<String>, Error> {
        self.head_log(tree, &[b"commit"])
    }

    fn head_log(&self, tree: &Worktree, words: &[&[u8]]) -> Result<HashSet<String>, Error> {
        let Some(name) = tree.admin() else { return Ok(HashSet::new()) };
        made(&head_log(self.common(), name), words)
    }
}

/// The commits that are the work of the worktree whose folder below `common`, git's own, is called `admin`:
/// those written there, and the copies it made of others, even where a copy came out as the very commit.
pub fn written_at(common: &Path, admin: &str) -> Result<HashSet<String>, Error> {
    entries(&head_log(common, admin), is_written)
}

/// Whether an entry tells that a commit was written, rather than found there and moved to.
pub(super) fn is_written(what: &[u8]) -> bool {
    let plain: [&[u8]; 4] = [b"commit", b"cherry-pick: ", b"revert: ", b"am: "];
    // git-rebase, and git-pull that runs it, name the step; those that begin and end one only move.
    let steps = ["pick", "reword", "edit", "squash", "fixup", "continue", "merge"];
    let rebases = what.starts_with(b"rebase") || what.starts_with(b"pull");
    let step = || {
        let named = what.split_once_str(" (").and_then(|(_, rest)| rest.split_once_str("): "));
        named.is_some_and(|(step, _)| steps.iter().any(|it| it.as_bytes() == step))
    };
    !what.ends_with(b": fast-forward")
        && !what.ends_with(b": updating HEAD")
        && (plain.iter().any(|word| what.starts_with(word)) || rebases && step())
}

/// The reflog of HEAD in the worktree whose folder below `common` is called `admin`.
pub(super) fn head_log(common: &Path, admin: &str) -> PathBuf {
    common.join("worktrees").join(admin).join("logs/HEAD")
}

fn made(file: &Path, words: &[&[u8]]) -> Result<HashSet<String>, Error> {
    entries(file, |what| words.iter().any(|word| what.starts_with(word)))
}

/// A line of a reflog: `<old> <new> <who> <when> TAB <what>`.
pub(super) struct Entry<'l> {
    pub(super) old: &'l str,
    pub(super) new: &'l str,
    /// Why, as far as it is said.
    pub(super) what: &'l [u8],
}

impl<'l> Entry<'l> {
    /// What `line` says, where it is one.
    pub(super) fn read(line: &'l [u8]) -> Option<Self> {
        let (head, what) = line.split_once_str("\t").unwrap_or((line, b""));
        let mut words = head.fields().map(|word| word.to_str().ok());
        Some(Self { old: words.next()??, new: words.next()??, what })
    }
}

/// Whether an id is all zeros, git's way to say none.
pub fn is_zero(id: &str) -> bool {
    id.bytes().all(|byte| byte == b'0')
}

/// Where the entries of a reflog led that `wanted` says yes to.
fn entries(file: &Path, wanted: impl Fn(&[u8]) -> bool) -> Result<HashSet<String>, Error> {
    let text = super::site::read(file)?.unwrap_or_default();
    let found = text.lines().filter_map(Entry::read).filter(|entry| wanted(entry.what));
    Ok(found.map(|entry| entry.new.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_merged_or_moved_to_was_not_made() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("HEAD");
        assert!(made(&file, &MADE).unwrap().is_empty());
        let who = "A <a@b> 1 +0000";
        let lines = [
            format!("0 1 {who}\tcommit (initial): one"),
            format!("1 2 {who}\tmerge work/x: Fast-forward"),
            format!("2 3 {who}\tcherry-pick: two"),
            format!("3 4 {who}\tcheckout: moving from a to b"),
            format!("4 5 {who}\treset: moving to x"),
            "broken".into(),
        ];
        std::fs::write(&file, lines.join("\n")).unwrap();
        let mut found: Vec<String> = made(&file, &MADE).unwrap().into_iter().collect();
        found.sort();
        assert_eq!(found, ["1", "3"]);
    }

    #[test]
    fn a_copy_is_written_and_what_a_rebase_begins_or_ends_on_is_not() {
        let written = [
            "commit: one",
            "commit (amend): one",
            "cherry-pick: one",
            "revert: Revert one",
            "am: one",
            "rebase (pick): one",
            "rebase (continue): one (start): two",
            "pull --rebase origin main (pick): one",
        ];
        let moved = [
            "cherry-pick: fast-forward",
            "am --abort",
            "cherry-pick: updating HEAD",
            "rebase: fast-forward",
            "rebase (start): checkout main",
            "rebase (finish): returning to refs/heads/x",
            "rebase (abort): returning to refs/heads/x",
            "pull: Fast-forward",
            "pull origin main (start): checkout x (pick): y",
            "reset: moving to x",
        ];
        assert!(written.iter().all(|it| is_written(it.as_bytes())));
        assert!(!moved.iter().any(|it| is_written(it.as_bytes())));
    }
}
