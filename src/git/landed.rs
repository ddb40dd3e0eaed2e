//! Whether what a branch changed is on another one by other commits: squashed, or picked one by one.

use std::collections::HashMap;

use bstr::ByteSlice;

use super::{Error, Git, Repo};

/// How many paths are given to git at most, to look at commits for these alone.
const MANY: usize = 500;

impl Repo {
    /// Whether everything `tip` changed is on `base`, though the commit itself is not: each of its
    /// commits, all of them as one, or the same content some other way. What was taken back there since,
    /// is not on it, and where nothing was changed nothing can be.
    pub fn is_absorbed(&self, base: &str, tip: &str) -> Result<bool, Error> {
        let Some(fork) = self.merge_base(base, tip)? else { return Ok(false) };
        let own = super::changed(self.git(), &fork, tip)?;
        let theirs = super::changed(self.git(), &fork, base)?;
        // What is as it was where they parted never came, or was taken back.
        if own.is_empty() || !own.iter().any(|path| theirs.contains(path)) {
            return Ok(false);
        }
        let merged = super::auto_merge(self.git(), base, tip)?;
        if merged.unresolved.is_empty() && merged.tree == self.tree(base)? {
            return Ok(true);
        }
        // The same patch may stand among others there: only these paths are compared.
        let paths: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
        if paths.len() > MANY || self.has_binary(&fork, tip)? {
            return Ok(false);
        }
        let there = Patches::of(
            self,
            self.log(&fork, base)
                .arg("--")
                .args(paths.iter().map(|path| super::path(path).into_os_string())),
        )?;
        let back =
            |patches: &Patches, at: usize| patches.0.keys().any(|id| there.newest(id) > Some(at));
        let whole = Patches::of(self, self.diff(&fork, tip))?;
        let whole_back = Patches::of(self, self.diff(tip, &fork))?;
        if let Some(at) = whole.0.keys().find_map(|id| there.newest(id)) {
            return Ok(!back(&whole_back, at));
        }
        self.is_picked(&fork, tip, &there, &whole_back)
    }

    /// Whether `others` have all that `tip` made: what they lack of it are merges that are as git makes
    /// them, of the base say, and nothing that somebody wrote.
    pub fn have_all_of(&self, tip: &str, others: &[&str]) -> Result<bool, Error> {
        let without = others.iter().map(|other| format!("^{other}"));
        let listed = self.git().args(["rev-list", "--parents", tip]).args(without).run()?.texts();
        for line in listed {
            let commits: Vec<&str> = line.split_whitespace().collect();
            let [merge, one, other] = commits.as_slice() else { return Ok(false) };
            let merged = super::auto_merge(self.git(), one, other)?;
            if !merged.unresolved.is_empty() || merged.tree != self.tree(merge)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether each commit that leads from `fork` to `tip` and changes something is `there`, and was not
    /// taken back.
    fn is_picked(
        &self,
        fork: &str,
        tip: &str,
        there: &Patches,
        whole_back: &Patches,
    ) -> Result<bool, Error> {
        let single = Patches::of(self, self.log(fork, tip))?;
        let back = Patches::of(self, self.log(fork, tip).arg("-R"))?;
        let mut last = None;
        for (id, commit) in &single.1 {
            let Some(at) = there.newest(id) else { return Ok(false) };
            let taken_back = back.1.iter().find(|(_, other)| other == commit);
            if taken_back.is_some_and(|(id, _)| there.newest(id) > Some(at)) {
                return Ok(false);
            }
            last = last.max(Some(at));
        }
        let all_back = whole_back.0.keys().any(|id| there.newest(id) > last);
        Ok(last.is_some() && !all_back)
    }

    /// Whether `commit`, which `base` has, changes the same as a commit of the branch with `tip`, as one
    /// of its `former` tips, or as several of its commits from the beginning on, and was made after that:
    /// what somebody picked or squashed, rather than what was committed there first and then copied to
    /// the branch. Where time does not tell, `first` does: whether it was written there, not copied.
    pub fn is_later_copy(
        &self,
        commit: &str,
        tip: &str,
        former: &[String],
        base: &str,
        first: bool,
    ) -> Result<bool, Error> {
        let Some(fork) = self.merge_base(base, tip)? else { return Ok(false) };
        let wanted = Patches::of(self, self.diff(&format!("{commit}^"), commit))?;
        let Some((wanted, _)) = wanted.1.first() else { return Ok(false) };
        let own = self.written(commit)?;
        let later = |other: &str| -> Result<bool, Error> {
            let other = self.written(other)?;
            // A copy keeps author, time and subject.
            Ok(own.0 > other.0 || (own.0 == other.0 && (own.1 != other.1 || !first)))
        };
        let mut singles = Patches::of(self, self.log(&fork, tip))?.1;
        if !former.is_empty() {
            let git = self.patches().args(["--no-walk", "--ignore-missing"]).args(former);
            singles.extend(Patches::of(self, git)?.1);
        }
        for (_, other) in singles.iter().filter(|(id, other)| id == wanted && other != commit) {
            if later(other)? {
                return Ok(true);
            }
        }
        let range = format!("{fork}..{tip}");
        let own = self.git().args(["rev-list", "--first-parent", "--no-merges", &range]).run()?;
        for other in own.stdout.lines().map(|id| id.to_str_lossy().into_owned()) {
            let squashed = Patches::of(self, self.diff(&fork, &other))?;
            if squashed.1.first().is_some_and(|(id, _)| id == wanted) && later(&other)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// When a commit was made, and what a copy of it keeps.
    fn written(&self, commit: &str) -> Result<(Option<i64>, String), Error> {
        let told =
            self.git().args(["log", "-1", "--no-show-signature", "--format=%ct %an %ae %at %s"]);
        let told = told.args(["--end-of-options", commit]).line()?;
        let (time, kept) = told.split_once(' ').unwrap_or((&told, ""));
        Ok((time.parse().ok(), kept.to_owned()))
    }

    fn has_binary(&self, one: &str, other: &str) -> Result<bool, Error> {
        let listed = self.plain_diff().args(["--numstat", "-z", one, other, "--"]).run()?.stdout;
        Ok(listed.split_str("\0").any(|line| line.starts_with(b"-\t-\t")))
    }

    fn plain_diff(&self) -> Git {
        self.git().args(["diff", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative"])
    }

    /// The difference as a patch.
    fn diff(&self, one: &str, other: &str) -> Git {
        self.plain_diff().args(["--no-color", "--no-prefix", "--full-index", one, other])
    }

    /// The commits from `fork` to `tip`, oldest first, each with its patch.
    fn log(&self, fork: &str, tip: &str) -> Git {
        self.patches().arg(format!("{fork}..{tip}"))
    }

    /// A command that lists commits, each with its patch.
    fn patches(&self) -> Git {
        self.git()
            .env("GIT_LITERAL_PATHSPECS", "1")
            .args(["log", "-p", "--reverse", "--topo-order", "--no-merges", "--format=commit %H"])
            .args(["--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative", "--no-color"])
            // Turned round, the prefixes would be too, and the identifier another one.
            .args(["--no-show-signature", "--no-prefix", "--full-index"])
    }
}

/// The identifiers of patches (git-patch-id(1)): the newest place of each, and all in order, each with
/// its commit.
struct Patches(HashMap<String, usize>, Vec<(String, String)>);

impl Patches {
    fn of(repo: &Repo, git: Git) -> Result<Self, Error> {
        let text = git.run()?.stdout;
        let listed = repo.git().args(["patch-id", "--stable"]).input(text).run()?.stdout;
        let pair = |line: &[u8]| {
            let (id, commit) = line.split_once_str(" ")?;
            Some((id.to_str_lossy().into_owned(), commit.to_str_lossy().into_owned()))
        };
        let all: Vec<(String, String)> = listed.lines().filter_map(pair).collect();
        let newest = all.iter().zip(0..).map(|((id, _), at)| (id.clone(), at)).collect();
        Ok(Self(newest, all))
    }

    fn newest(&self, id: &str) -> Option<usize> {
        self.0.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use crate::git::{Git, Repo};

    /// Whether `w` is absorbed by `main` in a repository made by `script`.
    #[track_caller]
    fn absorbed(script: &str) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let preamble = "git init -q -b main .; git config user.name A; git config user.email a@b;
            save() { echo \"$2\" >>$1; git add -A; git commit -qm \"$1 $2\"; }
            seq 20 >x; seq 20 >y; git add -A; git commit -qm start; git switch -q -c w;";
        let alias = format!("alias.run=!set -e; {preamble} {script}");
        Git::at(dir.path()).args(["-c", &alias, "run"]).run().unwrap();
        let repo = Repo::discover(dir.path()).unwrap();
        repo.is_absorbed("main", "w").unwrap()
    }

    /// What comes after is made later: a copy of the same second would be the same commit.
    const TWO: &str = "save x 1; save x 2; git switch -q main;
        export GIT_COMMITTER_DATE=2040-01-01T00:00:00Z;";

    #[test]
    fn squashed_and_picked_work_is_there() {
        assert!(absorbed(&format!("{TWO} git merge -q --squash w; git commit -qm S")));
        assert!(absorbed(&format!("{TWO} git cherry-pick main..w")));
        let later = "git merge -q --squash w; git commit -qm S; save x later";
        assert!(absorbed(&format!("{TWO} {later}")));
        let among = "git merge -q --squash w; echo o >>y; git commit -qam S; save x later";
        assert!(absorbed(&format!("{TWO} {among}")), "with the work of others in one commit");
        assert!(absorbed(&format!("{TWO} git cherry-pick main..w; save x later")));
    }

    #[test]
    fn work_that_is_not_there_or_was_taken_back_is_not() {
        assert!(!absorbed(TWO));
        assert!(!absorbed(&format!("{TWO} save y other")));
        assert!(!absorbed(&format!("{TWO} git cherry-pick w~")), "one of two");
        let squash = "git merge -q --squash w; git commit -qm S;";
        assert!(!absorbed(&format!("{TWO} {squash} git revert --no-edit HEAD")));
        let back = "git revert --no-edit HEAD; save x other";
        assert!(!absorbed(&format!("{TWO} {squash} {back}")), "and the file changed again");
        let again = "git revert --no-edit HEAD; git revert --no-edit HEAD; save x more";
        assert!(absorbed(&format!("{TWO} {squash} {again}")), "and brought back");
        assert!(!absorbed(&format!(
            "{TWO} git cherry-pick main..w; git revert --no-edit HEAD~2..HEAD; save x other"
        )));
        assert!(!absorbed("git commit -q --allow-empty -m nothing; git switch -q main; save x 1"));
    }
}
