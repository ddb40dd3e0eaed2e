//! Merging in a worktree: one branch at a time, never an editor, conflicts told as paths.

use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git, HeadAt, Site};
use crate::file::write_whole;

/// How a merge ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// A merge commit was made.
    Done,
    /// There was nothing to merge.
    UpToDate,
    /// These paths could not be merged; the worktree waits for their resolution.
    Conflict(Vec<String>),
}

/// Merges `commit` into what `worktree` has checked out, with a merge commit in any case. What rerere
/// remembers (git-rerere(1)) is laid in the worktree and stays a conflict: anybody who works in the
/// repository may have taught it. Where a hook of the user's does
/// not take `message`, the subject is `usual`, as git itself would have written it.
pub fn merge(worktree: &Path, commit: &str, message: &str, usual: &str) -> Result<Merged, Error> {
    let before = super::head(worktree)?;
    let branch = checked_out(worktree)?;
    let ran = Git::at(worktree)
        .merging_plainly(branch.as_deref())
        .args(["merge", "--no-ff", "--no-edit", "--no-rerere-autoupdate", "--strategy=ort"])
        .args(["--commit", "--no-squash", "-m", message, commit])
        .output()?;
    if ran.code == 0 {
        let now = super::head(worktree)?;
        if now == before {
            return Ok(Merged::UpToDate);
        }
        // Whatever git was told by others, a merge has what it merged.
        let merged = Git::at(worktree).args(["rev-parse", "HEAD^2"]).line()?;
        if Git::at(worktree).args(["rev-parse", &format!("{commit}^0")]).line()? == merged {
            return Ok(Merged::Done);
        }
        let (command, code) = (format!("merge {commit}"), ran.code);
        return Err(Error::Git { command, code, stderr: "it made something else".into() });
    }
    let open = unmerged(worktree)?;
    if open.is_empty() && merging(worktree)?.is_some() {
        conclude(worktree, message, usual)?;
        return Ok(Merged::Done);
    }
    if open.is_empty() {
        let said = [ran.stderr, ran.stdout].concat();
        return Err(Error::Git {
            command: format!("merge {commit}"),
            code: ran.code,
            stderr: said.trim().to_str_lossy().into_owned(),
        });
    }
    Ok(Merged::Conflict(open))
}

/// The branch that is checked out in a worktree.
fn checked_out(worktree: &Path) -> Result<Option<String>, Error> {
    Ok(match Site::of_worktree(worktree)?.head()? {
        HeadAt::Branch(name) => Some(name),
        _ => None,
    })
}

/// One side of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was checked out.
    Ours,
    /// What is being merged.
    Theirs,
}

/// How much of a path one side was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// Only what both changed: the rest is the merge of both.
    Hunks,
    /// The whole file, or that there is none.
    Whole,
}

/// Resolves the unmerged `path` to what one side has where both changed it. Where lines cannot be told
/// apart (one side deleted it, it is binary, a link or a submodule) all of it is as that side has it.
pub fn take(worktree: &Path, path: &str, side: Side) -> Result<Took, Error> {
    let git = || Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let (stage, flag) = match side {
        Side::Ours => (2, "--ours"),
        Side::Theirs => (3, "--theirs"),
    };
    let listed = git().args(["ls-files", "-u", "-z", "--full-name", "--", path]).run()?.stdout;
    let stages = stages(&listed);
    let own = stages.iter().find(|it| it.2 == stage);
    if let Some((mode, ..)) = own
        && let Some(merged) = hunks(worktree, &stages, flag)?
    {
        let id = Git::at(worktree).args(["hash-object", "-w", "--stdin"]).input(merged).line()?;
        let entry = format!("{mode} {id} 0\t{path}\0");
        git().args(["update-index", "-z", "--index-info"]).input(entry).run()?;
        git().args(["checkout-index", "--force", "--", path]).run()?;
        return Ok(Took::Hunks);
    }
    if own.is_some() {
        git().args(["checkout", "--quiet", flag, "--", path]).run()?;
        git().args(["add", "--", path]).run()?;
    } else {
        git().args(["rm", "--quiet", "--force", "--", path]).run()?;
    }
    Ok(Took::Whole)
}

/// Mode, object and stage of each entry that `ls-files -u` lists.
fn stages(listed: &[u8]) -> Vec<(String, String, u8)> {
    let entry = |line: &[u8]| {
        let (head, _) = line.split_once_str("\t")?;
        let head = head.to_str_lossy();
        let mut words = head.split(' ');
        let (mode, id) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some((mode, id, words.next()?.parse().ok()?))
    };
    listed.split_str("\0").filter_map(entry).collect()
}

/// The merge of three versions with every conflict decided by `flag` (git-merge-file(1)); none where
/// they are not all there, or no text.
fn hunks(
    worktree: &Path,
    stages: &[(String, String, u8)],
    flag: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let folder = tempfile::tempdir().map_err(|error| Error::file(worktree, error))?;
    let mut files = Vec::new();
    for stage in [2, 1, 3] {
        let version = stages.iter().find(|it| it.2 == stage && it.0.starts_with("100"));
        let Some((_, id, _)) = version else { return Ok(None) };
        let text = Git::at(worktree).args(["cat-file", "blob", id]).run()?.stdout;
        let file = folder.path().join(stage.to_string());
        std::fs::write(&file, text).map_err(|error| Error::file(&file, error))?;
        files.push(file.to_string_lossy().into_owned());
    }
    let merged = Git::at(worktree).args(["merge-file", "-p", flag, "--"]).args(&files).output()?;
    Ok((merged.code == 0).then_some(merged.stdout))
}

/// The paths that wait for a resolution in `worktree`.
pub fn unmerged(worktree: &Path) -> Result<Vec<String>, Error> {
    let listed = Git::at(worktree)
        .args(["diff", "--name-only", "--no-relative", "-z", "--diff-filter=U"])
        .run()?
        .stdout;
    let mut paths: Vec<String> = listed
        .split_str("\0")
        .filter(|path| !path.is_empty())
        .map(|path| path.to_str_lossy().into_owned())
        .collect();
    paths.dedup();
    Ok(paths)
}

/// The commit that a merge under way in `worktree` merges; none where there is no merge.
pub fn merging(worktree: &Path) -> Result<Option<String>, Error> {
    let asked = Git::at(worktree)
        .args(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"])
        .accept(&[0, 1])?;
    let id = asked.stdout.trim().to_str_lossy().into_owned();
    Ok((asked.code == 0).then_some(id))
}

/// Commits a merge whose conflicts are resolved, with the message it was begun with; that is
/// `message` where git did not come to write it down. Where a hook of the user's does not take it,
/// `usual` is put before it.
pub fn conclude(worktree: &Path, message: &str, usual: &str) -> Result<(), Error> {
    let own = super::admin_dir(worktree)?;
    // Git writes it last: without it, what is merged onto its own ancestor would have one parent.
    let mode = own.join("MERGE_MODE");
    write_whole(&mode, b"no-ff").map_err(|error| Error::file(&mode, error))?;
    let file = own.join("MERGE_MSG");
    let there = super::site::read(&file)?.unwrap_or_default();
    if message.as_bytes().starts_with(there.trim_end()) {
        let whole = format!("{message}\n");
        write_whole(&file, whole.as_bytes()).map_err(|error| Error::file(&file, error))?;
    }
    // Git put comments into the message, which go whatever the user has messages cleaned of otherwise.
    let git = Git::at(worktree).config("commit.cleanup=strip");
    // Left to choose their sign, git would take another one now than it began them with.
    let git = if auto_comments(worktree)? { git.config("core.commentChar=#") } else { git };
    let Err(error) = git.args(["merge", "--continue"]).run() else {
        return Ok(());
    };
    if merging(worktree)?.is_none() || !unmerged(worktree)?.is_empty() {
        return Err(error);
    }
    let again = Git::at(worktree).args(["commit", "--quiet", "-m", usual, "-m", message]);
    again.run().map(drop).map_err(|_| error)
}

/// Whether git chooses the sign of comments by the text at hand (git-config(1), `core.commentChar`).
fn auto_comments(worktree: &Path) -> Result<bool, Error> {
    let named = "^core\\.comment(char|string)$";
    let asked = Git::at(worktree).args(["config", "--get-regexp", named]).accept(&[0, 1])?;
    Ok(asked.stdout.lines().next_back().is_some_and(|line| line.ends_with(b" auto")))
}

/// What git itself would write as the subject of a merge of the branch `name` into the branch `into`.
pub fn usual_subject(name: &str, into: &str) -> String {
    format!("Merge branch '{name}' into {into}")
}

/// Gives up a merge and brings back what was there before it.
pub fn give_up(worktree: &Path) -> Result<(), Error> {
    refresh(worktree)?;
    let abort = || Git::at(worktree).args(["merge", "--abort"]).run().map(drop);
    let Err(error) = abort() else { return Ok(()) };
    // A git that died on this way wrote files, and not the index, which git then takes for changes of somebody.
    let half = super::half_moved(worktree, "HEAD", &super::snapshot::index_tree(worktree)?)?;
    if half.is_none() {
        return Err(error);
    }
    super::put_back(worktree, &half)?;
    refresh(worktree)?;
    abort()
}

/// Has git forget a merge that is committed already; index and files stay.
pub fn forget_merge(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["merge", "--quit"]).run().map(drop)
}

/// Has git look at files again that were touched and not changed: where it moves files it takes them
/// for changed (git-update-index(1), `--refresh`).
pub fn refresh(worktree: &Path) -> Result<(), Error> {
    // 1: something is changed indeed.
    Git::at(worktree).args(["update-index", "--refresh"]).accept(&[0, 1]).map(drop)
}

/// Whether a merge died in `worktree` before git wrote down that there is one: index and files are
/// the whole result of merging a branch, and `merge --abort` knows of nothing.
///
/// Much that is finished leaves `AUTO_MERGE` as well (`stash pop`, `merge --squash`, `cherry-pick -n`):
/// only what is exactly the merge with a branch counts, just after a merge was begun.
pub fn died_merging(worktree: &Path) -> Result<bool, Error> {
    let admin = super::admin_dir(worktree)?;
    if !admin.join("AUTO_MERGE").exists()
        || ["SQUASH_MSG", "MERGE_MSG"].iter().any(|name| admin.join(name).exists())
        || super::underway(worktree)?.is_some()
        || !unmerged(worktree)?.is_empty()
    {
        return Ok(false);
    }
    let named = |name: &str| -> Result<Option<String>, Error> {
        let git = Git::at(worktree).args(["rev-parse", "--verify", "--quiet", name]);
        let asked = git.accept(&[0, 1])?;
        Ok((asked.code == 0).then(|| asked.stdout.trim().to_str_lossy().into_owned()))
    };
    let head = super::head(worktree)?;
    let Some(auto) = named("AUTO_MERGE^{tree}")? else { return Ok(false) };
    if named("ORIG_HEAD^{commit}")?.as_ref() != Some(&head)
        || named("HEAD^{tree}")?.as_ref() == Some(&auto)
        || !Git::at(worktree).args(["diff", "--quiet", "--cached", &auto, "--"]).yes()?
    {
        return Ok(false);
    }
    let tips = Git::at(worktree)
        .args(["for-each-ref", "--format=%(objectname)", "--no-merged", "HEAD"])
        .args(["refs/heads/", "refs/remotes/"])
        .run()?;
    for tip in tips.stdout.lines().map(|tip| tip.to_str_lossy()) {
        let merged = super::auto_merge(Git::at(worktree), &head, &tip)?;
        if merged.unresolved.is_empty() && merged.tree == auto {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes what a dead merge left out of index and files; changes it did not make stay.
pub fn undo_dead_merge(worktree: &Path) -> Result<(), Error> {
    refresh(worktree)?;
    Git::at(worktree).args(["reset", "--quiet", "--merge"]).run()?;
    Git::at(worktree).args(["update-ref", "--no-deref", "-d", "AUTO_MERGE"]).run().map(drop)
}
