//! What a file on the base said before, and which names were ever used in it.

use std::collections::HashSet;

use bstr::ByteSlice;

use super::{Error, Repo, Source};

/// One commit that changed a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// The commit.
    pub id: String,
    /// Its first parent; none where it has none.
    pub parent: Option<String>,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
}

impl Repo {
    /// The commits on `revision`'s own line that changed `path`, the newest first.
    pub fn versions(&self, revision: &str, path: &str) -> Result<Vec<Revised>, Error> {
        let listed = self
            .git()
            .env("GIT_LITERAL_PATHSPECS", "1")
            .args(["log", "--first-parent", "--no-show-signature", "--format=%H %ct %P"])
            .args([revision, "--", path])
            .run()?
            .stdout;
        let version = |line: &[u8]| {
            let mut fields = line.to_str().ok()?.split(' ');
            let (id, time) = (fields.next()?.to_owned(), fields.next()?.parse().ok()?);
            let parent = fields.next().filter(|id| !id.is_empty()).map(str::to_owned);
            Some(Revised { id, parent, time })
        };
        Ok(listed.lines().filter_map(version).collect())
    }

    /// Those of the refs called `names` that have `commit` in their history.
    pub fn containing(&self, commit: &str, names: &[String]) -> Result<HashSet<String>, Error> {
        if names.is_empty() {
            return Ok(HashSet::new());
        }
        let listed = self
            .git()
            .args(["for-each-ref", "--format=%(refname)", "--contains", commit])
            .args(names)
            .run()?
            .stdout;
        Ok(listed.lines().map(|name| name.to_str_lossy().into_owned()).collect())
    }

    /// Where `tip` left the line of `base`: the newest commit on the first-parent lines of both. Its
    /// own commits may have been merged into the base since.
    pub fn left_at(&self, base: &str, tip: &str) -> Result<String, Error> {
        let listed = self
            .git()
            .args(["rev-list", "--first-parent", "--exclude-first-parent-only", "--boundary"])
            .args([tip, "--not", base])
            .run()?
            .stdout;
        let last = listed.lines().filter_map(|line| line.strip_prefix(b"-")).next_back();
        Ok(last.map_or_else(|| tip.to_owned(), |id| id.to_str_lossy().into_owned()))
    }

    /// Every line that was ever added to `path` in what `tips` have and `known` has not, and the
    /// subjects of the commits there that match the extended expression `told`.
    pub fn ever_added(
        &self,
        path: &str,
        told: &str,
        tips: &[String],
        known: &[String],
    ) -> Result<(Vec<String>, Vec<String>), Error> {
        let excluded = known.iter().map(|id| format!("^{id}\n"));
        let input: String = tips.iter().map(|id| format!("{id}\n")).chain(excluded).collect();
        let lines = |printed: Vec<u8>| -> Vec<String> {
            printed.lines().map(|line| line.to_str_lossy().into_owned()).collect()
        };
        let walk = || {
            let git = self.git().env("GIT_LITERAL_PATHSPECS", "1").arg("log");
            git.args(["--ignore-missing", "--stdin", "--no-show-signature"])
        };
        let changes = walk()
            .args(["--full-history", "--diff-merges=first-parent", "--format=", "-p", "-U0"])
            .args(["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--", path])
            .input(input.clone())
            .run()?
            .stdout;
        let added = lines(changes).into_iter().filter_map(|line| {
            let line = line.strip_prefix('+')?;
            (!line.starts_with("++ ")).then(|| line.to_owned())
        });
        let subjects = walk()
            .args(["--format=%s", "--extended-regexp", &format!("--grep={told}")])
            .input(input)
            .run()?
            .stdout;
        Ok((added.collect(), lines(subjects)))
    }

    /// The names and commits of all refs that can carry a plan: branches here and on remotes, and
    /// what is kept.
    pub fn carriers(&self) -> Result<Vec<(String, String)>, Error> {
        let listed = self
            .git()
            .args(["for-each-ref", "--format=%(objecttype) %(objectname) %(refname)"])
            .args(["refs/heads/", "refs/remotes/", super::BACKUPS])
            .run()?
            .stdout;
        let line = |line: &[u8]| {
            let rest = line.to_str().ok()?.strip_prefix("commit ")?;
            let (id, name) = rest.split_once(' ')?;
            Some((name.to_owned(), id.to_owned()))
        };
        Ok(listed.lines().filter_map(line).collect())
    }
}

impl Source<'_> {
    /// Whether a commit that `tips` reach added or removed a line of `path` that matches the extended
    /// expression `line`.
    pub fn ever_had(&self, tips: &[String], path: &str, line: &str) -> Result<bool, Error> {
        if tips.is_empty() {
            return Ok(false);
        }
        let asked = self
            .git()
            .args(["log", "-1", "--full-history", "--diff-merges=first-parent", "--format=%H"])
            .args(["--no-show-signature", "--no-ext-diff", "--no-textconv", "-G", line])
            .arg("--end-of-options")
            .args(tips)
            .args(["--", path])
            .line()?;
        Ok(!asked.is_empty())
    }

    /// The texts kept below the backups for the file `path`.
    pub fn kept_texts(&self, path: &str) -> Result<Vec<String>, Error> {
        let name = format!("{}*/{}", super::BACKUPS, path.trim_start_matches('.'));
        let listed =
            self.git().args(["for-each-ref", "--format=%(objectname)", &name]).run()?.stdout;
        let ids: Vec<String> = listed.lines().map(|id| id.to_str_lossy().into_owned()).collect();
        Ok(self.texts(&ids)?.into_iter().flatten().collect())
    }
}
