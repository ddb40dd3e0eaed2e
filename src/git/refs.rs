//! Questions about branches and commits.

use std::collections::{BTreeMap, HashSet};

use bstr::ByteSlice;

use super::tip::Tip;
use super::{Error, Git, Repo};

/// What is asked of a repository and of the one a hook runs in alike.
impl Git {
    /// The commit `revision` names, or none.
    pub(super) fn commit(self, revision: &str) -> Result<Option<String>, Error> {
        let asked = self
            .args(["rev-parse", "--verify", "--quiet", "--end-of-options"])
            .arg(format!("{revision}^{{commit}}"))
            .accept(&[0, 1])?;
        let id = asked.text().trim().to_owned();
        Ok((asked.code == 0 && !id.is_empty()).then_some(id))
    }

    /// Whether `descendant` reaches `ancestor`.
    pub(super) fn reaches(self, ancestor: &str, descendant: &str) -> Result<bool, Error> {
        self.args(["merge-base", "--is-ancestor", ancestor, descendant]).yes()
    }

    /// The best common ancestor of two commits, or none.
    pub(super) fn merge_base(self, one: &str, other: &str) -> Result<Option<String>, Error> {
        let asked = self.args(["merge-base", one, other]).accept(&[0, 1])?;
        let id = asked.text().trim().to_owned();
        Ok((asked.code == 0 && !id.is_empty()).then_some(id))
    }
}

impl Repo {
    /// The commit `revision` names, or none when there is no such thing.
    pub fn commit(&self, revision: &str) -> Result<Option<String>, Error> {
        match self.plain_commit(revision) {
            Some(Tip::At(id)) => Ok(Some(id.to_string())),
            Some(Tip::Unborn) => Ok(None),
            None => self.git().commit(revision),
        }
    }

    /// The tip of the local branch `name`, or none.
    pub fn tip(&self, name: &str) -> Result<Option<String>, Error> {
        self.commit(&format!("refs/heads/{name}"))
    }

    /// The branch that the branch `name` leads to, where it is a symbolic reference; else itself.
    pub fn led_to(&self, name: &str) -> Result<String, Error> {
        let mut name = name.to_owned();
        // Git follows five (refs.c, SYMREF_MAXDEPTH).
        for _ in 0..5 {
            let full = format!("refs/heads/{name}");
            let asked = self.git().args(["symbolic-ref", "--quiet", &full]).accept(&[0, 1, 128])?;
            let target = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
            match target.strip_prefix("refs/heads/") {
                Some(next) if asked.code == 0 => next.clone_into(&mut name),
                _ => break,
            }
        }
        Ok(name)
    }

    /// A local branch whose name begins with that of `name` as a folder, or none.
    pub fn first_below(&self, name: &str) -> Result<Option<String>, Error> {
        let folder = format!("refs/heads/{name}/");
        let first = self.git().args(["for-each-ref", "--count=1", "--format=%(refname)", &folder]);
        Ok(first.line()?.strip_prefix("refs/heads/").map(str::to_owned))
    }

    /// Branches, here and on remotes, that a tag is called like: each with its full name, for git takes the
    /// short one for the tag (gitrevisions(7)), or for neither (git-push(1)).
    pub fn unclear_names(&self) -> Result<BTreeMap<String, String>, Error> {
        let listed = self.git().args(["for-each-ref", "--format=%(refname)"]).args([
            "refs/tags",
            "refs/heads",
            "refs/remotes",
        ]);
        let text = listed.run()?.stdout;
        let names: HashSet<&str> = text.lines().filter_map(|name| name.to_str().ok()).collect();
        let short = |name: &&str| {
            let short =
                ["refs/heads/", "refs/remotes/"].iter().find_map(|it| name.strip_prefix(it))?;
            let unclear = names.contains(&*format!("refs/tags/{short}"));
            unclear.then(|| (short.to_owned(), (*name).to_owned()))
        };
        Ok(names.iter().filter_map(short).collect())
    }

    /// Whether the history here ends before its beginning (git-clone(1), `--depth`).
    pub fn is_shallow(&self) -> bool {
        self.common().join("shallow").exists()
    }

    /// Whether `ancestor` is reachable from `descendant`.
    pub fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, Error> {
        self.git().reaches(ancestor, descendant)
    }

    /// The branch checked out in the worktree at `worktree`; none while HEAD is detached.
    pub fn branch_at(&self, worktree: &std::path::Path) -> Result<Option<String>, Error> {
        super::branch_at(worktree)
    }

    /// The names of all remotes.
    pub fn remotes(&self) -> Result<Vec<String>, Error> {
        if let Some(known) = self.plain_remotes() {
            return Ok(known);
        }
        let listed = self.git().arg("remote").run()?;
        Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect())
    }

    /// Whether there may be a remote, by the configuration's text alone: nearly always there is or is not
    /// any, and a report need not start git to know.
    pub fn may_have_remotes(&self) -> Result<bool, Error> {
        let text = super::site::read(&self.common().join("config"))?.unwrap_or_default();
        Ok([&b"[remote"[..], b"[include"].iter().any(|word| text.contains_str(word)))
    }

    /// Whether `name` can be a branch.
    pub fn is_branch_name(&self, name: &str) -> Result<bool, Error> {
        if super::named::is_plain_name(name) {
            return Ok(true);
        }
        let asked = self.git().args(["check-ref-format", "--branch", name]).output()?;
        Ok(asked.code == 0)
    }

    /// The best common ancestor of two commits, or none.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, Error> {
        self.git().merge_base(one, other)
    }

    /// How many commits `range` holds.
    pub fn count(&self, range: &str) -> Result<usize, Error> {
        let line = self.git().args(["rev-list", "--count", "--end-of-options", range]).line()?;
        line.parse().map_err(|_| Error::Answer { command: "rev-list --count".into(), why: line })
    }

    /// The paths that the commits on `tip`'s own line changed since it left `base`; what merges
    /// brought is left out.
    pub fn changed_since(&self, base: &str, tip: &str) -> Result<Vec<String>, Error> {
        let listed = self
            .git()
            .args(["log", "--first-parent", "--no-merges", "--format=", "--name-only", "-z"])
            .args(["--no-renames", "--no-ext-diff", "--no-relative", "--end-of-options"])
            .arg(format!("{base}..{tip}"))
            .run()?;
        let paths = listed.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty());
        let mut paths: Vec<String> =
            paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    /// A path that `revision` tracks at or below `folder`, or none.
    pub fn tracked_below(&self, revision: &str, folder: &str) -> Result<Option<String>, Error> {
        if self.lacks_at(revision, folder) {
            return Ok(None);
        }
        let listed = self
            .git()
            .env("GIT_LITERAL_PATHSPECS", "1")
            .args(["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision, "--", folder])
            .run()?;
        let first = listed.stdout.split(|byte| *byte == 0).find(|path| !path.is_empty());
        Ok(first.map(|path| String::from_utf8_lossy(path).into_owned()))
    }
}

/// Makes a commit that is `commit` with `prefix` before its subject; no ref names it.
pub fn with_prefix(repo: &Repo, commit: &str, prefix: &str) -> Result<String, Error> {
    let stored = repo.git().args(["cat-file", "commit", commit]).run()?.stdout;
    // Headers end at the first blank line.
    let (head, message) = stored.split_once_str("\n\n").unwrap_or((&stored, b""));
    let message = message.trim_start_with(|c| c == '\n');
    let text = [head, b"\n\n", prefix.as_bytes(), b" ", message].concat();
    repo.git().args(["hash-object", "-t", "commit", "-w", "--stdin"]).input(text).line()
}

/// The commit HEAD of `worktree` is at.
pub fn head(worktree: &std::path::Path) -> Result<String, Error> {
    let site = super::Site::of_worktree(worktree)?;
    if site.is_own()
        && let Some(Tip::At(id)) = site.tip()
        && let Some(commit) = super::objects::Objects::of(&site).and_then(|all| all.commit(&id))
    {
        return Ok(commit.id);
    }
    Git::at(worktree).args(["rev-parse", "--verify", "HEAD^{commit}"]).line()
}

/// Whether git ignores `path` in `worktree`, tracked files aside.
pub fn is_ignored(worktree: &std::path::Path, path: &std::path::Path) -> Result<bool, Error> {
    Git::at(worktree).args(["check-ignore", "--quiet", "--"]).arg(path).yes()
}

/// The subject of `commit`.
pub fn subject(worktree: &std::path::Path, commit: &str) -> Result<Vec<u8>, Error> {
    let shown = Git::at(worktree).args(["log", "-1", "--format=%s", commit]).run()?;
    Ok(shown.stdout.trim_ascii_end().to_vec())
}

/// The paths that `pathspec` matches in the index of `worktree`.
pub fn tracked_by(worktree: &std::path::Path, pathspec: &str) -> Result<Vec<Vec<u8>>, Error> {
    let listed = Git::at(worktree).args(["ls-files", "-z", "--", pathspec]).run()?;
    let paths = listed.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(<[u8]>::to_vec).collect())
}

/// The tracked paths, from the root of the worktree that `folder` is in, that hold what `options` of
/// git-grep(1) look for at `places`; none where it cannot be looked for.
pub fn holding(
    folder: &std::path::Path,
    options: &[String],
    places: &[String],
) -> Result<Vec<Vec<u8>>, Error> {
    let asked = Git::at(folder)
        .args(["grep", "--files-with-matches", "--null", "--full-name"])
        .args(options)
        .arg("--")
        .args(places)
        .accept(&[0, 1, 128])?;
    let paths = asked.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok(paths.map(<[u8]>::to_vec).collect())
}

impl super::Site {
    /// The names of all remotes.
    pub fn remotes(&self) -> Result<Vec<String>, Error> {
        let listed = self.git().arg("remote").run()?;
        Ok(String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect())
    }
}

/// The tracked paths of `worktree` that match `pathspec` and that a commit has: not what was only
/// added since, and not what a merge left open.
pub fn committed_by(worktree: &std::path::Path, pathspec: &str) -> Result<Vec<Vec<u8>>, Error> {
    let mut tracked = tracked_by(worktree, pathspec)?;
    if !tracked.is_empty() {
        let added = ["diff", "--cached", "--no-renames", "--name-only", "-z", "--diff-filter=AU"];
        let listed = Git::at(worktree).args(added).args(["--", pathspec]).run()?;
        let added: Vec<&[u8]> = listed.stdout.split(|byte| *byte == 0).collect();
        tracked.retain(|path| !added.contains(&path.as_slice()));
    }
    Ok(tracked)
}

/// Whether `path` is in the index of `worktree`.
pub fn is_tracked(worktree: &std::path::Path, path: &str) -> Result<bool, Error> {
    let site = super::Site::of_worktree(worktree)?;
    if site.is_own()
        && let Some(known) = site.tracks(path.as_bytes())
    {
        return Ok(known);
    }
    let asked = Git::at(worktree)
        .env("GIT_LITERAL_PATHSPECS", "1")
        .args(["ls-files", "--error-unmatch", "--", path])
        .accept(&[0, 1])?;
    Ok(asked.code == 0)
}
