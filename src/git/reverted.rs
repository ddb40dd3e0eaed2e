//! What came to a branch by a merge and was taken back there since (git-revert(1)).

use std::collections::HashMap;

use bstr::ByteSlice;

use super::{Error, Repo};

/// How git words what a revert takes back.
pub(super) const WORDS: &str = "This reverts commit ";

impl Repo {
    /// Of those `tips`, which `base` has, the ones that a merge brought which was taken back since and not
    /// brought back again, each with the commit that took it back.
    pub fn reverted_tips(
        &self,
        base: &str,
        tips: &[String],
    ) -> Result<HashMap<String, String>, Error> {
        let mut found = HashMap::new();
        let Some(first) = tips.first() else { return Ok(found) };
        // Whatever took one of them back came after what all of them have.
        let common = self.git().args(["merge-base", "--octopus", base, first]).args(&tips[1..]);
        let common = common.accept(&[0, 1])?.stdout.trim().to_str_lossy().into_owned();
        let mut asked = self.git().args(["log", "-z", "--format=%H%n%B", "--no-show-signature"]);
        asked = asked.args(["--fixed-strings", &format!("--grep={WORDS}"), base]);
        if !common.is_empty() {
            asked = asked.arg(format!("^{common}"));
        }
        let listed = asked.run()?.stdout;
        let reverts = Reverts(listed.split_str("\0").filter_map(reverted).collect());
        for (by, what) in reverts.pairs() {
            let before = format!("{what}^1");
            if self.commit(&format!("{what}^2"))?.is_none() {
                continue;
            }
            for tip in tips.iter().filter(|tip| !found.contains_key(*tip)).collect::<Vec<_>>() {
                if self.is_ancestor(tip, what)? && !self.is_ancestor(tip, &before)? {
                    found.insert(tip.clone(), by.clone());
                }
            }
        }
        Ok(found)
    }
}

/// Commits and what each says that it takes back, the newest first.
pub(super) struct Reverts(Vec<(String, String)>);

impl Reverts {
    /// Those among `all`: commits with their messages, the newest first.
    pub(super) fn of(all: &[(String, String)]) -> Self {
        let one = |(id, message): &(String, String)| {
            takes_back(message.as_bytes()).map(|what| (id.clone(), what))
        };
        Self(all.iter().filter_map(one).collect())
    }

    /// What is taken back and not brought back since.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &str> {
        self.pairs().map(|(_, what)| what.as_str())
    }

    /// The same with the commit that takes it back: a revert may have been reverted itself.
    fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        let open = |(by, what): &&(String, String)| {
            !is_reverted(by, &self.0) && !is_older(what, by, &self.0)
        };
        self.0.iter().filter(open)
    }
}

/// A commit and what it says that it takes back.
fn reverted(record: &[u8]) -> Option<(String, String)> {
    let (id, message) = record.trim_start().split_once_str("\n")?;
    Some((id.to_str_lossy().into_owned(), takes_back(message)?))
}

/// The commit that a message says it takes back.
fn takes_back(message: &[u8]) -> Option<String> {
    let (_, rest) = message.split_once_str(WORDS)?;
    let hex: Vec<u8> = rest.iter().copied().take_while(u8::is_ascii_hexdigit).collect();
    (hex.len() >= 40).then(|| hex.to_str_lossy().into_owned())
}

/// Whether a commit was taken back, and not brought back since; `reverts` has the newest first.
fn is_reverted(commit: &str, reverts: &[(String, String)]) -> bool {
    let by = reverts.iter().find(|(_, what)| what == commit);
    by.is_some_and(|(by, _)| !is_reverted(by, reverts))
}

/// Whether `what` was taken back again after `by` did: the newest counts.
fn is_older(what: &str, by: &str, reverts: &[(String, String)]) -> bool {
    reverts.iter().find(|(_, it)| it == what).is_some_and(|(newest, _)| newest != by)
}
