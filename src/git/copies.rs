//! Whether a branch has a commit that somebody copied to it.

use super::{Error, Repo, changed};

impl Repo {
    /// Whether what `tip` has beside `commit` changes the same as that; of one that changes nothing, whether
    /// it is of the same author, time and message.
    pub fn has_copy(&self, commit: &str, tip: &str) -> Result<bool, Error> {
        let parent = format!("{commit}^");
        let differs = ["diff", "--quiet", "--no-ext-diff", &parent, commit, "--"];
        if !self.git().args(differs).yes()? {
            let told = self.git().args(["cherry", tip, commit, &parent]).run()?.stdout;
            return Ok(!told.starts_with(b"+") || self.has_resolved_copy(commit, &parent, tip)?);
        }
        // Git takes all commits that change nothing for one.
        let told = |range: &[&str]| -> Result<String, Error> {
            let format = "--format=%an%x01%ae%x01%at%x01%s%x01%b%x00";
            let git = self.git().args(["log", "-z", "--no-show-signature", format]).args(range);
            Ok(git.run()?.text())
        };
        let wanted = told(&["-1", commit])?;
        let wanted = wanted.split('\0').next().unwrap_or_default();
        Ok(told(&[&format!("{parent}..{tip}")])?.split('\0').any(|one| one == wanted))
    }

    /// Whether `tip` has the commit as somebody copied it who had a conflict to resolve: of the same author
    /// and time, and with its subject, as git copies them, to the same paths.
    fn has_resolved_copy(&self, commit: &str, parent: &str, tip: &str) -> Result<bool, Error> {
        let told = |range: &str, extra: &[&str]| -> Result<Vec<String>, Error> {
            let git = self.git().args(["log", "--no-merges", "--no-show-signature"]);
            let git = git.args(["--format=%H %at %ae%x01%s"]).args(extra).arg(range);
            Ok(git.run()?.texts())
        };
        let parted = |line: &str| -> Option<(String, String, String)> {
            let (head, subject) = line.split_once('\u{1}')?;
            let (id, who) = head.split_once(' ')?;
            Some((id.to_owned(), who.to_owned(), subject.to_owned()))
        };
        let own = told(commit, &["-1"])?;
        let Some((_, who, subject)) = own.first().and_then(|line| parted(line)) else {
            return Ok(false);
        };
        let paths = changed(self.git(), parent, commit)?;
        for line in told(&format!("{commit}..{tip}"), &[])? {
            let Some((id, other, says)) = parted(&line) else { continue };
            // The copy may have been given a prefix.
            if other == who
                && says.ends_with(&subject)
                && changed(self.git(), &format!("{id}^"), &id)? == paths
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
