//! Where a branch that is to be moved is checked out: whether it can go along, and why git did not move it.

use std::path::Path;

use super::integrate::refuse_overwriting;
use crate::failure::Failure;
use crate::git::{self, Error, Repo, Worktree};
use crate::render::inert;
use crate::worker::sh_path;

/// How many folders or paths are told by name.
const TOLD: usize = 5;

/// A branch that is to be moved, and the command that tries it again once what is in the way is gone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moving<'m> {
    /// The repository.
    pub(super) repo: &'m Repo,
    /// The branch.
    pub(super) branch: &'m str,
    /// The command that moves it.
    pub(super) again: &'m str,
}

impl Moving<'_> {
    /// The one worktree that goes along; none where the branch is checked out nowhere. Refuses while a
    /// worktree would be left behind, or has something under way that would not survive the move, or that the
    /// move would not survive. Nothing is written.
    pub(super) fn holder(&self) -> Result<Option<Worktree>, Failure> {
        let Self { repo, branch, .. } = *self;
        if let Some(first) = repo.amid_on(branch)?.first() {
            return Err(self.amid(&first.at, first.doing, "'{branch}' is in its hands"));
        }
        let held = repo.holders(branch)?;
        let (mut there, gone): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|tree| tree.prunable.is_none() && tree.path.exists());
        if there.len() > 1 {
            return Err(self.several(&there));
        }
        let Some(tree) = there.pop() else {
            return gone.first().map_or(Ok(None), |tree| Err(self.gone(tree)));
        };
        if tree.broken.is_some() {
            return Ok(Some(tree));
        }
        if let Some(doing) = repo.doing_in(&tree)? {
            return Err(self.amid(&tree.path, doing, "it has '{branch}' checked out"));
        }
        let open = git::unmerged(&tree.path)?;
        if !open.is_empty() {
            let at = sh_path(&tree.path);
            return Err(Failure::new(format!(
                "conflicts are not resolved in '{}': {}",
                tree.path.display(),
                some(&open)
            ))
            .hint(format!("resolve them there, then: git -C {at} add PATH… && git -C {at} commit"))
            .hint(format!("then run: {}", self.again)));
        }
        Ok(Some(tree))
    }

    fn amid(&self, at: &Path, doing: &str, why: &str) -> Failure {
        let (folder, git) = (at.display(), format!("git -C {}", sh_path(at)));
        let what = match doing {
            "bisect" => "a bisection".to_owned(),
            "am" => "applying mails".to_owned(),
            other => format!("a {other}"),
        };
        let why = why.replace("{branch}", self.branch);
        let failure = Failure::new(format!("{what} is under way in '{folder}', and {why}"));
        let failure = match doing {
            "bisect" => failure.hint(format!("to end it, run: {git} bisect reset")),
            "merge" => failure
                .hint(format!("to end it, resolve what is open, then run: {git} commit"))
                .hint(format!("or give it up: {git} merge --abort")),
            other => failure
                .hint(format!(
                    "to end it, resolve what is open, then run: {git} {other} --continue"
                ))
                .hint(format!("or give it up: {git} {other} --abort")),
        };
        failure.hint(format!("then run: {}", self.again))
    }

    /// One would be moved, and in the others all that it brings would look as if it were taken away.
    fn several(&self, there: &[Worktree]) -> Failure {
        let names: Vec<String> =
            there.iter().map(|it| format!("'{}'", it.path.display())).collect();
        let failure = Failure::new(format!(
            "'{}' is checked out in {} worktrees, and only one of them would go along: {}",
            self.branch,
            there.len(),
            names.join(", ")
        ));
        let spared = there.iter().skip(1);
        let failure = spared.fold(failure, |failure, tree| {
            let at = sh_path(&tree.path);
            failure.hint(format!("to take it off the branch, run: git -C {at} switch --detach"))
        });
        failure.hint(format!("then run: {}", self.again))
    }

    fn gone(&self, tree: &Worktree) -> Failure {
        let (at, path) = (tree.path.display(), sh_path(&tree.path));
        let unlock = tree.locked.as_ref().map(|_| format!("git worktree unlock {path} && "));
        Failure::new(format!(
            "'{}' is checked out in '{at}', which is no longer there",
            self.branch
        ))
        .hint("bring that folder back, as where it lies on a disk that is not mounted")
        .hint(format!("or have git forget it: {}git worktree prune", unlock.unwrap_or_default()))
        .hint(format!("then run: {}", self.again))
    }

    /// Refuses while files that differ between the commits `from` and `to` are changed in `tree`, lie there
    /// tracked by nobody, or cannot be written.
    pub(super) fn clear(&self, tree: &Worktree, from: &str, to: &str) -> Result<(), Failure> {
        git::refresh(&tree.path)?;
        let changed = git::changed(self.repo.git(), from, to)?;
        let mut touched = git::dirty(&tree.path)?;
        touched.retain(|path| changed.iter().any(|it| it == path.as_bytes()));
        let mut tracked = Vec::new();
        for path in &touched {
            if git::is_tracked(&tree.path, path)? {
                tracked.push(path.clone());
            }
        }
        touched.retain(|path| !tracked.contains(path));
        if !touched.is_empty() {
            return Err(Failure::new(format!(
                "untracked files in '{}' would be overwritten: {}",
                tree.path.display(),
                some(&touched)
            ))
            .hint(format!("nothing else has them; move them away, then run: {}", self.again)));
        }
        refuse_overwriting(&tree.path, from, to, self.again)?;
        if !tracked.is_empty() {
            let at = sh_path(&tree.path);
            return Err(Failure::new(format!(
                "{}: not committed there: {}",
                self.stays(tree),
                some(&tracked)
            ))
            .hint(format!("to lay them aside, run: git -C {at} stash"))
            .hint(format!("then run: {}, and: git -C {at} stash pop", self.again)));
        }
        let shut = git::not_writable(&tree.path, &changed);
        if shut.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = shut.iter().map(|it| it.display().to_string()).collect();
        let words: Vec<String> = shut.iter().take(TOLD).map(|it| sh_path(it)).collect();
        Err(Failure::new(format!("{}: not writable: {}", self.stays(tree), some(&list)))
            .hint(format!("to make it writable, run: chmod u+w {}", words.join(" ")))
            .hint(format!("then run: {}", self.again)))
    }

    fn stays(&self, tree: &Worktree) -> String {
        format!("'{}' cannot be moved in '{}'", self.branch, tree.path.display())
    }

    /// Why git did not move it from the commit `from` to `to` in `tree`, as things stand there once what git left
    /// half done is put back.
    pub(super) fn failed(
        &self,
        tree: &Worktree,
        (from, to): (&str, &str),
        error: &Error,
    ) -> Failure {
        if let Err(failure) = self.holder().and_then(|_| self.clear(tree, from, to)) {
            return failure;
        }
        match self.repo.tip(self.branch) {
            Ok(Some(tip)) if tip != from => {
                return Failure::new(format!("{} has moved on just now", self.branch))
                    .hint(format!("to look at it anew, run: {}", self.again));
            }
            _ => {}
        }
        let failure = Failure::new(self.stays(tree)).in_gits_words(error);
        if error.was_ended() {
            return failure
                .hint("git was ended before it had done; to put back what it had written, run: git parallel recover --apply")
                .hint(format!("then run: {}", self.again));
        }
        failure.hint(format!("mend that, then run: {}", self.again))
    }
}

/// Some of `paths` by name.
fn some(paths: &[String]) -> String {
    let mut told: Vec<String> = paths.iter().take(TOLD).map(inert).collect();
    if paths.len() > TOLD {
        told.push(format!("{} more", paths.len() - TOLD));
    }
    told.join(", ")
}
