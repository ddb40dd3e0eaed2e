//! What is left here of workers that the plan no longer has: they landed or were dropped in another clone.

use super::trees::Trees;
use super::written;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Repo, Worktree};
use crate::monitor::{Action, Alert, AlertKind, Level};
use crate::render::count;

/// What one of them left.
#[derive(Debug, Clone)]
pub(super) struct Leftover {
    /// The worker.
    pub(super) worker: String,
    /// Its branch.
    pub(super) branch: String,
    /// The tip of the branch, where that is there.
    pub(super) tip: Option<String>,
    /// Its worktree, where that is there.
    pub(super) tree: Option<Worktree>,
    /// How many commits it has that the base has not, in any form.
    pub(super) open: usize,
    /// Whether its table was lost, and it can come back into the plan.
    strayed: bool,
    /// The script and the prompt, where nobody edited or committed them.
    pub(super) files: Vec<String>,
}

impl Leftover {
    /// The verb that ends it.
    pub(super) fn verb(&self) -> &'static str {
        if self.open == 0 { "clean" } else { "drop" }
    }

    /// It in words, with the way to end it.
    pub(super) fn told(&self, base: &str) -> String {
        let what = match (&self.tree, &self.tip) {
            (Some(_), Some(_)) => "its worktree and its branch are still here",
            (Some(_), None) => "its worktree is still here",
            _ => "its branch is still here",
        };
        let open = match self.open {
            0 => String::new(),
            open => format!(", with {} that {base} has not", count(open, "commit")),
        };
        let id = &self.worker;
        format!("{id} is no longer in the plan: it landed or was dropped; {what}{open}")
    }

    /// The same as an alert.
    pub(super) fn alert(&self, base: &str) -> Alert {
        Alert::of(Level::Warning, AlertKind::Leftover, &self.worker, self.told(base))
    }

    /// What to do about it.
    pub(super) fn action(&self) -> Action {
        let (id, verb) = (&self.worker, self.verb());
        let why = match verb {
            "clean" => format!("clean up what {id} left here"),
            _ => format!("end {id} here too; its commits are kept"),
        };
        Action { why, run: Some(format!("git parallel {verb} {id}")) }
    }
}

/// What is left of workers that landed or were dropped, in the order of the registry. Those whose tables
/// were lost instead are found by `recover`.
pub(super) fn all(repo: &Repo, config: &Config, trees: &Trees) -> Result<Vec<Leftover>, Failure> {
    let mut found = any(repo, config, trees)?;
    found.retain(|it| !it.strayed);
    Ok(found)
}

/// Whether the table of `worker`, of which `open` commits are not on the base, was lost out of a file,
/// rather than taken out on the base by whoever landed or dropped it.
pub(super) fn is_strayed(
    repo: &Repo,
    config: &Config,
    worker: &str,
    is_open: bool,
) -> Result<bool, Failure> {
    if !is_open {
        return Ok(false);
    }
    let base = format!("refs/heads/{}", config.base);
    if repo.tip(&config.base)?.is_none() {
        return Ok(true);
    }
    let id = worker.replace('.', "[.]");
    let named = format!("^[ \t]*id[ \t]*=[ \t]*[\"']{id}[\"']");
    // The newest commit that took the line out or put it in.
    let said = repo.last_change(&base, crate::config::FILE, &named)?;
    let quoted = [format!("\"{worker}\""), format!("'{worker}'")];
    let names = |line: &str, sign: char| {
        let line = line.strip_prefix(sign).map(str::trim);
        line.is_some_and(|line| {
            line.starts_with("id") && quoted.iter().any(|word| line.ends_with(word.as_str()))
        })
    };
    let (out, put) = (said.lines().any(|it| names(it, '-')), said.lines().any(|it| names(it, '+')));
    Ok(put || !out)
}

/// Everything that is left of workers that the plan does not have.
fn any(repo: &Repo, config: &Config, trees: &Trees) -> Result<Vec<Leftover>, Failure> {
    let mut found = Vec::new();
    for (entry, tree) in trees.entries() {
        if config.find(&entry.worker).is_some() {
            continue;
        }
        let tip = repo.tip(&entry.branch)?;
        if tip.is_none() && tree.is_none() {
            continue;
        }
        let open = match &tip {
            Some(tip) => open(repo, config, tip)?,
            None => 0,
        };
        let is_open = open > 0 || tip.as_ref().is_none_or(|tip| *tip == entry.fork);
        found.push(Leftover {
            strayed: is_strayed(repo, config, &entry.worker, is_open)?,
            worker: entry.worker.clone(),
            branch: entry.branch.clone(),
            tip,
            tree: tree.cloned(),
            open,
            files: written::files(repo, config, &entry.worker)?,
        });
    }
    Ok(found)
}

/// The same, and the `names` that mean none of them.
pub(super) fn named(
    repo: &Repo,
    config: &Config,
    names: &[String],
) -> Result<(Vec<Leftover>, Vec<String>), Failure> {
    let mut left = any(repo, config, &Trees::of(repo)?)?;
    left.retain(|it| !it.strayed || !names.is_empty());
    let means = |it: &Leftover, name: &String| {
        it.worker == *name || it.worker.strip_prefix("task-") == Some(name)
    };
    let planned = |name: &&String| !left.iter().any(|it| means(it, name));
    let others = names.iter().filter(planned).cloned().collect();
    left.retain(|it| names.is_empty() || names.iter().any(|name| means(it, name)));
    Ok((left, others))
}

/// How many commits the branch at `tip` has that the base has not, in any form.
pub(super) fn open(repo: &Repo, config: &Config, tip: &str) -> Result<usize, Failure> {
    let base = format!("refs/heads/{}", config.base);
    if repo.tip(&config.base)?.is_none()
        || repo.is_ancestor(tip, &base)?
        || repo.is_absorbed(&base, tip)?
    {
        return Ok(0);
    }
    Ok(repo.count(&format!("{base}..{tip}"))?.max(1))
}
