//! Commits made anew on another line, in memory: no worktree is touched and no reference moves.

use bstr::{BStr, ByteSlice};

use super::{Error, Git, Repo, auto_merge};

/// What came of making a line of commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replayed {
    /// The last of them.
    Line(String),
    /// The commit that does not fit onto those before it, with the paths it conflicts in.
    Stopped(String, Vec<String>),
}

impl Repo {
    /// Makes a commit of `commit`'s tree with these parents, signed where git is told to sign.
    pub fn merge_commit(
        &self,
        commit: &str,
        parents: &[&str],
        message: &str,
    ) -> Result<String, Error> {
        let tree = format!("{commit}^{{tree}}");
        let mut git = self.git().args(["commit-tree", &tree]);
        if self.signs()? {
            git = git.arg("-S");
        }
        for parent in parents {
            git = git.args(["-p", parent]);
        }
        git.args(["-m", message]).line()
    }

    /// Makes the commits that lead from `base` to `tip` anew, as one line on `base` that ends with the
    /// tree of `tip`: what a merge brought by its single commits, or as one where these need what the
    /// merge settled. `settled` is the message of what remains, where anything does; `trailer` is what the
    /// commits that a merge brought are marked with.
    pub fn replay(
        &self,
        base: &str,
        tip: &str,
        settled: &str,
        trailer: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Replayed, Error> {
        let mut head = base.to_owned();
        for commit in self.line_of(&["--first-parent"], &[tip, &format!("^{base}")])? {
            let parents = self.parents(&commit)?;
            let [first, rest @ ..] = parents.as_slice() else { continue };
            let Some(second) = rest.first() else {
                match self.pick(&head, &commit, first, None)? {
                    Ok(picked) => head = picked,
                    Err(paths) => return Ok(Replayed::Stopped(commit, paths)),
                }
                continue;
            };
            let excluded = [format!("^{first}"), format!("^{base}")];
            let own = self.line_of(&["--no-merges"], &[second, &excluded[0], &excluded[1]])?;
            let mark = trailer(&commit);
            match self.pick_all(&head, &own, mark.as_deref())? {
                Some(picked) => head = picked,
                None => match self.pick(&head, &commit, first, mark.as_deref())? {
                    Ok(picked) => head = picked,
                    Err(paths) => return Ok(Replayed::Stopped(commit, paths)),
                },
            }
        }
        if self.tree(&head)? != self.tree(tip)? {
            head = self.merge_commit(tip, &[&head], settled)?;
        }
        Ok(Replayed::Line(head))
    }

    /// Picks `commits` one after another; none where one of them does not fit.
    fn pick_all(
        &self,
        head: &str,
        commits: &[String],
        mark: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let mut head = head.to_owned();
        for commit in commits {
            let parents = self.parents(commit)?;
            let Some(parent) = parents.first() else { return Ok(None) };
            match self.pick(&head, commit, parent, mark)? {
                Ok(picked) => head = picked,
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(head))
    }

    /// What `commit` changes against `parent`, on top of `head`, by the same author; the paths where
    /// that conflicts. What has nothing left to change, though it once had, is passed over.
    fn pick(
        &self,
        head: &str,
        commit: &str,
        parent: &str,
        mark: Option<&str>,
    ) -> Result<Result<String, Vec<String>>, Error> {
        let tree = match self.picked(head, commit, parent)? {
            Ok(tree) => tree,
            Err(paths) => return Ok(Err(paths)),
        };
        let (here, changes) = (self.tree(head)?, self.tree(parent)? != self.tree(commit)?);
        if tree == here && changes {
            return Ok(Ok(head.to_owned()));
        }
        self.commit_as(commit, &tree, head, mark).map(Ok)
    }

    /// The tree that comes of what `commit` changes against `parent`, on top of `head`; the paths where
    /// that conflicts.
    pub fn picked(
        &self,
        head: &str,
        commit: &str,
        parent: &str,
    ) -> Result<Result<String, Vec<String>>, Error> {
        let (before, wanted) = (self.tree(parent)?, self.tree(commit)?);
        let here = self.tree(head)?;
        if before == here {
            return Ok(Ok(wanted));
        }
        // A history of three commits has git merge against the tree that is meant.
        let root = self.bare_commit(&before, None)?;
        let ours = self.bare_commit(&here, Some(&root))?;
        let theirs = self.bare_commit(&wanted, Some(&root))?;
        let merged = auto_merge(self.git(), &ours, &theirs)?;
        let paths = merged.unresolved.iter().map(|it| it.to_str_lossy().into_owned());
        Ok(if merged.unresolved.is_empty() { Ok(merged.tree) } else { Err(paths.collect()) })
    }

    /// A commit of `tree` on `parent` with author and message of `commit`, and the trailer `mark`; a
    /// merge's message without the word for it.
    fn commit_as(
        &self,
        commit: &str,
        tree: &str,
        parent: &str,
        mark: Option<&str>,
    ) -> Result<String, Error> {
        let told = self
            .git()
            .args(["log", "-1", "--no-show-signature", "--date=raw", "--encoding=UTF-8"])
            .args(["--format=%an%x00%ae%x00%ad%x00%B", "--end-of-options", commit])
            .run()?
            .stdout;
        let fields: Vec<&BStr> = told.splitn_str(4, "\0").map(ByteSlice::as_bstr).collect();
        let [name, email, date, message] = fields.as_slice() else {
            return Err(Error::Answer { command: "log -1".into(), why: commit.to_owned() });
        };
        let message = message.strip_prefix(b"Merge ").unwrap_or(message);
        // The listing ends every message with a line feed more than it has.
        let message = [message.trim_end(), b"\n"].concat();
        let message = match mark {
            Some(mark) => self.with_trailer(&message, mark)?,
            None => message,
        };
        let mut git = self
            .git()
            .env("GIT_AUTHOR_NAME", name.to_str_lossy().into_owned())
            .env("GIT_AUTHOR_EMAIL", email.to_str_lossy().into_owned())
            .env("GIT_AUTHOR_DATE", format!("@{date}"))
            .args(["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, "-p", parent]);
        if self.signs()? {
            git = git.arg("-S");
        }
        git.args(["-F", "-"]).input(message).line()
    }

    /// The message with one trailer more (git-interpret-trailers(1)).
    fn with_trailer(&self, message: &[u8], trailer: &str) -> Result<Vec<u8>, Error> {
        let git = self.git().args(["interpret-trailers", "--no-divider", "--where=end"]);
        let git =
            git.args(["--if-exists=addIfDifferent", "--if-missing=add", "--trailer", trailer]);
        Ok(git.input(message).run()?.stdout)
    }

    fn bare_commit(&self, tree: &str, parent: Option<&str>) -> Result<String, Error> {
        let git = self.git().in_nobodys_name().args(["commit-tree", tree, "-m", "foreseen"]);
        let git: Git = parent.into_iter().fold(git, |git, parent| git.args(["-p", parent]));
        git.line()
    }

    fn signs(&self) -> Result<bool, Error> {
        let signs = self.git().args(["config", "--type=bool", "--get", "commit.gpgsign"]);
        Ok(signs.accept(&[0, 1])?.stdout.starts_with(b"true"))
    }

    pub(super) fn tree(&self, commit: &str) -> Result<String, Error> {
        let tree = format!("{commit}^{{tree}}");
        self.git().args(["rev-parse", "--verify", "--end-of-options", &tree]).line()
    }

    fn parents(&self, commit: &str) -> Result<Vec<String>, Error> {
        let line = self.git().args(["rev-list", "--parents", "-n1", commit]).line()?;
        Ok(line.split_whitespace().skip(1).map(str::to_owned).collect())
    }

    /// The commits of the line from `old` to `new`, the oldest first.
    pub fn first_parents(&self, old: &str, new: &str) -> Result<Vec<String>, Error> {
        self.line_of(&["--first-parent"], &[new, &format!("^{old}")])
    }

    /// The commits of `revisions`, the oldest first.
    fn line_of(&self, how: &[&str], revisions: &[&str]) -> Result<Vec<String>, Error> {
        let listed = self.git().args(["rev-list", "--reverse", "--topo-order"]).args(how);
        let listed = listed.args(revisions).run()?.stdout;
        Ok(listed.lines().map(|id| id.to_str_lossy().into_owned()).collect())
    }

    /// Those of the commits from `old` to `new` that later commits of `base` take back, by git's own
    /// words for it, and that are not brought back by the same words; with how many there are.
    pub fn taken_back(&self, old: &str, new: &str, base: &str) -> Result<(usize, usize), Error> {
        let made = self.line_of(&[], &[new, &format!("^{old}")])?;
        let told = self
            .git()
            .args(["log", "-z", "--no-show-signature", "--format=%H%n%B", "--grep=This reverts"])
            .arg(format!("{new}..{base}"))
            .run()?
            .stdout;
        let mut reverted: Vec<String> = Vec::new();
        // The newest first: one that is itself reverted takes nothing back.
        for record in told.split_str("\0").map(|it| it.to_str_lossy()) {
            let Some((id, message)) = record.trim_start().split_once('\n') else { continue };
            if !reverted.iter().any(|it| it == id) {
                let words = message.split("This reverts commit ").skip(1);
                reverted.extend(
                    words.map(|it| {
                        it.chars().take_while(char::is_ascii_hexdigit).collect::<String>()
                    }),
                );
            }
        }
        Ok((made.iter().filter(|id| reverted.contains(id)).count(), made.len()))
    }
}
