//! Branches that came to a commit otherwise than in the worktree where they are checked out.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::reflog::{self, Entry, is_zero};
use super::{Error, Git, Kind, Repo, Worktree};

/// A branch that was moved, and not by what was done where it is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The commit it was at before.
    pub from: String,
    /// The commit it was moved to; the branch has it still.
    pub to: String,
}

/// A move that HEAD's reflog leaves out.
struct Gap {
    moved: Moved,
    /// Where HEAD came by the entry after it, on the same branch; none where there is no such entry.
    next: Option<String>,
    /// Whether the gap is the end of the reflog.
    last: bool,
}

impl Entry<'_> {
    /// Whether it tells that somebody who stood there came to the commit knowingly.
    fn takes(&self) -> bool {
        let ways: [&[u8]; 4] = [b"reset: ", b"merge ", b"pull", b"branch: Reset"];
        ways.iter().any(|way| self.what.starts_with(way))
    }

    /// Whether it reads as what is only done where the branch is checked out.
    fn is_of_head(&self) -> bool {
        let moves: [&[u8]; 4] = [b"reset: ", b"merge ", b"pull", b"rebase"];
        reflog::is_written(self.what) || moves.iter().any(|way| self.what.starts_with(way))
    }
}

impl Moved {
    /// Whether an entry tells this move.
    fn is(&self, by: &Entry<'_>) -> bool {
        by.old == self.from && by.new == self.to
    }
}

impl Repo {
    /// How `branch`, which is at `tip`, was last moved from outside the worktree `holder` in which it is checked
    /// out, or by plumbing that says no reason where it is checked out nowhere, as far as reflogs tell: the
    /// branch's has what HEAD's there has not, as neither has what they forgot with time (git-reflog(1)).
    /// What the branch no longer has, and what somebody in that worktree came to again since (git-reset(1)),
    /// is not told; nor is anything where reflogs are not kept in files.
    pub fn moved_beside(
        &self,
        branch: &str,
        tip: &str,
        holder: Option<&Worktree>,
    ) -> Result<Option<Moved>, Error> {
        let own = self.common().join("logs/refs/heads").join(branch);
        let read = |file: &Path| super::site::read(file).map(Option::unwrap_or_default);
        let mut found = match holder {
            Some(tree) => match head_log(self.common(), tree) {
                Some(file) => moves(&read(&file)?, branch, tip),
                None => Vec::new(),
            },
            None => unreasoned(&read(&own)?),
        };
        if let Some(holder) = holder.filter(|_| !found.is_empty()) {
            let text = read(&own)?;
            let logged: Vec<Entry<'_>> = text.lines().filter_map(Entry::read).collect();
            let mut told = Vec::new();
            for gap in found {
                let mut by = logged.iter().filter(|by| gap.moved.is(by));
                if let Some(first) = by.next()
                    && !(by.next().is_none() && self.is_struck(&gap, first, holder)?)
                {
                    told.push(gap);
                }
            }
            found = told;
        }
        for moved in found.into_iter().map(|gap| gap.moved) {
            let there = self.commit(&moved.to)?.is_some() && self.commit(&moved.from)?.is_some();
            // Where it was moved back, and has all again, nothing came and nothing is gone.
            if there
                && self.is_ancestor(&moved.to, tip)?
                && !(self.is_ancestor(&moved.to, &moved.from)?
                    && self.is_ancestor(&moved.from, tip)?)
            {
                return Ok(Some(moved));
            }
        }
        Ok(None)
    }

    /// Whether the move that the branch's reflog tells `by` was made in `holder`, and only struck out of its
    /// HEAD's (git-reflog(1)): it reads so, nobody else wrote the commit, and the index went along, as that of
    /// a worktree whose branch is moved from outside does not.
    fn is_struck(&self, gap: &Gap, by: &Entry<'_>, holder: &Worktree) -> Result<bool, Error> {
        let Moved { from, to } = &gap.moved;
        if !by.is_of_head() || self.commit(from)?.is_none() || self.commit(to)?.is_none() {
            return Ok(false);
        }
        for (other, _) in super::admin_dirs(self) {
            let name = other.file_name().and_then(|name| name.to_str());
            let own = name.is_some_and(|name| holder.admin() == Some(name));
            if let Some(name) = name.filter(|_| !own)
                && reflog::written_at(self.common(), name)?.contains(to)
            {
                return Ok(false);
            }
        }
        let changed: HashSet<Vec<u8>> = super::changed(self.git(), from, to)?.into_iter().collect();
        let kept = match &gap.next {
            Some(next) => super::changed(self.git(), from, next)?,
            None if gap.last => in_index(&holder.path, from)?,
            None => return Ok(false),
        };
        let kept: HashSet<Vec<u8>> = kept.into_iter().collect();
        Ok(!changed.is_empty() && changed.is_subset(&kept))
    }
}

/// The paths that the index of a worktree has otherwise than a commit.
fn in_index(worktree: &Path, commit: &str) -> Result<Vec<Vec<u8>>, Error> {
    let asked = ["diff-index", "--cached", "--name-only", "--no-renames", "-z", commit, "--"];
    Ok(super::staged::paths(&Git::at(worktree).args(asked).run()?.stdout))
}

fn head_log(common: &Path, tree: &Worktree) -> Option<PathBuf> {
    match &tree.kind {
        Kind::Main => Some(common.join("logs/HEAD")),
        Kind::Linked(name) => Some(reflog::head_log(common, name)),
        Kind::Bare | Kind::Foreign(_) => None,
    }
}

/// The moves of `branch`, which is at `tip`, that the reflog `text` of a HEAD that stands on it by now leaves
/// out, the newest first.
fn moves(text: &[u8], branch: &str, tip: &str) -> Vec<Gap> {
    let entries: Vec<Entry<'_>> = text.lines().filter_map(Entry::read).collect();
    let (mut at, mut on) = (tip, true);
    let mut found = Vec::new();
    for (index, entry) in entries.iter().enumerate().rev() {
        if on {
            let later = &entries[index + 1..];
            let next = later.first().filter(|it| left(it.what).is_none());
            found.extend(moved(entry.new, at, later).map(|moved| Gap {
                moved,
                next: next.map(|it| it.new.to_owned()),
                last: later.is_empty(),
            }));
        }
        at = entry.old;
        if let Some(left) = left(entry.what) {
            on = left == branch.as_bytes();
        }
    }
    found
}

/// The moves of a branch of which its reflog `text` gives no reason, the newest first.
fn unreasoned(text: &[u8]) -> Vec<Gap> {
    let entries: Vec<Entry<'_>> = text.lines().filter_map(Entry::read).collect();
    let of = |(index, entry): (usize, &Entry<'_>)| {
        let silent = entry.what.is_empty();
        let moved = moved(entry.old, entry.new, &entries[index + 1..]).filter(|_| silent)?;
        Some(Gap { moved, next: None, last: false })
    };
    entries.iter().enumerate().rev().filter_map(of).collect()
}

/// The move between two commits, unless one of `later` took it knowingly.
fn moved(from: &str, to: &str, later: &[Entry<'_>]) -> Option<Moved> {
    let taken = later.iter().any(|it| it.new == to && it.takes());
    let is_move = from != to && !is_zero(from) && !is_zero(to) && !taken;
    is_move.then(|| Moved { from: from.to_owned(), to: to.to_owned() })
}

/// What HEAD left by a step of git-checkout(1) or git-switch(1): `checkout: moving from <it> to <next>`.
fn left(what: &[u8]) -> Option<&[u8]> {
    Some(what.strip_prefix(b"checkout: moving from ")?.split_once_str(" to ")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(lines: &[(&str, &str, &str)]) -> String {
        let line = |(old, new, what): &(&str, &str, &str)| {
            let what = if what.is_empty() { String::new() } else { format!("\t{what}") };
            format!("{old} {new} A <a@b> 1 +0000{what}\n")
        };
        lines.iter().map(line).collect()
    }

    fn told(lines: &[(&str, &str, &str)], tip: &str) -> String {
        words(&moves(log(lines).as_bytes(), "x", tip))
    }

    fn words(found: &[Gap]) -> String {
        found.iter().map(|it| format!("{}>{} ", it.moved.from, it.moved.to)).collect()
    }

    #[test]
    fn what_head_never_did_is_told() {
        let begun = ("0", "1", "");
        let worked = ("1", "2", "commit: two");
        assert_eq!(told(&[begun, worked], "2"), "");
        assert_eq!(told(&[begun, worked], "3"), "2>3 ");
        assert_eq!(told(&[begun, worked, ("3", "4", "commit: four")], "4"), "2>3 ");
        let taken = [begun, worked, ("3", "2", "reset: moving to 2"), ("2", "3", "merge 3: Fast")];
        assert_eq!(told(&taken, "3"), "");
        assert_eq!(told(&[begun, worked, ("3", "3", "reset: moving to 3")], "3"), "");
        assert_eq!(told(&[], "3"), "");
        assert_eq!(told(&[("0", "0", "Branch: renamed"), ("0", "2", "x")], "2"), "");
    }

    #[test]
    fn other_branches_that_head_stood_on_do_not_matter() {
        let away = [
            ("1", "2", "commit: two"),
            ("2", "7", "checkout: moving from x to y"),
            ("8", "3", "checkout: moving from y to x"),
        ];
        assert_eq!(told(&away, "3"), "");
        assert_eq!(told(&[away[0], ("2", "2", "checkout: moving from y to x")], "2"), "");
        let back = [away[0], ("3", "7", away[1].2), ("8", "3", away[2].2)];
        assert_eq!(told(&back, "3"), "2>3 ", "to come back to it is not to take it");
    }

    #[test]
    fn a_branch_that_is_nowhere_checked_out_moves_with_a_reason() {
        let fetched = [("0", "1", "branch: Created from main"), ("1", "2", "fetch origin x:x")];
        let told = |lines: &[(&str, &str, &str)]| words(&unreasoned(log(lines).as_bytes()));
        assert_eq!(told(&fetched), "");
        let silent = [fetched[0], ("1", "2", "")];
        assert_eq!(told(&silent), "1>2 ");
        let again = [("2", "1", "branch: Reset to 1"), ("1", "2", "branch: Reset to 2")];
        assert_eq!(told(&[&silent[..], &again].concat()), "");
    }
}
