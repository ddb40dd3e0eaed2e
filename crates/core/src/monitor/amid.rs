//! What a worker has begun in its worktree and not ended: a merge or a rebase that it resolves.

use schemars::JsonSchema;
use serde::Serialize;

use super::action::action;
use super::place::worktree;
use super::{Action, Row};
use crate::config::Config;

/// Something that git began in a worktree, and that is ended or given up by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amid {
    /// What: `merge`, `rebase`, `cherry-pick`, `revert`, `am` or `bisect`, as git names its verb.
    pub doing: &'static str,
    /// What is merged, or rebased onto: a branch where one has it, else the beginning of a commit; none where git
    /// died before it wrote that down.
    pub of: Option<String>,
    /// How many paths are in conflict still.
    pub unresolved: usize,
}

impl Amid {
    /// It in words, to be read after whose it is.
    pub fn told(&self) -> String {
        let of =
            |word: &str| self.of.as_ref().map(|of| format!(" {word} {of}")).unwrap_or_default();
        let what = match self.doing {
            "merge" if self.is_torn() => "has a merge that git died beginning".into(),
            "merge" => format!("resolves a merge{}", of("of")),
            "rebase" => format!("is amid a rebase{}", of("onto")),
            "am" => "is applying mails".into(),
            "bisect" => "is amid a bisection".into(),
            other => format!("resolves a {other}{}", of("of")),
        };
        match self.unresolved {
            0 => what,
            1 => format!("{what}: 1 path is in conflict"),
            n => format!("{what}: {n} paths are in conflict"),
        }
    }

    /// Whether git died before it wrote down what is merged: what would be committed is no merge then.
    pub fn is_torn(&self) -> bool {
        self.doing == "merge" && self.of.is_none()
    }

    /// The words for git that end it once nothing is in conflict.
    pub fn goes_on(&self) -> &'static str {
        match self.doing {
            "merge" => "commit --no-edit",
            "rebase" => "rebase --continue",
            "cherry-pick" => "cherry-pick --continue",
            "revert" => "revert --continue",
            "am" => "am --continue",
            _ => "bisect log",
        }
    }

    /// The words for git that give it up.
    pub fn gives_up(&self) -> String {
        if self.doing == "bisect" {
            "bisect reset".into()
        } else {
            format!("{} --abort", self.doing)
        }
    }

    /// Whether it brings `base`, so that nobody needs to be told to take it.
    pub(super) fn brings(&self, base: &str) -> bool {
        let remote = format!("/{base}");
        let is_it = |of: &String| of == base || of.ends_with(&remote);
        matches!(self.doing, "merge" | "rebase") && self.of.as_ref().is_some_and(is_it)
    }
}

/// How it goes on or is given up, in the worktree of whoever it is.
pub(super) fn ways(config: &Config, row: &Row, amid: &Amid) -> Vec<Action> {
    let (id, tree) = (&row.worker, worktree(config, row));
    let run = |words: &str| format!("git -C {tree} {words}");
    if amid.doing == "bisect" {
        return vec![action(format!("end the bisection of {id}"), run("bisect reset"))];
    }
    if amid.is_torn() {
        let told = format!("{id} {}: keep it as it stands, and give it up", amid.told());
        return vec![action(told, "git parallel recover --apply")];
    }
    let first =
        if amid.unresolved > 0 { "resolve and stage what is in conflict, then " } else { "" };
    vec![
        action(format!("{id} {}: {first}end it", amid.told()), run(amid.goes_on())),
        action("or give it up", run(&amid.gives_up())),
    ]
}
