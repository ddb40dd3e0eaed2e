//! Where a merge stopped, and what leads on from there.

use super::Journal;

/// What is seen of a merge in the integration's worktree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// The commit at HEAD.
    pub head: String,
    /// The commit git says it is merging.
    pub merging: Option<String>,
    /// Whether HEAD has that commit already.
    pub has_it: bool,
}

/// What leads on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoOn {
    /// Nothing was begun, or all of it was ended.
    Ready,
    /// The merge was committed, and git did not come to forget it: it is not made again.
    Forget,
    /// Git waits for a resolution, or has one; this is the message of the merge.
    Conclude(String),
    /// Git died before it wrote down that it merges: what it wrote of merging this commit is put
    /// back, and the merge begun anew.
    PutBack(String),
}

impl Journal {
    /// What leads on from where the integration stopped.
    pub fn go_on(&self, seen: &Stopped) -> GoOn {
        let begun = self.begun.as_ref();
        match &seen.merging {
            Some(_) if seen.has_it => GoOn::Forget,
            Some(tip) => {
                let ours = begun.filter(|begun| begun.tip == *tip);
                let own = || format!("Merge commit '{tip}'");
                GoOn::Conclude(ours.map_or_else(own, |begun| begun.message.clone()))
            }
            None => match begun.filter(|begun| begun.head == seen.head) {
                Some(begun) => GoOn::PutBack(begun.tip.clone()),
                None => GoOn::Ready,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrate::Begun;

    #[test]
    fn each_state_leads_on_in_one_way() {
        let begun = Begun { head: "1".into(), tip: "2".into(), message: "Merge".into() };
        let journal = |begun| Journal {
            feature: String::new(),
            branch: String::new(),
            worktree: String::new(),
            base: String::new(),
            base_tip: String::new(),
            batch: false,
            skipped: Vec::new(),
            gave_way: Vec::new(),
            begun,
            given_up: None,
            landing: None,
            merge: Vec::new(),
        };
        let (none, one) = (journal(None), journal(Some(begun)));
        let seen = |head: &str, merging: Option<&str>, has_it| Stopped {
            head: head.into(),
            merging: merging.map(str::to_owned),
            has_it,
        };
        assert_eq!(none.go_on(&seen("1", None, false)), GoOn::Ready);
        assert_eq!(one.go_on(&seen("1", None, false)), GoOn::PutBack("2".into()));
        assert_eq!(one.go_on(&seen("3", None, false)), GoOn::Ready);
        assert_eq!(one.go_on(&seen("1", Some("2"), false)), GoOn::Conclude("Merge".into()));
        assert_eq!(one.go_on(&seen("3", Some("2"), true)), GoOn::Forget);
        assert_eq!(
            none.go_on(&seen("1", Some("4"), false)),
            GoOn::Conclude("Merge commit '4'".into())
        );
    }
}
