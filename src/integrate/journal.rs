//! The journal of an integration: what was decided and how far it came, so that it can go on.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// How the base branch is moved, written down before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landing {
    /// The commit of the base branch before.
    pub old: String,
    /// The merge commit it is moved to.
    pub new: String,
    /// The integration branch that was merged.
    pub tip: String,
}

/// One integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
            landing: Some(Landing { old: "1".into(), new: "2".into(), tip: "3".into() }),
            merge: vec![merge],
        };
        assert_eq!(Journal::parse(&journal.text().unwrap()).unwrap(), journal);
        assert!(!journal.is_done());
        assert!(Journal::parse("feature = 1").is_err());
    }
}
