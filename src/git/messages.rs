//! The messages of many commits at once.

use bstr::ByteSlice;

use super::reverted::Reverts;
use super::{Error, Git, Repo};

/// A commit, by its full id, with its message.
pub type Said = (String, String);

impl Repo {
    /// The newest `most` commits of `tip`, each with its message, the newest first; left out is what was
    /// taken back later, and what a merge brought that was.
    pub fn messages(&self, tip: &str, most: usize) -> Result<Vec<Said>, Error> {
        let all = said(self.log_messages().args([&format!("--max-count={most}"), tip, "--"]))?;
        self.in_force(all)
    }

    /// The commits without merges that `tip` has and `since` has not, whose messages have one of `words`,
    /// the newest first; left out is what was taken back later.
    pub fn messages_with(
        &self,
        tip: &str,
        since: Option<&str>,
        words: &[&str],
    ) -> Result<Vec<Said>, Error> {
        let grep = |word: &&str| format!("--grep={word}");
        let asked = self.log_messages().args(["--no-merges", "--fixed-strings"]);
        let asked =
            asked.args(words.iter().map(grep)).arg(format!("--grep={}", super::reverted::WORDS));
        let all = said(asked.arg(tip).args(since.map(|since| format!("^{since}"))).arg("--"))?;
        self.in_force(all)
    }

    fn log_messages(&self) -> Git {
        self.git()
            .args(["log", "-z", "--no-show-signature", "--encoding=UTF-8", "--no-decorate"])
            .arg("--format=%H%n%B")
    }

    /// Those of `all`, which has the newest first, that no other one takes back.
    fn in_force(&self, mut all: Vec<Said>) -> Result<Vec<Said>, Error> {
        let reverts = Reverts::of(&all);
        let mut gone = Vec::new();
        for what in reverts.in_force() {
            match self.commit(&format!("{what}^2"))? {
                Some(_) => gone.extend(self.brought_by(what)?),
                None => gone.push(what.to_owned()),
            }
        }
        if !gone.is_empty() {
            all.retain(|(id, _)| !gone.contains(id));
        }
        Ok(all)
    }

    /// All that a merge brought to the line of its first parent, and itself.
    fn brought_by(&self, merge: &str) -> Result<Vec<String>, Error> {
        let listed = self.git().args(["rev-list", merge, &format!("^{merge}^1")]).run()?.stdout;
        Ok(listed.lines().map(|id| id.to_str_lossy().into_owned()).collect())
    }

    /// The newest `most` commits of `tip` that changed `path`, newest first.
    pub fn changes_of(&self, tip: &str, path: &str, most: usize) -> Result<Vec<String>, Error> {
        let listed = self
            .git()
            .args(["log", "--no-show-signature", "--no-decorate", "--format=%H"])
            .args([&format!("--max-count={most}"), tip, "--", path])
            .run()?;
        Ok(listed.stdout.lines().map(|line| line.to_str_lossy().into_owned()).collect())
    }
}

fn said(git: Git) -> Result<Vec<Said>, Error> {
    let read = |record: &[u8]| {
        let record = record.to_str_lossy();
        record.split_once('\n').map(|(id, message)| (id.to_owned(), message.to_owned()))
    };
    Ok(git.run()?.stdout.split_str("\0").filter_map(read).collect())
}
