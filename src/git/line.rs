//! The lines of first parents: what is on them, and what is said there.

use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git, Repo};

/// Commits that are left out of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without<'b> {
    /// None.
    Nothing,
    /// Merges.
    Merges,
    /// What a remote-tracking branch has.
    Pushed,
    /// What another local branch than this one has.
    OtherBranches(&'b str),
    /// What this local branch has.
    Branch(&'b str),
}

impl Without<'_> {
    fn arguments(self) -> Vec<String> {
        let fixed: &[&str] = match self {
            Self::Nothing => &[],
            Self::Merges => &["--no-merges"],
            Self::Pushed => &["--ignore-missing", "--not", "--remotes"],
            Self::OtherBranches(_) => &["--ignore-missing", "--not"],
            Self::Branch(_) => &["--not"],
        };
        let mut all: Vec<String> = fixed.iter().map(|it| (*it).to_owned()).collect();
        match self {
            Self::OtherBranches(own) => {
                all.extend([format!("--exclude={own}"), "--branches".to_owned()]);
            }
            Self::Branch(name) => all.push(format!("refs/heads/{name}")),
            Self::Nothing | Self::Merges | Self::Pushed => {}
        }
        all
    }
}

impl Repo {
    /// The line of `tip` since `fork`, newest first.
    pub fn line(&self, fork: &str, tip: &str, but: Without<'_>) -> Result<Vec<String>, Error> {
        let range = format!("{fork}..{tip}");
        let git = self.git().args(["rev-list", "--first-parent", &range]);
        Ok(git.args(but.arguments()).run()?.texts())
    }

    /// Whether `commit` is on the line of `tip`.
    pub fn is_on_line(&self, commit: &str, tip: &str) -> Result<bool, Error> {
        let before = format!("^{commit}^@");
        let listed = self.git().args(["rev-list", "--first-parent", tip, &before]).run()?;
        Ok(listed.texts().iter().any(|id| id == commit))
    }

    /// Whether a merge that `tip` has, and none of `others`, brought `commit`.
    pub fn is_brought(&self, commit: &str, tip: &str, others: &[String]) -> Result<bool, Error> {
        let others = others.iter().map(|other| format!("^{other}"));
        let merges = self.git().args(["rev-list", "--merges", "--parents", tip]).args(others);
        let brought =
            |line: &String| line.split_whitespace().skip(2).any(|parent| parent == commit);
        Ok(merges.run()?.texts().iter().any(brought))
    }

    /// Whether whoever commits here wrote `commit`, by the address; none where git knows no address.
    pub fn is_written_here(&self, commit: &str) -> Result<Option<bool>, Error> {
        let own = self.git().args(["var", "GIT_AUTHOR_IDENT"]).output()?;
        let told = self
            .git()
            .args(["log", "-1", "--no-show-signature", "--format=<%ae>", commit])
            .line()?;
        let own = own.texts().into_iter().next().filter(|_| own.code == 0);
        Ok(own.map(|own| own.contains(&told)))
    }

    /// The commits on the line of `tip` that are no merges, since `fork` and without what `other` has: each
    /// with its subject, newest first.
    pub fn subjects_on_line(
        &self,
        tip: &str,
        fork: &str,
        other: Option<&str>,
    ) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let listed = self
            .git()
            .args(["log", "-z", "--first-parent", "--no-merges", "--no-show-signature"])
            .args(["--format=%H %s", tip, &format!("^{fork}")])
            .args(other)
            .run()?
            .stdout;
        let parted = |line: &[u8]| {
            let (id, subject) = line.split_once_str(" ").unwrap_or((line, b""));
            (id.to_str_lossy().into_owned(), subject.to_owned())
        };
        Ok(listed.split(|byte| *byte == 0).map(parted).collect())
    }

    /// The newest hundred commits on the line of `tip`: the author of each, and its subject.
    pub fn authors_on_line(&self, tip: &str) -> Result<Vec<(String, String)>, Error> {
        let listed = self
            .git()
            .args(["log", "-z", "--first-parent", "--no-show-signature", "--max-count=100"])
            .args(["--format=%an <%ae>%n%s", tip])
            .run()?
            .text();
        let records = listed.split('\0').filter_map(|record| record.split_once('\n'));
        Ok(records.map(|(author, subject)| (author.to_owned(), subject.to_owned())).collect())
    }

    /// The subject of `commit`.
    pub fn subject(&self, commit: &str) -> Result<String, Error> {
        self.git().args(["log", "-1", "--format=%s", commit]).line()
    }

    /// The subject of the newest commit on the line of `tip` that is no merge.
    pub fn last_subject(&self, tip: &str) -> Result<String, Error> {
        let last = ["log", "-1", "--first-parent", "--no-merges", "--format=%s"];
        self.git().args(last).args(["--no-show-signature", tip]).line()
    }

    /// The first parent of `commit`; an error where it has none.
    pub fn parent(&self, commit: &str) -> Result<String, Error> {
        self.git().args(["rev-parse", "--verify", &format!("{commit}^")]).line()
    }

    /// Those of `commits` that are there.
    pub fn existing(&self, commits: &[String]) -> Result<Vec<String>, Error> {
        let git = self.git().args(["rev-list", "--no-walk", "--ignore-missing"]);
        Ok(git.args(commits).run()?.texts())
    }

    /// The newest commit that `tip` and all of `others` have; none where there is none.
    pub fn common_base(&self, tip: &str, others: &[String]) -> Result<Option<String>, Error> {
        let git = self.git().args(["merge-base", "--octopus", tip]).args(others);
        let base = git.accept(&[0, 1])?.text().trim().to_owned();
        Ok((!base.is_empty()).then_some(base))
    }

    /// What the newest commit that `tip` has did, as a patch without context, to the file `path` where it put
    /// in or took out a line that `pattern` matches (git-log(1), `-G`); empty where there is none.
    pub fn last_change(&self, tip: &str, path: &str, pattern: &str) -> Result<String, Error> {
        let git = self.git().args(["log", "-1", "--format=", "-p", "-U0", "--no-ext-diff"]);
        let git = git.args(["--no-textconv", "--no-color", "--no-show-signature"]);
        Ok(git.arg(format!("-G{pattern}")).args([tip, "--", path]).run()?.text())
    }
}

/// The commits that `tip` has, `without` has not, and that changed `path`: each abbreviated, with its subject
/// in quotes.
pub fn changes_to(
    worktree: &Path,
    without: &str,
    tip: &str,
    path: &str,
) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .env("GIT_LITERAL_PATHSPECS", "1")
        .args(["log", "--format=%h '%s'", &format!("{without}..{tip}"), "--", path])
        .run()?;
    Ok(listed.texts())
}
