//! The journal of an integration: what was decided and how far it came, so that it can go on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A journal that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The text is no journal.
    #[error("the journal of the integration is damaged: {0}")]
    Read(#[from] toml::de::Error),
    /// The journal cannot be put into words.
    #[error("cannot write the journal of the integration: {0}")]
    Write(#[from] toml::ser::Error),
}

/// How far one worker's merge came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Not begun, or begun and stopped on a conflict.
    Open,
    /// Merged, not checked yet.
    Merged,
    /// Merged, and the check passed.
    Checked,
}

/// One worker's merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Merge {
    /// The worker.
    pub worker: String,
    /// What it is about, for the message.
    pub title: String,
    /// Its branch.
    pub branch: String,
    /// The commit that is merged.
    pub tip: String,
    /// How far it came.
    pub stage: Stage,
    /// The integration branch once it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// As what an integration lands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// One merge commit.
    #[default]
    Merge,
    /// One commit that has everything.
    Squash,
    /// The workers' commits, one after another.
    Rebase,
}

impl Way {
    /// Whether it is the one that is not written down.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    fn is_merge(&self) -> bool {
        *self == Self::Merge
    }
}

/// How the base branch is moved, written down before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Landing {
    /// The commit of the base branch before.
    pub old: String,
    /// The commit it is moved to.
    pub new: String,
    /// The integration branch that was merged.
    pub tip: String,
    /// As what.
    #[serde(default, skip_serializing_if = "Way::is_merge")]
    pub way: Way,
    /// Whether it is being taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}

/// A merge in the integration's worktree, written down before it is begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Begun {
    /// The commit of the integration branch before.
    pub head: String,
    /// The commit that is merged.
    pub tip: String,
    /// The message of the merge.
    pub message: String,
}

/// One integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Journal {
    /// What is integrated.
    pub feature: String,
    /// The integration branch.
    pub branch: String,
    /// Its worktree.
    pub worktree: String,
    /// The base branch.
    pub base: String,
    /// The commit of the base it was begun at.
    pub base_tip: String,
    /// Whether the check runs once, after the last merge.
    #[serde(default)]
    pub batch: bool,
    /// Workers of the plan that were left out on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
    /// What of the base's own gave way to the owner of a path, each as a path with the commits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gave_way: Vec<String>,
    /// The merge under way; none between two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<Begun>,
    /// The tip of its branch when it was given up or taken back; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_up: Option<String>,
    /// How it lands; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landing: Option<Landing>,
    /// The merges, in order.
    pub merge: Vec<Merge>,
}

impl Journal {
    /// Reads a journal.
    pub fn parse(text: &str) -> Result<Self, JournalError> {
        Ok(toml::from_str(text)?)
    }

    /// The journal as text.
    pub fn text(&self) -> Result<String, JournalError> {
        Ok(toml::to_string(self)?)
    }

    /// Whether everything is merged and checked.
    pub fn is_done(&self) -> bool {
        self.merge.iter().all(|merge| merge.stage == Stage::Checked)
    }

    /// The merge of each worker, the latest where one was merged again.
    pub fn latest(&self) -> Vec<&Merge> {
        let again = |at: usize, one: &Merge| {
            self.merge.iter().skip(at + 1).any(|later| later.worker == one.worker)
        };
        self.merge.iter().enumerate().filter(|(at, one)| !again(*at, one)).map(|it| it.1).collect()
    }

    /// Whether the `n`th merge, which is open, brings what a worker committed after it was merged.
    pub fn is_further(&self, n: usize) -> bool {
        self.merge.get(n).is_some_and(|one| {
            one.stage == Stage::Open
                && self.merge.iter().take(n).any(|before| before.worker == one.worker)
        })
    }

    /// Has `worker` merged at `tip`: by the merge that is still open, or by one more after those
    /// that are done, so that the merges stay in the order of their commits.
    pub fn go_further(&mut self, worker: &str, tip: &str) {
        let own = |it: &&mut Merge| it.worker == worker;
        if let Some(open) = self.merge.iter_mut().filter(own).find(|it| it.stage == Stage::Open) {
            tip.clone_into(&mut open.tip);
            return;
        }
        let Some(before) = self.merge.iter().rfind(|it| it.worker == worker) else { return };
        let more =
            Merge { tip: tip.to_owned(), stage: Stage::Open, commit: None, ..before.clone() };
        let done = self.merge.iter().rposition(|it| it.stage != Stage::Open);
        self.merge.insert(done.map_or(0, |at| at + 1), more);
    }
}

impl Merge {
    /// The subject of the merge commit.
    pub fn message(&self) -> String {
        format!("Merge {}: {}", self.worker, self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_survives_being_written() {
        let merge = Merge {
            worker: "task-1".into(),
            title: "it's \"quoted\"\nand long".into(),
            branch: "work/task-1".into(),
            tip: "0123".into(),
            stage: Stage::Merged,
            commit: None,
        };
        let journal = Journal {
            feature: "f".into(),
            branch: "integration/f".into(),
            worktree: "/w t".into(),
            base: "main".into(),
            base_tip: "4567".into(),
            batch: true,
            skipped: vec!["task-2".into()],
            gave_way: vec!["a: 0123 Change it".into()],
            landing: Some(Landing {
                old: "1".into(),
                new: "2".into(),
                tip: "3".into(),
                way: Way::Squash,
                back: false,
            }),
            begun: Some(Begun { head: "1".into(), tip: "2".into(), message: "m".into() }),
            given_up: None,
            merge: vec![merge],
        };
        assert_eq!(Journal::parse(&journal.text().unwrap()).unwrap(), journal);
        assert!(!journal.is_done());
        assert!(Journal::parse("feature = 1").is_err());
    }

    fn merge(worker: &str, tip: &str, stage: Stage) -> Merge {
        let (worker, title, branch) = (worker.to_owned(), String::new(), String::new());
        Merge { worker, title, branch, tip: tip.to_owned(), stage, commit: None }
    }

    #[test]
    fn what_comes_later_is_merged_after_what_is_done() {
        let mut journal = Journal {
            feature: String::new(),
            branch: String::new(),
            worktree: String::new(),
            base: String::new(),
            base_tip: String::new(),
            batch: false,
            skipped: Vec::new(),
            gave_way: Vec::new(),
            landing: None,
            begun: None,
            given_up: None,
            merge: vec![
                merge("a", "1", Stage::Checked),
                merge("b", "2", Stage::Merged),
                merge("c", "3", Stage::Open),
            ],
        };
        journal.go_further("a", "4");
        journal.go_further("c", "5");
        journal.go_further("a", "6");
        journal.go_further("nobody", "7");
        let told: Vec<_> = journal.merge.iter().map(|it| (&*it.worker, &*it.tip)).collect();
        assert_eq!(told, [("a", "1"), ("b", "2"), ("a", "6"), ("c", "5")]);
        let latest: Vec<_> = journal.latest().iter().map(|it| &*it.tip).collect();
        assert_eq!(latest, ["2", "6", "5"]);
        let further: Vec<_> = (0..5).filter(|&n| journal.is_further(n)).collect();
        assert_eq!(further, [2]);
    }
}
