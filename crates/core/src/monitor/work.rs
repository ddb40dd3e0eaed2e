//! One worker's branch as it was read: its commits, its worktree, how it stands to the base.

use std::collections::{BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::Amid;
use crate::guard::{Signal, read_subject};

/// One commit of a worker, with what its subject signals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The commit.
    pub id: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// What its prefix says; none where it has none of ours.
    pub signal: Option<Signal>,
    /// The subject without its prefix.
    pub text: String,
}

impl Event {
    /// Reads the subject of a commit.
    pub fn new(id: String, time: i64, subject: &str) -> Self {
        let (signal, text) = read_subject(subject.as_bytes());
        Self { id, time, signal, text: String::from_utf8_lossy(text).into_owned() }
    }
}

/// What is broken about a worktree in whose place another repository lies.
pub const OCCUPIED: &str = "another repository lies there";

/// The command that has git read what another user owns; the folder follows.
pub const TRUST_OWNER: &str = "git config --global --add safe.directory ";

/// Why nothing can be told of the files of a worktree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "harm", content = "why", rename_all = "snake_case")]
pub enum Harm {
    /// Its start was interrupted or failed, or is still at work: not all of it need be there.
    Interrupted,
    /// Git cannot read it, for this reason.
    Broken(String),
    /// Git does not read it, because another user owns it; where it is.
    Disowned(String),
}

/// One worker's branch.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was looked at")]
pub struct Work {
    /// The worker's identifier.
    pub id: String,
    /// Its own commits since the base, newest first; merges and what they brought left out.
    pub events: Vec<Event>,
    /// The names of those who wrote them.
    pub authors: BTreeSet<String>,
    /// Everything its branch has that the base has not.
    pub has: HashSet<String>,
    /// The paths its commits changed, each with the newest commit that did; read only where
    /// somebody needs something of it.
    pub touched: HashMap<String, String>,
    /// The paths that define what somebody needs of it, by the item.
    pub defines: HashMap<String, Vec<String>>,
    /// The tip of its branch; none while there is no such branch.
    pub tip: Option<String>,
    /// The branch that has the tip, as git names it here: `origin/…` where the remote is further.
    pub at: Option<String>,
    /// Branches of its name, here or on the remote, that hold something else: an earlier plan's work.
    pub foreign: Vec<String>,
    /// When the tip was committed.
    pub tip_time: Option<i64>,
    /// Whether all of its work is on the base branch, here or on the remote.
    pub merged: bool,
    /// Whether the base has what it committed so far only because another's branch brought it along: it is
    /// at work, and has not landed.
    pub along: bool,
    /// The commit of the base that took its work back after it had landed.
    pub reverted: Option<String>,
    /// Whether its branch is gone, as it was cleaned up after it landed.
    pub cleaned: bool,
    /// Workers that the plan no longer has, and whose work is on the base: what is needed of them is
    /// there.
    pub over: HashSet<String>,
    /// The subjects of commits that the base has in its scope since it was planned, the newest first, where
    /// nothing else is known of it.
    pub perhaps: Vec<String>,
    /// How it came there, where not by a merge.
    pub how: Option<&'static str>,
    /// The remote's base branch, where only that has it.
    pub pull: Option<String>,
    /// The tip of its branch here, where the remote's is further.
    pub stale: Option<String>,
    /// Whether it was started here, and its branch is gone.
    pub lost: bool,
    /// The full names of those refs of its branch, here and on the remote, that name what is not there.
    pub torn: Vec<String>,
    /// Whether its worktree is there.
    pub worktree: bool,
    /// Why nothing can be told of its worktree; none where it could be looked at.
    pub harm: Option<Harm>,
    /// What was begun in its worktree and not ended.
    pub amid: Option<Amid>,
    /// Paths that differ from its last commit.
    pub dirty: Vec<String>,
    /// Whether its branch here and on the remote each have commits the other has not.
    pub diverged: bool,
    /// How many commits the base is ahead of it; the counting ends at a thousand.
    pub behind: Option<usize>,
}
