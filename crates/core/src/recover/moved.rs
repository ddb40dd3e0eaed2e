//! A branch that somebody moved from outside the worktree it is checked out in.

use schemars::JsonSchema;
use serde::Serialize;

use crate::paste::{abbreviated, sh};

/// One of them: what it has now need not be by whose branch it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Whose branch it is; none for the base.
    pub worker: Option<String>,
    /// The branch.
    pub branch: String,
    /// The commit it was at before.
    pub from: String,
    /// The commit it was moved to.
    pub to: String,
    /// The commit it is at now.
    pub tip: String,
    /// The worktree it is checked out in, if any.
    pub at: Option<String>,
}

impl Moved {
    /// It in words.
    pub fn what(&self) -> String {
        let (from, to) = (abbreviated(&self.from), abbreviated(&self.to));
        let how = match &self.at {
            Some(_) => "from outside the worktree it is checked out in",
            None => "by hand, and nothing says why",
        };
        let whose = self.worker.as_ref().map(|worker| format!("{worker}: ")).unwrap_or_default();
        format!("{whose}{} was moved from {from} to {to} {how}", self.branch)
    }

    /// The command that shows what it was moved over.
    pub fn look(&self) -> String {
        format!(
            "git log --stat --left-right {}...{}",
            abbreviated(&self.from),
            abbreviated(&self.to)
        )
    }

    /// What the lead can do about it.
    pub fn ways(&self) -> Vec<String> {
        let (from, to, tip) =
            (abbreviated(&self.from), abbreviated(&self.to), abbreviated(&self.tip));
        let see = format!("to see what came and went by it: {}", self.look());
        let Some(at) = &self.at else {
            if to != tip {
                return vec![
                    see,
                    format!("to take it back, check it out, then: git revert {from}..{to}"),
                ];
            }
            let set = format!("git branch -f {}", sh(&self.branch));
            return vec![
                see,
                format!("to take it off again: {set} {from}"),
                format!("to keep it: {set} {from} && {set} {tip}"),
            ];
        };
        let git = format!("git -C {}", sh(at));
        let soft = format!("{git} reset -q --soft");
        if to == tip {
            // Index and files are still as they were at `from`.
            return vec![
                see,
                format!("to take it off again: {soft} {from}"),
                format!("to keep it: {soft} {from} && {git} merge --ff-only {to}"),
            ];
        }
        vec![
            see,
            format!("to take it back by new commits: {git} revert {from}..{to}"),
            format!("to keep it: {soft} {to} && {soft} {tip}"),
        ]
    }
}
